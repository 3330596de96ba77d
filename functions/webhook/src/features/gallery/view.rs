//! Albums.

use screens::Words;
use store::Album;
use telegram::{Call, Chat, Html, Photo, PhotoOf, PhotoSource, Screen, escape};

/// The most bytes of files in one call; Telegram takes 50 MB with everything that belongs to it (Bot API, "Sending files").
const MAX_UPLOAD: usize = 45 << 20;

/// A product's photos: as one album, or several where they are too large to be uploaded at once.
pub(super) fn photos(words: Words, chat: Chat, Album { product, photos }: Album) -> Vec<Call> {
    let caption = Html::new(format!("<b>{}</b>", escape(product.title_in(words.languages()).as_str())));
    let photos = photos.into_iter().filter_map(|(image, upload)| {
        let known = image.telegram.map(|file| PhotoSource::Known(file.file_id));
        let source = upload.map(PhotoSource::Upload).or(known)?;
        Some(Photo { source, of: PhotoOf { product_id: product.id, image_id: image.id } })
    });
    in_parts(photos).into_iter().map(|part| call(chat, caption.clone(), part)).collect()
}

/// A single photo is no album.
fn call(chat: Chat, caption: Html, photos: Vec<Photo>) -> Call {
    match <[Photo; 1]>::try_from(photos) {
        Ok([photo]) => Call::SendPhoto { chat, screen: Screen::new(caption), photo },
        Err(photos) => Call::SendAlbum { chat, caption, photos },
    }
}

/// As few parts as fit into one call each.
fn in_parts(photos: impl Iterator<Item = Photo>) -> Vec<Vec<Photo>> {
    let mut parts: Vec<Vec<Photo>> = Vec::new();
    let mut left = 0;
    for photo in photos {
        let bytes = match &photo.source {
            PhotoSource::Upload(bytes) => bytes.len(),
            PhotoSource::Known(_) => 0,
        };
        if let Some(part) = parts.last_mut().filter(|part| bytes <= left && part.len() < Call::MAX_ALBUM) {
            part.push(photo);
            left -= bytes;
        } else {
            parts.push(vec![photo]);
            left = MAX_UPLOAD.saturating_sub(bytes);
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use domain::{ImageId, ProductId};

    use super::*;

    #[test]
    fn what_is_too_large_for_one_call_goes_in_several() {
        let photo = |mebibytes: usize| {
            let of = PhotoOf { product_id: ProductId::fresh(), image_id: ImageId::fresh() };
            Photo { source: PhotoSource::Upload(vec![0; mebibytes << 20]), of }
        };
        for (photos, expected) in [
            (vec![], vec![]),
            (vec![1], vec![1]),
            (vec![10; 4], vec![4]),
            (vec![10; 10], vec![4, 4, 2]),
            (vec![1; 12], vec![10, 2]),
        ] {
            let parts: Vec<_> = in_parts(photos.into_iter().map(photo)).iter().map(Vec::len).collect();
            assert_eq!(parts, expected);
        }
    }
}
