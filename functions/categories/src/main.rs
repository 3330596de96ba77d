//! The process of the function `categories`.

#[tokio::main]
async fn main() {
    rest::run("categories", "The REST API of categories: /v1/categories", categories::api()).await;
}
