//! What stands on the worktop beside the kettle: toaster, coffee machine, blender, microwave, multicooker.
//!
//! Beside `kettles` (the department with the most products) and `large` (what stands on the floor).

use super::Palette;
use super::canvas::{Canvas, INK, STEEL, Tone, WHITE, across, disc, down, flat, oval, path, rect, slant};
use super::parts::{display, foot, glare, glass, handle, knob, light, metal, panel, rim, round, shadow};

pub(super) fn toaster(canvas: &mut Canvas, palette: Palette) {
    let body = palette.body;
    shadow(canvas, 400.0, 640.0, 250.0);
    for (x, height) in [(280.0, 250.0), (424.0, 262.0)] {
        slice(canvas, x, height);
    }
    let back = path("M 196 350 C 206 318 232 306 264 306 L 536 306 C 568 306 594 318 604 350 Z");
    canvas.fill(&back, &across(&metal(STEEL)));
    for x in [256.0, 408.0] {
        canvas.fill(&rect(x, 322.0, 136.0, 12.0, 6.0), &flat(INK.alpha(0.85)));
    }
    for (x, height) in [(280.0, 250.0), (424.0, 262.0)] {
        canvas.inside(&rect(x - 10.0, 200.0, 140.0, 128.0, 0.0), |canvas| {
            slice(canvas, x, height);
        });
    }
    let shell = path(
        "M 176 384 C 176 352 196 338 226 338 L 574 338 C 604 338 624 352 624 384 L 634 590 C 636 616 620 628 598 628 \
         L 202 628 C 180 628 164 616 166 590 Z",
    );
    canvas.fill(&shell, &across(&round(body)));
    canvas.inside(&shell, |canvas| {
        canvas.fill(&rect(160.0, 338.0, 480.0, 60.0, 0.0), &down(&[WHITE.alpha(0.45), WHITE.alpha(0.0)]));
        canvas.fill(&rect(160.0, 590.0, 480.0, 40.0, 0.0), &across(&metal(STEEL)));
    });
    foot(canvas, 206.0, 626.0, 64.0);
    foot(canvas, 530.0, 626.0, 64.0);
    canvas.fill(&rect(556.0, 396.0, 12.0, 120.0, 6.0), &flat(INK.alpha(0.8)));
    canvas.fill(&rect(530.0, 418.0, 64.0, 30.0, 12.0), &down(&[INK.light(0.35), INK.light(0.05)]));
    knob(canvas, (240.0, 508.0), 36.0, STEEL, 40.0);
    for x in [312.0, 352.0, 392.0] {
        canvas.fill(&rect(x, 498.0, 26.0, 20.0, 10.0), &flat(INK.alpha(0.55)));
    }
    light(canvas, 446.0, 508.0, 7.0, palette.accent);
}

fn slice(canvas: &mut Canvas, x: f32, top: f32) {
    let (crust, crumb) = (Tone::from(super::Rgb(0xb8, 0x74, 0x36)), Tone::from(super::Rgb(0xee, 0xc9, 0x8c)));
    canvas.fill(&rect(x - 6.0, top, 116.0, 120.0, 34.0), &down(&[crust.light(0.2), crust]));
    canvas.fill(&rect(x + 4.0, top + 9.0, 96.0, 120.0, 28.0), &slant(&[crumb.light(0.25), crumb, crust.light(0.25)]));
}

pub(super) fn coffee_machine(canvas: &mut Canvas, palette: Palette) {
    let body = palette.body;
    shadow(canvas, 400.0, 668.0, 215.0);
    let back = rect(220.0, 200.0, 360.0, 460.0, 26.0);
    canvas.fill(&back, &across(&round(body.dark(0.30))));
    canvas.fill(&rect(236.0, 390.0, 328.0, 220.0, 10.0), &down(&[INK.light(0.04), INK.light(0.20)]));
    let head = rect(196.0, 168.0, 408.0, 232.0, 30.0);
    panel(canvas, &head, body);
    canvas.fill(&rect(226.0, 150.0, 348.0, 24.0, 12.0), &across(&metal(STEEL)));
    for (x, tone) in [(262.0, WHITE), (306.0, WHITE.dark(0.06))] {
        canvas.fill(&rect(x, 112.0, 40.0, 40.0, 9.0), &across(&round(tone)));
    }
    display(canvas, (330.0, 206.0), (140.0, 54.0), palette.accent);
    knob(canvas, (266.0, 262.0), 36.0, STEEL, -30.0);
    knob(canvas, (534.0, 262.0), 36.0, STEEL, 60.0);
    for x in [354.0, 400.0, 446.0] {
        light(canvas, x, 302.0, 6.0, palette.accent);
    }
    group_head(canvas, palette);
    cup(canvas);
    let tray = rect(186.0, 606.0, 428.0, 58.0, 14.0);
    canvas.fill(&tray, &across(&metal(STEEL)));
    canvas.fill(&rect(206.0, 606.0, 388.0, 14.0, 7.0), &flat(INK.alpha(0.75)));
    for x in 0..18_u8 {
        canvas.fill(&rect(214.0 + f32::from(x) * 21.0, 609.0, 12.0, 8.0, 3.0), &flat(WHITE.alpha(0.22)));
    }
}

fn group_head(canvas: &mut Canvas, palette: Palette) {
    canvas.fill(&rect(344.0, 392.0, 112.0, 40.0, 8.0), &across(&metal(STEEL)));
    canvas.fill(&rect(352.0, 430.0, 96.0, 28.0, 8.0), &across(&metal(STEEL.dark(0.15))));
    canvas.fill(&rect(384.0, 456.0, 32.0, 18.0, 4.0), &across(&metal(STEEL.dark(0.2))));
    let grip = rect(444.0, 434.0, 128.0, 24.0, 12.0);
    canvas.fill(&grip, &down(&[palette.accent.light(0.2), palette.accent.dark(0.25), palette.accent.dark(0.55)]));
    let coffee = Tone::from(super::Rgb(0x5a, 0x33, 0x18));
    for x in [390.0, 404.0] {
        canvas.fill(&rect(x, 472.0, 5.0, 62.0, 2.5), &flat(coffee));
    }
    // The wand for steam
    canvas.stroke(&path("M 278 396 L 272 480 Q 270 510 284 530"), 10.0, &across(&metal(STEEL)));
}

fn cup(canvas: &mut Canvas) {
    let coffee = Tone::from(super::Rgb(0x8a, 0x55, 0x2c));
    canvas.spot(400.0, 604.0, (90.0, 14.0), INK.alpha(0.6));
    canvas.stroke(&path("M 450 548 C 492 546 490 590 444 584"), 11.0, &down(&[WHITE, WHITE.dark(0.2)]));
    let side = path("M 336 532 C 340 580 358 604 378 604 L 422 604 C 442 604 460 580 464 532 Z");
    canvas.fill(&side, &across(&round(WHITE.dark(0.04))));
    canvas.fill(&oval(400.0, 532.0, 64.0, 11.0), &flat(WHITE));
    canvas.fill(&oval(400.0, 533.0, 56.0, 8.0), &across(&[coffee.dark(0.3), coffee.light(0.3), coffee.dark(0.2)]));
}

pub(super) fn blender(canvas: &mut Canvas, palette: Palette) {
    let body = palette.body;
    shadow(canvas, 400.0, 682.0, 150.0);
    let grip = path("M 500 196 C 590 176 604 230 596 290 C 588 350 566 400 506 416");
    canvas.stroke(&grip, 30.0, &down(&[STEEL.light(0.3), STEEL.dark(0.2)]));
    canvas.stroke(&grip, 14.0, &down(&[WHITE.alpha(0.7), WHITE.alpha(0.3)]));
    let jug = path("M 270 150 L 530 150 L 486 470 L 314 470 Z");
    canvas.fill(
        &jug,
        &across(&[STEEL.alpha(0.75), WHITE.alpha(0.6), WHITE.alpha(0.35), STEEL.alpha(0.5), STEEL.alpha(0.85)]),
    );
    canvas.inside(&jug, |canvas| {
        let fruit = palette.accent;
        let smoothie = path("M 240 262 C 300 240 350 286 410 262 C 460 244 510 262 560 254 L 560 480 L 240 480 Z");
        canvas.fill(&smoothie, &across(&[fruit.dark(0.12), fruit.light(0.35), fruit.light(0.1), fruit.dark(0.18)]));
        for (x, y, r) in
            [(350.0, 330.0, 8.0), (440.0, 300.0, 6.0), (420.0, 380.0, 9.0), (372.0, 410.0, 5.0), (460.0, 350.0, 5.0)]
        {
            canvas.fill(&disc(x, y, r), &flat(WHITE.alpha(0.35)));
        }
        canvas.fill(&path("M 292 160 L 330 160 L 356 462 L 332 462 Z"), &down(&[WHITE.alpha(0.65), WHITE.alpha(0.15)]));
        for y in 0..5_u8 {
            canvas.fill(&rect(446.0, 214.0 + f32::from(y) * 46.0, 30.0, 4.0, 2.0), &flat(WHITE.alpha(0.75)));
        }
    });
    canvas.stroke(&jug, 3.0, &flat(INK.alpha(0.25)));
    canvas.fill(&rect(258.0, 122.0, 284.0, 36.0, 14.0), &across(&round(INK.light(0.14))));
    canvas.fill(&rect(350.0, 92.0, 100.0, 34.0, 12.0), &across(&round(INK.light(0.20))));
    canvas.fill(&rect(306.0, 464.0, 188.0, 30.0, 8.0), &across(&metal(STEEL)));
    let motor = path(
        "M 306 492 L 494 492 C 512 540 532 600 536 650 C 538 668 526 676 510 676 L 290 676 C 274 676 262 668 264 650 C 268 600 288 540 306 492 Z",
    );
    canvas.fill(&motor, &across(&round(body)));
    knob(canvas, (400.0, 584.0), 46.0, STEEL, 25.0);
    for x in [318.0, 482.0] {
        light(canvas, x, 630.0, 6.0, palette.accent);
    }
    foot(canvas, 290.0, 674.0, 60.0);
    foot(canvas, 450.0, 674.0, 60.0);
}

pub(super) fn microwave(canvas: &mut Canvas, palette: Palette) {
    shadow(canvas, 400.0, 612.0, 315.0);
    foot(canvas, 140.0, 596.0, 60.0);
    foot(canvas, 600.0, 596.0, 60.0);
    panel(canvas, &rect(92.0, 244.0, 616.0, 356.0, 24.0), palette.body);
    let door = rect(116.0, 268.0, 420.0, 308.0, 18.0);
    canvas.fill(&door, &glass());
    let window = rect(150.0, 302.0, 320.0, 240.0, 22.0);
    canvas.fill(&window, &down(&[INK.light(0.10), INK.light(0.22)]));
    canvas.inside(&window, |canvas| {
        let lamp = Tone::from(super::Rgb(0xff, 0xd9, 0x8a));
        canvas.spot(310.0, 320.0, (240.0, 220.0), lamp.alpha(0.55));
        canvas.fill(&oval(310.0, 508.0, 132.0, 20.0), &across(&[STEEL.dark(0.35), STEEL.dark(0.1), STEEL.dark(0.45)]));
        canvas.fill(&path("M 246 452 C 250 490 276 504 310 504 C 344 504 370 490 374 452 Z"), &across(&round(WHITE)));
        canvas.fill(
            &oval(310.0, 452.0, 64.0, 13.0),
            &across(&[palette.accent.dark(0.1), palette.accent.light(0.4), palette.accent]),
        );
    });
    glare(canvas, &door, (300.0, 268.0), 300.0);
    handle(canvas, (492.0, 304.0), (20.0, 236.0));
    display(canvas, (560.0, 286.0), (124.0, 58.0), palette.accent);
    for row in 0..3_u8 {
        for column in 0..3_u8 {
            let (x, y) = (566.0 + f32::from(column) * 41.0, 366.0 + f32::from(row) * 40.0);
            let key = rect(x, y, 30.0, 28.0, 8.0);
            canvas.fill(&key, &down(&[palette.body.light(0.5), palette.body.dark(0.10)]));
            canvas.stroke(&key, 1.5, &flat(INK.alpha(0.25)));
        }
    }
    knob(canvas, (622.0, 532.0), 38.0, STEEL, -20.0);
}

pub(super) fn multicooker(canvas: &mut Canvas, palette: Palette) {
    let body = palette.body;
    shadow(canvas, 400.0, 652.0, 220.0);
    foot(canvas, 240.0, 640.0, 60.0);
    foot(canvas, 500.0, 640.0, 60.0);
    for x in [150.0, 590.0] {
        canvas.fill(&rect(x, 380.0, 60.0, 34.0, 14.0), &down(&[INK.light(0.30), INK]));
    }
    let pot = path(
        "M 178 340 L 622 340 C 634 420 630 540 606 612 C 598 636 580 646 554 646 L 246 646 C 220 646 202 636 194 612 C 170 540 166 420 178 340 Z",
    );
    canvas.fill(&pot, &across(&round(body)));
    canvas.fill(&rect(170.0, 322.0, 460.0, 32.0, 14.0), &across(&metal(STEEL)));
    let lid = path("M 178 326 C 184 236 280 196 400 196 C 520 196 616 236 622 326 Z");
    canvas.fill(&lid, &across(&round(body)));
    canvas.inside(&lid, |canvas| {
        canvas.fill(
            &path("M 220 300 C 232 250 300 220 380 214 L 372 232 C 310 240 258 262 246 306 Z"),
            &flat(WHITE.alpha(0.5)),
        );
    });
    rim(canvas, (470.0, 222.0), (34.0, 12.0), STEEL);
    let grip = path("M 320 222 C 324 168 476 168 480 222");
    canvas.stroke(&grip, 22.0, &down(&[INK.light(0.35), INK.light(0.05)]));
    let plate = rect(286.0, 402.0, 228.0, 196.0, 26.0);
    canvas.fill(&plate, &glass());
    display(canvas, (318.0, 422.0), (164.0, 66.0), palette.accent);
    for (x, y) in [(330.0, 522.0), (377.0, 522.0), (424.0, 522.0), (470.0, 522.0), (330.0, 566.0), (470.0, 566.0)] {
        canvas.fill(&disc(x, y, 12.0), &flat(WHITE.alpha(0.30)));
    }
    light(canvas, 400.0, 566.0, 13.0, palette.accent);
    glare(canvas, &plate, (380.0, 402.0), 170.0);
}
