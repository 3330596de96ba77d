//! The function alone, as a process.

use testing::Serving;

#[tokio::test]
async fn it_starts_alone_and_serves_its_part() {
    Serving::alone(env!("CARGO_BIN_EXE_categories"), "/v1/categories", 200).await;
}
