//! Broadcasts: asked for by somebody, delivered by the worker that holds the lease.
//!
//! A worker takes the next one as a [`Job`] and puts its mark on it: from then on only that worker's progress is kept.
//! Progress is written as a whole ([`State`]), so writing it twice changes nothing, and says exactly who is settled:
//! everyone up to the cursor, but for the few that are still open.
//!
//! ```no_run
//! # async fn example(store: store::Store, text: domain::BroadcastText) -> Result<(), store::StoreError> {
//! use store::{NewBroadcast, Owner};
//!
//! let broadcast = store.broadcasts.create(NewBroadcast::text(text)).await?;
//! let me = Owner::new();
//! let job = store.broadcasts.take(me, &store.audience).await?.expect("the one just created");
//! let recipients = store.audience.page(job.begun_at, job.state.cursor, 100).await?;
//! assert_eq!(job.state.progress.total, recipients.len() as u64);
//! # let _ = broadcast;
//! # Ok(()) }
//! ```

use std::collections::BTreeSet;

use bson::{Bson, Document, RawDocumentBuf, doc, oid::ObjectId, serde_helpers::datetime::FromChrono04DateTime};
use chrono::{DateTime, Utc};
use domain::{
    Broadcast, BroadcastId, BroadcastSource, BroadcastStatus, BroadcastText, Clock, Failure, NewsId, Preview, Progress,
    UserId, VariantArray,
};
use futures_util::FutureExt;
use mongodb::{ClientSession, Database, IndexModel, options::ReturnDocument};
use serde::{Deserialize, Serialize};
use serde_with::serde_as;

use crate::{
    Audience, Notice, Outbox, Owner, Page, PageRequest, Position, StoreError,
    documents::{Documents, all, part},
    index::index,
    keyset::Keyset,
    names::USERS,
    stamp::{self, date},
    transaction,
};

pub(crate) const COLLECTION: &str = "broadcasts";

const NEWEST: Keyset = Keyset { field: None, descending: true };

pub(crate) fn indexes() -> Vec<IndexModel> {
    vec![index("by_status", doc! { "status": 1, "_id": 1 })]
}

/// The collection `broadcasts`.
#[derive(Clone, Debug)]
pub struct Broadcasts {
    db: Database,
    collection: Documents,
    outbox: Outbox,
    clock: Clock,
}

/// A broadcast to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewBroadcast {
    /// Its id: asking twice under the same id makes one broadcast.
    pub id: BroadcastId,
    /// What to say.
    pub source: BroadcastSource,
    /// The message that is to show the progress.
    pub preview: Option<Preview>,
    /// When it is to begin, if not at once.
    pub scheduled_at: Option<DateTime<Utc>>,
}

impl NewBroadcast {
    /// Says this text.
    pub fn text(text: BroadcastText) -> Self {
        Self::of(BroadcastSource::Text { text })
    }

    /// Says this, at once.
    pub fn of(source: BroadcastSource) -> Self {
        Self { id: BroadcastId::fresh(), source, preview: None, scheduled_at: None }
    }
}

/// A broadcast in the hands of a worker.
#[derive(Debug, Clone)]
pub struct Job {
    /// The broadcast, as it was when it was taken.
    pub broadcast: Broadcast,
    /// When it began: those who were customers then are its audience.
    pub begun_at: DateTime<Utc>,
    /// How far it has come.
    pub state: State,
}

/// Who is settled, and what became of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    pub progress: Progress,
    /// Why it failed for those counted so.
    #[serde(default)]
    pub failures: Vec<Failure>,
    /// Everyone up to this id is settled …
    pub cursor: Option<UserId>,
    /// … but for these.
    #[serde(default)]
    pub open: BTreeSet<UserId>,
    /// How many customers had been erased since the broadcast began, when this was read. Written by [`forget`] alone.
    #[serde(default, skip_serializing)]
    pub erasures: i64,
}

/// What became of writing down the progress.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SaveOutcome {
    /// It is kept; go on.
    Running,
    /// It is kept; the broadcast was cancelled meanwhile.
    Cancelled,
    /// It is not kept: another worker has taken over.
    Lost,
}

#[serde_as]
#[derive(Deserialize)]
struct Stored {
    #[serde_as(as = "FromChrono04DateTime")]
    begun_at: DateTime<Utc>,
    /// Whether the audience was counted.
    #[serde(default)]
    counted: bool,
}

impl Broadcasts {
    pub(crate) fn new(db: &Database, outbox: &Outbox, clock: &Clock) -> Self {
        Self { db: db.clone(), collection: Documents::of(db, COLLECTION), outbox: outbox.clone(), clock: clock.clone() }
    }

    /// Asks for a broadcast. Under an id that exists it is that one, unchanged.
    pub async fn create(&self, new: NewBroadcast) -> Result<Broadcast, StoreError> {
        let broadcast = self.queued(new);
        match self.collection.typed::<Broadcast>().insert_one(&broadcast).await {
            Err(error) if StoreError::is_duplicate_key(&error) => {
                self.find(broadcast.id).await?.ok_or(StoreError::Inconsistent("a broadcast that exists is not found"))
            }
            result => Ok(result.map(|_| broadcast)?),
        }
    }

    /// Turns the notice of a news item into a broadcast of it, once.
    ///
    /// # Errors
    /// [`StoreError::Timeout`], [`StoreError::Driver`].
    pub async fn create_from_notice(&self, notice: ObjectId, news_id: NewsId) -> Result<(), StoreError> {
        let new = NewBroadcast::of(BroadcastSource::News { news_id });
        let context = (self.clone(), self.queued(new));
        transaction::run(&self.db, context, move |session, (broadcasts, broadcast)| {
            async move {
                if broadcasts.outbox.take(session, notice).await? {
                    broadcasts.collection.typed::<Broadcast>().insert_one(broadcast).session(session).await?;
                }
                Ok(())
            }
            .boxed()
        })
        .await
    }

    /// Has the staff see in their chat what a broadcast would say.
    ///
    /// # Errors
    /// [`StoreError::Timeout`], [`StoreError::Driver`].
    pub async fn show_to_staff(&self, source: BroadcastSource) -> Result<(), StoreError> {
        let context = (self.outbox.clone(), Notice::BroadcastTest { source }, self.clock.now());
        transaction::run(&self.db, context, |session, (outbox, notice, now)| {
            async move { outbox.put(session, notice, *now, *now).await.map(drop) }.boxed()
        })
        .await
    }

    fn queued(&self, new: NewBroadcast) -> Broadcast {
        let now = self.clock.now();
        Broadcast {
            id: new.id,
            source: new.source,
            status: BroadcastStatus::Queued,
            progress: Progress::default(),
            failures: vec![],
            preview: new.preview,
            scheduled_at: new.scheduled_at,
            created_at: now,
            modified_at: now,
            finished_at: None,
            cancel_reason: None,
        }
    }

    /// A broadcast, if it exists.
    pub async fn find(&self, id: BroadcastId) -> Result<Option<Broadcast>, StoreError> {
        self.collection.typed().get(id).await
    }

    /// A page of broadcasts, newest first.
    ///
    /// # Errors
    /// [`StoreError::WrongPosition`] when the page begins at a position of another list; [`StoreError::Driver`].
    pub async fn list(&self, request: &PageRequest) -> Result<Page<Broadcast>, StoreError> {
        let filter = NEWEST.filter(request, &[])?;
        let broadcasts = self.collection.typed();
        let items = all(broadcasts.find(filter).sort(NEWEST.sort()).limit(request.read_limit())).await?;
        Ok(Page::of(items, request, |broadcast: &Broadcast| Position::of(None, broadcast.id.0)))
    }

    /// How many customers the broadcasts under way have still to reach, as far as it is written down.
    pub async fn recipients_left(&self) -> Result<u64, StoreError> {
        let unfinished = doc! { "status": { "$in": UNFINISHED.as_slice() } };
        let found: Vec<Document> = all(self.collection.find(unfinished).projection(doc! { "progress": 1 })).await?;
        let left = |document: Document| {
            let progress: Progress = bson::deserialize_from_bson(document.get("progress")?.clone()).ok()?;
            Some(progress.total.saturating_sub(progress.settled()))
        };
        Ok(found.into_iter().filter_map(left).sum())
    }

    /// Calls a broadcast off; one that is over stays as it is. What is under way still arrives.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`StoreError::Driver`].
    pub async fn cancel(&self, id: BroadcastId) -> Result<Broadcast, StoreError> {
        self.cancel_with(id, doc! {}).await
    }

    /// The same, of a broadcast that cannot go on for this reason.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`StoreError::Driver`].
    pub async fn abandon(&self, id: BroadcastId, reason: &str) -> Result<Broadcast, StoreError> {
        self.cancel_with(id, doc! { "cancel_reason": reason }).await
    }

    async fn cancel_with(&self, id: BroadcastId, mut set: Document) -> Result<Broadcast, StoreError> {
        let now = self.clock.now();
        let unfinished = doc! { "_id": id, "status": { "$in": UNFINISHED.as_slice() } };
        set.extend(doc! { "status": BroadcastStatus::Cancelled.into_str(), "finished_at": date(now) });
        match self.end(unfinished, doc! { "$set": set }, now).await? {
            Some(broadcast) => Ok(broadcast),
            None => self.find(id).await?.ok_or(StoreError::NotFound),
        }
    }

    /// The broadcast to be delivered next: the oldest that is not over, and not for later. It is this worker's from now on. The first to
    /// take it counts the audience.
    pub async fn take(&self, owner: Owner, audience: &Audience) -> Result<Option<Job>, StoreError> {
        let now = self.clock.now();
        let fields = doc! {
            "status": BroadcastStatus::Running.into_str(),
            "owner": owner,
            "begun_at": { "$ifNull": ["$begun_at", date(now)] },
        };
        // Also true where there is no such field
        let not_for_later = doc! { "$not": { "$gt": date(now) } };
        let due = doc! { "status": { "$in": UNFINISHED.as_slice() }, "scheduled_at": not_for_later };
        let broadcasts = self.collection.typed::<RawDocumentBuf>();
        let found = broadcasts
            .find_one_and_update(due, stamp::computed(now, fields))
            .sort(doc! { "_id": 1 })
            .return_document(ReturnDocument::After)
            .await?;
        let Some(found) = found else { return Ok(None) };
        let (stored, mut state, mut broadcast): (Stored, State, Broadcast) =
            (part(&found)?, part(&found)?, part(&found)?);
        if !stored.counted {
            state.progress.total = audience.count(stored.begun_at).await?;
            broadcast.progress = state.progress;
            let total = i64::try_from(state.progress.total).unwrap_or(i64::MAX);
            let counted = doc! { "$set": { "counted": true, "progress.total": total } };
            self.collection.update_one(owned(broadcast.id, owner), stamp::modified(now, counted)).await?;
        }
        Ok(Some(Job { broadcast, begun_at: stored.begun_at, state }))
    }

    /// Writes down how far a broadcast has come, if it is still this worker's. Customers who were erased since the worker
    /// took it are left out: the filter makes sure that none was erased after the state was cleared of them.
    pub async fn save_progress(&self, id: BroadcastId, owner: Owner, state: &State) -> Result<SaveOutcome, StoreError> {
        let now = self.clock.now();
        let mut state = state.clone();
        loop {
            let mut filter = owned(id, owner);
            filter.insert("erasures", doc! { "$in": [state.erasures, Bson::Null] });
            let update = stamp::modified(now, doc! { "$set": bson::serialize_to_document(&state)? });
            let found = self
                .collection
                .find_one_and_update(filter, update)
                .projection(doc! { "status": 1 })
                .return_document(ReturnDocument::After)
                .await?;
            match found.as_ref().map(|found| found.get_str("status")) {
                Some(Ok(status)) if status == BroadcastStatus::Running.into_str() => return Ok(SaveOutcome::Running),
                Some(_) => return Ok(SaveOutcome::Cancelled),
                None => {}
            }
            // Another worker's by now, or somebody was erased
            let found = self.collection.find_one(owned(id, owner)).projection(doc! { "erasures": 1 }).await?;
            let Some(found) = found else { return Ok(SaveOutcome::Lost) };
            state.erasures = found.get_i64("erasures").unwrap_or_default();
            self.leave_out_erased(&mut state).await?;
        }
    }

    /// Takes the ids of those who are customers no more out of a state.
    async fn leave_out_erased(&self, state: &mut State) -> Result<(), StoreError> {
        let users = Documents::of(&self.db, USERS);
        let ids: Vec<UserId> = state.open.iter().copied().chain(state.cursor).collect();
        let found = all(users.find(doc! { "_id": { "$in": ids } }).projection(doc! { "_id": 1 })).await?;
        let is_there = |id: &UserId| found.iter().any(|user| user.get_i64("_id").is_ok_and(|found| found == id.0));
        state.open.retain(is_there);
        // Nobody who has yet to be told lies in between
        state.cursor = state.cursor.map(|cursor| if is_there(&cursor) { cursor } else { UserId(cursor.0 - 1) });
        Ok(())
    }

    /// Notes a broadcast as done, if it is still this worker's and was not cancelled.
    pub async fn finish(&self, id: BroadcastId, owner: Owner, settled: u64) -> Result<(), StoreError> {
        let now = self.clock.now();
        let mut running = owned(id, owner);
        running.insert("status", BroadcastStatus::Running.into_str());
        let total = i64::try_from(settled).unwrap_or(i64::MAX);
        let done = BroadcastStatus::Done.into_str();
        let set = doc! { "status": done, "finished_at": date(now), "progress.total": total };
        self.end(running, doc! { "$set": set }, now).await?;
        Ok(())
    }

    /// Ends the broadcast that `filter` finds, if it does, and has its preview told.
    async fn end(
        &self,
        filter: Document,
        update: Document,
        now: DateTime<Utc>,
    ) -> Result<Option<Broadcast>, StoreError> {
        let update = stamp::modified(now, update);
        transaction::run(&self.db, (self.clone(), filter, update), move |session, (broadcasts, filter, update)| {
            async move {
                let typed = broadcasts.collection.typed::<Broadcast>();
                let ended = typed.find_one_and_update(filter.clone(), update.clone());
                let ended = ended.return_document(ReturnDocument::After).session(&mut *session).await?;
                if let Some(broadcast) = ended.as_ref().filter(|broadcast| broadcast.preview.is_some()) {
                    let notice = Notice::BroadcastEnded { broadcast_id: broadcast.id };
                    broadcasts.outbox.put(session, &notice, now, now).await?;
                }
                Ok(ended)
            }
            .boxed()
        })
        .await
    }
}

/// Takes a customer's id out of every broadcast, as part of the session's transaction. A worker that is delivering one
/// learns of it when it next writes down how far it has come: see [`Broadcasts::keep`].
pub(crate) async fn forget(
    db: &Database,
    id: UserId,
    now: DateTime<Utc>,
    session: &mut ClientSession,
) -> Result<(), StoreError> {
    let named = vec![
        doc! { "open": id },
        doc! { "cursor": id },
        // A worker may have them in hand without having written so
        doc! { "status": BroadcastStatus::Running.into_str() },
    ];
    let filter = doc! { "status": { "$in": every_status() }, "$or": named };
    let others = doc! { "input": { "$ifNull": ["$open", []] }, "as": "one", "cond": { "$ne": ["$$one", id] } };
    let fields = doc! {
        "open": { "$filter": others },
        "cursor": { "$cond": [{ "$eq": ["$cursor", id] }, { "$subtract": ["$cursor", 1_i64] }, "$cursor"] },
        "erasures": { "$add": [{ "$ifNull": ["$erasures", 0_i64] }, 1_i64] },
    };
    let broadcasts = Documents::of(db, COLLECTION);
    broadcasts.update_many(filter, stamp::computed(now, fields)).session(session).await?;
    Ok(())
}

/// So that the index by status is walked.
fn every_status() -> Vec<&'static str> {
    BroadcastStatus::VARIANTS.iter().map(BroadcastStatus::into_str).collect()
}

const UNFINISHED: [&str; 2] = [BroadcastStatus::Queued.into_str(), BroadcastStatus::Running.into_str()];

fn owned(id: BroadcastId, owner: Owner) -> Document {
    doc! { "_id": id, "owner": owner }
}
