//! A customer of the shop: what their Telegram would post when they write, press and share.

use std::sync::atomic::{AtomicI64, Ordering};

use serde_json::{Value, json};

static LAST_UPDATE: AtomicI64 = AtomicI64::new(1000);

/// Somebody with a Telegram account, in a private chat with the bot.
#[derive(Debug, Clone)]
pub struct Customer {
    /// Their Telegram id, also the id of the chat.
    pub id: i64,
    from: Value,
}

impl Customer {
    /// Somebody called so, without user name.
    pub fn new(id: i64, first_name: &str) -> Self {
        Self { id, from: json!({ "id": id, "is_bot": false, "first_name": first_name }) }
    }

    /// Whose Telegram is in this language.
    #[must_use]
    pub fn language(self, code: &str) -> Self {
        self.with("language_code", code)
    }

    /// With a user name.
    #[must_use]
    pub fn username(self, username: &str) -> Self {
        self.with("username", username)
    }

    /// With a last name.
    #[must_use]
    pub fn last_name(self, name: &str) -> Self {
        self.with("last_name", name)
    }

    fn with(mut self, field: &str, value: &str) -> Self {
        self.from[field] = value.into();
        self
    }

    /// They write a text.
    pub fn text(&self, text: &str) -> Value {
        self.message(&json!({ "text": text }))
    }

    /// They send something else, such as `{"sticker": …}`.
    pub fn message(&self, content: &Value) -> Value {
        update(&json!({ "message": self.message_with(content) }))
    }

    /// They edit what they wrote.
    pub fn edited(&self, text: &str) -> Value {
        let mut message = self.message_with(&json!({ "text": text }));
        message["edit_date"] = message["date"].clone();
        update(&json!({ "edited_message": message }))
    }

    /// They write in a group.
    pub fn text_in_group(&self, group: i64, text: &str) -> Value {
        let mut message = self.message_with(&json!({ "text": text }));
        message["chat"] = json!({ "id": group, "type": "supergroup", "title": "Friends" });
        update(&json!({ "message": message }))
    }

    /// They turn a group into a supergroup.
    pub fn migrates_group(&self, from: i64, to: i64) -> Value {
        let mut message = self.message_with(&json!({ "migrate_to_chat_id": to }));
        message["chat"] = json!({ "id": from, "type": "group", "title": "Friends" });
        update(&json!({ "message": message }))
    }

    /// They reply to a message in a group.
    pub fn reply_in_group(&self, group: i64, text: &str, to: i32) -> Value {
        let mut update = self.text_in_group(group, text);
        let chat = update["message"]["chat"].clone();
        update["message"]["reply_to_message"] =
            json!({ "message_id": to, "date": 1_795_435_100, "from": self.from, "chat": chat, "text": "…" });
        update
    }

    /// They press a button under the bot's message 50 in a group.
    pub fn press_in_group(&self, group: i64, data: &str) -> Value {
        self.press_under(data, &bots_message(group, &Value::Null))
    }

    /// The same of a message that has these buttons (Bot API, `InlineKeyboardMarkup`).
    pub fn press_among(&self, group: i64, buttons: &Value, data: &str) -> Value {
        self.press_under(data, &bots_message(group, buttons))
    }

    /// They reply to the bot's message 50 in a group, which has these buttons.
    pub fn reply_to_bot(&self, group: i64, buttons: &Value, text: &str) -> Value {
        let mut update = self.text_in_group(group, text);
        update["message"]["reply_to_message"] = bots_message(group, buttons);
        update
    }

    /// They block the bot ("Stop bot").
    pub fn blocks_bot(&self) -> Value {
        self.membership(&self.private_chat(), "member", "kicked")
    }

    /// They unblock it ("Restart bot").
    pub fn unblocks_bot(&self) -> Value {
        self.membership(&self.private_chat(), "kicked", "member")
    }

    /// They remove the bot from a group.
    pub fn removes_bot_from(&self, group: i64) -> Value {
        self.membership(&json!({ "id": group, "type": "supergroup", "title": "Friends" }), "member", "kicked")
    }

    fn membership(&self, chat: &Value, old: &str, new: &str) -> Value {
        let bot = json!({ "id": 1, "is_bot": true, "first_name": "Kiosk", "username": "kiosk_bot" });
        let member = |status: &str| match status {
            "kicked" => json!({ "user": bot, "status": status, "until_date": 0 }),
            _ => json!({ "user": bot, "status": status }),
        };
        update(&json!({ "my_chat_member": {
            "chat": chat, "from": self.from, "date": 1_795_435_200,
            "old_chat_member": member(old), "new_chat_member": member(new),
        } }))
    }

    fn private_chat(&self) -> Value {
        json!({ "id": self.id, "type": "private", "first_name": self.from["first_name"] })
    }

    /// They share a contact: their own, or that of the person with this id.
    pub fn contact(&self, phone: &str, of: Option<i64>) -> Value {
        let contact = json!({ "phone_number": phone, "first_name": "X", "user_id": of });
        self.message(&json!({ "contact": contact }))
    }

    /// They press a button under the bot's message 50.
    pub fn press(&self, data: &str) -> Value {
        let chat = self.private_chat();
        let bot = json!({ "id": 1, "is_bot": true, "first_name": "Kiosk" });
        let message = json!({ "message_id": 50, "date": 1_795_435_000, "chat": chat, "from": bot, "text": "…" });
        self.press_under(data, &message)
    }

    /// They press a button under a message that Telegram shows no more.
    pub fn press_inaccessible(&self, data: &str) -> Value {
        self.press_under(data, &json!({ "message_id": 50, "date": 0, "chat": self.private_chat() }))
    }

    /// They type the bot's name and this behind it, in a chat with somebody else; `offset` asks for more.
    pub fn asks_inline(&self, query: &str, offset: &str) -> Value {
        let query =
            json!({ "id": "8000", "from": self.from, "query": query, "offset": offset, "chat_type": "private" });
        update(&json!({ "inline_query": query }))
    }

    fn press_under(&self, data: &str, message: &Value) -> Value {
        let query = json!({
            "id": "9000", "from": self.from, "message": message, "chat_instance": "1", "data": data,
        });
        update(&json!({ "callback_query": query }))
    }

    fn message_with(&self, content: &Value) -> Value {
        let mut message = json!({
            "message_id": 7, "date": 1_795_435_200, "from": self.from, "chat": self.private_chat(),
        });
        for (field, value) in content.as_object().into_iter().flatten() {
            message[field] = value.clone();
        }
        message
    }
}

/// An update with the next id.
fn update(content: &Value) -> Value {
    let mut update = content.clone();
    update["update_id"] = (LAST_UPDATE.fetch_add(1, Ordering::Relaxed) + 1).into();
    update
}

/// Message 50 of the bot in a group.
fn bots_message(group: i64, buttons: &Value) -> Value {
    let chat = json!({ "id": group, "type": "supergroup", "title": "Friends" });
    let bot = json!({ "id": 1, "is_bot": true, "first_name": "Kiosk" });
    let mut message = json!({ "message_id": 50, "date": 1_795_435_000, "chat": chat, "from": bot, "text": "…" });
    if buttons.is_object() {
        message["reply_markup"] = buttons.clone();
    }
    message
}
