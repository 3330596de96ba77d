//! Lists, walked by keyset: a page says where it ended, the next one begins behind it. What others insert or delete
//! meanwhile moves nothing, and no page costs more than the first.

use bson::{Bson, Document, doc, oid::ObjectId};
use serde::{Deserialize, Serialize};

/// A part of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// At most as many as were asked for.
    pub items: Vec<T>,
    /// Where the next page goes on; `None` at the end.
    pub next: Option<Position>,
}

/// Where a page ended: behind the item with this key and id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    #[serde(rename = "k", default, skip_serializing_if = "Option::is_none")]
    key: Option<Key>,
    #[serde(rename = "i")]
    id: Key,
}

/// A value that lists are ordered by, free to travel outside as a typed value and come back: never as an operator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Key {
    #[serde(rename = "n")]
    Number(i64),
    #[serde(rename = "t")]
    Text(String),
    /// Milliseconds since 1970.
    #[serde(rename = "d")]
    Date(i64),
    #[serde(rename = "o")]
    Id(ObjectId),
}

impl From<&Key> for Bson {
    fn from(key: &Key) -> Self {
        match key {
            Key::Number(number) => (*number).into(),
            Key::Text(text) => text.into(),
            Key::Date(millis) => Self::DateTime(bson::DateTime::from_millis(*millis)),
            Key::Id(id) => (*id).into(),
        }
    }
}

/// An order of a list: by a field, and by `_id` where that is equal.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Keyset {
    /// `None`: by `_id` alone.
    pub(crate) field: Option<&'static str>,
    pub(crate) descending: bool,
}

impl Keyset {
    pub(crate) fn sort(self) -> Document {
        let direction = if self.descending { -1 } else { 1 };
        let mut sort = Document::new();
        if let Some(field) = self.field {
            sort.insert(field, direction);
        }
        sort.insert("_id", direction);
        sort
    }

    /// The condition of being behind `position`, in a shape whose first part bounds the walk along the index. `None`
    /// when the position is not one of this order.
    pub(crate) fn behind(self, position: &Position) -> Option<Document> {
        let (beyond, from) = if self.descending { ("$lt", "$lte") } else { ("$gt", "$gte") };
        let id = Bson::from(&position.id);
        match (self.field, &position.key) {
            (None, None) => Some(doc! { "_id": { beyond: id } }),
            (Some(field), Some(key)) => Some(doc! { "$and": [
                { field: { from: key } },
                { "$or": [{ field: { beyond: key } }, { "_id": { beyond: id } }] },
            ] }),
            _ => None,
        }
    }
}

impl<T> Page<T> {
    /// A page of the `limit + 1` items that were asked for, if there are so many.
    pub(crate) fn of(mut items: Vec<T>, limit: usize, position: impl Fn(&T) -> Position) -> Self {
        let more = items.len() > limit;
        items.truncate(limit);
        let next = items.last().filter(|_| more).map(position);
        Self { items, next }
    }
}

impl Position {
    pub(crate) fn of(key: Option<Key>, id: impl Into<Key>) -> Self {
        Self { key, id: id.into() }
    }
}

impl From<ObjectId> for Key {
    fn from(id: ObjectId) -> Self {
        Self::Id(id)
    }
}

impl From<i64> for Key {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<chrono::DateTime<chrono::Utc>> for Key {
    fn from(at: chrono::DateTime<chrono::Utc>) -> Self {
        Self::Date(at.timestamp_millis())
    }
}
