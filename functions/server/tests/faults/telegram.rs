//! Telegram, as the shop knows it: updates of a chat are delivered in order, the first of them until it is answered with
//! 200; the call in an answer is carried out.

use std::{sync::Arc, time::Duration};

use reqwest::{Client, StatusCode};
use serde_json::Value;
use testing::BotApi;
use tokio::time::{Instant, sleep};

use crate::shop::SECRET;

/// The longest an update may take until it is answered: a claim that lapses, a lease, an election, and some.
const PATIENCE: Duration = Duration::from_secs(90);
/// Telegram waits as long as the shop asks it to; the test not that long.
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// One for all chats. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Telegram {
    client: Client,
    webhook: String,
    api: BotApi,
    deliveries: Arc<std::sync::Mutex<Deliveries>>,
}

/// How often updates were posted.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Deliveries {
    pub(crate) updates: u64,
    /// Answered with anything but 200, or not at all.
    pub(crate) repeated: u64,
}

impl Telegram {
    pub(crate) fn new(shop: &str, api: &BotApi) -> Self {
        let client = Client::builder().timeout(Duration::from_secs(60)).build().expect("a client");
        let webhook = format!("{shop}/telegram/webhook");
        Self { client, webhook, api: api.clone(), deliveries: Arc::default() }
    }

    pub(crate) fn deliveries(&self) -> Deliveries {
        *self.deliveries.lock().expect("not poisoned")
    }

    /// Delivers an update until it is answered with 200.
    pub(crate) async fn deliver(&self, update: &Value) {
        let begun = Instant::now();
        self.deliveries.lock().expect("not poisoned").updates += 1;
        let mut last = String::new();
        while begun.elapsed() < PATIENCE {
            match self.post(update).await {
                Ok((StatusCode::OK, call, _)) => return self.carry_out(call).await,
                Ok((StatusCode::SERVICE_UNAVAILABLE, _, pause)) => {
                    "503".clone_into(&mut last);
                    self.pause(pause).await;
                }
                Ok((status, ..)) => panic!("{status} to {update}"),
                Err(error) => {
                    last = error.to_string();
                    self.pause(Duration::from_millis(50)).await;
                }
            }
        }
        panic!("not answered within {PATIENCE:?}, at last {last}: {update}");
    }

    async fn pause(&self, pause: Duration) {
        self.deliveries.lock().expect("not poisoned").repeated += 1;
        sleep(pause.min(LONGEST_PAUSE)).await;
    }

    async fn post(&self, update: &Value) -> reqwest::Result<(StatusCode, Value, Duration)> {
        let request = self.client.post(&self.webhook).header("X-Telegram-Bot-Api-Secret-Token", SECRET);
        let response = request.json(update).send().await?;
        let status = response.status();
        let pause = response.headers().get("retry-after").and_then(|value| value.to_str().ok()?.parse().ok());
        // An answer that breaks off in its middle is none
        let body = response.bytes().await?;
        let pause = Duration::from_secs(pause.unwrap_or(1));
        Ok((status, serde_json::from_slice(&body).unwrap_or_default(), pause))
    }

    /// Makes the call that rode in an answer, past all faults: Telegram has it already.
    async fn carry_out(&self, mut call: Value) {
        let Some(method) = call.get("method").and_then(Value::as_str).map(str::to_owned) else { return };
        if let Some(call) = call.as_object_mut() {
            call.remove("method");
        }
        let address = format!("{}bot1:test/{method}", self.api.url());
        self.client.post(address).json(&call).send().await.expect("the Bot API double answers");
    }
}
