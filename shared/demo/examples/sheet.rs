//! Draws photos side by side, to be looked at: `cargo run -p demo --example sheet -- out.png [kinds]`.
//!
//! Without `kinds` every photo of the catalogue, with it one of each kind of appliance.

use demo::{Kind, Picture, Rgb};
use image::{RgbImage, imageops};

const COLUMNS: u32 = 6;
const TILE: u32 = 260;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let output = arguments.next().ok_or("usage: sheet OUT.png [kinds]")?;
    let pictures: Vec<Picture> = if arguments.next().is_some() {
        let of = |&kind: &Kind| Picture { kind, body: Rgb(0xf2, 0xf0, 0xec), accent: Rgb(0x2f, 0x7d, 0xc8) };
        Kind::ALL.iter().map(of).collect()
    } else {
        demo::catalogue().products.iter().filter_map(|product| product.picture.clone()).collect()
    };
    let rows = u32::try_from(pictures.len())?.div_ceil(COLUMNS);
    let mut sheet = RgbImage::new(COLUMNS * TILE, rows * TILE);
    for (place, picture) in (0_u32..).zip(&pictures) {
        let photo = image::load_from_memory(&demo::photo::draw(picture))?.to_rgb8();
        let photo = imageops::resize(&photo, TILE, TILE, imageops::FilterType::Triangle);
        imageops::replace(&mut sheet, &photo, (place % COLUMNS * TILE).into(), (place / COLUMNS * TILE).into());
    }
    sheet.save(output)?;
    Ok(())
}
