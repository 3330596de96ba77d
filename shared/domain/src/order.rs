//! An order: a copy of what was bought, for how much and by whom, which later edits of the catalogue do not reach.

use bson::serde_helpers::datetime::FromChrono04DateTime;
use chrono::{DateTime, Utc};
use derive_more::Display;
use serde::{Deserialize, Serialize};
use serde_with::serde_as;

use crate::{
    By, Contact, HistoryEntry, Languages, Money, OrderId, OrderNote, OrderStatus, ProductId, Quantity, Summary, Title,
    Titles, TrackingNumber, Transition, Translations, UserId, stored,
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
    /// Of the parcel, once it is on its way.
    pub tracking_number: Option<TrackingNumber>,
    /// What has become of it, oldest first.
    #[serde(default)]
    pub history: Vec<HistoryEntry>,
    /// Where the staff see it, once they do.
    pub staff_card: Option<StaffCard>,
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
                    translations: line.translations.clone(),
                    unit_price: line.unit_price,
                    quantity: line.quantity,
                    line_total: line.total(),
                })
                .collect(),
            contact: Some(summary.contact.clone()),
            total: summary.total,
            tracking_number: None,
            staff_card: None,
            history: vec![HistoryEntry::new(OrderStatus::New, now, By::Customer)],
            created_at: now,
            modified_at: now,
        }
    }

    /// Makes a transition: sets the status and the tracking number, and adds an entry to the history. Returns the
    /// transition, which says whether stock is given back.
    ///
    /// # Errors
    /// [`TransitionRefused`]; then nothing has changed.
    pub fn apply(
        &mut self,
        change: OrderChange,
        note: Option<OrderNote>,
        now: DateTime<Utc>,
    ) -> Result<&'static Transition, TransitionRefused> {
        let OrderChange { to, by, tracking_number } = change;
        let step = Transition::find(self.status, to, by.actor());
        let step = step.ok_or(TransitionRefused { from: self.status, to })?;
        if self.history.is_empty() {
            // Placed by a process of an earlier release, and not migrated yet
            self.history.push(HistoryEntry::new(OrderStatus::New, self.created_at, By::Customer));
        }
        self.status = to;
        if to == OrderStatus::Shipped {
            self.tracking_number = tracking_number;
        }
        self.history.push(HistoryEntry { note, ..HistoryEntry::new(to, now, by) });
        self.modified_at = now;
        Ok(step)
    }
}

/// The message in the staff chat that shows an order as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffCard {
    /// The staff chat (Bot API, `Chat.id`).
    pub chat_id: i64,
    /// The message (Bot API, `Message.message_id`).
    pub message_id: i32,
}

/// What is to become of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderChange {
    pub to: OrderStatus,
    pub by: By,
    /// Of the parcel, for [`OrderStatus::Shipped`].
    pub tracking_number: Option<TrackingNumber>,
}

/// The transition does not exist, or this actor may not make it. The order is unchanged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an order that is {} cannot become {}", .from.into_str(), .to.into_str())]
pub struct TransitionRefused {
    /// The present status.
    pub from: OrderStatus,
    pub to: OrderStatus,
}

/// A line of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderLine {
    /// Which product; it may be gone from the catalogue.
    pub product_id: ProductId,
    /// Its title when it was bought.
    pub title: Title,
    /// The title in other languages.
    #[serde(default, skip_serializing_if = "Translations::is_empty")]
    pub translations: Translations<Title>,
    /// Price of one, after the discount.
    pub unit_price: Money,
    pub quantity: Quantity,
    /// Price of all.
    pub line_total: Money,
}

impl OrderLine {
    /// The title in every language there was.
    pub fn titles(&self) -> Titles {
        Titles { base: self.title.clone(), translations: self.translations.clone() }
    }

    /// The title as it is shown.
    pub fn title_in(&self, languages: Languages) -> &Title {
        languages.pick(&self.translations, Some).unwrap_or(&self.title)
    }
}

/// Unique and ascending from 1, with gaps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Display, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OrderNumber(pub i64);
