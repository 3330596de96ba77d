//! From a cart to an order.

use bson::{Document, doc};
use domain::{Locale, Order, Product, UserId};
use futures_util::TryStreamExt;
use testing::{Customer, Recorded};

use crate::chat::{Chat, TestShop, in_every_language, text_of, toast};

async fn product(shop: &TestShop, stock: i64) -> Product {
    let category = testing::category(&shop.db.store, "Kettles", None).await;
    let product = testing::product(&shop.db.store, &category).title("Чайник «Хвиля»").price(199_900).discount(15);
    product.stock(stock).create().await
}

async fn fill_cart(chat: &mut Chat<'_>, product: &Product) {
    chat.does("(add)", &chat.customer.press(&format!("add:{}", product.id))).await;
    chat.does("(add)", &chat.customer.press(&format!("add:{}", product.id))).await;
}

/// Up to the summary, with good answers.
async fn up_to_summary(chat: &mut Chat<'_>, product: &Product) -> Vec<Recorded> {
    fill_cart(chat, product).await;
    chat.says("/cart").await;
    chat.presses_key("cart-complete").await;
    chat.says("olena@example.com").await;
    chat.says("067 123-45-67").await;
    chat.says("Київ, вул. Хрещатик, 1").await
}

async fn orders(shop: &TestShop) -> Vec<Order> {
    let orders = shop.db.raw().collection::<Order>("orders");
    orders.find(doc! {}).sort(doc! { "number": 1 }).await.unwrap().try_collect().await.unwrap()
}

async fn stock(shop: &TestShop, product: &Product) -> u32 {
    shop.db.store.products.find(product.id).await.unwrap().unwrap().stock.get()
}

async fn change(shop: &TestShop, product: &Product, set: Document) {
    let products = shop.db.raw().collection::<Document>("products");
    products.update_one(doc! { "_id": product.id }, doc! { "$set": set }).await.unwrap();
}

#[tokio::test]
async fn three_answers_a_summary_and_an_order() {
    in_every_language!("checkout", async |chat| {
        let product = product(chat.shop, 5).await;
        fill_cart(&mut chat, &product).await;
        chat.says("/cart").await;
        chat.presses_key("cart-complete").await;
        chat.says("olena.example.com").await;
        chat.says("olena@example.com").await;
        chat.says("12345").await;
        chat.shares("380671234567", Some(8)).await;
        chat.shares("380671234567", Some(7)).await;
        chat.says("Ки").await;
        chat.says("Київ, вул. Хрещатик, 1").await;
        chat.presses_key("confirm").await;

        let orders = orders(chat.shop).await;
        assert_eq!(orders.len(), 1);
        assert_eq!((orders[0].number.0, orders[0].total.amount()), (1, 339_830));
        assert_eq!(orders[0].contact.as_ref().unwrap().phone.as_str(), "+380671234567");
        assert_eq!(stock(chat.shop, &product).await, 3);
        assert_eq!(chat.shop.db.store.carts.of(UserId(7)).await.unwrap().lines, []);
        let notices = chat.shop.db.raw().collection::<Document>("outbox");
        assert_eq!(
            notices.count_documents(doc! { "kind": "order_placed", "order_id": orders[0].id }).await.unwrap(),
            1
        );

        // The next time every answer is one press
        fill_cart(&mut chat, &product).await;
        chat.says("/cart").await;
        chat.presses_key("cart-complete").await;
        chat.says("olena@example.com").await;
        chat.says("+380671234567").await;
    });
}

#[tokio::test]
async fn the_name_is_asked_for_if_none_is_known() {
    let shop = TestShop::open().await;
    let product = product(&shop, 5).await;
    let mut nameless = Chat::of(&shop, Customer::new(8, " ").language("en"), Locale::En);
    assert!(text_of(&up_to_summary(&mut nameless, &product).await[0]).contains("What shall we call you?"));
    let said = nameless.says(&"x".repeat(65)).await;
    assert!(text_of(&said[0]).contains("A name has 1 to 64 characters."));
    let said = nameless.says("Emma <b>").await;
    assert!(text_of(&said[1]).contains("🙂 Emma &lt;b&gt;"));
    nameless.presses_key("confirm").await;
    assert_eq!(orders(&shop).await[0].contact.as_ref().unwrap().name.as_str(), "Emma <b>");
}

#[tokio::test]
async fn cancel_and_menu_leave_the_checkout_and_keep_the_cart() {
    for leaving in ["/cancel", "✖️ Cancel", "🗂 Categories", "/profile", "/start", "🛒 Cart"] {
        for answers in [&[][..], &["olena@example.com"], &["olena@example.com", "+380671234567", "Kyiv, 1"]] {
            let shop = TestShop::open().await;
            let product = product(&shop, 5).await;
            let mut chat = Chat::new(&shop, Locale::En);
            fill_cart(&mut chat, &product).await;
            chat.says("/cart").await;
            chat.presses_key("cart-complete").await;
            for answer in answers {
                chat.says(answer).await;
            }
            let said = chat.says(leaving).await;
            let keyboard = said.iter().find_map(|call| call.params["reply_markup"]["keyboard"][0][0]["text"].as_str());
            assert_eq!(
                keyboard,
                Some("🗂 Categories"),
                "{leaving}: the menu is back in place of the question's buttons"
            );
            let said = chat.says("other@example.com").await;
            assert!(text_of(&said[0]).contains("Nothing found"), "{leaving}: the question is closed");
            assert_eq!(shop.db.store.carts.of(UserId(7)).await.unwrap().quantity_of(product.id), 2);
            if let Some(confirm) = chat.data_of("✅ Confirm") {
                let said = chat.does("(confirm)", &chat.customer.press(&confirm)).await;
                assert_eq!(toast(&said), Some("This button is out of date. Please open the menu again."));
            }
        }
    }
}

#[tokio::test]
async fn the_summarys_cancel_keeps_the_cart_and_makes_its_confirm_stale() {
    in_every_language!("checkout-cancelled", async |chat| {
        let product = product(chat.shop, 5).await;
        up_to_summary(&mut chat, &product).await;
        chat.presses_key("cancel").await;
        chat.presses_key("confirm").await;
        assert_eq!(orders(chat.shop).await, []);
        assert_eq!(stock(chat.shop, &product).await, 5);
    });
}

#[tokio::test]
async fn what_changed_is_shown_and_must_be_confirmed_again() {
    in_every_language!("checkout-changed", async |chat| {
        let product = product(chat.shop, 5).await;
        up_to_summary(&mut chat, &product).await;
        change(chat.shop, &product, doc! { "discount_percent": 0_i64, "title": "Чайник «Хвиля 2»" }).await;
        let old = chat.data_of(&chat.label("confirm")).unwrap();
        chat.presses_key("confirm").await;
        assert_eq!(orders(chat.shop).await, []);
        let said = chat.does("(the old confirm)", &chat.customer.press(&old)).await;
        assert_eq!(toast(&said), Some(chat.label("button-stale").as_str()));
        chat.presses_key("confirm").await;
        assert_eq!(orders(chat.shop).await[0].total.amount(), 399_800);
    });
}

#[tokio::test]
async fn what_cannot_be_ordered_any_more_leads_back_to_the_cart() {
    in_every_language!("checkout-sold-out", async |chat| {
        let product = product(chat.shop, 5).await;
        up_to_summary(&mut chat, &product).await;
        change(chat.shop, &product, doc! { "stock": 1_i64 }).await;
        chat.presses_key("confirm").await;
        assert_eq!(orders(chat.shop).await, []);
        chat.presses("➖").await;
        chat.presses_key("cart-complete").await;
        change(chat.shop, &product, doc! { "stock": 0_i64 }).await;
        chat.says("olena@example.com").await;
        chat.says("+380671234567").await;
        chat.says("Київ, вул. Хрещатик, 1").await;
        assert_eq!((orders(chat.shop).await, stock(chat.shop, &product).await), (vec![], 0));
    });
}

#[tokio::test]
async fn a_cart_changed_in_another_message_is_noticed() {
    let shop = TestShop::open().await;
    let product = product(&shop, 5).await;
    let mut chat = Chat::new(&shop, Locale::En);
    up_to_summary(&mut chat, &product).await;
    chat.does("(plus)", &chat.customer.press(&format!("plus:{}", product.id))).await;
    let said = chat.presses_key("confirm").await;
    assert!(text_of(&said[1]).contains("now 3 in your cart instead of 2"), "{}", text_of(&said[1]));
    chat.presses_key("confirm").await;
    assert_eq!(orders(&shop).await[0].lines[0].quantity.get(), 3);
}

#[tokio::test]
async fn an_emptied_cart_is_no_order() {
    let shop = TestShop::open().await;
    let product = product(&shop, 5).await;
    let mut chat = Chat::new(&shop, Locale::En);
    up_to_summary(&mut chat, &product).await;
    chat.does("(clear)", &chat.customer.press("clear")).await;
    chat.presses_key("confirm").await;
    assert_eq!(orders(&shop).await, []);
    let said = chat.does("(checkout)", &chat.customer.press("checkout")).await;
    assert_eq!(toast(&said), Some("Your cart is already empty."));
}

#[tokio::test]
async fn anothers_summary_cannot_be_confirmed() {
    let shop = TestShop::open().await;
    let product = product(&shop, 5).await;
    let mut chat = Chat::new(&shop, Locale::En);
    up_to_summary(&mut chat, &product).await;
    let data = chat.data_of("✅ Confirm").unwrap();
    let stranger = Customer::new(8, "Eve").language("en");
    let said = shop.send(&stranger.press(&data)).await;
    assert_eq!(toast(&said), Some("This button is out of date. Please open the menu again."));
    assert_eq!(orders(&shop).await, []);
}

#[tokio::test]
async fn later_edits_of_the_catalogue_do_not_reach_an_order() {
    let shop = TestShop::open().await;
    let product = product(&shop, 5).await;
    let mut chat = Chat::new(&shop, Locale::En);
    up_to_summary(&mut chat, &product).await;
    chat.presses_key("confirm").await;
    change(&shop, &product, doc! { "title": "Other", "price.amount": 1_i64 }).await;
    let order = &orders(&shop).await[0];
    assert_eq!((order.lines[0].title.as_str(), order.total.amount()), ("Чайник «Хвиля»", 339_830));
}
