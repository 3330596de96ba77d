//! The process of the function `categories`.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    rest::run("categories", "The REST API of categories: /v1/categories", categories::api()).await
}
