//! Orders as a table, for the accountant: a row for each line of an order, newest first.

use std::io;

use axum::response::Response;
use domain::{FileFormat, Money, Order, OrderLine};
use files::{Cell, Table, TableFormat, Written};
use rest::{Allowed, HttpError, OrdersRead, Params, Pieces, TimeField, WriteError, download};
use serde::Deserialize;
use store::{OrderQuery, PageRequest, Store};
use utoipa::{IntoParams, ToSchema};

/// Orders that are read at a time.
const PAGE: usize = 200;

const HEADINGS: [&str; 16] = [
    "number",
    "placed_at",
    "status",
    "product_id",
    "title",
    "unit_price",
    "quantity",
    "line_total",
    "order_total",
    "currency",
    "name",
    "phone",
    "email",
    "address",
    "tracking_number",
    "user_id",
];

// The words of a format, for OpenAPI
#[derive(Debug, ToSchema)]
#[schema(rename_all = "snake_case")]
#[expect(dead_code, reason = "only its schema is used")]
pub(crate) enum Format {
    Csv,
    Xlsx,
}

/// Which orders, as what kind of file.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ExportParams {
    /// The file's format.
    #[serde(deserialize_with = "format")]
    #[param(inline, value_type = Format)]
    format: TableFormat,
    /// Placed then or later.
    from: Option<TimeField>,
    /// Placed before.
    to: Option<TimeField>,
}

fn format<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<TableFormat, D::Error> {
    let word = String::deserialize(deserializer)?;
    word.parse().map_err(|_| serde::de::Error::custom("is not one of csv, xlsx"))
}

/// Export orders
///
/// A row for each line of an order, with what concerns the whole order in each of them; newest first. Text that a spreadsheet
/// would take for a formula stands behind an apostrophe.
#[utoipa::path(
    get, path = "/v1/orders/export", params(ExportParams), security(("key" = ["orders:read"])),
    responses((
        status = 200, description = "The file",
        content(
            (String = "text/csv"),
            (String = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ),
    )),
)]
pub(crate) async fn export_orders(
    state: Allowed<OrdersRead>,
    Params(params): Params<ExportParams>,
) -> Result<Response, HttpError> {
    let format = FileFormat::from(params.format);
    let query = OrderQuery { from: params.from.map(|at| at.0), to: params.to.map(|at| at.0), ..OrderQuery::default() };
    let (store, name) = (state.store.clone(), format!("orders.{}", format.extension()));
    Ok(download(format.content_type(), &name, |pieces| write(store, query, params.format, pieces)))
}

async fn write(store: Store, query: OrderQuery, format: TableFormat, pieces: Pieces) -> Result<(), WriteError> {
    let mut table = Table::begin(format, HEADINGS.map(str::to_owned))?;
    let mut after = None;
    loop {
        let page = store.orders.list(&query, &PageRequest { after, limit: PAGE }).await?;
        for order in &page.items {
            for line in &order.lines {
                table.push(row(order, line))?;
            }
        }
        pieces.send(table.take()?).await?;
        match page.next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    let finished = tokio::task::spawn_blocking(move || table.finish());
    match finished.await.map_err(io::Error::other)?? {
        Written::Rest(rest) => pieces.send(rest).await?,
        Written::Whole(file) => pieces.send_file(file).await?,
    }
    Ok(())
}

fn row(order: &Order, line: &OrderLine) -> [Cell; HEADINGS.len()] {
    let contact = order.contact.as_ref();
    let text = |text: Option<String>| text.map_or(Cell::Empty, Cell::Text);
    [
        Cell::Integer(order.number.0),
        Cell::Text(order.created_at.format("%Y-%m-%dT%H:%M:%SZ").to_string()),
        Cell::Text(order.status.into_str().to_owned()),
        Cell::Text(line.product_id.to_string()),
        Cell::Text(line.title.to_string()),
        money(line.unit_price),
        Cell::Integer(line.quantity.get().into()),
        money(line.line_total),
        money(order.total),
        Cell::Text(order.total.currency().code().to_owned()),
        text(contact.map(|contact| contact.name.to_string())),
        text(contact.map(|contact| contact.phone.to_string())),
        text(contact.map(|contact| contact.email.to_string())),
        text(contact.map(|contact| contact.address.to_string())),
        text(order.tracking_number.as_ref().map(ToString::to_string)),
        Cell::Integer(order.user_id.0),
    ]
}

fn money(money: Money) -> Cell {
    Cell::Decimal(money.amount(), money.currency().exponent().unwrap_or(0))
}
