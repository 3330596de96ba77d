//! Round trips one after another are what a customer waits for: to MongoDB one per update before its answer, two where
//! the open question changes, three where a summary is held and six to place an order; none to Telegram when the reply is
//! one call.

use axum::{body::to_bytes, http::StatusCode};
use bson::Document;
use domain::{Category, Locale, ProductId, UserId};
use serde_json::Value;
use testing::{Customer, Recorded};

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
    let is_riding = |call: &Recorded| !["sendPhoto", "sendMediaGroup"].contains(&call.method.as_str());
    let wire = said.len() - usize::from(said.last().is_some_and(is_riding));
    let waited_for: Vec<_> = rounds.iter().filter(|round| !round.iter().all(is_unawaited)).collect();
    let is_among = |is: fn(&Document) -> bool| rounds.iter().flatten().any(is);
    let most = match () {
        () if is_among(|command| command.contains_key("commitTransaction")) => 6,
        () if is_among(corrects_a_search) => 6,
        () if is_among(holds_a_cart) || is_among(searches) => 3,
        () if is_among(stores_a_step) || is_among(fills_a_cart) || is_among(reads_photos) => 2,
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
    is_update(command) && (text.contains("claim.calls") || text.contains("images.$.telegram") || releases)
}

fn holds_a_cart(command: &Document) -> bool {
    is_update(command) && command.to_string().contains("$$hold") && command.to_string().contains("$concatArrays")
}

/// Which is known to be a search only from the claim.
fn searches(command: &Document) -> bool {
    command.to_string().contains("\"title_words\"")
}

fn corrects_a_search(command: &Document) -> bool {
    command.get_str("find").is_ok_and(|collection| collection == "words")
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

/// Those that are still to be uploaded: which they are is known only once the product is.
fn reads_photos(command: &Document) -> bool {
    command.get_str("find").is_ok_and(|collection| collection == "photos.chunks")
}

const STAFF: i64 = -100;

/// A table of what updates cost.
struct Costs<'a> {
    shop: &'a TestShop,
    olena: Customer,
    table: String,
}

impl<'a> Costs<'a> {
    fn of(shop: &'a TestShop) -> Self {
        let table = String::from("update | MongoDB rounds | Bot API calls before the answer | calls\n");
        Self { shop, olena: Chat::new(shop, Locale::En).customer, table }
    }

    async fn note(&mut self, what: &str, update: &Value) {
        let (rounds, wire, calls) = cost(self.shop, update).await;
        assert!(calls > 1 || wire == 0, "{what}: the only call rides in the answer");
        self.table.extend([format!("{what} | {rounds} | {wire} | {calls}\n")]);
    }

    async fn press(&mut self, what: &str, data: &str) {
        self.note(what, &self.olena.press(data)).await;
    }

    async fn write(&mut self, what: &str, text: &str) {
        self.note(what, &self.olena.text(text)).await;
    }
}

async fn browse(costs: &mut Costs<'_>, root: &Category, category: &Category, ids: &[ProductId]) {
    for text in
        ["/start", "/start", "/menu", "/catalog", "kettle", "ketlte", "hello", "/cart", "/orders", "/news", "/profile"]
    {
        costs.write(text, text).await;
    }
    costs.press("subcategories", &format!("category:{}", root.id)).await;
    costs.press("five new photos", &format!("category:{}", category.id)).await;
    costs.press("five known photos", &format!("category:{}", category.id)).await;
    costs.press("show more", &format!("more:{}:{}", category.id, ids[4])).await;
    costs.write("deals", "/deals").await;
    costs.press("product", &format!("product:{}", ids[0])).await;
    costs.press("add", &format!("add:{}", ids[0])).await;
    costs.press("plus", &format!("plus:{}", ids[0])).await;
    costs.press("minus", &format!("minus:{}", ids[0])).await;
    costs.press("cart page", "cart:0").await;
    costs.press("stale button", "x").await;
    costs.press("profile: ask", "edit:email").await;
    costs.write("profile: answer", "a@example.com").await;
    costs.press("profile: language", "language:en").await;
}

async fn buy(costs: &mut Costs<'_>, product: ProductId) {
    let olena = costs.olena.clone();
    costs.press("add again", &format!("add:{product}")).await;
    costs.press("checkout", "checkout").await;
    costs.write("email", "a@example.com").await;
    costs.note("phone", &olena.contact("380671234567", Some(7))).await;
    let summary = olena.text("Kyiv");
    costs.note("summary", &summary).await;
    costs.press("minus at the summary", &format!("minus:{product}")).await;
    let changed = olena.press(&format!("confirm:{}", summary["update_id"]));
    costs.note("confirm what changed", &changed).await;
    costs.press("confirm", &format!("confirm:{}", changed["update_id"])).await;
    let id = costs.shop.db.store.orders.of_user(UserId(7), None, 1).await.unwrap().remove(0).id;
    costs.press("order", &format!("order:{id}")).await;
    costs.press("order: again", &format!("order:{id}:again")).await;
    costs.press("order: ask to cancel", &format!("order:{id}:cancel?")).await;
    costs.press("order: cancel", &format!("order:{id}:cancel")).await;
    costs.press("remove", &format!("remove:{product}")).await;
    costs.press("clear", "clear").await;
}

async fn leave_the_summary(costs: &mut Costs<'_>, product: ProductId) {
    let olena = costs.olena.clone();
    for update in [
        olena.press(&format!("add:{product}")),
        olena.press("checkout"),
        olena.text("a@example.com"),
        olena.text("+380671234567"),
        olena.text("Kyiv"),
    ] {
        costs.shop.send(&update).await;
    }
    costs.write("cancel", "/cancel").await;
}

#[tokio::test]
async fn every_kind_of_update_keeps_to_its_limits() {
    let shop = TestShop::open().await;
    let store = &shop.db.store;
    let root = testing::category(store, "Home", None).await;
    let category = testing::category(store, "Kettles", Some(&root)).await;
    let mut products = Vec::new();
    for _ in 0..7 {
        products.push(testing::product(store, &category).discount(5).photo().create().await);
    }
    let ids: Vec<_> = products.iter().map(|product| product.id).collect();
    for n in 1..=5 {
        testing::news(store, "News", "…", n).await;
    }
    let mut costs = Costs::of(&shop);
    browse(&mut costs, &root, &category, &ids).await;
    buy(&mut costs, ids[0]).await;
    leave_the_summary(&mut costs, ids[0]).await;
    costs.note("group", &costs.olena.text_in_group(-5, "/start")).await;
    insta::assert_snapshot!("rounds", costs.table);
}

#[tokio::test]
async fn albums_and_inline_queries_keep_to_their_limits() {
    let shop = TestShop::open().await;
    let category = testing::category(&shop.db.store, "Kettles", None).await;
    let kettle = testing::product(&shop.db.store, &category).discount(5).photos(3).create().await;
    let mut costs = Costs::of(&shop);
    shop.send(&costs.olena.text("/start")).await;
    costs.press("album of new photos", &format!("photos:{}", kettle.id)).await;
    costs.press("album of known photos", &format!("photos:{}", kettle.id)).await;
    let ask = |query: &str| costs.olena.asks_inline(query, "");
    let [first, deals, search] = [ask(""), ask(""), ask("kettle")];
    costs.note("inline: deals, and the bot's own name", &first).await;
    costs.note("inline: deals", &deals).await;
    costs.note("inline: search", &search).await;
    insta::assert_snapshot!("rounds-offers", costs.table);
}

#[tokio::test]
async fn staff_and_messages_keep_to_their_limits() {
    let shop = TestShop::open_with(Some(telegram::Chat(STAFF))).await;
    let store = &shop.db.store;
    let category = testing::category(store, "Kettles", None).await;
    let kettle = testing::product(store, &category).stock(9).create().await;
    let order = testing::order(store, 7, &[(&kettle, 1)]).await;
    let mut costs = Costs::of(&shop);
    shop.send(&costs.olena.text("/start")).await;
    costs.press("write about an order", &format!("write:{}", order.id)).await;
    costs.write("first message to the shop", "Where is it?").await;
    costs.write("another message to the shop", "Hello?").await;
    for command in ["/stats", "/orders", "/order 1"] {
        costs.note(command, &costs.olena.text_in_group(STAFF, command)).await;
    }
    for (what, to) in [("card: accept", "accepted"), ("card: ask for the tracking number", "shipped")] {
        costs.note(what, &costs.olena.press_in_group(STAFF, &format!("to:{}:{to}", order.id))).await;
    }
    insta::assert_snapshot!("rounds-staff", costs.table);
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
