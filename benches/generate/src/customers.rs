//! Made-up customers with three lines in their carts, written straight into MongoDB: the one place of the benches that
//! knows how the store keeps a customer. A few customers can come through the shop's own webhook; a million cannot.

use std::ops::Range;

use bson::{Document, doc};
use chrono::{DateTime, Utc};
use domain::{CartLine, DomainError, PersonName, Quantity, TelegramProfile, User, UserId};
use mongodb::Database;

use crate::{catalogue::Maker, failure::Failure};

/// The Telegram id of the first customer; the others follow.
pub(crate) const FIRST: i64 = 3_000_000_000;
const LINES: u32 = 3;

/// Enters the customers with these numbers, who came when `came` says.
pub(crate) async fn fill(
    db: &Database,
    maker: &Maker,
    numbers: Range<u32>,
    came: impl Fn(u32) -> DateTime<Utc>,
) -> Result<(), Failure> {
    let mut users = vec![];
    for n in numbers {
        let id = UserId(FIRST + i64::from(n));
        let mut user = bson::serialize_to_document(&user(id, n, came(n))?)?;
        user.insert("cart", cart(n, maker)?);
        users.push(user);
    }
    db.collection::<Document>("users").insert_many(users).ordered(false).await?;
    Ok(())
}

fn user(id: UserId, n: u32, at: DateTime<Utc>) -> Result<User, DomainError> {
    let name = Some(PersonName::parse(&format!("Customer {n}"))?);
    Ok(User {
        id,
        telegram: TelegramProfile { username: None, name, language_code: Some("en".to_owned()) },
        name: None,
        phone: None,
        email: None,
        address: None,
        locale: None,
        blocked: false,
        first_update: Some(1),
        created_at: at,
        modified_at: at,
    })
}

fn cart(n: u32, maker: &Maker) -> Result<Document, Failure> {
    let line = |product: u32| {
        Ok::<_, DomainError>(CartLine {
            product_id: maker.product_id(product),
            title: maker.title(product)?,
            quantity: Quantity::new(1)?,
        })
    };
    let products = maker.products();
    let lines = (0..LINES.min(products)).map(|line| n.wrapping_mul(LINES).wrapping_add(line) % products);
    let lines: Vec<_> = lines.map(line).collect::<Result<_, _>>()?;
    Ok(doc! { "lines": bson::serialize_to_bson(&lines)?, "applied": [] })
}
