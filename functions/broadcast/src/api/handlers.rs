//! `/v1/broadcasts`: asked for, watched and called off over HTTP; and the call by which a scheduler has the outbox
//! delivered where no process lives on. Request → store → view.

use std::time::Duration;

use axum::{
    Json,
    extract::{FromRef, FromRequestParts, State},
    http::{HeaderMap, request::Parts},
};
use domain::{BroadcastId, BroadcastStatus};
use rest::{
    Allowed, ApiState, BroadcastsWrite, Changed, Created, HttpError, IdPath, JsonBody, NoFilters, OutboxDrain,
    PageParams, PageView, Paged, Shown,
};
use runtime::DirectInvocation;
use store::NewBroadcast;
use tracing::Instrument;

use super::{
    body::BroadcastIn,
    view::{BroadcastView, DrainedView},
};
use crate::Worker;

/// How long one call of the drain works: schedulers call every minute.
pub(super) const BUDGET: Duration = Duration::from_secs(50);

/// How much longer it may take until what is under way then has come to its end.
pub(super) const ENDING: Duration = Duration::from_secs(10);

/// A call by a scheduler, which has a key, or which the platform has let through.
pub(crate) struct DrainCall {
    /// How long it may work. A platform that sets an end to the request ends the process with it.
    budget: Duration,
}

impl FromRequestParts<Drain> for DrainCall {
    type Rejection = HttpError;

    async fn from_request_parts(parts: &mut Parts, state: &Drain) -> Result<Self, HttpError> {
        if parts.extensions.get::<DirectInvocation>().is_none() {
            Allowed::<OutboxDrain>::from_request_parts(parts, state).await?;
        }
        let left = runtime::time_left(parts).map_or(BUDGET, |left| left.saturating_sub(ENDING));
        Ok(Self { budget: left.min(BUDGET) })
    }
}

/// What the drain works with.
#[derive(Clone, Debug)]
pub(super) struct Drain {
    pub(super) api: ApiState,
    pub(super) worker: Worker,
}

impl FromRef<Drain> for ApiState {
    fn from_ref(drain: &Drain) -> Self {
        drain.api.clone()
    }
}

/// List broadcasts
///
/// Newest first; those of news and those started in the staff chat among them.
#[utoipa::path(
    get, path = "/v1/broadcasts", params(PageParams), security(("key" = ["broadcasts:write"])),
    responses((status = 200, description = "A page of broadcasts", body = PageView<BroadcastView>)),
)]
pub(crate) async fn list_broadcasts(
    state: Allowed<BroadcastsWrite>,
    paged: Paged<NoFilters>,
) -> Result<Json<PageView<BroadcastView>>, HttpError> {
    let page = state.store.broadcasts.list(&paged.page).await?;
    Ok(Json(paged.view(page, BroadcastView::from)))
}

/// Tell every customer something
///
/// It goes out as soon as those before it are done. Customers who join after it began are not in it.
#[utoipa::path(
    post, path = "/v1/broadcasts", request_body = BroadcastIn, security(("key" = ["broadcasts:write"])),
    responses((status = 201, description = "The new broadcast", body = BroadcastView)),
)]
pub(crate) async fn create_broadcast(
    state: Allowed<BroadcastsWrite>,
    JsonBody(body): JsonBody<BroadcastIn>,
) -> Result<Created<BroadcastView>, HttpError> {
    let broadcast = state.store.broadcasts.create(NewBroadcast::text(body.text.0)).await?;
    Ok(Created(format!("/v1/broadcasts/{}", broadcast.id), broadcast.into()))
}

/// Watch a broadcast
#[utoipa::path(
    get, path = "/v1/broadcasts/{id}", security(("key" = ["broadcasts:write"])),
    responses((status = 200, description = "The broadcast and how far it has come", body = BroadcastView)),
)]
pub(crate) async fn get_broadcast(
    state: Allowed<BroadcastsWrite>,
    IdPath(id): IdPath<BroadcastId>,
    headers: HeaderMap,
) -> Result<Shown<BroadcastView>, HttpError> {
    let broadcast = state.store.broadcasts.find(id).await?.ok_or(HttpError::NotFound)?;
    Ok(Shown(broadcast.into(), headers))
}

/// Call a broadcast off
///
/// Those it came to keep it; what is under way still arrives. One that was called off already stays so.
#[utoipa::path(
    post, path = "/v1/broadcasts/{id}/cancel", security(("key" = ["broadcasts:write"])),
    responses(
        (status = 200, description = "The cancelled broadcast", body = BroadcastView),
        (status = 409, description = "It is done already"),
    ),
)]
pub(crate) async fn cancel_broadcast(
    state: Allowed<BroadcastsWrite>,
    IdPath(id): IdPath<BroadcastId>,
) -> Result<Changed<BroadcastView>, HttpError> {
    let broadcast = state.store.broadcasts.cancel(id).await?;
    if broadcast.status == BroadcastStatus::Done {
        return Err(HttpError::Conflict("the broadcast has already ended"));
    }
    Ok(Changed(broadcast.into()))
}

/// Have what is due delivered
///
/// For a scheduler, once a minute, where no process lives on to do it by itself. Works until all is told or its time is
/// spent, and says which.
#[utoipa::path(
    post, path = "/internal/outbox/drain", security(("key" = ["outbox:drain"])),
    responses((status = 200, description = "How far it came", body = DrainedView)),
)]
pub(crate) async fn drain_outbox(
    DrainCall { budget }: DrainCall,
    State(Drain { worker, .. }): State<Drain>,
) -> Result<Json<DrainedView>, HttpError> {
    // In a task of its own: a caller that hangs up must not cut off calls whose results were not written yet
    let drained = tokio::spawn(async move { worker.drain(budget).await }.in_current_span()).await;
    let outcome = drained.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()))?;
    Ok(Json(DrainedView { outcome }))
}
