//! What customers are told of products, and the buttons by which they ask for it or no longer want it.

use domain::{AlertKind, Product, ProductId};
use telegram::{Button, Keyboard, Screen, shorten};

use crate::{Words, order::TITLE};

/// What a button does about an alert of the customer who presses it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AlertAction {
    /// Has them told.
    Add(AlertKind, ProductId),
    /// Has them told no more, by the message that says so.
    Remove(AlertKind, ProductId),
    /// The same in their list.
    RemoveFromList(AlertKind, ProductId),
}

impl AlertAction {
    /// As callback data: at most 64 bytes.
    pub fn encode(self) -> String {
        match self {
            Self::Add(kind, id) => format!("tell:{kind}:{id}"),
            Self::Remove(kind, id) => format!("hush:{kind}:{id}"),
            Self::RemoveFromList(kind, id) => format!("drop:{kind}:{id}"),
        }
    }

    /// From callback data; `None` when it is no such button.
    pub fn decode(data: &str) -> Option<Self> {
        let (verb, rest) = data.split_once(':')?;
        let (kind, id) = rest.split_once(':')?;
        let (kind, id) = (kind.parse().ok()?, id.parse().ok()?);
        match verb {
            "tell" => Some(Self::Add(kind, id)),
            "hush" => Some(Self::Remove(kind, id)),
            "drop" => Some(Self::RemoveFromList(kind, id)),
            _ => None,
        }
    }

    /// A button that does this.
    pub fn button(self, label: impl Into<String>) -> Button {
        Button::new(label, self.encode())
    }
}

/// The data of a button that shows a product.
pub fn show_product(id: ProductId) -> String {
    format!("product:{id}")
}

/// Tells a customer what has become of a product.
pub fn alert(words: Words, kind: AlertKind, product: &Product) -> Screen {
    let key = match kind {
        AlertKind::BackInStock => "alert-back",
        AlertKind::PriceDrop => "alert-cheaper",
    };
    let title = shorten(product.title_in(words.languages()).as_str(), TITLE);
    let text = words.message(key).text("title", title).money("price", product.final_price());
    let show = Button::new(words.label("alert-show"), show_product(product.id));
    // That it is back is told once: there is nothing left to be undone
    let hush = (kind == AlertKind::PriceDrop)
        .then(|| AlertAction::Remove(kind, product.id).button(words.label("alert-remove")));
    Screen::new(text.into_html()).keyboard(Keyboard::inline([show].into_iter().chain(hush).map(|button| [button])))
}

#[cfg(test)]
mod tests {
    use domain::VariantArray;

    use super::*;

    #[test]
    fn every_action_comes_back_as_it_went_within_64_bytes() {
        let id: ProductId = "0123456789abcdef01234567".parse().unwrap();
        let of = |kind: &AlertKind| {
            [AlertAction::Add(*kind, id), AlertAction::Remove(*kind, id), AlertAction::RemoveFromList(*kind, id)]
        };
        for action in AlertKind::VARIANTS.iter().flat_map(of) {
            let data = action.encode();
            assert!(data.len() <= Button::MAX_DATA, "{data}");
            assert_eq!(AlertAction::decode(&data), Some(action), "{data}");
        }
        for data in ["", "tell", "tell:back_in_stock", "tell:x:0123456789abcdef01234567", "tell:price_drop:1"] {
            assert_eq!(AlertAction::decode(data), None, "{data}");
        }
    }
}
