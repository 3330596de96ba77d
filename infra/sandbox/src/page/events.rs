//! The stream of events to an open page.
//!
//! A page that reads too slowly misses events; it is then told to load everything anew, as after a lost connection.
//!
//! Example: `data: {"type":"deleted","chat_id":1001,"message_ids":[7]}`.

use std::{convert::Infallible, sync::Arc};

use axum::extract::State;
use axum::response::Sse;
use axum::response::sse::{Event as Frame, KeepAlive};
use futures_util::{Stream, StreamExt, stream};
use tokio::sync::broadcast::error::RecvError;

use crate::shared::Shared;

/// `GET /sandbox/events`
pub(super) async fn stream(State(shared): State<Arc<Shared>>) -> Sse<impl Stream<Item = Result<Frame, Infallible>>> {
    let receiver = shared.events.subscribe();
    let frames = stream::unfold(receiver, |mut receiver| async move {
        let data = match receiver.recv().await {
            Ok(event) => serde_json::to_string(&*event).unwrap_or_default(),
            Err(RecvError::Lagged(_)) => r#"{"type":"reload"}"#.to_owned(),
            Err(RecvError::Closed) => return None,
        };
        Some((Ok(Frame::default().data(data)), receiver))
    });
    // An open page must not hold up the stop
    let stopped = async move { shared.stopped().await };
    Sse::new(frames.take_until(stopped)).keep_alive(KeepAlive::default())
}
