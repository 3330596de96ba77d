//! The drawing kit: colours, shapes, gradients that span their shape, soft shadows.
//!
//! A thin layer over `tiny-skia` that lets a drawing read like a list of layers, from back to front. The sheet is 800
//! by 800, x to the right, y down. Beside it `parts` has what several appliances share.
//!
//! ```text
//! let body = rect(250.0, 100.0, 300.0, 560.0, 24.0);
//! canvas.fill(&body, &across(&[white.dark(0.1), white, white.dark(0.2)]));
//! ```

use image::RgbImage;
use tiny_skia::{
    Color, FillRule, GradientStop, LineCap, LineJoin, LinearGradient, Mask, Paint, Path, PathBuilder, Pixmap, Point,
    RadialGradient, Rect, Shader, SpreadMode, Stroke, Transform,
};

use super::Rgb;

/// Width and height of every photo, in pixels.
pub(crate) const SIZE: u32 = 800;

/// A colour with its opacity.
#[derive(Clone, Copy)]
pub(super) struct Tone {
    rgb: [f32; 3],
    alpha: f32,
}

pub(super) const WHITE: Tone = Tone { rgb: [1.0; 3], alpha: 1.0 };
/// The darkest thing in a studio: never quite black.
pub(super) const INK: Tone = Tone { rgb: [0.07, 0.08, 0.10], alpha: 1.0 };
pub(super) const STEEL: Tone = Tone { rgb: [0.76, 0.78, 0.80], alpha: 1.0 };

impl From<Rgb> for Tone {
    fn from(rgb: Rgb) -> Self {
        Self { rgb: [rgb.0, rgb.1, rgb.2].map(|part| f32::from(part) / 255.0), alpha: 1.0 }
    }
}

impl Tone {
    /// A share `t` of the other colour.
    pub(super) fn mix(self, other: Self, t: f32) -> Self {
        let part = |i: usize| self.rgb[i] + (other.rgb[i] - self.rgb[i]) * t;
        Self { rgb: [part(0), part(1), part(2)], alpha: self.alpha }
    }

    pub(super) fn light(self, t: f32) -> Self {
        self.mix(WHITE, t)
    }

    pub(super) fn dark(self, t: f32) -> Self {
        self.mix(INK, t)
    }

    pub(super) fn alpha(self, alpha: f32) -> Self {
        Self { alpha, ..self }
    }

    /// Whether white shows better on it than ink.
    pub(super) fn is_dark(self) -> bool {
        self.rgb[0] * 0.299 + self.rgb[1] * 0.587 + self.rgb[2] * 0.114 < 0.45
    }

    fn color(self) -> Color {
        let [red, green, blue] = self.rgb.map(|part| part.clamp(0.0, 1.0));
        Color::from_rgba(red, green, blue, self.alpha.clamp(0.0, 1.0)).unwrap_or(Color::BLACK)
    }
}

/// How the tones of a fill are spread over the bounds of its shape.
enum Spread {
    Down,
    Across,
    Slant,
    Glow,
}

/// Tones at equal distances along a direction.
pub(super) struct Fill {
    spread: Spread,
    tones: Vec<Tone>,
}

/// One tone.
pub(super) fn flat(tone: Tone) -> Fill {
    down(&[tone])
}

/// From top to bottom.
pub(super) fn down(tones: &[Tone]) -> Fill {
    Fill { spread: Spread::Down, tones: tones.to_vec() }
}

/// From left to right.
pub(super) fn across(tones: &[Tone]) -> Fill {
    Fill { spread: Spread::Across, tones: tones.to_vec() }
}

/// From the top left corner to the bottom right one.
pub(super) fn slant(tones: &[Tone]) -> Fill {
    Fill { spread: Spread::Slant, tones: tones.to_vec() }
}

/// Outwards from a point up and left of the middle, where the studio's lamp is mirrored.
pub(super) fn glow(tones: &[Tone]) -> Fill {
    Fill { spread: Spread::Glow, tones: tones.to_vec() }
}

impl Fill {
    fn shader(&self, bounds: Rect) -> Shader<'static> {
        let first = self.tones.first().copied().unwrap_or(INK);
        if self.tones.len() < 2 {
            return Shader::SolidColor(first.color());
        }
        let (left, top, right, bottom) = (bounds.left(), bounds.top(), bounds.right(), bounds.bottom());
        let linear = |start, end| LinearGradient::new(start, end, self.stops(), SpreadMode::Pad, Transform::identity());
        match self.spread {
            Spread::Down => linear(Point::from_xy(left, top), Point::from_xy(left, bottom)),
            Spread::Across => linear(Point::from_xy(left, top), Point::from_xy(right, top)),
            Spread::Slant => linear(Point::from_xy(left, top), Point::from_xy(right, bottom)),
            Spread::Glow => {
                let middle = Point::from_xy(left + bounds.width() * 0.36, top + bounds.height() * 0.32);
                let radius = bounds.width().max(bounds.height()) * 0.78;
                radial(middle, radius, self.stops(), Transform::identity())
            }
        }
        .unwrap_or(Shader::SolidColor(first.color()))
    }

    fn stops(&self) -> Vec<GradientStop> {
        let last = u16::try_from(self.tones.len() - 1).unwrap_or(u16::MAX);
        let places = (0..=last).map(|i| f32::from(i) / f32::from(last));
        places.zip(&self.tones).map(|(place, tone)| GradientStop::new(place, tone.color())).collect()
    }
}

fn radial(middle: Point, radius: f32, stops: Vec<GradientStop>, at: Transform) -> Option<Shader<'static>> {
    RadialGradient::new(middle, 0.0, middle, radius, stops, SpreadMode::Pad, at)
}

/// An outline; an empty one draws nothing.
#[derive(Clone)]
pub(super) struct Shape(Option<Path>);

impl Shape {
    /// Turned clockwise by `degrees` around a point.
    pub(super) fn turned(self, degrees: f32, x: f32, y: f32) -> Self {
        Self(self.0.and_then(|path| path.transform(Transform::from_rotate_at(degrees, x, y))))
    }

    /// Moved, as a copy.
    pub(super) fn moved(&self, x: f32, y: f32) -> Self {
        Self(self.0.clone().and_then(|path| path.transform(Transform::from_translate(x, y))))
    }
}

/// A rectangle with round corners.
pub(super) fn rect(x: f32, y: f32, width: f32, height: f32, radius: f32) -> Shape {
    let (r, right, bottom) = (radius.min(width / 2.0).min(height / 2.0), x + width, y + height);
    // A quarter of a circle as a cubic curve
    let k = r * 0.447_7;
    let mut path = PathBuilder::new();
    path.move_to(x + r, y);
    path.line_to(right - r, y);
    path.cubic_to(right - k, y, right, y + k, right, y + r);
    path.line_to(right, bottom - r);
    path.cubic_to(right, bottom - k, right - k, bottom, right - r, bottom);
    path.line_to(x + r, bottom);
    path.cubic_to(x + k, bottom, x, bottom - k, x, bottom - r);
    path.line_to(x, y + r);
    path.cubic_to(x, y + k, x + k, y, x + r, y);
    path.close();
    Shape(path.finish())
}

/// An ellipse by its middle and its radii.
pub(super) fn oval(x: f32, y: f32, width: f32, height: f32) -> Shape {
    let bounds = Rect::from_ltrb(x - width, y - height, x + width, y + height);
    Shape(bounds.and_then(PathBuilder::from_oval))
}

/// A circle.
pub(super) fn disc(x: f32, y: f32, radius: f32) -> Shape {
    oval(x, y, radius, radius)
}

/// A free shape in the notation of SVG: `M` `L` `Q` `C` with absolute coordinates, and `Z`, all separated by blanks.
pub(super) fn path(notation: &str) -> Shape {
    let mut words = notation.split_ascii_whitespace();
    let mut path = PathBuilder::new();
    while let Some(word) = words.next() {
        let mut next = || words.next().and_then(|number| number.parse::<f32>().ok()).unwrap_or_default();
        match word {
            "M" => path.move_to(next(), next()),
            "L" => path.line_to(next(), next()),
            "Q" => path.quad_to(next(), next(), next(), next()),
            "C" => path.cubic_to(next(), next(), next(), next(), next(), next()),
            "Z" => path.close(),
            other => debug_assert!(false, "{other:?} in a path"),
        }
    }
    Shape(path.finish())
}

/// The sheet that is drawn on.
pub(super) struct Canvas {
    pixmap: Pixmap,
    clip: Option<Mask>,
}

impl Canvas {
    pub(super) fn new() -> Self {
        let pixmap = Pixmap::new(SIZE, SIZE).expect("a sheet of 800 by 800 is neither empty nor too large");
        Self { pixmap, clip: None }
    }

    /// Fills a shape.
    pub(super) fn fill(&mut self, shape: &Shape, fill: &Fill) {
        if let Some(path) = &shape.0 {
            let paint = paint(fill.shader(path.bounds()));
            self.pixmap.fill_path(path, &paint, FillRule::Winding, Transform::identity(), self.clip.as_ref());
        }
    }

    /// Draws along an outline, with round ends.
    pub(super) fn stroke(&mut self, shape: &Shape, width: f32, fill: &Fill) {
        if let Some(path) = &shape.0 {
            let paint = paint(fill.shader(path.bounds()));
            let stroke = Stroke { width, line_cap: LineCap::Round, line_join: LineJoin::Round, ..Stroke::default() };
            self.pixmap.stroke_path(path, &paint, &stroke, Transform::identity(), self.clip.as_ref());
        }
    }

    /// Whatever `layers` draws shows inside the shape only.
    pub(super) fn inside(&mut self, shape: &Shape, layers: impl FnOnce(&mut Self)) {
        let mask = shape.0.as_ref().and_then(|path| {
            let mut mask = Mask::new(SIZE, SIZE)?;
            mask.fill_path(path, FillRule::Winding, true, Transform::identity());
            Some(mask)
        });
        let outer = std::mem::replace(&mut self.clip, mask);
        layers(self);
        self.clip = outer;
    }

    /// A spot that fades out towards the rim of an ellipse: a shadow or a light.
    pub(super) fn spot(&mut self, x: f32, y: f32, (width, height): (f32, f32), tone: Tone) {
        // Fades as a penumbra does: steep in the middle, long at the rim
        let stops = [(0.0, 1.0), (0.35, 0.72), (0.6, 0.36), (0.8, 0.12), (1.0, 0.0)];
        let stops = stops.map(|(place, share)| GradientStop::new(place, tone.alpha(tone.alpha * share).color()));
        let stretch = Transform::from_row(width, 0.0, 0.0, height, x, y);
        let shader = radial(Point::from_xy(0.0, 0.0), 1.0, stops.to_vec(), stretch);
        if let (Some(shader), Shape(Some(path))) = (shader, oval(x, y, width, height)) {
            let paint = paint(shader);
            self.pixmap.fill_path(&path, &paint, FillRule::Winding, Transform::identity(), self.clip.as_ref());
        }
    }

    /// The finished picture.
    pub(super) fn into_rgb(self) -> RgbImage {
        // The backdrop covers everything, so the colours are not diluted by transparency
        let colours = self.pixmap.pixels().iter().flat_map(|pixel| [pixel.red(), pixel.green(), pixel.blue()]);
        RgbImage::from_raw(SIZE, SIZE, colours.collect()).expect("three bytes a pixel")
    }
}

fn paint(shader: Shader<'static>) -> Paint<'static> {
    Paint { shader, anti_alias: true, ..Paint::default() }
}
