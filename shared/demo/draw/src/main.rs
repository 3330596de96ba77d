//! Draws the photos of the demo catalogue. `pictures.json` says what each shows; the files lie in `shared/demo/photos`
//! and are committed, so that nobody needs this program to build or run the shop.
//!
//! ```text
//! cargo run --release                     draws every photo anew
//! cargo run --release -- sheet OUT.png    shows all of them side by side, to be looked at
//! cargo test --release                    tells whether the committed files are what would be drawn
//! ```

mod picture;

use std::{collections::BTreeMap, error::Error, fs, path::PathBuf};

use image::{RgbImage, imageops};

use picture::{Picture, SIZE};

/// libwebp's scale up to 100. Gradients show no steps, and the largest file stays below 40 KB.
const QUALITY: f32 = 85.0;
/// Of a contact sheet.
const COLUMNS: u32 = 6;
/// One photo on a contact sheet, in pixels.
const TILE: u32 = 260;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => {
            for (name, picture) in pictures()? {
                fs::write(folder().join(format!("{name}.webp")), encode(&picture.draw())?)?;
            }
            Ok(())
        }
        ["sheet", output] => Ok(sheet()?.save(output)?),
        _ => Err("usage: draw [sheet OUT.png]".into()),
    }
}

/// What to draw, by the file's name without its ending.
fn pictures() -> serde_json::Result<BTreeMap<String, Picture>> {
    serde_json::from_str(include_str!("../pictures.json"))
}

/// Where the photos lie.
fn folder() -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "..", "photos"].iter().collect()
}

fn encode(photo: &RgbImage) -> Result<Vec<u8>, Box<dyn Error>> {
    let encoded = webp::Encoder::from_rgb(photo, SIZE, SIZE).encode_simple(false, QUALITY);
    Ok(encoded.map_err(|error| format!("libwebp: {error:?}"))?.to_vec())
}

fn sheet() -> Result<RgbImage, Box<dyn Error>> {
    let pictures = pictures()?;
    let rows = u32::try_from(pictures.len())?.div_ceil(COLUMNS);
    let mut sheet = RgbImage::new(COLUMNS * TILE, rows * TILE);
    for (place, name) in (0_u32..).zip(pictures.keys()) {
        let file = fs::read(folder().join(format!("{name}.webp")))?;
        let photo = image::load_from_memory(&file)?.to_rgb8();
        let photo = imageops::resize(&photo, TILE, TILE, imageops::FilterType::Triangle);
        imageops::replace(&mut sheet, &photo, (place % COLUMNS * TILE).into(), (place / COLUMNS * TILE).into());
    }
    Ok(sheet)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use picture::{Kind, Rgb};

    #[test]
    fn the_committed_photos_are_what_would_be_drawn() {
        for (name, picture) in pictures().unwrap() {
            let committed = fs::read(folder().join(format!("{name}.webp"))).unwrap();
            assert!(encode(&picture.draw()).unwrap() == committed, "{name}: draw it anew by `cargo run --release`");
        }
    }

    #[test]
    fn no_kind_goes_unused() {
        let kinds: HashSet<Kind> = pictures().unwrap().values().map(|picture| picture.kind).collect();
        assert_eq!(kinds.len(), Kind::ALL.len());
    }

    #[test]
    fn the_colours_are_minded() {
        let mut picture = pictures().unwrap().remove("kettle-1").unwrap();
        let first = picture.draw();
        picture.body = Rgb(0x10, 0x80, 0x40);
        assert_ne!(first, picture.draw());
    }

    #[test]
    fn a_colour_is_six_hexadecimal_digits() {
        assert_eq!(Rgb::try_from("#0a10ff".to_owned()), Ok(Rgb(10, 16, 255)));
        for text in ["0a10ff", "#0a10f", "#0a10fg", "#0a10ff0", "#єєє"] {
            assert!(Rgb::try_from(text.to_owned()).is_err(), "{text}");
        }
    }
}
