//! Request → store → view.

use axum::{Json, http::HeaderMap};
use domain::OrderId;
use rest::{Allowed, HttpError, IdPath, OrdersRead, PageParams, PageView, Paged, Shown};

use crate::{query::OrderListQuery, view::OrderView};

/// List orders
///
/// Newest first.
#[utoipa::path(
    get, path = "/v1/orders", params(OrderListQuery, PageParams), security(("key" = ["orders:read"])),
    responses((status = 200, description = "A page of orders", body = PageView<OrderView>)),
)]
pub(crate) async fn list_orders(
    state: Allowed<OrdersRead>,
    paged: Paged<OrderListQuery>,
) -> Result<Json<PageView<OrderView>>, HttpError> {
    let page = state.store.orders.list(&paged.query.query(), &paged.page).await?;
    Ok(Json(paged.view(page, OrderView::from)))
}

/// Read an order
#[utoipa::path(
    get, path = "/v1/orders/{id}", security(("key" = ["orders:read"])),
    responses((status = 200, description = "The order", body = OrderView)),
)]
pub(crate) async fn get_order(
    state: Allowed<OrdersRead>,
    IdPath(id): IdPath<OrderId>,
    headers: HeaderMap,
) -> Result<Shown<OrderView>, HttpError> {
    let order = state.store.orders.find(id).await?.ok_or(HttpError::NotFound)?;
    Ok(Shown(order.into(), headers))
}
