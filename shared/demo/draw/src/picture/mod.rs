//! Draws a product's photo: an appliance in two colours in front of a studio backdrop, without any text.
//!
//! The families (`kettles`, `kitchen`, `large`, `home`, `climate`, `screens`, `gadgets`) hold one function per kind
//! of appliance; `canvas` is the kit they draw with, `parts` what several of them share. The same picture always
//! gives the same pixels.

mod canvas;
mod climate;
mod gadgets;
mod home;
mod kettles;
mod kitchen;
mod large;
mod parts;
mod screens;

use image::RgbImage;
use serde::Deserialize;

pub(crate) use canvas::SIZE;
use canvas::{Canvas, Tone};

/// What to draw.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Picture {
    /// The appliance.
    pub(crate) kind: Kind,
    /// The colour of its body.
    pub(crate) body: Rgb,
    /// The colour of its lights, knobs or picture; tints the backdrop too.
    pub(crate) accent: Rgb,
}

/// A colour; in the catalogue `"#rrggbb"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Rgb(pub(crate) u8, pub(crate) u8, pub(crate) u8);

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
        pub(crate) enum Kind { $(#[doc = $doc] $variant,)* }

        impl Kind {
            /// Every kind.
            #[cfg(test)]
            pub(crate) const ALL: &[Self] = &[$(Self::$variant,)*];

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

impl Picture {
    /// The photo, of [`SIZE`] by [`SIZE`] pixels.
    pub(crate) fn draw(&self) -> RgbImage {
        let mut canvas = Canvas::new();
        let palette = Palette { body: self.body.into(), accent: self.accent.into() };
        parts::backdrop(&mut canvas, palette);
        self.kind.drawing()(&mut canvas, palette);
        canvas.into_rgb()
    }
}
