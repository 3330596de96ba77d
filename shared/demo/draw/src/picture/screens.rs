//! What has a screen: television, laptop, smartphone, tablet, watch.
//!
//! Beside `gadgets`, the rest of electronics.

use super::Palette;
use super::canvas::{Canvas, INK, STEEL, WHITE, across, disc, down, flat, glow, oval, path, rect, slant};
use super::parts::{glare, metal, round, shadow, wallpaper};

pub(super) fn tv(canvas: &mut Canvas, palette: Palette) {
    shadow(canvas, 400.0, 652.0, 210.0);
    canvas.fill(&path("M 370 560 L 430 560 L 440 636 L 360 636 Z"), &across(&metal(palette.body)));
    canvas.fill(&rect(216.0, 632.0, 368.0, 20.0, 9.0), &across(&metal(palette.body)));
    canvas.spot(400.0, 580.0, (330.0, 26.0), INK.alpha(0.22));
    canvas.fill(&rect(66.0, 158.0, 668.0, 412.0, 12.0), &down(&[INK.light(0.28), INK, INK.light(0.12)]));
    let screen = rect(76.0, 167.0, 648.0, 384.0, 5.0);
    wallpaper(canvas, &screen, (76.0, 167.0), (648.0, 384.0), palette.accent);
    glare(canvas, &screen, (420.0, 167.0), 300.0);
    canvas.fill(&rect(370.0, 557.0, 60.0, 5.0, 2.5), &across(&metal(STEEL)));
}

pub(super) fn laptop(canvas: &mut Canvas, palette: Palette) {
    let body = palette.body;
    shadow(canvas, 400.0, 616.0, 330.0);
    canvas.fill(&rect(150.0, 196.0, 500.0, 346.0, 20.0), &across(&metal(body)));
    canvas.fill(&rect(156.0, 202.0, 488.0, 338.0, 15.0), &flat(INK));
    let screen = rect(170.0, 216.0, 460.0, 300.0, 5.0);
    wallpaper(canvas, &screen, (170.0, 216.0), (460.0, 300.0), palette.accent);
    glare(canvas, &screen, (410.0, 216.0), 230.0);
    canvas.fill(&disc(400.0, 209.0, 3.0), &flat(STEEL.dark(0.4)));
    let deck = path("M 150 536 L 650 536 L 736 596 L 64 596 Z");
    canvas.fill(&deck, &down(&[body.dark(0.18), body, body.light(0.25)]));
    for row in 0..4_u8 {
        let y = 543.0 + f32::from(row) * 8.0;
        let half = 222.0 + f32::from(row) * 11.0;
        for key in 0..14_u8 {
            let step = half * 2.0 / 14.0;
            canvas.fill(
                &rect(400.0 - half + f32::from(key) * step + 2.0, y, step - 4.0, 6.0, 2.0),
                &flat(INK.light(0.14)),
            );
        }
    }
    canvas.fill(&path("M 336 578 L 464 578 L 470 593 L 330 593 Z"), &down(&[body.dark(0.12), body.dark(0.03)]));
    canvas.fill(
        &path("M 64 596 L 736 596 L 732 606 C 728 614 720 616 712 616 L 88 616 C 80 616 72 614 68 606 Z"),
        &across(&metal(body)),
    );
    canvas.fill(&rect(346.0, 596.0, 108.0, 8.0, 4.0), &flat(INK.alpha(0.30)));
}

pub(super) fn smartphone(canvas: &mut Canvas, palette: Palette) {
    let body = palette.body;
    shadow(canvas, 410.0, 694.0, 200.0);
    let back = rect(376.0, 120.0, 268.0, 566.0, 46.0).turned(5.0, 510.0, 400.0);
    canvas.fill(&back, &slant(&[body.light(0.5), body.light(0.1), body, body.dark(0.25)]));
    canvas.stroke(&back, 5.0, &across(&metal(body)));
    let island = rect(540.0, 146.0, 92.0, 176.0, 30.0).turned(5.0, 510.0, 400.0);
    canvas.fill(&island, &slant(&[body.light(0.35), body.dark(0.12)]));
    canvas.stroke(&island, 2.0, &flat(INK.alpha(0.2)));
    for (x, y) in [(600.0, 200.0), (594.0, 272.0)] {
        lens(canvas, x, y, 29.0);
    }
    canvas.spot(330.0, 410.0, (190.0, 320.0), INK.alpha(0.30));
    canvas.fill(&rect(172.0, 112.0, 278.0, 576.0, 48.0), &across(&metal(body)));
    canvas.fill(&rect(178.0, 118.0, 266.0, 564.0, 43.0), &flat(INK));
    let screen = rect(186.0, 126.0, 250.0, 548.0, 36.0);
    wallpaper(canvas, &screen, (186.0, 126.0), (250.0, 548.0), palette.accent);
    canvas.fill(&disc(311.0, 150.0, 9.0), &flat(INK));
    for column in 0..4_u8 {
        let icon = rect(206.0 + f32::from(column) * 55.0, 600.0, 44.0, 44.0, 13.0);
        canvas.fill(&icon, &down(&[WHITE.alpha(0.75), WHITE.alpha(0.45)]));
    }
    canvas.fill(&rect(261.0, 660.0, 100.0, 5.0, 2.5), &flat(WHITE.alpha(0.85)));
    glare(canvas, &screen, (280.0, 126.0), 230.0);
}

/// A camera's eye.
pub(super) fn lens(canvas: &mut Canvas, x: f32, y: f32, radius: f32) {
    canvas.fill(&disc(x, y, radius), &slant(&[STEEL.light(0.5), STEEL.dark(0.4)]));
    canvas.fill(&disc(x, y, radius * 0.86), &flat(INK));
    canvas.fill(&disc(x, y, radius * 0.56), &glow(&[INK.light(0.55), INK.light(0.12), INK]));
    canvas.fill(&disc(x - radius * 0.22, y - radius * 0.24, radius * 0.13), &flat(WHITE.alpha(0.85)));
}

pub(super) fn tablet(canvas: &mut Canvas, palette: Palette) {
    let body = palette.body;
    shadow(canvas, 400.0, 664.0, 270.0);
    canvas.fill(&rect(96.0, 152.0, 566.0, 510.0, 34.0), &across(&metal(body)));
    canvas.fill(&rect(102.0, 158.0, 554.0, 498.0, 29.0), &flat(INK));
    let screen = rect(126.0, 182.0, 506.0, 450.0, 12.0);
    wallpaper(canvas, &screen, (126.0, 182.0), (506.0, 450.0), palette.accent);
    canvas.fill(&disc(379.0, 170.0, 4.0), &flat(STEEL.dark(0.4)));
    for column in 0..6_u8 {
        let icon = rect(204.0 + f32::from(column) * 60.0, 566.0, 46.0, 46.0, 13.0);
        canvas.fill(&icon, &down(&[WHITE.alpha(0.8), WHITE.alpha(0.45)]));
    }
    glare(canvas, &screen, (380.0, 182.0), 300.0);
    let (pen, tip) = (rect(680.0, 190.0, 22.0, 440.0, 11.0), path("M 681 620 L 701 620 L 692 664 Z"));
    for (shape, tones) in [(pen, round(WHITE.dark(0.03))), (tip, round(palette.accent))] {
        let shape = shape.turned(6.0, 691.0, 400.0);
        canvas.fill(&shape.moved(6.0, 8.0), &flat(INK.alpha(0.16)));
        canvas.fill(&shape, &across(&tones));
    }
}

pub(super) fn watch(canvas: &mut Canvas, palette: Palette) {
    let (body, accent) = (palette.body, palette.accent);
    shadow(canvas, 400.0, 728.0, 110.0);
    let upper = path("M 302 260 C 308 180 322 110 336 76 C 344 60 456 60 464 76 C 478 110 492 180 498 260 Z");
    let lower = path("M 302 540 C 308 620 322 680 336 716 C 344 732 456 732 464 716 C 478 680 492 620 498 540 Z");
    for strap in [upper, lower] {
        canvas.fill(&strap, &across(&round(accent)));
    }
    for y in [622.0, 652.0, 682.0] {
        canvas.fill(&oval(400.0, y, 9.0, 6.0), &flat(accent.dark(0.6)));
    }
    canvas.spot(408.0, 424.0, (210.0, 220.0), INK.alpha(0.3));
    canvas.fill(&rect(560.0, 360.0, 26.0, 60.0, 11.0), &down(&metal(body)));
    canvas.fill(
        &rect(232.0, 222.0, 336.0, 356.0, 96.0),
        &slant(&[body.light(0.6), body, body.dark(0.45), body.light(0.2)]),
    );
    canvas.fill(&rect(246.0, 236.0, 308.0, 328.0, 84.0), &flat(INK));
    let screen = rect(256.0, 246.0, 288.0, 308.0, 76.0);
    canvas.fill(&screen, &slant(&[INK.light(0.16), INK]));
    for (radius, share, tone) in [(112.0, 0.78, accent), (88.0, 0.6, accent.light(0.45)), (64.0, 0.88, WHITE.dark(0.1))]
    {
        ring(canvas, radius, share, tone);
    }
    canvas.fill(&path("M 400 384 C 412 366 442 376 430 402 C 424 416 408 426 400 434 C 392 426 376 416 370 402 C 358 376 388 366 400 384 Z"), &down(&[accent.light(0.5), accent.light(0.1)]));
    glare(canvas, &screen, (370.0, 246.0), 220.0);
}

/// A part of a circle, from the top clockwise, over a faint whole one.
fn ring(canvas: &mut Canvas, radius: f32, share: f32, tone: super::Tone) {
    let (x, y) = (400.0_f32, 400.0_f32);
    canvas.stroke(&disc(x, y, radius), 17.0, &flat(tone.alpha(0.20)));
    let arc: Vec<String> = (0..=60_u8)
        .map(|step| {
            let angle = std::f32::consts::TAU * share * f32::from(step) / 60.0;
            let word = if step == 0 { 'M' } else { 'L' };
            format!("{word} {} {}", x + radius * angle.sin(), y - radius * angle.cos())
        })
        .collect();
    canvas.stroke(&path(&arc.join(" ")), 17.0, &down(&[tone.light(0.2), tone]));
}
