//! When the next message may go: the bot's rate as a whole, one chat's second, and the pause Telegram asks for.
//!
//! Messages leave evenly, as by the generic cell rate algorithm (ITU-T I.371): each moves the time of the next one on by
//! `1 / rate`. After a stall the time lost is made up for, but no more than a tenth of a second of it, so that no second
//! holds more than 1.1 times the rate: 28 messages at 25, where Telegram allows 30.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use telegram::Chat;
use tokio::time::{Instant, sleep_until};

use crate::Settings;

/// How much of a stall is made up for.
const SLACK: Duration = Duration::from_millis(100);

/// The clock that all senders of a worker share.
#[derive(Debug)]
pub(crate) struct RateLimiter {
    interval: Duration,
    chat_gap: Duration,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// When the next message would leave if all had left evenly.
    next: Instant,
    /// Nothing leaves before this.
    held_until: Instant,
    /// How many pauses in a row were made because the Bot API did not accept the token.
    refusals: u32,
    /// When a chat may be written to again; chats not in here may at once.
    chats: HashMap<Chat, Instant>,
    /// The same, in the order of time, to forget them by.
    order: VecDeque<(Instant, Chat)>,
    /// Chats that Telegram asked a pause for, and until when. Groups only, so there are few.
    held_chats: HashMap<Chat, Instant>,
}

impl RateLimiter {
    pub(crate) fn new(settings: &Settings) -> Self {
        let now = Instant::now();
        let state = State {
            next: now,
            held_until: now,
            refusals: 0,
            chats: HashMap::new(),
            order: VecDeque::new(),
            held_chats: HashMap::new(),
        };
        let interval = Duration::from_secs(1) / settings.rate.get();
        Self { interval, chat_gap: settings.chat_gap, state: Mutex::new(state) }
    }

    /// Waits until a message to this chat may leave. The turn is taken when this returns; dropped before, it is not.
    pub(crate) async fn acquire(&self, chat: Chat) {
        while let Err(until) = self.take(chat, Instant::now()) {
            sleep_until(until).await;
        }
    }

    /// Telegram asks for a pause.
    pub(crate) fn hold(&self, pause: Duration) {
        let mut state = self.state();
        state.held_until = state.held_until.max(Instant::now() + pause);
    }

    /// Telegram asks for a pause in this chat. Others need not wait.
    pub(crate) fn hold_chat(&self, chat: Chat, pause: Duration) {
        let (mut state, now) = (self.state(), Instant::now());
        state.held_chats.retain(|_, until| *until > now);
        state.held_chats.insert(chat, now + pause);
    }

    /// How long Telegram's pause in this chat still lasts.
    pub(crate) fn chat_pause(&self, chat: Chat) -> Option<Duration> {
        let until = self.state().held_chats.get(&chat).copied();
        until.and_then(|until| until.checked_duration_since(Instant::now())).filter(|pause| !pause.is_zero())
    }

    /// The Bot API does not accept the token: nothing leaves for as long as `pause` says for this many refusals in a row.
    /// `None` during a pause: calls that were under way when it began tell nothing new.
    pub(crate) fn refuse(&self, pause: impl FnOnce(u32) -> Duration) -> Option<Duration> {
        let (mut state, now) = (self.state(), Instant::now());
        if state.held_until > now {
            return None;
        }
        state.refusals = state.refusals.saturating_add(1);
        let pause = pause(state.refusals);
        state.held_until = now + pause;
        Some(pause)
    }

    /// The Bot API accepts the token.
    pub(crate) fn accept(&self) {
        self.state().refusals = 0;
    }

    fn take(&self, chat: Chat, now: Instant) -> Result<(), Instant> {
        let mut state = self.state();
        while state.order.front().is_some_and(|(free_at, _)| *free_at <= now) {
            if let Some((_, chat)) = state.order.pop_front() {
                state.chats.remove(&chat);
            }
        }
        // One message at least may always leave early: a timer is never on time to the millisecond
        let slack = SLACK.max(self.interval);
        let evenly = state.next.checked_sub(slack).unwrap_or(now);
        let chat_free = state.chats.get(&chat).copied().unwrap_or(now);
        let earliest = evenly.max(state.held_until).max(chat_free);
        if earliest > now {
            return Err(earliest);
        }
        state.next = state.next.max(now) + self.interval;
        let free_at = now + self.chat_gap;
        state.chats.insert(chat, free_at);
        state.order.push_back((free_at, chat));
        Ok(())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing in here panics half-way
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;

    use super::*;

    fn limiter(rate: u32) -> RateLimiter {
        RateLimiter::new(&Settings {
            rate: NonZeroU32::new(rate).unwrap(),
            in_flight: NonZeroU32::MIN,
            lease: Duration::from_secs(15),
            chat_gap: Duration::from_secs(1),
            backoff: Duration::from_secs(1),
            poll: Duration::from_secs(1),
            preview: Duration::from_secs(2),
            grace: Duration::from_secs(6),
            staff_chat: None,
            shop: testing::shop_settings(),
            public_url: None,
        })
    }

    /// The most messages within any one second.
    fn busiest_second(sent: &[Instant]) -> usize {
        let second = |from: Instant| from..from + Duration::from_secs(1);
        let within = |from: &Instant| sent.iter().filter(|at| second(*from).contains(at)).count();
        sent.iter().map(within).max().unwrap_or_default()
    }

    #[tokio::test(start_paused = true)]
    async fn the_rate_is_kept_and_reached() {
        let limiter = limiter(25);
        let (begun, mut sent) = (Instant::now(), vec![]);
        for chat in 0..500 {
            limiter.acquire(Chat(chat)).await;
            sent.push(Instant::now());
        }
        let seconds = begun.elapsed().as_secs_f64();
        assert!((19.5..20.2).contains(&seconds), "500 messages in {seconds} s");
        assert!(busiest_second(&sent) <= 28, "{}", busiest_second(&sent));
    }

    #[tokio::test(start_paused = true)]
    async fn a_stall_is_made_up_for_a_little() {
        let limiter = limiter(25);
        let mut sent = vec![];
        for chat in 0..100 {
            limiter.acquire(Chat(chat)).await;
            sent.push(Instant::now());
            if chat % 20 == 0 {
                tokio::time::sleep(Duration::from_secs(3)).await;
            }
        }
        assert!(busiest_second(&sent) <= 28, "{}", busiest_second(&sent));
    }

    #[tokio::test(start_paused = true)]
    async fn a_chat_gets_one_message_a_second() {
        let limiter = limiter(25);
        let begun = Instant::now();
        for _ in 0..4 {
            limiter.acquire(Chat(1)).await;
        }
        assert_eq!(begun.elapsed().as_secs(), 3);
        limiter.acquire(Chat(2)).await;
        assert!(begun.elapsed() < Duration::from_millis(3_100), "another chat need not wait");
    }

    #[tokio::test(start_paused = true)]
    async fn everything_waits_as_long_as_telegram_asks() {
        let limiter = limiter(1_000);
        let begun = Instant::now();
        limiter.acquire(Chat(1)).await;
        limiter.hold(Duration::from_secs(7));
        limiter.hold(Duration::from_secs(3));
        limiter.acquire(Chat(2)).await;
        assert_eq!(begun.elapsed().as_secs(), 7);
    }

    #[tokio::test(start_paused = true)]
    async fn a_refused_token_makes_one_pause_for_all_calls_under_way_and_longer_ones_if_repeated() {
        let (limiter, second) = (limiter(1_000), Duration::from_secs(1));
        let begun = Instant::now();
        for n in 1..=3 {
            limiter.acquire(Chat(1)).await;
            assert_eq!(limiter.refuse(|refusals| second * refusals), Some(second * n));
            assert_eq!(limiter.refuse(|_| Duration::MAX), None, "under way when the pause began");
        }
        limiter.acquire(Chat(1)).await;
        assert_eq!(begun.elapsed().as_secs(), 1 + 2 + 3);
        limiter.accept();
        assert_eq!(limiter.refuse(|refusals| second * refusals), Some(second));
    }

    #[tokio::test(start_paused = true)]
    async fn chats_are_forgotten() {
        let limiter = limiter(1_000);
        for chat in 0..10_000 {
            limiter.acquire(Chat(chat)).await;
        }
        let state = limiter.state();
        assert!(state.chats.len() <= 1_101 && state.order.len() == state.chats.len(), "{}", state.chats.len());
    }
}
