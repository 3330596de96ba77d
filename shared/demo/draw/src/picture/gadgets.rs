//! Sound and pictures: headphones, earbuds, speaker, camera.
//!
//! Beside `screens`, the rest of electronics.

use super::Palette;
use super::canvas::{Canvas, INK, STEEL, WHITE, across, disc, down, flat, glow, oval, path, rect, slant};
use super::parts::{light, metal, panel, round, shadow};

pub(super) fn headphones(canvas: &mut Canvas, palette: Palette) {
    let (body, accent) = (palette.body, palette.accent);
    shadow(canvas, 400.0, 694.0, 220.0);
    let band = path("M 214 440 C 196 230 290 130 400 130 C 510 130 604 230 586 440");
    canvas.stroke(&band, 50.0, &across(&[body.dark(0.25), body.light(0.15), body, body.dark(0.35)]));
    canvas.stroke(
        &path("M 250 330 C 270 216 330 164 400 164 C 470 164 530 216 550 330"),
        18.0,
        &down(&[INK.light(0.22), INK.light(0.1)]),
    );
    canvas.stroke(&path("M 226 300 C 246 190 320 118 400 116"), 8.0, &across(&[WHITE.alpha(0.1), WHITE.alpha(0.6)]));
    for (x, side) in [(214.0, -1.0), (586.0, 1.0)] {
        canvas.fill(&rect(x - 15.0, 380.0, 30.0, 100.0, 8.0), &across(&metal(STEEL)));
        let pad = rect(x - side * 62.0 - 42.0, 436.0, 84.0, 226.0, 42.0);
        canvas.fill(&pad, &across(&round(INK.light(0.16))));
        let cup = rect(x - 62.0, 420.0, 124.0, 258.0, 60.0);
        canvas.fill(&cup, &across(&round(body)));
        canvas.stroke(&cup, 2.0, &flat(body.dark(0.5).alpha(0.35)));
        let plate = oval(x + side * 12.0, 549.0, 38.0, 90.0);
        canvas.fill(&plate, &slant(&[accent.light(0.5), accent, accent.dark(0.35)]));
        canvas.stroke(&plate, 4.0, &down(&metal(STEEL)));
        canvas
            .fill(&rect(x - side * 4.0 - 38.0, 466.0, 9.0, 150.0, 4.5), &down(&[WHITE.alpha(0.6), WHITE.alpha(0.05)]));
    }
}

pub(super) fn earbuds(canvas: &mut Canvas, palette: Palette) {
    let (body, accent) = (palette.body, palette.accent);
    shadow(canvas, 400.0, 662.0, 200.0);
    let lid = path("M 206 420 C 206 330 240 300 300 300 L 500 300 C 560 300 594 330 594 420 Z");
    canvas.fill(&lid, &across(&round(body.dark(0.18))));
    canvas.fill(&rect(222.0, 396.0, 356.0, 60.0, 18.0), &down(&[INK.light(0.10), INK.light(0.28)]));
    for (x, turn, inward) in [(308.0, -7.0, 1.0), (492.0, 7.0, -1.0)] {
        let stem = rect(x - 21.0, 236.0, 42.0, 214.0, 21.0).turned(turn, x, 440.0);
        canvas.fill(&stem, &across(&round(body)));
        // The soft tip that goes into the ear
        let tip = oval(x + inward * 54.0, 252.0, 27.0, 36.0).turned(turn - inward * 18.0, x, 252.0);
        canvas.fill(&tip, &glow(&[INK.light(0.55), INK.light(0.3), INK.light(0.1)]));
        let head = oval(x, 236.0, 58.0, 64.0).turned(turn, x, 440.0);
        canvas.fill(&head, &glow(&[body.light(0.75), body.light(0.1), body.dark(0.28)]));
        canvas.stroke(&head, 1.5, &flat(INK.alpha(0.18)));
        let vent = rect(x - inward * 30.0 - 5.0, 208.0, 10.0, 44.0, 5.0).turned(turn, x, 440.0);
        canvas.fill(&vent, &down(&[INK.light(0.3), INK]));
        let ring = oval(x, 338.0, 20.0, 6.0).turned(turn, x, 440.0);
        canvas.fill(&ring, &across(&metal(accent)));
    }
    let case = rect(196.0, 424.0, 408.0, 232.0, 92.0);
    canvas.fill(&case, &across(&round(body)));
    canvas.inside(&case, |canvas| {
        canvas.fill(&rect(196.0, 424.0, 408.0, 34.0, 0.0), &down(&[INK.alpha(0.22), INK.alpha(0.0)]));
        canvas.fill(&rect(240.0, 470.0, 16.0, 120.0, 8.0), &down(&[WHITE.alpha(0.7), WHITE.alpha(0.1)]));
    });
    canvas.stroke(&case, 1.5, &flat(INK.alpha(0.18)));
    light(canvas, 400.0, 540.0, 8.0, accent);
}

pub(super) fn speaker(canvas: &mut Canvas, palette: Palette) {
    let (body, accent) = (palette.body, palette.accent);
    shadow(canvas, 400.0, 690.0, 175.0);
    canvas.stroke(&path("M 516 160 C 590 150 606 220 580 270"), 20.0, &down(&[accent.light(0.2), accent.dark(0.25)]));
    let shell = rect(236.0, 130.0, 328.0, 558.0, 96.0);
    canvas.fill(&shell, &across(&round(body)));
    canvas.inside(&shell, |canvas| {
        // The weave of the cloth
        for row in 0..46_u8 {
            for column in 0..28_u8 {
                let shift = if row % 2 == 0 { 0.0 } else { 6.0 };
                let (x, y) = (236.0 + f32::from(column) * 12.0 + shift, 130.0 + f32::from(row) * 12.2);
                canvas.fill(&disc(x, y, 2.6), &flat(INK.alpha(0.16)));
            }
        }
        canvas.fill(&rect(236.0, 130.0, 328.0, 62.0, 0.0), &across(&round(body.dark(0.3))));
        canvas.fill(&rect(236.0, 640.0, 328.0, 48.0, 0.0), &across(&round(body.dark(0.3))));
        canvas.fill(&rect(276.0, 210.0, 16.0, 410.0, 8.0), &down(&[WHITE.alpha(0.35), WHITE.alpha(0.05)]));
    });
    for (y, radius) in [(300.0, 62.0), (490.0, 112.0)] {
        canvas.fill(&disc(400.0, y, radius), &slant(&[STEEL.light(0.4), STEEL.dark(0.5), STEEL]));
        canvas.fill(&disc(400.0, y, radius * 0.91), &glow(&[INK.light(0.35), INK.light(0.08), INK]));
        canvas.stroke(&disc(400.0, y, radius * 0.72), radius * 0.06, &flat(WHITE.alpha(0.10)));
        canvas.fill(&disc(400.0, y, radius * 0.36), &glow(&[accent.light(0.55), accent, accent.dark(0.4)]));
    }
    for x in [348.0, 400.0, 452.0] {
        canvas.fill(&rect(x - 15.0, 152.0, 30.0, 18.0, 9.0), &flat(WHITE.alpha(0.35)));
    }
    light(canvas, 400.0, 664.0, 6.0, accent);
}

pub(super) fn camera(canvas: &mut Canvas, palette: Palette) {
    let (body, accent) = (palette.body, palette.accent);
    shadow(canvas, 400.0, 622.0, 290.0);
    canvas.fill(
        &path("M 300 238 L 328 172 C 332 162 340 158 350 158 L 450 158 C 460 158 468 162 472 172 L 500 238 Z"),
        &across(&round(body)),
    );
    canvas.fill(&rect(352.0, 178.0, 96.0, 34.0, 8.0), &across(&[INK.light(0.1), INK.light(0.4), INK.light(0.1)]));
    for (x, width) in [(178.0, 74.0), (548.0, 86.0)] {
        canvas.fill(&rect(x, 204.0, width, 40.0, 8.0), &across(&metal(STEEL)));
    }
    canvas.fill(&oval(214.0, 202.0, 22.0, 8.0), &across(&metal(accent)));
    panel(canvas, &rect(120.0, 234.0, 560.0, 384.0, 44.0), body);
    let leather = rect(120.0, 296.0, 560.0, 260.0, 0.0);
    canvas.fill(&leather, &across(&round(INK.light(0.12))));
    canvas.fill(
        &path("M 120 296 L 206 296 C 214 380 214 470 206 556 L 120 556 Z"),
        &across(&[INK.light(0.06), INK.light(0.26), INK.light(0.08)]),
    );
    light(canvas, 618.0, 268.0, 7.0, accent);
    let (x, y) = (410.0, 424.0);
    canvas.spot(x + 6.0, y + 24.0, (236.0, 226.0), INK.alpha(0.55));
    canvas.fill(&disc(x, y, 188.0), &slant(&[STEEL.light(0.6), STEEL.dark(0.1), STEEL.dark(0.5)]));
    canvas.fill(&disc(x, y, 176.0), &slant(&[INK.light(0.35), INK.light(0.05)]));
    for notch in 0..60_u8 {
        canvas.fill(
            &rect(x - 2.0, y - 174.0, 4.0, 20.0, 2.0).turned(f32::from(notch) * 6.0, x, y),
            &flat(WHITE.alpha(0.14)),
        );
    }
    canvas.stroke(&disc(x, y, 146.0), 5.0, &slant(&[accent.light(0.4), accent.dark(0.2)]));
    canvas.fill(&disc(x, y, 138.0), &slant(&[INK.light(0.30), INK]));
    canvas.fill(&disc(x, y, 112.0), &glow(&[accent.light(0.35), accent.dark(0.55), INK, INK]));
    canvas.fill(&disc(x, y, 66.0), &glow(&[accent.dark(0.25), INK.light(0.04), INK]));
    canvas.fill(&path("M 320 390 C 332 342 376 318 424 322 C 386 336 352 360 340 408 Z"), &flat(WHITE.alpha(0.55)));
    canvas.fill(&oval(462.0, 484.0, 24.0, 14.0).turned(-40.0, 462.0, 484.0), &flat(WHITE.alpha(0.22)));
}
