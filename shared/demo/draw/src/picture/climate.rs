//! Climate: air conditioner, radiator, fan, humidifier.
//!
//! Beside `home`, the other half of that department.

use super::Palette;
use super::canvas::{Canvas, INK, STEEL, WHITE, across, disc, down, flat, glow, oval, path, rect};
use super::parts::{display, foot, knob, light, metal, panel, round, shadow, wall_shadow};

pub(super) fn air_conditioner(canvas: &mut Canvas, palette: Palette) {
    let (body, accent) = (palette.body, palette.accent);
    wall_shadow(canvas, 400.0, 410.0, (370.0, 150.0));
    let shell = path(
        "M 92 262 C 92 238 106 226 130 226 L 670 226 C 694 226 708 238 708 262 L 708 390 C 708 424 690 440 660 440 L 140 440 C 110 440 92 424 92 390 Z",
    );
    panel(canvas, &shell, body);
    canvas.inside(&shell, |canvas| {
        canvas.fill(&rect(92.0, 226.0, 616.0, 60.0, 0.0), &down(&[WHITE.alpha(0.7), WHITE.alpha(0.0)]));
        canvas.fill(&rect(92.0, 354.0, 616.0, 3.0, 0.0), &flat(INK.alpha(0.15)));
    });
    canvas.fill(&rect(140.0, 392.0, 520.0, 34.0, 10.0), &down(&[INK.light(0.02), INK.light(0.32)]));
    let flap = path("M 132 420 L 668 420 L 690 462 C 692 468 688 472 682 472 L 118 472 C 112 472 108 468 110 462 Z");
    canvas.fill(&flap, &down(&[body.dark(0.14), body.light(0.35)]));
    canvas.stroke(&flap, 1.5, &flat(INK.alpha(0.18)));
    display(canvas, (552.0, 292.0), (108.0, 46.0), accent);
    light(canvas, 520.0, 315.0, 5.0, accent);
    for (x, long) in [(190.0, 70.0), (295.0, 110.0), (400.0, 130.0), (505.0, 110.0), (610.0, 70.0)] {
        let wave = |dx: f32| {
            let (x, end) = (x + dx, 500.0 + long);
            path(&format!(
                "M {x} 500 C {} {} {} {} {x} {end}",
                x + 26.0,
                500.0 + long * 0.33,
                x - 26.0,
                500.0 + long * 0.66
            ))
        };
        canvas.stroke(&wave(0.0), 9.0, &down(&[accent.light(0.45).alpha(0.85), accent.light(0.6).alpha(0.0)]));
    }
}

pub(super) fn heater(canvas: &mut Canvas, palette: Palette) {
    let body = palette.body;
    shadow(canvas, 400.0, 690.0, 240.0);
    for x in [214.0, 560.0] {
        canvas.stroke(&path(&format!("M {} 640 L {} 668", x + 12.0, x + 12.0)), 16.0, &flat(INK.light(0.25)));
        canvas.fill(&disc(x - 16.0, 676.0, 18.0), &glow(&[STEEL.light(0.2), INK.light(0.2), INK]));
        canvas.fill(&disc(x + 42.0, 676.0, 18.0), &glow(&[STEEL.light(0.2), INK.light(0.2), INK]));
    }
    for fin in 0..7_u8 {
        let x = 158.0 + f32::from(fin) * 58.0;
        let shape = rect(x, 214.0, 60.0, 436.0, 28.0);
        canvas.fill(&shape, &across(&round(body)));
        canvas.stroke(&shape, 1.5, &flat(INK.alpha(0.22)));
        canvas.fill(
            &rect(x + 18.0, 276.0, 22.0, 310.0, 11.0),
            &across(&[body.dark(0.28), body.light(0.12), body.dark(0.05)]),
        );
    }
    let side = rect(556.0, 202.0, 96.0, 460.0, 26.0);
    panel(canvas, &side, body);
    canvas.fill(&rect(574.0, 222.0, 60.0, 230.0, 20.0), &down(&[INK.light(0.2), INK.light(0.05)]));
    knob(canvas, (604.0, 400.0), 25.0, STEEL, 45.0);
    for y in [262.0, 312.0] {
        canvas.fill(&rect(588.0, y, 32.0, 34.0, 8.0), &down(&[INK.light(0.45), INK.light(0.15)]));
    }
    light(canvas, 604.0, 242.0, 6.0, palette.accent);
    light(canvas, 604.0, 329.0, 7.0, palette.accent);
    canvas.stroke(&path("M 330 206 C 332 178 470 178 472 206"), 16.0, &down(&[INK.light(0.35), INK.light(0.08)]));
}

pub(super) fn fan(canvas: &mut Canvas, palette: Palette) {
    let (body, accent) = (palette.body, palette.accent);
    shadow(canvas, 400.0, 712.0, 150.0);
    canvas.fill(&rect(386.0, 480.0, 28.0, 210.0, 8.0), &across(&metal(STEEL)));
    let plinth = path(
        "M 262 706 C 264 672 330 660 400 660 C 470 660 536 672 538 706 C 538 716 530 718 520 718 L 280 718 C 270 718 262 716 262 706 Z",
    );
    canvas.fill(&plinth, &across(&round(body)));
    for x in [352.0, 384.0, 416.0, 448.0] {
        canvas.fill(&oval(x, 688.0, 10.0, 6.0), &flat(INK.alpha(0.5)));
    }
    canvas.fill(&rect(360.0, 470.0, 80.0, 60.0, 20.0), &across(&round(body)));
    let (x, y) = (400.0, 310.0);
    canvas.spot(x + 8.0, y + 24.0, (250.0, 250.0), INK.alpha(0.18));
    canvas.fill(&disc(x, y, 226.0), &glow(&[WHITE.alpha(0.55), STEEL.alpha(0.35), STEEL.dark(0.3).alpha(0.5)]));
    for turn in [0.0, 72.0, 144.0, 216.0, 288.0] {
        let blade = path("M 400 300 C 372 240 380 140 440 112 C 492 116 520 172 500 216 C 486 250 440 270 412 300 Z")
            .turned(turn, x, y);
        canvas.fill(&blade, &glow(&[accent.light(0.55), accent.light(0.1), accent.dark(0.2)]));
        canvas.stroke(&blade, 2.0, &flat(accent.dark(0.4).alpha(0.4)));
    }
    for spoke in 0..36_u8 {
        let wire = path("M 400 254 Q 416 170 400 88").turned(f32::from(spoke) * 10.0, x, y);
        canvas.stroke(&wire, 2.2, &flat(STEEL.dark(0.45).alpha(0.65)));
    }
    for ring in [120.0, 174.0] {
        canvas.stroke(&disc(x, y, ring), 2.5, &flat(STEEL.dark(0.4).alpha(0.7)));
    }
    canvas.stroke(&disc(x, y, 224.0), 13.0, &across(&metal(body)));
    canvas.fill(&disc(x, y, 56.0), &glow(&[body.light(0.6), body, body.dark(0.25)]));
    canvas.stroke(&disc(x, y, 56.0), 2.0, &flat(INK.alpha(0.25)));
    canvas.fill(&disc(x, y, 22.0), &glow(&[accent.light(0.5), accent]));
}

pub(super) fn humidifier(canvas: &mut Canvas, palette: Palette) {
    let (body, accent) = (palette.body, palette.accent);
    shadow(canvas, 400.0, 692.0, 165.0);
    for (dx, dy, size) in
        [(0.0, 246.0, 60.0), (-16.0, 196.0, 76.0), (22.0, 148.0, 88.0), (-10.0, 96.0, 100.0), (40.0, 66.0, 84.0)]
    {
        canvas.spot(400.0 + dx, dy, (size * 1.1, size * 0.8), WHITE.alpha(0.95));
        canvas.spot(400.0 + dx, dy + size * 0.3, (size, size * 0.55), accent.light(0.55).alpha(0.20));
    }
    let vessel = path(
        "M 318 290 C 350 276 450 276 482 290 C 548 340 570 470 556 600 C 550 660 520 688 480 688 L 320 688 C 280 688 250 660 244 600 C 230 470 252 340 318 290 Z",
    );
    canvas.fill(&vessel, &across(&round(body)));
    canvas.inside(&vessel, |canvas| {
        let tank = rect(220.0, 250.0, 360.0, 250.0, 0.0);
        canvas.fill(
            &tank,
            &across(&[
                accent.light(0.35).alpha(0.75),
                accent.light(0.8).alpha(0.6),
                accent.light(0.4).alpha(0.6),
                accent.dark(0.15).alpha(0.75),
            ]),
        );
        canvas.fill(&rect(220.0, 380.0, 360.0, 120.0, 0.0), &down(&[accent.alpha(0.28), accent.alpha(0.5)]));
        canvas.fill(&oval(400.0, 380.0, 164.0, 13.0), &flat(WHITE.alpha(0.45)));
        canvas.fill(&rect(220.0, 498.0, 360.0, 5.0, 0.0), &flat(INK.alpha(0.25)));
        canvas.fill(
            &path("M 300 320 C 270 380 262 480 268 590 L 294 590 C 288 480 296 390 326 324 Z"),
            &down(&[WHITE.alpha(0.7), WHITE.alpha(0.15)]),
        );
    });
    canvas.fill(&oval(400.0, 286.0, 80.0, 15.0), &across(&metal(body)));
    canvas.fill(&oval(400.0, 282.0, 34.0, 8.0), &flat(INK.alpha(0.65)));
    canvas.fill(&disc(400.0, 592.0, 40.0), &glow(&[body.light(0.7), body.dark(0.08)]));
    canvas.stroke(&disc(400.0, 592.0, 40.0), 5.0, &flat(accent.light(0.2)));
    light(canvas, 400.0, 592.0, 9.0, accent);
    foot(canvas, 300.0, 682.0, 50.0);
    foot(canvas, 450.0, 682.0, 50.0);
}
