//! Updates on their way to the bot, and where they go: the webhook, or `getUpdates`.
//!
//! The queue is part of [`super::World`] and saved with it, so an update nobody took survives a restart.
//! [`crate::delivery`] empties it towards the webhook, [`crate::api::updates`] answers `getUpdates` from it.
//!
//! Example: `world.push_update(1001, "message", json!({..}))` queues `{"update_id":..,"message":{..}}`.

use serde_json::{Value, json};

use super::{World, types::Pending};

impl World {
    /// Queues an update, unless the bot did not ask for its kind. Tells its id.
    pub(crate) fn push_update(&mut self, chat_id: i64, kind: &str, body: Value) -> Option<i64> {
        let wanted = self.allowed_updates.is_empty() || self.allowed_updates.iter().any(|allowed| allowed == kind);
        if !wanted {
            return None;
        }
        let update_id = self.next_update_id;
        self.next_update_id += 1;
        let mut update = json!({ "update_id": update_id });
        update[kind] = body;
        self.updates.push_back(Pending { update_id, chat_id, update });
        Some(update_id)
    }

    /// Chats with updates waiting, oldest first.
    pub(crate) fn waiting_chats(&self) -> Vec<i64> {
        let mut chats = Vec::new();
        for pending in &self.updates {
            if !chats.contains(&pending.chat_id) {
                chats.push(pending.chat_id);
            }
        }
        chats
    }

    /// The chat's oldest update.
    pub(crate) fn first_update(&self, chat_id: i64) -> Option<&Pending> {
        self.updates.iter().find(|pending| pending.chat_id == chat_id)
    }

    /// Forgets a delivered update.
    pub(crate) fn confirm(&mut self, update_id: i64) {
        self.updates.retain(|pending| pending.update_id != update_id);
    }

    /// `offset` of getUpdates: everything below it is confirmed; a negative one counts from the end.
    pub(crate) fn confirm_below(&mut self, offset: i64) {
        if offset < 0 {
            let keep = usize::try_from(offset.unsigned_abs()).unwrap_or(usize::MAX);
            let surplus = self.updates.len().saturating_sub(keep);
            self.updates.drain(..surplus);
        } else {
            self.updates.retain(|pending| pending.update_id >= offset);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn world_with(count: usize) -> (World, Vec<i64>) {
        let mut world = World::fresh();
        let ids = (0..count).filter_map(|_| world.push_update(1001, "message", json!({}))).collect();
        (world, ids)
    }

    #[test]
    fn an_offset_confirms_what_lies_below() {
        let (mut world, ids) = world_with(3);
        world.confirm_below(0);
        assert_eq!(world.updates.len(), 3);
        world.confirm_below(ids[1]);
        assert_eq!(world.updates.iter().map(|pending| pending.update_id).collect::<Vec<_>>(), ids[1..]);
        world.confirm_below(-1);
        assert_eq!(world.updates.iter().map(|pending| pending.update_id).collect::<Vec<_>>(), ids[2..]);
    }

    #[test]
    fn only_allowed_kinds_are_queued() {
        let (mut world, _) = world_with(0);
        world.allowed_updates = vec!["callback_query".into()];
        assert_eq!(world.push_update(1001, "message", json!({})), None);
        assert!(world.push_update(1001, "callback_query", json!({})).is_some());
    }
}
