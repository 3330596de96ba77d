//! Request → store → view.

use axum::{
    Json,
    http::{HeaderMap, StatusCode},
};
use domain::UserId;
use rest::{
    Allowed, Changed, Created, HttpError, IdPath, IfMatch, JsonBody, NoFilters, PageParams, PageView, Paged, Shown,
    UsersRead, UsersWrite,
};

use crate::{
    body::{UserIn, UserPatch},
    view::UserView,
};

/// List customers
///
/// By Telegram id.
#[utoipa::path(
    get, path = "/v1/users", params(PageParams), security(("key" = ["users:read"])),
    responses((status = 200, description = "A page of customers", body = PageView<UserView>)),
)]
pub(crate) async fn list_users(
    state: Allowed<UsersRead>,
    paged: Paged<NoFilters>,
) -> Result<Json<PageView<UserView>>, HttpError> {
    let page = state.store.users.list(&paged.page).await?;
    Ok(Json(paged.view(page, UserView::from)))
}

/// Enter a customer
///
/// Customers who write enter themselves; this is for those who are known from elsewhere.
#[utoipa::path(
    post, path = "/v1/users", request_body = UserIn, security(("key" = ["users:write"])),
    responses(
        (status = 201, description = "The new customer", body = UserView),
        (status = 409, description = "They are known already"),
    ),
)]
pub(crate) async fn create_user(
    state: Allowed<UsersWrite>,
    JsonBody(body): JsonBody<UserIn>,
) -> Result<Created<UserView>, HttpError> {
    let user = state.store.users.create(body.parse(state.store.now())).await?;
    Ok(Created(format!("/v1/users/{}", user.id), user.into()))
}

/// Read a customer
#[utoipa::path(
    get, path = "/v1/users/{telegram_id}", security(("key" = ["users:read"])),
    responses((status = 200, description = "The customer", body = UserView)),
)]
pub(crate) async fn get_user(
    state: Allowed<UsersRead>,
    IdPath(id): IdPath<UserId>,
    headers: HeaderMap,
) -> Result<Shown<UserView>, HttpError> {
    let user = state.store.users.find(id).await?.ok_or(HttpError::NotFound)?;
    Ok(Shown(user.into(), headers))
}

/// Change a customer
///
/// A JSON merge patch: what is left out stays, `null` clears.
#[utoipa::path(
    patch, path = "/v1/users/{telegram_id}", request_body = UserPatch, security(("key" = ["users:write"])),
    responses((status = 200, description = "The changed customer", body = UserView)),
)]
pub(crate) async fn change_user(
    state: Allowed<UsersWrite>,
    IdPath(id): IdPath<UserId>,
    if_match: IfMatch,
    JsonBody(body): JsonBody<UserPatch>,
) -> Result<Changed<UserView>, HttpError> {
    let changed = state.store.users.change(id, |user| body.apply(user), if_match.precondition::<UserView, _>()).await?;
    Ok(Changed(changed.into()))
}

/// Erase a customer
///
/// Who they are, their cart and their conversation are gone; their orders stay, without contact data.
#[utoipa::path(
    delete, path = "/v1/users/{telegram_id}", security(("key" = ["users:write"])),
    responses((status = 204, description = "Erased")),
)]
pub(crate) async fn erase_user(
    state: Allowed<UsersWrite>,
    IdPath(id): IdPath<UserId>,
    if_match: IfMatch,
) -> Result<StatusCode, HttpError> {
    state.store.users.erase(id, if_match.precondition::<UserView, _>()).await?;
    Ok(StatusCode::NO_CONTENT)
}
