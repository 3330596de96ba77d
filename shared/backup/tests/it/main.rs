//! Out of one database and into another.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
};

use backup::{BackupError, Place, Replace};
use bson::{Document, doc};
use futures_util::TryStreamExt;
use mongodb::IndexModel;
use object_store::memory::InMemory;
use store::StoreError;
use tempfile::TempDir;
use testing::TestDb;

const PIECES: i64 = 40;

/// A shop with something in most collections, also a photo and bytes that no text holds.
async fn shop() -> TestDb {
    let db = TestDb::new().await;
    let category = testing::category(&db.store, "Чайники", None).await;
    let product = testing::product(&db.store, &category).title("Чайник").photo().stock(PIECES).create().await;
    for user in 1..4 {
        testing::order(&db.store, user, &[(&product, 1)]).await;
    }
    db
}

fn folder() -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("shop.tar.gz");
    (folder, path)
}

/// Documents and indexes of every collection.
type Everything = BTreeMap<String, (Vec<Document>, String)>;

async fn everything(db: &TestDb) -> Everything {
    let mut found = BTreeMap::new();
    for name in db.raw().list_collection_names().await.unwrap() {
        let collection = db.raw().collection::<Document>(&name);
        let documents = collection.find(doc! {}).sort(doc! { "_id": 1 }).await.unwrap().try_collect().await.unwrap();
        let mut indexes: Vec<IndexModel> = collection.list_indexes().await.unwrap().try_collect().await.unwrap();
        indexes.sort_by_key(|index| index.keys.to_string());
        // They do not compare, their text does: one number for -1 of 32 and of 64 bits
        found.insert(name, (documents, serde_json::to_string(&indexes).unwrap()));
    }
    found
}

/// The names of the collections that are not the same.
fn difference(before: &Everything, after: &Everything) -> BTreeSet<String> {
    before.keys().chain(after.keys()).filter(|name| before.get(*name) != after.get(*name)).cloned().collect()
}

#[tokio::test]
async fn what_was_there_is_there_again_with_every_index() {
    let (from, into, (_folder, path)) = (shop().await, TestDb::new().await, folder());
    let written = backup::write(&from.store, &Place::file(&path)).await.unwrap();
    assert!(written.documents() > 20, "{written:?}");
    let restored = backup::restore(&into.store, &Place::file(&path), Replace::Nothing).await.unwrap();
    assert_eq!((restored.documents(), restored.bytes()), (written.documents(), written.bytes()));
    assert_eq!(difference(&everything(&from).await, &everything(&into).await), BTreeSet::new());
    into.store.check_version().await.unwrap();
}

#[tokio::test]
async fn a_bucket_is_as_good_as_a_file_and_holds_nothing_that_is_not_complete() {
    let (from, into, bucket) = (shop().await, TestDb::new().await, Arc::new(InMemory::new()));
    let place = Place::object(bucket.clone(), "s3://shop", "backups/shop.tar.gz");
    let written = backup::write(&from.store, &place).await.unwrap();
    let restored = backup::restore(&into.store, &place, Replace::Nothing).await.unwrap();
    assert_eq!(restored.documents(), written.documents());
    assert_eq!(difference(&everything(&from).await, &everything(&into).await), BTreeSet::new());

    let again = backup::write(&from.store, &place).await.unwrap_err().to_string();
    assert_eq!(again, "s3://shop/backups/shop.tar.gz exists already: a backup does not replace another");
    let client = store::connect("mongodb://127.0.0.1:1/x?serverSelectionTimeoutMS=200", "test").await.unwrap();
    let gone = store::Store::new(&client, domain::Clock::fixed(testing::now())).unwrap();
    let other = Place::object(bucket.clone(), "s3://shop", "backups/gone.tar.gz");
    assert!(matches!(backup::write(&gone, &other).await, Err(BackupError::Store(_))));
    let missing = backup::restore(&into.store, &other, Replace::Everything).await;
    assert!(matches!(missing, Err(BackupError::Bucket { .. })), "{missing:?}");
}

#[tokio::test]
async fn in_a_folder_the_newest_are_kept_and_nothing_else_is_touched() {
    let (db, folder) = (TestDb::new().await, TempDir::new().unwrap());
    let bucket = Place::object(Arc::new(InMemory::new()), "gs://shop", "backups/");
    for place in [Place::file(folder.path()), bucket] {
        assert!(place.is_folder(), "{place}");
        let before = place.join(&format!("kiosk-{}-v7-20261101T000000Z.tar.gz", db.store.name()));
        backup::write(&db.store, &before).await.unwrap();
        let mut made = vec![];
        for minutes in 0..4 {
            let later = db.later(chrono::TimeDelta::minutes(minutes));
            made.push(backup::write_into(&later, &place, Some(2)).await.unwrap().0);
        }
        let into = TestDb::new().await;
        for (number, place) in [&before].into_iter().chain(&made).enumerate() {
            let restored = backup::restore(&into.store, place, Replace::Everything).await;
            assert_eq!(restored.is_ok(), number == 0 || number >= 3, "{number} {place}: {restored:?}");
        }
    }
}

#[test]
fn a_place_is_read_as_it_is_written() {
    for text in ["/var/backups/shop.tar.gz", "shop.tar.gz"] {
        assert_eq!(text.parse::<Place>().unwrap().to_string(), text);
    }
    for (text, part) in [("ftp://host/shop", "neither"), ("s3://", "no bucket"), ("gs:///shop", "no bucket")] {
        let error = text.parse::<Place>().unwrap_err();
        assert!(error.contains(part), "{text}: {error}");
    }
    assert!("backups/".parse::<Place>().unwrap().is_folder());
}

#[tokio::test]
async fn an_archive_is_one_that_everybodys_tools_read_and_only_its_owner_may() {
    let (from, (_folder, path)) = (shop().await, folder());
    backup::write(&from.store, &Place::file(&path)).await.unwrap();
    let listed = Command::new("tar").arg("-tzf").arg(&path).output().unwrap();
    let names = String::from_utf8(listed.stdout).unwrap();
    assert!(names.contains("orders/000001.bson\n") && names.ends_with("\nmanifest.json\n"), "{names}");
    let mode = std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&path).unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600);
}

#[tokio::test]
async fn it_shows_one_moment_though_customers_go_on_buying() {
    let (from, into, (_folder, path)) = (TestDb::new().await, TestDb::new().await, folder());
    let category = testing::category(&from.store, "Kettles", None).await;
    let product = testing::product(&from.store, &category).stock(PIECES).create().await;
    let store = from.store.clone();
    let buying = tokio::spawn(async move {
        for user in 1..=PIECES {
            testing::order(&store, user, &[(&product, 1)]).await;
        }
    });
    let mut backups = 0;
    while !buying.is_finished() || backups == 0 {
        drop(fs::remove_file(&path));
        backup::write(&from.store, &Place::file(&path)).await.unwrap();
        backup::restore(&into.store, &Place::file(&path), Replace::Everything).await.unwrap();
        backups += 1;
        let sold = into.raw().collection::<Document>("orders").count_documents(doc! {}).await.unwrap();
        let left = into.raw().collection::<Document>("products").find_one(doc! {}).await.unwrap().unwrap();
        let numbers = into.raw().collection::<Document>("counters").find_one(doc! { "_id": "orders" }).await.unwrap();
        assert_eq!(left.get_i64("stock").unwrap() + i64::try_from(sold).unwrap(), PIECES, "{numbers:?}");
    }
    buying.await.unwrap();
}

#[tokio::test]
async fn a_shop_in_use_is_replaced_only_where_that_was_asked_for() {
    let (from, into, (_folder, path)) = (shop().await, TestDb::new().await, folder());
    backup::write(&from.store, &Place::file(&path)).await.unwrap();
    testing::category(&into.store, "Teapots", None).await;
    let before = everything(&into).await;
    let refused = backup::restore(&into.store, &Place::file(&path), Replace::Nothing).await;
    assert!(matches!(refused, Err(BackupError::NotEmpty(_))), "{refused:?}");
    assert_eq!(difference(&before, &everything(&into).await), BTreeSet::new());
    backup::restore(&into.store, &Place::file(&path), Replace::Everything).await.unwrap();
    assert_eq!(difference(&everything(&from).await, &everything(&into).await), BTreeSet::new());
}

fn unpacked(path: &Path) -> Option<Vec<u8>> {
    let gzip = Command::new("gzip").arg("-dc").arg(path).output().unwrap();
    gzip.status.success().then_some(gzip.stdout)
}

#[tokio::test]
async fn a_damaged_archive_is_refused_before_anything_is_changed() {
    let (from, into, (folder, path)) = (shop().await, TestDb::new().await, folder());
    backup::write(&from.store, &Place::file(&path)).await.unwrap();
    let (whole, before) = (fs::read(&path).unwrap(), everything(&into).await);
    let damaged = folder.path().join("damaged.tar.gz");
    let mut contents = vec![("nothing".to_owned(), vec![]), ("no archive".to_owned(), b"no archive".to_vec())];
    for at in (1..16).map(|part| whole.len() * part / 16).chain([whole.len() - 1]) {
        contents.push((format!("cut off at {at}"), whole[..at].to_vec()));
        let mut flipped = whole.clone();
        flipped[at] ^= 1;
        contents.push((format!("another bit at {at}"), flipped));
    }
    for (what, content) in contents {
        fs::write(&damaged, content).unwrap();
        // Some bits mean nothing, such as those of a code that is not used
        if unpacked(&damaged) == unpacked(&path) {
            continue;
        }
        let refused = backup::restore(&into.store, &Place::file(&damaged), Replace::Everything).await.map(|_| what);
        assert!(matches!(refused, Err(BackupError::Damaged { .. })), "{refused:?} of {}", whole.len());
    }
    assert_eq!(difference(&before, &everything(&into).await), BTreeSet::new());
}

#[tokio::test]
async fn an_archive_that_was_put_together_anew_is_refused_too() {
    let (from, into, (folder, path)) = (shop().await, TestDb::new().await, folder());
    backup::write(&from.store, &Place::file(&path)).await.unwrap();
    let run = |command: &str| {
        let status = Command::new("sh").args(["-ec", command]).current_dir(folder.path()).status();
        assert!(status.unwrap().success(), "{command}");
    };
    for (what, change) in [
        ("a piece is missing", "rm it/orders/000001.bson"),
        ("no manifest", "rm it/manifest.json"),
        ("another manifest", "sed -i 's/\"sha256\": \"../\"sha256\": \"00/' it/manifest.json"),
    ] {
        run("rm -rf it && mkdir it && tar -xzf shop.tar.gz -C it");
        run(change);
        run("cd it && tar -czf ../changed.tar.gz */ $(ls manifest.json 2>/dev/null)");
        let refused =
            backup::restore(&into.store, &Place::file(folder.path().join("changed.tar.gz")), Replace::Nothing).await;
        assert!(matches!(refused, Err(BackupError::Damaged { .. })), "{what}: {refused:?}");
    }
}

#[tokio::test]
async fn data_that_a_newer_release_made_unreadable_are_not_restored() {
    let (from, into, (_folder, path)) = (shop().await, TestDb::new().await, folder());
    let newer = doc! { "$set": { "version": 1_000_i64, "min_reader": 1_000_i64 } };
    from.raw().collection::<Document>("meta").update_one(doc! { "_id": "data" }, newer).await.unwrap();
    backup::write(&from.store, &Place::file(&path)).await.unwrap();
    let refused = backup::restore(&into.store, &Place::file(&path), Replace::Nothing).await;
    assert!(matches!(refused, Err(BackupError::Store(StoreError::TooNew { .. }))), "{refused:?}");
}

#[tokio::test]
async fn a_backup_replaces_no_file_and_leaves_none_that_is_not_complete() {
    let (from, (folder, path)) = (shop().await, folder());
    fs::write(&path, "precious").unwrap();
    let refused = backup::write(&from.store, &Place::file(&path)).await;
    assert!(matches!(refused, Err(BackupError::Exists(_))), "{refused:?}");
    assert_eq!(fs::read_to_string(&path).unwrap(), "precious");
    let nowhere = backup::write(&from.store, &Place::file(folder.path().join("missing/shop.tar.gz"))).await;
    assert!(matches!(nowhere, Err(BackupError::File { .. })), "{nowhere:?}");
    let client = store::connect("mongodb://127.0.0.1:1/x?serverSelectionTimeoutMS=200", "test").await.unwrap();
    let gone = store::Store::new(&client, domain::Clock::fixed(testing::now())).unwrap();
    assert!(backup::write(&gone, &Place::file(folder.path().join("gone.tar.gz"))).await.is_err());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}
