//! Lists, walked by keyset: a page says where it ended, the next one begins behind it. What others insert or delete
//! meanwhile moves nothing, and no page costs more than the first.

use bson::{Bson, Document, doc, oid::ObjectId};
use derive_more::From;
use serde::{Deserialize, Serialize};

use crate::StoreError;

/// A part of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// At most as many as were asked for.
    pub items: Vec<T>,
    /// Where the next page goes on; `None` at the end.
    pub next: Option<Position>,
}

/// Which part of a list is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRequest {
    /// Behind which position; `None`: from the beginning.
    pub after: Option<Position>,
    /// At most so many items.
    pub limit: usize,
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
#[derive(Debug, Clone, PartialEq, Eq, From, Serialize, Deserialize)]
pub(crate) enum Key {
    #[from]
    #[serde(rename = "n")]
    Number(i64),
    #[serde(rename = "t")]
    Text(String),
    /// Milliseconds since 1970.
    #[serde(rename = "d")]
    Date(i64),
    #[from]
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

    /// What a page shows: the items that fulfil all `conditions`, from where it begins.
    ///
    /// # Errors
    /// [`StoreError::WrongPosition`] when that is not a position of this order.
    pub(crate) fn filter(self, request: &PageRequest, conditions: &[Document]) -> Result<Document, StoreError> {
        Ok(either(self.walks(request.after.as_ref(), conditions)?))
    }

    /// Behind a position lie the items with a further key, and those with the same key and a further id. Told apart in
    /// this way, each is a walk along the index that begins where the last page ended, however many have the same key.
    fn walks(self, after: Option<&Position>, conditions: &[Document]) -> Result<Vec<Document>, StoreError> {
        let beyond = if self.descending { "$lt" } else { "$gt" };
        let walks = match (self.field, after) {
            // True of every item. Without a condition on what an index begins with, MongoDB decides what it ends in only
            // on the documents
            (field, None) => vec![doc! { field.unwrap_or("_id"): { "$gt": Bson::MinKey } }],
            (None, Some(Position { key: None, id })) => vec![doc! { "_id": { beyond: id } }],
            (Some(field), Some(Position { key: Some(key), id })) => {
                vec![doc! { field: key.alone(), "_id": { beyond: id } }, doc! { field: { beyond: key } }]
            }
            _ => return Err(StoreError::WrongPosition),
        };
        let with_conditions = |walk| doc! { "$and": conditions.iter().cloned().chain([walk]).collect::<Vec<_>>() };
        Ok(walks.into_iter().map(with_conditions).collect())
    }
}

fn either(mut walks: Vec<Document>) -> Document {
    if walks.len() == 1 {
        walks.remove(0)
    } else {
        doc! { "$or": walks }
    }
}

impl PageRequest {
    /// The first page.
    pub const fn first(limit: usize) -> Self {
        Self { after: None, limit }
    }

    /// How many items are read: one more than the page has, which tells whether there is a next page.
    pub(crate) fn read_limit(&self) -> i64 {
        i64::try_from(self.limit).unwrap_or(i64::MAX).saturating_add(1)
    }
}

impl<T> Page<T> {
    /// A page of the [`PageRequest::read_limit`] items that were read, if there are so many.
    pub(crate) fn of(mut items: Vec<T>, request: &PageRequest, position: impl Fn(&T) -> Position) -> Self {
        let more = items.len() > request.limit;
        items.truncate(request.limit);
        let next = items.last().filter(|_| more).map(position);
        Self { items, next }
    }
}

impl Position {
    /// Of a list that is ordered by a number, descending, and then by id.
    ///
    /// # Errors
    /// [`StoreError::WrongPosition`] when it is a position of another order.
    pub(crate) const fn ranked(&self) -> Result<(i64, ObjectId), StoreError> {
        match (&self.key, &self.id) {
            (Some(Key::Number(rank)), Key::Id(id)) => Ok((*rank, *id)),
            _ => Err(StoreError::WrongPosition),
        }
    }

    pub(crate) fn of(key: Option<Key>, id: impl Into<Key>) -> Self {
        Self { key, id: id.into() }
    }
}

impl Key {
    /// A condition that this value alone fulfils, written as a range: where a list is merged from several walks (`$in` before
    /// the field it is ordered by), MongoDB does not see that a walk with a single value there is in order.
    fn alone(&self) -> Bson {
        let next = match self {
            Self::Number(number) => number.checked_add(1).map(Self::Number),
            Self::Text(text) => Some(Self::Text(format!("{text}\0"))),
            Self::Date(at) => at.checked_add(1).map(Self::Date),
            Self::Id(_) => None,
        };
        next.map_or_else(|| self.into(), |next| doc! { "$gte": self, "$lt": &next }.into())
    }
}

impl From<chrono::DateTime<chrono::Utc>> for Key {
    fn from(at: chrono::DateTime<chrono::Utc>) -> Self {
        Self::Date(at.timestamp_millis())
    }
}
