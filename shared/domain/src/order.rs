//! An order: a copy of what was bought, for how much and by whom, which later edits of the catalogue do not reach.

use std::fmt;

use bson::serde_helpers::datetime::FromChrono04DateTime;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_with::serde_as;
use strum::{IntoStaticStr, VariantArray};

use crate::{
    Contact, Money, OrderId, ProductId, Quantity, Summary, Title, UserId,
    stored::{self, Fallback},
};

#[serde_as]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    #[serde(rename = "_id")]
    pub id: OrderId,
    /// What people call it by.
    pub number: OrderNumber,
    /// Whose it is.
    pub user_id: UserId,
    /// How far it has come.
    #[serde(deserialize_with = "stored::or_fallback")]
    pub status: OrderStatus,
    /// What was bought.
    #[serde(rename = "items")]
    pub lines: Vec<OrderLine>,
    /// For whom; gone when the person was erased.
    pub contact: Option<Contact>,
    /// What it costs.
    pub total: Money,
    /// When it was placed.
    #[serde_as(as = "FromChrono04DateTime")]
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    #[serde_as(as = "FromChrono04DateTime")]
    pub modified_at: DateTime<Utc>,
}

impl Order {
    /// The order a confirmed summary becomes.
    pub fn new(id: OrderId, number: OrderNumber, user_id: UserId, summary: &Summary, now: DateTime<Utc>) -> Self {
        Self {
            id,
            number,
            user_id,
            status: OrderStatus::New,
            lines: summary
                .lines
                .iter()
                .map(|line| OrderLine {
                    product_id: line.product_id,
                    title: line.title.clone(),
                    unit_price: line.unit_price,
                    quantity: line.quantity,
                    line_total: line.total(),
                })
                .collect(),
            contact: Some(summary.contact.clone()),
            total: summary.total,
            created_at: now,
            modified_at: now,
        }
    }
}

/// A line of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderLine {
    /// Which product; it may be gone from the catalogue.
    pub product_id: ProductId,
    /// Its title when it was bought.
    pub title: Title,
    /// Price of one, after the discount.
    pub unit_price: Money,
    pub quantity: Quantity,
    /// Price of all.
    pub line_total: Money,
}

/// Unique and ascending from 1, with gaps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OrderNumber(pub i64);

impl fmt::Display for OrderNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// How far an order has come; the words are those of the database and the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, IntoStaticStr, VariantArray)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase", const_into_str)]
pub enum OrderStatus {
    /// Placed; the shop has not looked at it yet.
    New,
    /// The shop has taken it on.
    Accepted,
    /// On its way.
    Shipped,
    /// With the customer.
    Completed,
    Cancelled,
}

/// Nothing was done with it as far as this release knows.
impl Fallback for OrderStatus {
    const FALLBACK: Self = Self::New;
}
