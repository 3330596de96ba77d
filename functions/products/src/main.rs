//! The process of the function `products`.

#[tokio::main]
async fn main() {
    rest::run("products", "The REST API of products: /v1/products", products::api()).await;
}
