//! How the collections are spread over several servers once one is too small (MongoDB's manual, "Sharding"). Nothing is
//! sharded by the shop itself; `docs/scaling.md` tells when and how.
//!
//! A key is what the most frequent queries of a collection name. A unique index of a sharded collection has to begin with
//! it, or be that of the ids; a test holds every index against this table.

use bson::{Document, doc};

use crate::{
    alerts, broadcasts, chat_migrations, counters, figures, imports, keys, leases, messages,
    names::{CATEGORIES, CONVERSATIONS, PRODUCTS, USERS},
    news,
    office::{audit, links, members, sessions},
    orders, outbox, photos, products, tree_lock,
    version::META,
    vocabulary,
};

/// What a collection is split by.
#[derive(Debug, Clone, PartialEq)]
pub struct ShardKey {
    pub collection: &'static str,
    /// As `shardCollection` takes it.
    pub key: Document,
    /// What the collection grows with; `None`: it stays so small that it is best left on one server.
    pub grows_with: Option<&'static str>,
}

/// One for every collection.
pub fn shard_keys() -> Vec<ShardKey> {
    let by_id = || doc! { "_id": "hashed" };
    let growing = |collection, key, grows_with| ShardKey { collection, key, grows_with: Some(grows_with) };
    let small = |collection, key| ShardKey { collection, key, grows_with: None };
    vec![
        // A customer's document has their cart and the state of their chat in it
        growing(USERS, by_id(), "customers"),
        growing(alerts::COLLECTION, doc! { "user_id": 1 }, "customers"),
        growing(messages::COLLECTION, doc! { "user_id": 1 }, "customers"),
        growing(messages::TOPICS, by_id(), "customers"),
        growing(CONVERSATIONS, by_id(), "groups"),
        growing(orders::COLLECTION, doc! { "user_id": 1 }, "orders"),
        growing(outbox::COLLECTION, by_id(), "orders"),
        growing(audit::COLLECTION, by_id(), "work in the back office"),
        growing(PRODUCTS, by_id(), "the catalogue"),
        growing(products::skus::COLLECTION, by_id(), "the catalogue"),
        growing(vocabulary::COLLECTION, by_id(), "the catalogue"),
        growing(photos::FILES, doc! { "metadata.sha256": 1 }, "the catalogue"),
        growing(photos::CHUNKS, doc! { "files_id": 1, "n": 1 }, "the catalogue"),
        growing(figures::PRODUCT_DAYS, by_id(), "days and the catalogue"),
        small(figures::DAYS, by_id()),
        small(figures::SUMMARIES, by_id()),
        small(products::bulk::COLLECTION, by_id()),
        small(products::bulk::PARTS, doc! { "bulk_id": 1, "_id": 1 }),
        small(products::deletion::COLLECTION, by_id()),
        small(broadcasts::COLLECTION, by_id()),
        small(CATEGORIES, by_id()),
        small(chat_migrations::COLLECTION, by_id()),
        small(counters::COLLECTION, by_id()),
        small(imports::COLLECTION, by_id()),
        small(imports::PHOTOS, by_id()),
        small(imports::PIECES, doc! { "files_id": 1, "n": 1 }),
        small(keys::COLLECTION, doc! { "name": 1 }),
        small(leases::COLLECTION, by_id()),
        small(links::COLLECTION, by_id()),
        small(members::COLLECTION, by_id()),
        small(META, by_id()),
        small(news::COLLECTION, by_id()),
        small(sessions::COLLECTION, doc! { "token_hash": 1 }),
        small(tree_lock::COLLECTION, by_id()),
    ]
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use crate::migrate::collections;

    #[test]
    fn every_collection_has_a_key() {
        let keyed: Vec<_> = shard_keys().into_iter().map(|each| each.collection).collect();
        let expected: BTreeSet<_> = collections().into_iter().map(|(name, _)| name).chain([META]).collect();
        assert_eq!(keyed.iter().copied().collect::<BTreeSet<_>>(), expected);
        assert_eq!(keyed.len(), expected.len(), "one key each");
    }

    #[test]
    fn every_unique_index_begins_with_its_collections_key() {
        let keys: BTreeMap<_, _> = shard_keys().into_iter().map(|each| (each.collection, each.key)).collect();
        let mut seen = 0;
        for (collection, indexes) in collections() {
            for index in indexes {
                let options = index.options.unwrap_or_default();
                if options.unique != Some(true) {
                    continue;
                }
                seen += 1;
                let begins = index.keys.iter().take(keys[collection].len()).eq(keys[collection].iter());
                assert!(begins, "{collection}: {:?} is unique, but split by {}", options.name, keys[collection]);
            }
        }
        assert!(seen >= 5, "only {seen} unique indexes: is the list of collections still right?");
    }
}
