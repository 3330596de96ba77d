//! An update's way: claim and load, feature, calls, note as handled.
//!
//! Round trips to the database one after another are what a customer waits for: everything that an event is known to
//! need is loaded together with the claim, and noting the update as handled waits until the response was written.

use std::{mem, panic::AssertUnwindSafe, time::Duration};

use domain::{ProductId, UserId};
use futures_util::FutureExt;
use metrics::counter;
use screens::Words;
use store::{Claim, Claimed, Conversation, Outcome, Release};
use telegram::{Call, Chat, Html, Screen, TelegramError};
use tokio::time::{Instant, sleep, timeout};

use crate::{
    Shop,
    context::{Handler, Reply, words_for},
    delivery::deliver,
    failure::Failure,
    features::inline,
    incoming::{Event, Incoming, InlineQuery, Origin},
    response::{Handled, PendingNote},
    step::Step,
};

/// How long an update waits for another one of the same chat, before Telegram is asked to deliver it again.
const PATIENCE: Duration = Duration::from_secs(10);
/// The pause between two attempts to claim: twice as long each time, from the first to the second.
const PAUSES: (Duration, Duration) = (Duration::from_millis(20), Duration::from_millis(500));
/// The longest that handling may take. Telegram waits about a minute for a response.
const TIME_LIMIT: Duration = Duration::from_secs(45);
/// How often the claim is renewed meanwhile; well below what it holds for.
const RENEWAL: Duration = Duration::from_secs(5);
/// An update whose handling was begun so often and never ended takes the process down each time.
const MAX_ATTEMPTS: u32 = 5;
/// A failure that should pass, but did not so often, does not pass.
const MAX_DEFERRALS: u32 = 100;

/// An event whose update was claimed, with what the claim found and what was loaded beside it.
struct ClaimedEvent<H: Handler> {
    conversation: Box<Conversation<Step>>,
    found: H::Found,
    request: Result<H::Request, Failure>,
}

/// Handles an update. The failures that come back pass: the update is to be delivered again. Any other is answered with
/// an apology, and the update is done with.
pub(crate) async fn handle(shop: &Shop, incoming: Incoming) -> Result<Handled, Failure> {
    match incoming {
        Incoming::Chat { origin, event: Event::Customer(event) } => handle_event(shop, origin, event).await,
        Incoming::Chat { origin, event: Event::Membership(event) } => handle_event(shop, origin, event).await,
        Incoming::Chat { origin, event: Event::Group(event) } => handle_event(shop, origin, event).await,
        Incoming::Chat { origin, event: Event::Staff(event) } => handle_event(shop, origin, event).await,
        Incoming::Inline(query) => answer_inline(shop, query).await,
    }
}

/// Answers an inline query. It concerns no chat of the bot and changes nothing, so nothing is claimed nor noted; where no
/// repetition can help, whoever asked sees nothing.
async fn answer_inline(shop: &Shop, query: InlineQuery) -> Result<Handled, Failure> {
    let update_id = query.update_id;
    let answered = async {
        let answer = inline::answer(shop, query).await?;
        if !shop.frozen_between_requests {
            return Ok(answer.into_webhook_reply());
        }
        match shop.api.make(answer).await {
            Ok(_) | Err(TelegramError::QueryTooOld) => Ok(None),
            Err(error) => Err(Failure::from(error)),
        }
    };
    match answered.await {
        Ok(webhook_reply) => Ok(Handled::by(webhook_reply, None)),
        Err(failure) if failure.retry_after().is_some() => Err(failure),
        Err(failure) => {
            tracing::error!(error = %failure, update.id = update_id, "inline query {update_id} is not answered");
            Ok(Handled::default().failed())
        }
    }
}

async fn handle_event<H: Handler>(shop: &Shop, origin: Origin, event: H) -> Result<Handled, Failure> {
    let apology = Apology::new(shop, &origin, H::APOLOGIZES);
    let ClaimedEvent { mut conversation, found, request } = match claim(shop, &origin, &event).await {
        Ok(Some(begun)) => begun,
        Ok(None) => return Ok(Handled::default()),
        Err(failure) if failure.retry_after().is_some() => return Err(failure),
        // Not even the conversation can be read, so nothing can be noted in it
        Err(failure) => {
            let webhook_reply = apology.call(&failure).and_then(Call::into_webhook_reply);
            return Ok(Handled::by(webhook_reply, None).failed());
        }
    };
    if let Some(stored) = conversation.progress.webhook_reply.take() {
        // An earlier delivery came as far as its response
        let webhook_reply = Some(stored).filter(|stored| !stored.is_empty());
        return Ok(Handled::by(webhook_reply, Some(PendingNote::new(shop.clone(), &conversation, None))));
    }
    let claimed = conversation.claimed;
    let work = Box::pin(async {
        check_attempts(&conversation)?;
        let reply = reply::<H>(shop, origin, &conversation, found, request?).await?;
        conclude(shop, &mut conversation, reply).await
    });
    match within_limits(shop, claimed, work).await {
        Err(failure) if failure.retry_after().is_some() => {
            release(shop, &conversation, &failure).await;
            Err(failure)
        }
        Err(failure) => {
            conversation.progress.calls = 0;
            let reply = Reply::of(apology.call(&failure));
            conclude(shop, &mut conversation, reply).await.map(Handled::failed)
        }
        handled => handled,
    }
}

/// Claims the update and loads what it needs, both at once; `None` when it was handled before, or concerns nobody. While
/// another update of the chat is being handled, only the claim is tried, and what is loaded is loaded afterwards.
async fn claim<H: Handler>(shop: &Shop, origin: &Origin, event: &H) -> Result<Option<ClaimedEvent<H>>, Failure> {
    let visit = event.visit(origin);
    let (conversations, chat_id, update_id) = (&shop.store.conversations, origin.chat.0, origin.update_id);
    match tokio::join!(conversations.claim(chat_id, update_id, &visit), load(shop, origin, event)) {
        (Ok(Claim::Mine(conversation, found)), request) => {
            return Ok(Some(ClaimedEvent { conversation, found, request }));
        }
        (Ok(Claim::Handled | Claim::Unknown), _) => return Ok(None),
        (Ok(Claim::Busy), _) => counter!("kiosk_claims_busy_total").increment(1),
        (Err(error), _) => return Err(error.into()),
    }
    let (begun, (mut pause, longest)) = (Instant::now(), PAUSES);
    while begun.elapsed() < PATIENCE {
        // From half the pause to all of it, so that those who wait do not come together
        sleep(pause.mul_f64(f64::midpoint(1.0, (shop.random)()))).await;
        pause = (pause * 2).min(longest);
        match conversations.claim_again(chat_id, update_id, &visit).await? {
            Claim::Mine(conversation, found) => {
                let request = load(shop, origin, event).await;
                return Ok(Some(ClaimedEvent { conversation, found, request }));
            }
            Claim::Handled | Claim::Unknown => return Ok(None),
            Claim::Busy => {}
        }
    }
    Err(Failure::Busy)
}

/// Loads what the event needs. A panic is a failure like others: it must not keep the update from being noted.
async fn load<H: Handler>(shop: &Shop, origin: &Origin, event: &H) -> Result<H::Request, Failure> {
    let loaded = AssertUnwindSafe(event.load(shop, origin)).catch_unwind().await;
    Ok(loaded.map_err(|_| Failure::Panicked)??)
}

fn check_attempts(conversation: &Conversation<Step>) -> Result<(), Failure> {
    let (attempts, deferrals) = (conversation.progress.attempts, conversation.progress.deferrals);
    if attempts > MAX_ATTEMPTS || deferrals > MAX_DEFERRALS {
        return Err(Failure::TooManyAttempts { attempts, deferrals });
    }
    Ok(())
}

/// Lets the work end within the time limit and while the claim holds; a panic ends nothing but the work.
async fn within_limits<T>(
    shop: &Shop,
    claimed: Claimed,
    work: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    let lost = async {
        loop {
            sleep(RENEWAL).await;
            match shop.store.conversations.renew(claimed).await {
                Ok(true) => {}
                Ok(false) => return Failure::ClaimLost,
                Err(error) => tracing::warn!(%error, "a claim could not be renewed"),
            }
        }
    };
    let work = timeout(TIME_LIMIT, AssertUnwindSafe(work).catch_unwind());
    tokio::select! {
        worked = work => match worked {
            Ok(Ok(result)) => result,
            Ok(Err(_)) => Err(Failure::Panicked),
            Err(_) => Err(Failure::TooLong),
        },
        failure = lost => Err(failure),
    }
}

/// Lets the feature reply. Every press of a button is answered: the button waits visibly until it is.
async fn reply<H: Handler>(
    shop: &Shop,
    origin: Origin,
    conversation: &Conversation<Step>,
    found: H::Found,
    request: H::Request,
) -> Result<Reply, Failure> {
    let query = origin.query.clone();
    let mut reply = H::reply(shop, origin, conversation, found, request).await?;
    let is_answered = reply.calls.iter().any(|call| matches!(call, Call::AnswerCallback { .. }));
    if let Some(query) = query.filter(|_| !is_answered) {
        reply.calls.push(Call::AnswerCallback { query, toast: None });
    }
    Ok(reply)
}

/// Concludes the update by its reply, and beside that releases what the customer gives up.
async fn conclude(shop: &Shop, conversation: &mut Conversation<Step>, mut reply: Reply) -> Result<Handled, Failure> {
    let released = release_holds(shop, conversation.claimed, mem::take(&mut reply.released));
    tokio::join!(say_and_store(shop, conversation, reply), released).0
}

/// That it fails is no failure of the update: what is not released lapses.
async fn release_holds(shop: &Shop, claimed: Claimed, products: Vec<ProductId>) {
    if !products.is_empty()
        && let Err(error) = shop.store.release(UserId(claimed.chat_id), products).await
    {
        tracing::warn!(%error, "what a customer holds is not released, and lapses");
    }
}

/// Makes the calls, and stores the step where it changes; the note waits until the response was written. Where nothing
/// runs after the response, everything is noted before it.
async fn say_and_store(shop: &Shop, conversation: &mut Conversation<Step>, reply: Reply) -> Result<Handled, Failure> {
    let last = deliver(shop, conversation, reply.calls).await?;
    let (conversations, claimed) = (&shop.store.conversations, conversation.claimed);
    let step = reply.step.filter(|step| *step != conversation.step);
    let (value, mut line_title) = (reply.value, reply.line_title);
    let outcome = Outcome { step: step.as_ref(), value: value.as_ref(), line_title: line_title.as_ref() };
    if shop.frozen_between_requests {
        let is_ours = conversations.finish(claimed, outcome).await?;
        return if is_ours { Ok(Handled::default()) } else { Err(Failure::ClaimLost) };
    }
    if outcome.step.is_some() || outcome.value.is_some() {
        if !conversations.store(claimed, outcome, last.as_deref().unwrap_or_default()).await? {
            return Err(Failure::ClaimLost);
        }
        line_title = None;
    }
    Ok(Handled::by(last, Some(PendingNote::new(shop.clone(), conversation, line_title))))
}

async fn release(shop: &Shop, conversation: &Conversation<Step>, failure: &Failure) {
    let release = if matches!(failure, Failure::TooLong) { Release::Attempted } else { Release::Deferred };
    let released = shop.store.conversations.release(conversation.claimed, release, conversation.progress.calls).await;
    if let Err(error) = released {
        tracing::warn!(%error, "the claim stays until it lapses");
    }
}

/// What a customer reads where a repetition cannot help.
struct Apology {
    update_id: i64,
    words: Words,
    /// Where to say it; nowhere in a group.
    chat: Option<Chat>,
    query: Option<String>,
}

impl Apology {
    /// In the language of the customer's Telegram: what the shop knows of them may be what cannot be read.
    fn new(shop: &Shop, origin: &Origin, is_read: bool) -> Self {
        Self {
            update_id: origin.update_id,
            words: words_for(shop, &origin.sender),
            chat: Some(origin.chat).filter(|_| is_read),
            query: origin.query.clone(),
        }
    }

    /// Reports the failure.
    fn call(self, failure: &Failure) -> Option<Call> {
        let Self { update_id, words, chat, query } = self;
        tracing::error!(error = %failure, update.id = update_id, "update {update_id} failed and is not repeated");
        match query {
            Some(query) => Some(Call::AnswerCallback { query, toast: Some(words.label("apology")) }),
            None => Some(Call::send(chat?, Screen::new(Html::new(words.message("apology").html())))),
        }
    }
}
