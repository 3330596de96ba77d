//! The function alone, as a process: it needs a database and nothing else.

use testing::{Serving, TestDb};

#[tokio::test]
async fn it_starts_alone_and_serves_its_part() {
    let db = TestDb::new().await;
    let serving = Serving::start(env!("CARGO_BIN_EXE_products"), &[("MONGODB_URI", &db.uri())]);
    for (path, status) in [
        ("/health/live", 200),
        ("/health/ready", 200),
        ("/openapi.json", 200),
        ("/docs", 200),
        ("/v1/products", 200),
        ("/v1/orders", 404),
        ("/telegram/webhook", 404),
    ] {
        assert_eq!(serving.get(path).await, status, "{path}");
    }
    assert!(serving.stop().await.success());
}
