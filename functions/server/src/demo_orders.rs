//! Orders of the demo shop, some in every status with their history, so that no screen is empty.
//!
//! They are those of some customers of the local replacement for Telegram; the others have not been here yet. On a real bot
//! these are nobody, so nothing is sent to them: they count as having blocked the bot until they write.

use bson::oid::ObjectId;
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    Address, Basket, By, Cart, CartLine, Contact, Currency, DomainError, Email, Order, OrderChange, OrderId,
    OrderNumber, OrderStatus, PersonName, Phone, Product, Quantity, Stock, Summary, TelegramProfile, TrackingNumber,
    User, UserId,
};
use store::StoreError;

const CUSTOMERS: [(i64, &str, &str, &str); 3] = [
    (1002, "Іван Петров", "+380671112233", "Київ, вул. Хрещатик, 22"),
    (1004, "Юрген", "+4915112345678", "Львів, відділення № 12"),
    (1005, "Лейла Хаддад", "+96170123456", "Одеса, вул. Дерибасівська, 5, кв. 7"),
];

/// Hours since an order was placed, and what has become of it since then.
const ORDERS: [(i64, &[OrderStatus]); 12] = {
    use OrderStatus::{Accepted, Cancelled, Completed, Returned, Shipped};
    [
        (30 * 24, &[Accepted, Shipped, Completed]),
        (21 * 24, &[Accepted, Shipped, Completed]),
        (16 * 24, &[Accepted, Shipped, Completed, Returned]),
        (9 * 24, &[Accepted, Cancelled]),
        (8 * 24, &[Accepted, Shipped, Completed]),
        (4 * 24, &[Cancelled]),
        (3 * 24, &[Accepted, Shipped, Returned]),
        (50, &[Accepted, Shipped]),
        (28, &[Accepted, Shipped]),
        (20, &[Accepted]),
        (5, &[]),
        (1, &[]),
    ]
};

/// Who ordered.
pub(crate) fn customers(now: DateTime<Utc>) -> Result<Vec<User>, DomainError> {
    let customer = |(id, name, phone, address): (i64, &str, &str, &str)| {
        let joined = now - TimeDelta::days(35);
        Ok(User {
            id: UserId(id),
            telegram: TelegramProfile { language_code: Some("uk".to_owned()), ..TelegramProfile::default() },
            name: Some(PersonName::parse(name)?),
            phone: Some(Phone::parse(phone)?),
            email: Some(Email::parse(&format!("customer{id}@example.com"))?),
            address: Some(Address::parse(address)?),
            locale: None,
            blocked: true,
            first_update: None,
            created_at: joined,
            modified_at: joined,
        })
    };
    CUSTOMERS.into_iter().map(customer).collect()
}

/// What they ordered. Takes it from the products' stock, unless it came back.
pub(crate) fn orders(
    customers: &[User],
    products: &mut [Product],
    currency: Currency,
    now: DateTime<Utc>,
) -> Result<Vec<Order>, StoreError> {
    let mut orders = Vec::with_capacity(ORDERS.len());
    for (n, ((hours, life), customer)) in ORDERS.into_iter().zip(customers.iter().cycle()).enumerate() {
        let placed_at = now - TimeDelta::hours(hours);
        let lines = [(n * 7, 1), (n * 5 + 3, 1 + u32::from(n % 3 == 0))];
        let cart = cart(customer.id, products, &lines[..=n % 2])?;
        let basket = Basket::new(&cart, products, currency, placed_at)?;
        let Some(summary) = contact(customer).and_then(|contact| Summary::of(&basket, contact)) else { continue };
        let mut order = Order::new(OrderId(ObjectId::new()), OrderNumber(0), customer.id, &summary, placed_at);
        live(&mut order, life, now)?;
        if !matches!(order.status, OrderStatus::Cancelled | OrderStatus::Returned) {
            take(&order, products)?;
        }
        orders.push(order);
    }
    Ok(orders)
}

/// Products that are in stock, from these places in the catalogue on.
fn cart(user_id: UserId, products: &[Product], lines: &[(usize, u32)]) -> Result<Cart, DomainError> {
    let line = |(place, quantity): &(usize, u32)| {
        let enough = products.iter().cycle().skip(*place).take(products.len()).find(|product| product.stock.get() > 2);
        let product = enough.ok_or(DomainError::NotAnId)?;
        let quantity = Quantity::new(i64::from(*quantity))?;
        Ok(CartLine { product_id: product.id, quantity, title: product.title.clone() })
    };
    Ok(Cart { user_id, lines: lines.iter().map(line).collect::<Result<_, DomainError>>()? })
}

fn contact(customer: &User) -> Option<Contact> {
    Some(Contact {
        name: customer.name.clone()?,
        phone: customer.phone.clone()?,
        email: customer.email.clone()?,
        address: customer.address.clone()?,
    })
}

/// One transition every few hours, the last not after now.
fn live(order: &mut Order, life: &[OrderStatus], now: DateTime<Utc>) -> Result<(), StoreError> {
    let mut at = order.created_at;
    let step = (now - at) / i32::try_from(life.len() + 1).unwrap_or(1);
    for to in life {
        at += step.min(TimeDelta::hours(20));
        let by = match to {
            // The only way that a customer can go
            OrderStatus::Cancelled if life.len() == 1 => By::Customer,
            _ => By::Staff(PersonName::parse("Ірина")?),
        };
        let tracking_number = Some(TrackingNumber::parse("20450000000000")?);
        let change = OrderChange { to: *to, by, tracking_number };
        order.apply(change, None, at).map_err(|_| StoreError::Inconsistent("the demo's orders"))?;
    }
    Ok(())
}

fn take(order: &Order, products: &mut [Product]) -> Result<(), DomainError> {
    for line in &order.lines {
        if let Some(product) = products.iter_mut().find(|product| product.id == line.product_id) {
            product.stock = Stock::new(i64::from(product.stock.get()) - i64::from(line.quantity.get()))?;
        }
    }
    Ok(())
}
