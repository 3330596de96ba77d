//! Categories, cards, deals.

use domain::Locale;

use crate::chat::{Chat, TestShop, in_every_language, text_of, toast};

async fn fill(shop: &TestShop) {
    let store = &shop.db.store;
    let home = testing::category(store, "Дім", None).await;
    testing::category(store, "Порожня", None).await;
    let kettles = testing::category(store, "Чайники", Some(&home)).await;
    let product = |title: &str| testing::product(store, &kettles).title(title);
    let first = product("Чайник «Хвиля»").price(249_900).discount(20).stock(12).photo();
    let first =
        first.description("Закипає за три хвилини.").attribute("Об'єм", "1,7 л").attribute("Потужність", "2200 Вт");
    first.create().await;
    product("Чайник без фото").price(99_950).stock(3).create().await;
    product("Чайник розпроданий").stock(0).discount(5).create().await;
    product("Четвертий").create().await;
    product("П'ятий").create().await;
    product("Шостий").stock(1).create().await;
}

#[tokio::test]
async fn from_the_root_to_a_card_and_on() {
    in_every_language!("catalog", async |chat| {
        fill(chat.shop).await;
        chat.chooses("menu-categories").await;
        chat.presses("Дім").await;
        chat.presses("Чайники").await;
        chat.presses_key("list-more").await;
        chat.presses_key("back").await;
        chat.presses_key("back").await;
        chat.presses("Порожня").await;
        chat.chooses("menu-deals").await;
    });
}

#[tokio::test]
async fn an_empty_shop_says_so() {
    in_every_language!("catalog-empty", async |chat| {
        chat.says("/catalog").await;
        chat.says("/deals").await;
    });
}

#[tokio::test]
async fn a_photo_is_uploaded_once_and_known_from_then_on() {
    let shop = TestShop::open().await;
    fill(&shop).await;
    let mut chat = Chat::new(&shop, Locale::Uk);
    chat.says("/catalog").await;
    chat.presses("Дім").await;
    let first = chat.presses("Чайники").await;
    assert_eq!(first[1].upload, Some(300_000), "all pieces, in one photo");
    let second = chat.presses("Чайники").await;
    assert_eq!((second[1].upload, second[1].method.as_str()), (None, "sendPhoto"));
    assert!(second[1].params["photo"].as_str().unwrap().starts_with("file-"), "{:?}", second[1].params);
}

#[tokio::test]
async fn show_more_goes_on_behind_the_last_card_also_when_it_is_gone() {
    let shop = TestShop::open().await;
    let store = &shop.db.store;
    let category = testing::category(store, "Kettles", None).await;
    let mut products = Vec::new();
    for n in 1..=12 {
        products.push(testing::product(store, &category).title(&format!("Kettle {n}")).create().await);
    }
    let mut chat = Chat::new(&shop, Locale::En);
    chat.says("/catalog").await;
    let mut seen = Vec::new();
    let mut said = chat.presses("Kettles").await;
    loop {
        seen.extend(
            said.iter()
                .filter(|call| call.method == "sendMessage")
                .map(|call| text_of(call).lines().next().unwrap_or_default().to_owned()),
        );
        if said.iter().all(|call| crate::chat::data_in(call, "⬇️ Show more").is_none()) {
            break;
        }
        let last = products[seen.len() - 1].id;
        shop.db.raw().collection::<bson::Document>("products").delete_one(bson::doc! { "_id": last }).await.unwrap();
        said = chat.presses_key("list-more").await;
    }
    let expected: Vec<_> = (1..=12).map(|n| format!("<b>Kettle {n}</b>")).collect();
    assert_eq!(seen, expected);
}

#[tokio::test]
async fn more_categories_than_a_keyboard_holds_are_all_reached() {
    let shop = TestShop::open().await;
    let store = &shop.db.store;
    let kitchen = testing::category(store, "Kitchen", None).await;
    for n in 1..120 {
        testing::category(store, &format!("Room {n}"), None).await;
    }
    for n in 0..205 {
        testing::category(store, &format!("Thing {n}"), Some(&kitchen)).await;
    }
    testing::product(store, &kitchen).title("Kettle").create().await;
    let mut chat = Chat::new(&shop, Locale::En);
    let mut said = chat.says("/catalog").await;
    let mut roots = labels(&said);
    while roots.contains(&"⬇️ Show more".to_owned()) {
        roots.retain(|label| label != "⬇️ Show more");
        said = chat.presses_key("list-more").await;
        assert_eq!((said.len(), said[0].method.as_str()), (2, "editMessageText"), "in the same message");
        roots.extend(labels(&said));
    }
    let expected: Vec<_> = std::iter::once("Kitchen".to_owned()).chain((1..120).map(|n| format!("Room {n}"))).collect();
    roots.retain(|label| label != "⬅️ Back");
    assert_eq!(roots, expected);

    chat.presses_key("back").await;
    let mut things = labels(&chat.presses("Kitchen").await);
    while things.contains(&"⬇️ Show more".to_owned()) {
        things.retain(|label| label != "⬇️ Show more");
        things.extend(labels(&chat.presses_key("list-more").await));
    }
    things.retain(|label| label != "⬅️ Back");
    assert_eq!(things, (0..205).map(|n| format!("Thing {n}")).collect::<Vec<_>>());
    let first = labels(&chat.presses_key("back").await);
    assert_eq!(first[0], "Thing 0", "back to the first page");
    let roots = labels(&chat.presses_key("back").await);
    assert_eq!(roots[0], "Kitchen");
}

/// The labels of the buttons of a list of categories.
fn labels(said: &[testing::Recorded]) -> Vec<String> {
    let list = said.iter().find(|call| text_of(call).contains("looking for") || text_of(call).contains("Kitchen"));
    let rows = list.expect("a list of categories").params["reply_markup"]["inline_keyboard"].as_array().expect("rows");
    let buttons = rows.iter().flat_map(|row| row.as_array().into_iter().flatten());
    buttons.map(|button| button["text"].as_str().expect("a label").to_owned()).collect()
}

#[tokio::test]
async fn deals_go_from_the_biggest_discount_down_and_on() {
    let shop = TestShop::open().await;
    let store = &shop.db.store;
    let category = testing::category(store, "Kettles", None).await;
    for (n, discount) in [5, 30, 0, 30, 10, 30, 70, 1].into_iter().enumerate() {
        testing::product(store, &category).title(&format!("{n}")).discount(discount).create().await;
    }
    let mut chat = Chat::new(&shop, Locale::En);
    let mut said = chat.chooses("menu-deals").await;
    said.extend(chat.presses_key("list-more").await);
    let cards = said.iter().filter(|call| call.method == "sendMessage");
    let titles: String = cards.map(|call| text_of(call)[3..4].to_owned()).collect();
    assert_eq!(titles, "6135407");
}

#[tokio::test]
async fn what_is_gone_is_told_by_a_toast() {
    let shop = TestShop::open().await;
    let chat = Chat::new(&shop, Locale::En);
    let id = "0123456789abcdef01234567";
    for (data, text) in [
        (format!("category:{id}"), "This category no longer exists."),
        (format!("product:{id}"), "This product is no longer sold."),
        (format!("add:{id}"), "This product is no longer sold."),
        (format!("more:{id}:{id}"), "That is all there is here."),
        (format!("categories:{id}"), "That is all there is here."),
        (format!("category:{id}:{id}"), "This category no longer exists."),
        (format!("deals:10:{id}"), "That is all there is here."),
        (format!("order:{id}"), "There is no such order."),
        (format!("order:{id}:cancel?"), "There is no such order."),
        (format!("order:{id}:cancel"), "There is no such order."),
        (format!("order:{id}:again"), "There is no such order."),
    ] {
        let said = shop.send(&chat.customer.press(&data)).await;
        assert_eq!(toast(&said), Some(text), "{data}");
    }
}
