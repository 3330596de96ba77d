//! Photos: put, read, replaced, deleted, refused.

use std::io::Cursor;

use axum::{
    body::{Body, Bytes},
    http::Method,
};
use futures_util::{StreamExt, stream};
use image::{DynamicImage, GenericImageView, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use serde_json::json;
use testing::{ADMIN_KEY, Answer, Asked, TestApi};

use crate::{kettle, open};

fn encode(photo: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(vec![]);
    photo.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

pub(crate) fn photo(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let colour = |x: u32, y: u32| Rgb([x.to_le_bytes()[0], y.to_le_bytes()[0], 90]);
    encode(&RgbImage::from_fn(width, height, colour).into(), format)
}

fn put<'a>(api: &'a TestApi, path: &str, content_type: &str, bytes: impl Into<Body>) -> Asked<'a> {
    let asked = api.ask(Method::PUT, &format!("{path}/image")).key(ADMIN_KEY);
    asked.header("content-type", content_type).body(bytes)
}

pub(crate) async fn product(api: &TestApi, category: &domain::Category) -> String {
    api.post("/v1/products", &kettle(category)).expect(201).await.header("location").to_owned()
}

pub(crate) async fn pieces(api: &TestApi) -> (u64, u64) {
    let count = async |name: &str| {
        api.db.raw().collection::<bson::Document>(name).count_documents(bson::doc! {}).await.unwrap()
    };
    (count("photos.files").await, count("photos.chunks").await)
}

fn decoded(answer: &Answer) -> DynamicImage {
    image::load_from_memory(&answer.body).unwrap()
}

#[tokio::test]
async fn a_photo_is_stored_as_it_came_and_shown_with_its_product() {
    let (api, category) = open().await;
    for (content_type, format) in
        [("image/jpeg", ImageFormat::Jpeg), ("image/png", ImageFormat::Png), ("image/webp", ImageFormat::WebP)]
    {
        let path = product(&api, &category).await;
        let bytes = photo(64, 48, format);
        let answer = put(&api, &path, content_type, bytes.clone()).expect(201).await;
        let image = json!({ "url": format!("{path}/image"), "content_type": content_type, "size": bytes.len() });
        assert_eq!(answer.json(), image);
        assert_eq!(answer.header("location"), format!("{path}/image"));
        assert_eq!(api.get(&path).expect(200).await.json()["image"], image);
        let read = api.ask(Method::GET, &format!("{path}/image")).expect(200).await;
        assert_eq!(read.body, bytes);
        assert_eq!(read.header("content-type"), content_type);
        assert_eq!(read.header("content-length"), bytes.len().to_string());
        assert_eq!(read.header("etag"), answer.header("etag"));
        assert_eq!(read.header("cache-control"), "public, max-age=60");
        let known = api.get(&format!("{path}/image")).header("If-None-Match", read.header("etag")).expect(304).await;
        assert!(known.body.is_empty());
    }
}

#[tokio::test]
async fn a_photo_that_comes_or_goes_changes_its_product() {
    let (api, category) = open().await;
    let path = product(&api, &category).await;
    let mut before = api.get(&path).expect(200).await;
    for (method, width) in [(Method::PUT, 8), (Method::PUT, 9), (Method::DELETE, 1)] {
        let asked = api.ask(method.clone(), &format!("{path}/image")).key(ADMIN_KEY);
        let asked = asked.header("content-type", "image/png").body(photo(width, 8, ImageFormat::Png));
        assert!(asked.send().await.status.is_success());
        let after = api.get(&path).expect(200).await;
        assert_ne!(after.json()["modified_at"], before.json()["modified_at"], "{method}");
        assert_ne!(after.header("etag"), before.header("etag"), "{method}");
        before = after;
    }
}

#[tokio::test]
async fn what_the_bytes_are_counts_and_not_what_the_header_says() {
    let (api, category) = open().await;
    let path = product(&api, &category).await;
    let answer = put(&api, &path, "image/jpeg", photo(8, 8, ImageFormat::Png)).expect(201).await;
    assert_eq!(answer.json()["content_type"], "image/png");
    let text = "a renamed text file".repeat(100);
    put(&api, &path, "image/jpeg", text).expect(415).await;
    put(&api, &path, "image/png", "").expect(415).await;
    let gif = b"GIF89a\x01\x00\x01\x00\x00\x00\x00;".to_vec();
    put(&api, &path, "image/png", gif).expect(415).await;
    put(&api, &path, "text/plain", photo(8, 8, ImageFormat::Png)).expect(415).await;
    api.ask(Method::PUT, &format!("{path}/image")).key(ADMIN_KEY).body(photo(8, 8, ImageFormat::Png)).expect(415).await;
}

#[tokio::test]
async fn longer_sides_are_scaled_down() {
    let (api, category) = open().await;
    let path = product(&api, &category).await;
    put(&api, &path, "image/jpeg", photo(1280, 720, ImageFormat::Jpeg)).expect(201).await;
    assert_eq!(decoded(&api.get(&format!("{path}/image")).expect(200).await).dimensions(), (1280, 720));
    let answer = put(&api, &path, "image/png", photo(2560, 1280, ImageFormat::Png)).expect(200).await;
    assert_eq!(answer.json()["content_type"], "image/jpeg");
    let read = api.get(&format!("{path}/image")).expect(200).await;
    assert_eq!(read.body.len(), usize::try_from(answer.json()["size"].as_u64().unwrap()).unwrap());
    assert_eq!(decoded(&read).dimensions(), (1280, 640));
    // What shows through still does
    let glass = RgbaImage::from_pixel(2000, 10 * 15, Rgba([1, 2, 3, 100]));
    let answer = put(&api, &path, "image/png", encode(&glass.into(), ImageFormat::Png)).expect(200).await;
    assert_eq!(answer.json()["content_type"], "image/png");
    let read = decoded(&api.get(&format!("{path}/image")).expect(200).await);
    assert_eq!((read.dimensions(), read.get_pixel(5, 5)[3]), ((1280, 96), 100));
}

#[tokio::test]
async fn replacing_and_deleting_leave_no_pieces() {
    let (api, category) = open().await;
    let path = product(&api, &category).await;
    let noisy = |seed: u32| {
        let mut state = seed;
        let mut noise = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state.to_le_bytes()[3]
        };
        encode(&RgbImage::from_fn(400, 400, |_, _| Rgb([noise(), noise(), noise()])).into(), ImageFormat::Png)
    };
    put(&api, &path, "image/png", noisy(1)).expect(201).await;
    assert_eq!(pieces(&api).await, (1, 2), "480,000 bytes of noise are two pieces");
    put(&api, &path, "image/png", noisy(2)).expect(200).await;
    assert_eq!(pieces(&api).await, (1, 2));
    api.delete(&format!("{path}/image")).expect(204).await;
    assert_eq!(pieces(&api).await, (0, 0));
    assert!(api.get(&path).expect(200).await.json()["image"].is_null());
    api.get(&format!("{path}/image")).expect(404).await;
    api.delete(&format!("{path}/image")).expect(404).await;
    put(&api, &path, "image/png", noisy(3)).expect(201).await;
    api.delete(&path).expect(204).await;
    assert_eq!(pieces(&api).await, (0, 0), "a product takes its photo along");
}

#[tokio::test]
async fn what_an_interrupted_change_left_goes_with_the_next() {
    let (api, category) = open().await;
    let path = product(&api, &category).await;
    let id = path.rsplit('/').next().unwrap().parse().unwrap();
    // Stored, and then the process died; long ago, and just now
    let store = &api.db.store;
    let old = store.photos.put(id, "image/png", b"old").await.unwrap();
    store.photos.put(id, "image/png", b"under way").await.unwrap();
    let files = api.db.raw().collection::<bson::Document>("photos.files");
    let long_ago = bson::doc! { "$set": { "metadata.stored_at": bson::DateTime::from_millis(0) } };
    files.update_one(bson::doc! { "_id": old.id }, long_ago).await.unwrap();
    put(&api, &path, "image/png", photo(8, 8, ImageFormat::Png)).expect(201).await;
    assert_eq!(pieces(&api).await, (2, 2));
}

#[tokio::test]
async fn a_photo_for_no_product_is_404_and_leaves_nothing() {
    let (api, _) = open().await;
    put(&api, "/v1/products/000000000000000000000000", "image/png", photo(8, 8, ImageFormat::Png)).expect(404).await;
    assert_eq!(pieces(&api).await, (0, 0));
}

#[tokio::test]
async fn if_match_binds_a_photo_to_the_one_that_was_seen() {
    let (api, category) = open().await;
    let path = product(&api, &category).await;
    let bytes = || photo(8, 8, ImageFormat::Png);
    let others = photo(9, 8, ImageFormat::Png);
    put(&api, &path, "image/png", bytes()).header("If-Match", "*").expect(412).await;
    let first = put(&api, &path, "image/png", bytes()).expect(201).await;
    let second = put(&api, &path, "image/png", others).header("If-Match", first.header("etag")).expect(200).await;
    assert_ne!(first.header("etag"), second.header("etag"));
    put(&api, &path, "image/png", bytes()).header("If-Match", first.header("etag")).expect(412).await;
    api.delete(&format!("{path}/image")).header("If-Match", first.header("etag")).expect(412).await;
    assert_eq!(pieces(&api).await, (1, 1));
    api.delete(&format!("{path}/image")).header("If-Match", second.header("etag")).expect(204).await;
}

#[tokio::test]
async fn what_cannot_be_a_photo_in_the_chat_is_422() {
    let (api, category) = open().await;
    let path = product(&api, &category).await;
    let mut broken = photo(64, 64, ImageFormat::Png);
    broken.truncate(broken.len() / 2);
    put(&api, &path, "image/png", broken).expect(422).await;
    put(&api, &path, "image/png", photo(20, 1, ImageFormat::Png)).expect(201).await;
    put(&api, &path, "image/png", photo(21, 1, ImageFormat::Png)).expect(422).await;
}

/// A PNG that says it is 30,000 by 30,000: 2.7 GB when decoded, a few hundred bytes as it comes.
fn bomb() -> Vec<u8> {
    let mut bytes = photo(8, 8, ImageFormat::Png);
    bytes[16..20].copy_from_slice(&30_000_u32.to_be_bytes());
    bytes[20..24].copy_from_slice(&30_000_u32.to_be_bytes());
    let sum = crc32(&bytes[12..29]);
    bytes[29..33].copy_from_slice(&sum.to_be_bytes());
    bytes
}

/// PNG specification, annex D.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { 0xedb8_8320 ^ (sum >> 1) } else { sum >> 1 })
    })
}

#[tokio::test]
async fn a_decompression_bomb_is_422_before_it_takes_memory() {
    let (api, category) = open().await;
    let path = product(&api, &category).await;
    let before = peak_memory();
    put(&api, &path, "image/png", bomb()).expect(422).await;
    let taken = peak_memory() - before;
    assert!(taken < 200 << 20, "{taken} bytes");
}

/// The most this process has ever had resident, in bytes; 0 where there is no /proc to read it from.
fn peak_memory() -> u64 {
    if !cfg!(target_os = "linux") {
        return 0;
    }
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    peak.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
}

#[tokio::test]
async fn more_than_ten_mebibytes_are_413_before_they_are_read() {
    let (api, category) = open().await;
    let path = product(&api, &category).await;
    put(&api, &path, "image/png", vec![0; 10 << 20]).expect(415).await;
    // Longer than any memory: it must be refused on the way
    let endless = stream::repeat(Bytes::from(vec![0; 1 << 16])).map(Ok::<_, std::io::Error>);
    put(&api, &path, "image/png", Body::from_stream(endless)).expect(413).await;
    let announced =
        put(&api, &path, "image/png", Body::from_stream(stream::pending::<Result<Bytes, std::io::Error>>()));
    announced.header("content-length", &((10 << 20) + 1).to_string()).expect(413).await;
}

#[tokio::test]
async fn the_chat_shows_the_new_photo_at_once() {
    let (api, category) = open().await;
    let path = product(&api, &category).await;
    let id: domain::ProductId = path.rsplit('/').next().unwrap().parse().unwrap();
    put(&api, &path, "image/png", photo(8, 8, ImageFormat::Png)).expect(201).await;
    // The chat sent it and knows it by Telegram's name from then on
    let store = &api.db.store;
    let image = store.products.find(id).await.unwrap().unwrap().images.remove(0);
    let file = domain::TelegramFile { bot_id: 1, file_id: "known".into() };
    store.products.set_telegram_file(id, image.id, Some(&file)).await.unwrap();
    assert_eq!(store.products.card(id, 1).await.unwrap().unwrap().upload, None);
    let new = photo(9, 9, ImageFormat::Png);
    put(&api, &path, "image/png", new.clone()).expect(200).await;
    assert_eq!(store.products.card(id, 1).await.unwrap().unwrap().upload, Some(new));
}
