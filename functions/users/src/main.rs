//! The process of the function `users`.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    rest::run("users", "The REST API of users: /v1/users", users::api()).await
}
