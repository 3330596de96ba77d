//! Calls of the Bot API in their turn: at the rate allowed, after the pauses that are asked for, and not for longer than a
//! stopping process may wait.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use store::Store;
use telegram::{Api, Call, Chat, MessageId, TelegramError};
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use crate::{Settings, lease::Lease, rate_limiter::RateLimiter};

/// The longest pause between two attempts while the Bot API does not accept the token.
const LONGEST_REFUSAL: Duration = Duration::from_secs(60);
/// The longest pause before something is tried again.
const LONGEST_BACKOFF: Duration = Duration::from_secs(15 * 60);

/// What a run of the worker has in hand, for as long as its lease lasts.
#[derive(Clone, Copy)]
pub(crate) struct Run<'a> {
    pub(crate) store: &'a Store,
    pub(crate) sender: &'a Sender,
    pub(crate) lease: &'a Lease,
    pub(crate) stop: &'a CancellationToken,
}

/// What was last known of the staff chat.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Forum {
    pub(crate) chat: Chat,
    pub(crate) has_topics: bool,
    pub(crate) until: Instant,
}

/// Makes calls. Cheap to clone; clones share the rate limit, and stop together.
#[derive(Clone)]
pub(crate) struct Sender {
    pub(crate) api: Api,
    pub(crate) settings: Settings,
    pub(crate) limiter: Arc<RateLimiter>,
    /// Whether the staff chat is a forum, as far as it is known.
    pub(crate) forum: Arc<Mutex<Option<Forum>>>,
    /// Cancelled when the process stops.
    pub(crate) stopping: CancellationToken,
    /// From 0 to 1.
    random: fn() -> f64,
}

impl Sender {
    pub(crate) fn new(api: Api, settings: Settings, random: fn() -> f64) -> Self {
        let limiter = Arc::new(RateLimiter::new(&settings));
        Self { api, settings, limiter, forum: Arc::default(), stopping: CancellationToken::new(), random }
    }

    /// Returns when calls under way may be waited for no longer.
    pub(crate) async fn cut_off(&self) {
        self.stopping.cancelled().await;
        sleep(self.settings.grace).await;
    }

    /// Makes a call in this chat's turn; of a message, its id comes back. `None`: not made, as the worker was told to stop or lost the lease, or not known
    /// whether it arrived, as the process stops.
    pub(crate) async fn call_in_turn(
        &self,
        chat: Chat,
        call: Call,
        lease: &Lease,
        stop: &CancellationToken,
    ) -> Option<Result<Option<MessageId>, TelegramError>> {
        stop.run_until_cancelled(self.limiter.acquire(chat)).await?;
        if !lease.holds() {
            return None;
        }
        tokio::select! {
            result = self.call(call) => Some(result),
            () = self.cut_off() => None,
        }
    }

    /// Makes a call whose turn it is. If the Bot API does not accept the token, nothing else leaves for a while.
    pub(crate) async fn call(&self, call: Call) -> Result<Option<MessageId>, TelegramError> {
        let result = self.api.once(call).await;
        match &result {
            Err(TelegramError::Unauthorized(reason)) => {
                let pause = |refusals| self.backoff(refusals).min(LONGEST_REFUSAL);
                if let Some(pause) = self.limiter.refuse(pause) {
                    tracing::error!(reason, ?pause, "the Bot API does not accept TELEGRAM_BOT_TOKEN: delivery pauses");
                }
            }
            // Says nothing about the token
            Err(TelegramError::Unavailable(_)) => {}
            _ => self.limiter.accept(),
        }
        result
    }

    /// Telegram asks everybody to wait.
    pub(crate) fn pause(&self, seconds: u32) {
        tracing::warn!(seconds, "the Bot API wants a pause");
        self.limiter.hold(Duration::from_secs(seconds.into()));
    }

    /// How long to wait before something is tried again that failed so often: twice as long each time, and anything from
    /// half to all of that, so that repetitions do not come together; a quarter of an hour at most.
    pub(crate) fn backoff(&self, failures: u32) -> Duration {
        let doubled = self.settings.backoff * 2_u32.saturating_pow(failures.saturating_sub(1).min(10));
        doubled.min(LONGEST_BACKOFF).mul_f64(f64::midpoint(1.0, (self.random)().clamp(0.0, 1.0)))
    }
}
