//! Makes the calls of a reply, and goes on where an earlier delivery of the same update broke off.
//!
//! How many calls were made is noted with the claim while the next call is on its way, and the `file_id`s of photos as
//! soon as they are known: a failure in the middle repeats nothing, the death of the process at most the call in flight and the
//! one before it.

use std::{error::Error, mem};

use domain::{TelegramFile, UserId};
use futures_util::{AsyncReadExt, future::try_join_all};
use store::{Claimed, Conversation, StoreError};
use telegram::{Call, Chat, Html, Photo, PhotoOf, PhotoSource, Screen, TelegramError};

use crate::{Shop, failure::Failure, step::Step};

/// The most bytes of a photo that are read for an upload (Bot API, "Sending files").
const MAX_PHOTO: u64 = 10 << 20;

/// Makes all calls but the last, which comes back as JSON to be the body of the response where it can; all calls, where
/// nothing runs after the response.
///
/// What Telegram refuses for good is logged and left out. Stops where the customer cannot be written to. How many calls
/// were made stands in the conversation's progress, however this ends.
pub(crate) async fn deliver(
    shop: &Shop,
    conversation: &mut Conversation<Step>,
    mut calls: Vec<Call>,
) -> Result<Option<String>, Failure> {
    let last = calls.pop_if(|call| !shop.frozen_between_requests && call.fits_webhook_reply());
    let last = last.and_then(Call::into_webhook_reply);
    let (claimed, made) = (conversation.claimed, &mut conversation.progress.calls);
    let noted_before = *made;
    // What became of the photos in the call before
    let mut sent: Vec<SentPhoto> = Vec::new();
    for call in calls.into_iter().skip(noted_before as usize) {
        let noted = async {
            if *made > noted_before { note(shop, claimed, *made, mem::take(&mut sent)).await } else { Ok(()) }
        };
        let (result, noted) = tokio::join!(make(shop, call), noted);
        let photos = match result {
            Ok(photos) => photos,
            Err(TelegramError::NotModified | TelegramError::QueryTooOld | TelegramError::NotEditable) => Vec::new(),
            Err(TelegramError::ChatGone) => {
                shop.store.audience.mark_blocked(&[UserId(claimed.chat_id)]).await?;
                return Ok(None);
            }
            // The group has another id by now: what is left would not arrive either
            Err(TelegramError::Migrated(to)) => {
                shop.store.chat_migrations.record(claimed.chat_id, to.0).await?;
                return Ok(None);
            }
            Err(TelegramError::Rejected(reason) | TelegramError::SourceGone(reason)) => {
                tracing::error!(reason, "the Bot API refused a call");
                Vec::new()
            }
            Err(error) => return Err(error.into()),
        };
        *made += 1;
        sent = photos;
        noted?;
    }
    keep_last_file_ids(shop, sent).await?;
    Ok(last)
}

/// A photo whose `file_id` changed.
struct SentPhoto {
    of: PhotoOf,
    /// `None` when Telegram refused the one it was known by and nothing took its place.
    file_id: Option<String>,
}

/// Notes that so many calls were made, and what became of the photos in the last one.
async fn note(shop: &Shop, claimed: Claimed, calls: u32, photos: Vec<SentPhoto>) -> Result<(), Failure> {
    let (is_ours, ()) =
        tokio::try_join!(shop.store.conversations.note_calls(claimed, calls), keep_file_ids(shop, photos))?;
    if is_ours { Ok(()) } else { Err(Failure::ClaimLost) }
}

async fn make(shop: &Shop, call: Call) -> Result<Vec<SentPhoto>, TelegramError> {
    match call {
        Call::SendPhoto { chat, screen, photo } => Ok(Vec::from_iter(send_photo(shop, chat, screen, photo).await?)),
        Call::SendAlbum { chat, caption, photos } => send_album(shop, chat, caption, photos).await,
        call => shop.api.make(call).await.map(|_| Vec::new()),
    }
}

/// Sends photos as an album. Telegram takes all of it or nothing: where it refuses the album, each photo is sent by itself,
/// so that one that is not good any more keeps back no other.
async fn send_album(
    shop: &Shop,
    chat: Chat,
    caption: Html,
    photos: Vec<Photo>,
) -> Result<Vec<SentPhoto>, TelegramError> {
    let known = |photo: &Photo| match &photo.source {
        PhotoSource::Known(file_id) => (photo.of, Some(file_id.clone())),
        PhotoSource::Upload(_) => (photo.of, None),
    };
    let before: Vec<(PhotoOf, Option<String>)> = photos.iter().map(known).collect();
    match shop.api.make(Call::SendAlbum { chat, caption: caption.clone(), photos }).await {
        Ok(file_ids) => {
            let uploaded = before.into_iter().zip(file_ids).filter(|((_, known), _)| known.is_none());
            Ok(uploaded.map(|((of, _), file_id)| SentPhoto { of, file_id: Some(file_id) }).collect())
        }
        Err(TelegramError::Rejected(reason)) => {
            tracing::warn!(reason, "an album was refused, sending its photos one by one");
            let mut sent = Vec::new();
            for (of, known) in before {
                let source = match known {
                    Some(file_id) => Some(PhotoSource::Known(file_id)),
                    None => read_photo(shop, of).await.map(PhotoSource::Upload),
                };
                if let Some(source) = source {
                    sent.extend(send_photo(shop, chat, Screen::new(caption.clone()), Photo { source, of }).await?);
                }
            }
            Ok(sent)
        }
        Err(error) => Err(error),
    }
}

/// Sends a photo by its `file_id`; uploads it if Telegram does not know that one any more (another bot's, or forgotten);
/// sends the text alone if Telegram does not take the photo itself.
async fn send_photo(
    shop: &Shop,
    chat: Chat,
    screen: Screen,
    Photo { source, of }: Photo,
) -> Result<Option<SentPhoto>, TelegramError> {
    let send = |source| shop.api.make(Call::SendPhoto { chat, screen: screen.clone(), photo: Photo { source, of } });
    let is_known = matches!(source, PhotoSource::Known(_));
    let mut result = send(source).await;
    if is_known {
        match result {
            Err(TelegramError::Rejected(reason)) => {
                tracing::warn!(reason, product.id = %of.product_id, "the file_id of a photo was refused");
                let Some(bytes) = read_photo(shop, of).await else {
                    shop.api.make(Call::send(chat, screen)).await?;
                    return Ok(Some(SentPhoto { of, file_id: None }));
                };
                result = send(PhotoSource::Upload(bytes)).await;
            }
            // A file has many ids: the one that was used stays good
            result => return result.map(|_| None),
        }
    }
    match result {
        Ok(file_ids) => Ok(file_ids.into_iter().next().map(|file_id| SentPhoto { of, file_id: Some(file_id) })),
        Err(TelegramError::Rejected(reason)) => {
            tracing::warn!(reason, product.id = %of.product_id, "a photo was refused, sending the text alone");
            shop.api.make(Call::send(chat, screen)).await?;
            Ok(is_known.then_some(SentPhoto { of, file_id: None }))
        }
        Err(error) => Err(error),
    }
}

/// Nobody waits for the last one, where anything runs after the response: a `file_id` that is lost costs one more upload.
async fn keep_last_file_ids(shop: &Shop, photos: Vec<SentPhoto>) -> Result<(), StoreError> {
    if photos.is_empty() || shop.frozen_between_requests {
        return keep_file_ids(shop, photos).await;
    }
    let with = shop.clone();
    shop.notes.in_background(async move {
        if let Err(error) = keep_file_ids(&with, photos).await {
            tracing::warn!(%error, "the file_id of a photo is not kept");
        }
    });
    Ok(())
}

async fn keep_file_ids(shop: &Shop, photos: Vec<SentPhoto>) -> Result<(), StoreError> {
    let keep = async |SentPhoto { of, file_id }: SentPhoto| {
        let file = file_id.map(|file_id| TelegramFile { bot_id: shop.api.bot_id(), file_id });
        shop.store.products.set_telegram_file(of.product_id, of.image_id, file.as_ref()).await
    };
    try_join_all(photos.into_iter().map(keep)).await.map(drop)
}

/// `None` when the photo was deleted meanwhile, or cannot be read: the text goes out all the same.
async fn read_photo(shop: &Shop, of: PhotoOf) -> Option<Vec<u8>> {
    let read = async {
        let Some(stored) = shop.store.photos.read(of.image_id).await? else { return Ok(None) };
        let mut bytes = Vec::new();
        stored.take(MAX_PHOTO).read_to_end(&mut bytes).await?;
        Ok::<_, Box<dyn Error + Send + Sync>>(Some(bytes))
    };
    read.await.unwrap_or_else(|error| {
        tracing::warn!(%error, product.id = %of.product_id, "a photo cannot be read");
        None
    })
}
