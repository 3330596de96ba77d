//! A claim that was taken, and what the document that was claimed says: where the chat stands, and who the customer is.
//! Each part is read by itself, so that a cart that cannot be read leaves the conversation usable.

use std::time::Duration;

use bson::{DateTime, RawDocumentBuf, oid::ObjectId};
use chrono::Utc;
use domain::{Cart, User};
use serde::{Deserialize, de::DeserializeOwned};

use crate::{CartChange, Claimed, LineBefore, StoreError, carts::CartDocument, documents::part};

/// A question left open that long is forgotten.
pub(crate) const FORGET_AFTER: Duration = Duration::from_secs(60 * 60 * 24 * 90);

/// What became of an attempt to claim an update.
#[derive(Debug)]
pub enum Claim<S, F> {
    /// Ours to handle, with what the [`Visit`](crate::Visit) finds.
    Mine(Box<Conversation<S>>, F),
    /// It was handled before: nothing is to be done.
    Handled,
    /// This or another update of the chat is being handled: try again shortly.
    Busy,
    /// There is no such customer, and this [`Visit`](crate::Visit) enters none.
    Unknown,
}

/// A claimed update and where its chat stands.
#[derive(Debug)]
pub struct Conversation<S> {
    pub claimed: Claimed,
    /// The open question.
    pub step: S,
    /// What earlier deliveries of the same update left.
    pub progress: Progress,
}

/// A customer as the claim found them, and as its change left them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Customer {
    /// Who they are.
    pub user: User,
    pub cart: Cart,
    /// What a change of the cart found of its line: also of a repeated update, which changes nothing, as long as no other
    /// change came after it.
    pub before: Option<LineBefore>,
    /// The cart before this update put an order's lines into it, if an earlier delivery has done so: empty where another
    /// change came after it.
    pub refilled: Option<Cart>,
}

/// How far earlier deliveries of an update came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Progress {
    /// How often handling was begun and never ended, this time included: the process died, or took too long.
    pub attempts: u32,
    /// How often handling ended with a failure that passes.
    pub deferrals: u32,
    /// How many calls of the reply were made.
    pub calls: u32,
    /// The body of the response when the next step was stored, as given to [`Conversations::store`](crate::Conversations::store).
    pub webhook_reply: Option<String>,
}

/// The part of a document that every claim reads.
#[derive(Deserialize)]
struct Stored {
    #[serde(default)]
    handled: Vec<i64>,
    claim: Option<StoredClaim>,
    step_at: Option<DateTime>,
}

#[derive(Deserialize)]
struct StoredClaim {
    token: ObjectId,
    #[serde(default)]
    attempts: u32,
    #[serde(default)]
    deferrals: u32,
    #[serde(default)]
    calls: u32,
    /// Under the name that earlier releases know: their processes may run beside this one while it is deployed, and take
    /// over its claims.
    #[serde(rename = "answer")]
    webhook_reply: Option<String>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "S: DeserializeOwned + Default"))]
struct StoredStep<S> {
    #[serde(default)]
    step: S,
}

#[derive(Deserialize)]
struct StoredCart {
    #[serde(default)]
    cart: CartDocument,
}

impl<S: DeserializeOwned + Default, F> Claim<S, F> {
    /// What a document says after an attempt to claim it.
    pub(crate) fn read(
        claimed: Claimed,
        raw: &RawDocumentBuf,
        now: chrono::DateTime<Utc>,
        found: impl FnOnce(&RawDocumentBuf) -> F,
    ) -> Result<Self, StoreError> {
        let stored: Stored = part(raw)?;
        if stored.handled.contains(&claimed.update_id) {
            return Ok(Self::Handled);
        }
        let Some(claim) = stored.claim.filter(|claim| claim.token == claimed.token) else { return Ok(Self::Busy) };
        let StoredClaim { attempts, deferrals, calls, webhook_reply, .. } = claim;
        let is_forgotten = stored.step_at.is_some_and(|at| at.to_chrono() + FORGET_AFTER < now);
        let step = part(raw).map(|StoredStep { step }| step).ok().filter(|_| !is_forgotten).unwrap_or_default();
        let progress = Progress { attempts, deferrals, calls, webhook_reply };
        Ok(Self::Mine(Box::new(Conversation { claimed, step, progress }), found(raw)))
    }
}

impl Customer {
    pub(crate) fn read(raw: &RawDocumentBuf, update_id: i64, change: Option<CartChange>) -> Result<Self, StoreError> {
        let user: User = part(raw)?;
        let StoredCart { cart } = part(raw)?;
        let before = change.and_then(|change| cart.before(update_id, change));
        let refilled = cart.before_refill(update_id).map(|lines| Cart { user_id: user.id, lines });
        Ok(Self { cart: Cart { user_id: user.id, lines: cart.lines }, user, before, refilled })
    }
}
