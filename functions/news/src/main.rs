//! The process of the function `news`.

#[tokio::main]
async fn main() {
    rest::run("news", "The REST API of news: /v1/news", news::api()).await;
}
