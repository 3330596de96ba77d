//! Orders in the staff chat.

use chrono::TimeDelta;
use domain::{
    Actor, By, Locale, Order, OrderChange, OrderStatus, PersonName, Product, TrackingNumber, Transition, VariantArray,
};
use futures_util::future::join_all;
use serde_json::Value;
use store::Notice;
use telegram::Chat as ChatId;
use testing::{Customer, Recorded};

use crate::chat::{Chat, TestShop, data_in, text_of, toast};

const STAFF: i64 = -100;

async fn open() -> TestShop {
    TestShop::open_in(Locale::En, ChatId(STAFF)).await
}

fn iryna() -> Customer {
    Customer::new(7, "Iryna").language("en")
}

fn petro() -> Customer {
    Customer::new(8, "Petro").language("en")
}

async fn kettle(shop: &TestShop) -> Product {
    let category = testing::category(&shop.db.store, "Kettles", None).await;
    testing::product(&shop.db.store, &category).title("Kettle").stock(99).create().await
}

async fn order(shop: &TestShop) -> Order {
    testing::order(&shop.db.store, 21, &[(&kettle(shop).await, 2)]).await
}

/// Brings an order to a status, by the shortest way.
async fn bring(shop: &TestShop, order: &Order, status: OrderStatus) {
    use OrderStatus::{Accepted, Cancelled, Completed, New, Returned, Shipped};
    let way: &[OrderStatus] = match status {
        New => &[],
        Accepted => &[Accepted],
        Shipped => &[Accepted, Shipped],
        Completed => &[Accepted, Shipped, Completed],
        Cancelled => &[Cancelled],
        Returned => &[Accepted, Shipped, Returned],
    };
    for to in way {
        let by = By::Staff(PersonName::parse("Olha").expect("a name"));
        let change = OrderChange { to: *to, by, tracking_number: None };
        shop.db.store.transition(order.id, None, change).await.expect("a transition");
    }
}

async fn reload(shop: &TestShop, order: &Order) -> Order {
    shop.db.store.orders.find(order.id).await.expect("the database").expect("the order")
}

/// The card as it is, by `/order 1`.
async fn card(shop: &TestShop, number: i64) -> Recorded {
    shop.send(&iryna().text_in_group(STAFF, &format!("/order {number}"))).await.remove(0)
}

/// A member presses a button of the card that this call has sent or edited.
async fn press(shop: &TestShop, member: &Customer, card: &Recorded, label: &str) -> Vec<Recorded> {
    let data = data_in(card, label).unwrap_or_else(|| panic!("no button {label}: {card:?}"));
    shop.send(&member.press_among(STAFF, &card.params["reply_markup"], &data)).await
}

async fn reply(shop: &TestShop, member: &Customer, card: &Recorded, text: &str) -> Vec<Recorded> {
    shop.send(&member.reply_to_bot(STAFF, &card.params["reply_markup"], text)).await
}

async fn notices(shop: &TestShop) -> Vec<Notice> {
    let waiting = shop.db.store.outbox.due(100).await.expect("notices");
    waiting.into_iter().map(|waiting| waiting.notice).collect()
}

#[tokio::test]
async fn an_order_from_its_arrival_to_its_return() {
    for locale in Locale::VARIANTS.iter().copied() {
        let shop = TestShop::open_in(locale, ChatId(STAFF)).await;
        let order = order(&shop).await;
        let mut chat = Chat::of(&shop, iryna().language(locale.into_str()), locale);
        let member = chat.customer.clone();
        chat.does("/order", &member.text_in_group(STAFF, "/order")).await;
        chat.does("/order 12", &member.text_in_group(STAFF, "/order 12")).await;
        chat.does("/orders", &member.text_in_group(STAFF, "/orders")).await;
        let listed = member.press_in_group(STAFF, &format!("show:{}", order.id));
        let mut card = chat.does("(order)", &listed).await.remove(0);
        for (button, then) in [
            ("staff-cancel", "back"),
            ("staff-accept", ""),
            ("staff-ship", "reply"),
            ("staff-complete", ""),
            ("staff-return", "confirm"),
        ] {
            for key in [button, then] {
                let buttons = card.params["reply_markup"].clone();
                let update = match key {
                    "" => continue,
                    "reply" => {
                        chat.does("12", &member.reply_to_bot(STAFF, &buttons, "12")).await;
                        member.reply_to_bot(STAFF, &buttons, "2045 <0000>")
                    }
                    key => member.press_among(STAFF, &buttons, &data_in(&card, &chat.label(key)).expect("a button")),
                };
                card = chat.does(&format!("({key})"), &update).await.remove(0);
            }
        }
        chat.does("/orders", &member.text_in_group(STAFF, "/orders")).await;
        insta::assert_snapshot!(format!("staff-orders-{locale}"), chat.log());
        assert_eq!(reload(&shop, &order).await.status, OrderStatus::Returned);
    }
}

#[tokio::test]
async fn every_status_and_every_button_of_the_staff() {
    let shop = open().await;
    let kettle = kettle(&shop).await;
    for from in OrderStatus::VARIANTS {
        for to in OrderStatus::VARIANTS {
            let order = testing::order(&shop.db.store, 21, &[(&kettle, 1)]).await;
            bring(&shop, &order, *from).await;
            let before = reload(&shop, &order).await;
            let data = format!("to:{}:{}", order.id, to.into_str());
            let mut said = shop.send(&iryna().press_in_group(STAFF, &data)).await;
            let is_possible = Transition::find(*from, *to, Actor::Staff).is_some();
            let confirm = ["✅ Confirm", "⏭ Skip"].iter().find_map(|label| data_in(&said[0], label));
            if let Some(confirm) = confirm {
                assert!(is_possible, "{from:?} {to:?}");
                assert_eq!(reload(&shop, &order).await, before, "nothing happens before the answer");
                said = shop.send(&iryna().press_in_group(STAFF, &confirm)).await;
            }
            let after = reload(&shop, &order).await;
            assert_eq!(said[0].method, "editMessageText", "{from:?} {to:?}");
            if is_possible {
                assert_eq!((after.status, after.history.len()), (*to, before.history.len() + 1));
                let entry = after.history.last().expect("an entry");
                assert_eq!(entry.staff_name.as_ref().map(PersonName::as_str), Some("Iryna"));
            } else {
                assert_eq!(after, before, "{from:?} {to:?}");
                assert!(toast(&said).is_some_and(|toast| toast.contains("Somebody was faster")), "{said:?}");
            }
        }
    }
}

#[tokio::test]
async fn the_same_buttons_elsewhere_do_nothing() {
    let shop = open().await;
    let order = order(&shop).await;
    let before = reload(&shop, &order).await;
    let mallory = Customer::new(21, "Mallory").language("en");
    for status in OrderStatus::VARIANTS {
        let (to, minute) = (status.into_str(), testing::now().timestamp() / 60);
        for data in [format!("to:{}:{to}", order.id), format!("yes:{}:{to}:21:{minute}", order.id)] {
            for update in [mallory.press(&data), mallory.press_in_group(-5, &data)] {
                let said = shop.send(&update).await;
                assert!(toast(&said).is_some_and(|toast| toast.contains("out of date")), "{said:?}");
            }
        }
    }
    assert_eq!(reload(&shop, &order).await, before);
}

#[tokio::test]
async fn of_two_members_one_is_told_that_the_other_was_faster() {
    let shop = open().await;
    let order = order(&shop).await;
    let card = card(&shop, order.number.0).await;
    let said = press(&shop, &iryna(), &card, "✅ Accept").await;
    assert_eq!(toast(&said), None);
    let said = press(&shop, &petro(), &card, "✅ Accept").await;
    assert!(text_of(&said[0]).contains("👌 Accepted · Iryna"), "{said:?}");
    assert_eq!(toast(&said), Some("Somebody was faster: the order is already 👌 Accepted."));
    // Who presses twice is not blamed for it
    assert_eq!(toast(&press(&shop, &iryna(), &card, "✅ Accept").await), None);
}

#[tokio::test]
async fn twenty_presses_at_once_are_one_transition() {
    let shop = open().await;
    let order = order(&shop).await;
    let data = format!("to:{}:accepted", order.id);
    let presses = (0..20).map(|n| if n % 2 == 0 { iryna() } else { petro() });
    let presses: Vec<Value> = presses.map(|member| member.press_in_group(STAFF, &data)).collect();
    for (status, _) in join_all(presses.iter().map(|press| shop.deliver(press))).await {
        assert_eq!(status, axum::http::StatusCode::OK);
    }
    assert_eq!(reload(&shop, &order).await.history.len(), 2);
    let notices = notices(&shop).await;
    let changed = notices.iter().filter(|notice| matches!(notice, Notice::OrderChanged { .. })).count();
    assert_eq!(changed, 1, "{notices:?}");
}

#[tokio::test]
async fn a_question_is_for_the_member_who_pressed() {
    let shop = open().await;
    let order = order(&shop).await;
    bring(&shop, &order, OrderStatus::Accepted).await;
    let card = card(&shop, order.number.0).await;
    let question = press(&shop, &iryna(), &card, "🚚 Ship").await.remove(0);
    for label in ["⏭ Skip", "⬅️ Back"] {
        let said = press(&shop, &petro(), &question, label).await;
        assert_eq!((said.len(), toast(&said)), (1, Some("Somebody else is being asked about this order.")));
    }
    // Petro still sees the card as it was
    let data = data_in(&card, "✖️ Cancel order").expect("a button");
    let said = shop.send(&petro().press_among(STAFF, &question.params["reply_markup"], &data)).await;
    assert_eq!(toast(&said), Some("Somebody else is being asked about this order."));
    assert_eq!(reply(&shop, &petro(), &question, "20450000").await, [], "that is talk");
    assert_eq!(reload(&shop, &order).await.status, OrderStatus::Accepted);

    let said = reply(&shop, &iryna(), &question, "2045 0000").await;
    assert_eq!(said[0].params["message_id"], 50, "the card is edited: {said:?}");
    assert!(text_of(&said[0]).contains("<code>2045 0000</code>"), "{said:?}");
    let shipped = reload(&shop, &order).await;
    assert_eq!(shipped.tracking_number.as_ref().map(TrackingNumber::as_str), Some("2045 0000"));
    // Sent again by Telegram, or by a member in a hurry
    assert!(text_of(&reply(&shop, &iryna(), &question, "2045 0000").await[0]).contains("On its way"));
    assert_eq!(reload(&shop, &order).await, shipped);
}

#[tokio::test]
async fn a_question_that_nobody_answered_in_time_is_open_no_more() {
    let shop = open().await;
    let order = order(&shop).await;
    bring(&shop, &order, OrderStatus::Accepted).await;
    let before = reload(&shop, &order).await;
    let eleven_minutes_ago = (testing::now() - TimeDelta::minutes(11)).timestamp() / 60;
    let skip = format!("yes:{}:shipped:7:{eleven_minutes_ago}", order.id);
    let buttons = serde_json::json!({ "inline_keyboard": [[{ "text": "⏭ Skip", "callback_data": skip }]] });
    let said = shop.send(&iryna().press_among(STAFF, &buttons, &skip)).await;
    assert_eq!(toast(&said), Some("This question has expired. Please press again."));
    assert!(data_in(&said[0], "🚚 Ship").is_some(), "the card has its buttons again: {said:?}");
    let said = shop.send(&iryna().reply_to_bot(STAFF, &buttons, "2045 0000")).await;
    assert!(text_of(&said[1]).contains("expired"), "{said:?}");
    assert_eq!(reload(&shop, &order).await, before);
    // Others may go on
    let to = format!("to:{}:shipped", order.id);
    let said = shop.send(&petro().press_among(STAFF, &buttons, &to)).await;
    assert!(data_in(&said[0], "⏭ Skip").is_some(), "{said:?}");
}

#[tokio::test]
async fn a_card_that_was_deleted_is_sent_anew() {
    let shop = open().await;
    let order = order(&shop).await;
    shop.api.fail_next(400, "Bad Request: message to edit not found", 0);
    let said = shop.send(&iryna().press_in_group(STAFF, &format!("to:{}:accepted", order.id))).await;
    let methods: Vec<_> = said.iter().map(|call| call.method.as_str()).collect();
    assert_eq!(methods, ["editMessageText", "sendMessage", "answerCallbackQuery"]);
    assert!(text_of(&said[1]).contains("👌 Accepted · Iryna"), "{said:?}");
}

#[tokio::test]
async fn ten_open_orders_a_page_oldest_first() {
    let shop = open().await;
    let kettle = kettle(&shop).await;
    testing::product(&shop.db.store, &testing::category(&shop.db.store, "x", None).await).create().await;
    let mut numbers = vec![];
    for n in 0..9 {
        let order = testing::order(&shop.db.store, 21, &[(&kettle, 1)]).await;
        let status = OrderStatus::VARIANTS[n % 6];
        bring(&shop, &order, status).await;
        if OrderStatus::OPEN.contains(&status) {
            numbers.push(order.number.0.to_string());
        }
    }
    let said = shop.send(&iryna().text_in_group(STAFF, "/orders")).await;
    let rows = said[0].params["reply_markup"]["inline_keyboard"].as_array().expect("buttons").clone();
    let shown: Vec<String> = rows
        .iter()
        .filter_map(|row| row[0]["text"].as_str()?.split("No. ").nth(1)?.split(' ').next().map(str::to_owned))
        .collect();
    assert_eq!(shown, numbers);
    let next = shop.send(&iryna().press_in_group(STAFF, &format!("open:{}", numbers[0]))).await;
    assert_eq!(next[0].method, "editMessageText");
    assert!(!next[0].params.to_string().contains(&format!("No. {} ", numbers[0])), "{next:?}");
}

#[tokio::test]
async fn a_day_of_the_statistics_is_the_shops() {
    let shop = open().await;
    let kettle = kettle(&shop).await;
    let orders = shop.db.raw().collection::<bson::Document>("orders");
    // Midnight in Kyiv is 22:00 of the day before in UTC
    let midnight = testing::now().date_naive().and_hms_opt(0, 0, 0).expect("a time").and_utc() - TimeDelta::hours(2);
    for (minutes, status) in [(-1441, "new"), (-1440, "new"), (-1, "cancelled"), (0, "accepted"), (1, "returned")] {
        let order = testing::order(&shop.db.store, 21, &[(&kettle, 1)]).await;
        let at = bson::DateTime::from(midnight + TimeDelta::minutes(minutes));
        let set = bson::doc! { "$set": { "created_at": at, "status": status } };
        orders.update_one(bson::doc! { "_id": order.id }, set).await.expect("the order");
    }
    let said = shop.send(&iryna().text_in_group(STAFF, "/stats")).await;
    let text = text_of(&said[0]);
    let days: Vec<&str> = text.split("📊").skip(1).collect();
    assert!(days[0].contains("Today, 23 Nov 2026") && days[0].contains("Orders: 2"), "{text}");
    assert!(days[1].contains("Orders: 2") && days[1].contains("Cancelled: 1"), "{text}");
}
