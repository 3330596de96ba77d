//! How much memory photos take: what would need too much is refused by its header, before it is decoded.

use std::{fs, io::Cursor};

use axum::http::Method;
use image::{ImageFormat, Rgba, RgbaImage};
use testing::{ADMIN_KEY, Answer, TestApi};

use crate::{kettle, open};

/// A JPEG of three components without subsampling, all grey: markers, and a scan of the lowest coefficients, each of
/// which is one bit.
fn jpeg(frame: u8, (width, height): (u16, u16), in_first_scan: u8) -> Vec<u8> {
    let mut bytes = vec![0xff, 0xd8, 0xff, 0xdb, 0, 67, 0];
    bytes.extend([1; 64]);
    bytes.extend([0xff, frame, 0, 17, 8]);
    bytes.extend([height.to_be_bytes(), width.to_be_bytes()].concat());
    bytes.extend([3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0]);
    // One code of one bit for "no difference"
    bytes.extend([0xff, 0xc4, 0, 20, 0, 1]);
    bytes.extend([0; 16]);
    bytes.extend([0xff, 0xda, 0, 6 + 2 * in_first_scan, in_first_scan]);
    bytes.extend((1..=in_first_scan).flat_map(|component| [component, 0]));
    bytes.extend([0, 0, 0]);
    let blocks = usize::from(width.div_ceil(8)) * usize::from(height.div_ceil(8)) * usize::from(in_first_scan);
    bytes.extend(vec![0; blocks.div_ceil(8)]);
    bytes.extend([0xff, 0xd9]);
    bytes
}

const PROGRESSIVE: u8 = 0xc2;
const BASELINE: u8 = 0xc0;

/// Puts a photo; says by how much the process grew while it did, in bytes.
async fn growth(api: &TestApi, path: &str, bytes: Vec<u8>) -> (Answer, u64) {
    // Makes the kernel forget the peak so far (proc(5), clear_refs)
    fs::write("/proc/self/clear_refs", "5").expect("the process's own memory");
    let before = status("VmRSS:");
    let asked = api.ask(Method::PUT, &format!("{path}/image")).key(ADMIN_KEY);
    let answer = asked.header("content-type", "image/jpeg").body(bytes).send().await;
    (answer, status("VmHWM:").saturating_sub(before))
}

fn status(field: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").expect("the process's own status");
    let value = status.lines().find_map(|line| line.strip_prefix(field)).expect("the field");
    value.trim().trim_end_matches(" kB").parse::<u64>().expect("a number") << 10
}

#[tokio::test]
async fn fifty_megapixels_whose_coefficients_are_held_are_refused_before_they_are_decoded() {
    let (api, category) = open().await;
    let path = api.post("/v1/products", &kettle(&category)).expect(201).await.header("location").to_owned();
    for (bytes, kind) in
        [(jpeg(PROGRESSIVE, (8000, 6250), 3), "progressive"), (jpeg(BASELINE, (8000, 6250), 1), "one by one")]
    {
        let (answer, growth) = growth(&api, &path, bytes).await;
        assert_eq!(answer.status, 422, "{kind}: {answer:?}");
        assert!(growth < 16 << 20, "{kind}: {growth} bytes");
        let detail = answer.json()["errors"][0]["detail"].to_string();
        assert!(detail.contains("429 MiB") && detail.contains("96 MiB"), "{detail}");
    }
}

#[tokio::test]
async fn the_largest_photos_that_are_taken_stay_within_their_memory() {
    let (api, category) = open().await;
    let path = api.post("/v1/products", &kettle(&category)).expect(201).await.header("location").to_owned();
    let png = |side| {
        let mut bytes = Cursor::new(vec![]);
        RgbaImage::from_pixel(side, side, Rgba([1, 2, 3, 4])).write_to(&mut bytes, ImageFormat::Png).expect("a PNG");
        bytes.into_inner()
    };
    for (bytes, kind) in [(jpeg(PROGRESSIVE, (3336, 3336), 3), "progressive"), (png(5000), "PNG")] {
        let (answer, growth) = growth(&api, &path, bytes).await;
        assert!(answer.status.is_success(), "{kind}: {answer:?}");
        println!("{kind}: {} MiB", growth >> 20);
        // What was decoded, beside it what it is scaled down to, and what is encoded of that
        assert!(growth < 128 << 20, "{kind}: {growth} bytes");
    }
}
