//! Imports of files: the jobs, in the collection `imports`, and their files, in the GridFS bucket of the same name. What rows
//! do to products is in `rows`; photos that are still to be fetched are in `photos`.
//!
//! A job goes from row to row. The rows of a step, the products they change and the note how far the job is are written in
//! one transaction, whose filter names where the step began: whoever carries a job out, and however often it is taken
//! over, each row is done once and counted once.

mod photos;
mod rows;

use bson::{Bson, Document, doc};
use chrono::TimeDelta;
use domain::{Clock, Import, ImportFault, ImportId, ImportOrder, ImportStatus, Tally};
use futures_util::{AsyncReadExt, AsyncWriteExt};
use mongodb::{ClientSession, Database, IndexModel, gridfs::GridFsBucket, options::GridFsBucketOptions};
use serde::Deserialize;
use std::time::Duration;

pub use photos::{PhotoTask, SourcedImage};
pub use rows::{Existing, Plan, ProductKeys, Step};

use crate::{
    Outbox, StoreError,
    documents::{Documents, all},
    index::{hint, index},
    photos::is_missing,
    products::Products,
    stamp,
};

pub(crate) const COLLECTION: &str = "imports";
const OPEN: &str = "open";
/// How long what came of an import can be looked up.
const KEPT: Duration = Duration::from_secs(30 * 24 * 60 * 60);

pub(crate) fn indexes() -> Vec<IndexModel> {
    let ends = mongodb::options::IndexOptions::builder().name("ends".to_owned()).expire_after(KEPT).build();
    vec![
        index(OPEN, doc! { "status": 1, "_id": 1 }),
        IndexModel::builder().keys(doc! { "finished_at": 1 }).options(ends).build(),
    ]
}

/// How long after a dry run its file can be imported.
const APPLIED_WITHIN: TimeDelta = TimeDelta::hours(24);

#[derive(Deserialize)]
struct FileId {
    #[serde(rename = "_id")]
    id: ImportId,
}

/// Where files lie.
const FILES: &str = "imports.files";
/// Where the pieces of files lie.
pub(crate) const PIECES: &str = "imports.chunks";

pub(crate) use photos::{COLLECTION as PHOTOS, Sourced, indexes as photo_indexes, sources};

/// The collection `imports`.
#[derive(Clone, Debug)]
pub struct Imports {
    db: Database,
    collection: Documents,
    tasks: Documents,
    bucket: GridFsBucket,
    products: Products,
    outbox: Outbox,
    clock: Clock,
}

impl Imports {
    pub(crate) fn new(db: &Database, products: &Products, outbox: &Outbox, clock: &Clock) -> Self {
        let bucket = db.gridfs_bucket(GridFsBucketOptions::builder().bucket_name(COLLECTION.to_owned()).build());
        Self {
            db: db.clone(),
            collection: Documents::of(db, COLLECTION),
            tasks: Documents::of(db, PHOTOS),
            bucket,
            products: products.clone(),
            outbox: outbox.clone(),
            clock: clock.clone(),
        }
    }

    /// Keeps a file to be imported. The file is there before the job is, so that whoever finds the job finds the file.
    pub async fn create(&self, order: ImportOrder, file: &[u8]) -> Result<Import, StoreError> {
        self.delete_old_files().await?;
        self.keep(ImportId::fresh(), order, file).await
    }

    /// Imports the file of a dry run that is over: under `id`, once.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such dry run; [`StoreError::Stale`] when it is not over, failed, or its file is
    /// gone; [`StoreError::Driver`].
    pub async fn apply(&self, dry_run: ImportId, id: ImportId) -> Result<Import, StoreError> {
        if let Some(known) = self.find(id).await? {
            return Ok(known);
        }
        let dry = self.find(dry_run).await?.filter(|import| import.order.dry_run).ok_or(StoreError::NotFound)?;
        if dry.status != ImportStatus::Done {
            return Err(StoreError::Stale);
        }
        let file = match self.read_file(dry_run).await {
            Err(StoreError::Driver(error)) if is_missing(&error) => return Err(StoreError::Stale),
            file => file?,
        };
        let order = ImportOrder { dry_run: false, ..dry.order };
        let import = match self.keep(id, order, &file).await {
            // It was asked for twice at the same moment
            Err(error) => self.find(id).await?.ok_or(error)?,
            Ok(import) => import,
        };
        self.delete_file(dry_run).await?;
        Ok(import)
    }

    /// The latest, newest first.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn latest(&self, limit: i64) -> Result<Vec<Import>, StoreError> {
        let imports = self.collection.typed();
        let latest = imports.find(doc! {}).sort(doc! { "_id": -1 }).hint(hint("_id_"));
        // Faults are many, and those of each import are shown with it alone
        all(latest.limit(limit).projection(doc! { "errors": { "$slice": 0 } })).await
    }

    /// Files of dry runs that nobody applied. There are few files at any time: those of other imports go with their end.
    async fn delete_old_files(&self) -> Result<(), StoreError> {
        let files = Documents::of(&self.db, FILES).typed::<FileId>();
        let files = all(files.find(doc! {}).projection(doc! { "_id": 1 }).hint(hint("_id_"))).await?;
        let before = self.clock.now() - APPLIED_WITHIN;
        for FileId { id } in files {
            let is_old = match self.find(id).await? {
                Some(import) => import.finished_at.is_some_and(|at| at < before),
                // What came of it is forgotten; one that is being uploaded is new
                None => id.0.timestamp().to_chrono() < before,
            };
            if is_old {
                self.delete_file(id).await?;
            }
        }
        Ok(())
    }

    async fn keep(&self, id: ImportId, order: ImportOrder, file: &[u8]) -> Result<Import, StoreError> {
        let now = self.clock.now();
        let import = Import {
            id,
            order,
            status: ImportStatus::Queued,
            rows: 0,
            done: 0,
            tally: Tally::default(),
            hidden: 0,
            photos_left: 0,
            errors: vec![],
            created_at: now,
            modified_at: now,
            finished_at: None,
        };
        let mut upload = self.bucket.open_upload_stream(import.id.to_string()).id(import.id.into()).await?;
        upload.write_all(file).await.map_err(mongodb::error::Error::from)?;
        upload.close().await.map_err(mongodb::error::Error::from)?;
        self.collection.insert_one(bson::serialize_to_document(&import)?).await?;
        Ok(import)
    }

    /// An import, unless it is too long ago.
    pub async fn find(&self, id: ImportId) -> Result<Option<Import>, StoreError> {
        self.collection.typed().get(id).await
    }

    /// The oldest that is not over.
    pub async fn next(&self) -> Result<Option<Import>, StoreError> {
        let open = [ImportStatus::Queued.into_str(), ImportStatus::Running.into_str()];
        let imports = self.collection.typed();
        let found = imports.find(doc! { "status": { "$in": open } }).sort(doc! { "_id": 1 }).limit(-1);
        Ok(all(found.hint(hint(OPEN))).await?.pop())
    }

    /// The file of an import that is not over, or of a dry run.
    ///
    /// # Errors
    /// [`StoreError::Driver`] when it is gone, too.
    pub async fn read_file(&self, id: ImportId) -> Result<Vec<u8>, StoreError> {
        let mut file = vec![];
        let mut download = self.bucket.open_download_stream(id.into()).await?;
        download.read_to_end(&mut file).await.map_err(mongodb::error::Error::from)?;
        Ok(file)
    }

    /// Notes how many rows there are: now they can be done.
    pub async fn begin(&self, id: ImportId, rows: i64) -> Result<(), StoreError> {
        let set = doc! { "status": ImportStatus::Running.into_str(), "rows": rows };
        self.update(id, doc! { "status": ImportStatus::Queued.into_str() }, doc! { "$set": set }).await
    }

    /// Notes that the file cannot be read.
    pub async fn fail(&self, id: ImportId, faults: Vec<ImportFault>) -> Result<(), StoreError> {
        let faults = faults.into_iter().take(Import::MAX_FAULTS).collect::<Vec<_>>();
        let set = doc! {
            "status": ImportStatus::Failed.into_str(), "errors": bson::serialize_to_bson(&faults)?,
            "finished_at": stamp::date(self.clock.now()),
        };
        self.update(id, doc! { "status": ImportStatus::Queued.into_str() }, doc! { "$set": set }).await?;
        self.delete_file(id).await
    }

    /// Notes that everything is done. The file of a dry run stays for a while: see [`Self::apply`].
    pub async fn finish(&self, id: ImportId) -> Result<(), StoreError> {
        let set = doc! { "status": ImportStatus::Done.into_str(), "finished_at": stamp::date(self.clock.now()) };
        self.update(id, doc! { "status": ImportStatus::Running.into_str() }, doc! { "$set": set }).await?;
        let is_dry_run = self.find(id).await?.is_some_and(|import| import.order.dry_run);
        if is_dry_run { Ok(()) } else { self.delete_file(id).await }
    }

    async fn delete_file(&self, id: ImportId) -> Result<(), StoreError> {
        match self.bucket.delete(id.into()).await {
            Err(error) if is_missing(&error) => Ok(()),
            result => Ok(result?),
        }
    }

    async fn update(&self, id: ImportId, condition: Document, update: Document) -> Result<(), StoreError> {
        let mut filter = doc! { "_id": id };
        filter.extend(condition);
        self.collection.update_one(filter, stamp::modified(self.clock.now(), update)).await?;
        Ok(())
    }

    /// Notes what came of the rows after `from` up to `to`.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when somebody else has done them; [`StoreError::Driver`].
    async fn note(
        &self,
        id: ImportId,
        (from, to): (i64, i64),
        (tally, photos, faults): (Tally, usize, &[ImportFault]),
        session: Option<&mut ClientSession>,
    ) -> Result<(), StoreError> {
        let filter = doc! { "_id": id, "status": ImportStatus::Running.into_str(), "done": from };
        let mut counts = bson::serialize_to_document(&tally)?;
        counts.insert("photos_left", i64::try_from(photos).unwrap_or(i64::MAX));
        let update = doc! { "$set": { "done": to }, "$inc": counts, "$push": { "errors": push(faults)? } };
        let update = self.collection.update_one(filter, stamp::modified(self.clock.now(), update));
        let updated = match session {
            Some(session) => update.session(session).await?,
            None => update.await?,
        };
        if updated.matched_count == 1 { Ok(()) } else { Err(StoreError::Stale) }
    }
}

/// Adds faults as long as there are not too many.
fn push(faults: &[ImportFault]) -> Result<Bson, StoreError> {
    let most = i64::try_from(Import::MAX_FAULTS).unwrap_or(i64::MAX);
    Ok(doc! { "$each": bson::serialize_to_bson(&faults)?, "$slice": most }.into())
}
