//! The worker: takes the lease, then goes round after round over what is to be told. Beside that, it
//! counts what was sold and carries out imports.

use std::{sync::Arc, time::Duration};

use importer::{Importer, ImporterSettings};
use metrics::gauge;
use serde::Serialize;
use store::{Owner, Store, StoreError};
use telegram::Api;
use tokio::{sync::watch, time::sleep};
use tokio_util::sync::CancellationToken;
use utoipa::ToSchema;

use crate::{
    Settings,
    delivery::{Delivery, Ended},
    lease::Lease,
    sender::{Run, Sender},
};

/// Tells people what they should hear. Cheap to clone; clones share the rate limit. Of all that run at once, in this
/// process or another, one delivers at a time.
#[derive(Clone, derive_more::Debug)]
#[debug("Worker({:?})", sender.settings)]
pub struct Worker {
    store: Store,
    sender: Sender,
    importer: Importer,
    /// What the runs of this process know of each other; shared between clones.
    activity: Arc<watch::Sender<Activity>>,
}

/// How far [`Worker::drain`] came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = DrainOutcome, description = "What ended it.")]
pub enum Drained {
    /// Everything that is due was told.
    Done,
    /// The time was spent before that.
    OutOfTime,
    /// Another process is at it.
    Elsewhere,
}

/// The runs of one process.
#[derive(Debug, Clone, Copy, Default)]
struct Activity {
    /// How many there are that deliver, or ask for the lease.
    runs: usize,
    /// How many rounds found nothing to do.
    idle_rounds: u64,
}

/// A run, from before it asks for the lease to its end.
struct Present<'a>(&'a watch::Sender<Activity>);

impl<'a> Present<'a> {
    fn new(activity: &'a watch::Sender<Activity>) -> Self {
        activity.send_modify(|activity| activity.runs += 1);
        Self(activity)
    }
}

impl Drop for Present<'_> {
    fn drop(&mut self) {
        self.0.send_modify(|activity| activity.runs -= 1);
    }
}

/// What a worker does when everything was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Idle {
    Leave,
    Wait,
}

impl Worker {
    /// A worker that has not begun yet. `random` gives numbers from 0 to 1, to spread repetitions in time.
    pub fn new(store: Store, api: Api, settings: Settings, random: fn() -> f64) -> Self {
        let imports = ImporterSettings {
            public_url: settings.public_url.clone(),
            lease: settings.lease,
            poll: settings.poll,
            ..ImporterSettings::of(settings.shop.currency)
        };
        let importer = Importer::new(store.clone(), imports);
        Self { store, sender: Sender::new(api, settings, random), importer, activity: Arc::default() }
    }

    /// Has every run and drain of this worker and its clones end: nothing more is begun, and calls that are under way are
    /// waited for no longer than [`Settings::grace`]. A call cut off then may have arrived, and is made again by the next
    /// worker.
    pub fn stop(&self) {
        self.sender.stopping.cancel();
    }

    /// Returns when [`Self::stop`] was called.
    pub(crate) async fn stopping(&self) {
        self.sender.stopping.cancelled().await;
    }

    /// Tells everything that is due, for as long as `budget`; what is under way then still ends. While another run of this
    /// process delivers, it waits until that has told everything: some platforms give a process time only while a request
    /// is open.
    ///
    /// # Errors
    /// [`StoreError`] when the database cannot be reached.
    pub async fn drain(&self, budget: Duration) -> Result<Drained, StoreError> {
        let stop = self.sender.stopping.child_token();
        let spent = async {
            sleep(budget).await;
            stop.cancel();
            std::future::pending::<()>().await;
        };
        tokio::select! {
            drained = self.drain_until(&stop) => drained,
            () = spent => Ok(Drained::OutOfTime),
        }
    }

    async fn drain_until(&self, stop: &CancellationToken) -> Result<Drained, StoreError> {
        loop {
            let drained = self.work(stop, Idle::Leave).await?;
            if drained != Drained::Elsewhere {
                return Ok(drained);
            }
            let mut activity = self.activity.subscribe();
            let seen = *activity.borrow_and_update();
            if seen.runs == 0 {
                return Ok(Drained::Elsewhere);
            }
            // The first idle round may have begun before this call, and may have missed what is due since
            let enough = seen.idle_rounds + 2;
            let ended = activity.wait_for(|now| now.runs == 0 || now.idle_rounds >= enough);
            match stop.run_until_cancelled(ended).await {
                None => return Ok(Drained::OutOfTime),
                Some(Ok(now)) if now.idle_rounds < enough => {}
                Some(_) => return Ok(Drained::Done),
            }
        }
    }

    /// Tells whatever becomes due, until told to stop; what is under way then still ends.
    pub async fn run(&self, stop: CancellationToken) {
        let either = self.sender.stopping.child_token();
        let told = async {
            stop.cancelled().await;
            either.cancel();
            std::future::pending::<()>().await;
        };
        tokio::select! {
            () = self.run_until(&either) => {}
            () = told => {}
        }
    }

    async fn run_until(&self, stop: &CancellationToken) {
        while !stop.is_cancelled() {
            if let Err(error) = self.work(stop, Idle::Wait).await {
                tracing::error!(%error, "delivery breaks off and is tried again");
            }
            self.rest(stop).await;
        }
    }

    /// Works while the lease lasts, if it is to be had. Every run is an owner of its own: a drain beside the background
    /// loop of the same process must not take the lease that the loop holds.
    async fn work(&self, stop: &CancellationToken, idle: Idle) -> Result<Drained, StoreError> {
        let _present = Present::new(&self.activity);
        let Some(lease) = Lease::take(&self.store, Owner::new(), self.sender.settings.lease).await? else {
            return Ok(Drained::Elsewhere);
        };
        let worked = tokio::select! {
            () = lease.keep() => return Ok(Drained::Elsewhere),
            worked = self.deliver_and_import(&lease, stop, idle) => worked,
        };
        lease.give_back().await;
        worked
    }

    /// A file of many photos may take an hour: what is to be told does not wait for that.
    async fn deliver_and_import(
        &self,
        lease: &Lease,
        stop: &CancellationToken,
        idle: Idle,
    ) -> Result<Drained, StoreError> {
        let importing = stop.child_token();
        let imports = async {
            match idle {
                Idle::Leave => self.importer.drain(&importing).await,
                Idle::Wait => {
                    self.importer.run(&importing).await;
                    Ok(true)
                }
            }
        };
        let rounds = async {
            let worked = self.rounds(lease, stop, idle).await;
            if idle == Idle::Wait || !matches!(worked, Ok(Drained::Done)) {
                importing.cancel();
            }
            worked
        };
        let (worked, imported) = tokio::join!(rounds, imports);
        match (worked?, imported?) {
            (Drained::Done, false) => Ok(Drained::OutOfTime),
            (worked, _) => Ok(worked),
        }
    }

    async fn rounds(&self, lease: &Lease, stop: &CancellationToken, idle: Idle) -> Result<Drained, StoreError> {
        loop {
            let found_work = self.round(lease, stop).await?;
            if !found_work {
                self.activity.send_modify(|activity| activity.idle_rounds += 1);
            }
            match idle {
                _ if !lease.holds() => return Ok(Drained::Elsewhere),
                _ if stop.is_cancelled() => return Ok(Drained::OutOfTime),
                Idle::Leave if !found_work => return Ok(Drained::Done),
                Idle::Wait if !found_work => self.rest(stop).await,
                Idle::Leave | Idle::Wait => {}
            }
        }
    }

    /// Notices first, then broadcasts; notices that become due meanwhile do not wait for a long broadcast to end.
    async fn round(&self, lease: &Lease, stop: &CancellationToken) -> Result<bool, StoreError> {
        let run = Run { store: &self.store, sender: &self.sender, lease, stop };
        let told = self.tell_due(run).await?;
        let over = stop.child_token();
        let broadcasts = async {
            let delivered = Self::deliver_all(run).await;
            over.cancel();
            delivered
        };
        let meanwhile = async {
            let mut told = 0;
            while !over.is_cancelled() {
                self.rest(&over).await;
                told += self.tell_due(run).await?;
            }
            Ok::<usize, StoreError>(told)
        };
        let (delivered, meanwhile) = tokio::join!(broadcasts, meanwhile);
        Ok(told + delivered? + meanwhile? > 0)
    }

    /// What every round begins with, and what goes on while broadcasts are delivered.
    async fn tell_due(&self, run: Run<'_>) -> Result<usize, StoreError> {
        let told = run.tell_due().await?;
        self.count().await;
        let now = Duration::from_millis(self.store.now().timestamp_millis().try_into().unwrap_or_default());
        gauge!("kiosk_worker_last_round_timestamp_seconds").set(now.as_secs_f64());
        Ok(told)
    }

    /// Brings the figures up to date. Nobody waits for them: a failure is for the next round, and delivery goes on.
    async fn count(&self) {
        let figures = &self.store.figures;
        let counted = async {
            figures.count().await?;
            figures.refresh().await
        };
        if let Err(error) = counted.await {
            tracing::error!(%error, "figures are not up to date, and are counted again later");
        }
    }

    /// One broadcast after the other, until there is none. Says how many.
    async fn deliver_all(run: Run<'_>) -> Result<usize, StoreError> {
        let mut count = 0;
        while !run.stop.is_cancelled() && run.lease.holds() {
            let Some(job) = run.store.broadcasts.take(run.lease.owner(), &run.store.audience).await? else { break };
            count += 1;
            let id = job.broadcast.id;
            tracing::info!(broadcast.id = %id, total = job.state.progress.total, "broadcast {id} goes on its way");
            let ended = Box::pin(Delivery::new(run, job).run()).await?;
            tracing::info!(broadcast.id = %id, ?ended, "broadcast {id}");
            if ended == Ended::Lost {
                break;
            }
        }
        Ok(count)
    }

    async fn rest(&self, stop: &CancellationToken) {
        stop.run_until_cancelled(sleep(self.sender.settings.poll)).await;
    }
}
