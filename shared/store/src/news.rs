//! News.

use bson::{Document, doc};
use domain::{Clock, News, NewsId};
use futures_util::FutureExt;
use mongodb::{Database, IndexModel};

use crate::{
    Notice, Outbox, Page, PageRequest, Position, Precondition, StoreError,
    documents::{Documents, all},
    index::index,
    keyset::{Key, Keyset},
    stamp, transaction,
};

pub(crate) const COLLECTION: &str = "news";

const NEWEST: Keyset = Keyset { field: Some("published_at"), descending: true };

pub(crate) fn indexes() -> Vec<IndexModel> {
    vec![index("newest", NEWEST.sort())]
}

/// The collection `news`.
#[derive(Clone, Debug)]
pub struct NewsItems {
    db: Database,
    collection: Documents,
    outbox: Outbox,
    clock: Clock,
}

impl NewsItems {
    pub(crate) fn new(db: &Database, outbox: &Outbox, clock: &Clock) -> Self {
        Self { db: db.clone(), collection: Documents::of(db, COLLECTION), outbox: outbox.clone(), clock: clock.clone() }
    }

    /// The latest published news, newest first.
    pub async fn latest(&self, limit: i64) -> Result<Vec<News>, StoreError> {
        let news = self.collection.typed();
        all(news.find(self.published()).sort(NEWEST.sort()).limit(limit)).await
    }

    fn published(&self) -> Document {
        doc! { "published_at": { "$lte": bson::DateTime::from(self.clock.now()) } }
    }

    /// A page of news, newest first; with those that are not published yet, or without.
    ///
    /// # Errors
    /// [`StoreError::WrongPosition`] when the page begins at a position of another list; [`StoreError::Driver`].
    pub async fn list(&self, unpublished_too: bool, request: &PageRequest) -> Result<Page<News>, StoreError> {
        let conditions = if unpublished_too { vec![] } else { vec![self.published()] };
        let filter = NEWEST.filter(request, &conditions)?;
        let news = self.collection.typed();
        let found = news.find(filter).sort(NEWEST.sort()).limit(request.read_limit());
        let items = all(found).await?;
        Ok(Page::of(items, request, |news: &News| Position::of(Some(Key::from(news.published_at)), news.id.0)))
    }

    /// A news item, if it exists, published or not.
    pub async fn find(&self, id: NewsId) -> Result<Option<News>, StoreError> {
        self.collection.typed().get(id).await
    }

    /// News items by their ids, as far as there are any.
    pub async fn find_all(&self, ids: &[NewsId]) -> Result<Vec<News>, StoreError> {
        let news = self.collection.typed();
        all(news.find(doc! { "_id": { "$in": ids } })).await
    }

    /// Adds a news item; `notify` has every customer told when it is published.
    ///
    /// # Errors
    /// [`StoreError::Exists`] when there is one with this id; [`StoreError::Driver`].
    pub async fn create(&self, news: News, notify: bool) -> Result<News, StoreError> {
        let create = (self.clone(), news, notify);
        transaction::run(&self.db, create, |session, (items, news, notify)| {
            async move {
                match items.collection.typed::<News>().insert_one(news).session(&mut *session).await {
                    Err(error) if StoreError::is_duplicate_key(&error) => return Err(StoreError::Exists),
                    result => result?,
                };
                if *notify {
                    let notice = Notice::NewsPublished { news_id: news.id };
                    items.outbox.put(session, &notice, news.published_at, news.created_at).await?;
                }
                Ok(news.clone())
            }
            .boxed()
        })
        .await
    }

    /// Changes a news item. Customers who were told are not told again; a notice that waits goes out as the item is then.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`StoreError::Stale`] when the precondition fails; [`StoreError::Driver`].
    pub async fn change(
        &self,
        id: NewsId,
        change: impl Fn(&mut News) + Send + Sync,
        precondition: Precondition<News>,
    ) -> Result<News, StoreError> {
        let edit = (self.clone(), id, change, precondition, self.clock.now());
        transaction::run(&self.db, edit, |session, (items, id, change, precondition, now)| {
            async move {
                let before = precondition.verify(items.collection.typed().read(*id, session).await?)?;
                let mut after = before.clone();
                change(&mut after);
                if stamp::write_difference(session, &items.collection, *id, *now, &before, &after).await? {
                    after.modified_at = *now;
                }
                if after.published_at != before.published_at {
                    items.outbox.reschedule_news(session, *id, after.published_at, *now).await?;
                }
                Ok(after)
            }
            .boxed()
        })
        .await
    }

    /// Deletes a news item; a notice that waits goes with it.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`StoreError::Stale`] when the precondition fails; [`StoreError::Driver`].
    pub async fn delete(&self, id: NewsId, precondition: Precondition<News>) -> Result<(), StoreError> {
        let delete = (self.clone(), id, precondition);
        transaction::run(&self.db, delete, |session, (items, id, precondition)| {
            async move {
                precondition.verify(items.collection.typed().read(*id, session).await?)?;
                items.collection.delete_one(doc! { "_id": *id }).session(&mut *session).await?;
                items.outbox.withdraw_news(session, *id).await
            }
            .boxed()
        })
        .await
    }
}
