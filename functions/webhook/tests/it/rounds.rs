//! Round trips one after another are what a customer waits for: to MongoDB one per update before its answer, two where
//! the open question changes, three where a summary is held and six to place an order; none to Telegram when the reply is
//! one call.

use axum::{body::to_bytes, http::StatusCode};
use bson::Document;
use domain::{Locale, UserId};
use serde_json::Value;

use crate::chat::{Chat, TestShop};

/// MongoDB rounds, one after another, and calls to the Bot API over the wire.
async fn cost(shop: &TestShop, update: &Value) -> (usize, usize, usize) {
    // Twice a warm connection for everything that goes out together
    let warm = (0..8).map(|_| shop.db.store.ping());
    for result in futures_util::future::join_all(warm).await {
        result.unwrap();
    }
    shop.db.commands.clear();
    let (status, body) = shop.deliver_unread(update).await;
    let body = to_bytes(body, usize::MAX).await.unwrap();
    // Noting the update as handled comes after the answer
    let rounds = shop.db.commands.whole_rounds();
    shop.settle().await;
    assert_eq!(status, StatusCode::OK);
    let said = shop.said(&body);
    let wire = said.len() - usize::from(said.last().is_some_and(|call| call.method != "sendPhoto"));
    let waited_for: Vec<_> = rounds.iter().filter(|round| !round.iter().all(is_unawaited)).collect();
    let is_among = |is: fn(&Document) -> bool| rounds.iter().flatten().any(is);
    let most = match () {
        () if is_among(|command| command.contains_key("commitTransaction")) => 6,
        () if is_among(holds_a_cart) => 3,
        () if is_among(stores_a_step) || is_among(fills_a_cart) => 2,
        () => 1,
    };
    assert!(waited_for.len() <= most, "at most {most}: {waited_for:#?}");
    (waited_for.len(), wire, said.len())
}

/// What became of a call is noted while the next one is on its way, or after the answer; what is held is released beside
/// calls or the question.
fn is_unawaited(command: &Document) -> bool {
    let text = command.to_string();
    let releases = text.contains("holds.user_id");
    is_update(command) && (text.contains("claim.calls") || text.contains("image.telegram") || releases)
}

fn holds_a_cart(command: &Document) -> bool {
    is_update(command) && command.to_string().contains("$$hold") && command.to_string().contains("$concatArrays")
}

fn is_update(command: &Document) -> bool {
    command.keys().next().is_some_and(|name| name == "update")
}

fn stores_a_step(command: &Document) -> bool {
    is_update(command) && command.to_string().contains("\"step\"")
}

/// With what an order held, which the claim could not know.
fn fills_a_cart(command: &Document) -> bool {
    is_update(command) && command.to_string().contains("\"cart.lines\"")
}

#[tokio::test]
async fn every_kind_of_update_keeps_to_its_limits() {
    let shop = TestShop::open().await;
    let store = &shop.db.store;
    let root = testing::category(store, "Home", None).await;
    let category = testing::category(store, "Kettles", Some(&root)).await;
    let mut ids = Vec::new();
    for _ in 0..7 {
        ids.push(testing::product(store, &category).discount(5).photo().create().await.id);
    }
    for n in 1..=5 {
        testing::news(store, "News", "…", n).await;
    }
    let olena = Chat::new(&shop, Locale::En).customer;
    let mut table = String::from("update | MongoDB rounds | Bot API calls before the answer | calls\n");
    let mut note = |what: &str, (rounds, wire, calls): (usize, usize, usize)| {
        assert!(calls > 1 || wire == 0, "{what}: the only call rides in the answer");
        table.extend([format!("{what} | {rounds} | {wire} | {calls}\n")]);
    };
    for text in ["/start", "/start", "/menu", "/catalog", "hello", "/cart", "/orders", "/news", "/profile"] {
        note(text, cost(&shop, &olena.text(text)).await);
    }
    note("subcategories", cost(&shop, &olena.press(&format!("category:{}", root.id))).await);
    note("five new photos", cost(&shop, &olena.press(&format!("category:{}", category.id))).await);
    note("five known photos", cost(&shop, &olena.press(&format!("category:{}", category.id))).await);
    note("show more", cost(&shop, &olena.press(&format!("more:{}:{}", category.id, ids[4]))).await);
    note("deals", cost(&shop, &olena.text("/deals")).await);
    note("product", cost(&shop, &olena.press(&format!("product:{}", ids[0]))).await);
    note("add", cost(&shop, &olena.press(&format!("add:{}", ids[0]))).await);
    note("plus", cost(&shop, &olena.press(&format!("plus:{}", ids[0]))).await);
    note("minus", cost(&shop, &olena.press(&format!("minus:{}", ids[0]))).await);
    note("cart page", cost(&shop, &olena.press("cart:0")).await);
    note("stale button", cost(&shop, &olena.press("x")).await);
    note("profile: ask", cost(&shop, &olena.press("edit:email")).await);
    note("profile: answer", cost(&shop, &olena.text("a@example.com")).await);
    note("profile: language", cost(&shop, &olena.press("language:en")).await);
    note("add again", cost(&shop, &olena.press(&format!("add:{}", ids[0]))).await);
    note("checkout", cost(&shop, &olena.press("checkout")).await);
    note("email", cost(&shop, &olena.text("a@example.com")).await);
    note("phone", cost(&shop, &olena.contact("380671234567", Some(7))).await);
    let summary = olena.text("Kyiv");
    note("summary", cost(&shop, &summary).await);
    note("minus at the summary", cost(&shop, &olena.press(&format!("minus:{}", ids[0]))).await);
    let changed = olena.press(&format!("confirm:{}", summary["update_id"]));
    note("confirm what changed", cost(&shop, &changed).await);
    note("confirm", cost(&shop, &olena.press(&format!("confirm:{}", changed["update_id"]))).await);
    let order = shop.db.store.orders.of_user(UserId(7), None, 1).await.unwrap().remove(0).id;
    note("order", cost(&shop, &olena.press(&format!("order:{order}"))).await);
    note("order: again", cost(&shop, &olena.press(&format!("order:{order}:again"))).await);
    note("order: ask to cancel", cost(&shop, &olena.press(&format!("order:{order}:cancel?"))).await);
    note("order: cancel", cost(&shop, &olena.press(&format!("order:{order}:cancel"))).await);
    note("remove", cost(&shop, &olena.press(&format!("remove:{}", ids[0]))).await);
    note("clear", cost(&shop, &olena.press("clear")).await);
    for update in [
        olena.press(&format!("add:{}", ids[0])),
        olena.press("checkout"),
        olena.text("a@example.com"),
        olena.text("+380671234567"),
        olena.text("Kyiv"),
    ] {
        shop.send(&update).await;
    }
    note("cancel", cost(&shop, &olena.text("/cancel")).await);
    note("group", cost(&shop, &olena.text_in_group(-5, "/start")).await);
    insta::assert_snapshot!("rounds", table);
}

#[tokio::test]
async fn an_update_handled_before_costs_two_rounds_and_no_write() {
    let shop = TestShop::open().await;
    let update = Chat::new(&shop, Locale::En).customer.text("/menu");
    shop.send(&update).await;
    shop.db.commands.clear();
    let (_, body) = shop.deliver(&update).await;
    let rounds = shop.db.commands.rounds();
    assert_eq!((body.len(), rounds), (0, vec![vec!["findAndModify users".to_owned()]; 2]));
}
