//! Telling a handler when its response has left the process.
//!
//! A handler knows when its body was taken by the HTTP server, not when the bytes were handed to the operating system.
//! Every connection served by [`crate::serve`] counts its flushes; a request carries [`Connection`] among its
//! extensions, and whoever must act only on a response that was written waits for the next flush.

use std::{
    io::{self, IoSlice},
    pin::Pin,
    task::{Context, Poll, ready},
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    sync::watch,
};

/// The connection on which a request came, as an extension of the request.
#[derive(Clone, Debug)]
pub struct Connection(watch::Receiver<()>);

/// The next flush of a connection, counted from when this was made.
#[derive(Debug)]
pub struct NextFlush(watch::Receiver<()>);

impl Connection {
    /// The next flush from now on. Made while the HTTP server drops a response's body, it is the flush after which the
    /// whole response was handed to the operating system.
    pub fn next_flush(&self) -> NextFlush {
        let mut flushes = self.0.clone();
        flushes.mark_unchanged();
        NextFlush(flushes)
    }
}

impl NextFlush {
    /// Waits for it. `false`: the connection broke first.
    pub async fn wait(mut self) -> bool {
        self.0.changed().await.is_ok()
    }
}

/// A stream that counts its flushes.
#[derive(Debug)]
pub(crate) struct Tracked<S> {
    stream: S,
    flushes: watch::Sender<()>,
}

impl<S> Tracked<S> {
    pub(crate) fn new(stream: S) -> (Self, Connection) {
        let (flushes, receiver) = watch::channel(());
        (Self { stream, flushes }, Connection(receiver))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Tracked<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Tracked<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let result = ready!(Pin::new(&mut self.stream).poll_flush(cx));
        if result.is_ok() {
            self.flushes.send_replace(());
        }
        Poll::Ready(result)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncWriteExt, duplex};

    use super::*;

    #[tokio::test]
    async fn a_flush_after_the_question_counts_and_one_before_does_not() {
        let (mut client, server) = duplex(64);
        let (mut stream, connection) = Tracked::new(server);
        stream.flush().await.unwrap();
        let flush = connection.next_flush();
        stream.write_all(b"answer").await.unwrap();
        stream.flush().await.unwrap();
        let mut answer = [0; 6];
        tokio::io::AsyncReadExt::read_exact(&mut client, &mut answer).await.unwrap();
        assert!(flush.wait().await);

        let flush = connection.next_flush();
        drop(stream);
        assert!(!flush.wait().await, "the connection broke before the answer was written");
    }
}
