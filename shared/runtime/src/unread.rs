//! Request bodies that a handler answered without reading, such as those of a 401 or a 415.
//!
//! HTTP/1.1 has no other way to find the next request than to read the body of this one to its end. hyper closes the
//! connection when the body is not there yet, without having announced it: the client's next request is lost. So a
//! short rest is read and discarded before the answer leaves, and a longer one is answered with `Connection: close`.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use axum::{
    Router,
    body::Bytes,
    http::{
        HeaderValue, Request, StatusCode,
        header::{CONNECTION, EXPECT, RETRY_AFTER},
    },
    response::{IntoResponse, Response},
};
use hyper::body::{Body, Frame, Incoming, SizeHint};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    sync::oneshot,
    time::timeout,
};
use tower::ServiceExt;

/// The longest rest of a body that is read only to keep the connection, in bytes.
const MAX_DISCARDED: u64 = 64 << 10;
/// How long that may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// The deadline of requests that have no other, such as one to the webhook whose body does not arrive.
const LONGEST: Duration = Duration::from_secs(300);
/// How long a client that sends a body nobody reads is given to read its answer.
const LINGER: Duration = Duration::from_secs(2);

/// The router's answer; when it says `Connection: close`, the body has not been read to its end.
pub(crate) async fn answer(router: Router, request: Request<Incoming>) -> Response {
    // The client sends the body only when it is asked to, which reading it would do
    let waits_to_be_asked = request.headers().contains_key(EXPECT);
    let (parts, body) = request.into_parts();
    let (give_back, mut returned) = oneshot::channel();
    let request = Request::from_parts(parts, Returning { body: Some(body), give_back: Some(give_back) });
    let Ok(answered) = timeout(LONGEST, router.oneshot(request)).await else {
        return ([(CONNECTION, "close"), (RETRY_AFTER, "1")], StatusCode::SERVICE_UNAVAILABLE).into_response();
    };
    let Ok(mut response) = answered;
    // Nothing is given back when the body was read to its end, or is still being read
    if let Ok(rest) = returned.try_recv()
        && (waits_to_be_asked || !is_discarded(rest).await)
    {
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

/// Reads what is left, if it is short. `false`: there is more.
async fn is_discarded(mut rest: Incoming) -> bool {
    let read = async {
        let mut read = 0;
        // A body announced as longer is not begun
        while rest.size_hint().lower() + read <= MAX_DISCARDED {
            match std::future::poll_fn(|cx| Pin::new(&mut rest).poll_frame(cx)).await {
                None => return true,
                Some(Ok(frame)) => read += frame.data_ref().map_or(0, |data| data.len() as u64),
                Some(Err(_)) => return false,
            }
        }
        false
    };
    timeout(PATIENCE, read).await.unwrap_or(false)
}

/// Ends a connection whose client is still sending: closing it right away would reset it, and the client would lose the
/// answer that it has not read yet.
pub(crate) async fn close_gently(mut stream: impl AsyncRead + AsyncWrite + Unpin) {
    let discard = async {
        let mut discarded = vec![0; 16 << 10];
        if stream.shutdown().await.is_ok() {
            while stream.read(&mut discarded).await.is_ok_and(|read| read > 0) {}
        }
    };
    drop(timeout(LINGER, discard).await);
}

/// A body that gives itself back when it is dropped before its end.
struct Returning {
    /// `None` once it was read to its end.
    body: Option<Incoming>,
    give_back: Option<oneshot::Sender<Incoming>>,
}

impl Body for Returning {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let Some(body) = &mut self.body else { return Poll::Ready(None) };
        let frame = ready!(Pin::new(body).poll_frame(cx));
        if !matches!(frame, Some(Ok(_))) {
            self.body = None;
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body.as_ref().map_or_else(|| SizeHint::with_exact(0), Body::size_hint)
    }
}

impl Drop for Returning {
    fn drop(&mut self) {
        if let (Some(body), Some(give_back)) = (self.body.take(), self.give_back.take())
            && !body.is_end_stream()
        {
            drop(give_back.send(body));
        }
    }
}
