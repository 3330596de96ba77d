//! A customer cancels an order that the shop has not looked at yet.

use bson::{Document, doc};
use domain::{By, Order, OrderChange, OrderId, OrderStatus, PersonName, Product, TrackingNumber, UserId, VariantArray};
use futures_util::{TryStreamExt, future::join_all};
use store::Transitioned;
use testing::{Customer, Recorded};

use crate::chat::{TestShop, in_every_language, text_of, toast};

const TOO_LATE: &str = "This order can't be cancelled any more.";
const ACCEPTED: &str = "The shop has already accepted this order, so it can't be cancelled here any more.";

async fn product(shop: &TestShop) -> Product {
    let category = testing::category(&shop.db.store, "Kettles", None).await;
    testing::product(&shop.db.store, &category).price(99_950).stock(100).create().await
}

async fn stock(shop: &TestShop, product: &Product) -> u32 {
    shop.db.store.products.find(product.id).await.unwrap().unwrap().stock.get()
}

async fn find(shop: &TestShop, id: OrderId) -> Order {
    shop.db.store.orders.find(id).await.unwrap().unwrap()
}

/// The staff do this with an order.
async fn becomes(shop: &TestShop, id: OrderId, to: OrderStatus) -> Transitioned {
    let by = By::Staff(PersonName::parse("Iryna").unwrap());
    let tracking_number = TrackingNumber::parse("2045 <0000>").ok();
    shop.db.store.transition(id, None, OrderChange { to, by, tracking_number }).await.unwrap()
}

/// An order that has come so far.
async fn order_at(shop: &TestShop, user_id: i64, product: &Product, status: OrderStatus) -> Order {
    use OrderStatus::{Accepted, Cancelled, Completed, New, Returned, Shipped};
    let order = testing::order(&shop.db.store, user_id, &[(product, 2)]).await;
    let way: &[OrderStatus] = match status {
        New => &[],
        Accepted => &[Accepted],
        Shipped => &[Accepted, Shipped],
        Completed => &[Accepted, Shipped, Completed],
        Cancelled => &[Accepted, Cancelled],
        Returned => &[Accepted, Shipped, Completed, Returned],
    };
    for to in way {
        assert!(matches!(becomes(shop, order.id, *to).await, Transitioned::Done(_)));
    }
    find(shop, order.id).await
}

/// What waits to be told of the transitions of an order.
async fn told(shop: &TestShop, id: OrderId) -> Vec<String> {
    let notices = shop.db.raw().collection::<Document>("outbox");
    let found = notices.find(doc! { "kind": "order_changed", "order_id": id }).await.unwrap();
    let found: Vec<Document> = found.try_collect().await.unwrap();
    found.iter().map(|notice| notice.get_str("status").unwrap().to_owned()).collect()
}

fn has_button(said: &[Recorded], data: &str) -> bool {
    said.iter().any(|call| call.params["reply_markup"].to_string().contains(data))
}

#[tokio::test]
async fn asked_confirmed_and_too_late() {
    in_every_language!("cancel", async |chat| {
        let shop = chat.shop;
        let product = product(shop).await;
        let one = order_at(shop, 7, &product, OrderStatus::New).await;
        let other = order_at(shop, 7, &product, OrderStatus::New).await;
        chat.does("(order 1)", &chat.customer.press(&format!("order:{}", one.id))).await;
        chat.presses_key("order-cancel").await;
        chat.presses_key("back").await;
        chat.presses_key("order-cancel").await;
        chat.presses_key("confirm").await;
        // Pressed twice
        chat.presses_key("confirm").await;
        chat.does("(order 2)", &chat.customer.press(&format!("order:{}", other.id))).await;
        chat.presses_key("order-cancel").await;
        becomes(shop, other.id, OrderStatus::Accepted).await;
        chat.presses_key("confirm").await;
        becomes(shop, other.id, OrderStatus::Shipped).await;
        chat.presses_key("order-cancel").await;
    });
}

#[tokio::test]
async fn whatever_has_become_of_it_only_a_new_order_is_cancelled() {
    let shop = TestShop::open().await;
    let product = product(&shop).await;
    let olena = Customer::new(7, "Olena").language("en");
    for status in OrderStatus::VARIANTS.iter().copied() {
        let order = order_at(&shop, 7, &product, status).await;
        let before = (stock(&shop, &product).await, told(&shop, order.id).await);
        let [ask, cancel] = ["cancel?", "cancel"].map(|what| format!("order:{}:{what}", order.id));
        let opened = shop.send(&olena.press(&format!("order:{}", order.id))).await;
        assert_eq!(has_button(&opened, &ask), status == OrderStatus::New, "{status:?}");
        let asked = shop.send(&olena.press(&ask)).await;
        assert_eq!(has_button(&asked, &cancel), status == OrderStatus::New, "{status:?}");
        assert_eq!(find(&shop, order.id).await, order, "nothing is cancelled by a question");

        let cancelled = shop.send(&olena.press(&cancel)).await;
        let now = find(&shop, order.id).await;
        let after = (stock(&shop, &product).await, told(&shop, order.id).await);
        if status == OrderStatus::New {
            assert_eq!((now.status, now.history.len()), (OrderStatus::Cancelled, 2));
            assert_eq!(after, (before.0 + 2, vec!["cancelled".to_owned()]));
            assert!(text_of(&cancelled[0]).contains("✅ New → <b>✖️ Cancelled</b>"), "{}", text_of(&cancelled[0]));
        } else {
            assert_eq!((now, after), (order, before), "{status:?}");
        }
        let late = match status {
            OrderStatus::New | OrderStatus::Cancelled => None,
            OrderStatus::Accepted => Some(ACCEPTED),
            OrderStatus::Shipped | OrderStatus::Completed | OrderStatus::Returned => Some(TOO_LATE),
        };
        assert_eq!(toast(&cancelled), late, "{status:?}");
        if status != OrderStatus::New {
            assert_eq!((toast(&asked), text_of(&asked[0])), (late, text_of(&opened[0])), "{status:?}");
        }
    }
}

#[tokio::test]
async fn anothers_order_is_not_cancelled_nor_asked_about() {
    let shop = TestShop::open().await;
    let product = product(&shop).await;
    let order = order_at(&shop, 8, &product, OrderStatus::New).await;
    let eve = Customer::new(7, "Eve").language("en");
    for what in ["cancel?", "cancel", "again"] {
        let said = shop.send(&eve.press(&format!("order:{}:{what}", order.id))).await;
        assert_eq!((said.len(), toast(&said)), (1, Some("There is no such order.")), "{what}");
    }
    assert_eq!(find(&shop, order.id).await, order);
    assert_eq!(shop.db.store.carts.of(UserId(7)).await.unwrap().lines, []);
}

#[tokio::test]
async fn a_press_that_is_delivered_again_cancels_once_and_shows_the_same() {
    let shop = TestShop::open().await;
    let product = product(&shop).await;
    let order = order_at(&shop, 7, &product, OrderStatus::New).await;
    let press = Customer::new(7, "Olena").language("en").press(&format!("order:{}:cancel", order.id));
    // It is cancelled, then Telegram cannot be told
    shop.api.fail_next(429, "Too Many Requests: retry after 60", 60);
    assert_eq!(shop.deliver(&press).await.0, 503);
    let cancelled = find(&shop, order.id).await;
    assert_eq!(cancelled.status, OrderStatus::Cancelled);
    shop.api.take();
    let said = shop.send(&press).await;
    assert!(text_of(&said[0]).contains("<b>✖️ Cancelled</b>") && toast(&said).is_none(), "{said:?}");
    assert_eq!(shop.send(&press).await, []);
    assert_eq!((find(&shop, order.id).await, stock(&shop, &product).await), (cancelled, 100));
    assert_eq!(told(&shop, order.id).await, ["cancelled"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_customer_who_cancels_and_a_shop_that_accepts_one_wins() {
    const PAIRS: i64 = 24;
    let shop = TestShop::open().await;
    let product = product(&shop).await;
    let mut orders = Vec::new();
    for user_id in 1..=PAIRS {
        orders.push(order_at(&shop, user_id, &product, OrderStatus::New).await);
    }
    let pairs = orders.iter().zip(1..).map(|(order, user_id)| {
        let olena = Customer::new(user_id, "Olena").language("en");
        let press = olena.press(&format!("order:{}:cancel", order.id));
        let shop = &shop;
        // Sooner or later, so that now one is faster and now the other
        let accept = async move {
            for _ in 0..user_id {
                shop.db.store.ping().await.unwrap();
            }
            becomes(shop, order.id, OrderStatus::Accepted).await
        };
        async move { tokio::join!(shop.deliver(&press), accept) }
    });
    let outcomes = join_all(pairs).await;
    let mut cancelled = 0;
    for (order, ((status, _), accepted)) in orders.iter().zip(outcomes) {
        let now = find(&shop, order.id).await;
        let is_accepted = matches!(accepted, Transitioned::Done(_));
        let winner = if is_accepted { OrderStatus::Accepted } else { OrderStatus::Cancelled };
        assert_eq!((status.as_u16(), now.status, now.history.len()), (200, winner, 2));
        assert_eq!(told(&shop, order.id).await, [winner.into_str()]);
        cancelled += u32::from(!is_accepted);
    }
    assert_eq!(stock(&shop, &product).await, 100 - 2 * u32::try_from(PAIRS).unwrap() + 2 * cancelled);
    // Whoever was late is told so
    shop.settle().await;
    let late = shop.api.take().iter().filter(|call| text_of(call).contains("Accepted</b>")).count();
    assert_eq!(u32::try_from(late).unwrap(), u32::try_from(PAIRS).unwrap() - cancelled);
}
