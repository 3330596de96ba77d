//! Large appliances: fridge, washing machine, dishwasher, oven, hob.
//!
//! Beside `kitchen`, which has what stands on the worktop.

use super::Palette;
use super::canvas::{Canvas, INK, STEEL, Tone, WHITE, across, disc, down, flat, glow, oval, path, rect, slant};
use super::parts::{display, foot, glare, glass, handle, knob, light, metal, panel, shadow};

pub(super) fn fridge(canvas: &mut Canvas, palette: Palette) {
    shadow(canvas, 400.0, 722.0, 190.0);
    foot(canvas, 250.0, 708.0, 50.0);
    foot(canvas, 500.0, 708.0, 50.0);
    let body = palette.body;
    canvas.fill(&rect(224.0, 70.0, 360.0, 642.0, 20.0), &across(&[body.dark(0.1), body.dark(0.35)]));
    for (y, height) in [(70.0, 378.0), (456.0, 254.0)] {
        let door = rect(224.0, y, 344.0, height, 18.0);
        panel(canvas, &door, body);
        glare(canvas, &door, (330.0, y), 280.0);
    }
    canvas.fill(&rect(226.0, 447.0, 342.0, 9.0, 2.0), &flat(INK.alpha(0.72)));
    handle(canvas, (522.0, 232.0), (18.0, 190.0));
    handle(canvas, (522.0, 482.0), (18.0, 120.0));
    display(canvas, (330.0, 166.0), (116.0, 48.0), palette.accent);
    for x in [348.0, 374.0, 400.0, 426.0] {
        canvas.fill(&disc(x, 234.0, 4.0), &flat(INK.alpha(0.35)));
    }
}

pub(super) fn washing_machine(canvas: &mut Canvas, palette: Palette) {
    let body = palette.body;
    shadow(canvas, 400.0, 704.0, 245.0);
    foot(canvas, 200.0, 690.0, 60.0);
    foot(canvas, 540.0, 690.0, 60.0);
    panel(canvas, &rect(162.0, 120.0, 476.0, 576.0, 20.0), body);
    canvas.fill(&rect(162.0, 228.0, 476.0, 3.0, 0.0), &flat(INK.alpha(0.22)));
    let drawer = rect(184.0, 140.0, 132.0, 70.0, 12.0);
    canvas.fill(&drawer, &down(&[body.light(0.4), body.dark(0.05)]));
    canvas.stroke(&drawer, 2.0, &flat(INK.alpha(0.22)));
    canvas.fill(&rect(206.0, 190.0, 88.0, 10.0, 5.0), &flat(INK.alpha(0.28)));
    knob(canvas, (378.0, 176.0), 36.0, STEEL, 35.0);
    display(canvas, (446.0, 148.0), (126.0, 56.0), palette.accent);
    light(canvas, 602.0, 176.0, 8.0, palette.accent);
    drum(canvas, palette, 400.0, 462.0);
    canvas.fill(&rect(540.0, 640.0, 74.0, 40.0, 6.0), &down(&[body.dark(0.06), body.light(0.2)]));
    canvas.stroke(&rect(540.0, 640.0, 74.0, 40.0, 6.0), 1.5, &flat(INK.alpha(0.2)));
}

fn drum(canvas: &mut Canvas, palette: Palette, x: f32, y: f32) {
    canvas.spot(x + 4.0, y + 12.0, (212.0, 212.0), INK.alpha(0.35));
    canvas.fill(&disc(x, y, 186.0), &slant(&[STEEL.light(0.75), STEEL, STEEL.dark(0.4), STEEL.light(0.3)]));
    canvas.fill(&disc(x, y, 168.0), &slant(&[STEEL.dark(0.5), STEEL.light(0.2), STEEL.dark(0.2)]));
    let window = disc(x, y, 150.0);
    canvas.fill(&window, &glow(&[INK.light(0.35), INK.light(0.12), INK]));
    canvas.inside(&window, |canvas| {
        for ring in 1..6_u8 {
            canvas.stroke(&disc(x, y, f32::from(ring) * 26.0), 2.0, &flat(WHITE.alpha(0.06)));
        }
        let accent = palette.accent;
        let laundry = [
            ("M 270 500 C 300 450 360 470 390 500 C 420 470 480 460 530 512 L 520 640 L 280 640 Z", accent),
            ("M 280 560 C 330 520 380 540 420 566 C 460 536 510 540 540 570 L 520 640 L 290 640 Z", WHITE.dark(0.06)),
            ("M 300 590 C 350 566 420 580 450 600 L 440 640 L 310 640 Z", accent.light(0.45)),
        ];
        for (shape, tone) in laundry {
            canvas.fill(&path(shape), &down(&[tone, tone.dark(0.4)]));
        }
        canvas.fill(&path("M 270 420 C 290 350 350 322 420 322 C 350 340 316 380 300 440 Z"), &flat(WHITE.alpha(0.30)));
    });
    canvas.stroke(&window, 4.0, &flat(INK.alpha(0.6)));
    canvas.fill(&rect(x + 146.0, y - 36.0, 34.0, 72.0, 14.0), &across(&metal(STEEL)));
}

pub(super) fn dishwasher(canvas: &mut Canvas, palette: Palette) {
    let body = palette.body;
    shadow(canvas, 400.0, 704.0, 235.0);
    canvas.fill(&rect(190.0, 640.0, 420.0, 62.0, 6.0), &down(&[INK.light(0.05), INK.light(0.22)]));
    panel(canvas, &rect(170.0, 120.0, 460.0, 540.0, 18.0), body);
    let strip = rect(170.0, 120.0, 460.0, 92.0, 18.0);
    canvas.fill(&strip, &glass());
    display(canvas, (340.0, 140.0), (120.0, 52.0), palette.accent);
    for x in [206.0, 246.0, 286.0] {
        canvas.stroke(&disc(x, 166.0, 11.0), 3.0, &flat(WHITE.alpha(0.55)));
    }
    for x in [500.0, 536.0] {
        canvas.fill(&disc(x, 166.0, 6.0), &flat(WHITE.alpha(0.35)));
    }
    light(canvas, 586.0, 166.0, 8.0, palette.accent);
    handle(canvas, (230.0, 246.0), (340.0, 20.0));
    canvas.fill(&rect(196.0, 320.0, 408.0, 310.0, 10.0), &down(&[WHITE.alpha(0.10), INK.alpha(0.06)]));
    canvas.stroke(&rect(196.0, 320.0, 408.0, 310.0, 10.0), 2.0, &flat(INK.alpha(0.12)));
    plate_mark(canvas, palette.accent);
}

/// The sign for a dishwasher, so that nobody takes it for a cupboard: plates under drops.
fn plate_mark(canvas: &mut Canvas, accent: Tone) {
    for x in [344.0, 382.0, 420.0, 458.0] {
        let plate = oval(x, 500.0, 22.0, 62.0);
        canvas.fill(&plate, &across(&[WHITE.light(0.5), WHITE.dark(0.10), WHITE.dark(0.28)]));
        canvas.stroke(&plate, 2.0, &flat(INK.alpha(0.35)));
    }
    let rack =
        path("M 306 540 L 316 584 L 484 584 L 494 540 M 352 552 L 352 584 M 400 552 L 400 584 M 448 552 L 448 584");
    canvas.stroke(&rack, 6.0, &flat(STEEL.dark(0.45)));
    for (x, y) in [(352.0, 388.0), (400.0, 366.0), (448.0, 388.0)] {
        let drop = format!(
            "M {x} {} C {} {y} {} {} {x} {} C {} {} {} {y} {x} {} Z",
            y - 22.0,
            x + 6.0,
            x + 18.0,
            y + 26.0,
            y + 26.0,
            x - 18.0,
            y + 26.0,
            x - 6.0,
            y - 22.0
        );
        canvas.fill(&path(&drop), &down(&[accent.light(0.5), accent]));
    }
}

pub(super) fn oven(canvas: &mut Canvas, palette: Palette) {
    shadow(canvas, 400.0, 682.0, 285.0);
    panel(canvas, &rect(120.0, 130.0, 560.0, 546.0, 16.0), palette.body);
    for (x, degrees) in [(192.0, -40.0), (278.0, 0.0), (522.0, 30.0), (608.0, 70.0)] {
        knob(canvas, (x, 194.0), 32.0, STEEL, degrees);
    }
    display(canvas, (332.0, 162.0), (136.0, 64.0), palette.accent);
    let door = rect(138.0, 256.0, 524.0, 402.0, 14.0);
    canvas.fill(&door, &glass());
    let window = rect(196.0, 346.0, 408.0, 266.0, 20.0);
    canvas.fill(&window, &down(&[INK.light(0.06), INK.light(0.18)]));
    canvas.inside(&window, |canvas| {
        let lamp = Tone::from(super::Rgb(0xff, 0xb4, 0x55));
        canvas.spot(400.0, 400.0, (330.0, 260.0), lamp.alpha(0.80));
        for y in [430.0, 540.0] {
            canvas.fill(&rect(196.0, y, 408.0, 5.0, 2.0), &across(&metal(STEEL.dark(0.25))));
        }
        let crust = Tone::from(super::Rgb(0xc9, 0x83, 0x3c));
        canvas.fill(
            &path("M 290 526 C 292 452 350 438 400 438 C 450 438 508 452 510 526 Z"),
            &glow(&[crust.light(0.55), crust, crust.dark(0.4)]),
        );
        for x in [352.0, 400.0, 448.0] {
            let (from, to) = (x - 16.0, x + 10.0);
            canvas.stroke(&path(&format!("M {from} 480 Q {x} 466 {to} 456")), 6.0, &flat(crust.light(0.6)));
        }
        canvas.fill(&path("M 266 522 L 534 522 L 520 542 L 280 542 Z"), &down(&[INK.light(0.35), INK.light(0.1)]));
    });
    glare(canvas, &door, (420.0, 256.0), 300.0);
    handle(canvas, (190.0, 288.0), (420.0, 22.0));
}

pub(super) fn hob(canvas: &mut Canvas, palette: Palette) {
    shadow(canvas, 400.0, 606.0, 320.0);
    let side = path("M 84 566 L 716 566 L 708 604 C 706 610 700 612 694 612 L 106 612 C 100 612 94 610 92 604 Z");
    canvas.fill(&side, &across(&metal(palette.body)));
    let plate = path(
        "M 196 250 L 604 250 C 616 250 624 256 630 266 L 724 556 C 728 570 722 578 708 578 L 92 578 C 78 578 72 570 76 556 L 170 266 C 176 256 184 250 196 250 Z",
    );
    canvas.fill(&plate, &slant(&[INK.light(0.20), INK.light(0.05), INK, INK.light(0.10)]));
    canvas.inside(&plate, |canvas| {
        for (x, y, w, h, on) in [
            (290.0, 330.0, 76.0, 30.0, false),
            (512.0, 330.0, 88.0, 35.0, true),
            (256.0, 454.0, 108.0, 46.0, true),
            (540.0, 454.0, 92.0, 39.0, false),
        ] {
            zone(canvas, palette.accent, (x, y), (w, h), on);
        }
        canvas.fill(&path("M 330 250 L 470 250 L 250 580 L 60 580 Z"), &down(&[WHITE.alpha(0.10), WHITE.alpha(0.01)]));
    });
    canvas.stroke(&plate, 4.0, &across(&metal(palette.body)));
    for x in [330.0, 365.0, 400.0, 435.0, 470.0] {
        canvas.fill(&oval(x, 548.0, 9.0, 5.0), &flat(WHITE.alpha(0.5)));
    }
    light(canvas, 510.0, 548.0, 4.0, palette.accent);
    pan(canvas, palette);
}

fn zone(canvas: &mut Canvas, accent: Tone, (x, y): (f32, f32), (w, h): (f32, f32), on: bool) {
    if on {
        canvas.spot(x, y, (w * 1.15, h * 1.15), accent.alpha(0.55));
    }
    let tone = if on { accent.light(0.35) } else { WHITE.alpha(0.45) };
    canvas.stroke(&oval(x, y, w, h), 3.0, &flat(tone));
    canvas.stroke(&oval(x, y, w * 0.62, h * 0.62), 2.0, &flat(tone.alpha(0.5)));
}

/// A pot on the zone in front, because a bare hob reads as a tile.
fn pan(canvas: &mut Canvas, palette: Palette) {
    canvas.spot(256.0, 462.0, (120.0, 44.0), INK.alpha(0.8));
    for x in [132.0, 362.0] {
        canvas.stroke(&rect(x, 336.0, 18.0, 26.0, 8.0), 8.0, &flat(INK.light(0.25)));
    }
    let pot = path("M 156 310 L 356 310 L 350 440 C 348 468 300 478 256 478 C 212 478 164 468 162 440 Z");
    canvas.fill(&pot, &across(&metal(STEEL)));
    canvas.fill(&oval(256.0, 310.0, 106.0, 26.0), &across(&metal(STEEL.light(0.2))));
    canvas.fill(
        &path("M 156 306 C 170 270 342 270 356 306 C 330 328 182 328 156 306 Z"),
        &glow(&[WHITE.alpha(0.95), STEEL.light(0.35), STEEL.dark(0.2)]),
    );
    canvas.fill(&oval(256.0, 270.0, 22.0, 13.0), &across(&metal(palette.accent)));
}
