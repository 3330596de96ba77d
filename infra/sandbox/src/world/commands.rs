//! The command menu: which list a customer sees of all that `setMyCommands` has set.
//!
//! Telegram looks from the narrow to the wide: this chat, all private chats, everybody; in each first the customer's
//! language, then the list without one. Part of [`super::World`], filled by [`crate::api::profile`].
//!
//! Example: with lists for `uk` and for no language, a customer with `de` sees the second.

use super::World;
use super::types::{Command, CommandSet, Scope};

impl World {
    /// The list of exactly this scope and language.
    pub(crate) fn command_set(&self, scope: &Scope, language: &str) -> Option<&CommandSet> {
        self.commands.iter().find(|set| set.scope == *scope && set.language_code == language)
    }

    /// The commands in the menu of this customer.
    pub(crate) fn commands_for(&self, chat_id: i64) -> &[Command] {
        if self.customers.get(&chat_id).is_some_and(|chat| chat.between) {
            return &[];
        }
        let author = self.customers.get(&chat_id).and_then(|customer| customer.author(None));
        let language = author.and_then(|user| user.language_code.as_deref());
        let language = language.unwrap_or_default();
        let kind = if chat_id < 0 { Scope::AllGroupChats } else { Scope::AllPrivateChats };
        [Scope::Chat { chat_id }, kind, Scope::Default]
            .iter()
            .flat_map(|scope| [(scope, language), (scope, "")])
            .find_map(|(scope, language)| self.command_set(scope, language))
            .map_or(&[], |set| &set.commands)
    }

    /// A text of the bot's profile (`description`, ..) in the customer's language.
    pub(crate) fn profile_text(&self, name: &str, language: &str) -> Option<&String> {
        [language, ""].iter().find_map(|language| self.profile.get(&format!("{name}.{language}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_narrowest_list_wins() {
        let mut world = World::fresh();
        let mut set = |scope: Scope, language: &str, name: &str| {
            let commands = vec![Command { command: name.into(), description: name.into() }];
            world.commands.push(CommandSet { scope, language_code: language.into(), commands });
        };
        set(Scope::Default, "", "any");
        set(Scope::Default, "uk", "uk");
        set(Scope::AllPrivateChats, "ru", "private");
        set(Scope::Chat { chat_id: 1003 }, "", "chat");
        set(Scope::AllGroupChats, "", "group");
        let seen = |id| world.commands_for(id)[0].command.clone();
        assert_eq!([1001, 1002, 1003, 1004].map(seen), ["uk", "private", "chat", "any"]);
    }
}
