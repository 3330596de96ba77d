//! Messages between customers and the shop, passed on.

use domain::{
    Author, By, Locale, Message, MessageId, MessageKind, MessageText, OrderChange, OrderId, OrderStatus, User, UserId,
    VariantArray,
};
use store::Store;
use testing::{BotApi, Fate, Recorded, Rules, TestDb, now};

use crate::fixture::{STAFF, customer, drain, drain_with, settings};

const OLENA: i64 = 7;

async fn write(store: &Store, author: Author, kind: MessageKind, text: &str) -> MessageId {
    write_about(store, None, author, kind, text).await
}

async fn write_about(
    store: &Store,
    order_id: Option<OrderId>,
    author: Author,
    kind: MessageKind,
    text: &str,
) -> MessageId {
    let (chat_id, id) = if author == Author::Customer { (OLENA, 70) } else { (STAFF, 80) };
    let message = Message {
        id: MessageId::fresh(),
        user_id: UserId(OLENA),
        author,
        order_id,
        kind,
        text: MessageText::parse(text).ok(),
        file_id: None,
        chat_id,
        message_id: id,
        created_at: now(),
        delivered_at: None,
    };
    let update_id = i64::from(fastrand::i32(1..));
    store.messages.write(update_id, &message).await.expect("the message");
    message.id
}

async fn is_delivered(store: &Store, id: MessageId) -> bool {
    store.messages.find(id).await.unwrap().unwrap().delivered_at.is_some()
}

fn methods(calls: &[Recorded]) -> Vec<(&str, i64)> {
    calls.iter().map(|call| (call.method.as_str(), call.params["chat_id"].as_i64().unwrap())).collect()
}

#[tokio::test]
async fn both_ways_and_each_side_sees_that_it_arrived() {
    let (db, double) = (TestDb::new().await, BotApi::start().await);
    customer(&db, OLENA, Locale::En).await;
    let question = write(&db.store, Author::Customer, MessageKind::Text, "Is it <blue>?").await;
    for _ in 0..2 {
        drain(&db.store, &double).await;
    }
    let calls = double.take();
    assert_eq!(methods(&calls), [("getChat", STAFF), ("sendMessage", STAFF), ("setMessageReaction", OLENA)]);
    assert!(calls[1].params["text"].as_str().unwrap().contains("Is it &lt;blue&gt;?"), "{calls:?}");
    assert_eq!(calls[1].params["reply_markup"]["inline_keyboard"][0][0]["callback_data"], "customer:7");
    assert_eq!(calls[2].params["message_id"], 70);
    assert!(is_delivered(&db.store, question).await);

    let reply = write(&db.store, Author::Shop, MessageKind::Photo, "Like this").await;
    drain(&db.store, &double).await;
    let calls = double.take();
    assert_eq!(methods(&calls), [("copyMessage", OLENA), ("setMessageReaction", STAFF)]);
    assert_eq!(calls[0].params["caption"], "💬 <b>The shop</b>\n\nLike this");
    assert!(calls[0].params["reply_markup"].is_null(), "{calls:?}");
    assert!(is_delivered(&db.store, reply).await);
}

#[tokio::test]
async fn in_three_languages() {
    for locale in Locale::VARIANTS.iter().copied() {
        let fate = |chat, tried| if chat == OLENA && tried > 4 { Fate::Blocked } else { Fate::Delivered };
        let (db, double) = (TestDb::new().await, BotApi::with(Rules { fate, ..Rules::default() }).await);
        let category = testing::category(&db.store, "Kettles", None).await;
        let kettle = testing::product(&db.store, &category).stock(9).create().await;
        let order = testing::order(&db.store, OLENA, &[(&kettle, 1)]).await;
        let speaks = |user: &mut User| user.locale = Some(locale);
        db.store.users.change(UserId(OLENA), speaks, store::Precondition::none()).await.expect("the language");
        let mut settings = settings();
        settings.shop.default_locale = locale;
        drain_with(&db.store, &double, settings.clone()).await;
        double.take();
        write_about(&db.store, Some(order.id), Author::Customer, MessageKind::Photo, "?").await;
        for (author, text) in
            [(Author::Customer, "?"), (Author::Shop, "!"), (Author::Shop, "!!"), (Author::Shop, "!!!")]
        {
            write(&db.store, author, MessageKind::Text, text).await;
        }
        let change = OrderChange { to: OrderStatus::Cancelled, by: By::Customer, tracking_number: None };
        db.store.transition(order.id, None, change).await.expect("the order");
        drain_with(&db.store, &double, settings).await;
        let mut said = double.take();
        said.retain(|call| !call.method.starts_with("get") && call.method != "setMessageReaction");
        // The order's id differs from run to run
        let said = testing::transcript(&said).replace(&order.id.to_string(), "<id>");
        insta::assert_snapshot!(format!("messages-{locale}"), said);
    }
}

#[tokio::test]
async fn the_staff_hear_that_a_customer_has_blocked_the_bot() {
    let fate = |chat, _| if chat == OLENA { Fate::Blocked } else { Fate::Delivered };
    let (db, double) = (TestDb::new().await, BotApi::with(Rules { fate, ..Rules::default() }).await);
    customer(&db, OLENA, Locale::En).await;
    for tried in [1, 1] {
        let reply = write(&db.store, Author::Shop, MessageKind::Text, "Yes").await;
        drain(&db.store, &double).await;
        assert_eq!(double.tried(OLENA), tried, "it is known by then");
        assert!(double.texts(STAFF).last().is_some_and(|text| text.contains('7')), "{:?}", double.texts(STAFF));
        assert!(!is_delivered(&db.store, reply).await);
    }
    assert_eq!(double.delivered(STAFF), 2);
}

#[tokio::test]
async fn a_staff_chat_that_cannot_be_reached_loses_nothing() {
    let fate = |chat, tried| if chat == STAFF && tried < 4 { Fate::Kicked } else { Fate::Delivered };
    let (db, double) = (TestDb::new().await, BotApi::with(Rules { fate, ..Rules::default() }).await);
    customer(&db, OLENA, Locale::En).await;
    let question = write(&db.store, Author::Customer, MessageKind::Text, "Is it blue?").await;
    for hours in 1..=4 {
        let later = Store::in_database(db.raw(), domain::Clock::fixed(now() + chrono::TimeDelta::hours(hours)));
        drain(&later, &double).await;
    }
    assert!(is_delivered(&db.store, question).await);
}

#[tokio::test]
async fn what_was_deleted_or_erased_meanwhile_is_left_out() {
    let fate = |chat, _| if chat == STAFF { Fate::SourceGone } else { Fate::Delivered };
    let (db, double) = (TestDb::new().await, BotApi::with(Rules { fate, ..Rules::default() }).await);
    customer(&db, OLENA, Locale::En).await;
    write(&db.store, Author::Customer, MessageKind::Document, "").await;
    db.store.messages.set_topic(UserId(OLENA), STAFF, Some(5)).await.unwrap();
    drain(&db.store, &double).await;
    write(&db.store, Author::Customer, MessageKind::Text, "Secret").await;
    db.store.users.erase(UserId(OLENA), store::Precondition::none()).await.unwrap();
    double.take();
    drain(&db.store, &double).await;
    assert_eq!(double.take(), []);
    assert_eq!(db.store.outbox.due(10).await.unwrap(), []);
    assert_eq!(db.store.messages.topic(UserId(OLENA), STAFF).await.unwrap(), None);
}

#[tokio::test]
async fn in_a_forum_each_customer_has_a_topic() {
    let (db, double) = (TestDb::new().await, BotApi::start().await);
    double.make_forum(STAFF);
    customer(&db, OLENA, Locale::En).await;
    for text in ["Is it blue?", "And large?"] {
        write(&db.store, Author::Customer, MessageKind::Text, text).await;
        drain(&db.store, &double).await;
    }
    let calls = double.take();
    let sent: Vec<_> = calls.iter().filter(|call| call.method == "sendMessage").collect();
    let topics = calls.iter().filter(|call| call.method == "createForumTopic").count();
    assert_eq!((sent.len(), topics), (2, 1), "{calls:?}");
    assert!(sent[0].params["message_thread_id"].is_i64());
    assert_eq!(sent[0].params["message_thread_id"], sent[1].params["message_thread_id"]);

    // Somebody deletes the topic
    write(&db.store, Author::Customer, MessageKind::Text, "Hello?").await;
    double.fail_next(400, "Bad Request: message thread not found", 0);
    drain(&db.store, &double).await;
    let later = Store::in_database(db.raw(), domain::Clock::fixed(now() + chrono::TimeDelta::hours(1)));
    drain(&later, &double).await;
    let methods: Vec<_> = double.take().into_iter().map(|call| call.method).collect();
    assert_eq!(methods, ["sendMessage", "getChat", "createForumTopic", "sendMessage", "setMessageReaction"]);
}
