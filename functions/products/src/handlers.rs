//! Products themselves: request → store → view.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode},
};
use domain::{Product, ProductId};
use rest::{
    Allowed, ApiState, Changed, Created, HttpError, IdPath, IfMatch, JsonBody, PageParams, PageView, Paged,
    ProductsWrite, Shown,
};

use crate::{
    body::{ProductIn, ProductListQuery, ProductPatch},
    view::ProductView,
};

/// List products
///
/// Filtered, searched, sorted; along an index each, so that every page costs the same.
#[utoipa::path(
    get, path = "/v1/products", params(ProductListQuery, PageParams),
    responses((status = 200, description = "A page of products", body = PageView<ProductView>)),
)]
pub(crate) async fn list_products(
    State(state): State<ApiState>,
    paged: Paged<ProductListQuery>,
) -> Result<Json<PageView<ProductView>>, HttpError> {
    let page = state.store.products.list(&paged.query.query(), &paged.page).await?;
    Ok(Json(paged.view(page, ProductView::from)))
}

/// Create a product
#[utoipa::path(
    post, path = "/v1/products", request_body = ProductIn, security(("key" = ["products:write"])),
    responses(
        (status = 201, description = "The new product", body = ProductView),
        (status = 409, description = "Another product has this SKU"),
    ),
)]
pub(crate) async fn create_product(
    state: Allowed<ProductsWrite>,
    JsonBody(body): JsonBody<ProductIn>,
) -> Result<Created<ProductView>, HttpError> {
    let product = state.store.products.create(body.parse(state.currency, state.store.now())).await;
    let product = product.map_err(HttpError::of_category("/category_id"))?;
    Ok(Created(format!("/v1/products/{}", product.id), product.into()))
}

/// Read a product
#[utoipa::path(
    get, path = "/v1/products/{id}", responses((status = 200, description = "The product", body = ProductView)),
)]
pub(crate) async fn get_product(
    State(state): State<ApiState>,
    IdPath(id): IdPath<ProductId>,
    headers: HeaderMap,
) -> Result<Shown<ProductView>, HttpError> {
    let product = state.store.products.find(id).await?.ok_or(HttpError::NotFound)?;
    Ok(Shown(product.into(), headers))
}

/// Change a product
///
/// A JSON merge patch: what is left out stays, `null` clears.
#[utoipa::path(
    patch, path = "/v1/products/{id}", request_body = ProductPatch, security(("key" = ["products:write"])),
    responses(
        (status = 200, description = "The changed product", body = ProductView),
        (status = 409, description = "Another product has this SKU"),
    ),
)]
pub(crate) async fn change_product(
    state: Allowed<ProductsWrite>,
    IdPath(id): IdPath<ProductId>,
    if_match: IfMatch,
    JsonBody(body): JsonBody<ProductPatch>,
) -> Result<Changed<ProductView>, HttpError> {
    let change = |product: &mut Product| body.apply(product, state.currency);
    let changed = state.store.products.change(id, change, if_match.precondition::<ProductView, _>()).await;
    Ok(Changed(changed.map_err(HttpError::of_category("/category_id"))?.into()))
}

/// Delete a product
///
/// Its photo goes with it. Orders keep their copy of what was bought.
#[utoipa::path(delete, path = "/v1/products/{id}", security(("key" = ["products:write"])))]
pub(crate) async fn delete_product(
    state: Allowed<ProductsWrite>,
    IdPath(id): IdPath<ProductId>,
    if_match: IfMatch,
) -> Result<StatusCode, HttpError> {
    state.store.products.delete(id, if_match.precondition::<ProductView, _>()).await?;
    Ok(StatusCode::NO_CONTENT)
}
