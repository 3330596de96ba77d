//! Bringing a database up to this release.

use bson::{Document, doc};
use domain::{TelegramProfile, UserId};
use futures_util::future::join_all;
use store::{CartChange, Claim, CustomerChange, CustomerVisit, GroupVisit, ProductQuery, ProductSort, StoreError};
use testing::{TestDb, shop_settings};

async fn set_version(db: &TestDb, version: i64) {
    let meta = db.raw().collection::<Document>("meta");
    meta.update_one(doc! { "_id": "data" }, doc! { "$set": { "version": version } }).await.unwrap();
}

async fn set_min_reader(db: &TestDb, version: Option<i64>) {
    let meta = db.raw().collection::<Document>("meta");
    let unset = || doc! { "$unset": { "min_reader": 1 } };
    let update = version.map_or_else(unset, |version| doc! { "$set": { "min_reader": version } });
    meta.update_one(doc! { "_id": "data" }, update).await.unwrap();
}

#[tokio::test]
async fn it_can_be_run_again_and_by_several_at_once() {
    let db = TestDb::new().await;
    db.raw().drop().await.unwrap();
    assert!(matches!(db.store.check_version().await, Err(StoreError::NotMigrated { found: 0, .. })));
    for result in join_all((0..4).map(|_| db.store.migrate(shop_settings().time_zone))).await {
        result.unwrap();
    }
    db.store.migrate(shop_settings().time_zone).await.unwrap();
    db.store.check_version().await.unwrap();
}

async fn meta(db: &TestDb) -> (i64, Option<i64>) {
    let meta = db.raw().collection::<Document>("meta").find_one(doc! { "_id": "data" }).await.unwrap().unwrap();
    (meta.get_i64("version").unwrap(), meta.get_i64("min_reader").ok())
}

#[tokio::test]
async fn data_that_a_newer_release_made_unreadable_are_refused_and_left_alone() {
    let db = TestDb::new().await;
    // Of releases that note no oldest reader, and of one that does
    for min_reader in [None, Some(1_000)] {
        set_version(&db, 1_000).await;
        set_min_reader(&db, min_reader).await;
        let too_new = |result| matches!(result, Err(StoreError::TooNew { found: 1_000, needed: 1_000, .. }));
        assert!(too_new(db.store.migrate(shop_settings().time_zone).await));
        assert!(too_new(db.store.check_version().await));
        assert!(too_new(db.store.pending_migration().await.map(drop)));
        assert_eq!(meta(&db).await, (1_000, min_reader));
    }
}

#[tokio::test]
async fn data_of_a_newer_release_that_only_added_to_them_are_served_and_left_as_they_are() {
    let db = TestDb::new().await;
    set_version(&db, 1_000).await;
    set_min_reader(&db, Some(8)).await;
    // What the newer release has done without, or has yet to build, is not this one's to bring back
    db.raw().collection::<Document>("category_locks").drop().await.unwrap();
    let before = db.raw().list_collection_names().await.unwrap();
    db.store.check_version().await.unwrap();
    assert_eq!(db.store.pending_migration().await.unwrap(), None);
    db.store.migrate(shop_settings().time_zone).await.unwrap();
    assert_eq!(meta(&db).await, (1_000, Some(8)));
    assert_eq!(db.raw().list_collection_names().await.unwrap().len(), before.len());
}

#[tokio::test]
async fn a_migration_that_ends_late_takes_nothing_back() {
    let db = TestDb::new().await;
    set_version(&db, 7).await;
    assert_eq!(db.store.pending_migration().await.unwrap(), Some(7));
    db.store.migrate(shop_settings().time_zone).await.unwrap();
    let (version, min_reader) = meta(&db).await;
    assert!(min_reader.is_some_and(|oldest| oldest <= version), "{version} {min_reader:?}");
    assert_eq!(db.store.pending_migration().await.unwrap(), None);
}

#[tokio::test]
async fn products_and_notices_of_the_first_release_are_found() {
    let db = TestDb::new().await;
    let store = &db.store;
    let category = testing::category(store, "Kettles", None).await;
    let product = testing::product(store, &category).title("Чайник").create().await;
    testing::order(store, 7, &[(&product, 1)]).await;
    let before = store.products.find(product.id).await.unwrap().unwrap();
    // As the first release wrote them
    let (products, outbox) = (db.raw().collection::<Document>("products"), db.raw().collection::<Document>("outbox"));
    products.update_many(doc! {}, doc! { "$unset": { "words": 1, "title_key": 1, "within": 1 } }).await.unwrap();
    outbox.update_many(doc! {}, doc! { "$unset": { "due": 1 } }).await.unwrap();
    set_version(&db, 1).await;
    assert!(matches!(store.check_version().await, Err(StoreError::NotMigrated { found: 1, .. })));

    store.migrate(shop_settings().time_zone).await.unwrap();
    let query = ProductQuery { text: Some("чай".to_owned()), sort: ProductSort::Title, ..ProductQuery::default() };
    assert_eq!(store.products.list(&query, &store::PageRequest::first(5)).await.unwrap().items.len(), 1);
    assert_eq!(store.products.find(product.id).await.unwrap(), Some(before));
    let notice = outbox.find_one(doc! {}).await.unwrap().unwrap();
    assert_eq!(notice.get_datetime("due").unwrap(), notice.get_datetime("created_at").unwrap());
}

#[tokio::test]
async fn carts_and_conversations_of_version_4_become_parts_of_their_customers() {
    let db = TestDb::new().await;
    let store = &db.store;
    let category = testing::category(store, "Kettles", None).await;
    let product = testing::product(store, &category).title("Kettle").create().await;
    testing::add_to_cart(store, 7, 1, &product).await;
    testing::add_to_cart(store, 8, 1, &product).await;
    // As version 4 wrote them: of a customer, of one who has written since, of somebody who was erased; and of a group
    let [users, carts, conversations] =
        ["users", "carts", "conversations"].map(|name| db.raw().collection::<Document>(name));
    let parts = doc! { "cart": 1, "claim": 1, "handled": 1, "step": 1, "step_at": 1 };
    users.update_one(doc! { "_id": 7_i64 }, doc! { "$unset": parts }).await.unwrap();
    let at = bson::DateTime::from_millis(1_795_435_200_000);
    for id in [7_i64, 8, 9] {
        let line = doc! { "product_id": product.id, "title": "Kettle", "quantity": 5_i64 };
        carts.insert_one(doc! { "_id": id, "lines": [line], "applied": [1_i64] }).await.unwrap();
        let conversation = doc! { "_id": id, "step": 3, "handled": [1_i64], "created_at": at, "modified_at": at };
        conversations.insert_one(conversation).await.unwrap();
    }
    conversations.insert_one(doc! { "_id": -5_i64, "step": 4, "handled": [1_i64] }).await.unwrap();
    set_version(&db, 4).await;

    for result in join_all((0..2).map(|_| store.migrate(shop_settings().time_zone))).await {
        result.unwrap();
    }
    let quantity = async |id| store.carts.of(UserId(id)).await.unwrap().quantity_of(product.id);
    assert_eq!((quantity(7).await, quantity(8).await, quantity(9).await), (5, 1, 0));
    let profile = TelegramProfile::default();
    let visit = CustomerVisit { telegram: &profile, change: Some(CustomerChange::Cart(CartChange::Plus(product.id))) };
    let claim = store.conversations.claim::<i32, _>(7, 1, &visit).await.unwrap();
    assert!(matches!(claim, Claim::Handled), "{claim:?}");
    // The cart knows its updates, too
    users.update_one(doc! { "_id": 7_i64 }, doc! { "$set": { "handled": [] } }).await.unwrap();
    let Claim::Mine(conversation, _) = store.conversations.claim::<i32, _>(7, 1, &visit).await.unwrap() else {
        panic!()
    };
    assert_eq!((conversation.step, quantity(7).await), (3, 5));
    let group = store.conversations.claim::<i32, _>(-5, 1, &GroupVisit).await.unwrap();
    assert!(matches!(group, Claim::Handled), "{group:?}");
    assert_eq!(users.find_one(doc! { "_id": 9_i64 }).await.unwrap(), None);
    assert!(!db.raw().list_collection_names().await.unwrap().contains(&"carts".to_owned()));
}

async fn indexes(db: &TestDb) -> Vec<String> {
    db.raw().collection::<Document>("products").list_index_names().await.unwrap()
}

async fn listed(db: &TestDb, query: ProductQuery) -> usize {
    db.store.products.list(&query, &store::PageRequest::first(100)).await.unwrap().items.len()
}

#[tokio::test]
async fn products_of_the_release_before_are_listed_and_its_processes_can_go_on() {
    let db = TestDb::new().await;
    let store = &db.store;
    let home = testing::category(store, "Home", None).await;
    let kettles = testing::category(store, "Kettles", Some(&home)).await;
    for stock in 0..3 {
        testing::product(store, &kettles).title("TV kettle").discount(stock).stock(stock).create().await;
    }
    // As the release before left it
    let products = db.raw().collection::<Document>("products");
    let new_fields = doc! { "within": 1, "available": 1, "discounted": 1, "title_words": 1 };
    products.update_many(doc! {}, doc! { "$unset": new_fields }).await.unwrap();
    let former = mongodb::IndexModel::builder().keys(doc! { "category_id": 1, "title_key": 1, "_id": 1 });
    let name = mongodb::options::IndexOptions::builder().name("category_by_title".to_owned()).build();
    products.create_index(former.options(name).build()).await.unwrap();
    let before: Vec<_> =
        store.products.list(&ProductQuery::default(), &store::PageRequest::first(5)).await.unwrap().items;
    assert_eq!(before, []);
    set_version(&db, 4).await;

    store.migrate(shop_settings().time_zone).await.unwrap();
    let in_home = ProductQuery { category: Some(home.id), ..ProductQuery::default() };
    let available = ProductQuery { available: Some(true), ..in_home.clone() };
    let discounted = ProductQuery { discounted: Some(false), ..in_home.clone() };
    let found = ProductQuery { text: Some("tv".to_owned()), ..in_home.clone() };
    for (query, count) in [(&in_home, 3), (&available, 2), (&discounted, 1), (&found, 3)] {
        assert_eq!(listed(&db, query.clone()).await, count, "{query:?}");
    }
    assert!(indexes(&db).await.contains(&"category_by_title".to_owned()), "its processes still walk it");

    // What such a process writes before it is replaced
    products.update_one(doc! { "stock": 1_i64 }, doc! { "$set": { "stock": 0_i64, "title": "Radio" } }).await.unwrap();
    store.migrate(shop_settings().time_zone).await.unwrap();
    assert_eq!((listed(&db, available).await, listed(&db, found).await), (1, 2));
    assert!(!indexes(&db).await.contains(&"category_by_title".to_owned()));
}

#[tokio::test]
async fn orders_of_earlier_releases_get_the_beginning_of_a_history() {
    let db = TestDb::new().await;
    let category = testing::category(&db.store, "Kettles", None).await;
    let product = testing::product(&db.store, &category).stock(9).create().await;
    let (old, new) =
        (testing::order(&db.store, 7, &[(&product, 1)]).await, testing::order(&db.store, 7, &[(&product, 1)]).await);
    let orders = db.raw().collection::<Document>("orders");
    let before = doc! { "$unset": { "history": 1, "tracking_number": 1 } };
    orders.update_one(doc! { "_id": old.id }, before).await.unwrap();
    let read = async |id| db.store.orders.find(id).await.unwrap().unwrap();
    assert_eq!(read(old.id).await.history, []);
    for _ in 0..2 {
        db.store.migrate(shop_settings().time_zone).await.unwrap();
        assert_eq!((read(old.id).await, read(new.id).await), (old.clone(), new.clone()));
    }
    let meta = db.raw().collection::<Document>("meta").find_one(doc! { "_id": "data" }).await.unwrap().unwrap();
    assert_eq!(meta.get_i64("version").unwrap(), 9);
}

#[tokio::test]
async fn one_photo_becomes_the_first_of_several_and_what_is_searched_and_ordered_by_is_there() {
    let db = TestDb::new().await;
    let store = &db.store;
    for title in ["Room 10", "Room 9"] {
        testing::category(store, title, None).await;
    }
    let category = store.categories.children(None).await.unwrap().remove(0);
    let product = testing::product(store, &category).title("Чайник").photo().create().await;
    let product = store.products.find(product.id).await.unwrap().unwrap();
    let bare = testing::product(store, &category).title("Кавомолка").create().await;
    // As version 6 left it
    let [products, categories, words] =
        ["products", "categories", "words"].map(|name| db.raw().collection::<Document>(name));
    let image = bson::serialize_to_bson(&product.images[0]).unwrap();
    products.update_many(doc! {}, doc! { "$set": { "image": null }, "$unset": { "images": 1 } }).await.unwrap();
    products.update_one(doc! { "_id": product.id }, doc! { "$set": { "image": image } }).await.unwrap();
    let former_words = doc! { "$set": { "words": ["чайник"], "title_words": ["чайник"] } };
    products.update_many(doc! {}, former_words).await.unwrap();
    categories.update_many(doc! {}, doc! { "$unset": { "place": 1 } }).await.unwrap();
    words.delete_many(doc! {}).await.unwrap();
    set_version(&db, 6).await;

    for _ in 0..2 {
        store.migrate(shop_settings().time_zone).await.unwrap();
        assert_eq!(store.products.find(product.id).await.unwrap().unwrap(), product);
        assert_eq!(store.products.find(bare.id).await.unwrap().unwrap(), bare);
        let found = store.products.search_cards("chajnnyk", 36, 5, 1).await.unwrap();
        assert_eq!(found.cards[0].product.id, product.id, "by a word with a typo");
        let siblings = store.categories.children(None).await.unwrap();
        let titles: Vec<_> = siblings.iter().map(|category| category.title.as_str()).collect();
        assert_eq!(titles, ["Room 9", "Room 10"]);
    }
}
