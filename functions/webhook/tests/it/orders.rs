//! My orders.

use bson::{Document, doc, oid::ObjectId};
use domain::Locale;

use crate::chat::{Chat, TestShop, in_every_language, text_of, toast};

/// Up to this status, an hour each; with the longest notes, if there are to be any.
fn history(status: &str, notes: bool) -> Vec<Document> {
    let way: &[&str] = match status {
        "new" => &["new"],
        "accepted" => &["new", "accepted"],
        "shipped" => &["new", "accepted", "shipped"],
        "completed" => &["new", "accepted", "shipped", "completed"],
        "cancelled" => &["new", "accepted", "cancelled"],
        "returned" => &["new", "accepted", "shipped", "completed", "returned"],
        other => panic!("no such status: {other}"),
    };
    let note = |status: &str| match (notes, status) {
        (true, _) => Some("<b> ".repeat(256)),
        (false, "returned") => Some("2 × Kettle & lid".to_owned()),
        (false, _) => None,
    };
    let entry = |(hours, status): (i64, &&str)| {
        let at = bson::DateTime::from(testing::now() + chrono::TimeDelta::hours(hours));
        let (by, name) = if hours == 0 { ("customer", None) } else { ("staff", Some("Iryna")) };
        doc! { "status": *status, "at": at, "by": by, "staff_name": name, "note": note(status) }
    };
    (0..).zip(way).map(entry).collect()
}

async fn order(shop: &TestShop, user_id: i64, number: i64, status: &str, lines: usize) -> ObjectId {
    let price = doc! { "amount": 99_950_i64, "currency": "UAH" };
    let line = |n: usize| {
        doc! {
            "product_id": ObjectId::new(), "title": format!("Kettle {n}{}", if lines > 50 { " & more".repeat(20) } else { String::new() }), "unit_price": price.clone(), "quantity": 1_i64,
            "line_total": price.clone(),
        }
    };
    let id = ObjectId::new();
    let contact =
        doc! { "name": "Олена", "phone": "+380671234567", "email": "olena@example.com", "address": "Київ, 1" };
    let at = bson::DateTime::from(testing::now());
    shop.db
        .raw()
        .collection::<Document>("orders")
        .insert_one(doc! {
            "_id": id, "number": number, "user_id": user_id, "update_id": number, "status": status,
            "items": (1..=lines).map(line).collect::<Vec<_>>(), "contact": contact,
            "total": { "amount": 99_950 * i64::try_from(lines).unwrap(), "currency": "UAH" },
            "tracking_number": (status == "shipped").then_some("2045 <0000>"), "history": history(status, lines > 50),
            "created_at": at, "modified_at": at,
        })
        .await
        .unwrap();
    id
}

#[tokio::test]
async fn newest_first_and_each_in_full() {
    in_every_language!("orders", Some(telegram::Chat(-100)), async |chat| {
        chat.chooses("menu-orders").await;
        for (number, status) in
            [(1, "completed"), (2, "returned"), (3, "cancelled"), (4, "shipped"), (6, "accepted"), (9, "new")]
        {
            order(chat.shop, 7, number, status, 2).await;
        }
        let said = chat.chooses("menu-orders").await;
        for row in said[0].params["reply_markup"]["inline_keyboard"].as_array().unwrap() {
            let data = row[0]["callback_data"].as_str().unwrap();
            chat.does("(order)", &chat.customer.press(data)).await;
        }
        chat.presses_key("back").await;
    });
}

#[tokio::test]
async fn ten_a_page() {
    let shop = TestShop::open().await;
    for number in 1..=25 {
        order(&shop, 7, number, "new", 1).await;
    }
    let mut chat = Chat::new(&shop, Locale::En);
    let numbers = |said: &[testing::Recorded]| -> Vec<String> {
        let rows = said[0].params["reply_markup"]["inline_keyboard"].as_array().unwrap().clone();
        let labels = rows.iter().map(|row| row[0]["text"].as_str().unwrap().to_owned());
        labels.filter(|label| label.starts_with("No.")).map(|label| label[4..6].trim().to_owned()).collect()
    };
    let mut seen = numbers(&chat.says("/orders").await);
    seen.extend(numbers(&chat.presses_key("orders-older").await));
    seen.extend(numbers(&chat.presses_key("orders-older").await));
    assert_eq!(seen, (1..=25).rev().map(|n| n.to_string()).collect::<Vec<_>>());
    assert_eq!(numbers(&chat.presses_key("orders-newest").await)[0], "25");
}

#[tokio::test]
async fn anothers_order_cannot_be_opened() {
    let shop = TestShop::open().await;
    let id = order(&shop, 8, 1, "new", 1).await;
    let chat = Chat::new(&shop, Locale::En);
    let said = shop.send(&chat.customer.press(&format!("order:{}", id.to_hex()))).await;
    assert_eq!((said.len(), toast(&said)), (1, Some("There is no such order.")));
}

#[tokio::test]
async fn the_largest_order_fits_a_message() {
    let shop = TestShop::open().await;
    let chat = Chat::new(&shop, Locale::En);
    for (number, status) in [(1, "new"), (2, "shipped"), (3, "returned")] {
        let id = order(&shop, 7, number, status, 100).await;
        let said = shop.send(&chat.customer.press(&format!("order:{}", id.to_hex()))).await;
        let text = text_of(&said[0]);
        assert!(text.contains("15. Kettle 15") && text.contains("more items") && text.contains("Total:"), "{text}");
        let entries = history(status, true).len();
        assert_eq!((text.matches(" · ").count(), text.matches("&lt;b&gt;…").count()), (2 * entries, entries), "{text}");
        assert!(!text.contains("Iryna"), "{text}");
    }
}
