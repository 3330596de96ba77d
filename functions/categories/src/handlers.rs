//! Request → store → view.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode},
};
use domain::CategoryId;
use rest::{
    Allowed, ApiState, CategoriesWrite, Changed, Created, HttpError, IdPath, IfMatch, JsonBody, PageParams, PageView,
    Paged, Shown,
};
use store::CategoryPage;

use crate::{
    body::{CategoryIn, CategoryListQuery, CategoryPatch},
    view::CategoryView,
};

/// List categories
///
/// All of them in the order they were created, siblings by position and title.
#[utoipa::path(
    get, path = "/v1/categories", params(CategoryListQuery, PageParams),
    responses((status = 200, description = "A page of categories", body = PageView<CategoryView>)),
)]
pub(crate) async fn list_categories(
    State(state): State<ApiState>,
    paged: Paged<CategoryListQuery>,
) -> Result<Json<PageView<CategoryView>>, HttpError> {
    let page = state.store.categories.list(paged.query.parent(), &paged.page).await?;
    Ok(Json(paged.view(page, CategoryView::from)))
}

/// Create a category
#[utoipa::path(
    post, path = "/v1/categories", request_body = CategoryIn, security(("key" = ["categories:write"])),
    responses((status = 201, description = "The new category", body = CategoryView)),
)]
pub(crate) async fn create_category(
    state: Allowed<CategoriesWrite>,
    JsonBody(body): JsonBody<CategoryIn>,
) -> Result<Created<CategoryView>, HttpError> {
    let category = state.store.categories.create(body.parse(state.store.now())).await;
    let category = category.map_err(HttpError::of_category("/parent_id"))?;
    let location = format!("/v1/categories/{}", category.id);
    Ok(Created(location, CategoryPage { category, subcategories: vec![] }.into()))
}

/// Read a category
#[utoipa::path(
    get, path = "/v1/categories/{id}", responses((status = 200, description = "The category", body = CategoryView)),
)]
pub(crate) async fn get_category(
    State(state): State<ApiState>,
    IdPath(id): IdPath<CategoryId>,
    headers: HeaderMap,
) -> Result<Shown<CategoryView>, HttpError> {
    let page = state.store.categories.open(id).await?.ok_or(HttpError::NotFound)?;
    Ok(Shown(page.into(), headers))
}

/// Change or move a category
///
/// A JSON merge patch: what is left out stays, `null` clears. A new parent takes the whole subtree along; one that lies
/// in that subtree is 422.
#[utoipa::path(
    patch, path = "/v1/categories/{id}", request_body = CategoryPatch, security(("key" = ["categories:write"])),
    responses((status = 200, description = "The changed category", body = CategoryView)),
)]
pub(crate) async fn change_category(
    state: Allowed<CategoriesWrite>,
    IdPath(id): IdPath<CategoryId>,
    if_match: IfMatch,
    JsonBody(body): JsonBody<CategoryPatch>,
) -> Result<Changed<CategoryView>, HttpError> {
    let changed = state
        .store
        .categories
        .change(id, |category| body.apply(category), if_match.precondition::<CategoryView, _>())
        .await;
    Ok(Changed(changed.map_err(HttpError::of_category("/parent_id"))?.into()))
}

/// Delete a category
#[utoipa::path(
    delete, path = "/v1/categories/{id}", security(("key" = ["categories:write"])),
    responses((status = 409, description = "It holds products or subcategories")),
)]
pub(crate) async fn delete_category(
    state: Allowed<CategoriesWrite>,
    IdPath(id): IdPath<CategoryId>,
    if_match: IfMatch,
) -> Result<StatusCode, HttpError> {
    state.store.categories.delete(id, if_match.precondition::<CategoryView, _>()).await?;
    Ok(StatusCode::NO_CONTENT)
}
