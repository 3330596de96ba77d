//! What imports and exports ask the database walks an index.

use bson::doc;
use domain::{FileFormat, ImportFault, ImportOrder, Product, ProductId, Sku, Tally};
use store::{PhotoTask, Plan, ProductKeys, SourcedImage, Step, StoreError};
use testing::TestDb;

use crate::explain::{plan, queries, stages};

const ORDER: ImportOrder =
    ImportOrder { format: FileFormat::Csv, dry_run: false, hide_missing: true, create_categories: true };

#[tokio::test]
async fn everything_an_import_and_an_export_ask_walks_an_index() {
    let db = TestDb::new().await;
    let (store, imports) = (&db.store, &db.store.imports);
    let category = testing::category(store, "Kettles", None).await;
    let sample = testing::product(store, &category).create().await;
    db.commands.clear();

    let import = imports.create(ORDER, b"sku\n").await.unwrap();
    imports.next().await.unwrap();
    assert_eq!(imports.read_file(import.id).await.unwrap(), b"sku\n");
    imports.begin(import.id, 2).await.unwrap();
    let sku = Sku::parse("K-1").unwrap();
    let new = Product { id: ProductId::fresh(), sku: Some(sku.clone()), ..sample.clone() };
    let task = PhotoTask::new(2, new.id, vec!["https://a.example/1.jpg".to_owned()]);
    let keys = ProductKeys { skus: vec![sku], ids: vec![sample.id] };
    let step = Step { from: 0, to: 3, keys };
    let done = Plan {
        created: vec![new.clone()],
        changed: vec![(sample.clone(), Product { stock: new.stock, ..sample.clone() })],
        photos: vec![task.clone()],
        tally: Tally { created: 1, changed: 1, ..Tally::default() },
        faults: vec![ImportFault { row: 3, column: String::new(), detail: "x".to_owned() }],
    };
    imports.step(&import, &step, |_| done.clone()).await.unwrap();
    let again = imports.step(&import, &step, |_| Plan::default()).await;
    assert!(matches!(again, Err(StoreError::Stale)), "a step is done once: {again:?}");
    let tasks = imports.photo_tasks(import.id, None, 10).await.unwrap();
    let image = imports.store_photo(new.id, "image/png", b"photo").await.unwrap();
    let photo = SourcedImage { image, source: Some("https://a.example/1.jpg".to_owned()) };
    imports.show_photos(import.id, &tasks[0], vec![photo.clone()], false, &[]).await.unwrap();
    assert_eq!(imports.sourced(new.id).await.unwrap().unwrap().photos, [photo]);
    imports.hide_missing(&import, |_, sku| sku.is_some()).await.unwrap();
    imports.finish(import.id).await.unwrap();
    let over = imports.find(import.id).await.unwrap().unwrap();
    assert_eq!((over.tally.created, over.done, over.photos_left, over.errors.len()), (1, 3, 0, 1));
    store.products.export(None, 1).await.unwrap();
    store.products.export(Some(sample.id), 1).await.unwrap();
    store.products.attribute_names().await.unwrap();

    for sent in queries(&db) {
        let found = stages(&plan(&db, &sent).await.into());
        assert!(!found.contains(&"COLLSCAN".to_owned()), "{sent}\n{found:?}");
    }
}

#[tokio::test]
async fn what_came_of_an_import_is_forgotten_after_a_month() {
    let db = TestDb::new().await;
    let command = doc! { "listIndexes": "imports" };
    let indexes = db.raw().run_command(command).await.unwrap().to_string();
    assert!(indexes.contains("\"expireAfterSeconds\": 2592000"), "{indexes}");
}
