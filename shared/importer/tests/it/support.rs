//! Files as imports, carried out.

use std::{net::IpAddr, time::Duration};

use domain::{Currency, FileFormat, Import, ImportOrder, Product, Sku};
use importer::{Importer, ImporterSettings, Limits};
use store::Store;
use testing::TestDb;
use tokio_util::sync::CancellationToken;

pub(crate) const ORDER: ImportOrder =
    ImportOrder { format: FileFormat::Csv, dry_run: false, hide_missing: false, create_categories: true };

/// Also of this machine: there the tests' photos are.
pub(crate) fn settings() -> ImporterSettings {
    let limits = Limits { may_ask: |address: IpAddr| address.is_loopback(), ..limits() };
    ImporterSettings { limits, rows_at_once: 3, poll: Duration::from_millis(10), ..ImporterSettings::of(Currency::UAH) }
}

pub(crate) fn limits() -> Limits {
    Limits { bytes: 200_000, time: Duration::from_secs(2), redirects: 2, ..Limits::default() }
}

pub(crate) async fn import(db: &TestDb, order: ImportOrder, file: impl AsRef<[u8]>) -> Import {
    let import = db.store.imports.create(order, file.as_ref()).await.unwrap();
    let done = Importer::new(db.store.clone(), settings()).drain(&CancellationToken::new()).await.unwrap();
    assert!(done);
    db.store.imports.find(import.id).await.unwrap().unwrap()
}

pub(crate) async fn csv(db: &TestDb, file: &str) -> Import {
    import(db, ORDER, file).await
}

/// Created, changed, unchanged, failed.
pub(crate) fn tally(import: &Import) -> [i64; 4] {
    let tally = import.tally;
    [tally.created, tally.changed, tally.unchanged, tally.failed]
}

pub(crate) fn faults(import: &Import) -> Vec<String> {
    let fault = |fault: &domain::ImportFault| format!("row {}, {}: {}", fault.row, fault.column, fault.detail);
    import.errors.iter().map(fault).collect()
}

pub(crate) async fn product(store: &Store, sku: &str) -> Product {
    store.products.with_sku(&Sku::parse(sku).unwrap()).await.unwrap().unwrap()
}
