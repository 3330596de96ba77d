//! The webhook's response, and what happens once it was written: only then is the update noted as handled.
//!
//! A response may carry the last call of a reply. Were the update noted before, a process that dies in between would lose
//! that call: the redelivery would be taken for one that was answered. So the note waits for the response's last byte, and
//! a response that could not be written releases the claim, for the redelivery to be answered with the same.

use std::{
    convert::Infallible,
    pin::Pin,
    task::{Context, Poll},
};

use axum::{
    body::{Body, Bytes, HttpBody},
    http::header::CONTENT_TYPE,
    response::{IntoResponse, Response},
};
use http_body::{Frame, SizeHint};
use runtime::{Connection, NextFlush};
use store::{Claimed, Conversation, LineTitle, Note, Release};

use crate::{Shop, step::Step};

/// An update that was handled; to be noted as such when its response was written. By default the response is empty and
/// nothing is left to note.
#[derive(Debug, Default)]
pub(crate) struct Handled {
    /// The body of the response: a call of the Bot API as JSON.
    pub(crate) webhook_reply: Option<String>,
    /// `None` when it is noted already.
    pub(crate) note: Option<PendingNote>,
    /// What was asked for was not done, and never will be.
    pub(crate) failed: bool,
}

impl Handled {
    /// Handled by this reply, to be noted.
    pub(crate) const fn by(webhook_reply: Option<String>, note: Option<PendingNote>) -> Self {
        Self { webhook_reply, note, failed: false }
    }

    /// All that can be done is done, but not what was asked for.
    pub(crate) fn failed(self) -> Self {
        Self { failed: true, ..self }
    }

    /// The response; `connection` is what it will be written to, if that is known.
    pub(crate) fn into_response(self, connection: Option<Connection>) -> Response {
        let bytes = self.webhook_reply.map(Bytes::from);
        let is_json = bytes.is_some();
        let body = Body::new(ResponseBody { bytes, note: self.note, connection });
        if is_json { ([(CONTENT_TYPE, "application/json")], body).into_response() } else { body.into_response() }
    }
}

/// A note that was not written yet. Dropped, it releases the claim instead.
#[derive(Debug)]
pub(crate) struct PendingNote(Option<Pending>);

#[derive(Debug)]
struct Pending {
    shop: Shop,
    claimed: Claimed,
    line_title: Option<LineTitle>,
    /// How many calls of the reply were made.
    calls: u32,
}

impl PendingNote {
    pub(crate) const fn new(shop: Shop, conversation: &Conversation<Step>, line_title: Option<LineTitle>) -> Self {
        let (claimed, calls) = (conversation.claimed, conversation.progress.calls);
        Self(Some(Pending { shop, claimed, line_title, calls }))
    }

    /// The response was taken by the HTTP server: it is written with the connection's next flush.
    fn response_taken(mut self, flush: Option<NextFlush>) {
        let Some(pending) = self.0.take() else { return };
        pending.shop.notes.clone().in_background(async move {
            let is_written = match flush {
                Some(flush) => flush.wait().await,
                None => true,
            };
            if is_written { pending.note() } else { pending.release().await }
        });
    }
}

impl Drop for PendingNote {
    fn drop(&mut self) {
        if let Some(pending) = self.0.take() {
            pending.shop.notes.clone().in_background(async move { pending.release().await });
        }
    }
}

impl Pending {
    fn note(self) {
        let Self { shop, claimed, line_title, .. } = self;
        shop.notes.add(&shop.store, Note { claimed, line_title });
    }

    async fn release(self) {
        let update_id = self.claimed.update_id;
        tracing::warn!(update.id = update_id, "the response to update {update_id} could not be written");
        let conversations = &self.shop.store.conversations;
        if let Err(error) = conversations.release(self.claimed, Release::Deferred, self.calls).await {
            tracing::warn!(%error, "the claim stays until it lapses");
        }
    }
}

/// A body in one frame, which knows whether that was taken.
struct ResponseBody {
    bytes: Option<Bytes>,
    note: Option<PendingNote>,
    connection: Option<Connection>,
}

impl HttpBody for ResponseBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(self.bytes.take().map(|bytes| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.bytes.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.bytes.as_ref().map_or(0, |bytes| bytes.len() as u64))
    }
}

impl Drop for ResponseBody {
    /// The HTTP server drops a body when it has taken all of it, or when the connection is gone. Of an empty one nothing
    /// can be lost.
    fn drop(&mut self) {
        if let Some(note) = self.note.take().filter(|_| self.bytes.is_none()) {
            note.response_taken(self.connection.as_ref().map(Connection::next_flush));
        }
    }
}
