//! Changes are single writes of the store; what is shown is computed from what they return.

use domain::{Cart, Product, ProductId, Quantity};
use store::{CartChange, StoreError};

use super::view;
use crate::context::{Answer, Context};

/// Shows a page of the cart.
pub(crate) async fn show(context: &Context<'_>, page: usize) -> Result<Answer, StoreError> {
    redraw(context, &context.loaded_cart(), page, None).await
}

/// Adds one of a product to the cart, from its card: answered by a toast alone.
pub(crate) async fn add(context: &Context<'_>) -> Result<Answer, StoreError> {
    let Some(product) = &context.product else {
        return Ok(Answer::say(context.toast(context.words.label("product-gone"))));
    };
    let change = context.store.carts.add_one(context.user.id, context.update_id, product).await?;
    let quantity = change.cart.quantity_of(product.id);
    let toast = refusal(context, product, &change)
        .unwrap_or_else(|| context.words.say("added").number("quantity", quantity).plain());
    Ok(Answer::say(context.toast(toast)))
}

/// One more of a line.
pub(crate) async fn plus(context: &Context<'_>, product_id: ProductId) -> Result<Answer, StoreError> {
    let cart = context.loaded_cart();
    let Some(product) = &context.product else {
        return redraw(context, &cart, page_of(&cart, product_id), Some("product-gone")).await;
    };
    if cart.quantity_of(product_id) == 0 {
        // The line was removed in another message: this button would put it back unasked
        return redraw(context, &cart, 0, None).await;
    }
    let change = context.store.carts.add_one(context.user.id, context.update_id, product).await?;
    let mut answer = redraw_changed(context, &change).await?;
    if let Some(toast) = refusal(context, product, &change).and_then(|text| context.toast(text)) {
        answer.reply.push(toast);
    }
    Ok(answer)
}

/// One less of a line.
pub(crate) async fn minus(context: &Context<'_>, product_id: ProductId) -> Result<Answer, StoreError> {
    let Some(product) = &context.product else {
        let cart = context.loaded_cart();
        return redraw(context, &cart, page_of(&cart, product_id), Some("product-gone")).await;
    };
    let change = context.store.carts.take_one(context.user.id, context.update_id, product).await?;
    redraw_changed(context, &change).await
}

/// A line less.
pub(crate) async fn remove(context: &Context<'_>, product_id: ProductId) -> Result<Answer, StoreError> {
    let change = context.store.carts.remove(context.user.id, context.update_id, product_id).await?;
    redraw_changed(context, &change).await
}

/// No lines any more.
pub(crate) async fn clear(context: &Context<'_>) -> Result<Answer, StoreError> {
    let change = context.store.carts.clear(context.user.id, context.update_id).await?;
    redraw_changed(context, &change).await
}

/// The page on which the changed line stood.
async fn redraw_changed(context: &Context<'_>, change: &CartChange) -> Result<Answer, StoreError> {
    let index = change.before.and_then(|line| usize::try_from(line.index).ok()).unwrap_or_default();
    redraw(context, &change.cart, index / view::PAGE, None).await
}

async fn redraw(
    context: &Context<'_>,
    cart: &Cart,
    page: usize,
    toast: Option<&'static str>,
) -> Result<Answer, StoreError> {
    let basket = context.basket(cart).await?;
    let toast = toast.and_then(|key| context.toast(context.words.label(key)));
    Ok(Answer::say([context.edit(view::screen(context.words, &basket, page))].into_iter().chain(toast)))
}

fn page_of(cart: &Cart, product_id: ProductId) -> usize {
    cart.lines.iter().position(|line| line.product_id == product_id).map_or(0, |index| index / view::PAGE)
}

/// Why one more could not be added, if it was not.
fn refusal(context: &Context<'_>, product: &Product, change: &CartChange) -> Option<String> {
    let words = context.words;
    let after = change.cart.quantity_of(product.id);
    let before = change.before.map(|line| line.quantity);
    let most = product.stock.get().min(Quantity::MAX);
    if product.stock.is_out() {
        Some(words.label("add-sold-out"))
    } else if after == 0 {
        let lines = i64::try_from(change.cart.lines.len()).unwrap_or(i64::MAX);
        Some(words.say("add-cart-full").number("lines", lines).plain())
    } else if after >= most && before.is_some_and(|before| after <= before) {
        Some(words.say("add-no-more").number("quantity", after).plain())
    } else {
        None
    }
}
