//! The cart as a message: a line and a row of buttons per product, twenty a page.

use domain::{Basket, BasketLine, LineState};
use screens::{Words, blocks};
use store::CartChange;
use telegram::{Button, Keyboard, Screen, shorten};

use crate::action::Action;

/// Lines a page: four buttons each, and a hundred buttons is what a keyboard holds.
pub(super) const PAGE: usize = 20;
/// Titles are cut to this, so that a page of lines fits a message.
const TITLE: usize = 80;

/// A page of the cart; an empty cart leads to the catalogue.
pub(crate) fn screen(words: Words, basket: &Basket, page: usize) -> Screen {
    if basket.is_empty() {
        let button = Action::Categories.button(words.label("cart-empty-button"));
        return Screen::new(words.message("cart-empty").into_html()).keyboard(Keyboard::inline([[button]]));
    }
    let pages = basket.lines.len().div_ceil(PAGE);
    let page = page.min(pages - 1);
    let shown = || basket.lines.iter().enumerate().skip(page * PAGE).take(PAGE);
    let saved = (basket.saved.amount() > 0).then(|| words.message("cart-saved").money("saved", basket.saved).html());
    let total = words.message("cart-total").money("total", basket.total).html();
    let text = [words.message("cart").html()]
        .into_iter()
        .chain(shown().map(|(index, line)| line_text(words, index, line)))
        .chain([[Some(total), saved].into_iter().flatten().collect::<Vec<_>>().join("\n")]);
    let rows = shown().map(|(index, line)| row(words, index, line)).chain(turning(page, pages)).chain([
        vec![Action::ChangeCart(CartChange::Clear).button(words.label("cart-clear"))],
        vec![Action::Checkout.button(words.label("cart-complete"))],
    ]);
    Screen::new(blocks(text)).keyboard(Keyboard::inline(rows))
}

fn line_text(words: Words, index: usize, line: &BasketLine) -> String {
    let phrase = |key| {
        words
            .message(key)
            .number("index", index + 1)
            .text("title", shorten(line.title.shown_in(words.languages()).as_str(), TITLE))
    };
    let quantity = line.quantity.get();
    match line.state {
        LineState::Available { unit_price, .. } => phrase("cart-line")
            .number("quantity", quantity)
            .money("price", unit_price)
            .money("total", unit_price.times(line.quantity))
            .html(),
        LineState::Short { left } => phrase("cart-line-short").number("left", left).number("quantity", quantity).html(),
        LineState::SoldOut => phrase("cart-line-sold-out").html(),
        LineState::Gone => phrase("cart-line-gone").html(),
    }
}

/// ➖ quantity ➕ 🗑; what cannot be had can only be taken away.
fn row(words: Words, index: usize, line: &BasketLine) -> Vec<Button> {
    let id = line.product_id;
    let remove = Action::ChangeCart(CartChange::Remove(id)).button("🗑");
    let phrase = words.message("cart-quantity").number("index", index + 1);
    match line.state {
        LineState::Available { .. } | LineState::Short { .. } => vec![
            Action::ChangeCart(CartChange::Minus(id)).button("➖"),
            Action::Product(id).button(phrase.number("quantity", line.quantity.get()).plain()),
            Action::ChangeCart(CartChange::Plus(id)).button("➕"),
            remove,
        ],
        LineState::SoldOut | LineState::Gone => {
            let title = format!("{}. {}", index + 1, shorten(line.title.shown_in(words.languages()).as_str(), 30));
            vec![Action::ChangeCart(CartChange::Remove(id)).button(title), remove]
        }
    }
}

fn turning(page: usize, pages: usize) -> Option<Vec<Button>> {
    let back = page.checked_sub(1).map(|page| Action::Cart(page).button("◀️"));
    let here = Action::Cart(page).button(format!("{}/{pages}", page + 1));
    let on = (page + 1 < pages).then(|| Action::Cart(page + 1).button("▶️"));
    (pages > 1).then(|| back.into_iter().chain([here]).chain(on).collect())
}
