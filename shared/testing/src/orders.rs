//! Orders, placed as the chat places them.

use domain::{Address, Basket, Contact, Currency, Email, Order, PersonName, Phone, Product, Summary, UserId};
use store::{Placement, Store};

/// A contact.
pub fn contact() -> Contact {
    Contact {
        name: PersonName::parse("Олена Коваль").expect("a name"),
        phone: Phone::parse("+380671234567").expect("a phone"),
        email: Email::parse("olena@example.com").expect("an e-mail address"),
        address: Address::parse("Київ, Хрещатик 1").expect("an address"),
    }
}

/// An order of this customer: so many of each of these products.
pub async fn order(store: &Store, user_id: i64, lines: &[(&Product, u32)]) -> Order {
    let user_id = UserId(user_id);
    // Updates are told apart by customer: one after the orders there are is new
    let before = store.orders.of_user(user_id, None, 1000).await.expect("orders").len();
    let mut update_id = i64::try_from(before).expect("few orders") * 1_000_000;
    let mut cart = store.carts.of(user_id).await.expect("a cart");
    for (product, quantity) in lines {
        for _ in 0..*quantity {
            update_id += 1;
            cart = store.carts.add_one(user_id, update_id, product).await.expect("the cart").cart;
        }
    }
    let products: Vec<Product> = lines.iter().map(|(product, _)| (*product).clone()).collect();
    let basket = Basket::new(&cart, &products, Currency::UAH).expect("one currency");
    let summary = Summary::of(&basket, contact()).expect("something to order");
    match store.place_order(user_id, update_id + 1, summary, Currency::UAH).await.expect("an order") {
        Placement::Placed(order) => order,
        Placement::Changed(basket) => panic!("nothing was ordered: {basket:?}"),
    }
}
