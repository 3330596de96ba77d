//! Draws a product's photo: an appliance in two colours in front of a studio backdrop, without any text.
//!
//! The families (`kettles`, `kitchen`, `large`, `home`, `climate`, `screens`, `gadgets`) hold one function per kind
//! of appliance; `canvas` is the kit they draw with, `parts` what several of them share. The same picture always
//! gives the same bytes.
//!
//! ```
//! let picture: demo::Picture = serde_json::from_str(r##"{"kind": "kettle", "body": "#f4f1ea", "accent": "#c8452f"}"##)?;
//! assert!(demo::photo::draw(&picture).starts_with(&[0xff, 0xd8])); // a JPEG
//! # Ok::<(), serde_json::Error>(())
//! ```

mod canvas;
mod climate;
mod gadgets;
mod home;
mod kettles;
mod kitchen;
mod large;
mod parts;
mod screens;

use image::codecs::jpeg::JpegEncoder;
use serde::Deserialize;

use canvas::{Canvas, SIZE, Tone};

/// Good enough that gradients show no steps.
const QUALITY: u8 = 90;

/// What to draw.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Picture {
    /// The appliance.
    pub kind: Kind,
    /// The colour of its body.
    pub body: Rgb,
    /// The colour of its lights, knobs or picture; tints the backdrop too.
    pub accent: Rgb,
}

/// A colour; in the catalogue `"#rrggbb"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Rgb(pub u8, pub u8, pub u8);

impl TryFrom<String> for Rgb {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let part = |range| text.get(range).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match (text.len(), text.starts_with('#'), part(1..3), part(3..5), part(5..7)) {
            (7, true, Some(red), Some(green), Some(blue)) => Ok(Self(red, green, blue)),
            _ => Err(format!("{text:?} is no colour: #rrggbb")),
        }
    }
}

/// The two colours, as the drawings want them.
#[derive(Clone, Copy)]
struct Palette {
    body: Tone,
    accent: Tone,
}

/// One name per appliance, for the catalogue and for the function that draws it.
macro_rules! kinds {
    ($($variant:ident = $draw:path, $doc:literal;)*) => {
        /// An appliance that can be drawn.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Kind { $(#[doc = $doc] $variant,)* }

        impl Kind {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            fn drawing(self) -> fn(&mut Canvas, Palette) {
                match self { $(Self::$variant => $draw,)* }
            }
        }
    };
}

kinds! {
    Kettle = kettles::kettle, "An electric kettle with a jug's shape.";
    GlassKettle = kettles::glass, "One of glass, with the water to be seen.";
    GooseneckKettle = kettles::gooseneck, "One with a thin spout, for coffee.";
    Toaster = kitchen::toaster, "Two slices.";
    CoffeeMachine = kitchen::coffee_machine, "An espresso machine.";
    Blender = kitchen::blender, "A jug on a motor.";
    Microwave = kitchen::microwave, "A microwave oven.";
    Multicooker = kitchen::multicooker, "A pot with a lid and a panel.";
    Fridge = large::fridge, "Fridge above, freezer below.";
    WashingMachine = large::washing_machine, "A front loader.";
    Dishwasher = large::dishwasher, "Closed, with its panel.";
    Oven = large::oven, "To be built in.";
    Hob = large::hob, "Four zones on glass.";
    Vacuum = home::vacuum, "An upright without a cord.";
    RobotVacuum = home::robot_vacuum, "Seen from above at an angle.";
    Iron = home::iron, "A steam iron.";
    HairDryer = home::hair_dryer, "A hair dryer.";
    AirConditioner = climate::air_conditioner, "The unit on the wall.";
    Heater = climate::heater, "An oil radiator on wheels.";
    Fan = climate::fan, "On a foot.";
    Humidifier = climate::humidifier, "With a plume of mist.";
    Tv = screens::tv, "A television set.";
    Laptop = screens::laptop, "Open.";
    Smartphone = screens::smartphone, "Front and back.";
    Tablet = screens::tablet, "With a pen.";
    Watch = screens::watch, "A smart watch.";
    Headphones = gadgets::headphones, "Over the ears.";
    Earbuds = gadgets::earbuds, "Two, with their case.";
    Speaker = gadgets::speaker, "A portable loudspeaker.";
    Camera = gadgets::camera, "With a lens.";
}

/// The photo as a JPEG of 800 by 800.
#[must_use]
pub fn draw(picture: &Picture) -> Vec<u8> {
    let mut canvas = Canvas::new();
    let palette = Palette { body: picture.body.into(), accent: picture.accent.into() };
    parts::backdrop(&mut canvas, palette);
    picture.kind.drawing()(&mut canvas, palette);
    encode(&canvas.into_rgb())
}

fn encode(rgb: &[u8]) -> Vec<u8> {
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, QUALITY)
        .encode(rgb, SIZE, SIZE, image::ExtendedColorType::Rgb8)
        .expect("a picture of this size can be encoded, and a Vec takes every byte");
    jpeg
}
