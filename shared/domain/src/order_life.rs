//! An order's life: which status follows which, who may make a transition, and what comes with it. One table, from which
//! buttons, checks and effects are derived.
//!
//! ```text
//! new ──▶ accepted ──▶ shipped ──▶ completed
//!  │          │            │            │
//!  ▼          ▼            ▼            ▼
//! cancelled  cancelled   returned     returned
//! ```

use bson::serde_helpers::datetime::FromChrono04DateTime;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_with::serde_as;
use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::{
    OrderNote, PersonName,
    stored::{self, Fallback},
};

/// How far an order has come; the words are those of the database and the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, EnumString, IntoStaticStr, VariantArray)]
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
    /// It came back from the customer.
    Returned,
}

/// Nothing was done with it as far as this release knows.
impl Fallback for OrderStatus {
    const FALLBACK: Self = Self::New;
}

/// Who changes an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, IntoStaticStr, VariantArray)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase", const_into_str)]
pub enum Actor {
    Customer,
    Staff,
    System,
}

/// Who did it is unknown to this release.
impl Fallback for Actor {
    const FALLBACK: Self = Self::System;
}

/// From one status to the next.
#[derive(Debug, PartialEq, Eq)]
pub struct Transition {
    pub from: OrderStatus,
    pub to: OrderStatus,
    /// Who may make it.
    pub actors: &'static [Actor],
    /// Whether the pieces of every line go back into stock.
    pub returns_stock: bool,
}

impl Transition {
    /// All that are possible.
    pub const ALL: [Self; 7] = {
        use Actor::{Customer, Staff};
        use OrderStatus::{Accepted, Cancelled, Completed, New, Returned, Shipped};
        [
            Self { from: New, to: Accepted, actors: &[Staff], returns_stock: false },
            Self { from: New, to: Cancelled, actors: &[Staff, Customer], returns_stock: true },
            Self { from: Accepted, to: Shipped, actors: &[Staff], returns_stock: false },
            Self { from: Accepted, to: Cancelled, actors: &[Staff], returns_stock: true },
            Self { from: Shipped, to: Completed, actors: &[Staff], returns_stock: false },
            Self { from: Shipped, to: Returned, actors: &[Staff], returns_stock: true },
            Self { from: Completed, to: Returned, actors: &[Staff], returns_stock: true },
        ]
    };

    /// Those that somebody may make of an order with this status, in the order of their buttons.
    pub fn possible(from: OrderStatus, actor: Actor) -> impl Iterator<Item = &'static Self> {
        const { &Self::ALL }.iter().filter(move |step| step.from == from && step.actors.contains(&actor))
    }

    /// The transition between two statuses, if this actor may make it.
    pub fn find(from: OrderStatus, to: OrderStatus, actor: Actor) -> Option<&'static Self> {
        Self::possible(from, actor).find(|step| step.to == to)
    }
}

impl OrderStatus {
    /// Those that something follows: the shop still has to do something about the order, or may have to.
    pub const OPEN: [Self; 3] = [Self::New, Self::Accepted, Self::Shipped];

    /// The way of an order that is neither cancelled nor returned.
    pub const WAY: [Self; 4] = [Self::New, Self::Accepted, Self::Shipped, Self::Completed];

    /// Whether nothing follows it.
    pub fn is_final(self) -> bool {
        Transition::ALL.iter().all(|step| step.from != self)
    }
}

/// Who did something with an order. Stored as `{by: "staff", staff_name: "Iryna"}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum By {
    Customer,
    /// A member of the staff, under their name in Telegram.
    Staff(PersonName),
    System,
}

impl By {
    pub const fn actor(&self) -> Actor {
        match self {
            Self::Customer => Actor::Customer,
            Self::Staff(_) => Actor::Staff,
            Self::System => Actor::System,
        }
    }
}

/// An entry of an order's history: one for the order itself, and one per transition.
#[serde_as]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryEntry {
    #[serde(deserialize_with = "stored::or_fallback")]
    pub status: OrderStatus,
    #[serde_as(as = "FromChrono04DateTime")]
    pub at: DateTime<Utc>,
    #[serde(deserialize_with = "stored::or_fallback")]
    pub by: Actor,
    /// Who of the staff.
    pub staff_name: Option<PersonName>,
    /// Details, such as pieces of a product that no longer exists.
    pub note: Option<OrderNote>,
}

impl HistoryEntry {
    /// An entry without a note.
    pub fn new(status: OrderStatus, at: DateTime<Utc>, by: By) -> Self {
        let actor = by.actor();
        let staff_name = if let By::Staff(name) = by { Some(name) } else { None };
        Self { status, at, by: actor, staff_name, note: None }
    }
}
