//! What a button under a message does. Its data names the object, never "the one looked at last"; whoever presses it
//! may have forged it.

use std::str::FromStr;

use arrayvec::ArrayString;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use bson::oid::ObjectId;
use derive_more::Deref;
use domain::{BroadcastId, CategoryId, Discount, Locale, OrderId, OrderNumber, ProductId, search::Wanted};
use screens::{alert::AlertAction, card::CardAction, message::Recipient};
use store::{CartChange, CustomerChange, DealsFrom, SearchPosition};
use telegram::{Button, MessageId};

use crate::step::Field;

/// One variant per kind of button.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    /// Shows the root categories.
    Categories,
    /// Shows a category.
    Category(CategoryId),
    /// Shows the next subcategories of a category, or the next root categories.
    MoreCategories { parent_id: Option<CategoryId>, after: CategoryId },
    /// Shows the next products of a category.
    MoreProducts { category_id: CategoryId, after: ProductId },
    /// Shows the next deals.
    MoreDeals(DealsFrom),
    /// Shows what a search finds, or the next of it.
    Search { codes: SearchCodes, after: Option<SearchPosition> },
    /// Shows a product.
    Product(ProductId),
    /// Shows all photos of a product.
    Photos(ProductId),
    /// Shows a page of the cart, from 0.
    Cart(usize),
    /// Changes the cart.
    ChangeCart(CartChange),
    /// Begins the checkout.
    Checkout,
    /// Confirms the summary of this version.
    OrderConfirm(i64),
    /// Leaves the summary of this version.
    OrderCancel(i64),
    /// Lists the orders before this one, or the newest.
    Orders(Option<OrderNumber>),
    /// Shows an order.
    Order(OrderId),
    /// Asks whether an order is to be cancelled.
    AskToCancel(OrderId),
    /// Cancels an order.
    CancelOrder(OrderId),
    /// Puts what an order held into the cart.
    OrderAgain(OrderId),
    /// Writes to the shop about an order.
    WriteAbout(OrderId),
    /// Adds or removes an alert about a product.
    Alert(AlertAction),
    /// Lists the alerts.
    Alerts,
    /// Shows the profile.
    Profile,
    /// Asks for a value of the profile.
    ProfileEdit(Field),
    /// Offers the languages.
    Languages,
    /// Speaks this language from now on.
    SetLanguage(Locale),
}

/// What a search looks for, as far as it fits into a button: see [`Wanted::encode`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deref)]
pub(crate) struct SearchCodes(ArrayString<{ Self::CAPACITY }>);

impl SearchCodes {
    /// In bytes: what the rest of the button's data leaves of 64.
    pub(crate) const CAPACITY: usize = 36;

    /// `None` of nothing.
    pub(crate) fn of(wanted: &Wanted) -> Option<Self> {
        let codes = wanted.encode(Self::CAPACITY);
        Some(codes).filter(|codes| !codes.is_empty()).and_then(|codes| ArrayString::from(&codes).ok()).map(Self)
    }
}

/// One variant per kind of button in the staff chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StaffAction {
    /// Lists the orders to take care of after this one.
    Orders { after: OrderNumber },
    /// Shows an order's card in a new message.
    Order(OrderId),
    /// Does something with the order of the card that the button is a part of.
    Card(CardAction),
    /// Says how to reply to a customer's message.
    Customer(Recipient),
    /// Sends a message of the staff chat to everyone, as the broadcast with this id.
    Broadcast { id: BroadcastId, message: MessageId },
    /// Calls a broadcast off, or leaves one that was not begun.
    StopBroadcast(BroadcastId),
}

impl Action {
    /// A button that does this.
    pub(crate) fn button(self, label: impl Into<String>) -> Button {
        Button::new(label, self.encode())
    }

    /// As callback data: at most 64 bytes.
    pub(crate) fn encode(self) -> String {
        match self {
            Self::Categories => "categories".to_owned(),
            Self::Category(id) => format!("category:{id}"),
            Self::MoreCategories { parent_id: None, after } => format!("categories:{after}"),
            Self::MoreCategories { parent_id: Some(id), after } => format!("category:{id}:{after}"),
            Self::MoreProducts { category_id, after } => format!("more:{category_id}:{after}"),
            Self::MoreDeals(from) => format!("deals:{}:{}", from.discount.get(), from.product_id),
            Self::Search { codes, after: None } => format!("find:::{}", codes.0),
            Self::Search { codes, after: Some(SearchPosition { rank, product_id }) } => {
                format!("find:{rank}:{}:{}", URL_SAFE_NO_PAD.encode(product_id.0.bytes()), codes.0)
            }
            Self::Product(id) => screens::alert::show_product(id),
            Self::Alert(action) => action.encode(),
            Self::Alerts => "alerts".to_owned(),
            Self::Photos(id) => format!("photos:{id}"),
            Self::Cart(page) => format!("cart:{page}"),
            Self::ChangeCart(CartChange::Add(id)) => format!("add:{id}"),
            Self::ChangeCart(CartChange::Plus(id)) => format!("plus:{id}"),
            Self::ChangeCart(CartChange::Minus(id)) => format!("minus:{id}"),
            Self::ChangeCart(CartChange::Remove(id)) => format!("remove:{id}"),
            Self::ChangeCart(CartChange::Clear) => "clear".to_owned(),
            Self::Checkout => "checkout".to_owned(),
            Self::OrderConfirm(version) => format!("confirm:{version}"),
            Self::OrderCancel(version) => format!("cancel:{version}"),
            Self::Orders(None) => "orders".to_owned(),
            Self::Orders(Some(before)) => format!("orders:{before}"),
            Self::Order(id) => format!("order:{id}"),
            Self::AskToCancel(id) => format!("order:{id}:cancel?"),
            Self::CancelOrder(id) => format!("order:{id}:cancel"),
            Self::OrderAgain(id) => format!("order:{id}:again"),
            Self::WriteAbout(id) => format!("write:{id}"),
            Self::Profile => "profile".to_owned(),
            Self::ProfileEdit(field) => format!("edit:{field}"),
            Self::Languages => "languages".to_owned(),
            Self::SetLanguage(locale) => format!("language:{locale}"),
        }
    }

    /// From callback data; `None` when it is not one of ours.
    pub(crate) fn decode(data: &str) -> Option<Self> {
        if let Some(action) = AlertAction::decode(data) {
            return Some(Self::Alert(action));
        }
        let mut parts = data.split(':');
        let action = match parts.next()? {
            "categories" => match parts.next() {
                None => Self::Categories,
                after => Self::MoreCategories { parent_id: None, after: value(after)? },
            },
            "category" => match (value(parts.next())?, parts.next()) {
                (id, None) => Self::Category(id),
                (id, after) => Self::MoreCategories { parent_id: Some(id), after: value(after)? },
            },
            "more" => Self::MoreProducts { category_id: value(parts.next())?, after: value(parts.next())? },
            "deals" => Self::MoreDeals(DealsFrom {
                discount: Discount::new(value(parts.next())?).ok()?,
                product_id: value(parts.next())?,
            }),
            "find" => Self::Search {
                after: match (parts.next()?, parts.next()?) {
                    ("", "") => None,
                    (rank, id) => Some(SearchPosition { rank: rank.parse().ok()?, product_id: short_id(id)? }),
                },
                codes: SearchCodes::of(&Wanted::decode(parts.next()?))?,
            },
            "product" => Self::Product(value(parts.next())?),
            "photos" => Self::Photos(value(parts.next())?),
            "cart" => Self::Cart(value(parts.next())?),
            "add" => Self::ChangeCart(CartChange::Add(value(parts.next())?)),
            "plus" => Self::ChangeCart(CartChange::Plus(value(parts.next())?)),
            "minus" => Self::ChangeCart(CartChange::Minus(value(parts.next())?)),
            "remove" => Self::ChangeCart(CartChange::Remove(value(parts.next())?)),
            "clear" => Self::ChangeCart(CartChange::Clear),
            "checkout" => Self::Checkout,
            "confirm" => Self::OrderConfirm(value(parts.next())?),
            "cancel" => Self::OrderCancel(value(parts.next())?),
            "orders" => Self::Orders(match parts.next() {
                None => None,
                before => Some(OrderNumber(value(before)?)),
            }),
            "order" => match (value(parts.next())?, parts.next()) {
                (id, None) => Self::Order(id),
                (id, Some("cancel?")) => Self::AskToCancel(id),
                (id, Some("cancel")) => Self::CancelOrder(id),
                (id, Some("again")) => Self::OrderAgain(id),
                _ => return None,
            },
            "write" => Self::WriteAbout(value(parts.next())?),
            "alerts" => Self::Alerts,
            "profile" => Self::Profile,
            "edit" => Self::ProfileEdit(value(parts.next())?),
            "languages" => Self::Languages,
            "language" => Self::SetLanguage(value(parts.next())?),
            _ => return None,
        };
        parts.next().is_none().then_some(action)
    }

    /// What a button changes of its customer, whatever the shop knows of them.
    pub(crate) const fn change(self) -> Option<CustomerChange> {
        match self {
            Self::SetLanguage(locale) => Some(CustomerChange::Locale(locale)),
            Self::ChangeCart(change) => Some(CustomerChange::Cart(change)),
            _ => None,
        }
    }
}

impl StaffAction {
    /// A button that does this.
    pub(crate) fn button(self, label: impl Into<String>) -> Button {
        Button::new(label, self.encode())
    }

    /// As callback data: at most 64 bytes.
    fn encode(self) -> String {
        match self {
            Self::Orders { after } => format!("open:{after}"),
            Self::Order(id) => screens::message::show_order(id),
            Self::Customer(recipient) => recipient.encode(),
            Self::Card(action) => action.encode(),
            Self::Broadcast { id, message } => format!("broadcast:{id}:{}", message.0),
            Self::StopBroadcast(id) => format!("{}:{id}", screens::broadcast::STOP),
        }
    }

    /// From callback data; `None` when it is not one of the staff's.
    pub(crate) fn decode(data: &str) -> Option<Self> {
        if let Some(action) = CardAction::decode(data) {
            return Some(Self::Card(action));
        }
        if let Some(recipient) = Recipient::decode(data) {
            return Some(Self::Customer(recipient));
        }
        let mut parts = data.split(':');
        let action = match parts.next()? {
            "open" => Self::Orders { after: OrderNumber(value(parts.next())?) },
            "show" => Self::Order(value(parts.next())?),
            "broadcast" => Self::Broadcast { id: value(parts.next())?, message: MessageId(value(parts.next())?) },
            screens::broadcast::STOP => Self::StopBroadcast(value(parts.next())?),
            _ => return None,
        };
        parts.next().is_none().then_some(action)
    }
}

/// The twelve bytes of an id, in a third less than its hexadecimal digits.
fn short_id(text: &str) -> Option<ProductId> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    Some(ProductId(ObjectId::from_bytes(bytes.try_into().ok()?)))
}

fn value<T: FromStr>(part: Option<&str>) -> Option<T> {
    part?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_comes_back_as_it_went_within_64_bytes() {
        let id = "0123456789abcdef01234567";
        let product: ProductId = id.parse().unwrap();
        let category: CategoryId = id.parse().unwrap();
        let codes = SearchCodes::of(&Wanted::decode(&"x".repeat(SearchCodes::CAPACITY))).unwrap();
        let from = DealsFrom { discount: Discount::new(100).unwrap(), product_id: product };
        for action in [
            Action::Categories,
            Action::Category(category),
            Action::MoreCategories { parent_id: None, after: category },
            Action::MoreCategories { parent_id: Some(category), after: category },
            Action::MoreProducts { category_id: category, after: product },
            Action::MoreDeals(from),
            Action::Search { codes, after: None },
            Action::Search { codes, after: Some(SearchPosition { rank: 8_999, product_id: product }) },
            Action::Product(product),
            Action::Photos(product),
            Action::Cart(99),
            Action::ChangeCart(CartChange::Plus(product)),
            Action::ChangeCart(CartChange::Minus(product)),
            Action::ChangeCart(CartChange::Remove(product)),
            Action::ChangeCart(CartChange::Add(product)),
            Action::ChangeCart(CartChange::Clear),
            Action::Checkout,
            Action::OrderConfirm(i64::MAX),
            Action::OrderCancel(i64::MIN),
            Action::Orders(None),
            Action::Orders(Some(OrderNumber(i64::MAX))),
            Action::Order(id.parse().unwrap()),
            Action::AskToCancel(id.parse().unwrap()),
            Action::CancelOrder(id.parse().unwrap()),
            Action::OrderAgain(id.parse().unwrap()),
            Action::WriteAbout(id.parse().unwrap()),
            Action::Alert(AlertAction::Add(domain::AlertKind::BackInStock, product)),
            Action::Alerts,
            Action::Profile,
            Action::ProfileEdit(Field::Address),
            Action::Languages,
            Action::SetLanguage(Locale::Uk),
        ] {
            let data = action.encode();
            assert!(data.len() <= Button::MAX_DATA, "{data}");
            assert_eq!(Action::decode(&data), Some(action), "{data}");
            assert_eq!(StaffAction::decode(&data), None, "{data}");
        }
        for action in [
            StaffAction::Orders { after: OrderNumber(i64::MAX) },
            StaffAction::Order(id.parse().unwrap()),
            StaffAction::Customer(Recipient { user_id: domain::UserId(7), order_id: None }),
            StaffAction::Card(CardAction::Begin { order_id: id.parse().unwrap(), to: domain::OrderStatus::Accepted }),
            StaffAction::Broadcast { id: id.parse().unwrap(), message: MessageId(i32::MAX) },
            StaffAction::StopBroadcast(id.parse().unwrap()),
        ] {
            let data = action.encode();
            assert!(data.len() <= Button::MAX_DATA, "{data}");
            assert_eq!(StaffAction::decode(&data), Some(action), "{data}");
            assert_eq!(Action::decode(&data), None, "{data}");
        }
    }

    #[test]
    fn what_is_not_ours_is_refused() {
        for data in [
            "",
            "x",
            "add",
            "add:",
            "add:1",
            "add:0123456789abcdef01234567:1",
            "categories:",
            "category:0123456789abcdef01234567:",
            "category:0123456789abcdef01234567:0123456789abcdef01234567:1",
            "deals:101:0123456789abcdef01234567",
            "edit:x",
            "find:",
            "find:::",
            "find::::",
            "find:1::cainik",
            "find:1:0123456789abcdef:",
            "find:x:0123456789abcdef:cainik",
            "find:1:0123456789abcdef:cainik:1",
            "cart:-1",
            "order:0123456789abcdef01234567:",
            "order:0123456789abcdef01234567:again:1",
            "language:de",
        ] {
            assert_eq!(Action::decode(data), None, "{data}");
        }
    }
}
