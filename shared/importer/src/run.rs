//! Import after import, one at a time in the whole shop.

use std::time::Duration;

use domain::Currency;
use files::ReadOptions;
use store::{Owner, Store, StoreError};
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::{
    fetch::{Fetcher, Limits},
    job::{Ended, Job},
};

/// Who may carry out imports.
const LEASE: &str = "imports";

/// What imports go by.
#[derive(Debug, Clone)]
pub struct ImporterSettings {
    /// What prices are in.
    pub currency: Currency,
    /// Where the shop is reached: photos of this address are its own.
    pub public_url: Option<Url>,
    /// What a photo may cost.
    pub limits: Limits,
    /// How many rows are written at a time.
    pub rows_at_once: usize,
    /// How many products' photos are fetched at a time.
    pub photos_at_once: usize,
    /// How long an importer that is silent counts as alive.
    pub lease: Duration,
    /// How often one without work looks for some.
    pub poll: Duration,
}

impl ImporterSettings {
    /// Of a shop with this currency.
    pub fn of(currency: Currency) -> Self {
        Self {
            currency,
            public_url: None,
            limits: Limits::default(),
            rows_at_once: 200,
            photos_at_once: 4,
            lease: Duration::from_secs(15),
            poll: Duration::from_secs(1),
        }
    }

    pub(crate) fn read_options(&self) -> ReadOptions {
        ReadOptions { currency: self.currency, public_url: self.public_url.clone() }
    }
}

/// Carries out imports. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Importer {
    store: Store,
    settings: ImporterSettings,
    fetcher: Fetcher,
}

impl Importer {
    /// One that has not begun yet.
    pub fn new(store: Store, settings: ImporterSettings) -> Self {
        let fetcher = Fetcher::new(settings.limits);
        Self { store, settings, fetcher }
    }

    /// Carries out whatever comes, until told to stop; the step under way still ends.
    pub async fn run(&self, stop: &CancellationToken) {
        while !stop.is_cancelled() {
            if let Err(error) = self.drain(stop).await {
                tracing::error!(%error, "an import breaks off and is taken up again");
            }
            stop.run_until_cancelled(tokio::time::sleep(self.settings.poll)).await;
        }
    }

    /// Carries out what there is, until told to stop. Says whether nothing is left; `false` also where somebody else is at it.
    ///
    /// # Errors
    /// [`StoreError`] when the database cannot be reached.
    pub async fn drain(&self, stop: &CancellationToken) -> Result<bool, StoreError> {
        // Most of the time there is nothing, and to know that costs one read
        if self.store.imports.next().await?.is_none() {
            return Ok(true);
        }
        let me = Owner::new();
        if !self.store.leases.take(LEASE, me, self.settings.lease).await? {
            return Ok(false);
        }
        let done = self.work(me, stop).await;
        self.store.leases.give_back(LEASE, me).await?;
        done
    }

    async fn work(&self, me: Owner, stop: &CancellationToken) -> Result<bool, StoreError> {
        while let Some(import) = self.store.imports.next().await? {
            let id = import.id;
            let Self { store, settings, fetcher } = self;
            let ended = Job { store, settings, fetcher, lease: LEASE, me, stop, import }.run().await?;
            tracing::info!(import.id = %id, ?ended, "import {id}");
            if ended != Ended::Finished {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
