//! News come to every customer when they are published, as they are then.

use broadcast::Drained;
use chrono::{DateTime, TimeDelta, Utc};
use domain::{BroadcastSource, BroadcastStatus, Clock, Locale, News, NewsContent, VariantArray};
use store::{Precondition, Store};
use testing::{BotApi, TestDb, now};

use crate::fixture::{customer, drain, settings, worker};

async fn publish(store: &Store, at: DateTime<Utc>, notify: bool) -> News {
    let new = testing::news_item(store.now(), "Чайники <нові>", "Прийшли.\n\nЗаходьте & дивіться!", at);
    store.news.create(new, notify).await.expect("a news item")
}

/// The shop so many hours later.
fn later(db: &TestDb, hours: i64) -> Store {
    Store::in_database(db.raw(), Clock::fixed(now() + TimeDelta::hours(hours)))
}

#[tokio::test]
async fn published_news_come_to_everyone_in_their_language_once() {
    let (db, double) = (TestDb::new().await, BotApi::start().await);
    for (id, locale) in (1..).zip(Locale::VARIANTS.iter().copied()) {
        customer(&db, id, locale).await;
    }
    let news = publish(&db.store, now(), true).await;
    for _ in 0..2 {
        assert_eq!(drain(&db.store, &double).await, Drained::Done);
    }
    let texts: Vec<_> = (1..=3).flat_map(|id| double.texts(id)).collect();
    insta::assert_snapshot!(texts.join("\n———\n"));
    let broadcasts = db.store.broadcasts.list(&store::PageRequest::first(10)).await.expect("a list").items;
    let [broadcast] = broadcasts.as_slice() else { panic!("{broadcasts:?}") };
    assert_eq!(broadcast.source, BroadcastSource::News { news_id: news.id });
    assert_eq!((broadcast.status, broadcast.progress.sent), (BroadcastStatus::Done, 3));
}

#[tokio::test]
async fn news_of_tomorrow_come_tomorrow() {
    let (db, double) = (TestDb::new().await, BotApi::start().await);
    customer(&db, 1, Locale::Uk).await;
    publish(&db.store, now() + TimeDelta::hours(24), true).await;
    drain(&db.store, &double).await;
    drain(&later(&db, 23), &double).await;
    assert_eq!(double.texts(1).len(), 0, "not before");
    drain(&later(&db, 24), &double).await;
    assert_eq!(double.texts(1).len(), 1);
}

#[tokio::test]
async fn moved_news_come_at_their_new_time() {
    let (db, double) = (TestDb::new().await, BotApi::start().await);
    customer(&db, 1, Locale::Uk).await;
    let news = publish(&db.store, now(), true).await;
    let in_an_hour = |news: &mut News| news.published_at = now() + TimeDelta::hours(1);
    db.store.news.change(news.id, in_an_hour, Precondition::none()).await.expect("the news item");
    drain(&db.store, &double).await;
    assert_eq!(double.texts(1).len(), 0, "not before");
    drain(&later(&db, 1), &double).await;
    assert_eq!(double.texts(1).len(), 1);
}

#[tokio::test]
async fn news_edited_before_delivery_come_as_edited() {
    let (db, double) = (TestDb::new().await, BotApi::start().await);
    customer(&db, 1, Locale::Uk).await;
    let news = publish(&db.store, now(), true).await;
    let sold_out = |news: &mut News| news.content = NewsContent::parse("Уже розпродано.").expect("a content");
    db.store.news.change(news.id, sold_out, Precondition::none()).await.expect("the news item");
    drain(&db.store, &double).await;
    let texts = double.texts(1);
    assert!(texts.len() == 1 && texts[0].ends_with("Уже розпродано."), "{texts:?}");
}

#[tokio::test]
async fn deleted_news_come_to_nobody() {
    let (db, double) = (TestDb::new().await, BotApi::start().await);
    customer(&db, 1, Locale::Uk).await;
    let before = publish(&db.store, now(), true).await;
    db.store.news.delete(before.id, Precondition::none()).await.expect("the news item");
    drain(&db.store, &double).await;
    // Deleted when the notice was taken, but nobody was told yet
    let between = publish(&db.store, now(), true).await;
    let waiting = db.store.outbox.due(10).await.expect("notices");
    db.store.broadcasts.create_from_notice(waiting[0].id, between.id).await.expect("a broadcast");
    db.store.news.delete(between.id, Precondition::none()).await.expect("the news item");
    assert_eq!(drain(&db.store, &double).await, Drained::Done);
    assert_eq!(double.texts(1).len(), 0);
    let broadcasts = db.store.broadcasts.list(&store::PageRequest::first(10)).await.expect("a list").items;
    assert_eq!(broadcasts.iter().map(|broadcast| broadcast.status).collect::<Vec<_>>(), [BroadcastStatus::Cancelled]);
}

#[tokio::test]
async fn news_that_should_not_notify_do_not() {
    let (db, double) = (TestDb::new().await, BotApi::start().await);
    customer(&db, 1, Locale::Uk).await;
    publish(&db.store, now(), false).await;
    assert_eq!(drain(&db.store, &double).await, Drained::Done);
    assert_eq!(double.texts(1).len(), 0);
}

#[tokio::test]
async fn a_notice_becomes_one_broadcast_however_many_workers_take_it() {
    let (db, double) = (TestDb::new().await, BotApi::start().await);
    let news = publish(&db.store, now(), true).await;
    let waiting = db.store.outbox.due(10).await.expect("notices");
    let take = || db.store.broadcasts.create_from_notice(waiting[0].id, news.id);
    let (one, other) = tokio::join!(take(), take());
    one.and(other).expect("the database");
    assert_eq!(db.store.broadcasts.list(&store::PageRequest::first(10)).await.expect("a list").items.len(), 1);
    let worker = worker(&db.store, &double, settings());
    assert_eq!(worker.drain(std::time::Duration::from_secs(30)).await.expect("the database"), Drained::Done);
}
