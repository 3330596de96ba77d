//! What the shop's webhook is compared with: one operation per update, and an answer of the same kind.

use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    routing::{get, post},
};
use bson::{DateTime, doc};
use mongodb::{Collection, Database, options::ReturnDocument};
use serde::{Deserialize, Serialize};

use crate::failed::Failed;

/// The collections, each read straight into its type.
#[derive(Clone)]
struct Chat {
    users: Collection<User>,
    carts: Collection<Cart>,
}

pub(crate) fn routes(db: &Database) -> Router {
    Router::new()
        .route("/start", post(start))
        .route("/modify", post(modify))
        .route("/add", post(add))
        .route("/cart/{id}", get(cart))
        .with_state(Chat { users: db.collection("users"), carts: db.collection("carts") })
}

/// As much of an update as is needed.
#[derive(Deserialize)]
struct Update {
    #[serde(rename = "update_id")]
    id: i64,
    message: Option<Sent>,
    callback_query: Option<Sent>,
}

#[derive(Deserialize)]
struct Sent {
    from: Sender,
}

#[derive(Deserialize)]
struct Sender {
    id: i64,
    first_name: String,
    language_code: Option<String>,
}

impl Update {
    fn sender(&self) -> Result<&Sender, Failed> {
        let sent = self.message.as_ref().or(self.callback_query.as_ref());
        sent.map(|sent| &sent.from).ok_or(Failed::Refused(StatusCode::BAD_REQUEST))
    }
}

#[derive(Serialize, Deserialize)]
struct User {
    #[serde(rename = "_id")]
    id: i64,
    name: String,
    language: Option<String>,
    first_update: i64,
    created_at: DateTime,
}

#[derive(Serialize, Deserialize)]
struct Cart {
    #[serde(rename = "_id")]
    id: i64,
    update_id: i64,
    lines: Vec<Line>,
}

#[derive(Serialize, Deserialize)]
struct Line {
    title: String,
    quantity: i64,
}

/// A Bot API call that rides in the answer.
#[derive(Serialize)]
struct Say {
    method: &'static str,
    chat_id: i64,
    text: String,
}

fn say(chat_id: i64, text: String) -> Json<Say> {
    Json(Say { method: "sendMessage", chat_id, text })
}

type Answer = Result<Json<Say>, Failed>;

/// A customer who is new, or was here before: one `findAndModify`.
async fn start(State(db): State<Chat>, Json(update): Json<Update>) -> Answer {
    let sender = update.sender()?;
    let change = doc! {
        "$set": { "name": &sender.first_name, "language": &sender.language_code },
        "$setOnInsert": { "first_update": update.id, "created_at": DateTime::now() },
    };
    let user = db.users.find_one_and_update(doc! { "_id": sender.id }, change).upsert(true);
    let user = user.return_document(ReturnDocument::After).await?;
    let user = user.ok_or(StatusCode::NOT_FOUND)?;
    Ok(say(user.id, format!("Hello, {}!", user.name)))
}

/// One `findAndModify` of a document that is there.
async fn modify(State(db): State<Chat>, Json(update): Json<Update>) -> Answer {
    change_cart(&db, &update, doc! { "$set": { "update_id": update.id } }).await
}

/// The same, raising a line's quantity.
async fn add(State(db): State<Chat>, Json(update): Json<Update>) -> Answer {
    let change = doc! { "$set": { "update_id": update.id }, "$inc": { "lines.0.quantity": 1_i64 } };
    change_cart(&db, &update, change).await
}

async fn change_cart(db: &Chat, update: &Update, change: bson::Document) -> Answer {
    let sender = update.sender()?;
    let cart = db.carts.find_one_and_update(doc! { "_id": sender.id }, change);
    let cart = cart.return_document(ReturnDocument::After).await?;
    Ok(shown(&cart.ok_or(StatusCode::NOT_FOUND)?))
}

/// One `find`.
async fn cart(State(db): State<Chat>, Path(id): Path<i64>) -> Answer {
    Ok(shown(&db.carts.find_one(doc! { "_id": id }).await?.ok_or(StatusCode::NOT_FOUND)?))
}

fn shown(cart: &Cart) -> Json<Say> {
    let lines: Vec<String> = cart.lines.iter().map(|line| format!("{} × {}", line.quantity, line.title)).collect();
    say(cart.id, lines.join("\n"))
}
