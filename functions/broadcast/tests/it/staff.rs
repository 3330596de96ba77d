//! The staff hear of every new order.

use std::time::Duration;

use broadcast::Drained;
use bson::{Document, doc};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{Clock, Locale, Preview, VariantArray};
use futures_util::TryStreamExt;
use store::{NewBroadcast, Store};
use testing::{BotApi, Fate, Rules, TestDb, now};

use crate::fixture::{self, STAFF, broadcast, copy_of_a_message, customers, drain, drain_with, settings};

const OTHER_GROUP: i64 = -1002;

/// Somebody orders two things.
async fn order(db: &TestDb) {
    let category = testing::category(&db.store, "Kettles", None).await;
    let kettle = testing::product(&db.store, &category).title("Чайник <Zavod>").price(99_900).create().await;
    let cup = testing::product(&db.store, &category).title("Горнятко").price(15_050).discount(10).create().await;
    testing::order(&db.store, 7, &[(&kettle, 1), (&cup, 3)]).await;
}

#[tokio::test]
async fn a_new_order_in_the_shops_language() {
    for locale in Locale::VARIANTS.iter().copied() {
        let (db, double) = (TestDb::new().await, BotApi::start().await);
        order(&db).await;
        let mut settings = settings();
        settings.shop.default_locale = locale;
        for _ in 0..2 {
            assert_eq!(drain_with(&db.store, &double, settings.clone()).await, Drained::Done);
        }
        let texts = double.texts(STAFF);
        assert_eq!(texts.len(), 1, "{texts:?}");
        insta::assert_snapshot!(format!("staff-order-{locale}"), texts[0]);
    }
}

#[tokio::test]
async fn without_a_staff_chat_nobody_is_told_and_nothing_waits() {
    let (db, double) = (TestDb::new().await, BotApi::start().await);
    order(&db).await;
    let mut settings = settings();
    settings.staff_chat = None;
    assert_eq!(drain_with(&db.store, &double, settings).await, Drained::Done);
    assert_eq!(double.calls(), 0);
    assert_eq!(db.store.outbox.due(10).await.expect("notices"), []);
}

#[tokio::test]
async fn a_notice_is_tried_again_until_telegram_answers() {
    let db = TestDb::new().await;
    let fate = |_, tried| if tried < 3 { Fate::Broken } else { Fate::Delivered };
    let double = BotApi::with(Rules { fate, ..Rules::default() }).await;
    order(&db).await;
    // Its clock stands still, so that the pause before the second try never passes
    let frozen = Store::in_database(db.raw(), Clock::fixed(now() + chrono::TimeDelta::minutes(1)));
    drain(&frozen, &double).await;
    assert_eq!(double.tried(STAFF), 1, "the second try is not due yet by the shop's clock");
    for hours in [1, 2, 3] {
        let later = Store::in_database(db.raw(), Clock::fixed(now() + chrono::TimeDelta::hours(hours)));
        drain(&later, &double).await;
    }
    assert_eq!((double.tried(STAFF), double.delivered(STAFF)), (3, 1));
}

/// The only notice in the outbox.
async fn only_notice(db: &TestDb) -> Document {
    db.raw().collection::<Document>("outbox").find_one(doc! {}).await.expect("the database").expect("a notice")
}

/// When it is to be tried next.
fn due(notice: &Document) -> Option<DateTime<Utc>> {
    notice.get_datetime("due").ok().map(|due| (*due).into())
}

/// The shop at another time.
fn at(db: &TestDb, time: DateTime<Utc>) -> Store {
    Store::in_database(db.raw(), Clock::fixed(time))
}

async fn waiting(db: &TestDb) -> u64 {
    db.raw().collection::<Document>("outbox").count_documents(doc! {}).await.expect("a count")
}

#[tokio::test]
async fn an_order_notice_is_never_given_up() {
    for refusal in [Fate::Refused, Fate::Kicked, Fate::ServerError] {
        let fate = match refusal {
            Fate::Refused => |_, tried| if tried < 20 { Fate::Refused } else { Fate::Delivered },
            Fate::Kicked => |_, tried| if tried < 20 { Fate::Kicked } else { Fate::Delivered },
            _ => |_, tried| if tried < 20 { Fate::ServerError } else { Fate::Delivered },
        };
        let (db, double) = (TestDb::new().await, BotApi::with(Rules { fate, ..Rules::default() }).await);
        order(&db).await;
        let mut settings = settings();
        settings.backoff = Duration::from_secs(1);
        let mut time = db.store.now();
        for attempt in 1..20 {
            assert_eq!(drain_with(&at(&db, time), &double, settings.clone()).await, Drained::Done);
            assert_eq!(double.tried(STAFF), attempt);
            let notice = only_notice(&db).await;
            let next = due(&notice).expect("it is tried again");
            let reason = notice.get_str("reason").expect("a reason");
            assert!(next > time && next - time <= TimeDelta::minutes(16), "{next} after {time}: {reason}");
            time = next;
        }
        drain_with(&at(&db, time), &double, settings).await;
        assert_eq!((double.delivered(STAFF), waiting(&db).await), (1, 0));
    }
}

#[tokio::test]
async fn the_end_of_a_preview_that_cannot_be_edited_is_given_up_with_its_reason() {
    let (db, double) =
        (TestDb::new().await, BotApi::with(Rules { fate: |_, _| Fate::Refused, ..Rules::default() }).await);
    let wanted = db.store.broadcasts.create(copy_of_a_message()).await.expect("a broadcast");
    db.store.broadcasts.cancel(wanted.id).await.expect("the broadcast");
    let mut time = db.store.now();
    for _ in 0..50 {
        drain(&at(&db, time), &double).await;
        match due(&only_notice(&db).await) {
            Some(next) => time = next,
            None => break,
        }
    }
    let notice = only_notice(&db).await;
    assert!(due(&notice).is_none() && notice.contains_key("failed_at"), "{notice}");
    assert!(notice.get_str("reason").expect("a reason").contains("refused the call"), "{notice}");
    assert!(double.tried(STAFF) > 1, "it was tried more than once");
}

#[tokio::test]
async fn a_pause_that_the_staff_chat_asks_for_holds_up_nobody_else_and_is_no_failure() {
    let (db, double) = (TestDb::new().await, BotApi::start().await);
    customers(&db, 20).await;
    fixture::order(&db.store, 3).await;
    // Another chat's notice, behind those of the staff
    let elsewhere = Preview { chat_id: OTHER_GROUP, message_id: 50, locale: Locale::En };
    let cancelled = NewBroadcast { preview: Some(elsewhere), ..copy_of_a_message() };
    let cancelled = db.store.broadcasts.create(cancelled).await.expect("a broadcast");
    db.store.broadcasts.cancel(cancelled.id).await.expect("the broadcast");
    broadcast(&db.store, "Hi").await;
    double.record().chat_waits.insert(STAFF, 600);
    assert_eq!(drain(&db.store, &double).await, Drained::Done);
    assert_eq!((double.delivered(OTHER_GROUP), double.reached()), (1, 21));
    assert_eq!(double.record().chat_refusals, 1, "the chat is left alone");
    let outbox: Vec<Document> =
        db.raw().collection("outbox").find(doc! {}).await.expect("notices").try_collect().await.expect("notices");
    assert_eq!(outbox.len(), 3);
    assert!(outbox.iter().all(|notice| !notice.contains_key("attempts") && due(notice) > Some(now())), "{outbox:?}");
    double.record().chat_waits.clear();
    drain(&at(&db, now() + TimeDelta::seconds(601)), &double).await;
    assert_eq!((double.delivered(STAFF), waiting(&db).await), (3, 0));
}

#[tokio::test]
async fn a_group_that_became_a_supergroup_is_followed() {
    let (db, double) = (TestDb::new().await, BotApi::start().await);
    double.record().migrated.insert(STAFF, OTHER_GROUP);
    fixture::order(&db.store, 2).await;
    assert_eq!(drain(&db.store, &double).await, Drained::Done);
    assert_eq!((double.delivered(OTHER_GROUP), waiting(&db).await), (2, 0));
    // Another process with the old setting knows it from the start
    order(&db).await;
    drain(&db.store, &double).await;
    assert_eq!((double.delivered(OTHER_GROUP), double.tried(STAFF)), (3, 1));
}

#[tokio::test]
async fn what_cannot_be_read_holds_up_nothing_else() {
    let (db, double) = (TestDb::new().await, BotApi::start().await);
    let outbox = db.raw().collection::<Document>("outbox");
    let due = bson::DateTime::from(now() - TimeDelta::hours(1));
    let half = doc! { "kind": "order_placed", "due": due };
    let unknown = doc! { "kind": "of_a_newer_release", "due": due };
    outbox.insert_many([half, unknown, doc! { "due": due }]).await.expect("notices");
    fixture::order(&db.store, 2).await;
    let orders = db.raw().collection::<Document>("orders");
    orders.update_one(doc! {}, doc! { "$unset": { "total": 1 } }).await.expect("a damaged order");
    for _ in 0..2 {
        assert_eq!(drain(&db.store, &double).await, Drained::Done);
    }
    assert_eq!(double.delivered(STAFF), 1);
    let with_reason = outbox.count_documents(doc! { "reason": { "$gt": "" } }).await.expect("a count");
    assert_eq!((with_reason, waiting(&db).await), (4, 4));
}
