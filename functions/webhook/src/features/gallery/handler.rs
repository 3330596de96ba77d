//! Reads a product's photos as they are now: what the card showed may have changed.

use domain::ProductId;
use store::{Album, Store, StoreError};

use super::view;
use crate::context::{Context, Reply};

/// The product and its photos, if it exists.
pub(crate) async fn load(store: &Store, bot_id: i64, id: ProductId) -> Result<Option<Album>, StoreError> {
    store.products.album(id, bot_id).await
}

/// Shows them.
pub(crate) fn reply(context: &Context<'_>, album: Option<Album>) -> Reply {
    match album {
        None => Reply::of(context.toast(context.words.label("product-gone"))),
        Some(album) if album.photos.is_empty() => Reply::of(context.toast(context.words.label("photos-gone"))),
        Some(album) => Reply::of(view::photos(context.words, context.chat, album)),
    }
}
