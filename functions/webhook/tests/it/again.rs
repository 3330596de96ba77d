//! What an order held goes into the cart again.

use axum::http::StatusCode;
use bson::{Document, doc};
use domain::{Cart, Locale, Order, Product, Quantity, UserId};
use futures_util::future::join_all;
use store::Precondition;
use testing::Customer;

use crate::chat::{Chat, TestShop, in_every_language, text_of};

async fn products(shop: &TestShop, stocks: &[i64]) -> Vec<Product> {
    let category = testing::category(&shop.db.store, "Kettles", None).await;
    let mut products = Vec::new();
    for (n, stock) in stocks.iter().enumerate() {
        let product = testing::product(&shop.db.store, &category).title(&format!("Kettle {}", n + 1));
        products.push(product.price(99_900).stock(*stock).create().await);
    }
    products
}

async fn change(shop: &TestShop, product: &Product, set: Document) {
    let products = shop.db.raw().collection::<Document>("products");
    products.update_one(doc! { "_id": product.id }, doc! { "$set": set }).await.unwrap();
}

async fn delete(shop: &TestShop, product: &Product) {
    shop.db.store.products.delete(product.id, Precondition::none()).await.unwrap();
}

async fn add(shop: &TestShop, product: &Product, times: usize) {
    for _ in 0..times {
        shop.send(&olena().press(&format!("add:{}", product.id))).await;
    }
}

async fn cart(shop: &TestShop) -> Cart {
    shop.db.store.carts.of(UserId(7)).await.unwrap()
}

/// What is in the cart: the numbers of the titles, and how many.
async fn lines(shop: &TestShop) -> Vec<(String, u32)> {
    let lines = cart(shop).await.lines;
    let line = |line: domain::CartLine| (line.title.as_str().replace("Kettle ", ""), line.quantity.get());
    lines.into_iter().map(line).collect()
}

fn olena() -> Customer {
    Customer::new(7, "Olena").language("en")
}

fn again(order: &Order) -> serde_json::Value {
    olena().press(&format!("order:{}:again", order.id))
}

/// What one message says of it.
async fn press(shop: &TestShop, order: &Order) -> String {
    let said = shop.send(&again(order)).await;
    let methods: Vec<&str> = said.iter().map(|call| call.method.as_str()).collect();
    assert_eq!(methods, ["sendMessage", "answerCallbackQuery"]);
    text_of(&said[0]).to_owned()
}

fn pairs(lines: &[(&str, u32)]) -> Vec<(String, u32)> {
    lines.iter().map(|(title, quantity)| ((*title).to_owned(), *quantity)).collect()
}

#[tokio::test]
async fn what_there_is_and_what_there_is_not() {
    in_every_language!("again", async |chat| {
        let shop = chat.shop;
        let products = products(shop, &[20, 20, 20, 20, 20]).await;
        let [same, gone, out, few, dear] = &products[..] else { unreachable!() };
        let order = testing::order(&shop.db.store, 7, &[(same, 1), (gone, 1), (out, 1), (few, 3), (dear, 1)]).await;
        chat.does("(order)", &chat.customer.press(&format!("order:{}", order.id))).await;
        chat.presses_key("order-again").await;
        chat.presses_key("menu-cart").await;
        chat.presses_key("cart-clear").await;
        delete(shop, gone).await;
        change(shop, out, doc! { "stock": 0_i64 }).await;
        change(shop, few, doc! { "stock": 2_i64, "discount_percent": 10_i64 }).await;
        change(shop, dear, doc! { "price.amount": 120_050_i64 }).await;
        chat.presses_key("order-again").await;
        chat.presses_key("menu-cart").await;
        chat.presses_key("cart-clear").await;
        for product in [same, few, dear] {
            delete(shop, product).await;
        }
        chat.presses_key("order-again").await;
    });
}

#[tokio::test]
async fn it_is_added_to_what_is_in_the_cart_up_to_what_there_is() {
    let shop = TestShop::open().await;
    let products = products(&shop, &[9, 9, 9]).await;
    let order = testing::order(&shop.db.store, 7, &[(&products[0], 2), (&products[1], 3)]).await;
    add(&shop, &products[2], 1).await;
    add(&shop, &products[1], 1).await;
    assert_eq!(press(&shop, &order).await, "🔁 Everything from order <b>No. 1</b> is in your cart.");
    assert_eq!(lines(&shop).await, pairs(&[("3", 1), ("2", 4), ("1", 2)]));

    // 6 of the second one are left: not enough for 4 + 3
    let said = press(&shop, &order).await;
    assert!(said.ends_with("\n\n• Kettle 2: only 6 left"), "{said}");
    assert_eq!(lines(&shop).await, pairs(&[("3", 1), ("2", 6), ("1", 4)]));

    // Of none of them there is one more
    change(&shop, &products[0], doc! { "stock": 4_i64 }).await;
    let said = press(&shop, &order).await;
    assert!(said.starts_with("😔 Nothing from order") && said.contains("only 4 left"), "{said}");
    assert_eq!(lines(&shop).await, pairs(&[("3", 1), ("2", 6), ("1", 4)]));

    // What the cart holds too many of is put right, as by any other change of that line
    change(&shop, &products[0], doc! { "stock": 1_i64 }).await;
    change(&shop, &products[1], doc! { "stock": 0_i64 }).await;
    let said = press(&shop, &order).await;
    assert!(said.ends_with("• Kettle 1: only 1 left\n• Kettle 2: sold out"), "{said}");
    assert_eq!(lines(&shop).await, pairs(&[("3", 1), ("2", 6), ("1", 1)]));
}

#[tokio::test]
async fn what_others_hold_is_not_there() {
    let shop = TestShop::open().await;
    let products = products(&shop, &[5, 1]).await;
    let order = testing::order(&shop.db.store, 7, &[(&products[0], 2)]).await;
    let until = bson::DateTime::from(testing::now() + chrono::TimeDelta::minutes(15));
    let hold = |user_id: i64| doc! { "user_id": user_id, "quantity": 1_i64, "until": until };
    // 3 are left, of which one is kept for somebody else
    change(&shop, &products[0], doc! { "holds": [hold(7), hold(8)] }).await;
    assert!(press(&shop, &order).await.contains("Everything"));
    let said = press(&shop, &order).await;
    assert!(said.ends_with("• Kettle 1: only 2 left"), "{said}");
    assert_eq!(lines(&shop).await, pairs(&[("1", 2)]));

    let order = testing::order(&shop.db.store, 9, &[(&products[1], 1)]).await;
    change(&shop, &products[1], doc! { "stock": 1_i64, "holds": [hold(8)] }).await;
    let eve = Customer::new(9, "Eve").language("en");
    let said = shop.send(&eve.press(&format!("order:{}:again", order.id))).await;
    assert!(text_of(&said[0]).ends_with("• Kettle 2: sold out"), "{said:?}");
}

#[tokio::test]
async fn a_cart_holds_no_more_than_it_can() {
    let shop = TestShop::open().await;
    let products = products(&shop, &[20_000; Cart::MAX_LINES + 1]).await;
    let [first, .., last] = &products[..] else { unreachable!() };
    let order = testing::order(&shop.db.store, 7, &[(first, 2), (last, 1)]).await;
    for product in &products[..Cart::MAX_LINES] {
        add(&shop, product, 1).await;
    }
    let said = press(&shop, &order).await;
    assert!(said.ends_with("• Kettle 101: your cart has no room for that many"), "{said}");
    let full = cart(&shop).await;
    assert_eq!((full.lines.len(), full.quantity_of(first.id), full.quantity_of(last.id)), (100, 3, 0));

    let most = doc! { "$set": { "cart.lines.0.quantity": i64::from(Quantity::MAX) - 1 } };
    shop.db.raw().collection::<Document>("users").update_one(doc! { "_id": 7_i64 }, most).await.unwrap();
    let said = press(&shop, &order).await;
    assert!(said.contains("• Kettle 1: your cart has no room for that many"), "{said}");
    assert_eq!(cart(&shop).await.quantity_of(first.id), Quantity::MAX);
}

#[tokio::test]
async fn an_empty_cart_leads_to_the_catalogue_and_a_filled_one_to_itself() {
    let shop = TestShop::open().await;
    let products = products(&shop, &[1, 5]).await;
    let order = testing::order(&shop.db.store, 7, &[(&products[0], 1)]).await;
    let mut chat = Chat::new(&shop, Locale::En);
    let update = again(&order);
    let said = chat.does("(again)", &update).await;
    assert_eq!(
        text_of(&said[0]),
        "😔 Nothing from order <b>No. 1</b> could be added to your cart:\n\n• Kettle 1: sold out"
    );
    assert!(chat.data_of("🗂 To the catalogue").is_some() && chat.data_of("🛒 Cart").is_none());
    add(&shop, &products[1], 1).await;
    let said = chat.does("(again)", &again(&order)).await;
    assert!(text_of(&said[0]).starts_with("😔") && chat.data_of("🛒 Cart").is_some());
}

#[tokio::test]
async fn an_update_that_is_delivered_again_adds_nothing_and_says_the_same() {
    let shop = TestShop::open().await;
    let products = products(&shop, &[9, 9, 3]).await;
    let wanted = [(&products[0], 2), (&products[1], 1), (&products[2], 1)];
    let order = testing::order(&shop.db.store, 7, &wanted).await;
    delete(&shop, &products[1]).await;
    add(&shop, &products[0], 1).await;
    add(&shop, &products[2], 2).await;
    let update = again(&order);
    // The lines are in the cart, then Telegram cannot be told
    shop.api.fail_next(429, "Too Many Requests: retry after 60", 60);
    assert_eq!(shop.deliver(&update).await.0, StatusCode::SERVICE_UNAVAILABLE);
    let first = shop.api.take();
    let filled = pairs(&[("1", 3), ("3", 2)]);
    assert_eq!(lines(&shop).await, filled);
    let said = shop.send(&update).await;
    let expected = "🔁 Order <b>No. 1</b> is in your cart, but some things have changed:\n\n\
                    • Kettle 2: no longer sold\n• Kettle 3: only 2 left";
    assert_eq!((text_of(&first[0]), text_of(&said[0])), (expected, expected));
    assert_eq!(lines(&shop).await, filled);
    assert_eq!(shop.send(&update).await, []);

    // An answer that was lost
    let update = again(&order);
    shop.deliver_and_lose_the_answer(&update).await;
    shop.send(&update).await;
    assert_eq!(cart(&shop).await.quantity_of(products[0].id), 5);

    // It comes late, behind another change of the cart
    let update = again(&order);
    shop.deliver_and_lose_the_answer(&update).await;
    shop.send(&olena().press(&format!("minus:{}", products[0].id))).await;
    let said = shop.send(&update).await;
    assert!(text_of(&said[0]).contains("no longer sold"), "{said:?}");
    assert_eq!(cart(&shop).await.quantity_of(products[0].id), 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_press_ten_times_at_once_adds_once_and_other_taps_count_all() {
    let shop = TestShop::open().await;
    let products = products(&shop, &[500, 500]).await;
    let order = testing::order(&shop.db.store, 7, &[(&products[0], 2), (&products[1], 1)]).await;
    for round in 1..=5 {
        let (update, plus) = (again(&order), olena().press(&format!("add:{}", products[0].id)));
        let updates = (0..10).map(|n| if n == 5 { &plus } else { &update });
        let answers = join_all(updates.map(|update| shop.deliver(update))).await;
        assert!(answers.iter().all(|(status, _)| *status == StatusCode::OK));
        let cart = cart(&shop).await;
        assert_eq!((cart.quantity_of(products[0].id), cart.quantity_of(products[1].id)), (3 * round, round));
    }
}

#[tokio::test]
async fn the_largest_order_is_put_into_the_cart_and_told_within_a_message() {
    let shop = TestShop::open().await;
    let products = products(&shop, &[9; Cart::MAX_LINES]).await;
    let wanted: Vec<(&Product, u32)> = products.iter().map(|product| (product, 1)).collect();
    let order = testing::order(&shop.db.store, 7, &wanted).await;
    let all = doc! { "$set": { "price.amount": 1_i64, "title": "T".repeat(200) } };
    shop.db.raw().collection::<Document>("products").update_many(doc! {}, all).await.unwrap();
    let titles = doc! { "$set": { "items.$[].title": "ї & ".repeat(64).trim() } };
    shop.db.raw().collection::<Document>("orders").update_many(doc! {}, titles).await.unwrap();
    let said = press(&shop, &order).await;
    assert!(said.contains("more items"), "{said}");
    assert_eq!(cart(&shop).await.lines.len(), Cart::MAX_LINES);
}
