//! An order as the staff see it in their chat: one message with a button for each transition that is possible. The worker
//! sends it, the chat edits it as members press its buttons.
//!
//! A transition that needs more than a press is asked about in the same message. Who was asked and when stands in the data
//! of the question's buttons, so nothing has to be kept: a question that nobody answers is simply not valid any more.

use std::str::FromStr;

use chrono::{DateTime, TimeDelta, Utc};
use domain::{Actor, HistoryEntry, Order, OrderId, OrderStatus, Transition, UserId, VariantArray};
use telegram::{Button, Html, Keyboard, Screen};

use crate::{Words, blocks, fitting, order};

/// How long a member may take to answer a question.
const ANSWERED_WITHIN: TimeDelta = TimeDelta::minutes(10);

/// What a button of a card does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CardAction {
    /// Makes a transition, or asks about it first.
    Begin { order_id: OrderId, to: OrderStatus },
    /// Makes the transition that was asked about.
    Confirm(Question),
    /// Does not.
    Leave { order_id: OrderId, asked: Asked },
}

/// What a member of the staff is asked before a transition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question {
    pub order_id: OrderId,
    pub to: OrderStatus,
    pub asked: Asked,
}

/// Who was asked, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    pub member: UserId,
    /// Minutes since the Unix epoch.
    minute: i64,
}

impl Asked {
    pub fn new(member: UserId, now: DateTime<Utc>) -> Self {
        Self { member, minute: now.timestamp() / 60 }
    }

    /// Whether nobody waits for the answer any more.
    pub fn is_over(self, now: DateTime<Utc>) -> bool {
        !(0..=ANSWERED_WITHIN.num_minutes()).contains(&(now.timestamp() / 60 - self.minute))
    }
}

impl CardAction {
    /// As callback data: at most 64 bytes, even with the largest id of a member, which has 52 bits (Bot API, `User.id`).
    pub fn encode(self) -> String {
        match self {
            Self::Begin { order_id, to } => format!("to:{order_id}:{}", to.into_str()),
            Self::Confirm(Question { order_id, to, asked: Asked { member, minute } }) => {
                format!("yes:{order_id}:{}:{member}:{minute}", to.into_str())
            }
            Self::Leave { order_id, asked: Asked { member, minute } } => format!("no:{order_id}:{member}:{minute}"),
        }
    }

    /// From callback data; `None` when it is not a card's.
    pub fn decode(data: &str) -> Option<Self> {
        let mut parts = data.split(':');
        let (kind, order_id) = (parts.next()?, value(parts.next())?);
        let asked = |parts: &mut std::str::Split<'_, char>| {
            Some(Asked { member: UserId(value(parts.next())?), minute: value(parts.next())? })
        };
        let action = match kind {
            "to" => Self::Begin { order_id, to: status(parts.next())? },
            "yes" => {
                let to = status(parts.next())?;
                Self::Confirm(Question { order_id, to, asked: asked(&mut parts)? })
            }
            "no" => Self::Leave { order_id, asked: asked(&mut parts)? },
            _ => return None,
        };
        parts.next().is_none().then_some(action)
    }

    fn button(self, label: String) -> Button {
        Button::new(label, self.encode())
    }
}

fn value<T: FromStr>(part: Option<&str>) -> Option<T> {
    part?.parse().ok()
}

fn status(part: Option<&str>) -> Option<OrderStatus> {
    let part = part?;
    OrderStatus::VARIANTS.iter().copied().find(|status| status.into_str() == part)
}

/// The order as it is, with the transitions that the staff may make.
pub fn card(words: Words, order: &Order) -> Screen {
    let button = |step: &Transition| {
        CardAction::Begin { order_id: order.id, to: step.to }.button(words.label(transition_key(step.to)))
    };
    let rows = Transition::possible(order.status, Actor::Staff).map(|step| [button(step)]);
    Screen::new(text(words, order, "")).keyboard(Keyboard::inline(rows))
}

/// The order with a question about a transition. A tracking number is answered by a reply, the rest by buttons.
pub fn question(words: Words, order: &Order, Question { order_id, to, asked }: Question) -> Screen {
    let (key, confirm) = match to {
        OrderStatus::Shipped => ("staff-ask-tracking", "staff-skip"),
        OrderStatus::Returned => ("staff-ask-return", "confirm"),
        _ => ("staff-ask-cancel", "confirm"),
    };
    let asks = words.message(key).html();
    let confirm = CardAction::Confirm(Question { order_id, to, asked }).button(words.label(confirm));
    let leave = CardAction::Leave { order_id, asked }.button(words.label("back"));
    Screen::new(text(words, order, &asks)).keyboard(Keyboard::inline([[confirm, leave]]))
}

/// Whether somebody is asked before this transition is made.
pub const fn is_asked_about(to: OrderStatus) -> bool {
    matches!(to, OrderStatus::Shipped | OrderStatus::Cancelled | OrderStatus::Returned)
}

fn text(words: Words, order: &Order, question: &str) -> Html {
    let head = words
        .message("staff-order")
        .number("number", order.number.0)
        .date_time("at", order.created_at)
        .text("status", order::status(words, order.status))
        .html();
    let tracking = order.tracking_number.as_ref().map(|number| order::tracking(words, number)).unwrap_or_default();
    let total = order::total(words, order.total);
    let contact = order.contact.as_ref().map(|contact| order::contact(words, contact)).unwrap_or_default();
    // The first entry is the order itself
    let history: Vec<String> = order.history.iter().skip(1).map(|entry| history_line(words, entry)).collect();
    let history = history.join("\n");
    let items = order.lines.iter().map(|line| (line.title_in(words.languages()), line.unit_price, line.quantity));
    let others = [head.as_str(), &tracking, &total, &contact, &history, question];
    let lines = fitting(words, order::lines(words, items), &others);
    blocks([head, lines, total, contact, tracking, history, question.to_owned()])
}

fn history_line(words: Words, entry: &HistoryEntry) -> String {
    let who = match (&entry.staff_name, entry.by) {
        (Some(name), _) => name.to_string(),
        (None, Actor::Customer) => words.label("by-customer"),
        (None, Actor::Staff | Actor::System) => words.label("by-shop"),
    };
    let line = words
        .message("staff-history")
        .text("status", order::status(words, entry.status))
        .text("who", who)
        .date_time("at", entry.at)
        .html();
    match &entry.note {
        Some(note) => format!("{line}\n{}", words.message("history-note").text("note", note.as_str()).html()),
        None => line,
    }
}

const fn transition_key(to: OrderStatus) -> &'static str {
    match to {
        // No transition leads to a new order
        OrderStatus::New | OrderStatus::Accepted => "staff-accept",
        OrderStatus::Shipped => "staff-ship",
        OrderStatus::Completed => "staff-complete",
        OrderStatus::Cancelled => "staff-cancel",
        OrderStatus::Returned => "staff-return",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_comes_back_as_it_went_within_64_bytes() {
        let order_id = "0123456789abcdef01234567".parse().unwrap();
        let asked = Asked { member: UserId((1 << 52) - 1), minute: 99_999_999 };
        let of_status = |to: &OrderStatus| {
            let question = Question { order_id, to: *to, asked };
            [CardAction::Begin { order_id, to: *to }, CardAction::Confirm(question)]
        };
        let leave = CardAction::Leave { order_id, asked };
        for action in OrderStatus::VARIANTS.iter().flat_map(of_status).chain([leave]) {
            let data = action.encode();
            assert!(data.len() <= Button::MAX_DATA, "{data}");
            assert_eq!(CardAction::decode(&data), Some(action), "{data}");
        }
        for data in ["", "to", "to:1:new", "to:0123456789abcdef01234567:sold", "no:0123456789abcdef01234567:1"] {
            assert_eq!(CardAction::decode(data), None, "{data}");
        }
    }

    #[test]
    fn a_question_is_open_for_ten_minutes() {
        let now: DateTime<Utc> = "2026-11-26T12:00:59Z".parse().unwrap();
        let asked = Asked::new(UserId(7), now);
        assert!(!asked.is_over(now) && !asked.is_over(now + TimeDelta::minutes(10)));
        assert!(asked.is_over(now + TimeDelta::minutes(11)) && asked.is_over(now - TimeDelta::minutes(1)));
    }
}
