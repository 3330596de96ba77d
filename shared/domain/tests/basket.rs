//! The cart meets the catalogue: prices, what can be had, and what changed since a summary was shown.

use bson::oid::ObjectId;
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    Address, Basket, Cart, CartLine, CategoryId, Contact, Currency, Discount, DomainError, Email, Hold, LineState,
    Money, PersonName, Phone, Product, ProductDescription, ProductId, Quantity, Stock, Summary, SummaryDifference,
    Title, UserId,
};
use proptest::prelude::*;

const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;

fn product(n: u8, price: i64, discount: i64, stock: i64) -> Product {
    Product {
        id: id(n),
        title: Title::parse(&format!("Product {n}")).unwrap(),
        description: ProductDescription::EMPTY,
        category_id: CategoryId(ObjectId::from_bytes([9; 12])),
        price: Money::new(price, Currency::UAH).unwrap(),
        discount: Discount::new(discount).unwrap(),
        stock: Stock::new(stock).unwrap(),
        attributes: vec![],
        sku: None,
        images: vec![],
        translations: domain::Translations::default(),
        holds: vec![],
        created_at: NOW,
        modified_at: NOW,
    }
}

fn id(n: u8) -> ProductId {
    ProductId(ObjectId::from_bytes([n; 12]))
}

fn cart(lines: &[(u8, i64)]) -> Cart {
    let line = |&(n, quantity): &(u8, i64)| CartLine {
        product_id: id(n),
        title: Title::parse(&format!("Product {n}")).unwrap(),
        quantity: Quantity::new(quantity).unwrap(),
    };
    Cart { user_id: UserId(1), lines: lines.iter().map(line).collect() }
}

fn priced(cart: &Cart, products: &[Product]) -> Basket {
    Basket::new(cart, products, Currency::UAH, NOW).unwrap()
}

fn contact() -> Contact {
    Contact {
        name: PersonName::parse("Olena").unwrap(),
        phone: Phone::parse("+380671234567").unwrap(),
        email: Email::parse("olena@example.com").unwrap(),
        address: Address::parse("Kyiv, 1").unwrap(),
    }
}

#[test]
fn a_basket_sums_up_what_can_be_had() {
    let products = [product(1, 1000, 10, 5), product(2, 333, 0, 2), product(3, 500, 0, 0)];
    let basket = priced(&cart(&[(1, 2), (2, 3), (3, 1), (4, 1)]), &products);
    let states: Vec<_> = basket.lines.iter().map(|line| line.state).collect();
    assert!(matches!(states[0], LineState::Available { more: true, .. }));
    assert_eq!(states[1..], [LineState::Short { left: 2 }, LineState::SoldOut, LineState::Gone]);
    assert_eq!((basket.total.amount(), basket.saved.amount()), (1800, 200));
    assert!(!basket.is_orderable());
    assert_eq!(Summary::of(&basket, contact()), None);
}

#[test]
fn a_price_in_another_currency_is_refused() {
    let refused = Basket::new(&cart(&[(1, 1)]), &[product(1, 1000, 0, 5)], Currency::EUR, NOW);
    assert_eq!(refused, Err(DomainError::CurrencyMix));
}

#[test]
fn every_kind_of_change_is_told() {
    let before = [product(1, 1000, 0, 5), product(2, 1000, 0, 5), product(3, 1000, 0, 5), product(4, 1000, 0, 5)];
    let shown = cart(&[(1, 1), (2, 2), (3, 1), (4, 1)]);
    let basket = priced(&shown, &before);
    let summary = Summary::of(&basket, contact()).unwrap();
    assert_eq!(summary.changes(&basket), []);

    let now = [product(1, 1000, 20, 5), product(2, 1000, 0, 1), product(5, 1, 0, 1)];
    let changes = summary.changes(&priced(&cart(&[(1, 1), (2, 2), (3, 1), (5, 1)]), &now));
    let title = |n: u8| Title::parse(&format!("Product {n}")).unwrap();
    let uah = |amount| Money::new(amount, Currency::UAH).unwrap();
    assert_eq!(
        changes,
        [
            SummaryDifference::Quantity { title: title(4).into(), from: 1, to: 0 },
            SummaryDifference::Price { title: title(1).into(), from: uah(1000), to: uah(800) },
            SummaryDifference::Stock { title: title(2).into(), left: 1 },
            SummaryDifference::Gone { title: title(3).into() },
            SummaryDifference::Quantity { title: title(5).into(), from: 0, to: 1 },
        ]
    );
}

/// A hold of this customer that lapses so many seconds from now.
fn hold(user_id: i64, quantity: i64, seconds: i64) -> Hold {
    let quantity = Quantity::new(quantity).unwrap();
    Hold { user_id: UserId(user_id), quantity, until: NOW + TimeDelta::seconds(seconds) }
}

#[test]
fn what_others_hold_cannot_be_had_until_it_lapses() {
    let holds = vec![hold(1, 4, 900), hold(2, 2, 1), hold(3, 1, 0), hold(4, 1, -1)];
    let kettle = Product { holds, ..product(1, 1000, 0, 5) };
    let states = [(1, 3), (1, 4), (2, 1), (3, 1)].map(|(user_id, wanted)| {
        let cart = Cart { user_id: UserId(user_id), ..cart(&[(1, wanted)]) };
        priced(&cart, std::slice::from_ref(&kettle)).lines[0].state
    });
    assert!(matches!(states[0], LineState::Available { more: false, .. }), "two of five are another's");
    assert_eq!(states[1], LineState::Short { left: 3 }, "also for whoever holds more than that");
    assert!(matches!(states[2], LineState::Available { more: false, .. }));
    assert_eq!(states[3], LineState::SoldOut, "whose own hold has lapsed");
}

proptest! {
    #[test]
    fn whatever_is_held_nobody_counts_on_what_is_anothers(
        stock in 0_i64..50,
        held in proptest::collection::btree_map(1_i64..9, (1_i64..20, -2_i64..3), 0..8),
    ) {
        let holds = held.iter().map(|(user_id, (quantity, seconds))| hold(*user_id, *quantity, *seconds)).collect();
        let product = Product { holds, ..product(1, 1000, 0, stock) };
        let active: i64 = held.values().filter(|(_, seconds)| *seconds > 0).map(|(quantity, _)| quantity).sum();
        for user_id in 1..10 {
            let own = held.get(&user_id).filter(|(_, seconds)| *seconds > 0).map_or(0, |(quantity, _)| *quantity);
            let available = product.available_to(UserId(user_id), NOW).get();
            prop_assert_eq!(i64::from(available), (stock - (active - own)).max(0));
        }
    }
}
