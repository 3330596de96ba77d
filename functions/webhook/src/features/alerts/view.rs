//! The list, and what is said when an alert is added or removed.

use domain::{AlertKind, Product};
use screens::{Words, alert::AlertAction, order::TITLE};
use store::CustomersAlert;
use telegram::{Keyboard, Screen, shorten};

use crate::action::Action;

/// Beside the button that removes it, a title is cut to this. Keyboards of more than 10 KB are refused.
const SHORT_TITLE: usize = 40;

/// A customer's alerts: a button that shows the product, and one that removes the alert.
pub(super) fn list(words: Words, alerts: &[CustomersAlert]) -> Screen {
    let row = |CustomersAlert { kind, product }: &CustomersAlert| {
        let sign = match kind {
            AlertKind::BackInStock => "🔔",
            AlertKind::PriceDrop => "📉",
        };
        let title = format!("{sign} {}", title(words, product, SHORT_TITLE));
        let remove = AlertAction::RemoveFromList(*kind, product.id).button("🔕");
        vec![Action::Product(product.id).button(title), remove]
    };
    let back = vec![Action::Profile.button(words.label("back"))];
    let text = words.message(if alerts.is_empty() { "alerts-none" } else { "alerts" });
    Screen::new(text.into_html()).keyboard(Keyboard::inline(alerts.iter().map(row).chain([back])))
}

pub(super) fn added(words: Words, kind: AlertKind, product: &Product) -> Screen {
    let title = title(words, product, TITLE);
    let text = match kind {
        AlertKind::BackInStock => words.message("alert-back-added").text("title", title),
        AlertKind::PriceDrop => {
            words.message("alert-cheaper-added").text("title", title).money("price", product.final_price())
        }
    };
    let remove = AlertAction::Remove(kind, product.id).button(words.label("alert-remove"));
    Screen::new(text.into_html()).keyboard(Keyboard::inline([[remove]]))
}

pub(super) fn removed(words: Words, product: &Product) -> Screen {
    Screen::new(words.message("alert-removed").text("title", title(words, product, TITLE)).into_html())
}

fn title(words: Words, product: &Product, most: usize) -> String {
    shorten(product.title_in(words.languages()).as_str(), most)
}
