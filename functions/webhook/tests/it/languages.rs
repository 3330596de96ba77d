//! The catalogue in the customer's language, in the shop's where there is no text in theirs, in whatever there is else.

use domain::{Locale, ProductText, Title, Translations, UserId};
use store::Precondition;

use crate::chat::{Chat, TestShop, text_of};

fn title(text: &str) -> ProductText {
    ProductText { title: Title::parse(text).ok(), ..ProductText::default() }
}

/// What each reader of a product with these translations sees; its base title is in no language of theirs.
async fn shown(shop: &TestShop, translations: Translations<ProductText>) -> Vec<String> {
    let store = &shop.db.store;
    let category = testing::category(store, "Kettles", None).await;
    let product = testing::product(store, &category).title("Kesselchen").create().await;
    let translate = |product: &mut domain::Product| product.translations = translations.clone();
    store.products.change(product.id, translate, Precondition::none()).await.unwrap();
    let mut shown = vec![];
    for locale in [Locale::Uk, Locale::Ru, Locale::En] {
        let chat = Chat::new(shop, locale);
        let said = shop.send(&chat.customer.press(&format!("product:{}", product.id))).await;
        shown.push(text_of(&said[0]).lines().next().unwrap().replace("<b>", "").replace("</b>", ""));
    }
    shown
}

#[tokio::test]
async fn a_text_is_in_the_readers_language_else_in_the_shops_else_as_it_is() {
    let shop = TestShop::open().await;
    let none = Translations::default();
    assert_eq!(shown(&shop, none).await, ["Kesselchen", "Kesselchen", "Kesselchen"]);
    let english = Translations { en: Some(title("Kettle")), ..Translations::default() };
    assert_eq!(shown(&shop, english).await, ["Kesselchen", "Kesselchen", "Kettle"]);
    let of_shop = Translations { uk: Some(title("Чайничок")), ..Translations::default() };
    assert_eq!(shown(&shop, of_shop).await, ["Чайничок", "Чайничок", "Чайничок"]);
    let all = Translations {
        uk: Some(title("Чайничок")), ru: Some(title("Чайничек")), en: Some(title("Kettle"))
    };
    assert_eq!(shown(&shop, all).await, ["Чайничок", "Чайничек", "Kettle"]);
}

#[tokio::test]
async fn cart_summary_and_order_follow_the_language_and_the_api_keeps_to_the_shops() {
    let shop = TestShop::open().await;
    let store = &shop.db.store;
    let category = testing::category(store, "Чайники", None).await;
    let product = testing::product(store, &category).title("Чайник").create().await;
    let translate = |product: &mut domain::Product| product.translations.en = Some(title("Kettle"));
    store.products.change(product.id, translate, Precondition::none()).await.unwrap();
    let mut chat = Chat::new(&shop, Locale::En);
    let update = chat.customer.press(&format!("add:{}", product.id));
    shop.send(&update).await;
    assert!(text_of(&chat.says("/cart").await[0]).contains("Kettle"));
    chat.presses_key("cart-complete").await;
    chat.says("olena@example.com").await;
    chat.says("+380671234567").await;
    let summary = chat.says("Kyiv, 1").await;
    assert!(summary.iter().any(|call| text_of(call).contains("Kettle")), "{summary:?}");
    let placed = chat.presses_key("confirm").await;
    assert!(placed.iter().any(|call| text_of(call).contains("No.")), "{placed:?}");
    let order = store.orders.of_user(UserId(7), None, 1).await.unwrap().remove(0);
    assert_eq!(order.lines[0].title.as_str(), "Чайник");
    let data = format!("order:{}", order.id);
    let said = shop.send(&chat.customer.press(&data)).await;
    assert!(text_of(&said[0]).contains("Kettle"), "{said:?}");
    let said = shop.send(&Chat::new(&shop, Locale::Uk).customer.press("language:uk")).await;
    assert_ne!(said, []);
    let said = shop.send(&chat.customer.press(&data)).await;
    assert!(text_of(&said[0]).contains("Чайник"), "{said:?}");
}
