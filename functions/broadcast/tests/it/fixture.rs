//! Customers by the thousand, and workers with settings of their own.

use std::{num::NonZeroU32, time::Duration};

use broadcast::{DeliverySettings, Drained, Settings, Worker};
use bson::{Document, doc};
use domain::{Broadcast, BroadcastSource, BroadcastText, Locale, Preview};
use store::{NewBroadcast, Store};
use telegram::Chat;
use testing::{BotApi, TestDb};

/// The staff's chat.
pub(crate) const STAFF: i64 = -1001;

/// Rules and defaults that do not slow a test down.
pub(crate) fn settings() -> Settings {
    let delivery = DeliverySettings {
        rate: NonZeroU32::new(1_000).expect("not zero"),
        in_flight: NonZeroU32::new(8).expect("not zero"),
        lease: Duration::from_secs(10),
    };
    let mut settings = Settings::new(delivery, testing::shop_settings(), Some(Chat(STAFF)));
    settings.chat_gap = Duration::ZERO;
    settings.backoff = Duration::from_millis(2);
    settings.poll = Duration::from_millis(20);
    settings.preview = Duration::from_millis(50);
    settings
}

pub(crate) fn worker(store: &Store, double: &BotApi, settings: Settings) -> Worker {
    Worker::new(store.clone(), double.client(), settings, || 0.5)
}

/// Customers with the ids 1 to `count`, long known.
pub(crate) async fn customers(db: &TestDb, count: i64) {
    let created_at = bson::DateTime::from_millis(1_600_000_000_000);
    let customer = |id| doc! { "_id": id, "blocked": false, "created_at": created_at, "modified_at": created_at };
    let users = db.raw().collection::<Document>("users");
    users.insert_many((1..=count).map(customer)).await.expect("customers");
}

/// A customer with this language.
pub(crate) async fn customer(db: &TestDb, id: i64, locale: Locale) {
    let created_at = bson::DateTime::from_millis(1_600_000_000_000);
    let user = doc! { "_id": id, "locale": locale.into_str(), "blocked": false, "created_at": created_at, "modified_at": created_at };
    db.raw().collection::<Document>("users").insert_one(user).await.expect("a customer");
}

pub(crate) async fn broadcast(store: &Store, text: &str) -> Broadcast {
    let text = BroadcastText::parse(text).expect("a text");
    store.broadcasts.create(NewBroadcast::text(text)).await.expect("a broadcast")
}

/// A copy of a message in the staff's chat, with a preview there.
pub(crate) fn copy_of_a_message() -> NewBroadcast {
    NewBroadcast {
        preview: Some(Preview { chat_id: STAFF, message_id: 50, locale: Locale::En }),
        ..NewBroadcast::of(BroadcastSource::Copy { chat_id: STAFF, message_id: 41 })
    }
}

/// So many orders, one by one.
pub(crate) async fn order(store: &Store, count: usize) {
    let category = testing::category(store, "Kettles", None).await;
    let kettle = testing::product(store, &category).stock(1_000).create().await;
    for _ in 0..count {
        testing::order(store, 7, &[(&kettle, 1)]).await;
    }
}

pub(crate) async fn reload(store: &Store, broadcast: &Broadcast) -> Broadcast {
    store.broadcasts.find(broadcast.id).await.expect("the database").expect("the broadcast")
}

/// Waits until something is so; fails after half a minute.
pub(crate) async fn until<F: Future<Output = bool>>(what: &str, mut is_so: impl FnMut() -> F) {
    for _ in 0..3_000 {
        if is_so().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("never: {what}");
}

/// Tells everything that is due.
pub(crate) async fn drain(store: &Store, double: &BotApi) -> Drained {
    drain_with(store, double, settings()).await
}

pub(crate) async fn drain_with(store: &Store, double: &BotApi, settings: Settings) -> Drained {
    worker(store, double, settings).drain(Duration::from_secs(60)).await.expect("the database")
}
