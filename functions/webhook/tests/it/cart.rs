//! The cart.

use bson::doc;
use domain::{Locale, Product, UserId};

use crate::chat::{Chat, TestShop, in_every_language, text_of, toast};

async fn products(shop: &TestShop, stocks: &[i64]) -> Vec<Product> {
    let category = testing::category(&shop.db.store, "Kettles", None).await;
    let mut products = Vec::new();
    for (n, stock) in stocks.iter().enumerate() {
        let product = testing::product(&shop.db.store, &category).title(&format!("Kettle {}", n + 1)).stock(*stock);
        products.push(product.price(99_900).discount(if n == 0 { 10 } else { 0 }).create().await);
    }
    products
}

async fn update(shop: &TestShop, product: &Product, update: bson::Document) {
    let products = shop.db.raw().collection::<bson::Document>("products");
    products.update_one(doc! { "_id": product.id }, update).await.unwrap();
}

async fn add(chat: &mut Chat<'_>, product: &Product) -> Vec<testing::Recorded> {
    chat.does("(add)", &chat.customer.press(&format!("add:{}", product.id))).await
}

#[tokio::test]
async fn add_change_remove_and_clear() {
    in_every_language!("cart", async |chat| {
        let products = products(chat.shop, &[2, 5]).await;
        chat.chooses("menu-cart").await;
        add(&mut chat, &products[0]).await;
        add(&mut chat, &products[0]).await;
        add(&mut chat, &products[0]).await;
        add(&mut chat, &products[1]).await;
        chat.chooses("menu-cart").await;
        chat.presses("➕").await;
        chat.presses("➖").await;
        chat.presses("➖").await;
        chat.presses("🗑").await;
        chat.presses_key("cart-clear").await;
    });
}

#[tokio::test]
async fn what_sold_out_or_vanished_is_marked_and_blocks_the_order_until_removed() {
    in_every_language!("cart-blocked", async |chat| {
        let products = products(chat.shop, &[9, 9, 9, 9]).await;
        for product in &products {
            add(&mut chat, product).await;
            add(&mut chat, product).await;
        }
        update(chat.shop, &products[1], doc! { "$set": { "stock": 1_i64 } }).await;
        update(chat.shop, &products[2], doc! { "$set": { "stock": 0_i64 } }).await;
        let raw = chat.shop.db.raw().collection::<bson::Document>("products");
        raw.delete_one(doc! { "_id": products[3].id }).await.unwrap();
        chat.says("/cart").await;
        chat.presses_key("cart-complete").await;
        chat.does("(remove 4)", &chat.customer.press(&format!("remove:{}", products[3].id))).await;
        chat.does("(remove 3)", &chat.customer.press(&format!("remove:{}", products[2].id))).await;
        chat.does("(minus 2)", &chat.customer.press(&format!("minus:{}", products[1].id))).await;
    });
}

#[tokio::test]
async fn a_toast_tells_the_quantity_and_never_more_than_the_stock_goes_in() {
    let shop = TestShop::open().await;
    let products = products(&shop, &[2, 0]).await;
    let mut chat = Chat::new(&shop, Locale::En);
    for expected in ["Added. In your cart: 1", "Added. In your cart: 2", "That is all: 2 are in your cart already."] {
        let said = add(&mut chat, &products[0]).await;
        assert_eq!((said.len(), toast(&said)), (1, Some(expected)));
    }
    assert_eq!(toast(&add(&mut chat, &products[1]).await), Some("Sorry, this is sold out."));
    let cart = shop.db.store.carts.of(UserId(7)).await.unwrap();
    assert_eq!((cart.lines.len(), cart.quantity_of(products[0].id)), (1, 2));
}

#[tokio::test]
async fn a_cart_has_pages_of_twenty_lines_and_a_limit() {
    let shop = TestShop::open().await;
    let products = products(&shop, &[5; 101]).await;
    let mut chat = Chat::new(&shop, Locale::En);
    for product in &products[..100] {
        add(&mut chat, product).await;
    }
    let full = "Your cart already holds 100 products — it has no room for more.";
    assert_eq!(toast(&add(&mut chat, &products[100]).await), Some(full));

    let said = chat.says("/cart").await;
    assert!(text_of(&said[0]).contains("20. <b>Kettle 20</b>") && !text_of(&said[0]).contains("21. "));
    let said = chat.presses("▶️").await;
    assert!(text_of(&said[0]).contains("21. <b>Kettle 21</b>"));
    let plus = chat.customer.press(&format!("plus:{}", products[39].id));
    let said = chat.does("(plus 40)", &plus).await;
    assert!(text_of(&said[0]).contains("40. <b>Kettle 40</b>\n2 × 999"), "stays on its page: {}", text_of(&said[0]));
    let said = chat.does("(page 99)", &chat.customer.press("cart:99")).await;
    assert!(text_of(&said[0]).contains("100. <b>Kettle 100</b>"), "a page that is not there is the last one");
}

#[tokio::test]
async fn a_plus_in_an_old_message_does_not_bring_a_removed_line_back() {
    let shop = TestShop::open().await;
    let products = products(&shop, &[5]).await;
    let mut chat = Chat::new(&shop, Locale::En);
    add(&mut chat, &products[0]).await;
    chat.says("/cart").await;
    chat.presses("🗑").await;
    let said = chat.presses("➕").await;
    assert!(text_of(&said[0]).contains("empty"));
    assert_eq!(shop.db.store.carts.of(UserId(7)).await.unwrap().lines, []);
}
