//! An import from where it stands to its end.

use std::{collections::HashSet, sync::Arc};

use domain::{Import, ImportFault, ImportStatus, ProductId, Sku};
use files::FileError;
use futures_util::future::try_join_all;
use store::{Owner, Step, Store, StoreError};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::{
    fetch::Fetcher,
    pictures::Pictures,
    plan::{Line, Planner, is_complete, key, keys, number},
    run::ImporterSettings,
    tree::Tree,
};

/// How often a step is planned anew because a category or a product came or went meanwhile.
const ATTEMPTS: u32 = 5;
/// So many tasks for photos are read at once.
const TASKS: i64 = 100;

/// How a job was left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    Finished,
    /// Told to stop, or somebody else goes on.
    Left,
}

/// An import that is carried out.
pub(crate) struct Job<'a> {
    pub(crate) store: &'a Store,
    pub(crate) settings: &'a ImporterSettings,
    pub(crate) fetcher: &'a Fetcher,
    pub(crate) lease: &'static str,
    pub(crate) me: Owner,
    pub(crate) stop: &'a CancellationToken,
    pub(crate) import: Import,
}

/// What reading a file to its end finds.
struct Count {
    rows: i64,
    /// By what its rows name products; kept only where it is asked for.
    keys: HashSet<String>,
}

impl Job<'_> {
    pub(crate) async fn run(mut self) -> Result<Ended, StoreError> {
        let file: Arc<[u8]> = self.store.imports.read_file(self.import.id).await?.into();
        let count = match self.count(&file).await? {
            Ok(count) => count,
            Err(error) => {
                let faults = error.into_faults().into_iter();
                let faults = faults.map(|fault| ImportFault {
                    row: fault.row.into(),
                    column: fault.column,
                    detail: fault.detail,
                });
                self.store.imports.fail(self.import.id, faults.collect()).await?;
                return Ok(Ended::Finished);
            }
        };
        if self.import.status == ImportStatus::Queued {
            self.store.imports.begin(self.import.id, count.rows).await?;
        }
        if self.rows(file).await? == Ended::Left {
            return Ok(Ended::Left);
        }
        if self.import.order.hide_missing {
            let has_row = |id: ProductId, sku: Option<&Sku>| {
                count.keys.contains(&sku.map_or_else(|| id.to_string(), ToString::to_string))
            };
            self.store.imports.hide_missing(&self.import, has_row).await?;
        }
        if self.photos().await? == Ended::Left {
            return Ok(Ended::Left);
        }
        self.store.imports.finish(self.import.id).await?;
        Ok(Ended::Finished)
    }

    /// Reads the whole file once before anything is written: of one that cannot be read to its end, nothing is.
    async fn count(&self, file: &Arc<[u8]>) -> Result<Result<Count, FileError>, StoreError> {
        let (file, options, order) = (file.clone(), self.settings.read_options(), self.import.order);
        let counted = tokio::task::spawn_blocking(move || {
            let mut count = Count { rows: 0, keys: HashSet::new() };
            files::read(order.format, &file, &options, |line| {
                count.rows += 1;
                if order.hide_missing {
                    // A row that is refused names its product all the same
                    let sku = line.as_ref().map_or_else(|refused| refused.sku.clone(), |row| Some(row.sku.clone()));
                    count.keys.extend(sku.map(|sku| sku.to_string()));
                }
                true
            })
            .map(|()| count)
        });
        counted.await.map_err(|_| StoreError::Unexpected("reading a file panicked"))
    }

    /// Does the rows that are not done yet.
    async fn rows(&mut self, file: Arc<[u8]>) -> Result<Ended, StoreError> {
        let mut tree = Tree::read(self.store).await?;
        let mut steps = self.read(file);
        while let Some(lines) = steps.recv().await {
            if !self.may_go_on().await? {
                return Ok(Ended::Left);
            }
            match self.step(&lines, &mut tree).await {
                Err(StoreError::Stale) => return Ok(Ended::Left),
                result => result?,
            }
            self.import.done = lines.last().map_or(self.import.done, |line| number(line).into());
        }
        Ok(Ended::Finished)
    }

    /// Reads the file in a thread of its own, a step ahead.
    fn read(&self, file: Arc<[u8]>) -> mpsc::Receiver<Vec<Line>> {
        let (sender, receiver) = mpsc::channel(1);
        let (options, format) = (self.settings.read_options(), self.import.order.format);
        let (done, at_once) = (self.import.done, self.settings.rows_at_once);
        tokio::task::spawn_blocking(move || {
            let mut lines = Vec::with_capacity(at_once);
            let read = files::read(format, &file, &options, |line| {
                if i64::from(number(&line)) > done {
                    lines.push(line);
                }
                lines.len() < at_once || sender.blocking_send(std::mem::take(&mut lines)).is_ok()
            });
            if !lines.is_empty() {
                // Nobody may be listening any more
                let _ = sender.blocking_send(lines);
            }
            if let Err(error) = read {
                tracing::error!(%error, "a file that could be read cannot be read again");
            }
        });
        receiver
    }

    async fn step(&self, lines: &[Line], tree: &mut Tree) -> Result<(), StoreError> {
        let order = self.import.order;
        let to = lines.last().map_or(self.import.done, |line| number(line).into());
        let step = Step { from: self.import.done, to, keys: keys(lines) };
        let mut attempts = 0;
        loop {
            if order.create_categories && !order.dry_run {
                self.create_categories(lines, &step, tree).await?;
            }
            let planner = Planner { tree, create_categories: order.create_categories, now: self.store.now() };
            let done = self.store.imports.step(&self.import, &step, |existing| planner.plan(lines, existing)).await;
            attempts += 1;
            match done {
                Err(StoreError::NoSuchCategory | StoreError::SkuTaken) if attempts < ATTEMPTS => {
                    *tree = Tree::read(self.store).await?;
                }
                result => return result,
            }
        }
    }

    /// Creates the categories that rows name, but for those of rows that cannot be done anyway.
    async fn create_categories(&self, lines: &[Line], step: &Step, tree: &mut Tree) -> Result<(), StoreError> {
        if tree.missing(lines.iter().flatten()).is_empty() {
            return Ok(());
        }
        let existing = self.store.imports.existing(&step.keys).await?;
        let known: HashSet<String> = existing.iter().map(|one| key(&one.product)).collect();
        let can_be_done = lines.iter().flatten().filter(|row| known.contains(row.sku.as_str()) || is_complete(row));
        for path in tree.missing(can_be_done) {
            tree.create(self.store, &path).await?;
        }
        Ok(())
    }

    /// Fetches the photos that are not fetched yet.
    async fn photos(&self) -> Result<Ended, StoreError> {
        let (id, mut after) = (self.import.id, None);
        let pictures =
            Pictures { store: self.store, fetcher: self.fetcher, public_url: self.settings.public_url.as_ref() };
        loop {
            let tasks = self.store.imports.photo_tasks(id, after, TASKS).await?;
            let Some(last) = tasks.last() else { return Ok(Ended::Finished) };
            after = Some(last.id);
            for some in tasks.chunks(self.settings.photos_at_once) {
                if !self.may_go_on().await? {
                    return Ok(Ended::Left);
                }
                let mut shown = Vec::with_capacity(some.len());
                for task in some {
                    shown.push(pictures.show(id, task));
                }
                let shown = try_join_all(shown);
                // A fetch may take long: the lease is kept meanwhile, and whoever takes over begins it anew
                let ended = tokio::select! {
                    shown = shown => Some(shown),
                    () = self.stop.cancelled() => None,
                    kept = self.keep_lease() => { kept?; None }
                };
                match ended {
                    None => return Ok(Ended::Left),
                    Some(result) => drop(result?),
                }
            }
        }
    }

    /// Returns when somebody else has the lease.
    async fn keep_lease(&self) -> Result<(), StoreError> {
        loop {
            tokio::time::sleep(self.settings.lease / 3).await;
            if !self.store.leases.take(self.lease, self.me, self.settings.lease).await? {
                return Ok(());
            }
        }
    }

    async fn may_go_on(&self) -> Result<bool, StoreError> {
        let goes_on = !self.stop.is_cancelled();
        Ok(goes_on && self.store.leases.take(self.lease, self.me, self.settings.lease).await?)
    }
}
