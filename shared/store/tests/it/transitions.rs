//! Orders on their way: each transition once, with all that belongs to it, whoever presses at the same moment.

use chrono::DateTime;
use domain::{Actor, By, Currency, Order, OrderChange, OrderStatus, PersonName, Product, TrackingNumber, UserId};
use futures_util::future::join_all;
use store::{Notice, PageRequest, Precondition, ProductQuery, Store, StoreError, Transitioned};
use testing::TestDb;

fn by(name: &str) -> By {
    By::Staff(PersonName::parse(name).unwrap())
}

fn change(to: OrderStatus, by: By) -> OrderChange {
    OrderChange { to, by, tracking_number: None }
}

async fn product(store: &Store, stock: i64) -> Product {
    let category = testing::category(store, "Kettles", None).await;
    testing::product(store, &category).stock(stock).create().await
}

async fn stock(store: &Store, product: &Product) -> u32 {
    store.products.find(product.id).await.unwrap().unwrap().stock.get()
}

async fn notices(store: &Store) -> Vec<Notice> {
    let due = store.outbox.due(1_000).await.unwrap();
    due.into_iter()
        .map(|waiting| waiting.notice)
        .filter(|notice| matches!(notice, Notice::OrderChanged { .. }))
        .collect()
}

fn done(outcome: Transitioned) -> Order {
    match outcome {
        Transitioned::Done(order) => order,
        Transitioned::Refused(order) => panic!("refused: {order:?}"),
    }
}

#[tokio::test]
async fn an_order_goes_its_way_and_comes_back() {
    let db = TestDb::new().await;
    let store = &db.store;
    let product = product(store, 5).await;
    let order = testing::order(store, 7, &[(&product, 2)]).await;
    assert_eq!(stock(store, &product).await, 3);
    let number = TrackingNumber::parse("20450000000000").ok();
    for to in [OrderStatus::Accepted, OrderStatus::Shipped, OrderStatus::Completed, OrderStatus::Returned] {
        let change = OrderChange { to, by: by("Iryna"), tracking_number: number.clone() };
        let changed = done(store.transition(order.id, None, change).await.unwrap());
        assert_eq!(store.orders.find(order.id).await.unwrap(), Some(changed), "what it says is what is stored");
    }
    let order = store.orders.find(order.id).await.unwrap().unwrap();
    assert_eq!((stock(store, &product).await, &order.tracking_number), (5, &number));
    let history: Vec<_> = order.history.iter().map(|entry| (entry.status.into_str(), entry.by)).collect();
    let expected = ["accepted", "shipped", "completed", "returned"].map(|status| (status, Actor::Staff));
    assert_eq!(history[0], ("new", Actor::Customer));
    assert_eq!(history[1..], expected);
    assert_eq!(notices(store).await.len(), 4);
}

#[tokio::test]
async fn of_twenty_presses_of_two_members_at_once_one_is_a_transition() {
    let db = TestDb::new().await;
    let store = &db.store;
    let product = product(store, 5).await;
    let order = testing::order(store, 7, &[(&product, 2)]).await;
    let presses = (0..20).map(|n| {
        let (to, name) = if n % 2 == 0 { (OrderStatus::Cancelled, "Iryna") } else { (OrderStatus::Accepted, "Petro") };
        store.transition(order.id, None, change(to, by(name)))
    });
    let outcomes: Vec<Transitioned> = join_all(presses).await.into_iter().map(Result::unwrap).collect();
    let made: Vec<&Order> = outcomes
        .iter()
        .filter_map(|outcome| match outcome {
            Transitioned::Done(order) => Some(order),
            Transitioned::Refused(_) => None,
        })
        .collect();
    let stored = store.orders.find(order.id).await.unwrap().unwrap();
    // Cancelling is possible after accepting, too
    assert!((1..=2).contains(&made.len()), "{made:?}");
    assert_eq!(stored.history.len(), 1 + made.len());
    assert_eq!(notices(store).await.len(), made.len());
    let is_cancelled = stored.status == OrderStatus::Cancelled;
    assert_eq!(stock(store, &product).await, if is_cancelled { 5 } else { 3 });
    let same = (0..20).map(|_| store.transition(order.id, None, change(OrderStatus::Shipped, by("Iryna"))));
    let shipped = join_all(same).await.into_iter().filter(|outcome| matches!(outcome, Ok(Transitioned::Done(_))));
    assert_eq!(shipped.count(), usize::from(!is_cancelled));
}

#[tokio::test]
async fn a_customer_cancels_what_is_new_and_their_own() {
    let db = TestDb::new().await;
    let store = &db.store;
    let product = product(store, 5).await;
    let order = testing::order(store, 7, &[(&product, 2)]).await;
    let cancel = || change(OrderStatus::Cancelled, By::Customer);
    let others = store.transition(order.id, Some(UserId(8)), cancel()).await;
    assert!(matches!(others, Err(StoreError::NotFound)), "{others:?}");
    for to in [OrderStatus::Accepted, OrderStatus::Shipped, OrderStatus::Completed] {
        let forged = store.transition(order.id, Some(UserId(7)), change(to, By::Customer)).await.unwrap();
        assert_eq!(forged, Transitioned::Refused(order.clone()));
    }
    done(store.transition(order.id, Some(UserId(7)), cancel()).await.unwrap());
    assert_eq!(stock(store, &product).await, 5);

    let order = testing::order(store, 7, &[(&product, 1)]).await;
    done(store.transition(order.id, None, change(OrderStatus::Accepted, by("Iryna"))).await.unwrap());
    let late = store.transition(order.id, Some(UserId(7)), cancel()).await.unwrap();
    assert!(matches!(late, Transitioned::Refused(order) if order.status == OrderStatus::Accepted));
    assert_eq!(stock(store, &product).await, 4);
}

#[tokio::test]
async fn pieces_of_a_product_that_is_gone_are_noted_and_sold_out_ones_can_be_had_again() {
    let db = TestDb::new().await;
    let store = &db.store;
    let (gone, kept) = (product(store, 5).await, product(store, 2).await);
    let order = testing::order(store, 7, &[(&gone, 3), (&kept, 2)]).await;
    store.products.delete(gone.id, Precondition::none()).await.unwrap();
    let cancelled = done(store.transition(order.id, None, change(OrderStatus::Cancelled, by("Iryna"))).await.unwrap());
    let note = cancelled.history.last().unwrap().note.as_ref().unwrap();
    assert_eq!(note.as_str(), format!("3 × {}", gone.title));
    assert_eq!(stock(store, &kept).await, 2);
    let query = ProductQuery { available: Some(true), ..ProductQuery::default() };
    let listed = store.products.list(&query, &PageRequest::first(10)).await.unwrap();
    assert_eq!(listed.items.iter().map(|product| product.id).collect::<Vec<_>>(), [kept.id]);
}

#[tokio::test]
async fn what_came_back_was_not_sold() {
    let db = TestDb::new().await;
    let store = &db.store;
    let product = product(store, 5).await;
    for ways in [
        &[OrderStatus::Cancelled][..],
        &[OrderStatus::Accepted, OrderStatus::Shipped, OrderStatus::Returned],
        &[OrderStatus::Accepted, OrderStatus::Shipped],
    ] {
        let order = testing::order(store, 7, &[(&product, 1)]).await;
        for to in ways {
            done(store.transition(order.id, None, change(*to, by("Iryna"))).await.unwrap());
        }
    }
    let always = domain::Day { from: DateTime::UNIX_EPOCH, to: DateTime::<chrono::Utc>::MAX_UTC };
    let sales = store.orders.sales(always, Currency::UAH).await.unwrap();
    assert_eq!((sales.sold, sales.revenue), (1, product.final_price()));
}
