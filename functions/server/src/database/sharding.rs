//! What `store::shard_keys` says, as mongosh takes it. Where and when to give it says `docs/scaling.md`.

use std::fmt::Write;

use bson::Document;
use store::{ShardKey, StoreError};

/// A line for each collection that grows.
pub(super) async fn commands(uri: &str) -> Result<String, StoreError> {
    let client = store::connect(uri, "server").await?;
    let database = client.default_database().ok_or(StoreError::NoDatabaseName)?;
    Ok(of(database.name(), &store::shard_keys()))
}

fn of(database: &str, keys: &[ShardKey]) -> String {
    let mut commands = format!("use {database}\n");
    for ShardKey { collection, key, .. } in keys.iter().filter(|each| each.grows_with.is_some()) {
        let key = shell(key);
        // A collection that has documents must have the index already (MongoDB's manual, "sh.shardCollection()")
        _ = writeln!(commands, "db.getCollection(\"{collection}\").createIndex({key})");
        _ = writeln!(commands, "sh.shardCollection(\"{database}.{collection}\", {key})");
    }
    commands
}

/// As a literal of mongosh; keys are made of names and of 1 or "hashed" alone.
fn shell(key: &Document) -> String {
    let fields: Vec<_> = key.iter().map(|(name, kind)| format!("\"{name}\": {kind}")).collect();
    format!("{{ {} }}", fields.join(", "))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn collections_that_grow_get_their_index_and_are_sharded_by_it() {
        let commands = of("shop", &store::shard_keys());
        let of_orders = "db.getCollection(\"orders\").createIndex({ \"user_id\": 1 })\n\
                         sh.shardCollection(\"shop.orders\", { \"user_id\": 1 })\n";
        assert!(commands.starts_with("use shop\n") && commands.contains(of_orders), "{commands}");
        let of_files = "sh.shardCollection(\"shop.photos.files\", { \"metadata.sha256\": 1 })\n";
        assert!(commands.contains(of_files) && !commands.contains("shop.leases"), "{commands}");
        assert!(commands.contains("sh.shardCollection(\"shop.users\", { \"_id\": \"hashed\" })\n"), "{commands}");
    }

    #[test]
    fn the_page_says_the_same() {
        let page = include_str!("../../../../docs/scaling.md");
        let rows = page.lines().filter_map(|line| {
            let cells: Vec<_> =
                line.strip_prefix("| `")?.split('|').map(|cell| cell.trim_matches([' ', '`'])).collect();
            let [collection, key, grows_with, ..] = cells.as_slice() else { return None };
            Some((collection.to_string(), (key.to_string(), grows_with.to_string())))
        });
        let expected = store::shard_keys().into_iter().map(|ShardKey { collection, key, grows_with }| {
            (collection.to_owned(), (shell(&key), grows_with.unwrap_or("stays small").to_owned()))
        });
        assert_eq!(rows.collect::<BTreeMap<_, _>>(), expected.collect::<BTreeMap<_, _>>());
    }
}
