//! Indexes have names of their own, so that errors, hints and `explain` can be understood.

use bson::{Bson, Document, doc};
use mongodb::{
    IndexModel,
    options::{Hint, IndexOptions},
};

/// An index with this name.
pub(crate) fn index(name: &str, keys: Document) -> IndexModel {
    IndexModel::builder().keys(keys).options(IndexOptions::builder().name(name.to_owned()).build()).build()
}

/// The same, holding each key once.
pub(crate) fn unique_index(name: &str, keys: Document) -> IndexModel {
    let options = IndexOptions::builder().name(name.to_owned()).unique(true).build();
    IndexModel::builder().keys(keys).options(options).build()
}

/// Where a walk along an index goes on: behind this value, or at its beginning.
pub(crate) fn behind(value: Option<impl Into<Bson>>) -> Document {
    doc! { "$gt": value.map_or(Bson::MinKey, Into::into) }
}

/// Has a query walk along this index.
pub(crate) fn hint(name: &str) -> Hint {
    Hint::Name(name.to_owned())
}
