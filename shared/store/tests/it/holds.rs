//! What is held for those who have been asked to confirm: nobody else has it, and nobody has it for ever.

use bson::{Document, doc};
use chrono::TimeDelta;
use domain::{
    By, Cart, CartLine, Currency, Hold, OrderChange, OrderStatus, Product, ProductId, Quantity, Stock, Title, UserId,
};
use futures_util::future::join_all;
use store::{Catalogue, Holding, Placement, Precondition, Store};
use testing::{TestDb, confirm, now, summary};

const TERM: TimeDelta = TimeDelta::minutes(15);
/// Until what is held now has lapsed.
const LATER: TimeDelta = TimeDelta::minutes(16);

async fn product(store: &Store, stock: i64) -> Product {
    let category = testing::category(store, "Kettles", None).await;
    testing::product(store, &category).stock(stock).create().await
}

fn cart(user_id: i64, lines: &[(ProductId, i64)]) -> Cart {
    let line = |&(product_id, quantity): &(ProductId, i64)| CartLine {
        product_id,
        title: Title::unknown(),
        quantity: Quantity::new(quantity).unwrap(),
    };
    Cart { user_id: UserId(user_id), lines: lines.iter().map(line).collect() }
}

/// Whether a customer has now got so many held.
async fn holds(store: &Store, user_id: i64, lines: &[(ProductId, i64)]) -> bool {
    store.hold(&cart(user_id, lines), Currency::UAH, TERM).await.unwrap() == Holding::Held
}

async fn held(store: &Store, id: ProductId) -> Vec<(i64, u32)> {
    let product = store.products.find(id).await.unwrap().unwrap();
    product.holds.iter().map(|hold| (hold.user_id.0, hold.quantity.get())).collect()
}

async fn set(db: &TestDb, id: ProductId, fields: Document) {
    let products = db.raw().collection::<Document>("products");
    products.update_one(doc! { "_id": id }, doc! { "$set": fields }).await.unwrap();
}

fn hold(user_id: i64, quantity: i64, minutes: i64) -> Hold {
    let quantity = Quantity::new(quantity).unwrap();
    Hold { user_id: UserId(user_id), quantity, until: now() + TimeDelta::minutes(minutes) }
}

#[tokio::test]
async fn the_database_and_the_shop_agree_on_what_can_be_had() {
    let db = TestDb::new().await;
    let kettle = product(&db.store, 0).await;
    let (own, others) = (
        [vec![], vec![hold(7, 2, 9)], vec![hold(7, 2, 0)]],
        [vec![], vec![hold(8, 1, 9)], vec![hold(8, 1, 9), hold(9, 2, 1)], vec![hold(8, 3, 0), hold(9, 1, 1)]],
    );
    let mut cases = vec![];
    for there in own.iter().flat_map(|own| others.iter().map(|others| [own.as_slice(), others].concat())) {
        for (stock, wanted) in [0, 2, 3, 5].into_iter().flat_map(|stock| [(stock, 1), (stock, 3)]) {
            let (id, stock) = (ProductId::fresh(), Stock::new(stock).unwrap());
            cases.push((Product { id, stock, holds: there.clone(), ..kettle.clone() }, wanted));
        }
    }
    let products = cases.iter().map(|(product, _)| product.clone()).collect();
    db.store.fill(&Catalogue { products, ..Catalogue::default() }).await.unwrap();
    let tries = cases.iter().map(async |(product, wanted)| holds(&db.store, 7, &[(product.id, *wanted)]).await);
    for ((before, wanted), is_held) in cases.iter().zip(join_all(tries).await) {
        let what = format!("{wanted} of {:?} beside {:?}", before.stock, before.holds);
        let wants = Quantity::new(*wanted).unwrap();
        assert_eq!(is_held, before.available_to(UserId(7), now()).covers(wants), "{what}");
        let numbers = |hold: &Hold| (hold.user_id.0, hold.quantity.get());
        let expected: Vec<_> = if is_held {
            let active = before.holds.iter().filter(|hold| hold.user_id != UserId(7) && hold.until > now());
            active.map(numbers).chain([(7, wants.get())]).collect()
        } else {
            before.holds.iter().map(numbers).collect()
        };
        assert_eq!(held(&db.store, before.id).await, expected, "{what}");
    }
}

#[tokio::test]
async fn what_is_held_is_sold_to_its_holder_alone_until_it_lapses() {
    let db = TestDb::new().await;
    let (store, later) = (&db.store, db.later(LATER));
    let product = product(store, 1).await;
    let products = std::slice::from_ref(&product);
    let mut buyers = vec![];
    for id in [7, 8] {
        let cart = testing::add_to_cart(store, id, 1, &product).await.cart;
        buyers.push((testing::claim(store, id, 2, None).await.claimed, summary(&cart, products), cart));
    }
    let buy = async |store: &Store, n: usize| {
        let (claimed, shown, cart) = &buyers[n];
        // Read before anything was held: it is the write that must notice
        matches!(confirm(store, *claimed, shown, cart, products).await, Placement::Placed(_))
    };
    assert!(holds(store, 7, &[(product.id, 1)]).await);
    assert!(!holds(store, 8, &[(product.id, 1)]).await);
    assert!(!buy(store, 1).await, "it is another's");
    assert!(holds(&later, 8, &[(product.id, 1)]).await, "as if nobody had come back from the summary");
    assert_eq!(held(store, product.id).await, [(8, 1)], "what had lapsed is gone");
    assert!(!buy(&later, 0).await, "whose hold has lapsed");
    later.release(UserId(8), [product.id]).await.unwrap();
    assert!(buy(&later, 0).await, "without a hold, as nobody has one");
    let after = db.raw().collection::<Document>("products").find_one(doc! {}).await.unwrap().unwrap();
    assert_eq!((after.get_i64("stock").unwrap(), after.get_bool("available").unwrap()), (0, false));
    assert!(!after.contains_key("holds"), "no trace is left: {after}");
}

#[tokio::test]
async fn an_order_ends_the_holds_of_its_customer_and_of_nobody_else() {
    let db = TestDb::new().await;
    let store = &db.store;
    let (first, second) = (product(store, 5).await, product(store, 5).await);
    assert!(holds(store, 7, &[(first.id, 2), (second.id, 2)]).await);
    assert!(holds(store, 8, &[(first.id, 3)]).await);
    let order = testing::order(store, 7, &[(&first, 1), (&second, 2)]).await;
    assert_eq!((held(store, first.id).await, held(store, second.id).await), (vec![(8, 3)], vec![]));

    // What comes back goes to stock, and changes of the product leave what is held alone
    let cancelled = OrderChange { to: OrderStatus::Cancelled, by: By::Customer, tracking_number: None };
    store.transition(order.id, None, cancelled).await.unwrap();
    let stock = Stock::new(9).unwrap();
    let changed = store.products.change(first.id, |product| product.stock = stock, Precondition::none()).await.unwrap();
    assert_eq!(store.products.find(first.id).await.unwrap(), Some(changed.clone()));
    assert_eq!((held(store, first.id).await, changed.available_to(UserId(7), now()).get()), (vec![(8, 3)], 6));
}

#[tokio::test]
async fn of_carts_that_want_the_same_last_pieces_at_most_one_is_held() {
    let db = TestDb::new().await;
    let processes = [db.later(TimeDelta::zero()), db.later(TimeDelta::zero()), db.later(TimeDelta::zero())];
    for round in 0..5 {
        let (first, second) = (product(&db.store, 1).await, product(&db.store, 1).await);
        let lines = [[(first.id, 1), (second.id, 1)], [(second.id, 1), (first.id, 1)]];
        let rivals = (1..=30).zip(processes.iter().cycle()).map(async |(user_id, store)| {
            holds(store, user_id, &lines[usize::from(user_id % 2 == 0)]).await.then_some((user_id, 1))
        });
        let winner: Vec<_> = join_all(rivals).await.into_iter().flatten().collect();
        assert!(winner.len() <= 1, "round {round}: {winner:?}");
        for id in [first.id, second.id] {
            assert_eq!(held(&db.store, id).await, winner, "round {round}: nothing is held in part");
        }
        // Whether somebody won or not, it can be had afterwards
        for (user_id, _) in winner {
            db.store.release(UserId(user_id), [first.id, second.id]).await.unwrap();
        }
        assert!(holds(&db.store, 99, &lines[0]).await, "round {round}");
    }
}

#[tokio::test]
async fn whoever_comes_after_a_thousand_holders_goes_on_without_a_hold() {
    let db = TestDb::new().await;
    let product = product(&db.store, 5_000).await;
    let until = bson::DateTime::from(now() + TERM);
    let others = (1_000..2_000_i64).map(|id| doc! { "user_id": id, "quantity": 2_i64, "until": until });
    set(&db, product.id, doc! { "holds": others.collect::<Vec<_>>() }).await;
    assert!(holds(&db.store, 7, &[(product.id, 3_000)]).await);
    assert!(!holds(&db.store, 7, &[(product.id, 3_001)]).await, "theirs count all the same");
    assert_eq!(held(&db.store, product.id).await.len(), 1_000);
    assert!(holds(&db.later(LATER), 7, &[(product.id, 5_000)]).await);
    assert_eq!(held(&db.store, product.id).await, [(7, 5_000)]);
}

#[tokio::test]
async fn an_erased_customer_holds_nothing() {
    let db = TestDb::new().await;
    let (lapsed, fresh) = (product(&db.store, 5).await, product(&db.store, 5).await);
    testing::visit(&db.store, 7, 1, None).await;
    let later = db.later(LATER);
    assert!(holds(&db.store, 7, &[(lapsed.id, 1)]).await);
    assert!(holds(&later, 7, &[(fresh.id, 1)]).await);
    assert!(holds(&later, 8, &[(fresh.id, 1)]).await);
    later.users.erase(UserId(7), Precondition::none()).await.unwrap();
    assert_eq!((held(&later, lapsed.id).await, held(&later, fresh.id).await), (vec![], vec![(8, 1)]));
}
