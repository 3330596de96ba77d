//! Notes of updates whose responses were written. Those of many chats are written together, a few milliseconds later: one
//! command for all costs the database a third of one for each, and nobody waits for it but the next tap in the same chat.

use std::{
    mem,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use store::{Note, Store};
use tokio::{runtime::Handle, time::sleep};
use tokio_util::task::TaskTracker;

/// How long notes gather.
const GATHER: Duration = Duration::from_millis(4);
/// A write of notes that the database does not take is repeated so often, with this pause: claims lapse after 15 seconds.
const ATTEMPTS: u32 = 10;
const PAUSE: Duration = Duration::from_millis(500);

/// What is done after responses were written. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Notes {
    waiting: Arc<Mutex<Vec<Note>>>,
    tasks: TaskTracker,
}

impl Notes {
    pub(crate) fn new() -> Self {
        let tasks = TaskTracker::new();
        // Waiting for one that is closed ends when it is empty; it takes more all the same
        tasks.close();
        Self { waiting: Arc::default(), tasks }
    }

    /// Runs beside whatever goes on; [`Self::settle`] waits for it.
    pub(crate) fn in_background(&self, work: impl Future<Output = ()> + Send + 'static) {
        // Outside of a runtime the process is ending, and the claim lapses by itself
        if let Ok(runtime) = Handle::try_current() {
            self.tasks.spawn_on(work, &runtime);
        }
    }

    /// Has the note written together with others.
    pub(crate) fn add(&self, store: &Store, note: Note) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.push(note);
        if waiting.len() == 1 {
            let (notes, store) = (self.clone(), store.clone());
            self.in_background(async move {
                sleep(GATHER).await;
                let gathered = mem::take(&mut *notes.waiting.lock().unwrap_or_else(PoisonError::into_inner));
                write(&store, &gathered).await;
            });
        }
    }

    /// Waits until all of them are written.
    pub(crate) async fn settle(&self) {
        self.tasks.wait().await;
    }
}

async fn write(store: &Store, notes: &[Note]) {
    let mut attempts = 0;
    let written = loop {
        match store.conversations.finish_all(notes).await {
            Ok(written) => break written,
            Err(error) => {
                attempts += 1;
                if attempts == ATTEMPTS || !error.is_unavailable() {
                    tracing::warn!(%error, updates = notes.len(), "handled updates are not noted as handled");
                    return;
                }
                sleep(PAUSE).await;
            }
        }
    };
    // After a broken attempt nobody can tell: what that one wrote does not count again
    let lost = (notes.len() as u64).saturating_sub(written);
    if lost > 0 && attempts == 0 {
        tracing::warn!(updates = lost, "claims lapsed before their updates were noted as handled");
    }
}
