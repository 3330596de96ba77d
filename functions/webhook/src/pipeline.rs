//! An update's way: claim and load, feature, say, note as handled.
//!
//! Round trips to the database one after another are what a customer waits for: everything that an event is known to
//! need is loaded together with the claim, and everything that is to be noted is noted together at the end.

use std::time::Duration;

use domain::{Cart, Product, TelegramFile, User, UserId};
use futures_util::future::try_join_all;
use screens::Words;
use serde_json::Value;
use store::{Claim, Conversation, StoreError};
use telegram::{Call, Delivery, PhotoSent, Reply, TelegramError};
use tokio::time::{Instant, sleep, timeout};

use crate::{
    Shop,
    context::Context,
    features,
    incoming::{Event, Incoming},
    step::Step,
};

/// How long an update waits for another one of the same chat, before Telegram is asked to deliver it again.
const PATIENCE: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(30);
/// Shorter than a claim holds.
const TIME_LIMIT: Duration = Duration::from_secs(45);

/// Why an update must be delivered again.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Telegram(#[from] TelegramError),
    #[error("another update of the chat is still being handled")]
    Busy,
    #[error("handling took too long")]
    TooLong,
    #[error("the claim lapsed before the update was handled")]
    ClaimLost,
}

/// What an event needs, loaded together with the claim.
#[derive(Debug)]
struct Loaded {
    /// `None` in a group, and of the staff.
    user: Option<User>,
    cart: Option<(Cart, Vec<Product>)>,
    product: Option<Product>,
}

/// Handles an update; what comes back rides in the HTTP answer.
pub(crate) async fn handle(shop: &Shop, incoming: Incoming) -> Result<Option<Value>, Failure> {
    let Some((mut conversation, loaded)) = claim(shop, &incoming).await? else {
        return Ok(None);
    };
    let handled = timeout(TIME_LIMIT, answer(shop, incoming, loaded, conversation.step.clone())).await;
    match handled.unwrap_or(Err(Failure::TooLong)) {
        Ok((delivery, step)) => {
            conversation.step = step;
            note(shop, &conversation, &delivery).await?;
            Ok(delivery.last)
        }
        Err(error) => {
            release(shop, &conversation).await;
            Err(error)
        }
    }
}

/// Claims the update and loads what it needs, in one round trip; `None` when it was handled before.
async fn claim(shop: &Shop, incoming: &Incoming) -> Result<Option<(Conversation<Step>, Loaded)>, Failure> {
    let begun = Instant::now();
    loop {
        let claim = shop.store.conversations.claim::<Step>(incoming.chat.0, incoming.update_id);
        let (claim, loaded) = tokio::join!(claim, load(shop, incoming));
        match (claim?, loaded) {
            (Claim::Mine(conversation), Ok(loaded)) => return Ok(Some((conversation, loaded))),
            (Claim::Mine(conversation), Err(error)) => {
                release(shop, &conversation).await;
                return Err(error.into());
            }
            (Claim::Handled, _) => return Ok(None),
            (Claim::Busy, _) if begun.elapsed() > PATIENCE => return Err(Failure::Busy),
            (Claim::Busy, _) => sleep(PAUSE).await,
        }
    }
}

async fn load(shop: &Shop, incoming: &Incoming) -> Result<Loaded, StoreError> {
    let (store, event, sender) = (&shop.store, &incoming.event, &incoming.sender);
    let user = async {
        match event {
            Event::GroupCommand | Event::Staff(_) => Ok(None),
            _ => store.users.touch(sender.id, &sender.profile, incoming.update_id).await.map(Some),
        }
    };
    let cart =
        async { if event.needs_cart() { store.carts.with_products(sender.id).await.map(Some) } else { Ok(None) } };
    let product = async {
        match event {
            Event::Press(action) => match action.product() {
                Some(id) => store.products.find(id).await,
                None => Ok(None),
            },
            _ => Ok(None),
        }
    };
    let (user, cart, product) = tokio::try_join!(user, cart, product)?;
    Ok(Loaded { user, cart, product })
}

/// Lets the feature answer, and says it.
async fn answer(shop: &Shop, incoming: Incoming, loaded: Loaded, step: Step) -> Result<(Delivery, Step), Failure> {
    let query = incoming.query.clone();
    let answer = match loaded.user {
        Some(user) => {
            let context = Context {
                store: &shop.store,
                currency: shop.settings.currency,
                bot_id: shop.api.bot_id(),
                update_id: incoming.update_id,
                chat: incoming.chat,
                words: Words { locale: user.locale_or(shop.settings.default_locale) },
                user,
                step: step.clone(),
                message: incoming.message,
                query: incoming.query,
                cart: loaded.cart,
                product: loaded.product,
            };
            features::answer(&context, incoming.event).await?
        }
        None => features::answer_others(shop, &incoming, &step).await?,
    };
    let delivery = shop.api.deliver(answering(answer.reply, query)).await?;
    Ok((delivery, answer.step.unwrap_or(step)))
}

/// Every press of a button is answered: the button waits visibly until it is.
fn answering(mut reply: Reply, query: Option<String>) -> Reply {
    let is_answered = reply.calls().iter().any(|call| matches!(call, Call::Answer { .. }));
    if let Some(query) = query.filter(|_| !is_answered) {
        reply.push(Call::Answer { query, toast: None });
    }
    reply
}

/// Notes everything there is to note, in one round trip.
async fn note(shop: &Shop, conversation: &Conversation<Step>, delivery: &Delivery) -> Result<(), Failure> {
    let photos = async { try_join_all(delivery.photos.iter().map(|photo| note_photo(shop, photo))).await.map(drop) };
    let gone = async {
        if delivery.gone { shop.store.users.mark_blocked(UserId(conversation.chat_id())).await } else { Ok(()) }
    };
    let (kept, (), ()) = tokio::try_join!(shop.store.conversations.finish(conversation), photos, gone)?;
    if kept { Ok(()) } else { Err(Failure::ClaimLost) }
}

async fn note_photo(shop: &Shop, photo: &PhotoSent) -> Result<(), StoreError> {
    let file = photo.file_id.clone().map(|file_id| TelegramFile { bot_id: shop.api.bot_id(), file_id });
    shop.store.products.set_telegram_file(photo.of.product_id, photo.of.image_id, file.as_ref()).await
}

async fn release(shop: &Shop, conversation: &Conversation<Step>) {
    if let Err(error) = shop.store.conversations.release(conversation).await {
        tracing::warn!(%error, "the claim stays until it lapses");
    }
}
