//! What customers want to be told of a product, one after the other. Who was told is noted in their alert.

use bson::oid::ObjectId;
use domain::{Alert, AlertKind, Product, ProductId};
use store::StoreError;
use telegram::{Call, Chat, TelegramError};

use crate::{
    notices::{Outcome, outcome},
    sender::Run,
};

/// So many are told before other notices have their turn.
const BATCH: i64 = 25;

impl Run<'_> {
    /// Tells the next customers of what this notice says. One that takes no messages must not keep the others from theirs.
    pub(crate) async fn alert(
        &self,
        notice: ObjectId,
        product_id: ProductId,
        kind: AlertKind,
    ) -> Result<Outcome, StoreError> {
        let Some(product) = self.store.products.find(product_id).await? else { return Ok(Outcome::Delivered) };
        if kind == AlertKind::BackInStock && product.stock.is_out() {
            // They wait on
            return Ok(Outcome::Delivered);
        }
        let alerts = &self.store.alerts;
        let due = alerts.to_tell(product_id, kind, notice, product.final_price(), BATCH).await?;
        if due.is_empty() {
            return Ok(Outcome::Delivered);
        }
        for alert in due {
            match self.tell_customer(&alert, &product).await? {
                Outcome::Delivered => {}
                Outcome::Rejected(reason) => {
                    tracing::warn!(reason, user.id = alert.user_id.0, product.id = %product_id, "an alert is given up");
                }
                other => return Ok(other),
            }
            alerts.mark_told(&alert, notice, product.final_price()).await?;
        }
        Ok(Outcome::Open)
    }

    async fn tell_customer(&self, alert: &Alert, product: &Product) -> Result<Outcome, StoreError> {
        let customer = self.store.users.find(alert.user_id).await?.filter(|user| !user.blocked);
        let Some(customer) = customer else { return Ok(Outcome::Delivered) };
        let settings = &self.sender.settings;
        let words = settings.words(customer.locale_or(settings.shop.default_locale));
        let (chat, screen) = (Chat(customer.id.0), screens::alert::alert(words, alert.kind, product));
        match self.send_in_turn(chat, Call::send(chat, screen)).await {
            Some(Err(TelegramError::ChatGone)) => {
                self.store.audience.mark_blocked(&[customer.id]).await?;
                Ok(Outcome::Delivered)
            }
            result => Ok(outcome(result)),
        }
    }
}
