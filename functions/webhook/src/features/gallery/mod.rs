//! All photos of a product, as an album.
//!
//! ```text
//! Olena: (🖼 Усі фото)                  under a card of a product with several photos
//! Kiosk: [photo] [photo] [photo] Чайник
//! ```

mod handler;
mod view;

pub(super) use handler::{load, reply};
