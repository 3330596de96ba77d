//! The process of the function `news`.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    rest::run("news", "The REST API of news: /v1/news", news::api()).await
}
