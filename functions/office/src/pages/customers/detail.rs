//! One customer.

use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::{AlertKind, Message, MessageText, Order, UserId};
use maud::{Markup, html};
use store::{CustomerSummary, CustomersAlert, OrderQuery, PageRequest};

use super::{id_of, list::name};
use crate::{
    change::{Action, Changed, Kind, object},
    context::Context,
    error::{OfficeError, see},
    form::{self, Form},
    pages::orders::{answer, named, talk},
    parts::{action_after_question, moment, money, status},
};

/// Orders and messages that are shown.
const ORDERS: usize = 10;
const MESSAGES: i64 = 50;

pub(super) async fn show(context: Context, Path(id): Path<String>) -> Result<Response, OfficeError> {
    page(&context, id_of(&id)?, &Form::of(context.words, [])).await
}

/// Writes to a customer.
pub(super) async fn write(context: Context, Path(id): Path<String>, mut form: Form) -> Result<Response, OfficeError> {
    let id = id_of(&id)?;
    context.store().users.find(id).await?.ok_or(OfficeError::NotFound)?;
    let Some(text) = form.parse("text", MessageText::parse) else {
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&context, id, &form).await?).into_response());
    };
    let message = Message::from_office(id, None, text, context.store().now());
    let once = form::once(&form)?;
    let written = async {
        context.store().messages.write(once, &message).await?;
        Ok(Changed::plain(()))
    };
    context.change(Action::Send, object(Kind::Customer, id, ""), written).await?;
    Ok(see(&format!("/office/customers/{id}?notice=sent#talk")))
}

async fn page(context: &Context, id: UserId, form: &Form) -> Result<Response, OfficeError> {
    let (store, words) = (context.store(), context.words);
    let (query, first) = (OrderQuery { user_id: Some(id), ..OrderQuery::default() }, PageRequest::first(ORDERS));
    let (summary, orders, messages, alerts) = tokio::try_join!(
        store.users.summary(id, context.office.shop.currency),
        store.orders.list(&query, &first),
        store.messages.latest_of(id, MESSAGES),
        store.alerts.of_customer(id),
    )?;
    let summary = summary.ok_or(OfficeError::NotFound)?;
    let title = name(&summary.user);
    let body = html! {
        h1 {
            (title)
            @if summary.user.blocked { " " span .badge.bad { (words.label("office-customers-blocked")) } }
        }
        (sums(context, &summary))
        div .columns {
            div {
                (bought(context, id, &orders.items))
                section #talk .card {
                    h2 { (words.label("office-order-conversation")) }
                    (talk(context, &messages))
                    @if summary.user.blocked { p .notice.warm { (words.label("office-customers-blocked-how")) } }
                    (answer(context, &format!("/office/customers/{id}/messages"), form))
                }
            }
            div {
                (profile(context, &summary))
                (wishes(context, &alerts))
                (data(context, id))
            }
        }
    };
    Ok(context.page(&title, &body))
}

fn sums(context: &Context, summary: &CustomerSummary) -> Markup {
    let words = context.words;
    html! {
        div .tiles {
            a .card.tile href={ "/office/orders?customer=" (summary.user.id) } {
                span .muted { (words.label("office-nav-orders")) } strong { (summary.orders) }
            }
            div .card.tile { span .muted { (words.label("office-customers-spent")) } strong { (money(words, summary.spent)) } }
            @if let Some(at) = summary.last_order_at {
                div .card.tile { span .muted { (words.label("office-customers-last-order")) } div { (moment(words, at)) } }
            }
        }
    }
}

fn bought(context: &Context, id: UserId, orders: &[Order]) -> Markup {
    let words = context.words;
    html! {
        section .card {
            h2 { (words.label("office-nav-orders")) }
            @if orders.is_empty() { p .muted { (words.label("office-customers-no-orders")) } }
            @else {
                table .list {
                    thead { tr {
                        th { (words.label("office-orders-order")) } th { (words.label("office-orders-placed")) }
                        th { (words.label("office-orders-status")) } th .number { (words.label("office-orders-total")) }
                    } }
                    tbody { @for order in orders { tr {
                        td data-label=(words.label("office-orders-order")) { a href={ "/office/orders/" (order.number) } { (named(context, order.number)) } }
                        td data-label=(words.label("office-orders-placed")) { (moment(words, order.created_at)) }
                        td data-label=(words.label("office-orders-status")) { (status(words, order.status)) }
                        td .number data-label=(words.label("office-orders-total")) { (money(words, order.total)) }
                    } } }
                }
                p { a href={ "/office/orders?customer=" (id) } { (words.label("office-order-all-of-customer")) } }
            }
        }
    }
}

fn profile(context: &Context, summary: &CustomerSummary) -> Markup {
    let (words, user) = (context.words, &summary.user);
    let language = user.locale_or(words.shop_locale);
    html! {
        section .card {
            h2 { (words.label("office-customers-profile")) }
            dl .facts {
                dt { (words.label("office-staff-telegram-id")) } dd { (user.id) }
                @if let Some(username) = &user.telegram.username { dt { "Telegram" } dd { a href={ "https://t.me/" (username) } rel="noreferrer" { "@" (username) } } }
                @if let Some(phone) = &user.phone { dt { (words.label("office-order-phone")) } dd { a href={ "tel:" (phone.as_str()) } { (phone.as_str()) } } }
                @if let Some(email) = &user.email { dt { (words.label("office-order-email")) } dd { a href={ "mailto:" (email.as_str()) } { (email.as_str()) } } }
                @if let Some(address) = &user.address { dt { (words.label("office-order-address")) } dd { (address.as_str()) } }
                dt { (words.label("office-customers-language")) } dd { (locales::text(language, "language-name", &[])) }
                dt { (words.label("office-customers-since")) } dd { (moment(words, user.created_at)) }
            }
        }
    }
}

/// What the customer wants to be told of.
fn wishes(context: &Context, alerts: &[CustomersAlert]) -> Markup {
    let words = context.words;
    html! {
        @if !alerts.is_empty() {
            section .card {
                h2 { (words.label("office-customers-alerts")) }
                ul { @for alert in alerts {
                    li {
                        a href={ "/office/products/" (alert.product.id) } { (alert.product.title_in(words.languages())) }
                        " " span .muted { (words.label(alert_key(alert.kind))) }
                    }
                } }
            }
        }
    }
}

const fn alert_key(kind: AlertKind) -> &'static str {
    match kind {
        AlertKind::BackInStock => "office-customers-alert-stock",
        AlertKind::PriceDrop => "office-customers-alert-price",
    }
}

fn data(context: &Context, id: UserId) -> Markup {
    let words = context.words;
    html! {
        section .card {
            h2 { (words.label("office-customers-data")) }
            p .muted { (words.label("office-customers-data-how")) }
            p { a .button href={ "/office/customers/" (id) "/export" } download { (words.label("office-customers-export")) } }
            (action_after_question(context, &format!("/office/customers/{id}/erase"), &words.label("office-customers-erase"), &words.label("office-customers-erase-question")))
        }
    }
}
