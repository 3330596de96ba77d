//! For the household: vacuum cleaners, iron, hair dryer.
//!
//! Beside `climate`, the other half of that department.

use super::Palette;
use super::canvas::{Canvas, INK, STEEL, Tone, WHITE, across, disc, down, flat, oval, path, rect, slant};
use super::parts::{display, light, metal, round, shadow};

pub(super) fn vacuum(canvas: &mut Canvas, palette: Palette) {
    let (body, accent) = (palette.body, palette.accent);
    shadow(canvas, 350.0, 700.0, 160.0);
    let tube = path("M 440 420 L 350 630");
    canvas.stroke(&tube, 30.0, &across(&metal(accent)));
    let brush = path(
        "M 214 664 C 220 640 250 632 290 632 L 420 632 C 456 632 478 642 484 664 L 490 690 C 492 698 486 702 478 702 L 222 702 C 212 702 206 698 208 690 Z",
    );
    canvas.fill(&brush, &across(&round(body.dark(0.08))));
    canvas.fill(
        &rect(226.0, 684.0, 246.0, 14.0, 7.0),
        &across(&[accent.dark(0.3), accent.light(0.35), accent.dark(0.3)]),
    );
    canvas.fill(&rect(322.0, 604.0, 58.0, 46.0, 16.0), &across(&round(INK.light(0.18))));
    let grip = path("M 440 150 C 520 110 590 150 578 236 C 572 276 540 300 500 306");
    canvas.stroke(&grip, 36.0, &down(&[body.light(0.2), body.dark(0.25)]));
    canvas.stroke(&grip.moved(3.0, -9.0), 7.0, &flat(WHITE.alpha(0.5)));
    canvas.fill(&rect(494.0, 276.0, 96.0, 68.0, 18.0), &across(&round(INK.light(0.14))));
    let motor = rect(374.0, 110.0, 136.0, 180.0, 44.0);
    canvas.fill(&motor, &across(&round(body)));
    canvas.fill(&oval(442.0, 126.0, 56.0, 20.0), &across(&metal(STEEL)));
    display(canvas, (402.0, 150.0), (80.0, 40.0), accent);
    let bin = rect(384.0, 270.0, 112.0, 150.0, 24.0);
    canvas.fill(&bin, &across(&[STEEL.alpha(0.7), WHITE.alpha(0.6), accent.light(0.7).alpha(0.5), STEEL.alpha(0.8)]));
    canvas.inside(&bin, |canvas| {
        canvas.fill(&path("M 410 300 L 470 300 L 452 392 L 428 392 Z"), &across(&metal(accent)));
        canvas.fill(&rect(394.0, 280.0, 14.0, 130.0, 7.0), &flat(WHITE.alpha(0.7)));
    });
    canvas.stroke(&bin, 2.5, &flat(INK.alpha(0.3)));
    canvas.fill(&rect(378.0, 262.0, 124.0, 22.0, 8.0), &across(&round(INK.light(0.16))));
    let joint = rect(406.0, 410.0, 64.0, 44.0, 14.0).turned(23.0, 438.0, 432.0);
    canvas.fill(&joint, &across(&round(INK.light(0.16))));
}

pub(super) fn robot_vacuum(canvas: &mut Canvas, palette: Palette) {
    let body = palette.body;
    shadow(canvas, 400.0, 600.0, 270.0);
    for (x, turn) in [(172.0, 28.0), (160.0, -6.0), (182.0, 60.0)] {
        canvas.fill(&rect(x - 60.0, 566.0, 110.0, 6.0, 3.0).turned(turn, 190.0, 575.0), &flat(INK.light(0.3)));
    }
    let side = path("M 124 440 L 124 500 C 124 580 246 628 400 628 C 554 628 676 580 676 500 L 676 440 Z");
    canvas.fill(&side, &across(&round(body.dark(0.25))));
    canvas.inside(&side, |canvas| {
        let bumper = path("M 124 500 C 130 570 246 606 400 606 C 554 606 670 570 676 500");
        canvas.stroke(&bumper, 5.0, &flat(INK.alpha(0.55)));
    });
    canvas.fill(&oval(400.0, 440.0, 276.0, 150.0), &slant(&[body.light(0.5), body, body.dark(0.22)]));
    canvas.stroke(&oval(400.0, 440.0, 262.0, 140.0), 3.0, &flat(WHITE.alpha(0.45)));
    canvas.stroke(&oval(400.0, 440.0, 196.0, 102.0), 2.0, &flat(INK.alpha(0.14)));
    canvas.inside(&oval(400.0, 440.0, 276.0, 150.0), |canvas| {
        canvas.fill(&path("M 150 470 C 200 330 400 280 600 320 C 420 310 260 370 200 520 Z"), &flat(WHITE.alpha(0.22)));
    });
    canvas.spot(400.0, 420.0, (110.0, 56.0), INK.alpha(0.45));
    let tower = path("M 318 376 L 318 402 C 318 430 482 430 482 402 L 482 376 Z");
    canvas.fill(&tower, &across(&round(INK.light(0.14))));
    canvas.fill(&oval(400.0, 376.0, 82.0, 38.0), &slant(&[INK.light(0.45), INK.light(0.14), INK]));
    canvas.fill(&oval(400.0, 376.0, 30.0, 13.0), &across(&metal(palette.accent)));
    for x in [352.0, 400.0, 448.0] {
        canvas.fill(&oval(x, 520.0, 17.0, 9.0), &flat(INK.alpha(0.35)));
    }
    light(canvas, 400.0, 520.0, 6.0, palette.accent);
}

pub(super) fn iron(canvas: &mut Canvas, palette: Palette) {
    let (body, accent) = (palette.body, palette.accent);
    shadow(canvas, 390.0, 602.0, 280.0);
    let sole = path(
        "M 92 586 C 150 560 240 548 330 548 L 650 548 C 666 548 672 560 670 576 L 668 594 C 666 602 660 606 652 606 L 110 606 C 94 606 84 594 92 586 Z",
    );
    canvas.fill(&sole, &down(&[STEEL.light(0.7), STEEL.dark(0.1), STEEL.light(0.3), STEEL.dark(0.45)]));
    canvas.stroke(
        &path("M 650 330 C 720 320 730 250 700 190 C 690 160 710 130 740 110"),
        16.0,
        &down(&[INK.light(0.3), INK.light(0.1)]),
    );
    let shell = path(
        "M 104 572 C 160 470 250 396 360 370 C 440 352 520 352 560 372 C 620 402 656 480 660 556 L 330 556 C 240 556 160 562 104 572 Z",
    );
    canvas.fill(&shell, &down(&[body.light(0.35), body, body.dark(0.25)]));
    tank(canvas, accent);
    let grip = path("M 300 352 C 330 280 420 244 520 244 C 600 244 656 280 650 356 C 646 410 640 440 628 470");
    canvas.stroke(&grip, 56.0, &down(&[INK.light(0.30), INK.light(0.12), INK.light(0.04)]));
    canvas.stroke(&path("M 330 336 C 366 282 440 262 520 262"), 30.0, &flat(body.light(0.1)));
    canvas.stroke(&grip.moved(0.0, -18.0), 7.0, &across(&[WHITE.alpha(0.5), WHITE.alpha(0.05)]));
    canvas.fill(&path("M 262 396 C 268 350 300 332 340 340 L 352 392 Z"), &down(&[body.light(0.2), body.dark(0.2)]));
    canvas.fill(&oval(386.0, 284.0, 26.0, 11.0).turned(-28.0, 386.0, 284.0), &flat(accent));
    canvas.fill(&disc(470.0, 474.0, 50.0), &slant(&[body.light(0.6), body.dark(0.3)]));
    canvas.fill(&disc(470.0, 474.0, 40.0), &slant(&[INK.light(0.35), INK.light(0.08)]));
    canvas.fill(&rect(466.0, 440.0, 8.0, 22.0, 4.0).turned(40.0, 470.0, 474.0), &flat(accent.light(0.4)));
    light(canvas, 566.0, 430.0, 7.0, accent);
}

/// The iron's water, behind clear plastic.
fn tank(canvas: &mut Canvas, accent: Tone) {
    let tank = path("M 150 540 C 200 470 262 418 350 398 C 352 450 340 510 320 540 Z");
    canvas.fill(&tank, &slant(&[accent.light(0.75).alpha(0.9), accent.light(0.3).alpha(0.85), accent.alpha(0.9)]));
    canvas.inside(&tank, |canvas| {
        canvas.fill(&path("M 130 560 L 360 470 L 360 560 Z"), &flat(accent.alpha(0.35)));
        canvas.fill(
            &path("M 190 520 C 230 464 280 430 336 412 L 336 424 C 286 442 246 476 214 520 Z"),
            &flat(WHITE.alpha(0.6)),
        );
    });
}

pub(super) fn hair_dryer(canvas: &mut Canvas, palette: Palette) {
    let (body, accent) = (palette.body, palette.accent);
    shadow(canvas, 470.0, 706.0, 120.0);
    canvas.stroke(&path("M 486 668 C 500 720 590 690 640 704 C 680 714 700 700 730 704"), 12.0, &flat(INK.light(0.16)));
    let grip = path(
        "M 420 400 L 526 392 C 530 480 540 580 536 650 C 534 680 516 690 490 690 C 464 690 450 680 446 656 C 436 580 424 480 420 400 Z",
    );
    canvas.fill(&grip, &across(&round(body)));
    canvas.fill(&rect(462.0, 470.0, 30.0, 74.0, 15.0), &across(&[INK.light(0.10), INK.light(0.32)]));
    canvas.fill(&disc(477.0, 490.0, 11.0), &flat(accent));
    canvas.fill(&rect(462.0, 560.0, 32.0, 44.0, 14.0), &across(&[INK.light(0.10), INK.light(0.32)]));
    let nozzle = path("M 118 236 L 262 210 L 262 410 L 118 384 C 108 340 108 280 118 236 Z");
    canvas.fill(&nozzle, &down(&[INK.light(0.40), INK.light(0.12), INK.light(0.22), INK]));
    canvas.fill(&rect(106.0, 230.0, 22.0, 160.0, 10.0), &down(&metal(accent)));
    let barrel = path(
        "M 250 192 L 540 178 C 640 178 676 240 676 310 C 676 380 640 442 540 442 L 250 428 C 240 360 240 260 250 192 Z",
    );
    canvas.fill(&barrel, &down(&[body.light(0.05), body.light(0.55), body, body.dark(0.12), body.dark(0.38)]));
    canvas.fill(
        &path("M 244 196 L 274 194 C 264 270 264 350 274 428 L 244 426 C 236 350 236 270 244 196 Z"),
        &down(&metal(accent)),
    );
    canvas.fill(&oval(606.0, 310.0, 58.0, 118.0), &across(&[INK.light(0.10), INK.light(0.28)]));
    canvas.inside(&oval(606.0, 310.0, 58.0, 118.0), |canvas| {
        for row in 0..14_u8 {
            canvas.fill(&rect(540.0, 200.0 + f32::from(row) * 17.0, 130.0, 6.0, 3.0), &flat(WHITE.alpha(0.22)));
        }
    });
    canvas.stroke(&oval(606.0, 310.0, 58.0, 118.0), 5.0, &down(&metal(accent)));
    canvas.fill(&path("M 300 222 L 530 210 L 530 224 L 300 238 Z"), &flat(WHITE.alpha(0.55)));
}
