//! Orders that come in while the list is open: the page is told by server-sent events (WHATWG HTML, "Server-sent events").

use std::{convert::Infallible, time::Duration};

use axum::{
    http::StatusCode,
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use domain::{Order, OrderNumber};
use futures_util::{StreamExt, stream};
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::json;
use tokio::time::sleep;

use crate::{context::Context, error::OfficeError, query::Query};

/// How often it is looked whether there are new ones.
const EVERY: Duration = Duration::from_secs(2);
/// How long a page listens before it asks again: long enough to be quiet, short enough for an access that has ended.
const LISTENS: Duration = Duration::from_secs(10 * 60);

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Since {
    number: i64,
}

/// What the list shows once there are new ones. It says where to listen from.
pub(super) fn notice(newest: Option<&Order>) -> Markup {
    let since = newest.map_or(0, |order| order.number.0);
    html! {
        p .notice.warm hidden role="status" data-live={ "/office/orders/events?number=" (since) } data-live-list="#orders" {
        }
    }
}

/// Tells how many orders came behind the one that the page knows, whenever that number changes.
pub(super) async fn events(context: Context, Query(since): Query<Since>) -> Result<Response, OfficeError> {
    // Where a response is sent as a whole, or the process stands still after it, there is nothing to listen to: 204 has
    // browsers stop asking
    if runtime::is_frozen_between_requests() {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let told = stream::unfold((context, 0), move |(context, known)| async move {
        loop {
            let count = context.store().orders.newer_than(OrderNumber(since.number)).await.ok()?;
            if count != known {
                let text = context.words.message("office-orders-new-count").number("count", count).plain();
                let event = Event::default().event("news").data(json!({ "count": count, "text": text }).to_string());
                return Some((Ok::<_, Infallible>(event), (context, count)));
            }
            sleep(EVERY).await;
        }
    });
    let ends = async {
        tokio::select! { () = runtime::told_to_stop() => {}, () = sleep(LISTENS) => {} }
    };
    Ok(Sse::new(told.take_until(Box::pin(ends))).keep_alive(KeepAlive::default()).into_response())
}
