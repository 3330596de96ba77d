//! Telegram, as the shop knows it: updates of a chat are delivered in order, the first of them until it is answered with
//! 200; the call in an answer is carried out. Of several instances of the shop, one that is free gets the next update.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use reqwest::{Client, StatusCode};
use serde_json::Value;
use testing::BotApi;
use tokio::{
    sync::Semaphore,
    time::{Instant, sleep},
};

use crate::shop::SECRET;

/// The longest an update may take until it is answered: a claim that lapses, a lease, an election, and some.
const PATIENCE: Duration = Duration::from_secs(90);
/// Telegram waits as long as the shop asks it to; the test not that long.
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// More than any test has at once: of a single process as many at a time as there are.
const UNLIMITED: usize = 1_024;

/// One for all chats. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Telegram {
    client: Client,
    instances: Arc<Instances>,
    api: BotApi,
    deliveries: Arc<Mutex<Deliveries>>,
    took: Arc<Mutex<Vec<Duration>>>,
}

/// Where updates go: an address stands there once for each update that it takes at a time.
struct Instances {
    idle: Mutex<Vec<String>>,
    free: Semaphore,
}

impl Instances {
    fn of(shops: &[&str], each: usize) -> Self {
        let idle: Vec<_> = shops.iter().flat_map(|shop| vec![format!("{shop}/telegram/webhook"); each]).collect();
        Self { free: Semaphore::new(idle.len()), idle: Mutex::new(idle) }
    }
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
        Self::of(Instances::of(&[shop], UNLIMITED), api)
    }

    /// With several instances, each of which handles one update at a time, as a function's do.
    pub(crate) fn of_functions(shops: &[&str], api: &BotApi) -> Self {
        Self::of(Instances::of(shops, 1), api)
    }

    fn of(instances: Instances, api: &BotApi) -> Self {
        let client = Client::builder().timeout(Duration::from_secs(60)).build().expect("a client");
        let (deliveries, took) = (Arc::default(), Arc::default());
        Self { client, instances: Arc::new(instances), api: api.clone(), deliveries, took }
    }

    /// How long each answer took, without the time until an instance was free; from the quickest.
    pub(crate) fn took(&self) -> Vec<Duration> {
        let mut took = self.took.lock().expect("not poisoned").clone();
        took.sort_unstable();
        took
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
        let _free = self.instances.free.acquire().await.expect("never closed");
        let webhook = self.instances.idle.lock().expect("not poisoned").pop().expect("one is free");
        let begun = Instant::now();
        let answered = self.post_to(&webhook, update).await;
        self.took.lock().expect("not poisoned").push(begun.elapsed());
        self.instances.idle.lock().expect("not poisoned").push(webhook);
        answered
    }

    async fn post_to(&self, webhook: &str, update: &Value) -> reqwest::Result<(StatusCode, Value, Duration)> {
        let request = self.client.post(webhook).header("X-Telegram-Bot-Api-Secret-Token", SECRET);
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
