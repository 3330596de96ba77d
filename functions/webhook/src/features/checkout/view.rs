//! The checkout's screens. Lists give way to totals and contact when a message would grow too long.

use domain::{Basket, LineState, Order, Summary, SummaryDifference, Titles};
use screens::{
    Words, blocks, fitting,
    order::{TITLE, contact, lines, total},
};
use telegram::{Html, Keyboard, Screen, shorten};

use crate::action::Action;

/// Everything in the cart.
pub(super) fn overview(words: Words, basket: &Basket) -> Screen {
    let priced = basket.lines.iter().filter_map(|line| match line.state {
        LineState::Available { unit_price, .. } => {
            Some((line.title.shown_in(words.languages()), unit_price, line.quantity))
        }
        _ => None,
    });
    let (title, total) = (words.message("checkout").html(), total(words, basket.total));
    let lines = fitting(words, lines(words, priced), &[&title, &total]);
    Screen::new(blocks([title, lines, total]))
}

/// What is to be confirmed, below what changed since the last time.
pub(super) fn summary(words: Words, summary: &Summary, version: i64, changes: &[String]) -> Screen {
    let (title, total) = (words.message("summary").html(), total(words, summary.total));
    let contact = contact(words, &summary.contact);
    let (news, again) = if changes.is_empty() {
        (String::new(), String::new())
    } else {
        let (heading, again) = (words.message("changes").html(), words.message("changes-confirm").html());
        let changes = fitting(words, changes.to_vec(), &[&heading, &again, &title, &total, &contact]);
        (format!("{heading}\n{changes}"), again)
    };
    let items = summary.lines.iter().map(|line| (line.title_in(words.languages()), line.unit_price, line.quantity));
    let lines = fitting(words, lines(words, items), &[&news, &title, &total, &contact, &again]);
    Screen::new(blocks([news, title, lines, total, contact, again])).keyboard(Keyboard::inline([[
        Action::OrderConfirm(version).button(words.label("confirm")),
        Action::OrderCancel(version).button(words.label("cancel")),
    ]]))
}

/// What changed, line by line.
pub(crate) fn changes(words: Words, changes: &[SummaryDifference]) -> Vec<String> {
    let short = |title: &Titles| shorten(title.shown_in(words.languages()).as_str(), TITLE);
    let change = |change: &SummaryDifference| match change {
        SummaryDifference::Price { title, from, to } => {
            words.message("change-price").text("title", short(title)).money("from", *from).money("to", *to)
        }
        SummaryDifference::Quantity { title, to: 0, .. } => words.message("change-removed").text("title", short(title)),
        SummaryDifference::Quantity { title, from: 0, to } => {
            words.message("change-added").text("title", short(title)).number("to", *to)
        }
        SummaryDifference::Quantity { title, from, to } => {
            words.message("change-quantity").text("title", short(title)).number("from", *from).number("to", *to)
        }
        SummaryDifference::Stock { title, left } => {
            words.message("change-stock").text("title", short(title)).number("left", *left)
        }
        SummaryDifference::Gone { title } => words.message("change-gone").text("title", short(title)),
        SummaryDifference::Title { from, to } => {
            words.message("change-title").text("from", short(from)).text("to", short(to))
        }
    };
    changes.iter().map(|item| change(item).html()).collect()
}

/// What changed cannot be ordered: the cart follows.
pub(super) fn to_fix(words: Words, changes: &[String]) -> Html {
    let (title, fix) = (words.message("changes").html(), words.message("changes-fix").html());
    let changes = fitting(words, changes.to_vec(), &[&title, &fix]);
    blocks([format!("{title}\n{changes}"), fix])
}

pub(super) fn placed(words: Words, order: &Order) -> Html {
    words.message("placed").number("number", order.number.0).money("total", order.total).into_html()
}
