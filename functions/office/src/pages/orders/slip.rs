//! A packing slip, to be printed on A4 or A6 and put into the parcel.

use axum::{
    extract::Path,
    response::{IntoResponse, Response},
};
use maud::{DOCTYPE, html};

use super::find;
use crate::{
    assets::{SCRIPT, STYLE},
    context::Context,
    error::OfficeError,
    parts::{moment, money},
};

pub(super) async fn show(context: Context, Path(number): Path<String>) -> Result<Response, OfficeError> {
    let (order, words) = (find(&context, &number).await?, context.words);
    let title = words.message("office-order-title").number("number", order.number.0).plain();
    let slip = html! {
        (DOCTYPE)
        html lang=(words.locale.into_str()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " · " (context.office.storefront.name) }
                link rel="icon" href="data:,";
                link rel="stylesheet" href=(STYLE.path);
                script src=(SCRIPT.path) defer {}
            }
            body .slip {
                main #page {
                    p .no-print { button type="button" data-print hidden { (words.label("office-slip-print")) } " " a href={ "/office/orders/" (order.number) } { (words.label("office-slip-back")) } }
                    div .between { h1 { (context.office.storefront.name) } p { strong { (title) } br; (moment(words, order.created_at)) } }
                    @if let Some(contact) = &order.contact {
                        address { strong { (contact.name.as_str()) } br; (contact.address.as_str()) br; (contact.phone.as_str()) }
                    }
                    @if let Some(number) = &order.tracking_number { p { (words.label("office-order-tracking")) ": " (number.as_str()) } }
                    table {
                        thead { tr { th { (words.label("office-order-product")) } th .number { (words.label("office-order-quantity")) } th .number { (words.label("office-orders-total")) } } }
                        tbody { @for line in &order.lines { tr {
                            td { (line.title_in(words.languages())) } td .number { (line.quantity.get()) } td .number { (money(words, line.line_total)) }
                        } } }
                        tfoot { tr { th colspan="2" { (words.label("office-orders-total")) } td .number { strong { (money(words, order.total)) } } } }
                    }
                    p { (words.label("office-slip-thanks")) }
                }
            }
        }
    };
    Ok(slip.into_response())
}
