//! The process of the function `orders`.

#[tokio::main]
async fn main() {
    rest::run("orders", "The REST API of orders: /v1/orders", orders::api()).await;
}
