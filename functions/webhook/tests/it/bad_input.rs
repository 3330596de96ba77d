//! Whatever people type or are called: escaped on every screen, and never over Telegram's limits.

use domain::{Locale, UserId, VariantArray};
use serde_json::{Value, json};
use testing::Customer;

use crate::chat::{Chat, TestShop, text_of};

const NASTY: &str = "<b>&\"'</a> $name {0} \u{0}\u{7}\u{202E}שלום 👨‍👩‍👧‍👦";

/// Every screen that can show what was typed, one after the other.
async fn tour(chat: &mut Chat<'_>, product: &domain::Product, typed: &str) -> Vec<testing::Recorded> {
    let mut said = Vec::new();
    for text in ["/start", "/catalog", "/deals", "/news", "/profile", "/cart", typed] {
        said.extend(chat.says(text).await);
    }
    for data in ["add", "product"] {
        said.extend(chat.does(data, &chat.customer.press(&format!("{data}:{}", product.id))).await);
    }
    said.extend(chat.does("category", &chat.customer.press(&format!("category:{}", product.category_id))).await);
    for field in ["name", "address"] {
        said.extend(chat.does(field, &chat.customer.press(&format!("edit:{field}"))).await);
        said.extend(chat.says(typed).await);
    }
    said.extend(chat.says("/cart").await);
    said.extend(chat.does("checkout", &chat.customer.press("checkout")).await);
    for answer in [typed, "olena@example.com", typed, "+380671234567", typed, "Київ <1> & \"2\""] {
        said.extend(chat.says(answer).await);
    }
    said.extend(chat.presses_key("confirm").await);
    said.extend(chat.says("/orders").await);
    let order = chat.shop.db.store.orders.of_user(UserId(chat.customer.id), None, 1).await.unwrap().remove(0);
    for what in ["", ":again", ":cancel?", ":cancel"] {
        said.extend(chat.does("order", &chat.customer.press(&format!("order:{}{what}", order.id))).await);
    }
    said
}

#[tokio::test]
async fn markup_and_control_characters_come_out_escaped_on_every_screen() {
    for locale in Locale::VARIANTS.iter().copied() {
        let shop = TestShop::open().await;
        let category = testing::category(&shop.db.store, NASTY, None).await;
        let product =
            testing::product(&shop.db.store, &category).title(NASTY).description(NASTY).attribute(NASTY, NASTY);
        let product = product.discount(1).create().await;
        testing::news(&shop.db.store, NASTY, NASTY, 1).await;
        let customer = Customer::new(7, NASTY).last_name(NASTY).username("a").language(locale.into_str());
        let mut chat = Chat::of(&shop, customer, locale);
        for call in tour(&mut chat, &product, NASTY).await {
            if call.method == "answerCallbackQuery" {
                continue;
            }
            let text = text_of(&call);
            assert!(!text.contains("</a>") && !text.contains("&\""), "{text}");
            assert!(!text.contains(['\u{0}', '\u{7}', '\u{202E}']), "{text}");
            assert_eq!(text.matches("<b>").count(), text.matches("</b>").count(), "{text}");
        }
    }
}

#[tokio::test]
async fn the_longest_of_everything_fits() {
    for letter in ["ї", "&", "😀", "א", "👨‍👩‍👧‍👦"] {
        let fill = |most: usize| letter.repeat(most / letter.chars().count());
        let shop = TestShop::open().await;
        let category = testing::category(&shop.db.store, &fill(128), None).await;
        let mut product = testing::product(&shop.db.store, &category).title(&fill(256)).description(&fill(2048));
        for _ in 0..32 {
            product = product.attribute(&fill(64), &fill(256));
        }
        let product = product.price(99_999_999_999).discount(1).photo().create().await;
        testing::news(&shop.db.store, &fill(256), &fill(3500), 1).await;
        let customer = Customer::new(7, &fill(64)).language("uk");
        let mut chat = Chat::of(&shop, customer, Locale::Uk);
        tour(&mut chat, &product, &fill(256)).await;
        // TestShop::send fails on whatever Telegram would refuse
        chat.says(&letter.repeat(5000)).await;
    }
}

#[tokio::test]
async fn a_full_cart_of_long_titles_is_ordered_within_the_limits() {
    let shop = TestShop::open().await;
    let category = testing::category(&shop.db.store, "Kettles", None).await;
    let mut chat = Chat::new(&shop, Locale::Uk);
    for n in 0..100 {
        let title = format!("{n} {}", "ї".repeat(250));
        let product = testing::product(&shop.db.store, &category).title(&title).price(99_999_999_999).create().await;
        chat.does("add", &chat.customer.press(&format!("add:{}", product.id))).await;
    }
    chat.says("/cart").await;
    let said = chat.presses_key("cart-complete").await;
    assert!(text_of(&said[0]).contains("Разом:") && text_of(&said[0]).contains("… і ще"));
    chat.says("olena@example.com").await;
    chat.says("+380671234567").await;
    let said = chat.says(&"Київ ".repeat(51)).await;
    assert!(text_of(&said[1]).contains("Разом:") && text_of(&said[1]).contains("🏠 Київ"));
    let said = chat.presses_key("confirm").await;
    assert!(text_of(&said[1]).contains("99 999 999 999 ₴".replace(' ', "\u{a0}").as_str()), "{}", text_of(&said[1]));
}

#[tokio::test]
async fn a_customer_without_names_is_served() {
    let shop = TestShop::open().await;
    let update: Value = json!({ "update_id": 5, "message": {
        "message_id": 1, "date": 1, "text": "/start",
        "chat": { "id": 9, "type": "private" }, "from": { "id": 9, "is_bot": false, "first_name": "" },
    } });
    let said = shop.send(&update).await;
    assert!(text_of(&said[0]).starts_with("👋 Вітаємо!"), "{}", text_of(&said[0]));
    let said = shop.send(&Customer::new(9, "").text("/profile")).await;
    assert!(text_of(&said[0]).contains("Ім'я: —"));
}

#[tokio::test]
async fn a_sender_with_an_impossible_id_is_ignored() {
    let shop = TestShop::open().await;
    let nobody = Customer::new(0, "Nobody");
    for update in [nobody.text("/start"), nobody.press("add:000000000000000000000000")] {
        let (status, body) = shop.deliver(&update).await;
        assert_eq!((status, body.len()), (axum::http::StatusCode::OK, 0));
    }
}
