//! Rivals: what happens at the same time happens as if one came after the other.

use std::time::Duration;

use domain::{Cart, CartLine, Currency, Product, ProductId, Quantity, TelegramProfile, Title, UserId};
use futures_util::future::join_all;
use store::{
    CartChange, Claim, Claimed, CustomerChange, CustomerVisit, GroupVisit, LineBefore, Outcome, Placement,
    Precondition, ProductQuery, Store,
};
use testing::{TestDb, confirm, summary};

async fn product(store: &Store, stock: i64) -> Product {
    let category = testing::category(store, "Kettles", None).await;
    testing::product(store, &category).stock(stock).create().await
}

/// A customer with one of the product in their cart, about to confirm.
async fn buyer(store: &Store, id: i64, product: &Product) -> (Claimed, Cart) {
    let cart = testing::add_to_cart(store, id, 1, product).await.cart;
    (testing::claim(store, id, 2, None).await.claimed, cart)
}

async fn change(store: &Store, update_id: i64, change: CartChange) -> (Vec<(ProductId, u32)>, Option<LineBefore>) {
    let customer = testing::visit(store, 7, update_id, Some(CustomerChange::Cart(change))).await;
    (customer.cart.lines.iter().map(|line| (line.product_id, line.quantity.get())).collect(), customer.before)
}

/// As if the process had died before the update was noted, and 100 others had been handled since.
async fn forget_handled(db: &TestDb) {
    let users = db.raw().collection::<bson::Document>("users");
    users.update_many(bson::doc! {}, bson::doc! { "$set": { "handled": [] } }).await.unwrap();
}

/// As if the process that claimed the chat's update had died a while ago.
async fn lapse(db: &TestDb, chat_id: i64) {
    let lapsed = bson::doc! { "$set": { "claim.at": bson::DateTime::from_millis(0) } };
    db.raw().collection::<bson::Document>("users").update_one(bson::doc! { "_id": chat_id }, lapsed).await.unwrap();
}

/// A process that remembers which lines a cart had claims in another form than one that does not.
#[tokio::test]
async fn a_repeated_update_of_a_cart_finds_what_the_first_one_found() {
    for remembers in [false, true] {
        repeat_changes(remembers).await;
    }
}

async fn repeat_changes(remembers: bool) {
    let db = TestDb::new().await;
    let store = &db.store;
    let (first, second) = (product(store, 9).await.id, product(store, 9).await.id);
    change(store, 1, CartChange::Add(first)).await;
    for (update_id, asked, lines, (quantity, index)) in [
        (2, CartChange::Add(second), vec![(first, 1), (second, 1)], (0, -1)),
        (3, CartChange::Add(second), vec![(first, 1), (second, 2)], (1, 1)),
        (4, CartChange::Plus(second), vec![(first, 1), (second, 3)], (2, 1)),
        (5, CartChange::Minus(second), vec![(first, 1), (second, 2)], (3, 1)),
        (6, CartChange::Remove(second), vec![(first, 1)], (2, 1)),
        (7, CartChange::Plus(second), vec![(first, 1)], (0, -1)),
        (8, CartChange::Minus(first), vec![], (1, 0)),
    ] {
        if remembers {
            store.carts.remember(&store.carts.of(UserId(7)).await.unwrap());
        }
        let changed = change(store, update_id, asked).await;
        assert_eq!(changed, (lines, Some(LineBefore { quantity, index })), "{asked:?}");
        forget_handled(&db).await;
        assert_eq!(change(store, update_id, asked).await, changed, "{asked:?} again");
    }
    assert_eq!(change(store, 9, CartChange::Clear).await, (vec![], None));
    forget_handled(&db).await;
    assert_eq!(change(store, 8, CartChange::Minus(first)).await, (vec![], None), "another update came after it");
}

#[tokio::test]
async fn what_a_process_remembers_of_a_cart_may_be_wrong() {
    let db = TestDb::new().await;
    let store = &db.store;
    let (first, second) = (product(store, 9).await.id, product(store, 9).await.id);
    let remember = async |ids: &[ProductId]| {
        let (title, quantity) = (Title::unknown(), Quantity::new(1).unwrap());
        let line = |id: &ProductId| CartLine { product_id: *id, quantity, title: title.clone() };
        store.carts.remember(&Cart { user_id: UserId(7), lines: ids.iter().map(line).collect() });
    };
    remember(&[first]).await;
    assert_eq!(
        change(store, 1, CartChange::Add(first)).await,
        (vec![(first, 1)], Some(LineBefore::NONE)),
        "nobody yet"
    );
    remember(&[second]).await;
    let before = Some(LineBefore { quantity: 1, index: 0 });
    assert_eq!(change(store, 2, CartChange::Add(first)).await, (vec![(first, 2)], before), "there is a line");
    let added = (vec![(first, 2), (second, 1)], Some(LineBefore::NONE));
    assert_eq!(change(store, 3, CartChange::Add(second)).await, added, "there is none");
}

#[tokio::test]
async fn one_more_of_a_line_that_is_full_changes_nothing() {
    let db = TestDb::new().await;
    let store = &db.store;
    let product = product(store, 5000).await.id;
    let full = vec![(product, Quantity::MAX)];
    change(store, 1, CartChange::Add(product)).await;
    let set = bson::doc! { "$set": { "cart.lines.0.quantity": i64::from(Quantity::MAX) } };
    db.raw().collection::<bson::Document>("users").update_one(bson::doc! {}, set).await.unwrap();
    for (update_id, asked) in [(2, CartChange::Plus(product)), (3, CartChange::Add(product))] {
        let before = Some(LineBefore { quantity: Quantity::MAX, index: 0 });
        assert_eq!(change(store, update_id, asked).await, (full.clone(), before), "{asked:?}");
        store.carts.remember(&store.carts.of(UserId(7)).await.unwrap());
    }
}

#[tokio::test]
async fn a_correction_leaves_what_the_change_found() {
    let db = TestDb::new().await;
    let store = &db.store;
    let product = product(store, 1).await;
    change(store, 1, CartChange::Add(product.id)).await;
    let asked = CustomerChange::Cart(CartChange::Plus(product.id));
    let claimed = testing::claim(store, 7, 2, Some(asked)).await;
    let before = LineBefore { quantity: 1, index: 0 };
    assert_eq!(claimed.customer.before, Some(before));
    assert!(store.carts.set_quantity(claimed.claimed, product.id, before, 1).await.unwrap());
    lapse(&db, 7).await;
    let again = testing::claim(store, 7, 2, Some(asked)).await.customer;
    assert_eq!((again.cart.quantity_of(product.id), again.before), (1, Some(before)));
}

#[tokio::test]
async fn a_cart_that_another_process_changed_has_all_its_products() {
    let db = TestDb::new().await;
    let other = Store::in_database(db.raw(), domain::Clock::system());
    let (first, second) = (product(&db.store, 9).await, product(&db.store, 9).await);
    let seen = async |store: &Store, cart: &Cart| {
        let found = store.carts.products(UserId(7)).await.unwrap();
        let mut products = store.carts.complete(cart, found).await.unwrap();
        products.sort_by_key(|product| product.id);
        products.into_iter().map(|product| product.id).collect::<Vec<_>>()
    };
    let cart = testing::add_to_cart(&db.store, 7, 1, &first).await.cart;
    assert_eq!(seen(&db.store, &cart).await, [first.id]);
    let cart = testing::add_to_cart(&other, 7, 2, &second).await.cart;
    assert_eq!(seen(&db.store, &cart).await, [first.id, second.id]);
    assert_eq!(seen(&other, &cart).await, [first.id, second.id]);
    db.commands.clear();
    assert_eq!(seen(&db.store, &cart).await, [first.id, second.id]);
    assert_eq!(db.commands.rounds(), [["find products"]], "by their ids");
}

#[tokio::test]
async fn what_there_is_is_sold_and_no_more() {
    let db = TestDb::new().await;
    let store = &db.store;
    // As two processes: within one, orders of a product take turns
    let other = Store::in_database(db.raw(), domain::Clock::system());
    let product = product(store, 3).await;
    let mut buyers = vec![];
    for id in 1..=10 {
        buyers.push(buyer(store, id, &product).await);
    }
    let products = std::slice::from_ref(&product);
    let rivals = buyers
        .iter()
        .zip([store, &other].into_iter().cycle())
        .map(async |((claimed, cart), store)| confirm(store, *claimed, &summary(cart, products), cart, products).await);
    let outcomes = join_all(rivals).await;
    let placed = outcomes.iter().filter(|outcome| matches!(outcome, Placement::Placed(_))).count();
    let refused = outcomes.iter().filter(|outcome| matches!(outcome, Placement::Changed(_))).count();
    assert_eq!((placed, refused), (3, 7));
    assert!(store.products.find(product.id).await.unwrap().unwrap().stock.is_out());
    for (available, count) in [(true, 0), (false, 1)] {
        let query = ProductQuery { available: Some(available), ..ProductQuery::default() };
        let listed = store.products.list(&query, &store::PageRequest::first(5)).await.unwrap().items;
        assert_eq!(listed.len(), count, "available={available}");
    }
}

#[tokio::test]
async fn one_update_places_one_order_and_empties_the_cart_once() {
    let db = TestDb::new().await;
    let store = &db.store;
    let product = product(store, 10).await;
    let (claimed, cart) = buyer(store, 7, &product).await;
    let (products, shown) = (std::slice::from_ref(&product), summary(&cart, std::slice::from_ref(&product)));
    let again = (0..5).map(|_| confirm(store, claimed, &shown, &cart, products));
    let numbers: Vec<_> = join_all(again)
        .await
        .into_iter()
        .map(|outcome| match outcome {
            Placement::Placed(order) => order.number,
            other => panic!("nothing changed: {other:?}"),
        })
        .collect();
    assert!(numbers.iter().all(|number| *number == numbers[0]), "{numbers:?}");
    assert_eq!(store.products.find(product.id).await.unwrap().unwrap().stock.get(), 9);
    assert_eq!(store.carts.of(UserId(7)).await.unwrap().lines, []);
}

#[tokio::test]
async fn who_lost_the_claim_places_no_order() {
    let db = TestDb::new().await;
    let store = &db.store;
    let product = product(store, 10).await;
    let (claimed, cart) = buyer(store, 7, &product).await;
    lapse(&db, 7).await;
    testing::claim(store, 7, 3, Some(CustomerChange::Cart(CartChange::Plus(product.id)))).await;
    let products = std::slice::from_ref(&product);
    let outcome = confirm(store, claimed, &summary(&cart, products), &cart, products).await;
    assert!(matches!(outcome, Placement::ClaimLost), "{outcome:?}");
    assert_eq!(store.carts.of(UserId(7)).await.unwrap().quantity_of(product.id), 2);
    assert!(
        !store.carts.set_quantity(claimed, product.id, LineBefore::NONE, 1).await.unwrap(),
        "nor does it change the cart"
    );
    assert!(!store.carts.refill(claimed, &cart, &Cart::empty(UserId(7))).await.unwrap());
    assert_eq!(store.carts.of(UserId(7)).await.unwrap().quantity_of(product.id), 2);
}

#[tokio::test]
async fn an_orders_lines_go_into_the_cart_once_and_what_was_there_is_known_until_it_changes() {
    let db = TestDb::new().await;
    let store = &db.store;
    let (first, second) = (product(store, 9).await, product(store, 9).await);
    change(store, 1, CartChange::Add(first.id)).await;
    let testing::Visited { claimed, customer } = testing::claim(store, 7, 2, None).await;
    assert_eq!(customer.refilled, None);
    let mut filled = customer.cart.clone();
    filled.set_quantity(first.id, 3);
    let (quantity, title) = (Quantity::new(2).unwrap(), second.title.clone());
    filled.lines.push(CartLine { product_id: second.id, title, quantity });
    assert!(store.carts.refill(claimed, &customer.cart, &filled).await.unwrap());
    assert!(!store.carts.refill(claimed, &customer.cart, &customer.cart).await.unwrap(), "once an update");
    lapse(&db, 7).await;
    let again = testing::claim(store, 7, 2, None).await.customer;
    assert_eq!(again.cart, filled);
    assert_eq!(again.refilled.map(|cart| cart.quantity_of(first.id)), Some(1));
    lapse(&db, 7).await;
    change(store, 3, CartChange::Minus(second.id)).await;
    let late = testing::claim(store, 7, 2, None).await.customer;
    assert_eq!((late.refilled, late.cart.quantity_of(second.id)), (Some(Cart::empty(UserId(7))), 1));
}

#[tokio::test]
async fn an_order_and_a_change_of_the_price_do_not_miss_each_other() {
    let db = TestDb::new().await;
    let store = &db.store;
    for dearer in [101_000, 102_000, 103_000] {
        let product = product(store, 10).await;
        let (claimed, cart) = buyer(store, dearer, &product).await;
        let (products, shown) = (std::slice::from_ref(&product), summary(&cart, std::slice::from_ref(&product)));
        let price = domain::Money::new(dearer, Currency::UAH).unwrap();
        let (order, change) = futures_util::join!(
            confirm(store, claimed, &shown, &cart, products),
            store.products.change(product.id, |product| product.price = price, Precondition::none())
        );
        change.unwrap();
        if let Placement::Placed(order) = order {
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
    let telegram = TelegramProfile::default();
    let visit = CustomerVisit { telegram: &telegram, change: None };
    let claim = |chat_id, update_id| store.conversations.claim::<i32, _>(chat_id, update_id, &visit);
    let claims = join_all((0..8).map(|_| claim(7, 1))).await;
    let mine: Vec<_> = claims
        .into_iter()
        .filter_map(|claim| match claim.unwrap() {
            Claim::Mine(conversation, _) => Some(conversation),
            Claim::Busy => None,
            other => panic!("nobody handled it yet: {other:?}"),
        })
        .collect();
    assert_eq!(mine.len(), 1);
    assert!(matches!(claim(7, 2).await.unwrap(), Claim::Busy), "another of the chat waits too");
    assert!(matches!(claim(8, 3).await.unwrap(), Claim::Mine(..)), "another chat does not");
    assert!(
        store.conversations.finish(mine[0].claimed, Outcome { step: Some(&1), ..Outcome::default() }).await.unwrap()
    );
    assert!(matches!(claim(7, 1).await.unwrap(), Claim::Handled));
    let next = tokio::time::timeout(Duration::from_secs(5), claim(7, 2)).await.unwrap();
    assert!(matches!(next.unwrap(), Claim::Mine(..)));
    assert!(
        !store.conversations.finish(mine[0].claimed, Outcome { step: Some(&1), ..Outcome::default() }).await.unwrap(),
        "a claim that is over keeps nothing"
    );
}

#[tokio::test]
async fn changes_of_a_profile_and_taps_of_the_same_customer_all_happen() {
    let db = TestDb::new().await;
    let store = &db.store;
    let product = product(store, 99).await;
    testing::visit(store, 7, 1, None).await;
    let taps = async {
        for update_id in 2..22 {
            testing::add_to_cart(store, 7, update_id, &product).await;
        }
    };
    let changes = async {
        for n in 0..20 {
            let name = domain::PersonName::parse(&format!("Olena {n}")).ok();
            store.users.change(UserId(7), |user| user.name = name.clone(), Precondition::none()).await.unwrap();
        }
    };
    futures_util::join!(taps, changes);
    let user = store.users.find(UserId(7)).await.unwrap().unwrap();
    assert_eq!(user.name.unwrap().as_str(), "Olena 19");
    assert_eq!(store.carts.of(UserId(7)).await.unwrap().quantity_of(product.id), 20);
}

#[tokio::test]
async fn a_chat_remembers_its_latest_hundred_updates_and_not_many_more() {
    let db = TestDb::new().await;
    let store = &db.store;
    for update_id in 1..=160 {
        let claimed = testing::claim(store, 7, update_id, None).await.claimed;
        let note = store::Note { claimed, line_title: None };
        assert_eq!(store.conversations.finish_all(&[note]).await.unwrap(), 1, "{update_id}");
    }
    let customer = db.raw().collection::<bson::Document>("users").find_one(bson::doc! {}).await.unwrap().unwrap();
    let handled: Vec<_> = customer.get_array("handled").unwrap().iter().map(|id| id.as_i64().unwrap()).collect();
    assert!((100..=125).contains(&handled.len()), "{}", handled.len());
    assert!(handled.iter().rev().copied().eq((1..=160).rev().take(handled.len())), "{handled:?}");
}

#[tokio::test]
async fn notes_of_many_chats_are_written_together_but_for_claims_that_were_lost() {
    let db = TestDb::new().await;
    let store = &db.store;
    let mut claims = vec![];
    for id in 1..=3 {
        claims.push(testing::claim(store, id, 1, None).await.claimed);
    }
    let Claim::Mine(group, ()) = store.conversations.claim::<i32, _>(-1, 1, &GroupVisit).await.unwrap() else {
        panic!()
    };
    claims.push(group.claimed);
    lapse(&db, 2).await;
    let other = testing::claim(store, 2, 2, None).await.claimed;

    let notes: Vec<_> = claims.into_iter().map(|claimed| store::Note { claimed, line_title: None }).collect();
    assert_eq!(store.conversations.finish_all(&notes).await.unwrap(), 3);
    assert_eq!(store.conversations.finish_all(&notes).await.unwrap(), 0, "repeated, it changes nothing");
    let telegram = TelegramProfile::default();
    let visit = CustomerVisit { telegram: &telegram, change: None };
    for (id, is_handled) in [(1, true), (2, false), (3, true)] {
        let claim = store.conversations.claim::<i32, _>(id, 1, &visit).await.unwrap();
        assert_eq!(matches!(claim, Claim::Handled), is_handled, "{id}: {claim:?}");
    }
    let outcome = Outcome::<i32>::default();
    assert!(store.conversations.finish(other, outcome).await.unwrap(), "who took over still holds the chat");
}
