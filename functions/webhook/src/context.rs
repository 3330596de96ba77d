//! What a feature gets, and what it gives back.

use domain::{Basket, Cart, Currency, Product, User};
use screens::Words;
use store::{Store, StoreError};
use telegram::{Call, Chat, Keyboard, MessageId, Reply, Screen};

use crate::step::Step;

/// Everything about the update that is being handled. The bot is not in it: a feature cannot send.
#[derive(Debug)]
pub(crate) struct Context<'a> {
    pub(crate) store: &'a Store,
    /// What prices are in.
    pub(crate) currency: Currency,
    /// Whose uploads of photos can be used again.
    pub(crate) bot_id: i64,
    pub(crate) update_id: i64,
    pub(crate) chat: Chat,
    pub(crate) user: User,
    pub(crate) words: Words,
    pub(crate) step: Step,
    /// The message with the pressed button.
    pub(crate) message: Option<MessageId>,
    /// The press of a button that waits for an answer.
    pub(crate) query: Option<String>,
    /// The cart and its products, if the event needs them.
    pub(crate) cart: Option<(Cart, Vec<Product>)>,
    /// The product the button names, if it names one and it exists.
    pub(crate) product: Option<Product>,
}

impl Context<'_> {
    /// The cart as it was loaded with the conversation.
    pub(crate) fn loaded_cart(&self) -> Cart {
        self.cart.as_ref().map_or_else(|| Cart::empty(self.user.id), |(cart, _)| cart.clone())
    }

    /// Prices a cart with the products that were loaded, and those that were not.
    pub(crate) async fn basket(&self, cart: &Cart) -> Result<Basket, StoreError> {
        let mut products: Vec<Product> = self.cart.iter().flat_map(|(_, products)| products).cloned().collect();
        products.extend(self.product.clone());
        // Nothing, unless a line was added in the same moment as the cart was loaded, or the product is gone
        let unknown = cart.lines.iter().map(|line| line.product_id);
        let unknown: Vec<_> = unknown.filter(|id| !products.iter().any(|product| product.id == *id)).collect();
        let had = self.loaded_cart();
        if unknown.iter().any(|id| had.quantity_of(*id) == 0) {
            products.extend(self.store.products.find_many(unknown).await?);
        }
        Ok(Basket::new(cart, &products, self.currency)?)
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

    /// A toast over the chat.
    pub(crate) fn toast(&self, text: impl Into<String>) -> Option<Call> {
        self.query.clone().map(|query| Call::Answer { query, toast: Some(text.into()) })
    }
}

/// What a feature says, and which question is open afterwards.
#[derive(Debug, Default)]
pub(crate) struct Answer {
    pub(crate) reply: Reply,
    /// `None`: the same as before.
    pub(crate) step: Option<Step>,
}

impl Answer {
    /// Says this; the open question stays open.
    pub(crate) fn say(calls: impl IntoIterator<Item = Call>) -> Self {
        Self { reply: calls.into_iter().collect(), step: None }
    }

    /// And opens this question.
    #[must_use]
    pub(crate) fn then(mut self, step: Step) -> Self {
        self.step = Some(step);
        self
    }
}
