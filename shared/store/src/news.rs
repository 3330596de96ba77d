//! News.

use bson::{Document, doc, oid::ObjectId};
use domain::{Clock, NewNews, News, NewsId};
use futures_util::TryStreamExt;
use mongodb::{Collection, Database, IndexModel};

use crate::{StoreError, migrate::index, stamp};

pub(crate) const COLLECTION: &str = "news";

pub(crate) fn indexes() -> Vec<IndexModel> {
    vec![index("newest", doc! { "published_at": -1, "_id": -1 })]
}

/// The collection `news`.
#[derive(Clone, Debug)]
pub struct NewsItems {
    collection: Collection<News>,
    clock: Clock,
}

impl NewsItems {
    pub(crate) fn new(db: &Database, clock: &Clock) -> Self {
        Self { collection: db.collection(COLLECTION), clock: clock.clone() }
    }

    /// The latest published news, newest first.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn latest(&self, limit: i64) -> Result<Vec<News>, StoreError> {
        let published = doc! { "published_at": { "$lte": bson::DateTime::from(self.clock.now()) } };
        let sort = doc! { "published_at": -1, "_id": -1 };
        Ok(self.collection.find(published).sort(sort).limit(limit).await?.try_collect().await?)
    }

    /// Adds a news item.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn create(&self, new: NewNews) -> Result<News, StoreError> {
        let now = self.clock.now();
        let news = News {
            id: NewsId(ObjectId::new()),
            title: new.title,
            content: new.content,
            published_at: new.published_at,
            created_at: now,
            modified_at: now,
        };
        let document = stamp::created(&self.clock, &news)?;
        self.collection.clone_with_type::<Document>().insert_one(document).await?;
        Ok(news)
    }
}
