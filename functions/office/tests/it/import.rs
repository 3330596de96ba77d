//! The catalogue in and out of files in the back office: looked through, imported, taken away.

use domain::{Currency, Role};
use importer::{Importer, ImporterSettings};
use store::{PageRequest, ProductQuery};

use crate::desk::{Browser, Desk, Page};

const FILE: &[u8] = "sku,title,category,price,stock\n\
                     K-1,Чайник <b>,Кухня / Чайники,1299.90,5\n\
                     K-2,Тостер,Кухня,<i>free</i>,0\n"
    .as_bytes();

/// What the worker does.
async fn work(desk: &Desk) {
    let importer = Importer::new(desk.db.store.clone(), ImporterSettings::of(Currency::UAH));
    importer.drain(&tokio_util::sync::CancellationToken::new()).await.unwrap();
}

async fn titles(desk: &Desk) -> Vec<String> {
    let list = desk.db.store.products.list(&ProductQuery::default(), &PageRequest::first(9)).await.unwrap();
    list.items.into_iter().map(|product| product.title.as_str().to_owned()).collect()
}

fn value(page: &Page, name: &str) -> String {
    let (_, rest) = page.text.split_once(&format!("name=\"{name}\" value=\"")).unwrap_or_else(|| panic!("no {name}"));
    rest.split('"').next().unwrap().to_owned()
}

/// Sends a file, and says where it is looked through.
async fn send(browser: &mut Browser<'_>, name: &str, file: &[u8]) -> String {
    let fields = [("create_categories", "yes"), ("format", "")];
    browser.upload("/office/import", &fields, &[("file", name, file)]).await.expect(303).location().to_owned()
}

#[tokio::test]
async fn a_file_is_looked_through_and_then_imported_without_being_sent_again() {
    let desk = Desk::open().await;
    let mut manager = desk.signed_in(Role::Manager).await;
    manager
        .get("/office/import")
        .await
        .expect(200)
        .shows("Ще нічого не імпортували")
        .shows("/office/export?format=yml");
    let dry = send(&mut manager, "prices.CSV", FILE).await;
    manager.get(&dry).await.expect(200).shows("чекає").shows("every 2s").hides("/apply");
    // An import that is not looked through yet cannot be applied
    let id = domain::ImportId::fresh().to_string();
    manager.post(&format!("{dry}/apply"), &[("import", &id)]).await.expect(409);
    work(&desk).await;
    let page = manager.get(&dry).await.expect(200).shows("готово").shows("is not a price").hides("every 2s");
    let page = page.shows("<code>price</code>").hides("<i>free");
    assert!(titles(&desk).await.is_empty(), "nothing is written by looking");
    manager.is_partial = true;
    manager.get(&dry).await.expect(200).shows("id=\"import\"").hides("<h1>");
    manager.is_partial = false;
    let import = value(&page, "import");
    for _ in 0..2 {
        let page = manager.post(&format!("{dry}/apply"), &[("import", &import)]).await.expect(303);
        assert_eq!(page.location(), format!("/office/import/{import}"));
    }
    work(&desk).await;
    manager.get(&format!("/office/import/{import}")).await.expect(200).shows("готово").hides("/apply");
    assert_eq!(titles(&desk).await, ["Чайник <b>"]);
    // The file went with it
    let other = domain::ImportId::fresh().to_string();
    manager.post(&format!("{dry}/apply"), &[("import", &other)]).await.expect(409).shows("Завантажте його ще раз");
    let list = manager.get("/office/import").await.expect(200);
    assert_eq!(list.text.matches("<a href=\"/office/import/").count(), 2);
}

#[tokio::test]
async fn files_that_cannot_be_imported_are_refused_with_a_reason() {
    let desk = Desk::open().await;
    let mut manager = desk.signed_in(Role::Manager).await;
    let upload = async |manager: &mut Browser<'_>, name: &str, bytes: &[u8]| {
        manager.upload("/office/import", &[("format", "")], &[("file", name, bytes)]).await
    };
    upload(&mut manager, "prices.doc", b"x").await.expect(422).shows("не видно формату");
    upload(&mut manager, "prices.csv", b"").await.expect(422).shows("Оберіть файл");
    manager.post("/office/import", &[]).await.expect(422).shows("Оберіть файл");
    upload(&mut manager, "prices.csv", &vec![b'x'; files::MAX_BYTES + 1]).await.expect(422).shows("завеликий");
    upload(&mut manager, "prices.csv", &vec![b'x'; files::MAX_BYTES + (1 << 20)]).await.expect(413);
    let broken = send(&mut manager, "prices.xlsx", b"no workbook").await;
    work(&desk).await;
    manager.get(&broken).await.expect(200).shows("не читається").hides("/apply");
    manager.get("/office/import/x").await.expect(404);
}

#[tokio::test]
async fn a_dry_run_that_nobody_applies_is_forgotten() {
    let desk = Desk::open().await;
    let mut manager = desk.signed_in(Role::Manager).await;
    let dry = send(&mut manager, "prices.csv", FILE).await;
    work(&desk).await;
    let id = dry.rsplit('/').next().unwrap().parse().unwrap();
    assert_eq!(desk.db.store.imports.read_file(id).await.unwrap(), FILE);
    let order = desk.db.store.imports.find(id).await.unwrap().unwrap().order;
    desk.db.later(chrono::TimeDelta::hours(25)).imports.create(order, b"sku\n").await.unwrap();
    assert!(desk.db.store.imports.read_file(id).await.is_err());
}

#[tokio::test]
async fn the_catalogue_is_taken_away_as_a_file() {
    let desk = Desk::open().await;
    let kettles = testing::category(&desk.db.store, "Чайники", None).await;
    testing::product(&desk.db.store, &kettles).title("=Чайник").create().await;
    let mut manager = desk.signed_in(Role::Manager).await;
    let file = manager.get("/office/export?format=csv").await.expect(200).shows("'=Чайник");
    assert!(file.headers["content-disposition"].to_str().unwrap().contains("catalogue.csv"));
    manager.get("/office/export?format=yml").await.expect(200).shows("<yml_catalog");
    manager.get("/office/export?format=xlsx").await.expect(200).shows("PK");
    manager.get("/office/export?format=exe").await.expect(400);
}
