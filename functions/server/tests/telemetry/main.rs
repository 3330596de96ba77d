//! What `server` tells of itself: metrics and traces, asked for and received as Prometheus and a collector do.

mod metrics;
mod traces;

use domain::Product;
use reqwest::Method;
use serde_json::{Value, json};
use testing::{BotApi, Customer, Serving, TestDb};

const ADMIN: &str = "test-admin-key-of-thirty-two-chars";
const SECRET: &str = "test-secret";
/// Like no other number that may stand in metrics or traces.
const ID: i64 = 734_651_289_077;
const NAME: &str = "Olexandra";
const CONTACT: [&str; 3] = ["olexandra@example.com", "+380671234567", "Kyiv, Khreshchatyk 1"];

/// A shop, and somebody who buys there.
struct Story {
    db: TestDb,
    api: BotApi,
    serving: Serving,
    customer: Customer,
    product: Product,
    /// What the shop said in its responses.
    said: Vec<Value>,
}

impl Story {
    async fn begin(further: &[(&str, &str)]) -> Self {
        let (db, api) = (TestDb::new().await, BotApi::start().await);
        let category = testing::category(&db.store, "Kettles", None).await;
        let product = testing::product(&db.store, &category).price(129_900).stock(5).create().await;
        let uri = db.uri();
        let variables = [
            ("MONGODB_URI", uri.as_str()),
            ("TELEGRAM_BOT_TOKEN", "1:test"),
            ("TELEGRAM_API_URL", api.url().as_str()),
            ("TELEGRAM_WEBHOOK_SECRET", SECRET),
            ("ADMIN_API_KEY", ADMIN),
        ];
        let serving = Serving::start(env!("CARGO_BIN_EXE_server"), &[&variables, further].concat());
        Self { db, api, serving, customer: Customer::new(ID, NAME).language("en"), product, said: vec![] }
    }

    /// Telegram delivers an update; the status of the response.
    async fn deliver(&mut self, update: &Value, traceparent: Option<&str>) -> u16 {
        let mut request =
            self.serving.ask(Method::POST, "/telegram/webhook").header("X-Telegram-Bot-Api-Secret-Token", SECRET);
        if let Some(traceparent) = traceparent {
            request = request.header("traceparent", traceparent);
        }
        let response = request.json(update).send().await.expect("an answer");
        let status = response.status().as_u16();
        self.said.extend(response.json::<Value>().await.ok());
        status
    }

    /// From `/start` to an order.
    async fn buy(&mut self) {
        let mut updates = vec![
            self.customer.text("/start"),
            self.customer.press(&format!("add:{}", self.product.id)),
            self.customer.press("checkout"),
        ];
        updates.extend(CONTACT.map(|text| self.customer.text(text)));
        for update in updates {
            assert_eq!(self.deliver(&update, None).await, 200);
        }
        let confirm = self.confirm_button();
        assert_eq!(self.deliver(&self.customer.press(&confirm), None).await, 200);
    }

    /// The data of the button under the summary.
    fn confirm_button(&self) -> String {
        let calls = self.api.said_to(ID, &[]).into_iter().map(|call| call.params);
        let button = |said: Value| {
            let rows = said["reply_markup"]["inline_keyboard"].as_array()?.clone();
            let buttons = rows.iter().flat_map(|row| row.as_array().into_iter().flatten());
            let confirm = buttons.clone().find(|button| button["text"] == "✅ Confirm")?;
            confirm["callback_data"].as_str().map(str::to_owned)
        };
        calls.chain(self.said.iter().cloned()).find_map(button).expect("a summary")
    }

    /// The category with its products: several calls of the Bot API.
    fn opens_the_category(&self) -> Value {
        self.customer.press(&format!("category:{}", self.product.category_id))
    }

    async fn broadcast(&self) {
        let posted = self.serving.ask(Method::POST, "/v1/broadcasts").bearer_auth(ADMIN);
        let posted = posted.json(&json!({ "text": "Kettles are here" })).send().await.expect("an answer");
        assert_eq!(posted.status(), 201);
    }
}

/// What must be neither in metrics nor in traces.
fn assert_nothing_personal(text: &str) {
    let id = ID.to_string();
    for personal in [NAME, "1:test", SECRET, ADMIN, "Khreshchatyk", "671234567", "example.com", id.as_str()] {
        assert!(!text.contains(personal), "{personal}");
    }
}
