//! Bodies of the REST API: right ones, mutated, and bytes that are no JSON.

use axum::http::Method;
use futures_util::future::join_all;
use proptest::prelude::*;
use serde_json::{Value, json};
use testing::{ADMIN_KEY, TestApi};
use utoipa_axum::router::OpenApiRouter;

use super::{
    TOGETHER,
    json::{Mutation, mutated, mutations, text, value},
};

const PRODUCT: &str = "<product>";
const CATEGORY: &str = "<category>";
const NEWS: &str = "<news>";
const USER: &str = "<user>";

#[derive(Debug, Clone)]
struct Input {
    method: Method,
    path: String,
    body: Body,
}

#[derive(Debug, Clone)]
enum Body {
    Json(Value, Vec<Mutation>),
    Text(String),
    Cut(Value, proptest::sample::Index),
}

fn input() -> impl Strategy<Value = Input> {
    let product = json!({
        "title": "Kettle", "description": "Sings.", "category_id": CATEGORY, "discount_percent": 10, "stock": 5,
        "price": { "amount": 129_900, "currency": "UAH" }, "attributes": [{ "name": "Volume", "value": "1.7 l" }],
    });
    let category = json!({ "title": "Kettles", "description": "", "parent_id": CATEGORY });
    let news = json!({ "title": "News", "content": "…", "notify": false, "published_at": "2026-11-23T12:00:00Z" });
    let user = json!({
        "username": "olena", "name": "Olena", "phone": "+380671234567", "email": "olena@example.com",
        "address": "Kyiv, 1", "locale": "uk",
    });
    let mut new_user = user.clone();
    new_user["telegram_id"] = 7.into();
    let changed_news = json!({ "title": "News", "content": "…" });
    let requests = vec![
        (Method::POST, "/v1/products".to_owned(), product.clone()),
        (Method::PATCH, format!("/v1/products/{PRODUCT}"), product),
        (Method::POST, "/v1/categories".to_owned(), category.clone()),
        (Method::PATCH, format!("/v1/categories/{CATEGORY}"), category),
        (Method::POST, "/v1/news".to_owned(), news),
        (Method::PATCH, format!("/v1/news/{NEWS}"), changed_news),
        (Method::POST, "/v1/users".to_owned(), new_user),
        (Method::PATCH, format!("/v1/users/{USER}"), user),
    ];
    proptest::sample::select(requests).prop_flat_map(|(method, path, right)| {
        let cut = right.clone();
        let body = prop_oneof![
            8 => mutations().prop_map(move |mutations| Body::Json(right.clone(), mutations)),
            1 => value().prop_map(|value| Body::Json(value, vec![])),
            1 => text().prop_map(Body::Text),
            1 => any::<proptest::sample::Index>().prop_map(move |at| Body::Cut(cut.clone(), at)),
        ];
        (Just(method), Just(path), body).prop_map(|(method, path, body)| Input { method, path, body })
    })
}

struct Stage {
    api: TestApi,
    /// What the inputs that are handled at the same time name: each its own, as they would wait for one another.
    ids: Vec<[(&'static str, String); 4]>,
}

impl Stage {
    async fn open() -> Self {
        let handlers =
            OpenApiRouter::new().merge(products::api()).merge(categories::api()).merge(news::api()).merge(users::api());
        let api = TestApi::open(handlers).await;
        let store = &api.db.store;
        let mut ids = Vec::new();
        for n in 0..TOGETHER {
            let category = testing::category(store, "Kettles", None).await;
            let product = testing::product(store, &category).create().await;
            let news = testing::news(store, "News", "…", 1).await;
            ids.push([
                (PRODUCT, product.id.to_string()),
                (CATEGORY, category.id.to_string()),
                (NEWS, news.id.to_string()),
                (USER, (n + 1).to_string()),
            ]);
        }
        Self { api, ids }
    }

    async fn check(&self, n: usize, input: &Input) -> Result<(), String> {
        let mut body = match &input.body {
            Body::Json(value, mutations) => mutated(value.clone(), mutations).to_string(),
            Body::Text(text) => text.clone(),
            Body::Cut(value, at) => {
                let text = value.to_string();
                let at = at.index(text.len());
                text.char_indices().take_while(|(index, _)| *index < at).map(|(_, letter)| letter).collect()
            }
        };
        let mut path = input.path.clone();
        for (name, id) in &self.ids[n % self.ids.len()] {
            body = body.replace(name, id);
            path = path.replace(name, id);
        }
        let asked = self.api.ask(input.method.clone(), &path).key(ADMIN_KEY).header("content-type", "application/json");
        let answer = asked.body(body.clone()).send().await;
        let allowed = [200, 201, 400, 404, 409, 412, 413, 422];
        let is_problem = answer.status.is_success() || answer.header("content-type") == "application/problem+json";
        if allowed.contains(&answer.status.as_u16()) && is_problem {
            return Ok(());
        }
        Err(format!("{} {:?}\nto {} {path} {body}", answer.status, answer.body, input.method))
    }
}

#[test]
fn bodies_of_any_shape_are_answered() {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    let stage = runtime.block_on(Stage::open());
    super::run("bodies", 75_000, input(), |inputs| {
        runtime.block_on(async {
            let checks = inputs.iter().enumerate().map(|(n, input)| stage.check(n, input));
            let wrong: Vec<_> = join_all(checks).await.into_iter().filter_map(Result::err).collect();
            if wrong.is_empty() { Ok(()) } else { Err(format!("{wrong:#?}")) }
        })
    });
}
