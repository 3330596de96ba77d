//! One broadcast, from where it was left to its end.
//!
//! A loop hands out recipients one by one, each in its turn, and takes what becomes of them as it comes. Results are
//! written as soon as the write before is through, as many together as have come in: a busy worker writes seldom, an
//! idle one at once. A send's slot is free only when its result is written, so a worker that dies leaves at most
//! [`crate::Settings::in_flight`] messages of which nobody knows.
//!
//! Whoever could not be reached waits aside to be tried again, while the others go on.

use std::{
    collections::{BTreeMap, VecDeque},
    future::pending,
    pin::pin,
    time::Duration,
};

use derive_more::Deref;
use domain::{Broadcast, BroadcastStatus, UserId};
use futures_util::{FutureExt, StreamExt, future::BoxFuture, stream::FuturesUnordered};
use metrics::counter;
use store::{Job, Recipient, SaveOutcome, State, StoreError};
use telegram::{Call, Chat, MessageId, TelegramError};
use tokio::time::{Instant, sleep, sleep_until};

use crate::{
    content::Content,
    lease::Lease,
    ledger::{Entry, Ledger, Outcome},
    sender::Run,
};

/// Tried so often, a message counts as failed: about half a minute after the first time.
const ATTEMPTS: u32 = 6;
/// No more recipients are read while so many wait to be tried again: Telegram is out of order.
const MAX_WAITING: usize = 100;
/// Recipients are read about a second ahead, within these bounds.
const PAGE: std::ops::RangeInclusive<u32> = 100..=1_000;
/// Why a broadcast of news ends early.
const DELETED: &str = "the news item was deleted";
/// Between two tries to reach the database.
const DATABASE_PAUSE: Duration = Duration::from_millis(200);

/// How a delivery ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    /// Everybody is settled.
    Done,
    /// It was called off, or what it should say is gone.
    Cancelled,
    /// The worker was told to stop.
    Stopped,
    /// Another worker has taken over.
    Lost,
}

/// A recipient to be told, after so many failures.
#[derive(Debug, Clone, Copy)]
struct Try {
    recipient: Recipient,
    failures: u32,
}

/// A broadcast on its way.
#[derive(Deref)]
pub(crate) struct Delivery<'a> {
    #[deref]
    run: Run<'a>,
    job: Job,
    ledger: Ledger,
    content: Option<Content>,
    /// Those to be told next.
    queue: VecDeque<Try>,
    /// Those to be tried again, and when.
    waiting: BTreeMap<(Instant, UserId), Try>,
    /// Everyone up to this id was read.
    read_to: Option<UserId>,
    /// Nobody is left to be read.
    all_read: bool,
    /// Nobody more is to be told.
    ending: Option<Ended>,
    /// Why the message to copy cannot be copied to anybody.
    source_gone: Option<String>,
}

impl<'a> Delivery<'a> {
    pub(crate) fn new(run: Run<'a>, job: Job) -> Self {
        let read_to = job.state.cursor;
        let ledger = Ledger::open(job.state.clone());
        Self {
            run,
            job,
            ledger,
            content: None,
            queue: VecDeque::new(),
            waiting: BTreeMap::new(),
            read_to,
            all_read: false,
            ending: None,
            source_gone: None,
        }
    }

    /// Delivers it.
    pub(crate) async fn run(mut self) -> Result<Ended, StoreError> {
        self.resume().await?;
        let slots = self.sender.settings.in_flight.get() as usize;
        let mut sends = FuturesUnordered::new();
        let (mut writing, mut written): (Option<BoxFuture<'a, Result<SaveOutcome, StoreError>>>, usize) = (None, 0);
        let (mut cut_off, mut is_cut) = (pin!(self.sender.cut_off()), false);
        let (mut showing, mut show_at): (Option<BoxFuture<'a, Duration>>, Instant) = (None, Instant::now());
        loop {
            self.read_ahead().await?;
            if writing.is_none() && self.ledger.unwritten() > 0 {
                let entry = self.ledger.close();
                written = entry.results;
                writing = Some(self.write(entry));
            }
            if sends.is_empty() && writing.is_none() && self.nothing_left() {
                return self.end().await;
            }
            let free = slots > sends.len() + written + self.ledger.unwritten();
            let next = self.queue.front().copied().filter(|_| free && self.ending.is_none());
            tokio::select! {
                Some((tried, result)) = sends.next() => self.settle(tried, result),
                kept = or_never(writing.as_mut()) => {
                    (writing, written) = (None, 0);
                    match kept? {
                        SaveOutcome::Running => {}
                        SaveOutcome::Cancelled => self.ending = Some(Ended::Cancelled),
                        SaveOutcome::Lost => return Ok(Ended::Lost),
                    }
                }
                () = self.acquire(next) => {
                    if !self.lease.holds() {
                        return Ok(Ended::Lost);
                    }
                    sends.extend(self.send());
                }
                () = self.first_waiting() => self.requeue(),
                () = self.stop.cancelled(), if self.ending.is_none() => self.ending = Some(Ended::Stopped),
                () = &mut cut_off, if !is_cut => {
                    // Nobody knows what became of these: they stay open in what is written
                    (is_cut, self.ending) = (true, self.ending.or(Some(Ended::Stopped)));
                    sends.clear();
                }
                pause = or_never(showing.as_mut()) => (showing, show_at) = (None, Instant::now() + pause),
                () = sleep_until(show_at), if showing.is_none() && self.has_preview() => showing = self.show(),
            }
        }
    }

    /// Those who were left open come first, if they are still there.
    async fn resume(&mut self) -> Result<(), StoreError> {
        let open = self.ledger.left_open();
        if open.is_empty() {
            return Ok(());
        }
        let (store, begun_at) = (self.store, self.job.begun_at);
        let there = persist(self.lease, || store.audience.among(begun_at, &open)).await?;
        for id in open {
            match there.iter().find(|recipient| recipient.id == id) {
                Some(recipient) => self.queue.push_back(Try { recipient: *recipient, failures: 0 }),
                None => self.ledger.strike(id),
            }
        }
        Ok(())
    }

    /// Reads the next recipients when the last ones are handed out, and what the broadcast says as it is by now.
    async fn read_ahead(&mut self) -> Result<(), StoreError> {
        let has_enough = self.all_read || !self.queue.is_empty() || self.waiting.len() >= MAX_WAITING;
        if self.ending.is_some() || (has_enough && self.content.is_some()) {
            return Ok(());
        }
        let (store, job) = (self.store, &self.job);
        self.content =
            persist(self.lease, || Content::read(store, &self.sender.settings, &job.broadcast.source)).await?;
        if self.content.is_none() {
            persist(self.lease, || store.broadcasts.abandon(job.broadcast.id, DELETED)).await?;
            self.ending = Some(Ended::Cancelled);
            return Ok(());
        }
        if has_enough {
            return Ok(());
        }
        let (limit, after) = (self.sender.settings.rate.get().clamp(*PAGE.start(), *PAGE.end()), self.read_to);
        let page = persist(self.lease, || store.audience.page(job.begun_at, after, limit)).await?;
        self.all_read = page.is_empty();
        self.read_to = page.last().map(|recipient| recipient.id).or(after);
        self.queue.extend(page.into_iter().map(|recipient| Try { recipient, failures: 0 }));
        Ok(())
    }

    fn nothing_left(&self) -> bool {
        self.ending.is_some() || (self.all_read && self.queue.is_empty() && self.waiting.is_empty())
    }

    /// The next message may leave.
    async fn acquire(&self, next: Option<Try>) {
        match next {
            Some(next) => self.sender.limiter.acquire(chat_of(&next)).await,
            None => pending().await,
        }
    }

    /// Hands out the next recipient.
    fn send(&mut self) -> Option<impl Future<Output = (Try, Result<Option<MessageId>, TelegramError>)> + use<'a>> {
        let (content, next) = (self.content.as_ref()?, self.queue.pop_front()?);
        self.ledger.hand_out(next.recipient.id);
        let sender = self.sender;
        let call = content.call(chat_of(&next), next.recipient.locale.unwrap_or(sender.settings.shop.default_locale));
        Some(async move { (next, sender.call(call).await) })
    }

    fn settle(&mut self, tried: Try, result: Result<Option<MessageId>, TelegramError>) {
        let id = tried.recipient.id;
        match result {
            Ok(_) => self.enter(id, Outcome::Sent),
            Err(TelegramError::ChatGone) => self.enter(id, Outcome::Blocked),
            Err(TelegramError::RetryAfter(pause)) => {
                self.sender.pause(pause);
                self.queue.push_front(tried);
            }
            // Delivery pauses; they are told when the token is accepted again
            Err(TelegramError::Unauthorized(_)) => self.queue.push_front(tried),
            Err(TelegramError::SourceGone(reason)) => self.give_up(id, reason),
            // Customers' chats are private: it is the group the message stands in
            Err(error @ TelegramError::Migrated(_)) => self.give_up(id, error.to_string()),
            Err(TelegramError::Unavailable(reason)) => {
                let failures = tried.failures + 1;
                if failures >= ATTEMPTS {
                    self.enter(id, Outcome::Failed(reason));
                } else {
                    let at = Instant::now() + self.sender.backoff(failures);
                    self.waiting.insert((at, id), Try { failures, ..tried });
                }
            }
            Err(TelegramError::Rejected(reason)) => self.enter(id, Outcome::Failed(reason)),
            Err(error) => self.enter(id, Outcome::Failed(error.to_string())),
        }
    }

    fn enter(&mut self, id: UserId, outcome: Outcome) {
        counter!("kiosk_broadcast_messages_total", "outcome" => outcome.name()).increment(1);
        self.ledger.settle(id, outcome);
    }

    /// Nobody else can be told: the message to copy is gone. That counts as a failure of nobody.
    fn give_up(&mut self, id: UserId, reason: String) {
        self.ledger.strike(id);
        self.source_gone.get_or_insert(reason);
        self.ending.get_or_insert(Ended::Cancelled);
    }

    /// Somebody's wait is over.
    async fn first_waiting(&self) {
        match self.waiting.first_key_value() {
            Some(((at, _), _)) if self.ending.is_none() => sleep_until(*at).await,
            _ => pending().await,
        }
    }

    fn requeue(&mut self) {
        self.queue.extend(self.waiting.pop_first().map(|(_, tried)| tried));
    }

    /// Writes results down, then marks who is blocked.
    fn write(&self, entry: Entry) -> BoxFuture<'a, Result<SaveOutcome, StoreError>> {
        let (store, lease, id) = (self.store, self.lease, self.job.broadcast.id);
        async move {
            let Entry { state, blocked, .. } = entry;
            let kept = persist(lease, || store.broadcasts.save_progress(id, lease.owner(), &state)).await?;
            if !blocked.is_empty() {
                persist(lease, || store.audience.mark_blocked(&blocked)).await?;
            }
            Ok(kept)
        }
        .boxed()
    }

    async fn end(&mut self) -> Result<Ended, StoreError> {
        let (store, id) = (self.store, self.job.broadcast.id);
        // Those who were struck off leave the list of the open ones
        let state = self.ledger.close().state;
        if let Some(reason) = &self.source_gone {
            tracing::error!(broadcast.id = %id, reason, "the message to copy cannot be copied: the broadcast is cancelled");
            persist(self.lease, || store.broadcasts.save_progress(id, self.lease.owner(), &state)).await?;
            persist(self.lease, || store.broadcasts.abandon(id, reason)).await?;
            return Ok(Ended::Cancelled);
        }
        let State { progress, .. } = state;
        let ended = self.ending.unwrap_or(Ended::Done);
        if ended == Ended::Done {
            persist(self.lease, || store.broadcasts.finish(id, self.lease.owner(), progress.settled())).await?;
        }
        Ok(ended)
    }

    const fn has_preview(&self) -> bool {
        self.job.broadcast.preview.is_some()
    }

    /// Shows the staff how it is coming along. Says how long that can wait until the next time.
    fn show(&self) -> Option<BoxFuture<'a, Duration>> {
        let preview = self.job.broadcast.preview?;
        let progress = *self.ledger.progress();
        let broadcast = Broadcast { progress, status: BroadcastStatus::Running, ..self.job.broadcast.clone() };
        let screen = screens::broadcast::progress(self.sender.settings.words(preview.locale), &broadcast);
        let (sender, lease, chat) = (self.sender, self.lease, Chat(preview.chat_id));
        let edit = Call::Edit { chat, message: MessageId(preview.message_id), screen };
        let show = async move {
            sender.limiter.acquire(chat).await;
            if lease.holds() {
                match sender.call(edit).await {
                    // A group takes fewer messages than the bot as a whole may send: only the preview waits
                    Err(TelegramError::RetryAfter(pause)) => return Duration::from_secs(pause.into()),
                    Ok(_) | Err(TelegramError::NotModified) => {}
                    Err(error) => tracing::warn!(%error, "the preview of a broadcast is not up to date"),
                }
            }
            sender.settings.preview
        };
        Some(show.boxed())
    }
}

const fn chat_of(tried: &Try) -> Chat {
    Chat(tried.recipient.id.0)
}

async fn or_never<T>(future: Option<&mut BoxFuture<'_, T>>) -> T {
    match future {
        Some(future) => future.await,
        None => pending().await,
    }
}

/// Repeats what the database did not do, for as long as the lease lasts: results must not be lost.
async fn persist<T, F>(lease: &Lease, mut operation: impl FnMut() -> F) -> Result<T, StoreError>
where
    F: Future<Output = Result<T, StoreError>>,
{
    loop {
        match operation().await {
            Err(error) if lease.holds() && error.is_unavailable() => {
                tracing::warn!(%error, "the database does not answer, trying again");
                sleep(DATABASE_PAUSE).await;
            }
            result => return result,
        }
    }
}
