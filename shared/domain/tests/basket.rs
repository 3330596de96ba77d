//! The cart meets the catalogue: prices, what can be had, and what changed since a summary was shown.

use bson::oid::ObjectId;
use chrono::DateTime;
use domain::{
    Address, Basket, Cart, CartLine, CategoryId, Contact, Currency, Discount, DomainError, Email, LineState, Money,
    PersonName, Phone, Product, ProductDescription, ProductId, Quantity, Stock, Summary, SummaryDifference, Title,
    UserId,
};

fn product(n: u8, price: i64, discount: i64, stock: i64) -> Product {
    let at = DateTime::UNIX_EPOCH;
    Product {
        id: id(n),
        title: Title::parse(&format!("Product {n}")).unwrap(),
        description: ProductDescription::EMPTY,
        category_id: CategoryId(ObjectId::from_bytes([9; 12])),
        price: Money::new(price, Currency::UAH).unwrap(),
        discount: Discount::new(discount).unwrap(),
        stock: Stock::new(stock).unwrap(),
        attributes: vec![],
        image: None,
        created_at: at,
        modified_at: at,
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
    let basket = Basket::new(&cart(&[(1, 2), (2, 3), (3, 1), (4, 1)]), &products, Currency::UAH).unwrap();
    let states: Vec<_> = basket.lines.iter().map(|line| line.state).collect();
    assert!(matches!(states[0], LineState::Available { more: true, .. }));
    assert_eq!(states[1..], [LineState::Short { left: 2 }, LineState::SoldOut, LineState::Gone]);
    assert_eq!((basket.total.amount(), basket.saved.amount()), (1800, 200));
    assert!(!basket.is_orderable());
    assert_eq!(Summary::of(&basket, contact()), None);
}

#[test]
fn a_price_in_another_currency_is_refused() {
    let refused = Basket::new(&cart(&[(1, 1)]), &[product(1, 1000, 0, 5)], Currency::EUR);
    assert_eq!(refused, Err(DomainError::CurrencyMix));
}

#[test]
fn every_kind_of_change_is_told() {
    let before = [product(1, 1000, 0, 5), product(2, 1000, 0, 5), product(3, 1000, 0, 5), product(4, 1000, 0, 5)];
    let shown = cart(&[(1, 1), (2, 2), (3, 1), (4, 1)]);
    let basket = Basket::new(&shown, &before, Currency::UAH).unwrap();
    let summary = Summary::of(&basket, contact()).unwrap();
    assert_eq!(summary.changes(&basket), []);

    let now = [product(1, 1000, 20, 5), product(2, 1000, 0, 1), product(5, 1, 0, 1)];
    let changes = summary.changes(&Basket::new(&cart(&[(1, 1), (2, 2), (3, 1), (5, 1)]), &now, Currency::UAH).unwrap());
    let title = |n: u8| Title::parse(&format!("Product {n}")).unwrap();
    let uah = |amount| Money::new(amount, Currency::UAH).unwrap();
    assert_eq!(
        changes,
        [
            SummaryDifference::Quantity { title: title(4), from: 1, to: 0 },
            SummaryDifference::Price { title: title(1), from: uah(1000), to: uah(800) },
            SummaryDifference::Stock { title: title(2), left: 1 },
            SummaryDifference::Gone { title: title(3) },
            SummaryDifference::Quantity { title: title(5), from: 0, to: 1 },
        ]
    );
}
