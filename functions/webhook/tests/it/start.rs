//! Coming in, the menu, help, cancel, hints, and groups.

use domain::{Locale, UserId};
use serde_json::json;
use testing::Customer;

use crate::chat::{Chat, TestShop, in_every_language, text_of};

#[tokio::test]
async fn start_menu_help_cancel_and_hint() {
    in_every_language!("start", async |chat| {
        chat.says("/start").await;
        chat.says("/start").await;
        chat.says("/menu").await;
        chat.says("/help").await;
        chat.says("/cancel").await;
        chat.says("what?").await;
        chat.says("/unknown").await;
        chat.does("a sticker", &chat.customer.message(&json!({ "dice": { "emoji": "🎲", "value": 3 } }))).await;
        chat.does("a stale button", &chat.customer.press("old:1")).await;
    });
}

#[tokio::test]
async fn a_customer_is_created_once_and_refreshed_after() {
    let shop = TestShop::open().await;
    let start = Customer::new(7, "Olena").username("olena").language("en").text("/start");
    assert!(text_of(&shop.send(&start).await[0]).contains("Welcome, <b>Olena</b>"));
    let created = shop.db.store.users.find(UserId(7)).await.unwrap().expect("created");
    assert_eq!(created.telegram.username.as_deref(), Some("olena"));

    let back = Customer::new(7, "Olha").username("olha").language("uk").text("/start");
    assert!(text_of(&shop.send(&back).await[0]).contains("Раді бачити вас знову, <b>Olha</b>"));
    let refreshed = shop.db.store.users.find(UserId(7)).await.unwrap().expect("still there");
    assert_eq!(refreshed.telegram.username.as_deref(), Some("olha"));
    assert_eq!(refreshed.created_at, created.created_at);
}

#[tokio::test]
async fn a_language_without_texts_is_answered_in_the_shops_own() {
    let shop = TestShop::open().await;
    for customer in [Customer::new(1, "Jo").language("de"), Customer::new(2, "Jo")] {
        assert!(text_of(&shop.send(&customer.text("/menu")).await[0]).starts_with("Головне меню"));
    }
    let brazilian = Customer::new(3, "Jo").language("en-BR");
    assert!(text_of(&shop.send(&brazilian.text("/menu")).await[0]).starts_with("Main menu"));
}

#[tokio::test]
async fn a_link_opens_its_product_and_any_other_payload_greets() {
    let shop = TestShop::open().await;
    let category = testing::category(&shop.db.store, "Kettles", None).await;
    let product = testing::product(&shop.db.store, &category).title("Steel kettle").create().await;
    let mut chat = Chat::new(&shop, Locale::En);
    let said = chat.says(&format!("/start p_{}", product.id)).await;
    assert_eq!(said.len(), 2);
    assert!(text_of(&said[0]).contains("Welcome") && text_of(&said[1]).contains("Steel kettle"));

    let said = chat.says("/start p_0123456789abcdef01234567").await;
    assert!(text_of(&said[1]).contains("no longer sold"));
    for payload in ["p_", "p_x", "hello", "p_../../etc", "😀"] {
        let said = chat.says(&format!("/start {payload}")).await;
        assert_eq!(said.len(), 1, "{payload}");
        assert!(text_of(&said[0]).contains("Good to see you again"));
    }
}

#[tokio::test]
async fn every_command_works_also_with_the_bots_name() {
    let shop = TestShop::open().await;
    let mut chat = Chat::new(&shop, Locale::En);
    for command in ["start", "menu", "catalog", "deals", "cart", "orders", "news", "profile", "help", "cancel"] {
        let plain = chat.says(&format!("/{command}")).await;
        let named = chat.says(&format!("/{command}@kiosk_bot")).await;
        assert!(!text_of(&plain[0]).contains("didn't quite get"), "/{command}");
        if command != "start" {
            assert_eq!(plain[0].params["text"], named[0].params["text"], "/{command}");
        }
    }
}

#[tokio::test]
async fn a_group_is_told_once_to_write_in_private() {
    let shop = TestShop::open().await;
    let olena = Customer::new(7, "Олена").language("uk");
    let said = shop.send(&olena.text_in_group(-5, "/start@kiosk_bot")).await;
    assert_eq!(said.len(), 1);
    assert_eq!(said[0].params["chat_id"], -5);
    assert!(text_of(&said[0]).contains("особистих повідомленнях"));
    for text in ["/start", "/cart", "hello"] {
        assert_eq!(shop.send(&olena.text_in_group(-5, text)).await, [], "{text}");
    }
    assert_eq!(shop.db.store.users.find(UserId(7)).await.unwrap(), None, "a customer is who writes in private");
    assert_eq!(shop.send(&olena.text_in_group(-6, "/start")).await.len(), 1, "another group");
}

#[tokio::test]
async fn a_pressed_button_is_always_answered() {
    let shop = TestShop::open().await;
    let olena = Customer::new(7, "Olena").language("en");
    for data in [
        "",
        "nonsense",
        "add:0123456789abcdef01234567",
        "order:0123456789abcdef01234567",
        "category:0123456789abcdef01234567",
        "confirm:1",
        "cancel:1",
        "cart:99999",
        "deals:50:0123456789abcdef01234567",
    ] {
        let said = shop.send(&olena.press(data)).await;
        let answers = said.iter().filter(|call| call.method == "answerCallbackQuery").count();
        assert_eq!(answers, 1, "{data}: {said:?}");
    }
    let said = shop.send(&olena.press_inaccessible("cart:0")).await;
    assert!(said.iter().any(|call| call.method == "answerCallbackQuery"));
}
