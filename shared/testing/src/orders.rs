//! Orders, placed as the chat places them.

use domain::{Address, Basket, Cart, Contact, Currency, Email, Order, PersonName, Phone, Product, Summary, UserId};
use store::{Claimed, Confirmation, Outcome, Placement, Store};

use crate::visits::{Visited, add_to_cart, claim};

pub fn contact() -> Contact {
    Contact {
        name: PersonName::parse("Олена Коваль").expect("a name"),
        phone: Phone::parse("+380671234567").expect("a phone"),
        email: Email::parse("olena@example.com").expect("an e-mail address"),
        address: Address::parse("Київ, Хрещатик 1").expect("an address"),
    }
}

/// What a customer with this cart would be shown before they confirm.
pub fn summary(cart: &Cart, products: &[Product]) -> Summary {
    let basket = Basket::new(cart, products, Currency::UAH, crate::now()).expect("one currency");
    Summary::of(&basket, contact()).expect("something to order")
}

/// Confirms it by the update of a claim.
pub async fn confirm(store: &Store, claimed: Claimed, shown: &Summary, cart: &Cart, products: &[Product]) -> Placement {
    let (products, currency) = (products.to_vec(), Currency::UAH);
    let confirmation = Confirmation { claimed, shown, cart, products, currency, next_step: &None::<i32> };
    store.place_order(confirmation).await.expect("an outcome")
}

/// An order of this customer: so many of each of these products.
pub async fn order(store: &Store, user_id: i64, lines: &[(&Product, u32)]) -> Order {
    // Updates are told apart by customer: one after the orders there are is new
    let before = store.orders.of_user(UserId(user_id), None, 1000).await.expect("orders").len();
    let mut update_id = i64::try_from(before).expect("few orders") * 1_000_000;
    for (product, quantity) in lines {
        for _ in 0..*quantity {
            update_id += 1;
            add_to_cart(store, user_id, update_id, product).await;
        }
    }
    let Visited { claimed, customer } = claim(store, user_id, update_id + 1, None).await;
    let cart = customer.cart;
    let products: Vec<Product> = lines.iter().map(|(product, _)| (*product).clone()).collect();
    let placement = confirm(store, claimed, &summary(&cart, &products), &cart, &products).await;
    let outcome = Outcome::<Option<i32>>::default();
    assert!(store.conversations.finish(claimed, outcome).await.expect("the note"), "the claim lapsed");
    match placement {
        Placement::Placed(order) => *order,
        other => panic!("nothing was ordered: {other:?}"),
    }
}
