//! `POST /telegram/webhook`: who may post, what a body must be, and which status an outcome becomes.

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::{DefaultBodyLimit, FromRequest, Request, State, rejection::BytesRejection},
    http::{HeaderValue, StatusCode, header::RETRY_AFTER},
    response::{IntoResponse, Response},
};
use metrics::histogram;
use runtime::Connection;
use telegram::{Update, WebhookSecrets};
use tokio::time::Instant;
use tracing::{Instrument, Span, field::Empty};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    Shop,
    failure::Failure,
    incoming::Incoming,
    openapi::{UpdateBody, document},
    pipeline,
};

const SECRET_HEADER: &str = "x-telegram-bot-api-secret-token";
const MAX_BODY: usize = 1 << 20;

/// It is to be delivered again.
const DEFERRED: &str = "deferred";
/// No repetition can help; whoever caused it read an apology, if they could.
const FAILED: &str = "failed";

/// The handler of this function.
pub fn api(shop: Shop, secrets: WebhookSecrets) -> OpenApiRouter {
    OpenApiRouter::with_openapi(document())
        .routes(routes!(receive))
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .with_state(Arc::new((shop, secrets)))
}

/// Take an update of Telegram
#[utoipa::path(
    post, path = "/telegram/webhook", tag = "chat", request_body = UpdateBody, security(("telegram" = [])),
    operation_id = "receive_update",
    responses(
        (status = 200, description = "Handled, handled before, or of no interest; may carry a Bot API call to be made"),
        (status = 400, description = "Not an update"),
        (status = 401, description = "The secret is missing or wrong"),
        (status = 413, description = "Larger than 1 MiB"),
        (status = 503, description = "Not now: deliver it again"),
    ),
)]
async fn receive(State(state): State<Arc<(Shop, WebhookSecrets)>>, request: Request) -> Response {
    let (shop, secrets) = &*state;
    let sent = request.headers().get(SECRET_HEADER).map_or(&b""[..], HeaderValue::as_bytes);
    if !secrets.match_any(sent) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let connection = request.extensions().get().cloned();
    // Read only now: a stranger's body is not worth it
    match Bytes::from_request(request, &()).await {
        Ok(body) => handle(shop, &body, connection).await,
        Err(BytesRejection::FailedToBufferBody(rejection)) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            StatusCode::PAYLOAD_TOO_LARGE.into_response()
        }
        Err(_) => StatusCode::BAD_REQUEST.into_response(),
    }
}

async fn handle(shop: &Shop, body: &[u8], connection: Option<Connection>) -> Response {
    let begun = Instant::now();
    let update = match telegram::decode(body) {
        Ok(update) => update,
        Err(error) => {
            tracing::warn!(%error, "not an update");
            return StatusCode::BAD_REQUEST.into_response();
        }
    };
    let kind = update.kind.name();
    let span =
        tracing::debug_span!("telegram_update", update.id = update.id, update.kind = kind, update.outcome = Empty);
    let (outcome, response) = answer(shop, &update, connection).instrument(span.clone()).await;
    span.record("update.outcome", outcome);
    histogram!("kiosk_update_duration_seconds", "kind" => kind, "outcome" => outcome).record(begun.elapsed());
    response
}

/// What became of an update, as metrics and traces name it, and the response.
async fn answer(shop: &Shop, update: &Update, connection: Option<Connection>) -> (&'static str, Response) {
    let update_id = update.id;
    let staff_chat = match shop.staff_chat(update.kind.chat()).await {
        Ok(chat) => chat,
        Err(error) if error.is_unavailable() => return (DEFERRED, deliver_again(&error.into(), update_id)),
        Err(error) => {
            tracing::error!(%error, update.id = update_id, "the staff's chat is taken to have its configured id");
            shop.staff.chat
        }
    };
    let Some(incoming) = Incoming::read(update, staff_chat) else {
        return ("ignored", StatusCode::OK.into_response());
    };
    // In a task of its own: when Telegram hangs up early, the work is still brought to its end
    let shop = shop.clone();
    let handling = async move { pipeline::handle(&shop, incoming).await };
    match tokio::spawn(Box::pin(handling.instrument(Span::current()))).await {
        Ok(Ok(handled)) if handled.failed => (FAILED, handled.into_response(connection)),
        Ok(Ok(handled)) => ("handled", handled.into_response(connection)),
        Ok(Err(failure)) => (DEFERRED, deliver_again(&failure, update_id)),
        Err(error) => {
            // A bug, which a repetition cannot cure
            tracing::error!(%error, update.id = update_id, "handling update {update_id} broke off");
            (FAILED, StatusCode::OK.into_response())
        }
    }
}

fn deliver_again(failure: &Failure, update_id: i64) -> Response {
    tracing::warn!(error = %failure, update.id = update_id, "update {update_id} is to be delivered again");
    let seconds = failure.retry_after().unwrap_or(1);
    (StatusCode::SERVICE_UNAVAILABLE, [(RETRY_AFTER, HeaderValue::from(seconds))]).into_response()
}
