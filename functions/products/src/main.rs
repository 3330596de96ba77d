//! The process of the function `products`.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    rest::run("products", "The REST API of products: /v1/products", products::api()).await
}
