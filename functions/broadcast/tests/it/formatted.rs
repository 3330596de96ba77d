//! Texts with formatting, and what the staff see of a broadcast before anybody else does.

use broadcast::Drained;
use domain::{BroadcastSource, BroadcastText, Formatted, News};
use store::{NewBroadcast, Precondition};
use testing::{BotApi, Fate, Rules, TestDb};

use crate::fixture::{STAFF, customers, drain};

const TEXT: &str = "<b>Sale</b> &amp; <a href=\"https://shop.example\">more</a>";

fn formatted() -> BroadcastSource {
    BroadcastSource::Formatted { html: Formatted::parse(TEXT).expect("a text") }
}

#[tokio::test]
async fn formatting_comes_as_it_was_written() {
    let (db, double) = (TestDb::new().await, BotApi::start().await);
    customers(&db, 1).await;
    db.store.broadcasts.create(NewBroadcast::of(formatted())).await.expect("a broadcast");
    assert_eq!(drain(&db.store, &double).await, Drained::Done);
    assert_eq!(double.refused(), [] as [String; 0]);
    let call = double.take().remove(0);
    assert_eq!((call.params["text"].as_str(), call.params["parse_mode"].as_str()), (Some(TEXT), Some("HTML")));
}

#[tokio::test]
async fn a_test_message_comes_to_the_staff_alone_and_once() {
    let (db, double) = (TestDb::new().await, BotApi::start().await);
    customers(&db, 1).await;
    let news = testing::news(&db.store, "Open <on> Sunday", "From 10", 1).await;
    let plain = BroadcastSource::Text { text: BroadcastText::parse("a < b").expect("a text") };
    for source in [formatted(), plain, BroadcastSource::News { news_id: news.id }] {
        db.store.broadcasts.show_to_staff(source).await.expect("the database");
    }
    for _ in 0..2 {
        assert_eq!(drain(&db.store, &double).await, Drained::Done);
    }
    assert_eq!((double.texts(1).len(), double.refused().len()), (0, 0));
    let shown = double.texts(STAFF);
    assert_eq!(shown[..2], [TEXT, "a &lt; b"]);
    assert!(shown.len() == 3 && shown[2].contains("Open &lt;on&gt; Sunday"), "{shown:?}");
}

#[tokio::test]
async fn news_keep_their_formatting_until_the_api_changes_their_content() {
    let (db, double) = (TestDb::new().await, BotApi::start().await);
    customers(&db, 1).await;
    let news = testing::news(&db.store, "Sale", "Plain", 1).await;
    let write = |news: &mut News| news.write(Formatted::parse(TEXT).expect("a text")).expect("not too long");
    let written = db.store.news.change(news.id, write, Precondition::none()).await.expect("the news item");
    assert_eq!(db.store.news.find(news.id).await.expect("the database"), Some(written.clone()));
    assert_eq!(written.content.as_str(), "Sale & more");
    let tell = async || {
        let source = BroadcastSource::News { news_id: news.id };
        db.store.broadcasts.create(NewBroadcast::of(source)).await.expect("a broadcast");
        assert_eq!(drain(&db.store, &double).await, Drained::Done);
        double.texts(1).pop().expect("a message")
    };
    assert!(tell().await.ends_with(TEXT));
    let plain = domain::NewsContent::parse("a < b").expect("a content");
    let change = |news: &mut News| news.content = plain.clone();
    db.store.news.change(news.id, change, Precondition::none()).await.expect("the news item");
    assert!(tell().await.ends_with("a &lt; b"));
    assert_eq!(double.refused(), [] as [String; 0]);
}

#[tokio::test]
async fn a_test_message_that_telegram_refuses_is_given_up_with_the_reason() {
    let rules = Rules { fate: |_, _| Fate::Refused, ..Rules::default() };
    let (db, double) = (TestDb::new().await, BotApi::with(rules).await);
    db.store.broadcasts.show_to_staff(formatted()).await.expect("the database");
    assert_eq!(drain(&db.store, &double).await, Drained::Done);
    let undelivered = db.store.outbox.undelivered().await.expect("the database");
    let [notice] = undelivered.as_slice() else { panic!("{undelivered:?}") };
    assert_eq!((notice.kind.as_str(), notice.next_attempt), ("broadcast_test", None));
    assert!(notice.reason.contains("too long"), "{}", notice.reason);
}
