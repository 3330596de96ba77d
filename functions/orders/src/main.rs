//! The process of the function `orders`.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    rest::run("orders", "The REST API of orders: /v1/orders", orders::api()).await
}
