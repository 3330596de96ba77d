//! Customers as staff look for them, whichever way they were written.

use bson::{Document, doc};
use domain::{
    Author, Currency, Email, Message, MessageId, MessageKind, MessageText, OrderStatus, PersonName, Phone,
    TelegramProfile, UserId,
};
use store::{CustomerQuery, Outcome, PageRequest, Precondition, ProfileValue, Store};
use testing::{TestDb, now, shop_settings};

use crate::explain::assert_all_walk_an_index;

fn telegram(name: &str, username: &str) -> TelegramProfile {
    let name = PersonName::parse(name).ok();
    TelegramProfile { username: Some(username.to_owned()), name, language_code: None }
}

async fn found(store: &Store, text: &str) -> Vec<i64> {
    let page = store.users.search(&CustomerQuery::text(text), &PageRequest::first(10)).await.unwrap();
    page.items.into_iter().map(|item| item.user.id.0).collect()
}

/// As the chat does: 7 told everything, 8 told nothing.
async fn customers(store: &Store) {
    testing::visit_as(store, 7, &telegram("Олена Коваль", "olena_k"), 1).await;
    testing::visit_as(store, 8, &telegram("$name", "Petro99"), 1).await;
    let told = [
        ProfileValue::Email(Email::parse("Kovalska@example.com").unwrap()),
        ProfileValue::Phone(Phone::parse("067 123 45 67").unwrap()),
        ProfileValue::Name(PersonName::parse("Мар'яна Ковальська-Шевченко").unwrap()),
    ];
    for (value, update_id) in told.iter().zip(2..) {
        let claimed = testing::claim_as(store, 7, &telegram("Олена Коваль", "olena_k"), update_id, None).await.claimed;
        let outcome = Outcome::<Option<i32>> { value: Some(value), ..Outcome::default() };
        assert!(store.conversations.finish(claimed, outcome).await.unwrap());
    }
}

async fn assert_found(store: &Store) {
    for text in [
        "олена",
        "ОЛЕ",
        "olena",
        "@olena",
        "@OLENA_K",
        "olena_k",
        "ковал олен",
        "коваль",
        "мар'яна",
        "марян",
        "шевч",
        "kovalska@",
        "KOVALSKA@exam",
        "067 123",
        "+38 (067) 123-45-67",
        "3806",
        "4567",
        "45 67",
        "380671234567",
        "7",
    ] {
        assert_eq!(found(store, text).await, [7], "{text}");
    }
    for text in ["лена", "@lena", "example", "1234", "123", "коваль петро", "99999999999999999999", "456"]
    {
        assert_eq!(found(store, text).await, [0_i64; 0], "{text}");
    }
    assert_eq!((found(store, "petro").await, found(store, "").await), (vec![8], vec![8, 7]));
}

#[tokio::test]
async fn a_customer_is_found_by_name_username_phone_email_and_id() {
    let db = TestDb::new().await;
    let store = &db.store;
    customers(store).await;
    assert_found(store).await;
    // Another name in Telegram, and another phone number by the shop's own systems
    testing::visit_as(store, 7, &telegram("Iryna", "iryna"), 9).await;
    let phone = Phone::parse("+48501234999").unwrap();
    store.users.change(UserId(7), |user| user.phone = Some(phone.clone()), Precondition::none()).await.unwrap();
    for (text, ids) in [
        ("олена", vec![]),
        ("ірин", vec![7]),
        ("@iryna", vec![7]),
        ("0671", vec![]),
        ("4999", vec![7]),
        ("шев", vec![7]),
    ] {
        assert_eq!(found(store, text).await, ids, "{text}");
    }
    store.users.erase(UserId(7), Precondition::none()).await.unwrap();
    assert_eq!(found(store, "iryna").await, [0_i64; 0]);
}

#[tokio::test]
async fn customers_of_earlier_releases_are_found_after_the_migration() {
    let db = TestDb::new().await;
    customers(&db.store).await;
    let users = db.raw().collection::<Document>("users");
    users.update_many(doc! {}, doc! { "$unset": { "terms": 1 } }).await.unwrap();
    // As a process of the release before leaves one that it enters
    users.update_one(doc! { "_id": 8_i64 }, doc! { "$set": { "terms.telegram": ["@other"] } }).await.unwrap();
    assert_eq!(found(&db.store, "olena").await, [0_i64; 0]);
    for _ in 0..2 {
        db.store.migrate(shop_settings().time_zone).await.unwrap();
        assert_found(&db.store).await;
    }
}

#[tokio::test]
async fn pages_of_a_search_follow_one_another_newest_first() {
    let db = TestDb::new().await;
    for id in 1..=7 {
        testing::visit_as(&db.store, id, &telegram(&format!("Olena {id}"), "o"), 1).await;
    }
    for text in ["olena", ""] {
        let (mut seen, mut request) = (vec![], PageRequest::first(3));
        loop {
            let page = db.store.users.search(&CustomerQuery::text(text), &request).await.unwrap();
            seen.extend(page.items.iter().map(|item| item.user.id.0));
            let Some(next) = page.next else { break };
            request.after = Some(next);
        }
        assert_eq!(seen, [7, 6, 5, 4, 3, 2, 1], "{text}");
    }
}

async fn message(store: &Store, user_id: i64, update_id: i64, text: &str) {
    let message = Message {
        id: MessageId::fresh(),
        user_id: UserId(user_id),
        author: Author::Customer,
        order_id: None,
        kind: MessageKind::Text,
        text: MessageText::parse(text).ok(),
        file_id: None,
        chat_id: user_id,
        message_id: 5,
        created_at: now(),
        delivered_at: None,
    };
    store.messages.write(update_id, &message).await.unwrap();
}

#[tokio::test]
async fn a_customer_is_summed_up_and_everything_about_them_exported() {
    let db = TestDb::new().await;
    let store = &db.store;
    let category = testing::category(store, "Kettles", None).await;
    let kettle = testing::product(store, &category).price(5_000).create().await;
    testing::order(store, 7, &[(&kettle, 2)]).await;
    let back = testing::order(store, 7, &[(&kettle, 1)]).await;
    let by = domain::By::Customer;
    let cancel = domain::OrderChange { to: OrderStatus::Cancelled, by, tracking_number: None };
    store.transition(back.id, None, cancel).await.unwrap();
    for (update_id, text) in [(100, "Hello"), (101, "Still there?")] {
        message(store, 7, update_id, text).await;
    }
    message(store, 8, 102, "Not theirs").await;
    store.alerts.add(UserId(7), kettle.id, domain::AlertKind::PriceDrop, kettle.final_price()).await.unwrap();

    let summary = store.users.summary(UserId(7), Currency::UAH).await.unwrap().unwrap();
    assert_eq!((summary.orders, summary.spent.amount(), summary.last_order_at), (2, 10_000, Some(back.created_at)));
    assert!(store.users.summary(UserId(9), Currency::UAH).await.unwrap().is_none());
    let page = store.messages.of_user(UserId(7), &PageRequest::first(1)).await.unwrap();
    let older = PageRequest { after: page.next.clone(), limit: 1 };
    let older = store.messages.of_user(UserId(7), &older).await.unwrap();
    let texts: Vec<_> =
        [page, older].iter().flat_map(|page| page.items.clone()).map(|item| item.text.unwrap()).collect();
    assert_eq!(texts.iter().map(MessageText::as_str).collect::<Vec<_>>(), ["Still there?", "Hello"]);

    let export = store.users.export(UserId(7)).await.unwrap().unwrap();
    assert_eq!(export["customer"]["id"], 7);
    assert_eq!(export["customer"]["created_at"].as_str().map(|at| &at[..10]), Some("2026-11-23"));
    let count = |part: &str| export[part].as_array().unwrap().len();
    assert_eq!((count("orders"), count("messages"), count("alerts")), (2, 2, 1));
    assert_eq!(export["orders"][0]["contact"]["phone"], "+380671234567");
    assert!(!export.to_string().contains("Not theirs") && !export.to_string().contains('$'), "{export}");
    assert_eq!(store.users.export(UserId(9)).await.unwrap(), None);
}

#[tokio::test]
async fn customers_are_listed_by_when_they_first_came() {
    let db = TestDb::new().await;
    testing::visit_as(&db.store, 7, &telegram("Olena", "olena_k"), 1).await;
    testing::visit_as(&db.later(chrono::Duration::days(1)), 8, &telegram("Olena", "olena_k"), 1).await;
    let tomorrow = Some(now() + chrono::Duration::hours(12));
    for (from, to, expected) in [(None, tomorrow, vec![7]), (tomorrow, None, vec![8]), (tomorrow, tomorrow, vec![])] {
        for text in ["", "olena"] {
            let query = CustomerQuery { from, to, ..CustomerQuery::text(text) };
            let page = db.store.users.search(&query, &PageRequest::first(10)).await.unwrap();
            assert_eq!(page.items.iter().map(|item| item.user.id.0).collect::<Vec<_>>(), expected);
        }
    }
}

#[tokio::test]
async fn everything_staff_ask_of_customers_walks_an_index() {
    let db = TestDb::new().await;
    let store = &db.store;
    customers(store).await;
    db.commands.clear();
    for text in ["", "коваль", "olena ковал", "@olena", "kov@", "4567", "анна-марія"] {
        let page = store.users.search(&CustomerQuery::text(text), &PageRequest::first(1)).await.unwrap();
        store.users.search(&CustomerQuery::text(text), &PageRequest { after: page.next, limit: 1 }).await.unwrap();
    }
    let query =
        CustomerQuery { from: Some(now()), to: Some(now() + chrono::Duration::days(1)), ..CustomerQuery::default() };
    let page = store.users.search(&query, &PageRequest::first(1)).await.unwrap();
    store.users.search(&query, &PageRequest { after: page.next, limit: 1 }).await.unwrap();
    store.users.summary(UserId(7), Currency::UAH).await.unwrap();
    store.users.export(UserId(7)).await.unwrap();
    store.messages.of_user(UserId(7), &PageRequest::first(1)).await.unwrap();
    assert_all_walk_an_index(&db).await;
}
