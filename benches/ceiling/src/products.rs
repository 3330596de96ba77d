//! What the shop's API is compared with: one `find`, straight into a type and out as JSON.

use axum::{
    Json, Router,
    extract::{Path, Query, State},
    http::StatusCode,
    routing::get,
};
use bson::{DateTime, doc, oid::ObjectId};
use mongodb::{Collection, Database};
use serde::{Deserialize, Serialize, Serializer, ser::Error};

use crate::failed::Failed;

const PAGE: i64 = 20;

pub(crate) fn routes(db: &Database) -> Router {
    Router::new()
        .route("/products", get(list))
        .route("/products/{id}", get(one))
        .with_state(db.collection::<Product>("products"))
}

#[derive(Serialize, Deserialize)]
struct Product {
    #[serde(rename(deserialize = "_id"), serialize_with = "hex")]
    id: ObjectId,
    title: String,
    description: String,
    #[serde(serialize_with = "hex")]
    category_id: ObjectId,
    price: Money,
    discount_percent: i64,
    stock: i64,
    attributes: Vec<Attribute>,
    #[serde(serialize_with = "rfc3339")]
    created_at: DateTime,
    #[serde(serialize_with = "rfc3339")]
    modified_at: DateTime,
}

#[derive(Serialize, Deserialize)]
struct Money {
    amount: i64,
    currency: String,
}

#[derive(Serialize, Deserialize)]
struct Attribute {
    name: String,
    value: String,
}

fn hex<S: Serializer>(id: &ObjectId, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(id)
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "what serde calls")]
fn rfc3339<S: Serializer>(at: &DateTime, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&at.try_to_rfc3339_string().map_err(S::Error::custom)?)
}

/// Which products.
#[derive(Deserialize)]
struct Wanted {
    category: String,
}

#[derive(Serialize)]
struct Page {
    items: Vec<Product>,
}

fn id_of(text: &str) -> Result<ObjectId, Failed> {
    ObjectId::parse_str(text).map_err(|_| Failed::Refused(StatusCode::BAD_REQUEST))
}

async fn one(State(products): State<Collection<Product>>, Path(id): Path<String>) -> Result<Json<Product>, Failed> {
    let product = products.find_one(doc! { "_id": id_of(&id)? }).await?;
    Ok(Json(product.ok_or(StatusCode::NOT_FOUND)?))
}

async fn list(State(products): State<Collection<Product>>, Query(wanted): Query<Wanted>) -> Result<Json<Page>, Failed> {
    let category = id_of(&wanted.category)?;
    let mut found = products.find(doc! { "category_id": category }).sort(doc! { "_id": 1 }).limit(PAGE).await?;
    let mut items = Vec::with_capacity(20);
    while found.advance().await? {
        items.push(found.deserialize_current()?);
    }
    Ok(Json(Page { items }))
}
