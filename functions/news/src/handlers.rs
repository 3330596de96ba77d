//! Request → store → view. What is not published yet, only keys that may write news see.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode},
};
use domain::NewsId;
use rest::{
    Allowed, Anyone, ApiState, Changed, Created, HttpError, IdPath, IfMatch, JsonBody, NewsWrite, NoFilters,
    PageParams, PageView, Paged, Shown,
};

use crate::{
    body::{NewsIn, NewsPatch},
    view::NewsView,
};

/// List news
///
/// Newest first. What is not published yet is shown to keys with `news:write` only.
#[utoipa::path(
    get, path = "/v1/news", params(PageParams), security((), ("key" = ["news:write"])),
    responses((status = 200, description = "A page of news", body = PageView<NewsView>)),
)]
pub(crate) async fn list_news(
    anyone: Anyone,
    State(state): State<ApiState>,
    paged: Paged<NoFilters>,
) -> Result<Json<PageView<NewsView>>, HttpError> {
    let all = anyone.may::<NewsWrite>();
    let page = state.store.news.list(all, &paged.page).await?;
    Ok(Json(paged.view(page, NewsView::from)))
}

/// Publish a news item
///
/// Every customer is told when it is published, unless it says `"notify": false`.
#[utoipa::path(
    post, path = "/v1/news", request_body = NewsIn, security(("key" = ["news:write"])),
    responses((status = 201, description = "The new item", body = NewsView)),
)]
pub(crate) async fn create_news(
    state: Allowed<NewsWrite>,
    JsonBody(body): JsonBody<NewsIn>,
) -> Result<Created<NewsView>, HttpError> {
    let notify = body.notify;
    let news = state.store.news.create(body.parse(state.store.now()), notify).await?;
    Ok(Created(format!("/v1/news/{}", news.id), news.into()))
}

/// Read a news item
///
/// One that is not published yet is shown to keys with `news:write` only.
#[utoipa::path(
    get, path = "/v1/news/{id}", security((), ("key" = ["news:write"])),
    responses((status = 200, description = "The item", body = NewsView)),
)]
pub(crate) async fn get_news(
    anyone: Anyone,
    State(state): State<ApiState>,
    IdPath(id): IdPath<NewsId>,
    headers: HeaderMap,
) -> Result<Shown<NewsView>, HttpError> {
    let news = state.store.news.find(id).await?.ok_or(HttpError::NotFound)?;
    if news.published_at > state.store.now() && !anyone.may::<NewsWrite>() {
        return Err(HttpError::NotFound);
    }
    Ok(Shown(news.into(), headers))
}

/// Change a news item
///
/// A JSON merge patch: what is left out stays. Customers who were told are not told again; those who are still to be
/// told will read it as it is then.
#[utoipa::path(
    patch, path = "/v1/news/{id}", request_body = NewsPatch, security(("key" = ["news:write"])),
    responses((status = 200, description = "The changed item", body = NewsView)),
)]
pub(crate) async fn change_news(
    state: Allowed<NewsWrite>,
    IdPath(id): IdPath<NewsId>,
    if_match: IfMatch,
    JsonBody(body): JsonBody<NewsPatch>,
) -> Result<Changed<NewsView>, HttpError> {
    Ok(Changed(
        state.store.news.change(id, |news| body.apply(news), if_match.precondition::<NewsView, _>()).await?.into(),
    ))
}

/// Delete a news item
///
/// Customers who were not told yet will not be.
#[utoipa::path(delete, path = "/v1/news/{id}", security(("key" = ["news:write"])))]
pub(crate) async fn delete_news(
    state: Allowed<NewsWrite>,
    IdPath(id): IdPath<NewsId>,
    if_match: IfMatch,
) -> Result<StatusCode, HttpError> {
    state.store.news.delete(id, if_match.precondition::<NewsView, _>()).await?;
    Ok(StatusCode::NO_CONTENT)
}
