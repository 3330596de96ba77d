//! `/v1/catalogue` and `/feeds` from outside: requests to the router over a real MongoDB.

use axum::http::Method;
use bson::{Document, doc};
use catalogue::{CatalogueSettings, FeedSettings};
use domain::{Currency, Scope};
use importer::{Importer, ImporterSettings};
use runtime::StorefrontSettings;
use serde_json::Value;
use testing::{ADMIN_KEY, Answer, TestApi};
use tokio_util::sync::CancellationToken;

const FILE: &str = "sku,title,category,price,stock,title_en,attribute:Power\n\
                    K-1,Чайник,Кухня / Чайники,1299.90,5,Kettle,2200 W\n\
                    K-2,=Тостер,Кухня,900,0,,\n";

const URL: &str = "https://shop.example";

async fn open() -> TestApi {
    let settings = CatalogueSettings {
        storefront: StorefrontSettings { name: "Kiosk".to_owned(), public_url: Some(URL.parse().unwrap()) },
        shop: testing::shop_settings(),
        feed: FeedSettings { stock_tag: files::StockTag::default(), old_price_tag: files::OldPriceTag::default() },
    };
    TestApi::open_with(|state| catalogue::api(state, settings)).await
}

async fn post(api: &TestApi, query: &str, media_type: &str, file: impl Into<axum::body::Body>) -> Answer {
    let asked = api.ask(Method::POST, &format!("/v1/catalogue/import?{query}")).key(ADMIN_KEY);
    asked.header("Content-Type", media_type).body(file).expect(202).await
}

/// The file as the worker has imported it.
async fn import(api: &TestApi, query: &str, file: impl Into<axum::body::Body>) -> Value {
    let answer = post(api, query, "application/octet-stream", file).await;
    assert_eq!(answer.json()["status"], "queued");
    let settings = ImporterSettings { public_url: Some(URL.parse().unwrap()), ..ImporterSettings::of(Currency::UAH) };
    let importer = Importer::new(api.db.store.clone(), settings);
    assert!(importer.drain(&CancellationToken::new()).await.unwrap());
    api.get(answer.header("location")).expect(200).await.json()
}

fn counts(import: &Value) -> [i64; 4] {
    ["created", "changed", "unchanged", "failed"].map(|name| import[name].as_i64().unwrap())
}

#[tokio::test]
async fn an_import_is_shown_as_it_goes_on() {
    let api = open().await;
    let done = import(&api, "format=csv", FILE).await;
    let mut shown = done.clone();
    shown["id"] = "…".into();
    insta::with_settings!({ filters => [testing::TIMES] }, { insta::assert_json_snapshot!(shown) });
    let path = format!("/v1/catalogue/import/{}", done["id"].as_str().unwrap());
    let tag = api.get(&path).expect(200).await.header("etag").to_owned();
    api.get(&path).header("If-None-Match", &tag).expect(304).await;
    let dry = import(&api, "format=csv&dry_run=true", "sku,price\nK-1,free\nK-2,901\n").await;
    assert_eq!((counts(&dry), dry["dry_run"].as_bool()), ([0, 1, 0, 1], Some(true)));
    assert_eq!(dry["errors"][0]["detail"], "is not a price, such as 1299.90");
    let hidden = import(&api, "format=csv&missing=hide", "sku\nK-2\n").await;
    assert_eq!((counts(&hidden), hidden["hidden"].as_i64()), ([0, 0, 1, 0], Some(1)));
}

#[tokio::test]
async fn what_is_exported_is_imported_unchanged() {
    let api = open().await;
    import(&api, "format=csv", FILE).await;
    let category = testing::category(&api.db.store, "A / B", None).await;
    let plain = testing::product(&api.db.store, &category).create().await;
    api.db.store.products.add_image(plain.id, "image/png", b"photo", store::Precondition::none()).await.unwrap();
    let before = products(&api).await;
    for format in ["csv", "xlsx", "yml"] {
        let answer = api.get(&format!("/v1/catalogue/export?format={format}")).expect(200).await;
        let packed = api.get(&format!("/v1/catalogue/export?format={format}")).header("Accept-Encoding", "gzip");
        assert_eq!(packed.expect(200).await.header("content-encoding"), "gzip");
        assert!(answer.header("content-disposition").starts_with("attachment; filename=\"catalogue."));
        let again = import(&api, &format!("format={format}&create_categories=false"), answer.body.clone()).await;
        assert_eq!((counts(&again), &again["errors"]), ([0, 0, 3, 0], &serde_json::json!([])), "{format}");
        assert_eq!(products(&api).await, before, "{format}");
    }
    let csv = api.get("/v1/catalogue/export?format=csv").expect(200).await;
    assert!(csv.text().contains("'=Тостер"), "{}", csv.text());
}

async fn products(api: &TestApi) -> Vec<Document> {
    use futures_util::TryStreamExt;
    let products = api.db.raw().collection::<Document>("products");
    products.find(doc! {}).sort(doc! { "_id": 1 }).await.unwrap().try_collect().await.unwrap()
}

#[tokio::test]
async fn the_price_list_is_kept_for_a_while_and_known_by_its_tag() {
    let api = open().await;
    import(&api, "format=csv", FILE).await;
    let first = api.ask(Method::GET, "/feeds/products.xml").expect(200).await;
    assert!(first.text().contains("<vendorCode>K-1</vendorCode>") && first.text().contains("<name>Kiosk</name>"));
    assert_eq!(first.header("content-type"), "application/xml; charset=utf-8");
    assert_eq!(first.header("cache-control"), "public, max-age=300");
    api.db.commands.clear();
    let again = api.ask(Method::GET, "/feeds/products.xml").expect(200).await;
    assert_eq!((again.body, api.db.commands.sent().len()), (first.body.clone(), 0), "the catalogue is read once");
    let known = api.ask(Method::GET, "/feeds/products.xml").header("If-None-Match", first.header("etag"));
    assert_eq!(known.expect(304).await.header("last-modified"), first.header("last-modified"));
    let since = api.ask(Method::GET, "/feeds/products.xml").header("If-Modified-Since", first.header("last-modified"));
    since.expect(304).await;
    let packed = api.ask(Method::GET, "/feeds/products.xml").header("Accept-Encoding", "br, gzip").expect(200).await;
    assert_eq!(packed.header("content-encoding"), "gzip");
    let mut plain = vec![];
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(packed.body.as_ref()), &mut plain).unwrap();
    assert_eq!(plain, first.body);
}

#[tokio::test]
async fn what_is_asked_for_wrongly_is_refused() {
    let api = open().await;
    for query in ["", "format=ods", "format=csv&dry_run=1", "format=csv&missing=delete", "format=csv&size=1"] {
        let asked = api.ask(Method::POST, &format!("/v1/catalogue/import?{query}")).key(ADMIN_KEY);
        asked.header("Content-Type", "text/csv").body("sku\n").expect(400).await;
        api.get(&format!("/v1/catalogue/export?{query}&colour=red")).expect(400).await;
    }
    let asked = || api.ask(Method::POST, "/v1/catalogue/import?format=csv");
    asked().header("Content-Type", "text/csv").body("sku\n").expect(401).await;
    asked().key(ADMIN_KEY).header("Content-Type", "application/json").body("{}").expect(415).await;
    asked().key(ADMIN_KEY).body("sku\n").expect(415).await;
    let large = vec![b'x'; files::MAX_BYTES + 1];
    asked().key(ADMIN_KEY).header("Content-Type", "text/csv").body(large).expect(413).await;
    let reader = api.key("reader", &[Scope::CatalogueRead]).await;
    asked().key(&reader).header("Content-Type", "text/csv").body("sku\n").expect(403).await;
    api.ask(Method::GET, "/v1/catalogue/export?format=csv").key(&reader).expect(200).await;
    let writer = api.key("writer", &[Scope::CatalogueWrite]).await;
    api.ask(Method::GET, "/v1/catalogue/export?format=csv").key(&writer).expect(403).await;
    api.get("/v1/catalogue/import/65a1b2c3d4e5f60718293a4b").expect(404).await;
}

#[tokio::test]
async fn the_document_is_as_agreed() {
    let api = open().await;
    let mut document = api.ask(Method::GET, "/openapi.json").expect(200).await.json();
    document["info"] = "…".into();
    document["components"]["schemas"]["Problem"] = "…".into();
    insta::assert_json_snapshot!(document);
}

#[tokio::test]
async fn the_process_serves_its_part_alone() {
    testing::Serving::alone(env!("CARGO_BIN_EXE_catalogue"), "/v1/catalogue/export?format=csv", 401).await;
}
