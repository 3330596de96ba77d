//! One order.

use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::{Author, HistoryEntry, Message, MessageKind, MessageText, Order, OrderLine, OrderStatus};
use maud::{Markup, html};

use super::{button_key, find, next};
use crate::{
    change::{Action, Changed, Kind, object},
    context::Context,
    error::{OfficeError, see},
    form::Form,
    parts::{csrf, field, moment, money, status},
};

/// Messages of the conversation that are shown.
const MESSAGES: i64 = 50;

pub(super) async fn show(context: Context, Path(number): Path<String>) -> Result<Response, OfficeError> {
    let order = find(&context, &number).await?;
    let form = Form::of(context.words, []);
    page(&context, &order, &form, None).await
}

/// The page again: with what is wrong in a form, or with what has happened meanwhile.
pub(super) async fn with_form(
    context: &Context,
    order: Order,
    form: Form,
    meanwhile: Option<&'static str>,
) -> Result<Response, OfficeError> {
    let status = if meanwhile.is_some() { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, page(context, &order, &form, meanwhile).await?).into_response())
}

/// Writes to the order's customer.
pub(super) async fn write(
    context: Context,
    Path(number): Path<String>,
    mut form: Form,
) -> Result<Response, OfficeError> {
    let order = find(&context, &number).await?;
    let Some(text) = form.parse("text", MessageText::parse) else {
        return with_form(&context, order, form, None).await;
    };
    let message = Message::from_office(order.user_id, Some(order.id), text, context.store().now());
    let once = crate::form::once(&form)?;
    let named = object(Kind::Message, order.number, format!("№ {}", order.number));
    let written = async {
        context.store().messages.write(once, &message).await?;
        Ok(Changed::plain(()))
    };
    context.change(Action::Send, named, written).await?;
    Ok(see(&format!("/office/orders/{number}?notice=sent#talk")))
}

async fn page(
    context: &Context,
    order: &Order,
    form: &Form,
    meanwhile: Option<&'static str>,
) -> Result<Response, OfficeError> {
    let messages = context.store().messages.latest_of(order.user_id, MESSAGES).await?;
    let words = context.words;
    let title = words.message("office-order-title").number("number", order.number.0).plain();
    let body = html! {
        div .between {
            h1 { (title) " " (status(words, order.status)) }
            a .button href={ "/office/orders/" (order.number) "/slip" } { (words.label("office-order-slip")) }
        }
        @if let Some(key) = meanwhile { p .notice.bad role="alert" { (words.label(key)) } }
        (transitions(context, order, form))
        div .columns {
            div {
                (lines(context, order))
                (conversation(context, order, &messages, form))
            }
            div {
                (customer(context, order))
                (history(context, order))
            }
        }
    };
    Ok(context.page(&title, &body))
}

fn transitions(context: &Context, order: &Order, form: &Form) -> Markup {
    html! {
        div .actions {
            @for to in next(order.status) {
                @if matches!(to, OrderStatus::Shipped) { (ship(context, order, form)) }
                @else if matches!(to, OrderStatus::Cancelled | OrderStatus::Returned) {
                    details .question {
                        summary .button.danger { (context.label(button_key(to))) }
                        div .card {
                            p { (context.label(question_key(to))) }
                            (transition(context, order, to, "danger"))
                        }
                    }
                }
                @else { (transition(context, order, to, "")) }
            }
        }
    }
}

const fn question_key(to: OrderStatus) -> &'static str {
    if matches!(to, OrderStatus::Returned) { "office-order-return-question" } else { "office-order-cancel-question" }
}

fn transition(context: &Context, order: &Order, to: OrderStatus, class: &str) -> Markup {
    html! {
        form .inline method="post" action={ "/office/orders/" (order.number) "/status" } {
            (csrf(context))
            input type="hidden" name="seen" value=(order.status.into_str());
            button class=(class) type="submit" name="to" value=(to.into_str()) { (context.label(button_key(to))) }
        }
    }
}

fn ship(context: &Context, order: &Order, form: &Form) -> Markup {
    html! {
        details .question open[form.is_wrong()] {
            summary .button.first { (context.label(button_key(OrderStatus::Shipped))) }
            form .card.stack method="post" action={ "/office/orders/" (order.number) "/status" } {
                (csrf(context))
                input type="hidden" name="seen" value=(order.status.into_str());
                (field(form, "tracking_number", context.label("office-order-tracking")).max(64)
                    .help(context.label("office-order-tracking-help")).line())
                button type="submit" name="to" value="shipped" { (context.label(button_key(OrderStatus::Shipped))) }
            }
        }
    }
}

fn lines(context: &Context, order: &Order) -> Markup {
    let words = context.words;
    html! {
        section .card {
            h2 { (words.label("office-order-lines")) }
            table .list {
                thead { tr {
                    th { (words.label("office-order-product")) }
                    th .number { (words.label("office-order-price")) }
                    th .number { (words.label("office-order-quantity")) }
                    th .number { (words.label("office-orders-total")) }
                } }
                tbody { @for line in &order.lines { (line_of(context, line)) } }
            }
            p .total { (words.label("office-orders-total")) " " strong { (money(words, order.total)) } }
        }
    }
}

fn line_of(context: &Context, line: &OrderLine) -> Markup {
    let words = context.words;
    html! {
        tr {
            td .whole { a href={ "/office/products/" (line.product_id) } { (line.title_in(words.languages())) } }
            td .number data-label=(words.label("office-order-price")) { (money(words, line.unit_price)) }
            td .number data-label=(words.label("office-order-quantity")) { (line.quantity.get()) }
            td .number data-label=(words.label("office-orders-total")) { (money(words, line.line_total)) }
        }
    }
}

fn customer(context: &Context, order: &Order) -> Markup {
    let words = context.words;
    html! {
        section .card {
            h2 { (words.label("office-orders-customer")) }
            @match &order.contact {
                None => p .muted { (words.label("office-orders-erased")) },
                Some(contact) => dl .facts {
                    dt { (words.label("office-order-name")) } dd { a href={ "/office/customers/" (order.user_id) } { (contact.name.as_str()) } }
                    dt { (words.label("office-order-phone")) } dd { a href={ "tel:" (contact.phone.as_str()) } { (contact.phone.as_str()) } }
                    dt { (words.label("office-order-email")) } dd { a href={ "mailto:" (contact.email.as_str()) } { (contact.email.as_str()) } }
                    dt { (words.label("office-order-address")) } dd { (contact.address.as_str()) }
                },
            }
            @if let Some(number) = &order.tracking_number {
                dl .facts { dt { (words.label("office-order-tracking")) } dd { (number.as_str()) } }
            }
            p { a href={ "/office/orders?customer=" (order.user_id) } { (words.label("office-order-all-of-customer")) } }
        }
    }
}

fn history(context: &Context, order: &Order) -> Markup {
    html! {
        section .card {
            h2 { (context.label("office-order-history")) }
            ul .timeline { @for entry in &order.history { (happened(context, entry)) } }
        }
    }
}

fn happened(context: &Context, entry: &HistoryEntry) -> Markup {
    let by = match (entry.by, &entry.staff_name) {
        (domain::Actor::Staff, Some(name)) => name.to_string(),
        (domain::Actor::Staff, None) => context.label("office-order-by-staff"),
        (domain::Actor::Customer, _) => context.label("office-order-by-customer"),
        (domain::Actor::System, _) => context.label("office-order-by-system"),
    };
    html! {
        li {
            (status(context.words, entry.status)) " " (by)
            div .muted { (moment(context.words, entry.at)) }
            @if let Some(note) = &entry.note { div .muted { (context.label("office-order-note")) " " (note.as_str()) } }
        }
    }
}

fn conversation(context: &Context, order: &Order, messages: &[Message], form: &Form) -> Markup {
    html! {
        section #talk .card {
            h2 { (context.label("office-order-conversation")) }
            (talk(context, messages))
            @if order.contact.is_some() { (answer(context, &format!("/office/orders/{}/messages", order.number), form)) }
        }
    }
}

/// What was written, oldest first.
pub(in crate::pages) fn talk(context: &Context, messages: &[Message]) -> Markup {
    let words = context.words;
    html! {
        @if messages.is_empty() { p .muted { (words.label("office-talk-none")) } }
        ul .talk { @for message in messages {
            li .ours[message.author == Author::Shop] {
                @match &message.text { Some(text) => (text.as_str()), None => em { (words.label(kind_key(message.kind))) } }
                div .muted {
                    (moment(words, message.created_at))
                    @if message.author == Author::Shop && message.delivered_at.is_some() { " · " (words.label("office-talk-delivered")) }
                }
            }
        } }
    }
}

const fn kind_key(kind: MessageKind) -> &'static str {
    match kind {
        MessageKind::Photo => "office-talk-photo",
        MessageKind::Voice => "office-talk-voice",
        MessageKind::Document => "office-talk-document",
        MessageKind::Location => "office-talk-location",
        MessageKind::Text | MessageKind::Other => "office-talk-other",
    }
}

/// The form that writes to a customer.
pub(in crate::pages) fn answer(context: &Context, path: &str, form: &Form) -> Markup {
    html! {
        form .stack method="post" action=(path) {
            (csrf(context))
            (crate::form::once_field(form))
            (field(form, "text", context.label("office-talk-write")).max(4096).required().lines(3))
            div { button type="submit" { (context.label("office-talk-send")) } }
        }
    }
}
