//! Request → store → view.

use axum::{Json, extract::State, http::HeaderMap};
use domain::OrderId;
use rest::{Allowed, ApiState, HttpError, Id, IdPath, ListQuery, OrdersRead, PageView, QueryOf, Shown};

use crate::{query::OrderListQuery, view::OrderView};

/// List orders
///
/// Newest first.
#[utoipa::path(
    get, path = "/v1/orders", tag = "orders", params(OrderListQuery), security(("key" = ["orders:read"])),
    responses((status = 200, description = "A page of orders", body = PageView<OrderView>)),
)]
pub(crate) async fn list_orders(
    _: Allowed<OrdersRead>,
    State(state): State<ApiState>,
    QueryOf(query): QueryOf<OrderListQuery>,
) -> Result<Json<PageView<OrderView>>, HttpError> {
    let page = state.store.orders.list(&query.query(), query.after()?.as_ref(), query.limit().0).await?;
    Ok(Json(query.page(page, OrderView::from)))
}

/// Read an order
#[utoipa::path(
    get, path = "/v1/orders/{id}", tag = "orders", params(("id" = Id, Path)), security(("key" = ["orders:read"])),
    responses((status = 200, description = "The order", body = OrderView)),
)]
pub(crate) async fn get_order(
    _: Allowed<OrdersRead>,
    State(state): State<ApiState>,
    IdPath(id): IdPath<OrderId>,
    headers: HeaderMap,
) -> Result<Shown<OrderView>, HttpError> {
    let order = state.store.orders.find(id).await?.ok_or(HttpError::NotFound)?;
    Ok(Shown(order.into(), headers))
}
