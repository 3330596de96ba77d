//! `/v1/products` from outside: requests to the router over a real MongoDB.

mod concurrency;
mod crud;
mod fields;
mod gallery;
mod lists;
// It reads /proc
#[cfg(target_os = "linux")]
mod memory;
mod photos;
mod translations;

use domain::Category;
use serde_json::{Value, json};
use testing::{TestApi, TestDb};

async fn open() -> (TestApi, Category) {
    let api = TestApi::open(products::api()).await;
    let category = category(&api.db).await;
    (api, category)
}

async fn category(db: &TestDb) -> Category {
    testing::category(&db.store, "Kettles", None).await
}

/// The least a product needs.
fn kettle(category: &Category) -> Value {
    json!({
        "title": "Kettle",
        "category_id": category.id.to_string(),
        "price": { "amount": 99_900, "currency": "UAH" },
    })
}

/// The same with one field set or, by `null`, left out.
fn with(category: &Category, pointer: &str, value: Value) -> Value {
    let mut product = kettle(category);
    let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
    let fields = product.pointer_mut(parent).and_then(Value::as_object_mut).expect("an object");
    fields.insert(key.to_owned(), value);
    product
}

testing::starts_alone!("/v1/products", 200);
