//! The cart was changed by the write that claimed the update, which knew of no product how many there are. Where that was
//! too many, the line is corrected here, before the reply.

use domain::{Cart, Product, Quantity, UserId};
use store::{CartChange, CartProducts, LineTitle, Store, StoreError};

use super::view;
use crate::{
    context::{Context, Reply},
    failure::Failure,
};

/// What is to be shown.
#[derive(Debug)]
pub(crate) enum Request {
    /// A page of the cart.
    Show { page: usize, found: CartProducts },
    /// A toast: one of a product was added from its card.
    Added { change: CartChange, product: Option<Box<Product>> },
    /// The cart, in the message whose button changed it.
    Changed { change: CartChange, found: CartProducts },
}

pub(crate) async fn show(store: &Store, id: UserId, page: usize) -> Result<Request, StoreError> {
    Ok(Request::Show { page, found: store.carts.products(id).await? })
}

pub(crate) async fn change(store: &Store, id: UserId, change: CartChange) -> Result<Request, StoreError> {
    Ok(match change {
        CartChange::Add(product_id) => {
            Request::Added { change, product: store.products.find(product_id).await?.map(Box::new) }
        }
        _ => Request::Changed { change, found: store.carts.products(id).await? },
    })
}

pub(crate) async fn reply(context: &Context<'_>, request: Request) -> Result<Reply, Failure> {
    match request {
        Request::Show { page, found } => {
            let basket = context.basket(&context.cart, found).await?;
            Ok(Reply::of([context.edit(view::screen(context.words, &basket, page))]))
        }
        Request::Added { change, product } => added(context, change, product.as_deref()).await,
        Request::Changed { change, found } => changed(context, change, found).await,
    }
}

async fn added(context: &Context<'_>, change: CartChange, product: Option<&Product>) -> Result<Reply, Failure> {
    let cart = corrected(context, change, product).await?;
    context.store.carts.remember(&cart);
    let Some(product) = product else {
        return Ok(Reply::of(context.toast(context.words.label("product-gone"))));
    };
    let quantity = cart.quantity_of(product.id);
    let toast = refusal(context, product, &cart)
        .unwrap_or_else(|| context.words.message("added").number("quantity", quantity).plain());
    let is_untitled = cart.line_of(product.id).is_some_and(|line| line.title != product.title);
    let line_title = is_untitled.then(|| LineTitle { product_id: product.id, title: product.title.clone() });
    Ok(Reply { line_title, ..Reply::of(context.toast(toast)) })
}

async fn changed(context: &Context<'_>, change: CartChange, found: CartProducts) -> Result<Reply, Failure> {
    let products = context.store.carts.complete(&context.cart, found).await?;
    let product = products.iter().find(|product| Some(product.id) == change.product_id());
    let cart = corrected(context, change, product).await?;
    let basket = domain::Basket::new(&cart, &products, context.currency, context.now)?;
    // The page on which the changed line stood
    let index = context.line_before.and_then(|line| usize::try_from(line.index).ok()).unwrap_or_default();
    let screen = view::screen(context.words, &basket, index / view::PAGE);
    let has_line = change.product_id().is_some_and(|id| cart.quantity_of(id) > 0);
    let toast = match (change, product) {
        (CartChange::Plus(_) | CartChange::Minus(_), None) if has_line => Some(context.words.label("product-gone")),
        (CartChange::Plus(_), Some(product)) if has_line => refusal(context, product, &cart),
        _ => None,
    };
    let toast = toast.and_then(|text| context.toast(text));
    let released = context.given_up(&cart);
    Ok(Reply { released, ..Reply::of([context.edit(screen)].into_iter().chain(toast)) })
}

/// The cart with as many in the changed line as there may be.
async fn corrected(context: &Context<'_>, change: CartChange, product: Option<&Product>) -> Result<Cart, Failure> {
    let mut cart = context.cart.clone();
    // Of a repeated update that another one came after, nothing is left to correct
    let (Some(id), Some(before)) = (change.product_id(), context.line_before) else { return Ok(cart) };
    let after = cart.quantity_of(id);
    let most = product.map(|product| most_of(context, product));
    let allowed = allowed(change, before.quantity, after, most);
    if allowed != after {
        if !context.store.carts.set_quantity(context.claimed, id, before, allowed).await? {
            return Err(Failure::ClaimLost);
        }
        cart.set_quantity(id, allowed);
    }
    Ok(cart)
}

/// How many may be in a line that had `before` and was given `after`. `most`: how many the customer can have of its product,
/// if that exists.
fn allowed(change: CartChange, before: u32, after: u32, most: Option<u32>) -> u32 {
    match (change, most) {
        // Nothing was added: the cart is full, or there is no such line
        (CartChange::Add(_) | CartChange::Plus(_), _) if after == 0 => 0,
        (CartChange::Add(_) | CartChange::Plus(_), None | Some(0)) => before,
        (CartChange::Add(_) | CartChange::Plus(_), Some(most)) => most.min(before.saturating_add(1)),
        (CartChange::Minus(_), Some(most)) => most.min(after),
        (CartChange::Minus(_) | CartChange::Remove(_) | CartChange::Clear, _) => after,
    }
}

fn most_of(context: &Context<'_>, product: &Product) -> u32 {
    context.available(product).get().min(Quantity::MAX)
}

/// Why one more could not be added, if it was not.
fn refusal(context: &Context<'_>, product: &Product, cart: &Cart) -> Option<String> {
    let words = context.words;
    let after = cart.quantity_of(product.id);
    let most = most_of(context, product);
    if most == 0 {
        Some(words.label("add-sold-out"))
    } else if after == 0 {
        Some(words.message("add-cart-full").number("lines", cart.lines.len()).plain())
    } else if after >= most && context.line_before.is_some_and(|line| after <= line.quantity) {
        Some(words.message("add-no-more").number("quantity", after).plain())
    } else {
        None
    }
}
