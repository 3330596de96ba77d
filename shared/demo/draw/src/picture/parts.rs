//! What several appliances share: the studio, shadows, shiny surfaces, knobs, lights, screens.
//!
//! Built from `canvas` alone; used by every family.
//!
//! ```text
//! parts::shadow(canvas, 400.0, 660.0, 190.0);
//! canvas.fill(&jug, &across(&parts::round(palette.body)));
//! ```

use super::Palette;
use super::canvas::{
    Canvas, Fill, INK, STEEL, Shape, Tone, WHITE, across, disc, down, flat, glow, oval, path, rect, slant,
};

/// Wall and floor run into each other, with a hint of the accent and a lamp's light behind the object.
pub(super) fn backdrop(canvas: &mut Canvas, palette: Palette) {
    let wall = WHITE.mix(palette.accent, 0.10).mix(INK, 0.04);
    let floor = WHITE.mix(palette.accent, 0.07).mix(INK, 0.10);
    let sheet = rect(0.0, 0.0, 800.0, 800.0, 0.0);
    canvas.fill(&sheet, &down(&[wall.light(0.25), wall, wall, wall.mix(floor, 0.4), floor, floor.light(0.3)]));
    canvas.spot(400.0, 330.0, (520.0, 470.0), WHITE.alpha(0.75));
}

/// Where an object stands: a wide soft shadow and a narrow dark one where it touches the floor.
pub(super) fn shadow(canvas: &mut Canvas, x: f32, y: f32, width: f32) {
    canvas.spot(x + width * 0.08, y + 6.0, (width * 1.35, width * 0.22 + 14.0), INK.alpha(0.26));
    canvas.spot(x, y + 1.0, (width * 1.04, 13.0), INK.alpha(0.55));
}

/// The shadow of something that hangs before the wall.
pub(super) fn wall_shadow(canvas: &mut Canvas, x: f32, y: f32, (width, height): (f32, f32)) {
    canvas.spot(x + 10.0, y + 26.0, (width, height), INK.alpha(0.28));
}

/// Across a round body: light comes from the left front.
pub(super) fn round(tone: Tone) -> [Tone; 7] {
    let glare = tone.light(0.42);
    [tone.dark(0.28), tone.dark(0.05), glare, tone.light(0.08), tone, tone.dark(0.16), tone.dark(0.38)]
}

/// Across brushed metal: two bands of light.
pub(super) fn metal(tone: Tone) -> [Tone; 7] {
    [tone.dark(0.35), tone.light(0.35), tone.dark(0.08), tone.light(0.55), tone, tone.dark(0.22), tone.dark(0.42)]
}

/// Across a flat front that faces the viewer.
pub(super) fn front(tone: Tone) -> [Tone; 4] {
    [tone.light(0.22), tone.light(0.06), tone.dark(0.03), tone.dark(0.14)]
}

/// Dark glass.
pub(super) fn glass() -> Fill {
    slant(&[INK.light(0.24), INK.light(0.06), INK, INK.light(0.08)])
}

/// A front with a lit upper edge and a shaded lower one.
pub(super) fn panel(canvas: &mut Canvas, shape: &Shape, tone: Tone) {
    canvas.fill(shape, &across(&front(tone)));
    canvas.inside(shape, |canvas| {
        canvas.stroke(&shape.moved(0.0, 3.0), 5.0, &flat(WHITE.alpha(0.30)));
        canvas.stroke(&shape.moved(0.0, -3.0), 6.0, &flat(INK.alpha(0.10)));
    });
    canvas.stroke(shape, 1.5, &flat(tone.dark(0.45).alpha(0.35)));
}

/// Two slanted bands, as a window is mirrored in glass.
pub(super) fn glare(canvas: &mut Canvas, shape: &Shape, (x, y): (f32, f32), size: f32) {
    canvas.inside(shape, |canvas| {
        for (start, width) in [(0.0, 0.42), (0.52, 0.12)] {
            let (left, right) = (x + size * start, x + size * (start + width));
            let (bottom, lean) = (y + size * 1.5, size * 0.75);
            let band = format!("M {left} {y} L {right} {y} L {} {bottom} L {} {bottom} Z", right - lean, left - lean);
            canvas.fill(&path(&band), &down(&[WHITE.alpha(0.17), WHITE.alpha(0.02)]));
        }
    });
}

/// A turning knob with its mark at `degrees` from the top.
pub(super) fn knob(canvas: &mut Canvas, (x, y): (f32, f32), radius: f32, tone: Tone, degrees: f32) {
    canvas.spot(x + 2.0, y + radius * 0.3, (radius * 1.35, radius * 1.35), INK.alpha(0.45));
    canvas.fill(&disc(x, y, radius), &slant(&[tone.light(0.45), tone, tone.dark(0.35)]));
    canvas.fill(&disc(x, y, radius * 0.80), &slant(&[tone.dark(0.12), tone.light(0.12), tone.light(0.3)]));
    let mark = rect(x - radius * 0.07, y - radius * 0.72, radius * 0.14, radius * 0.36, radius * 0.07);
    let ink = if tone.is_dark() { WHITE } else { INK };
    canvas.fill(&mark.turned(degrees, x, y), &flat(ink.alpha(0.85)));
}

/// A lit dot with its halo.
pub(super) fn light(canvas: &mut Canvas, x: f32, y: f32, radius: f32, tone: Tone) {
    canvas.spot(x, y, (radius * 3.4, radius * 3.4), tone.alpha(0.55));
    canvas.fill(&disc(x, y, radius), &glow(&[tone.light(0.75), tone.light(0.15)]));
}

/// Bars of light on a dark display, as a clock shows from afar.
pub(super) fn display(canvas: &mut Canvas, (x, y): (f32, f32), (width, height): (f32, f32), tone: Tone) {
    let frame = rect(x, y, width, height, height * 0.2);
    canvas.fill(&frame, &glass());
    canvas.inside(&frame, |canvas| {
        canvas.spot(x + width / 2.0, y + height / 2.0, (width * 0.6, height * 0.8), tone.alpha(0.25));
        let (digit, gap) = (height * 0.28, height * 0.14);
        let start = x + (width - digit * 4.0 - gap * 4.5) / 2.0;
        for (place, offset) in [(0.0, 0.0), (1.0, 0.0), (2.0, 1.5), (3.0, 1.5)] {
            let left = start + place * (digit + gap) + offset * gap;
            let digit = rect(left, y + height * 0.27, digit, height * 0.46, 3.0);
            canvas.stroke(&digit, height * 0.07, &flat(tone.light(0.45)));
        }
    });
}

/// A foot of rubber.
pub(super) fn foot(canvas: &mut Canvas, x: f32, y: f32, width: f32) {
    canvas.fill(&rect(x, y, width, 14.0, 4.0), &down(&[INK.light(0.22), INK]));
}

/// A bar to open a door by.
pub(super) fn handle(canvas: &mut Canvas, (x, y): (f32, f32), (width, height): (f32, f32)) {
    let bar = rect(x, y, width, height, width.min(height) / 2.0);
    canvas.fill(&bar.moved(4.0, 6.0), &flat(INK.alpha(0.22)));
    let tones = metal(STEEL);
    canvas.fill(&bar, &if width > height { down(&tones) } else { across(&tones) });
}

/// What a switched-on screen shows: hills under a sky, in the accent's colours.
pub(super) fn wallpaper(canvas: &mut Canvas, screen: &Shape, (x, y): (f32, f32), (w, h): (f32, f32), accent: Tone) {
    canvas.fill(screen, &slant(&[accent.light(0.78), accent.light(0.45), accent.light(0.1), accent.dark(0.25)]));
    canvas.inside(screen, |canvas| {
        let (sun, radius) = ((x + w * 0.70, y + h * 0.34), w.min(h) * 0.13);
        canvas.spot(sun.0, sun.1, (radius * 3.5, radius * 3.5), WHITE.alpha(0.55));
        canvas.fill(&disc(sun.0, sun.1, radius), &flat(WHITE.alpha(0.92)));
        for (level, tone) in [(0.58, accent.light(0.30)), (0.70, accent.dark(0.12)), (0.83, accent.dark(0.5))] {
            let at = |fx: f32, fy: f32| format!("{} {}", x + w * fx, y + h * fy);
            let swing = if tone.is_dark() { 0.12 } else { -0.14 };
            let hill = format!(
                "M {} C {} {} {} C {} {} {} L {} L {} Z",
                at(-0.05, level),
                at(0.15, level - swing),
                at(0.32, level - swing),
                at(0.5, level),
                at(0.68, level + swing),
                at(0.85, level + swing * 0.6),
                at(1.05, level - 0.02),
                at(1.05, 1.05),
                at(-0.05, 1.05),
            );
            canvas.fill(&path(&hill), &down(&[tone, tone.dark(0.22)]));
        }
    });
}

/// A ring seen at an angle: the rim of a vessel.
pub(super) fn rim(canvas: &mut Canvas, (x, y): (f32, f32), (width, height): (f32, f32), tone: Tone) {
    canvas.fill(&oval(x, y, width, height), &across(&metal(tone)));
    canvas.fill(&oval(x, y + 1.0, width * 0.93, height * 0.82), &down(&[tone.dark(0.55), tone.dark(0.2)]));
}
