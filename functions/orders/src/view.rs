//! How an order is shown.

use chrono::{DateTime, Utc};
use domain::{Actor, Contact, HistoryEntry, Order, OrderLine, OrderStatus};
use rest::{Id, MoneyView, TimeField};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An order: a copy of what was bought, which later changes of the catalogue do not reach.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Order)]
pub(crate) struct OrderView {
    #[schema(value_type = Id)]
    id: String,
    /// Unique, ascending from 1; some are left out.
    #[schema(minimum = 1)]
    number: i64,
    /// Telegram id.
    #[schema(minimum = 1)]
    user_id: i64,
    status: Status,
    items: Vec<ItemView>,
    /// `null` once the person was erased.
    #[schema(required = true)]
    contact: Option<ContactView>,
    total: MoneyView,
    /// Of the parcel, once it is on its way.
    #[schema(required = true)]
    tracking_number: Option<String>,
    /// Oldest first.
    history: Vec<HistoryEntryView>,
    #[schema(value_type = TimeField)]
    created_at: DateTime<Utc>,
    #[schema(value_type = TimeField)]
    modified_at: DateTime<Utc>,
}

/// A line of an order.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OrderItem)]
pub(crate) struct ItemView {
    /// It may be gone from the catalogue.
    #[schema(value_type = Id)]
    product_id: String,
    title: String,
    /// Of one, after the discount.
    unit_price: MoneyView,
    #[schema(minimum = 1)]
    quantity: i64,
    line_total: MoneyView,
}

/// For whom, and how to reach them.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Contact)]
pub(crate) struct ContactView {
    name: String,
    phone: String,
    email: String,
    address: String,
}

/// That an order got a status.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HistoryEntry)]
pub(crate) struct HistoryEntryView {
    status: Status,
    #[schema(value_type = TimeField)]
    at: DateTime<Utc>,
    by: ActorView,
    /// Who of the staff.
    #[schema(required = true)]
    staff_name: Option<String>,
    /// What else is to be known of it.
    #[schema(required = true)]
    note: Option<String>,
}

/// Who did it.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = Actor)]
pub(crate) enum ActorView {
    Customer,
    Staff,
    System,
}

/// How far an order has come.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = OrderStatus)]
pub(crate) enum Status {
    New,
    Accepted,
    Shipped,
    Completed,
    Cancelled,
    Returned,
}

impl From<OrderStatus> for Status {
    fn from(status: OrderStatus) -> Self {
        match status {
            OrderStatus::New => Self::New,
            OrderStatus::Accepted => Self::Accepted,
            OrderStatus::Shipped => Self::Shipped,
            OrderStatus::Completed => Self::Completed,
            OrderStatus::Cancelled => Self::Cancelled,
            OrderStatus::Returned => Self::Returned,
        }
    }
}

impl From<Status> for OrderStatus {
    fn from(status: Status) -> Self {
        match status {
            Status::New => Self::New,
            Status::Accepted => Self::Accepted,
            Status::Shipped => Self::Shipped,
            Status::Completed => Self::Completed,
            Status::Cancelled => Self::Cancelled,
            Status::Returned => Self::Returned,
        }
    }
}

impl From<Order> for OrderView {
    fn from(order: Order) -> Self {
        Self {
            id: order.id.to_string(),
            number: order.number.0,
            user_id: order.user_id.0,
            status: order.status.into(),
            items: order.lines.into_iter().map(ItemView::from).collect(),
            contact: order.contact.map(ContactView::from),
            total: order.total.into(),
            tracking_number: order.tracking_number.map(Into::into),
            history: order.history.into_iter().map(HistoryEntryView::from).collect(),
            created_at: order.created_at,
            modified_at: order.modified_at,
        }
    }
}

impl From<HistoryEntry> for HistoryEntryView {
    fn from(entry: HistoryEntry) -> Self {
        Self {
            status: entry.status.into(),
            at: entry.at,
            by: match entry.by {
                Actor::Customer => ActorView::Customer,
                Actor::Staff => ActorView::Staff,
                Actor::System => ActorView::System,
            },
            staff_name: entry.staff_name.map(Into::into),
            note: entry.note.map(Into::into),
        }
    }
}

impl From<OrderLine> for ItemView {
    fn from(line: OrderLine) -> Self {
        Self {
            product_id: line.product_id.to_string(),
            title: line.title.into(),
            unit_price: line.unit_price.into(),
            quantity: line.quantity.into(),
            line_total: line.line_total.into(),
        }
    }
}

impl From<Contact> for ContactView {
    fn from(contact: Contact) -> Self {
        Self {
            name: contact.name.into(),
            phone: contact.phone.into(),
            email: contact.email.into(),
            address: contact.address.into(),
        }
    }
}
