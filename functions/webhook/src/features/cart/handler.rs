//! Changes are single writes of the store; what is shown is computed from what they return.

use domain::{Cart, Product, ProductId, Quantity};
use store::StoreError;

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
    let cart = context.store.carts.add_one(context.user.id, context.update_id, product).await?;
    let toast = refusal(context, product, &cart)
        .unwrap_or_else(|| context.words.say("added").number("quantity", cart.quantity_of(product.id)).plain());
    Ok(Answer::say(context.toast(toast)))
}

/// One more of a line.
pub(crate) async fn plus(context: &Context<'_>, product_id: ProductId) -> Result<Answer, StoreError> {
    let page = page_of(context, product_id);
    let Some(product) = &context.product else {
        return redraw(context, &context.loaded_cart(), page, Some("product-gone")).await;
    };
    if context.loaded_cart().quantity_of(product_id) == 0 {
        // The line was removed in another message: this button would put it back unasked
        return redraw(context, &context.loaded_cart(), page, None).await;
    }
    let cart = context.store.carts.add_one(context.user.id, context.update_id, product).await?;
    let mut answer = redraw(context, &cart, page, None).await?;
    if let Some(toast) = refusal(context, product, &cart).and_then(|text| context.toast(text)) {
        answer.reply.push(toast);
    }
    Ok(answer)
}

/// One less of a line.
pub(crate) async fn minus(context: &Context<'_>, product_id: ProductId) -> Result<Answer, StoreError> {
    let page = page_of(context, product_id);
    let Some(product) = &context.product else {
        return redraw(context, &context.loaded_cart(), page, Some("product-gone")).await;
    };
    let cart = context.store.carts.take_one(context.user.id, context.update_id, product).await?;
    redraw(context, &cart, page, None).await
}

/// A line less.
pub(crate) async fn remove(context: &Context<'_>, product_id: ProductId) -> Result<Answer, StoreError> {
    let page = page_of(context, product_id);
    let cart = context.store.carts.remove(context.user.id, context.update_id, product_id).await?;
    redraw(context, &cart, page, None).await
}

/// No lines any more.
pub(crate) async fn clear(context: &Context<'_>) -> Result<Answer, StoreError> {
    let cart = context.store.carts.clear(context.user.id, context.update_id).await?;
    redraw(context, &cart, 0, None).await
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

fn page_of(context: &Context<'_>, product_id: ProductId) -> usize {
    let cart = context.loaded_cart();
    cart.lines.iter().position(|line| line.product_id == product_id).map_or(0, |index| index / view::PAGE)
}

/// Why one more could not be added, if it was not.
fn refusal(context: &Context<'_>, product: &Product, cart: &Cart) -> Option<String> {
    let words = context.words;
    let (before, after) = (context.loaded_cart().quantity_of(product.id), cart.quantity_of(product.id));
    let most = product.stock.get().min(Quantity::MAX);
    if product.stock.is_out() {
        Some(words.label("add-sold-out"))
    } else if after == 0 {
        let lines = i64::try_from(cart.lines.len()).unwrap_or(i64::MAX);
        Some(words.say("add-cart-full").number("lines", lines).plain())
    } else if after >= most && after <= before {
        Some(words.say("add-no-more").number("quantity", after).plain())
    } else {
        None
    }
}
