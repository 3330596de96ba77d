//! How an order is shown.

use domain::{Actor, Contact, HistoryEntry, Order, OrderLine, OrderStatus};
use rest::{Id, MoneyView, TimeField};
use serde::Serialize;
use utoipa::ToSchema;

/// An order: a copy of what was bought, which later changes of the catalogue do not reach.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Order)]
pub(crate) struct OrderView {
    id: Id,
    /// Unique, ascending from 1; some are left out.
    #[schema(minimum = 1)]
    number: i64,
    /// Telegram id.
    #[schema(minimum = 1)]
    user_id: i64,
    #[serde(with = "Status")]
    #[schema(value_type = Status)]
    status: OrderStatus,
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
    created_at: TimeField,
    modified_at: TimeField,
}

/// A line of an order.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OrderItem)]
pub(crate) struct ItemView {
    /// It may be gone from the catalogue.
    product_id: Id,
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

/// An entry of an order's history.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HistoryEntry)]
pub(crate) struct HistoryEntryView {
    #[serde(with = "Status")]
    #[schema(value_type = Status)]
    status: OrderStatus,
    at: TimeField,
    #[serde(with = "ActorView")]
    #[schema(value_type = ActorView)]
    by: Actor,
    /// Who of the staff.
    #[schema(required = true)]
    staff_name: Option<String>,
    /// Details, such as pieces of a product that no longer exists.
    #[schema(required = true)]
    note: Option<String>,
}

/// Who did it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "lowercase", remote = "Actor")]
#[schema(as = Actor)]
pub(crate) enum ActorView {
    Customer,
    Staff,
    System,
}

/// How far an order has come.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "lowercase", remote = "OrderStatus")]
#[schema(as = OrderStatus)]
pub(crate) enum Status {
    New,
    Accepted,
    Shipped,
    Completed,
    Cancelled,
    Returned,
}

impl From<Order> for OrderView {
    fn from(order: Order) -> Self {
        Self {
            id: order.id.into(),
            number: order.number.0,
            user_id: order.user_id.0,
            status: order.status,
            items: order.lines.into_iter().map(ItemView::from).collect(),
            contact: order.contact.map(ContactView::from),
            total: order.total.into(),
            tracking_number: order.tracking_number.map(Into::into),
            history: order.history.into_iter().map(HistoryEntryView::from).collect(),
            created_at: TimeField(order.created_at),
            modified_at: TimeField(order.modified_at),
        }
    }
}

impl From<HistoryEntry> for HistoryEntryView {
    fn from(entry: HistoryEntry) -> Self {
        Self {
            status: entry.status,
            at: TimeField(entry.at),
            by: entry.by,
            staff_name: entry.staff_name.map(Into::into),
            note: entry.note.map(Into::into),
        }
    }
}

impl From<OrderLine> for ItemView {
    fn from(line: OrderLine) -> Self {
        Self {
            product_id: line.product_id.into(),
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
