//! Updates: every kind of the Bot API, of customers at any place in the chat, mutated.

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode},
};
use chrono::TimeDelta;
use domain::Locale;
use futures_util::future::join_all;
use proptest::prelude::*;
use runtime::ShopSettings;
use serde_json::{Value, json};
use telegram::{Chat, StaffSettings, WebhookSecrets};
use testing::{BotApi, TestDb};
use tower::ServiceExt;
use webhook::{CheckoutSettings, Shop};

use super::json::{Mutation, mutated, mutations, number, text};
use crate::shop::SECRET;

const STAFF: i64 = -100;
/// The ids of the first product, category and order are put in here.
const PRODUCT: &str = "<product>";
const CATEGORY: &str = "<category>";
const ORDER: &str = "<order>";

/// An update without its id, and what is done to it.
#[derive(Debug, Clone)]
struct Input {
    update: Value,
    mutations: Vec<Mutation>,
}

fn input() -> impl Strategy<Value = Input> {
    let update = prop_oneof![
        6 => message("message"),
        6 => query(),
        1 => membership(),
        2 => inline_query(),
        1 => message("edited_message"),
        1 => message("channel_post"),
        1 => other(),
    ];
    (update, mutations()).prop_map(|(update, mutations)| Input { update, mutations })
}

/// Not too many customers, so that each comes some way; now and then an impossible one.
fn user() -> impl Strategy<Value = Value> {
    let id = prop_oneof![12 => 1_i64..600, 1 => number()];
    (id, text(), proptest::option::of(proptest::sample::select(vec!["uk", "ru", "en", "de", "", "x-y-z"]))).prop_map(
        |(id, name, language)| json!({ "id": id, "is_bot": id == 599, "first_name": name, "language_code": language }),
    )
}

fn chat(user: &Value, kind: u8) -> Value {
    match kind {
        0 => json!({ "id": STAFF, "type": "supergroup", "title": "Staff" }),
        1 => json!({ "id": -5, "type": "group", "title": "Friends" }),
        2 => json!({ "id": -1_001, "type": "channel", "title": "News" }),
        _ => json!({ "id": user["id"], "type": "private", "first_name": "X" }),
    }
}

fn content() -> impl Strategy<Value = Value> {
    let words = [
        "/start",
        "/start p_<product>",
        "/menu",
        "/catalog",
        "/deals",
        "/cart",
        "/orders",
        "/news",
        "/profile",
        "/help",
        "/cancel",
        "/broadcast",
        "/stats",
        "/orders",
        "/order 1",
        "/order <product>",
        "🛒 Cart",
        "✖️ Cancel",
        "olena@example.com",
        "+380671234567",
        "Kyiv, 1",
        "/start@kiosk_bot",
        "/",
    ];
    let size = json!({ "file_id": "f", "file_unique_id": "u", "width": 90, "height": 90, "file_size": 1 });
    let others = vec![
        json!({ "contact": { "phone_number": "380671234567", "first_name": "X", "user_id": 7 } }),
        json!({ "contact": { "phone_number": "not a number", "first_name": "X" } }),
        json!({ "photo": [size.clone()], "caption": "look" }),
        json!({ "dice": { "emoji": "🎲", "value": 3 } }),
        json!({ "location": { "longitude": 30.5, "latitude": 50.4 } }),
        json!({ "new_chat_members": [{ "id": 1, "is_bot": true, "first_name": "Kiosk" }] }),
        json!({ "migrate_to_chat_id": -100_123 }),
        json!({ "voice": { "file_id": "f", "file_unique_id": "u", "duration": 3 } }),
        json!({ "from_the_future": {} }),
    ];
    prop_oneof![
        6 => proptest::sample::select(words.to_vec()).prop_map(|text| json!({ "text": text })),
        3 => text().prop_map(|text| json!({ "text": text })),
        2 => proptest::sample::select(others),
    ]
}

fn message(kind: &'static str) -> impl Strategy<Value = Value> {
    (user(), 0_u8..16, content()).prop_map(move |(user, place, content)| {
        let mut message = json!({ "message_id": 7, "date": 1_795_435_200, "from": user, "chat": chat(&user, place) });
        for (field, value) in content.as_object().into_iter().flatten() {
            message[field] = value.clone();
        }
        if place == 0 {
            message["reply_to_message"] = json!({ "message_id": 4, "date": 1, "chat": chat(&user, 0), "text": "…" });
        }
        json!({ kind: message })
    })
}

fn query() -> impl Strategy<Value = Value> {
    let data = [
        "categories",
        "category:<category>",
        "more:<category>:<product>",
        "deals:10:<product>",
        "product:<product>",
        "photos:<product>",
        "photos:000000000000000000000000",
        "add:<product>",
        "plus:<product>",
        "minus:<product>",
        "remove:<product>",
        "cart:0",
        "cart:99999999999",
        "clear",
        "checkout",
        "confirm:1",
        "cancel:1",
        "orders",
        "orders:5",
        "order:<product>",
        "order:<order>",
        "order:<order>:again",
        "order:<order>:cancel?",
        "order:<order>:cancel",
        "profile",
        "edit:email",
        "edit:name",
        "languages",
        "language:en",
        "broadcast:<product>:4",
        "stop:<product>",
        "open:0",
        "show:<product>",
        "to:<product>:accepted",
        "to:<product>:shipped",
        "yes:<product>:cancelled:7:29923920",
        "no:<product>:7:29923920",
        "add:000000000000000000000000",
        "cart:-1",
        "deals:101:<product>",
        "more:<category>",
    ];
    let data = prop_oneof![8 => proptest::sample::select(data.to_vec()).prop_map(str::to_owned), 1 => text()];
    (user(), 0_u8..12, data, any::<bool>()).prop_map(|(user, place, data, accessible)| {
        let written_at = if accessible { 1_795_435_000 } else { 0 };
        let message = json!({ "message_id": 50, "date": written_at, "chat": chat(&user, place), "text": "…" });
        json!({ "callback_query": {
            "id": "9000", "from": user, "message": message, "chat_instance": "1", "data": data,
        } })
    })
}

fn inline_query() -> impl Strategy<Value = Value> {
    let query = prop_oneof![2 => proptest::sample::select(vec!["", "kettle", "чайник", "p_<product>"]).prop_map(str::to_owned), 1 => text()];
    let offset =
        proptest::sample::select(vec!["", "", "", "10:<product>", "1500:<product>", "x", "-1:<category>", "10:"]);
    let place = proptest::sample::select(vec!["sender", "private", "supergroup", "odd"]);
    (user(), query, offset, place).prop_map(|(user, query, offset, place)| {
        json!({ "inline_query": { "id": "8000", "from": user, "query": query, "offset": offset, "chat_type": place } })
    })
}

fn membership() -> impl Strategy<Value = Value> {
    let status = proptest::sample::select(vec!["member", "kicked", "left", "administrator", "restricted", "odd"]);
    (user(), 0_u8..8, status).prop_map(|(user, place, status)| {
        let bot = json!({ "id": 1, "is_bot": true, "first_name": "Kiosk" });
        json!({ "my_chat_member": {
            "chat": chat(&user, place), "from": user, "date": 1,
            "old_chat_member": { "user": bot, "status": "member" },
            "new_chat_member": { "user": bot, "status": status, "until_date": 0 },
        } })
    })
}

/// Kinds the shop does not handle; teloxide-core panics on some.
fn other() -> impl Strategy<Value = Value> {
    let private = json!({ "id": 7, "type": "private", "first_name": "X" });
    proptest::sample::select(vec![
        json!({ "message_reaction": { "chat": private, "message_id": 1, "date": 1, "old_reaction": [], "new_reaction": [] } }),
        json!({ "poll": { "id": "1", "question": "?", "options": [] } }),
        json!({ "chat_member": {} }),
        json!({ "shipping_query": null }),
        json!({}),
    ])
}

struct Stage {
    _db: TestDb,
    api: BotApi,
    shop: Shop,
    router: Router,
    ids: [(&'static str, String); 3],
}

impl Stage {
    async fn open() -> Self {
        let (db, api) = (TestDb::new().await, BotApi::start().await);
        let category = testing::category(&db.store, "Kettles", None).await;
        let kettles = testing::category(&db.store, "Steel", Some(&category)).await;
        testing::product(&db.store, &kettles).create().await;
        let product = testing::product(&db.store, &category).stock(1_000_000).discount(5).create().await;
        let order = testing::order(&db.store, 7, &[(&product, 2)]).await;
        testing::news(&db.store, "News", "…", 1).await;
        let settings = ShopSettings { default_locale: Locale::En, ..testing::shop_settings() };
        let staff = StaffSettings { chat: Some(Chat(STAFF)) };
        let checkout = CheckoutSettings { hold: TimeDelta::minutes(15) };
        let shop = Shop::new(db.store.clone(), api.client(), settings, staff, checkout);
        let router = webhook::api(shop.clone(), WebhookSecrets::new(SECRET).expect("a secret"));
        let ids =
            [(PRODUCT, product.id.to_string()), (CATEGORY, category.id.to_string()), (ORDER, order.id.to_string())];
        Self { _db: db, api, shop, router: runtime::observed(router.into()), ids }
    }

    /// What is wrong with the answer, if anything is.
    async fn check(&self, update_id: usize, input: &Input) -> Result<(), String> {
        let mut update = input.update.clone();
        update["update_id"] = update_id.into();
        let mut body = mutated(update, &input.mutations).to_string();
        for (name, id) in &self.ids {
            body = body.replace(name, id);
        }
        let request = Request::post("/telegram/webhook").header("X-Telegram-Bot-Api-Secret-Token", SECRET);
        let request = request.body(Body::from(body.clone())).expect("a request");
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let status = response.status();
        let answer = to_bytes(response.into_body(), usize::MAX).await.expect("a body");
        let answer = String::from_utf8_lossy(&answer);
        let is_update = serde_json::from_str::<Value>(&body)
            .is_ok_and(|body| body["update_id"].as_u64().is_some_and(|id| u32::try_from(id).is_ok()));
        let expected = if is_update { StatusCode::OK } else { StatusCode::BAD_REQUEST };
        if status != expected || answer.contains("⚠️ Something went wrong") || answer.contains("⚠️ Щось пішло не так")
        {
            return Err(format!("{status} {answer}\nto {body}"));
        }
        if let Ok(Value::Object(call)) = serde_json::from_str(&answer) {
            self.api.check(call["method"].as_str().unwrap_or_default(), &Value::Object(call.clone()));
        }
        Ok(())
    }
}

#[test]
fn updates_of_any_shape_are_answered() {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    let stage = runtime.block_on(Stage::open());
    let last_update = std::cell::Cell::new(0);
    super::run("updates", 25_000, input(), |inputs| {
        let first = last_update.get() + 1;
        last_update.set(first + inputs.len());
        runtime.block_on(async {
            let checks = inputs.iter().enumerate().map(|(n, input)| stage.check(first + n, input));
            let wrong: Vec<_> = join_all(checks).await.into_iter().filter_map(Result::err).collect();
            stage.shop.settle().await;
            stage.api.take();
            let refused = stage.api.refused();
            if wrong.is_empty() && refused.is_empty() { Ok(()) } else { Err(format!("{wrong:#?} {refused:#?}")) }
        })
    });
}
