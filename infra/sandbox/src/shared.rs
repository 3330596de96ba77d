//! What every part of the sandbox holds: the world behind its lock, the open pages, the signals.
//!
//! [`Shared::change`] is the only way to alter the [`World`]: it sends the events to the pages, marks the state for
//! saving and wakes the deliveries, so that none of this can be forgotten.
//!
//! Example: `shared.change(|world| world.delete(1001, &[7]))`.

use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, broadcast, watch};

use crate::disk::Disk;
use crate::journal::{Exchange, Journal};
use crate::user::User;
use crate::world::{Event, World};

/// Events a slow page may lag behind before it has to reload.
const EVENT_BUFFER: usize = 1024;
/// Changes within this time are saved together.
const SAVE_PAUSE: Duration = Duration::from_millis(50);

/// The state of a running sandbox.
pub(crate) struct Shared {
    pub(crate) token: String,
    pub(crate) disk: Disk,
    world: Mutex<World>,
    journal: Mutex<Journal>,
    pub(crate) events: broadcast::Sender<Arc<Event>>,
    /// Counts changes: whoever waits for one subscribes
    pub(crate) changed: watch::Sender<u64>,
    dirty: Notify,
    /// Counts settings of the webhook: a delivery pausing between attempts tries the new one at once
    pub(crate) webhook_set: watch::Sender<u64>,
    pub(crate) stopping: watch::Sender<bool>,
}

impl Shared {
    /// Loads what was saved in `data`.
    ///
    /// # Errors
    /// The folder cannot be created, or the saved state not be read.
    pub(crate) fn open(token: String, bot: User, data: &Path) -> io::Result<Self> {
        let disk = Disk::open(data)?;
        let mut world = disk.load()?;
        world.bot = bot;
        Ok(Self {
            token,
            disk,
            world: Mutex::new(world),
            journal: Mutex::default(),
            events: broadcast::channel(EVENT_BUFFER).0,
            changed: watch::channel(0).0,
            dirty: Notify::new(),
            webhook_set: watch::channel(0).0,
            stopping: watch::channel(false).0,
        })
    }

    fn lock(&self) -> MutexGuard<'_, World> {
        // A panic under the lock leaves a whole world: every operation is short and checks first
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks at the world.
    pub(crate) fn look<T>(&self, read: impl FnOnce(&World) -> T) -> T {
        read(&self.lock())
    }

    /// Alters the world and tells everybody concerned.
    pub(crate) fn change<T>(&self, alter: impl FnOnce(&mut World) -> T) -> T {
        let mut world = self.lock();
        let result = alter(&mut world);
        // Sent under the lock: the pages hear of changes in the order they happened
        for event in world.events.drain(..) {
            let _ = self.events.send(Arc::new(event));
        }
        drop(world);
        self.changed.send_modify(|count| *count += 1);
        self.dirty.notify_one();
        result
    }

    /// Tells the pages of something that is no part of the world.
    pub(crate) fn announce(&self, event: Event) {
        let _ = self.events.send(Arc::new(event));
    }

    /// Keeps an exchange and shows it in the panel.
    pub(crate) fn record(&self, exchange: Exchange) {
        let exchange = self.journal().add(exchange);
        self.announce(Event::Exchange { exchange: Box::new(exchange) });
    }

    pub(crate) fn journal(&self) -> MutexGuard<'_, Journal> {
        self.journal.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Completes when the sandbox stops.
    pub(crate) async fn stopped(&self) {
        let _ = self.stopping.subscribe().wait_for(|stopping| *stopping).await;
    }

    /// Writes the state to the disk now.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub(crate) fn save(&self) -> io::Result<()> {
        let json = self.look(serde_json::to_vec).map_err(io::Error::other)?;
        self.disk.save(&json)
    }

    /// Saves after every change, until stopped.
    pub(crate) async fn keep_saved(self: Arc<Self>) {
        loop {
            tokio::select! {
                () = self.dirty.notified() => tokio::time::sleep(SAVE_PAUSE).await,
                () = self.stopped() => return,
            }
            let shared = Arc::clone(&self);
            let saved = tokio::task::spawn_blocking(move || shared.save()).await;
            if let Ok(Err(error)) = saved {
                tracing::error!(%error, "the state could not be saved");
            }
        }
    }
}
