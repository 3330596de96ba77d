//! Alerts, as customers ask for them and undo them.

use domain::{AlertKind, UserId};

use crate::chat::{Chat, TestShop, in_every_language, toast};

#[tokio::test]
async fn asked_for_undone_and_listed() {
    in_every_language!("alerts", async |chat| {
        let store = &chat.shop.db.store;
        let category = testing::category(store, "Чайники", None).await;
        testing::product(store, &category).title("Чайник «Хвиля» & друзі").stock(0).create().await;
        chat.chooses("menu-profile").await;
        chat.presses_key("alerts-button").await;
        chat.says("хвиля").await;
        chat.presses_key("card-tell-back").await;
        chat.says("хвиля").await;
        chat.presses_key("card-tell-cheaper").await;
        chat.presses_key("alert-remove").await;
        chat.says("/profile").await;
        chat.presses_key("alerts-button").await;
        chat.presses("🔕").await;
    });
}

#[tokio::test]
async fn forty_alerts_are_enough_and_a_repetition_adds_none() {
    let shop = TestShop::open().await;
    let store = &shop.db.store;
    let category = testing::category(store, "Kettles", None).await;
    let mut chat = Chat::new(&shop, domain::Locale::En);
    chat.says("/start").await;
    let mut last = None;
    for n in 0..41 {
        let product = testing::product(store, &category).title(&format!("Kettle {n}")).create().await;
        let press = chat.customer.press(&format!("tell:price_drop:{}", product.id));
        let said = shop.send(&press).await;
        assert_eq!(toast(&said).is_some_and(|toast| toast.contains("40 alerts")), n == 40, "{said:?}");
        if n < 40 {
            last = Some(product);
        }
    }
    let last = last.unwrap();
    for _ in 0..2 {
        let said = shop.send(&chat.customer.press(&format!("tell:price_drop:{}", last.id))).await;
        assert_eq!(said.len(), 2, "the same again is no other alert: {said:?}");
    }
    let alerts = store.alerts.of_customer(UserId(7)).await.unwrap();
    assert_eq!((alerts.len(), alerts[39].kind), (40, AlertKind::PriceDrop));
    // What is in stock cannot come back, and what is gone neither
    let said = shop.send(&chat.customer.press(&format!("tell:back_in_stock:{}", last.id))).await;
    assert!(toast(&said).unwrap().contains("in stock"), "{said:?}");
    let said = shop.send(&chat.customer.press("tell:back_in_stock:000000000000000000000000")).await;
    assert!(toast(&said).unwrap().contains("no longer sold"), "{said:?}");
}
