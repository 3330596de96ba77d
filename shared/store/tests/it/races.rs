//! Rivals: what happens at the same time happens as if one came after the other.

use std::time::Duration;

use domain::{Basket, Currency, Product, Summary, UserId};
use futures_util::future::join_all;
use store::{Check, Claim, LineBefore, Placement, ProductQuery, Store};
use testing::{TestDb, contact};

async fn product(store: &Store, stock: i64) -> Product {
    let category = testing::category(store, "Kettles", None).await;
    testing::product(store, &category).stock(stock).create().await
}

async fn summary(store: &Store, user: UserId, product: &Product) -> Summary {
    let cart = store.carts.add_one(user, 1, product).await.unwrap().cart;
    let basket = Basket::new(&cart, std::slice::from_ref(product), Currency::UAH).unwrap();
    Summary::of(&basket, contact()).unwrap()
}

#[tokio::test]
async fn a_repeated_update_of_a_cart_finds_what_the_first_one_found() {
    let db = TestDb::new().await;
    let (carts, user) = (&db.store.carts, UserId(7));
    let (first, second) = (product(&db.store, 9).await, product(&db.store, 9).await);
    carts.add_one(user, 1, &first).await.unwrap();
    let changes = [
        (carts.add_one(user, 2, &second).await, carts.add_one(user, 2, &second).await, (0, -1)),
        (carts.add_one(user, 3, &second).await, carts.add_one(user, 3, &second).await, (1, 1)),
        (carts.take_one(user, 4, &second).await, carts.take_one(user, 4, &second).await, (2, 1)),
        (carts.remove(user, 5, second.id).await, carts.remove(user, 5, second.id).await, (1, 1)),
    ];
    for (change, repeated, (quantity, index)) in changes {
        let change = change.unwrap();
        assert_eq!(change.before, Some(LineBefore { quantity, index }));
        assert_eq!(repeated.unwrap(), change);
    }
    assert_eq!(carts.clear(user, 6).await.unwrap().before, None);
    assert_eq!(carts.clear(user, 5).await.unwrap().before, None, "another update came after it");
}

#[tokio::test]
async fn what_there_is_is_sold_and_no_more() {
    let db = TestDb::new().await;
    let store = &db.store;
    let product = product(store, 3).await;
    let mut summaries = vec![];
    for user in 1..=10 {
        summaries.push((UserId(user), summary(store, UserId(user), &product).await));
    }
    let rivals = summaries.into_iter().map(|(user, summary)| store.place_order(user, 2, summary, Currency::UAH));
    let outcomes = join_all(rivals).await;
    let placed = outcomes.iter().filter(|outcome| matches!(outcome, Ok(Placement::Placed(_)))).count();
    let refused = outcomes.iter().filter(|outcome| matches!(outcome, Ok(Placement::Changed(_)))).count();
    assert_eq!((placed, refused), (3, 7));
    assert!(store.products.find(product.id).await.unwrap().unwrap().stock.is_out());
    for (available, count) in [(true, 0), (false, 1)] {
        let query = ProductQuery { available: Some(available), ..ProductQuery::default() };
        let listed = store.products.list(&query, None, 5).await.unwrap().items;
        assert_eq!(listed.len(), count, "available={available}");
    }
}

#[tokio::test]
async fn one_update_places_one_order_and_empties_the_cart_once() {
    let db = TestDb::new().await;
    let store = &db.store;
    let product = product(store, 10).await;
    let summary = summary(store, UserId(7), &product).await;
    let again = (0..5).map(|_| store.place_order(UserId(7), 2, summary.clone(), Currency::UAH));
    let numbers: Vec<_> = join_all(again)
        .await
        .into_iter()
        .map(|outcome| match outcome.unwrap() {
            Placement::Placed(order) => order.number,
            Placement::Changed(_) => panic!("nothing changed"),
        })
        .collect();
    assert!(numbers.iter().all(|number| *number == numbers[0]), "{numbers:?}");
    assert_eq!(store.products.find(product.id).await.unwrap().unwrap().stock.get(), 9);
}

#[tokio::test]
async fn an_order_and_a_change_of_the_price_do_not_miss_each_other() {
    let db = TestDb::new().await;
    let store = &db.store;
    for dearer in [101_000, 102_000, 103_000] {
        let product = product(store, 10).await;
        let user = UserId(dearer);
        let shown = summary(store, user, &product).await;
        let price = domain::PriceChange { amount: Some(dearer), currency: Currency::UAH };
        let changes = domain::ProductChanges { price: Some(price), ..domain::ProductChanges::default() };
        let (order, change) = futures_util::join!(
            store.place_order(user, 2, shown.clone(), Currency::UAH),
            store.products.change(product.id, changes, Check::none())
        );
        change.unwrap();
        if let Placement::Placed(order) = order.unwrap() {
            assert_eq!(order.total, shown.total, "what the customer saw is what the customer pays");
        }
        let after = store.products.find(product.id).await.unwrap().unwrap();
        assert_eq!(after.price.amount(), dearer);
    }
}

#[tokio::test]
async fn one_of_many_gets_the_claim_and_the_others_wait() {
    let db = TestDb::new().await;
    let store = &db.store;
    let claims = join_all((0..8).map(|_| store.conversations.claim::<i32>(7, 1))).await;
    let mine: Vec<_> = claims
        .into_iter()
        .filter_map(|claim| match claim.unwrap() {
            Claim::Mine(conversation) => Some(conversation),
            Claim::Busy => None,
            Claim::Handled => panic!("nobody handled it yet"),
        })
        .collect();
    assert_eq!(mine.len(), 1);
    assert!(
        matches!(store.conversations.claim::<i32>(7, 2).await.unwrap(), Claim::Busy),
        "another of the chat waits too"
    );
    assert!(matches!(store.conversations.claim::<i32>(8, 3).await.unwrap(), Claim::Mine(_)), "another chat does not");
    assert!(store.conversations.finish(mine[0].claimed, Some(&1)).await.unwrap());
    assert!(matches!(store.conversations.claim::<i32>(7, 1).await.unwrap(), Claim::Handled));
    let next = tokio::time::timeout(Duration::from_secs(5), store.conversations.claim::<i32>(7, 2)).await.unwrap();
    assert!(matches!(next.unwrap(), Claim::Mine(_)));
    assert!(
        !store.conversations.finish(mine[0].claimed, Some(&1)).await.unwrap(),
        "a claim that is over keeps nothing"
    );
}
