//! The document: a snapshot shows any drift, and what it says of keys is what the handlers ask for.

use axum::http::Method;
use domain::{Scope, VariantArray};
use serde_json::Value;
use testing::TestApi;

use server::resources;

async fn document(api: &TestApi) -> Value {
    api.ask(Method::GET, "/openapi.json").expect(200).await.json()
}

#[tokio::test]
async fn the_document_is_as_agreed() {
    let api = TestApi::open(resources()).await;
    let mut document = document(&api).await;
    document["info"]["version"] = "…".into();
    insta::assert_json_snapshot!(document);
}

#[tokio::test]
async fn a_function_alone_describes_itself_alone() {
    let api = TestApi::open(orders::api()).await;
    let document = document(&api).await;
    let paths: Vec<_> = document["paths"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(paths, ["/v1/orders", "/v1/orders/{id}", "/v1/orders/export"]);
    assert!(document["components"]["schemas"]["Problem"].is_object());
    assert!(document["components"]["schemas"]["Product"].is_null());
}

#[tokio::test]
async fn every_operation_asks_for_the_scope_it_says() {
    let api = TestApi::open(resources()).await;
    let document = document(&api).await;
    let all = Scope::VARIANTS.iter().map(Scope::into_str).collect::<Vec<_>>();
    let mut operations = 0;
    for (path, item) in document["paths"].as_object().unwrap() {
        let path = path.replace("{id}", "6553f1b2a7c9d40012ab34cd").replace("{telegram_id}", "7");
        for (method, operation) in item.as_object().unwrap() {
            operations += 1;
            let method: Method = method.to_uppercase().parse().unwrap();
            let needed =
                operation["security"].as_array().and_then(|all| all.iter().find_map(|one| one["key"][0].as_str()));
            let optional =
                operation["security"].as_array().is_none_or(|all| all.iter().any(|one| one == &serde_json::json!({})));
            let without = api.ask(method.clone(), &path).send().await.status;
            assert_eq!(without == 401, !optional, "{method} {path} without a key: {without}");
            let Some(needed) = needed.filter(|_| !optional) else { continue };
            assert!(all.contains(&needed), "{needed}");
            let others: Vec<Scope> =
                Scope::VARIANTS.iter().copied().filter(|scope| scope.into_str() != needed).collect();
            let name = format!("others-{operations}");
            let others = api.key(&name, &others).await;
            let answer = api.ask(method.clone(), &path).key(&others).expect(403).await;
            assert_eq!(answer.json()["detail"], format!("the key lacks the scope {needed}"));
        }
    }
    assert_eq!(operations, 30);
}
