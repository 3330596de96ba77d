//! A message between a customer and the shop, as the other side sees it.
//!
//! In the staff chat it has a button that names its customer: a reply to it is for them. So nothing else has to be known of
//! the message that is replied to.

use domain::{Message, Order, OrderId, User, UserId};
use telegram::{Button, Html, Keyboard, Screen, escape};

use crate::{Words, blocks, label_of};

/// Whom a reply to a message in the staff chat is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recipient {
    pub user_id: UserId,
    /// The order that the message is about.
    pub order_id: Option<OrderId>,
}

impl Recipient {
    /// As callback data: at most 64 bytes.
    pub fn encode(self) -> String {
        match self {
            Self { user_id, order_id: None } => format!("customer:{user_id}"),
            Self { user_id, order_id: Some(order_id) } => format!("customer:{user_id}:{order_id}"),
        }
    }

    /// From callback data; `None` when it names no customer.
    pub fn decode(data: &str) -> Option<Self> {
        let (user_id, order_id) = match data.strip_prefix("customer:")?.split_once(':') {
            Some((user_id, order_id)) => (user_id, Some(order_id.parse().ok()?)),
            None => (data.strip_prefix("customer:")?, None),
        };
        Some(Self { user_id: user_id.parse().ok()?, order_id })
    }
}

/// The data of a button that shows an order in the staff chat.
pub fn show_order(id: OrderId) -> String {
    format!("show:{id}")
}

/// What a customer wrote, for the staff.
pub fn for_staff(words: Words, message: &Message, user: &User, order: Option<&Order>) -> Screen {
    let name = user.display_name().map_or_else(|| user.id.to_string(), ToString::to_string);
    let head = match order {
        Some(order) => words.message("message-from-about").number("number", order.number.0),
        None => words.message("message-from"),
    };
    let recipient = Recipient { user_id: user.id, order_id: order.map(|order| order.id) };
    let customer = words.message("message-customer").text("name", name.clone()).plain();
    let customer = Button::new(label_of(&customer), recipient.encode());
    let order = order.map(|order| {
        let label = words.message("message-order").number("number", order.number.0).plain();
        Button::new(label, show_order(order.id))
    });
    let text = with_head(head.text("name", name).html(), message);
    Screen::new(text).keyboard(Keyboard::inline([[customer]].into_iter().flatten().chain(order).map(|button| [button])))
}

/// What the shop wrote, for the customer.
pub fn for_customer(words: Words, message: &Message) -> Screen {
    Screen::new(with_head(words.message("message-from-shop").html(), message))
}

fn with_head(head: String, message: &Message) -> Html {
    blocks([head, message.text.as_ref().map(|text| escape(text.as_str())).unwrap_or_default()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recipient_comes_back_as_they_went_within_64_bytes() {
        let user_id = UserId((1 << 52) - 1);
        for order_id in [None, Some("0123456789abcdef01234567".parse().unwrap())] {
            let data = Recipient { user_id, order_id }.encode();
            assert!(data.len() <= Button::MAX_DATA, "{data}");
            assert_eq!(Recipient::decode(&data), Some(Recipient { user_id, order_id }));
        }
        for data in ["", "customer:", "customer:x", "customer:7:", "customer:7:x", "customers:7"] {
            assert_eq!(Recipient::decode(data), None, "{data}");
        }
    }
}
