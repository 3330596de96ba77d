//! Made-up orders: spread evenly over two years, most of them completed, the latest still open.

use std::ops::Range;

use bson::oid::ObjectId;
use chrono::{DateTime, Duration, Utc};
use domain::{
    Address, By, Contact, Currency, Email, HistoryEntry, Money, Order, OrderId, OrderLine, OrderNumber, OrderStatus,
    PersonName, Phone, Quantity, Translations, UserId,
};

use crate::{Wanted, catalogue::Maker, customers::FIRST, failure::Failure};

/// How long ago the first was placed.
const SPAN: Duration = Duration::days(730);
/// How long orders stay open.
const OPEN: Duration = Duration::days(3);

/// The orders with these numbers.
pub(crate) fn made(
    maker: &Maker,
    numbers: Range<u32>,
    wanted: &Wanted,
    now: DateTime<Utc>,
) -> Result<Vec<Order>, Failure> {
    let step = SPAN / i32::try_from(wanted.orders.max(1))?;
    numbers
        .map(|n| {
            let at = now - SPAN + step * i32::try_from(n)?;
            order(maker, n, wanted.customers.max(1), at, now)
        })
        .collect()
}

/// When a customer came: with the shop, or over the same time as the orders, if there are any.
pub(crate) fn came(maker: &Maker, n: u32, wanted: &Wanted, now: DateTime<Utc>) -> DateTime<Utc> {
    if wanted.orders == 0 {
        return maker.begun();
    }
    now - SPAN + Duration::seconds(SPAN.num_seconds() * i64::from(n) / i64::from(wanted.customers.max(1)))
}

fn order(maker: &Maker, n: u32, customers: u32, at: DateTime<Utc>, now: DateTime<Utc>) -> Result<Order, Failure> {
    // Neighbours buy different things
    let spread = n.wrapping_mul(2_654_435_761);
    let lines = [line(maker, spread, 1 + n % 3)?, line(maker, spread.rotate_left(7), 1)?];
    let total = Money::sum(Currency::UAH, lines.iter().map(|line| line.line_total))?;
    let status = match (n % 25, now - at < OPEN) {
        (0, _) => OrderStatus::Cancelled,
        (1, false) => OrderStatus::Returned,
        (_, false) => OrderStatus::Completed,
        (2..12, true) => OrderStatus::New,
        (_, true) => OrderStatus::Accepted,
    };
    Ok(Order {
        id: OrderId(ObjectId::new()),
        number: OrderNumber(0),
        user_id: UserId(FIRST + i64::from(spread % customers)),
        status,
        lines: lines.into(),
        contact: Some(contact(n)?),
        total,
        tracking_number: None,
        history: vec![
            HistoryEntry::new(OrderStatus::New, at, By::Customer),
            HistoryEntry::new(status, at, By::Staff(PersonName::parse("Iryna")?)),
        ],
        staff_card: None,
        created_at: at,
        modified_at: at,
    })
}

fn line(maker: &Maker, n: u32, quantity: u32) -> Result<OrderLine, Failure> {
    let product = n % maker.products();
    let unit_price = Money::new(10_000 + i64::from(product % 900) * 100, Currency::UAH)?;
    let quantity = Quantity::new(i64::from(quantity))?;
    Ok(OrderLine {
        product_id: maker.product_id(product),
        title: maker.title(product)?,
        translations: Translations::default(),
        unit_price,
        quantity,
        line_total: unit_price.times(quantity),
    })
}

fn contact(n: u32) -> Result<Contact, Failure> {
    Ok(Contact {
        name: PersonName::parse(&format!("Customer {n}"))?,
        phone: Phone::parse(&format!("+38067{:07}", n % 10_000_000))?,
        email: Email::parse(&format!("customer{n}@example.com"))?,
        address: Address::parse("Київ, Хрещатик 1")?,
    })
}
