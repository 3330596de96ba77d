//! An order's life: random sequences of changes, by anybody, in any order.

use std::collections::HashMap;

use bson::oid::ObjectId;
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    Actor, Basket, BasketLine, By, Contact, Currency, Email, LineState, Money, Order, OrderChange, OrderId,
    OrderNumber, OrderStatus, PersonName, Phone, ProductId, Quantity, Summary, Title, TrackingNumber, Transition,
    UserId, VariantArray,
};
use proptest::prelude::*;

fn start() -> DateTime<Utc> {
    DateTime::from_timestamp(1_764_000_000, 0).unwrap()
}

/// An order of two products, 3 and 2 of them.
fn order() -> Order {
    let line = |n: u8, quantity| BasketLine {
        product_id: ProductId(ObjectId::from_bytes([n; 12])),
        title: Title::parse("Kettle").unwrap().into(),
        quantity: Quantity::new(quantity).unwrap(),
        state: LineState::Available {
            unit_price: Money::new(99_900, Currency::UAH).unwrap(),
            list_price: Money::new(99_900, Currency::UAH).unwrap(),
            more: true,
        },
    };
    let total = Money::new(5 * 99_900, Currency::UAH).unwrap();
    let basket = Basket { lines: vec![line(1, 3), line(2, 2)], total, saved: Money::zero(Currency::UAH) };
    let contact = Contact {
        name: PersonName::parse("Olena").unwrap(),
        phone: Phone::parse("+380671234567").unwrap(),
        email: Email::parse("olena@example.com").unwrap(),
        address: domain::Address::parse("Kyiv, Khreshchatyk 1").unwrap(),
    };
    let summary = Summary::of(&basket, contact).unwrap();
    Order::new(OrderId(ObjectId::from_bytes([9; 12])), OrderNumber(1), UserId(7), &summary, start())
}

fn by(actor: Actor) -> By {
    match actor {
        Actor::Customer => By::Customer,
        Actor::Staff => By::Staff(PersonName::parse("Iryna").unwrap()),
        Actor::System => By::System,
    }
}

fn stock_of(order: &Order) -> HashMap<ProductId, i64> {
    order.lines.iter().map(|line| (line.product_id, -i64::from(line.quantity.get()))).collect()
}

#[test]
fn the_table_is_that_of_the_contract() {
    let table: Vec<String> = Transition::ALL
        .iter()
        .map(|step| {
            let (from, to) = (step.from.into_str(), step.to.into_str());
            let actors: Vec<&str> = step.actors.iter().map(Actor::into_str).collect();
            format!("{from} → {to}, {}{}", actors.join(" "), if step.returns_stock { ", stock back" } else { "" })
        })
        .collect();
    assert_eq!(
        table,
        [
            "new → accepted, staff",
            "new → cancelled, staff customer, stock back",
            "accepted → shipped, staff",
            "accepted → cancelled, staff, stock back",
            "shipped → completed, staff",
            "shipped → returned, staff, stock back",
            "completed → returned, staff, stock back",
        ]
    );
    let last: Vec<_> = OrderStatus::VARIANTS.iter().filter(|status| status.is_final()).collect();
    assert_eq!(last, [&OrderStatus::Cancelled, &OrderStatus::Returned]);
}

#[test]
fn a_tracking_number_comes_with_shipping_alone() {
    let number = TrackingNumber::parse("20450000000000").ok();
    let mut order = order();
    for to in [OrderStatus::Accepted, OrderStatus::Shipped, OrderStatus::Completed] {
        let change = OrderChange { to, by: by(Actor::Staff), tracking_number: number.clone() };
        order.apply(change, None, start()).unwrap();
        assert_eq!(order.tracking_number.is_some(), to != OrderStatus::Accepted);
    }
}

#[test]
fn an_order_without_a_history_gets_its_beginning_with_its_first_transition() {
    let placed = order();
    let mut order = Order { history: vec![], ..placed.clone() };
    let change = OrderChange { to: OrderStatus::Accepted, by: by(Actor::Staff), tracking_number: None };
    order.apply(change, None, start() + TimeDelta::days(1)).unwrap();
    assert_eq!(order.history[..1], placed.history);
    assert_eq!(order.history.len(), 2);
}

fn change() -> impl Strategy<Value = OrderChange> {
    let (statuses, actors) = (OrderStatus::VARIANTS.to_vec(), Actor::VARIANTS.to_vec());
    (prop::sample::select(statuses), prop::sample::select(actors), any::<bool>()).prop_map(|(to, actor, tracked)| {
        let tracking_number = tracked.then(|| TrackingNumber::parse("20450000000000").unwrap());
        OrderChange { to, by: by(actor), tracking_number }
    })
}

proptest! {
    #[test]
    fn stock_and_sold_add_up_and_history_grows_by_one_a_transition(changes in prop::collection::vec(change(), 0..40)) {
        let mut order = order();
        let mut stock = stock_of(&order);
        let mut now = start();
        for change in changes {
            now += TimeDelta::seconds(1);
            let before = order.clone();
            match order.apply(change.clone(), None, now) {
                Ok(step) => {
                    prop_assert!(!before.status.is_final());
                    prop_assert!(step.actors.contains(&change.by.actor()));
                    prop_assert_eq!((step.from, step.to), (before.status, order.status));
                    prop_assert_eq!(order.history.len(), before.history.len() + 1);
                    let entry = order.history.last().unwrap();
                    prop_assert_eq!((entry.status, entry.at, entry.by), (change.to, now, change.by.actor()));
                    if step.returns_stock {
                        for line in &order.lines {
                            *stock.get_mut(&line.product_id).unwrap() += i64::from(line.quantity.get());
                        }
                    }
                }
                Err(refused) => {
                    prop_assert_eq!((refused.from, refused.to), (before.status, change.to));
                    prop_assert_eq!(&order, &before);
                }
            }
            let is_sold = !matches!(order.status, OrderStatus::Cancelled | OrderStatus::Returned);
            for line in &order.lines {
                let sold = if is_sold { i64::from(line.quantity.get()) } else { 0 };
                prop_assert_eq!(stock[&line.product_id] + sold, 0, "a piece came back twice, or not at all");
            }
        }
    }
}
