//! From the summary on, what is in the cart is the customer's until they confirm, leave or are away for too long.

use std::ops::Range;

use axum::{body::to_bytes, http::StatusCode};
use bson::{Document, doc};
use chrono::TimeDelta;
use domain::{Locale, Product, UserId};
use futures_util::{StreamExt, stream};
use serde_json::Value;
use testing::{Customer, Recorded, now};

use crate::chat::{Chat, HOLD, TestShop, data_in, riding, text_of, toast};

/// Until what is held now has lapsed.
const LATER: TimeDelta = TimeDelta::minutes(16);
/// As many as Telegram opens at most (`setWebhook`, `max_connections`).
const CONNECTIONS: usize = 100;

async fn product(shop: &TestShop, stock: i64) -> Product {
    let category = testing::category(&shop.db.store, "Kettles", None).await;
    testing::product(&shop.db.store, &category).discount(5).stock(stock).create().await
}

/// Customers with one of the product in their cart, whose address is asked for: copies of one who came so far.
async fn crowd(shop: &TestShop, product: &Product, ids: Range<i64>) -> Vec<Customer> {
    let customers: Vec<_> = ids.clone().map(|id| Customer::new(id, "Somebody").language("en")).collect();
    let mut chat = Chat::of(shop, customers[0].clone(), Locale::En);
    for data in [&format!("add:{}", product.id), "checkout"] {
        chat.does(data, &customers[0].press(data)).await;
    }
    chat.says("a@example.com").await;
    chat.says("+380671234567").await;
    let users = shop.db.raw().collection::<Document>("users");
    let first = users.find_one(doc! { "_id": ids.start }).await.unwrap().unwrap();
    let copy = |id: i64| {
        let mut copy = first.clone();
        copy.insert("_id", id);
        copy
    };
    let others: Vec<_> = ids.skip(1).map(copy).collect();
    if !others.is_empty() {
        users.insert_many(others).await.unwrap();
    }
    customers
}

/// Who holds how many of a product.
async fn held(shop: &TestShop, product: &Product) -> Vec<(i64, u32)> {
    let product = shop.db.store.products.find(product.id).await.unwrap().unwrap();
    product.holds.iter().map(|hold| (hold.user_id.0, hold.quantity.get())).collect()
}

async fn count(shop: &TestShop, collection: &str) -> u64 {
    shop.db.raw().collection::<Document>(collection).count_documents(doc! {}).await.unwrap()
}

/// What became of somebody who wanted to order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Thanked,
    /// They saw the summary, and have not confirmed it.
    Asked,
    SoldOut,
}

/// Everybody writes their address at once; who then sees the summary confirms it, if they are to.
async fn race(processes: &[TestShop], customers: &[Customer], confirm: bool) -> Vec<Outcome> {
    let go = |(n, customer): (usize, &Customer)| {
        let (customer, process) = (customer.clone(), move |more: usize| &processes[(n + more) % processes.len()]);
        async move {
            let said = deliver(process(0), &customer.text("Kyiv, 1")).await;
            let Some(button) = data_in(&said, "✅ Confirm") else {
                assert!(text_of(&said).contains("Sold out"), "{said:?}");
                return Outcome::SoldOut;
            };
            if !confirm {
                return Outcome::Asked;
            }
            deliver(process(1), &customer.press(&button)).await;
            let said = process(1).api.said_to(customer.id, &[]);
            assert!(said.iter().any(|call| text_of(call).contains("We have your order")), "it was held: {said:?}");
            Outcome::Thanked
        }
    };
    let outcomes = stream::iter(customers.iter().enumerate()).map(go).buffer_unordered(CONNECTIONS).collect().await;
    for process in processes {
        process.settle().await;
    }
    outcomes
}

/// Delivers an update, and says what rode in the answer.
async fn deliver(shop: &TestShop, update: &Value) -> Recorded {
    let (status, body) = shop.deliver_unread(update).await;
    assert_eq!(status, StatusCode::OK);
    riding(&to_bytes(body, usize::MAX).await.unwrap()).expect("every reply ends in a call that rides")
}

fn those(outcomes: &[Outcome], wanted: Outcome) -> usize {
    outcomes.iter().filter(|outcome| **outcome == wanted).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_thousand_who_want_the_last_piece_one_orders_it_and_all_others_are_told() {
    let shop = TestShop::open().await;
    let product = product(&shop, 1).await;
    let everybody = crowd(&shop, &product, 1..1_001).await;
    let processes = [shop.later(TimeDelta::zero()), shop.later(TimeDelta::zero()), shop.later(TimeDelta::zero())];
    let outcomes = race(&processes, &everybody, true).await;
    assert_eq!((those(&outcomes, Outcome::Thanked), those(&outcomes, Outcome::SoldOut)), (1, 999));
    assert_eq!((count(&shop, "orders").await, held(&shop, &product).await), (1, vec![]));
    assert!(shop.db.store.products.find(product.id).await.unwrap().unwrap().stock.is_out());
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_never_comes_back_holds_nothing_for_ever() {
    let shop = TestShop::open().await;
    let product = product(&shop, 2).await;
    // The process died when one piece was held and the question not stored yet; the update is never delivered again
    let (dead, others) = (crowd(&shop, &product, 1..2).await, crowd(&shop, &product, 2..202).await);
    let cart = shop.db.store.carts.of(UserId(dead[0].id)).await.unwrap();
    shop.db.store.hold(&cart, domain::Currency::UAH, HOLD).await.unwrap();
    let processes = [shop.later(TimeDelta::zero()), shop.later(TimeDelta::zero())];
    let outcomes = race(&processes, &others, false).await;
    assert_eq!((those(&outcomes, Outcome::Asked), those(&outcomes, Outcome::SoldOut)), (1, 199));
    assert_eq!(held(&shop, &product).await.len(), 2);

    let latecomers = crowd(&shop.later(LATER), &product, 2_000..2_100).await;
    let outcomes = race(&[shop.later(LATER), shop.later(LATER)], &latecomers, true).await;
    assert_eq!((those(&outcomes, Outcome::Thanked), those(&outcomes, Outcome::SoldOut)), (2, 98));
    assert_eq!((count(&shop, "orders").await, held(&shop, &product).await), (2, vec![]));
}

/// The text of a card, and whether one can be added from it.
async fn card(shop: &TestShop, customer: &Customer, update: &Value) -> (String, bool) {
    let said = shop.send(update).await;
    let card = said.iter().find(|call| text_of(call).contains("Kettle</b>")).unwrap_or_else(|| panic!("{said:?}"));
    assert_eq!(card.params["chat_id"], customer.id);
    (text_of(card).to_owned(), data_in(card, "🛒 Add to cart").is_some())
}

#[tokio::test]
async fn what_is_held_is_not_there_for_others_until_it_lapses() {
    let shop = TestShop::open().await;
    let product = product(&shop, 1).await;
    let [olena, eve, adam] = crowd(&shop, &product, 7..10).await.try_into().unwrap();
    shop.send(&olena.text("Kyiv, 1")).await;
    assert_eq!(held(&shop, &product).await, [(7, 1)]);

    let looks = |customer: &Customer| {
        let category = format!("category:{}", product.category_id);
        [customer.press(&format!("product:{}", product.id)), customer.press(&category), customer.text("/deals")]
    };
    for update in looks(&eve) {
        let (text, can_be_added) = card(&shop, &eve, &update).await;
        assert!(text.contains("Out of stock") && !can_be_added, "{text}");
    }
    let said = shop.send(&eve.text("/cart")).await;
    assert!(text_of(&said[0]).contains("Sold out"), "{said:?}");
    let add = |customer: &Customer| customer.press(&format!("add:{}", product.id));
    assert_eq!(toast(&shop.send(&add(&eve)).await), Some("Sorry, this is sold out."));
    assert_eq!(shop.db.store.carts.of(UserId(8)).await.unwrap().quantity_of(product.id), 1, "as it was");
    let said = shop.send(&eve.press("checkout")).await;
    assert_eq!(toast(&said), Some("Please remove what is no longer there first."));
    let said = shop.send(&adam.text("Kyiv, 1")).await;
    assert!(text_of(&said[0]).contains("put your cart right") && text_of(&said[1]).contains("Sold out"), "{said:?}");

    for (process, customer) in [(&shop, &olena), (&shop.later(LATER), &eve)] {
        for update in &looks(customer)[..2] {
            let (text, can_be_added) = card(process, customer, update).await;
            assert!(text.contains("Only 1 left") && can_be_added, "{text}");
        }
        let said = process.send(&add(customer)).await;
        assert_eq!(toast(&said), Some("That is all: the only one is in your cart already."));
    }
    assert_eq!(shop.db.store.products.find(product.id).await.unwrap().unwrap().stock.get(), 1, "nothing is sold");
}

#[tokio::test]
async fn leaving_the_summary_and_taking_something_out_of_the_cart_release_what_is_held() {
    let shop = TestShop::open().await;
    let (product, other) = (product(&shop, 1).await, product(&shop, 9).await);
    let customers = crowd(&shop, &product, 1..18).await;
    let ways = |customer: &Customer, cancel: &str| {
        let id = product.id;
        let released = ["/cancel", "✖️ Cancel", "/menu", "🛒 Cart"].map(|text| customer.text(text)).into_iter();
        let presses = [cancel.to_owned(), format!("minus:{id}"), format!("remove:{id}")];
        let presses = presses.into_iter().chain(["clear", "checkout", "edit:email", "language:en"].map(str::to_owned));
        let released = released.chain(presses.map(|data| customer.press(&data))).map(|update| (update, true));
        let shows = [format!("product:{id}"), format!("plus:{id}"), format!("add:{}", other.id), "cart:0".to_owned()];
        let kept = shows.map(|data| customer.press(&data)).into_iter().chain([customer.text("hello")]);
        released.chain(kept.map(|update| (update, false))).collect::<Vec<_>>()
    };
    let count = ways(&customers[0], "").len();
    assert!(count < customers.len());
    for (n, customer) in customers.iter().enumerate().take(count) {
        let said = shop.send(&customer.text("Kyiv, 1")).await;
        let buttons = |label| said.iter().find_map(|call| data_in(call, label));
        assert_eq!(held(&shop, &product).await, [(customer.id, 1)], "the one before has let go");
        let (update, is_released) = ways(customer, &buttons("✖️ Cancel").expect("a summary")).swap_remove(n);
        shop.send(&update).await;
        let after = if is_released { vec![] } else { vec![(customer.id, 1)] };
        assert_eq!(held(&shop, &product).await, after, "{update}");
        shop.send(&customer.text("/cancel")).await;
    }
}

#[tokio::test]
async fn a_hold_that_has_lapsed_means_nothing() {
    let shop = TestShop::open().await;
    let (product, later) = (product(&shop, 1).await, shop.later(LATER));
    let [olena, eve] = crowd(&shop, &product, 7..9).await.try_into().unwrap();
    let said = shop.send(&olena.text("Kyiv, 1")).await;
    let confirm = data_in(&said[1], "✅ Confirm").unwrap();
    let said = later.send(&eve.text("Kyiv, 1")).await;
    assert_eq!(held(&shop, &product).await, [(8, 1)]);
    // Another has it now
    let refused = later.send(&olena.press(&confirm)).await;
    assert!(text_of(&refused[1]).contains("sold out"), "{refused:?}");
    later.send(&eve.press(&data_in(&said[1], "✖️ Cancel").unwrap())).await;

    let said = [olena.press("checkout"), olena.text("a@example.com"), olena.text("+380671234567")];
    for update in said {
        later.send(&update).await;
    }
    let said = later.send(&olena.text("Kyiv, 1")).await;
    let confirm = data_in(&said[1], "✅ Confirm").unwrap();
    let much_later = shop.later(LATER * 2);
    let said = much_later.send(&olena.press(&confirm)).await;
    assert!(said.iter().any(|call| text_of(call).contains("We have your order")), "nobody else wanted it: {said:?}");
    assert_eq!((count(&shop, "orders").await, held(&shop, &product).await), (1, vec![]));
}

#[tokio::test]
async fn a_summary_that_is_shown_again_is_held_anew() {
    let shop = TestShop::open().await;
    let product = product(&shop, 1).await;
    let [olena] = crowd(&shop, &product, 7..8).await.try_into().unwrap();
    let said = shop.send(&olena.text("Kyiv, 1")).await;
    let raw = shop.db.raw().collection::<Document>("products");
    raw.update_one(doc! { "_id": product.id }, doc! { "$set": { "discount_percent": 0_i64 } }).await.unwrap();
    let later = shop.later(TimeDelta::minutes(10));
    let said = later.send(&olena.press(&data_in(&said[1], "✅ Confirm").unwrap())).await;
    assert!(text_of(&said[1]).contains("confirm again"), "{said:?}");
    let holds = shop.db.store.products.find(product.id).await.unwrap().unwrap().holds;
    assert_eq!(holds.len(), 1);
    assert!(holds[0].until >= now() + TimeDelta::minutes(25), "{holds:?}");
}

#[tokio::test]
async fn without_a_term_nothing_is_held() {
    let shop = TestShop::without_holds().await;
    let product = product(&shop, 1).await;
    let [olena, eve] = crowd(&shop, &product, 7..9).await.try_into().unwrap();
    shop.db.commands.clear();
    for customer in [&olena, &eve] {
        let said = shop.send(&customer.text("Kyiv, 1")).await;
        assert!(data_in(&said[1], "✅ Confirm").is_some(), "{said:?}");
        shop.send(&customer.text("/cancel")).await;
    }
    assert_eq!(held(&shop, &product).await, []);
    let writes =
        shop.db.commands.sent().into_iter().filter(|sent| sent.get_str("update").is_ok_and(|name| name == "products"));
    assert_eq!(writes.count(), 0);
}
