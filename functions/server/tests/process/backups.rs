//! `server backup`, `server restore` and the backup before a migration, as an operator meets them.

use std::fs;

use bson::{Document, doc};
use tempfile::TempDir;
use testing::TestDb;

use super::{server, text};

/// What it says on standard output and standard error, and its exit code.
fn said(uri: &str, words: &[&str]) -> (String, String, i32) {
    let output = server(&[("MONGODB_URI", uri)]).args(words).output().expect("server runs");
    (text(&output.stdout), text(&output.stderr), output.status.code().expect("an exit code"))
}

#[tokio::test]
async fn a_shop_goes_into_a_file_and_into_another_database() {
    let (from, into, folder) = (TestDb::new().await, TestDb::new().await, TempDir::new().unwrap());
    testing::category(&from.store, "Kettles", None).await;
    let file = folder.path().join("shop.tar.gz");
    let file = file.to_str().unwrap();
    let (told, error, code) = said(&from.uri(), &["backup", file]);
    assert_eq!((error.as_str(), code), ("", 0));
    assert!(told.starts_with("Wrote ") && told.contains(file), "{told}");
    for words in [&["backup", file][..], &["backup", "ftp://host/shop"], &["backup", file, "--keep", "2"]] {
        let (_, error, code) = said(&from.uri(), words);
        assert!(code != 0 && error.contains(words[1]), "{error}");
    }
    let daily = folder.path().join("daily/");
    fs::create_dir(&daily).unwrap();
    fs::copy(file, daily.join(format!("kiosk-{}-20260101T000000Z.tar.gz", from.store.name()))).unwrap();
    fs::write(daily.join("kiosk-notes.txt"), "of somebody's").unwrap();
    let (told, _, code) = said(&from.uri(), &["backup", daily.to_str().unwrap(), "--keep", "1"]);
    assert!(code == 0 && told.contains("-20"), "{told}");
    let left: Vec<_> = fs::read_dir(&daily).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert!(left.len() == 2 && !left.iter().any(|name| name.to_string_lossy().contains("20260101")), "{left:?}");

    let (told, error, code) = said(&into.uri(), &["restore", file]);
    assert_eq!((error.as_str(), code), ("", 0));
    assert!(told.starts_with("Restored "), "{told}");
    assert_eq!(into.store.categories.children(None).await.unwrap().len(), 1);
    let (_, error, code) = said(&into.uri(), &["restore", file]);
    assert_eq!(code, 1);
    assert!(error.contains("is not empty") && error.contains("--force"), "{error}");
    assert_eq!(said(&into.uri(), &["restore", file, "--force"]).2, 0);
}

#[tokio::test]
async fn a_migration_that_changes_data_is_preceded_by_a_backup_and_no_other_is() {
    let (db, into, folder) = (TestDb::new().await, TestDb::new().await, TempDir::new().unwrap());
    let backups = folder.path().join("kiosk/backups");
    let migrate = || said(&db.uri(), &["migrate", "--backup", backups.to_str().unwrap()]);
    assert_eq!(migrate().2, 0);
    assert!(!backups.exists(), "the data are of this release");

    testing::category(&db.store, "Kettles", None).await;
    let meta = db.raw().collection::<Document>("meta");
    let former = doc! { "$set": { "version": 7_i64 }, "$unset": { "min_reader": 1 } };
    meta.update_one(doc! { "_id": "data" }, former).await.unwrap();
    for _ in 0..2 {
        let (told, error, code) = migrate();
        assert_eq!((error.as_str(), code), ("", 0), "{told}");
    }
    let files: Vec<_> = fs::read_dir(&backups).unwrap().map(|file| file.unwrap().path()).collect();
    let [file] = files.as_slice() else { panic!("{files:?}") };
    let name = file.file_name().unwrap().to_str().unwrap();
    assert!(name.starts_with(&format!("kiosk-{}-v7-", db.store.name())) && name.ends_with("Z.tar.gz"), "{name}");

    let (told, error, code) = said(&into.uri(), &["restore", file.to_str().unwrap()]);
    assert_eq!((error.as_str(), code), ("", 0));
    assert!(told.contains("run `server migrate`"), "{told}");
    assert!(into.store.check_version().await.is_err(), "as it was before");

    // Without a backup there is no migration
    meta.update_one(doc! { "_id": "data" }, doc! { "$set": { "version": 7_i64 } }).await.unwrap();
    let (_, error, code) = said(&db.uri(), &["migrate", "--backup", "/proc/nowhere"]);
    assert_eq!((error.lines().count(), code), (1, 1), "{error}");
    assert_eq!(db.store.pending_migration().await.unwrap(), Some(7));
}
