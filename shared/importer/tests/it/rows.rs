//! Rows into products.

use bson::{Document, doc};
use domain::{AlertKind, ImportOrder, ImportStatus, Locale, UserId};
use importer::Importer;
use store::{Notice, Precondition, ProductQuery};
use testing::TestDb;
use tokio_util::sync::CancellationToken;

use crate::support::{ORDER, csv, faults, import, product, settings, tally};

const FILE: &str = "sku;title;category;price;stock;discount_percent;title_en;attribute:Power\n\
                    K-1;Чайник;Кухня / Чайники;1 299,90 ₴;5;10;Kettle;2200 W\n\
                    K-2;Тостер;Кухня;900;2;;;\n\
                    K-3;Праска;Дім / Догляд;700,50;0;;Iron;\n\
                    K-4;Фен;Дім / Догляд;450;1;;;\n";

#[tokio::test]
async fn a_file_becomes_a_catalogue_and_the_same_file_again_changes_nothing() {
    let db = TestDb::new().await;
    let store = &db.store;
    let first = csv(&db, FILE).await;
    assert_eq!((first.status, first.rows, tally(&first)), (ImportStatus::Done, 4, [4, 0, 0, 0]));
    assert_eq!(faults(&first), [""; 0]);
    let kettle = product(store, "K-1").await;
    assert_eq!((kettle.price.amount(), kettle.stock.get(), kettle.discount.get()), (129_990, 5, 10));
    let english = kettle.translations.get(Locale::En).unwrap();
    assert_eq!(english.title.as_ref().unwrap().as_str(), "Kettle");
    let line = store.categories.line(kettle.category_id).await.unwrap();
    assert_eq!(line.iter().map(|category| category.title.as_str()).collect::<Vec<_>>(), ["Кухня", "Чайники"]);
    let in_kitchen =
        ProductQuery { category: Some(line[0].id), text: Some("чайник".to_owned()), ..Default::default() };
    let page = store::PageRequest { after: None, limit: 10 };
    assert_eq!(store.products.list(&in_kitchen, &page).await.unwrap().items, std::slice::from_ref(&kettle));

    let again = csv(&db, FILE).await;
    assert_eq!(tally(&again), [0, 0, 4, 0]);
    assert_eq!(product(store, "K-1").await, kettle, "also when it was changed");
    assert_eq!(db.raw().collection::<Document>("categories").count_documents(doc! {}).await.unwrap(), 4);
    let files = db.raw().collection::<Document>("imports.chunks");
    assert_eq!(files.count_documents(doc! {}).await.unwrap(), 0, "files are not kept");
}

#[tokio::test]
async fn only_what_a_row_says_is_changed() {
    let db = TestDb::new().await;
    csv(&db, FILE).await;
    let before = product(&db.store, "K-1").await;
    let changed = csv(&db, "sku,price,category,attribute:Colour\nK-1,1300,Кухня,red\nK-2,,,\n").await;
    assert_eq!(tally(&changed), [0, 1, 1, 0]);
    let after = product(&db.store, "K-1").await;
    assert_eq!((after.price.amount(), after.stock, &after.title), (130_000, before.stock, &before.title));
    assert_eq!(after.attributes.len(), 2);
    assert!(after.modified_at > before.modified_at);
    assert_ne!(after.category_id, before.category_id);
    let query = ProductQuery { category: Some(after.category_id), ..Default::default() };
    let page = store::PageRequest { after: None, limit: 10 };
    let listed = db.store.products.list(&query, &page).await.unwrap().items;
    assert!(listed.iter().any(|product| product.id == after.id), "it is listed where it went");
}

#[tokio::test]
async fn a_dry_run_says_every_rows_fate_and_writes_nothing() {
    let db = TestDb::new().await;
    csv(&db, "sku,title,category,price\nK-1,Kettle,Kitchen,5\n").await;
    let file = "sku,title,category,price\nK-1,Kettle,Kitchen,6\nK-2,New,Else / Where,1\nK-3,,,\nK-4,x,y,z\n";
    let dry = import(&db, ImportOrder { dry_run: true, ..ORDER }, file).await;
    let expected = [
        "row 4, title: is needed for a new product",
        "row 4, category: is needed for a new product",
        "row 4, price: is needed for a new product",
        "row 5, price: is not a price, such as 1299.90",
    ];
    assert_eq!(
        (dry.status, tally(&dry), faults(&dry)),
        (ImportStatus::Done, [1, 1, 0, 2], expected.map(String::from).to_vec())
    );
    assert_eq!(product(&db.store, "K-1").await.price.amount(), 500);
    assert_eq!(db.raw().collection::<Document>("products").count_documents(doc! {}).await.unwrap(), 1);
    assert_eq!(db.raw().collection::<Document>("categories").count_documents(doc! {}).await.unwrap(), 1);
    let wet = import(&db, ORDER, file).await;
    assert_eq!((tally(&wet), faults(&wet)), (tally(&dry), faults(&dry)));
}

#[tokio::test]
async fn categories_that_do_not_exist_can_be_refused() {
    let db = TestDb::new().await;
    testing::category(&db.store, "Kitchen", None).await;
    let order = ImportOrder { create_categories: false, ..ORDER };
    let file = "sku,title,category,price\nK-1,Kettle,Kitchen,5\nK-2,Kettle,Kitchen / Kettles,5\n";
    let done = import(&db, order, file).await;
    assert_eq!(tally(&done), [1, 0, 0, 1]);
    assert_eq!(faults(&done), ["row 3, category: there is no category Kitchen / Kettles"]);
}

#[tokio::test]
async fn a_row_that_cannot_be_done_creates_no_category() {
    let db = TestDb::new().await;
    let done = csv(&db, "sku,title,category,price\nK-1,,Kitchen,5\n").await;
    assert_eq!(tally(&done), [0, 0, 0, 1]);
    assert_eq!(db.raw().collection::<Document>("categories").count_documents(doc! {}).await.unwrap(), 0);
}

#[tokio::test]
async fn what_has_no_row_stays_or_is_taken_out_of_stock() {
    let db = TestDb::new().await;
    csv(&db, FILE).await;
    // A row that is refused is a row
    let file = "sku,stock\nK-1,7\nK-2,many\n";
    assert_eq!(tally(&csv(&db, file).await), [0, 1, 0, 1]);
    assert_eq!(product(&db.store, "K-4").await.stock.get(), 1);
    let dry = import(&db, ImportOrder { hide_missing: true, dry_run: true, ..ORDER }, file).await;
    assert_eq!((dry.hidden, product(&db.store, "K-4").await.stock.get()), (1, 1));
    let hidden = import(&db, ImportOrder { hide_missing: true, ..ORDER }, file).await;
    assert_eq!(hidden.hidden, 1, "K-3 was out of stock before");
    let stocks = [("K-1", 7), ("K-2", 2), ("K-3", 0), ("K-4", 0)];
    for (sku, stock) in stocks {
        assert_eq!(product(&db.store, sku).await.stock.get(), stock, "{sku}");
    }
    let available = ProductQuery { available: Some(true), ..Default::default() };
    let page = store::PageRequest { after: None, limit: 10 };
    assert_eq!(db.store.products.list(&available, &page).await.unwrap().items.len(), 2);
}

#[tokio::test]
async fn a_file_that_cannot_be_read_writes_nothing() {
    let db = TestDb::new().await;
    let broken = csv(&db, "sku,title,category,price,colour\nK-1,Kettle,Kitchen,5,red\n").await;
    assert_eq!((broken.status, broken.rows), (ImportStatus::Failed, 0));
    assert_eq!(faults(&broken), ["row 1, colour: is not a column of the catalogue"]);
    // Also when only its end is broken
    let mut file = b"sku,title,category,price\nK-1,Kettle,Kitchen,5\n".to_vec();
    file.extend(b"K-2,\xff,Kitchen,5\n");
    let broken = import(&db, ORDER, file).await;
    assert_eq!(faults(&broken), ["row 3, : is not in UTF-8; save the file in UTF-8"]);
    assert_eq!(db.raw().collection::<Document>("products").count_documents(doc! {}).await.unwrap(), 0);
}

#[tokio::test]
async fn whoever_takes_over_goes_on_where_the_other_died() {
    let db = TestDb::new().await;
    let rows: Vec<_> = (0..40).map(|n| format!("K-{n},Kettle {n},Kitchen / Kettles,{n}")).collect();
    let file = format!("sku,title,category,price\n{}\n", rows.join("\n"));
    let import = db.store.imports.create(ORDER, file.as_bytes()).await.unwrap();
    let importer = Importer::new(db.store.clone(), settings());
    let mut seen = vec![];
    // Each is dropped somewhere in the middle, as if its process had died; its lease lapses
    for wait in [30, 45, 60, 20, 80, 100, 35] {
        let stop = CancellationToken::new();
        let cut_off = tokio::time::timeout(std::time::Duration::from_millis(wait), importer.drain(&stop)).await;
        seen.push(db.store.imports.find(import.id).await.unwrap().unwrap().done);
        if cut_off.is_ok_and(|done| done.unwrap()) {
            break;
        }
        db.raw().collection::<Document>("leases").delete_many(doc! {}).await.unwrap();
    }
    assert!(importer.drain(&CancellationToken::new()).await.unwrap());
    let done = db.store.imports.find(import.id).await.unwrap().unwrap();
    assert_eq!((done.status, tally(&done)), (ImportStatus::Done, [40, 0, 0, 0]), "cut off at {seen:?}");
    assert_eq!(db.raw().collection::<Document>("products").count_documents(doc! {}).await.unwrap(), 40);
    assert_eq!(db.raw().collection::<Document>("categories").count_documents(doc! {}).await.unwrap(), 2);
}

#[tokio::test]
async fn of_two_importers_at_once_each_row_is_done_by_one() {
    let db = TestDb::new().await;
    let rows: Vec<_> = (0..30).map(|n| format!("K-{n},Kettle {n},Kitchen,{n}")).collect();
    let import =
        db.store.imports.create(ORDER, format!("sku,title,category,price\n{}\n", rows.join("\n")).as_bytes()).await;
    let id = import.unwrap().id;
    // Without the lease between them, as if it had lapsed under one that is merely slow
    let (one, two) = (Importer::new(db.store.clone(), settings()), Importer::new(db.store.clone(), settings()));
    let without_lease = async {
        for _ in 0..40 {
            db.raw().collection::<Document>("leases").delete_many(doc! {}).await.unwrap();
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    };
    let stop = CancellationToken::new();
    let (one, two, ()) = futures_util::join!(one.drain(&stop), two.drain(&stop), without_lease);
    one.unwrap();
    two.unwrap();
    Importer::new(db.store.clone(), settings()).drain(&stop).await.unwrap();
    let done = db.store.imports.find(id).await.unwrap().unwrap();
    assert_eq!((done.status, tally(&done)), (ImportStatus::Done, [30, 0, 0, 0]));
}

#[tokio::test]
async fn a_product_without_a_sku_is_matched_by_its_id_and_stays_without() {
    let db = TestDb::new().await;
    let category = testing::category(&db.store, "Kitchen", None).await;
    let plain = testing::product(&db.store, &category).create().await;
    let plain = db.store.products.change(plain.id, |product| product.sku = None, Precondition::none()).await.unwrap();
    let done = csv(&db, &format!("sku,stock\n{},{}\n", plain.id, plain.stock.get())).await;
    assert_eq!(tally(&done), [0, 0, 1, 0]);
    let done = csv(&db, &format!("sku,stock\n{},77\n", plain.id)).await;
    assert_eq!(tally(&done), [0, 1, 0, 0]);
    let after = db.store.products.find(plain.id).await.unwrap().unwrap();
    assert_eq!((after.sku, after.stock.get()), (None, 77));
}

#[tokio::test]
async fn whoever_waits_for_a_product_is_told_what_a_file_brings() {
    let db = TestDb::new().await;
    csv(&db, "sku,title,category,price,stock\nA-1,Kettle,Kettles,100,0\nA-2,Pot,Kettles,100,5\n").await;
    let (kettle, pot) = (product(&db.store, "A-1").await, product(&db.store, "A-2").await);
    let alerts = &db.store.alerts;
    for (of, kind) in [(&kettle, AlertKind::BackInStock), (&kettle, AlertKind::PriceDrop), (&pot, AlertKind::PriceDrop)]
    {
        alerts.add(UserId(7), of.id, kind, of.final_price()).await.unwrap();
    }
    csv(&db, "sku,price,stock\nA-1,100,0\nA-2,120,0\n").await;
    assert_eq!(db.store.outbox.due(10).await.unwrap(), [], "nothing is back, nothing costs less");
    csv(&db, "sku,price,stock\nA-1,90,3\nA-2,120,1\n").await;
    let mut told: Vec<_> = db.store.outbox.due(10).await.unwrap().into_iter().map(|waiting| waiting.notice).collect();
    told.sort_by_key(|notice| format!("{notice:?}"));
    let notice = |alert| Notice::ProductAlert { product_id: kettle.id, alert };
    assert_eq!(told, [notice(AlertKind::BackInStock), notice(AlertKind::PriceDrop)]);
}
