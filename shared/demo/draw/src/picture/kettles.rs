//! Electric kettles in three shapes: a jug, one of glass, one with a gooseneck.
//!
//! Beside `kitchen`, which has the rest of the worktop.

use super::Palette;
use super::canvas::{Canvas, INK, STEEL, Shape, WHITE, across, disc, down, flat, oval, path, rect};
use super::parts::{light, metal, rim, round, shadow};

/// A jug that narrows towards the top, handle on the right, spout on the left.
pub(super) fn kettle(canvas: &mut Canvas, palette: Palette) {
    let body = palette.body;
    shadow(canvas, 395.0, 662.0, 165.0);
    base(canvas, 390.0, 165.0);
    handle(canvas, palette);
    let spout = path("M 300 196 C 262 200 228 222 206 246 C 214 262 240 284 276 318 L 330 290 Z");
    canvas.fill(&spout, &across(&[body.light(0.15), body.dark(0.08), body.dark(0.30)]));
    let jug = path(
        "M 288 188 C 330 176 450 176 492 188 C 500 300 536 470 548 612 C 550 632 536 642 516 642 L 264 642 \
         C 244 642 230 632 232 612 C 244 470 280 300 288 188 Z",
    );
    canvas.fill(&jug, &across(&round(body)));
    canvas.inside(&jug, |canvas| {
        canvas.fill(&rect(200.0, 600.0, 380.0, 60.0, 0.0), &across(&metal(STEEL)));
        canvas.fill(&rect(200.0, 596.0, 380.0, 4.0, 0.0), &flat(INK.alpha(0.25)));
        let streak = path("M 312 216 C 300 330 278 470 270 580 L 296 580 C 302 470 322 330 330 216 Z");
        canvas.fill(&streak, &down(&[WHITE.alpha(0.55), WHITE.alpha(0.10)]));
    });
    gauge(canvas, palette);
    lid(canvas, palette, 186.0, 102.0);
    light(canvas, 390.0, 622.0, 6.0, palette.accent);
}

/// A glass cylinder in a metal collar, half full, lit from below.
pub(super) fn glass(canvas: &mut Canvas, palette: Palette) {
    shadow(canvas, 395.0, 662.0, 165.0);
    base(canvas, 390.0, 165.0);
    handle(canvas, palette);
    let spout = path("M 286 218 C 262 222 236 232 220 244 C 232 262 254 276 284 292 Z");
    canvas.fill(&spout, &across(&metal(STEEL)));
    let jug = path(
        "M 278 206 C 330 196 450 196 502 206 L 520 250 C 546 350 548 470 540 570 L 240 570 C 232 470 234 350 260 250 Z",
    );
    canvas.fill(
        &jug,
        &across(&[STEEL.alpha(0.65), WHITE.alpha(0.5), WHITE.alpha(0.25), STEEL.alpha(0.35), STEEL.alpha(0.8)]),
    );
    canvas.inside(&jug, |canvas| {
        let water = palette.accent.light(0.45);
        canvas.fill(
            &rect(220.0, 372.0, 340.0, 210.0, 0.0),
            &down(&[water.alpha(0.38), water.alpha(0.60), palette.accent.alpha(0.65)]),
        );
        canvas.fill(&oval(390.0, 372.0, 154.0, 15.0), &across(&[water.light(0.2), water.light(0.7), water.light(0.2)]));
        canvas.spot(390.0, 572.0, (190.0, 90.0), palette.accent.light(0.5).alpha(0.75));
        for (x, y, r) in [
            (330.0, 520.0, 7.0),
            (352.0, 462.0, 5.0),
            (442.0, 500.0, 8.0),
            (420.0, 428.0, 5.0),
            (300.0, 450.0, 4.0),
            (470.0, 440.0, 6.0),
            (386.0, 540.0, 5.0),
        ] {
            canvas.stroke(&disc(x, y, r), 2.0, &flat(WHITE.alpha(0.8)));
        }
        let streak = path("M 282 236 C 262 330 258 450 264 556 L 290 556 C 284 450 288 330 306 236 Z");
        canvas.fill(&streak, &down(&[WHITE.alpha(0.75), WHITE.alpha(0.25)]));
        let edge = path("M 506 246 C 524 330 528 450 522 556 L 530 556 C 536 450 532 330 514 246 Z");
        canvas.fill(&edge, &flat(WHITE.alpha(0.55)));
    });
    canvas.stroke(&jug, 2.0, &flat(INK.alpha(0.28)));
    let collar = rect(236.0, 562.0, 308.0, 80.0, 16.0);
    canvas.fill(&collar, &across(&round(palette.body)));
    canvas.fill(&rect(272.0, 194.0, 236.0, 26.0, 10.0), &across(&round(palette.body)));
    lid(canvas, palette, 196.0, 108.0);
    light(canvas, 390.0, 604.0, 7.0, palette.accent);
}

/// A squat pot with a long thin spout and a wooden grip on its lid.
pub(super) fn gooseneck(canvas: &mut Canvas, palette: Palette) {
    let body = palette.body;
    shadow(canvas, 400.0, 662.0, 190.0);
    base(canvas, 410.0, 185.0);
    let spout = path("M 290 560 C 210 556 220 430 196 352 C 186 320 168 308 146 300");
    canvas.stroke(&spout, 34.0, &across(&[body.dark(0.25), body.dark(0.1)]));
    canvas.stroke(&spout, 24.0, &across(&[body.light(0.1), body]));
    canvas.stroke(&spout.moved(-5.0, -3.0), 6.0, &across(&[WHITE.alpha(0.5), WHITE.alpha(0.15)]));
    let grip = path("M 548 352 C 600 316 676 318 684 352 C 690 380 668 500 660 566");
    canvas.stroke(&grip, 34.0, &down(&[INK.light(0.16), INK.light(0.05)]));
    canvas.stroke(&grip.moved(-5.0, -5.0), 7.0, &down(&[WHITE.alpha(0.35), WHITE.alpha(0.05)]));
    let pot = path(
        "M 312 334 C 350 322 470 322 508 334 C 548 400 582 520 590 606 C 592 630 578 642 556 642 L 264 642 \
         C 242 642 228 630 230 606 C 238 520 272 400 312 334 Z",
    );
    canvas.fill(&pot, &across(&round(body)));
    canvas.inside(&pot, |canvas| {
        canvas.fill(&rect(200.0, 614.0, 420.0, 40.0, 0.0), &flat(INK.alpha(0.16)));
        let streak = path("M 332 356 C 300 430 276 520 270 600 L 306 600 C 312 520 336 430 360 356 Z");
        canvas.fill(&streak, &down(&[WHITE.alpha(0.5), WHITE.alpha(0.08)]));
    });
    rim(canvas, (410.0, 334.0), (100.0, 15.0), body);
    let lid = path("M 318 330 C 322 300 370 286 410 286 C 450 286 498 300 502 330 C 470 342 350 342 318 330 Z");
    canvas.fill(&lid, &across(&round(body)));
    canvas.fill(&rect(400.0, 262.0, 20.0, 28.0, 4.0), &across(&metal(STEEL)));
    canvas.fill(&oval(410.0, 252.0, 30.0, 20.0), &across(&round(palette.accent)));
    light(canvas, 410.0, 652.0, 5.0, palette.accent);
}

/// The plate that the kettle stands on.
fn base(canvas: &mut Canvas, x: f32, half: f32) {
    canvas.fill(&rect(x - half, 636.0, half * 2.0, 28.0, 12.0), &across(&round(INK.light(0.12))));
    canvas.fill(&rect(x - half + 14.0, 637.0, half * 2.0 - 28.0, 4.0, 2.0), &flat(WHITE.alpha(0.25)));
}

fn handle(canvas: &mut Canvas, palette: Palette) {
    let grip = path("M 486 218 C 560 196 636 204 642 268 C 650 350 626 470 590 548 C 578 570 556 574 536 566");
    canvas.stroke(&grip, 44.0, &down(&[INK.light(0.20), INK.light(0.10), INK.light(0.04)]));
    canvas.stroke(&grip.moved(9.0, -8.0), 8.0, &down(&[WHITE.alpha(0.40), WHITE.alpha(0.05)]));
    canvas.fill(&oval(560.0, 208.0, 22.0, 11.0).turned(-4.0, 560.0, 208.0), &flat(palette.accent));
}

fn gauge(canvas: &mut Canvas, palette: Palette) {
    let window = rect(444.0, 300.0, 30.0, 220.0, 15.0).turned(-4.0, 460.0, 410.0);
    canvas.fill(&window, &across(&[INK.light(0.35), INK.light(0.15)]));
    canvas.inside(&window, |canvas| {
        canvas.fill(
            &rect(430.0, 380.0, 70.0, 160.0, 0.0),
            &down(&[palette.accent.light(0.55), palette.accent.light(0.15)]),
        );
    });
    canvas.stroke(&window, 3.0, &flat(WHITE.alpha(0.5)));
}

fn lid(canvas: &mut Canvas, palette: Palette, y: f32, half: f32) {
    let dark = INK.light(0.14);
    let dome = |top: f32| -> Shape {
        let (left, right) = (390.0 - half, 390.0 + half);
        path(&format!(
            "M {left} {y} C {left} {top} 340 {top} 390 {top} C 440 {top} {right} {top} {right} {y} C 450 {b} 330 {b} {left} {y} Z",
            b = y + 14.0
        ))
    };
    canvas.fill(&dome(y - 44.0), &across(&round(dark)));
    canvas.fill(&rect(362.0, y - 62.0, 56.0, 26.0, 13.0), &across(&round(palette.accent)));
}
