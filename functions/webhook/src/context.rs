//! What a feature gets, and what it gives back.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{Basket, Cart, Currency, Locale, Product, ProductId, Stock, User};
use screens::Words;
use store::{CartProducts, Claimed, Conversation, LineBefore, LineTitle, ProfileValue, Store, StoreError, Visit};
use telegram::{Call, Chat, Keyboard, MessageId, Screen};

use crate::{
    Shop,
    failure::Failure,
    incoming::{Origin, Sender},
    step::Step,
};

/// How an event is handled, by who acts: what is written with the claim, what is loaded beside it, and the reply.
pub(crate) trait Handler: Sized {
    /// What the claim finds.
    type Found;
    /// What is written with the claim.
    type Visit<'a>: Visit<Found = Self::Found>;
    /// What was done, with the data that the reply needs.
    type Request;
    /// Whether the sender gets an apology when the reply fails.
    const APOLOGIZES: bool;

    fn visit<'a>(&self, origin: &'a Origin) -> Self::Visit<'a>;

    /// Reads what the reply needs. That happens beside the claim, so nothing is known yet but the update.
    async fn load(&self, shop: &Shop, origin: &Origin) -> Result<Self::Request, StoreError>;

    async fn reply(
        shop: &Shop,
        origin: Origin,
        conversation: &Conversation<Step>,
        found: Self::Found,
        request: Self::Request,
    ) -> Result<Reply, Failure>;
}

/// The words for somebody of whom only their Telegram is known.
pub(crate) fn words_for(shop: &Shop, sender: &Sender) -> Words {
    let language = sender.profile.language_code.as_deref();
    shop.words(language.and_then(Locale::of_language).unwrap_or(shop.settings.default_locale))
}

/// Everything about the customer's update that is being handled. The bot is not in it: a feature cannot send.
#[derive(Debug)]
pub(crate) struct Context<'a> {
    pub(crate) store: &'a Store,
    /// What prices are in.
    pub(crate) currency: Currency,
    /// Whether there is a staff chat.
    pub(crate) has_staff: bool,
    /// For how long a customer's lines are held once they see the summary; zero: not at all.
    pub(crate) hold: TimeDelta,
    pub(crate) now: DateTime<Utc>,
    pub(crate) claimed: Claimed,
    pub(crate) chat: Chat,
    pub(crate) user: User,
    pub(crate) words: Words,
    pub(crate) step: &'a Step,
    /// The message with the pressed button.
    pub(crate) message: Option<MessageId>,
    /// The press of a button that waits for `answerCallbackQuery`.
    pub(crate) query: Option<String>,
    /// The cart, as the update's change left it.
    pub(crate) cart: Cart,
    /// What that change found of its line.
    pub(crate) line_before: Option<LineBefore>,
    /// The cart as it was before this update put an order's lines into it, if an earlier delivery has done so.
    pub(crate) refilled: Option<Cart>,
}

impl Context<'_> {
    /// The update that is being handled.
    pub(crate) const fn update_id(&self) -> i64 {
        self.claimed.update_id
    }

    /// Prices a cart with the products that were read beside it.
    pub(crate) async fn basket(&self, cart: &Cart, found: CartProducts) -> Result<Basket, StoreError> {
        let products = self.store.carts.complete(cart, found).await?;
        Ok(Basket::new(cart, &products, self.currency, self.now)?)
    }

    /// How many of a product the customer can have.
    pub(crate) fn available(&self, product: &Product) -> Stock {
        product.available_to(self.user.id, self.now)
    }

    /// The products that are held for the open summary, and of which this cart has fewer than it shows.
    pub(crate) fn given_up(&self, cart: &Cart) -> Vec<ProductId> {
        let lines = match self.step {
            Step::Confirm { summary, .. } if !self.hold.is_zero() => &summary.lines[..],
            _ => &[],
        };
        let fewer = lines.iter().filter(|line| cart.quantity_of(line.product_id) < line.quantity.get());
        fewer.map(|line| line.product_id).collect()
    }

    /// A new message.
    pub(crate) const fn send(&self, screen: Screen) -> Call {
        Call::send(self.chat, screen)
    }

    /// The pressed button's message becomes this; a new message, if no button was pressed.
    pub(crate) const fn edit(&self, screen: Screen) -> Call {
        match self.message {
            Some(message) => Call::Edit { chat: self.chat, message, screen },
            None => self.send(screen),
        }
    }

    /// The pressed button's message loses its buttons.
    pub(crate) fn take_buttons(&self) -> Option<Call> {
        self.message.map(|message| Call::SetButtons { chat: self.chat, message, keyboard: Keyboard::None })
    }

    /// The reply to a button that is no longer valid.
    pub(crate) fn stale(&self) -> Reply {
        Reply::of(self.toast(self.words.label("button-stale")))
    }

    /// A toast over the chat.
    pub(crate) fn toast(&self, text: impl Into<String>) -> Option<Call> {
        self.query.clone().map(|query| Call::AnswerCallback { query, toast: Some(text.into()) })
    }
}

/// What a feature gives back: the calls to make, and what is stored with them.
#[derive(Debug, Default)]
pub(crate) struct Reply {
    /// In the order they are to be made.
    pub(crate) calls: Vec<Call>,
    /// Which question is open afterwards; `None`: the same as before.
    pub(crate) step: Option<Step>,
    /// What the customer entered of their profile.
    pub(crate) value: Option<ProfileValue>,
    /// The title of a line that was put into the cart.
    pub(crate) line_title: Option<LineTitle>,
    /// The products that the customer is to hold no longer.
    pub(crate) released: Vec<ProductId>,
}

impl Reply {
    /// Makes these calls; the open question stays open.
    pub(crate) fn of(calls: impl IntoIterator<Item = Call>) -> Self {
        Self { calls: calls.into_iter().collect(), ..Self::default() }
    }

    /// And opens this question.
    #[must_use]
    pub(crate) fn then(mut self, step: Step) -> Self {
        self.step = Some(step);
        self
    }

    /// And stores what the customer entered.
    #[must_use]
    pub(crate) fn storing(mut self, value: ProfileValue) -> Self {
        self.value = Some(value);
        self
    }
}
