//! The process of the function `users`.

#[tokio::main]
async fn main() {
    rest::run("users", "The REST API of users: /v1/users", users::api()).await;
}
