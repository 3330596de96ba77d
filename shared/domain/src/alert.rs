//! Alerts: what customers want to be told of a product.

use bson::{oid::ObjectId, serde_helpers::datetime::FromChrono04DateTime};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_with::serde_as;
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use crate::{PriceAmount, ProductId, UserId};

/// What is told.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Display, EnumString, IntoStaticStr, VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum AlertKind {
    /// A product that was sold out can be had again.
    BackInStock,
    /// A product costs less than when it was asked for, or than it was told last.
    PriceDrop,
}

/// A customer wants to be told of something about a product: once that it is back, of lower prices until they no longer want
/// to.
#[serde_as]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alert {
    #[serde(rename = "_id")]
    pub id: ObjectId,
    pub user_id: UserId,
    pub product_id: ProductId,
    pub kind: AlertKind,
    /// What one unit cost when the customer asked, or when they were told last.
    pub price: PriceAmount,
    #[serde_as(as = "FromChrono04DateTime")]
    pub created_at: DateTime<Utc>,
}

impl Alert {
    /// A customer has no more of them.
    pub const MOST_OF_CUSTOMER: usize = 40;
}
