//! Photos by address, from a server that does not always behave.

use std::{io::Cursor, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::Path,
    http::{StatusCode, header::LOCATION},
    response::{IntoResponse, Response},
    routing::get,
};
use domain::{Currency, ImportStatus};
use image::{ImageFormat, RgbImage};
use importer::{FetchError, Fetcher, ImporterSettings, Limits};
use testing::TestDb;
use tokio::net::TcpListener;
use url::Url;

use crate::support::{csv, faults, limits, product, tally};

fn png(shade: u8) -> Vec<u8> {
    let mut bytes = Cursor::new(vec![]);
    RgbImage::from_pixel(20, 10, image::Rgb([shade, 0, 0])).write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

async fn answer(Path(name): Path<String>) -> Response {
    match name.as_str() {
        "slow" => {
            tokio::time::sleep(Duration::from_secs(60)).await;
            StatusCode::OK.into_response()
        }
        "huge" => vec![0_u8; 300_000].into_response(),
        "endless" => {
            Body::from_stream(futures_util::stream::repeat_with(|| Ok::<_, std::io::Error>(vec![0_u8; 9_000])))
                .into_response()
        }
        "text" => "hello".into_response(),
        "gone" => StatusCode::NOT_FOUND.into_response(),
        "away" => (StatusCode::FOUND, [(LOCATION, "/photo/7")]).into_response(),
        "circle" => (StatusCode::FOUND, [(LOCATION, "/photo/circle")]).into_response(),
        "file" => (StatusCode::FOUND, [(LOCATION, "file:///etc/passwd")]).into_response(),
        "inside" => (StatusCode::FOUND, [(LOCATION, "http://169.254.169.254/latest")]).into_response(),
        shade => png(shade.parse().unwrap()).into_response(),
    }
}

async fn server() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, Router::new().route("/photo/{name}", get(answer))).await });
    format!("http://{address}/photo")
}

#[tokio::test]
async fn photos_are_fetched_in_order_and_not_again() {
    let db = TestDb::new().await;
    let server = server().await;
    let file =
        format!("sku,title,category,price,image_urls\nK-1,Kettle,Kitchen,5,{server}/1 {server}/2 {server}/away\n");
    let done = csv(&db, &file).await;
    assert_eq!((done.status, done.photos_left, faults(&done)), (ImportStatus::Done, 0, vec![]));
    let kettle = product(&db.store, "K-1").await;
    assert_eq!(kettle.images.len(), 3);
    assert_eq!(tally(&csv(&db, &file).await), [0, 0, 1, 0], "the same file again");
    let turned = format!("sku,image_urls\nK-1,{server}/2 /v1/products/{}/images/{}\n", kettle.id, kettle.images[0].id);
    assert_eq!(tally(&csv(&db, &turned).await), [0, 1, 0, 0]);
    let ids = |product: &domain::Product| product.images.iter().map(|image| image.id).collect::<Vec<_>>();
    assert_eq!(ids(&product(&db.store, "K-1").await), [kettle.images[1].id, kettle.images[0].id]);
    assert_eq!(tally(&csv(&db, &turned).await), [0, 0, 1, 0]);
}

#[tokio::test]
async fn what_cannot_be_fetched_is_listed_and_takes_no_photo_away() {
    let db = TestDb::new().await;
    let server = server().await;
    csv(&db, &format!("sku,title,category,price,image_urls\nK-1,Kettle,Kitchen,5,{server}/1\n")).await;
    let bad = ["slow", "huge", "endless", "text", "gone", "circle", "file", "inside"];
    let urls: Vec<_> = bad.iter().chain(&["9"]).map(|name| format!("{server}/{name}")).collect();
    let done = csv(&db, &format!("sku,image_urls\nK-1,{}\n", urls.join(" "))).await;
    assert_eq!(done.status, ImportStatus::Done);
    let said: Vec<_> = faults(&done).iter().map(|fault| fault.replace(&server, "")).collect();
    assert_eq!(
        said,
        [
            "row 2, image_urls: /slow: it did not come within 2 s",
            "row 2, image_urls: /huge: it is larger than 200000 bytes",
            "row 2, image_urls: /endless: it is larger than 200000 bytes",
            "row 2, image_urls: /text: is not a JPEG, PNG or WebP image",
            "row 2, image_urls: /gone: the server answers 404 Not Found",
            "row 2, image_urls: /circle: it redirects more than 2 times",
            "row 2, image_urls: /file: it redirects to something that is not an http or https address",
            "row 2, image_urls: /inside: its address is not a public one",
        ]
    );
    assert_eq!(product(&db.store, "K-1").await.images.len(), 2, "the new one, and the one there was");
}

/// The real limits: nothing of this machine or its network.
#[tokio::test]
async fn only_public_addresses_are_asked() {
    let server = server().await;
    let port = Url::parse(&server).unwrap().port().unwrap();
    let fetcher = Fetcher::new(ImporterSettings::of(Currency::UAH).limits);
    for host in
        ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1", "10.0.0.1", "169.254.169.254"]
    {
        let url = Url::parse(&format!("http://{host}:{port}/photo/1")).unwrap();
        assert!(matches!(fetcher.fetch(&url).await, Err(FetchError::NotPublic)), "{url}");
    }
    let open = Fetcher::new(Limits { may_ask: |_| true, ..limits() });
    for host in ["127.0.0.1", "localhost", "2130706433"] {
        let url = Url::parse(&format!("http://{host}:{port}/photo/1")).unwrap();
        assert!(open.fetch(&url).await.is_ok(), "{url}");
    }
}
