//! A customer who buys in the chat, and remembers what the shop said.

use std::time::Duration;

use domain::ProductId;
use serde_json::{Value, json};
use testing::{BotApi, Customer, Recorded};
use tokio::time::sleep;

use crate::telegram::Telegram;

const THANKS: &str = "We have your order <b>No. ";

/// What became of a customer's visit.
#[derive(Debug, Default)]
pub(crate) struct Visit {
    pub(crate) user_id: i64,
    /// Numbers of the orders they were thanked for, as often as that was said.
    pub(crate) thanked: Vec<i64>,
    /// How often they confirmed a summary.
    pub(crate) confirmed: usize,
    /// Updates to which nothing was said.
    pub(crate) unanswered: Vec<Value>,
}

/// Somebody who buys once.
pub(crate) struct Buyer {
    customer: Customer,
    telegram: Telegram,
    api: BotApi,
    random: fastrand::Rng,
    /// The longest they think between two updates.
    limiter: Duration,
    queries: Vec<String>,
    visit: Visit,
}

impl Buyer {
    pub(crate) fn new(id: i64, telegram: &Telegram, api: &BotApi, seed: u64, limiter: Duration) -> Self {
        Self {
            customer: Customer::new(id, "Olena").language("en"),
            telegram: telegram.clone(),
            api: api.clone(),
            random: fastrand::Rng::with_seed(seed),
            limiter,
            queries: vec![],
            visit: Visit { user_id: id, ..Visit::default() },
        }
    }

    /// From `/start` to a confirmed order, if there is enough of what they want.
    pub(crate) async fn buy(mut self, products: &[ProductId]) -> Visit {
        self.write("/start").await;
        for _ in 0..self.random.usize(1..4) {
            let product = products[self.random.usize(..products.len())];
            self.press(&format!("add:{product}")).await;
            if self.random.u8(..4) == 0 {
                self.press(&format!("plus:{product}")).await;
            }
        }
        self.press("checkout").await;
        for answer in ["olena@example.com", "+380671234567", "Kyiv, Khreshchatyk 1"] {
            self.write(answer).await;
        }
        let mut pressed = String::new();
        while let Some(confirm) = self.confirm_button().filter(|button| *button != pressed) {
            let thanked = self.thanked().len();
            self.press(&confirm).await;
            self.visit.confirmed += 1;
            if self.thanked().len() > thanked || self.visit.confirmed == 4 {
                break;
            }
            pressed = confirm;
        }
        self.visit.thanked = self.thanked();
        self.visit
    }

    async fn write(&mut self, text: &str) {
        let update = self.customer.text(text);
        self.does(update).await;
    }

    async fn press(&mut self, data: &str) {
        let mut update = self.customer.press(data);
        // A press is told from others by its id
        let query = format!("q{}", update["update_id"]);
        update["callback_query"]["id"] = json!(query);
        self.queries.push(query);
        self.does(update).await;
    }

    /// Once in a while Telegram delivers an update a second time at the same moment.
    async fn does(&mut self, update: Value) {
        sleep(self.limiter.mul_f64(self.random.f64())).await;
        let before = self.said().len();
        if self.random.u8(..20) == 0 {
            tokio::join!(self.telegram.deliver(&update), self.telegram.deliver(&update));
        } else {
            self.telegram.deliver(&update).await;
        }
        if self.said().len() == before {
            self.visit.unanswered.push(update);
        }
    }

    fn said(&self) -> Vec<Recorded> {
        self.api.said_to(self.customer.id, &self.queries)
    }

    fn thanked(&self) -> Vec<i64> {
        let number = |call: &Recorded| {
            let text = call.params["text"].as_str()?;
            text.split(THANKS).nth(1)?.split('<').next()?.parse().ok()
        };
        self.said().iter().filter_map(number).collect()
    }

    fn confirm_button(&self) -> Option<String> {
        self.said().iter().rev().find_map(|call| {
            let rows = call.params["reply_markup"]["inline_keyboard"].as_array()?;
            let mut buttons = rows.iter().flat_map(|row| row.as_array().into_iter().flatten());
            let confirm = buttons.find(|button| button["text"] == "✅ Confirm")?;
            confirm["callback_data"].as_str().map(str::to_owned)
        })
    }
}
