//! What a customer or a member of the staff's group does: writes, presses, shares a contact, sends a photo, corrects,
//! blocks, starts over. In a group, and between two customers, `member` says who.
//!
//! Each action changes the chat and queues the update Telegram would send. A customer may do what a modified app could:
//! `press` takes any `data`, so that forged buttons can be tried.
//!
//! Example: `POST /sandbox/customers/1001/press {"message_id":7,"data":"a:1"}` answers `{"query_id":"..","update_id":..}`.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::api::files;
use crate::error::ApiError;
use crate::markup::{FormattedText, utf16_len};
use crate::shared::Shared;
use crate::user::User;
use crate::world::{Author, Contact, Content, Customer, Draft, Event, Message, World, unix_now};

pub(super) type Shop = State<Arc<Shared>>;
pub(super) type Done = Result<Json<Value>, ApiError>;

/// The message of a customer or a member: posted, and queued for the bot. Of a group the bot hears commands and replies to
/// itself only, as a bot in privacy mode does; of a chat between two customers, nothing.
fn write(world: &mut World, id: i64, member: Option<i64>, content: Content, reply_to: Option<i64>) -> Done {
    let customer = world.customers.get_mut(&id).ok_or_else(ApiError::not_found)?;
    if customer.blocked {
        return Err(ApiError::conflict("the customer has blocked the bot"));
    }
    if !customer.started {
        customer.started = true;
        world.events.push(Event::Customers);
    }
    let (is_group, is_between) = (customer.is_group(), customer.between);
    let message = world.post(id, Author::Customer(member), Draft { reply_to, ..Draft::from(content) })?;
    let is_command = message.text.as_deref().is_some_and(|text| text.starts_with('/'));
    let is_for_bot = message.reply_to_message.as_ref().is_some_and(|quoted| quoted.from.is_bot);
    let is_heard = !is_between && (!is_group || is_command || is_for_bot);
    let update_id = is_heard.then(|| world.push_update(id, "message", json!(message))).flatten();
    Ok(Json(json!({ "message_id": message.message_id, "update_id": update_id })))
}

fn fold_keyboard(world: &mut World, id: i64) {
    let event = world.customers.get_mut(&id).and_then(Customer::fold_keyboard);
    world.events.extend(event);
}

fn typed(text: &str) -> Result<FormattedText, ApiError> {
    let text = FormattedText::plain(text);
    match utf16_len(&text.text) {
        0 => Err(ApiError::bad_request("message text is empty")),
        // Telegram's apps split longer texts by themselves
        1..=4096 => Ok(text),
        _ => Err(ApiError::bad_request("message is too long")),
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct TextIn {
    text: String,
    reply_to: Option<i64>,
    member: Option<i64>,
}

/// `{text, reply_to?, member?}`
pub(super) async fn text(State(shared): Shop, Path(id): Path<i64>, Json(body): Json<TextIn>) -> Done {
    let text = typed(&body.text)?;
    shared.change(|world| {
        let done = write(world, id, body.member, Content::Text(text), body.reply_to)?;
        fold_keyboard(world, id);
        Ok(done)
    })
}

#[derive(Debug, Deserialize)]
pub(super) struct PressIn {
    message_id: i64,
    data: String,
    member: Option<i64>,
}

/// `{message_id, data, member?}`
pub(super) async fn press(State(shared): Shop, Path(id): Path<i64>, Json(body): Json<PressIn>) -> Done {
    shared.change(|world| {
        let customer = world.customers.get(&id).ok_or_else(ApiError::not_found)?;
        let stored = customer.messages.get(&body.message_id).ok_or_else(ApiError::not_found)?;
        let mut callback = json!({
            "from": customer.author(body.member).ok_or_else(ApiError::not_found)?,
            "chat_instance": format!("-{}0{}", id.unsigned_abs(), world.bot.id),
            "data": body.data,
        });
        if customer.between {
            // The bot knows its inline messages by an id of their own
            stored.message.via_bot.as_ref().ok_or_else(ApiError::not_found)?;
            callback["inline_message_id"] = json!(format!("AgAAA{}", body.message_id));
        } else {
            callback["message"] = json!(stored.message.in_update());
        }
        let query_id = world.open_query(id);
        callback["id"] = json!(query_id);
        let update_id = world.push_update(id, "callback_query", callback);
        Ok(Json(json!({ "query_id": query_id, "update_id": update_id })))
    })
}

#[derive(Debug, Deserialize)]
pub(super) struct ContactIn {
    own: bool,
    /// Instead of a stranger's: any contact, as from the phone's address book
    contact: Option<Contact>,
}

/// `{own, contact?}`: one's own number, or somebody else's
pub(super) async fn contact(State(shared): Shop, Path(id): Path<i64>, Json(body): Json<ContactIn>) -> Done {
    shared.change(|world| {
        let customer = world.customers.get(&id).ok_or_else(ApiError::not_found)?;
        let stranger = || Contact {
            phone_number: "+380931234567".to_owned(),
            first_name: "Taras".to_owned(),
            last_name: Some("Bondar".to_owned()),
            user_id: Some(2001),
        };
        let contact = if body.own {
            Contact {
                phone_number: customer.phone.clone(),
                first_name: customer.user.first_name.clone(),
                last_name: customer.user.last_name.clone(),
                user_id: Some(customer.user.id),
            }
        } else {
            body.contact.unwrap_or_else(stranger)
        };
        let done = write(world, id, None, Content::Contact(contact), None)?;
        fold_keyboard(world, id);
        Ok(done)
    })
}

/// The picture as the raw body
pub(super) async fn photo(State(shared): Shop, Path(id): Path<i64>, bytes: Bytes) -> Done {
    let sizes = files::store_photo(&shared, &bytes)?;
    let caption = FormattedText::default();
    shared.change(|world| write(world, id, None, Content::Photo { sizes, caption }, None))
}

#[derive(Debug, Deserialize)]
pub(super) struct EditIn {
    message_id: i64,
    text: String,
}

/// `{message_id, text}` of the customer's own message
pub(super) async fn edit(State(shared): Shop, Path(id): Path<i64>, Json(body): Json<EditIn>) -> Done {
    let text = typed(&body.text)?;
    shared.change(|world| {
        let customer = world.customers.get_mut(&id).ok_or_else(ApiError::not_found)?;
        let is_between = customer.between;
        let own = |message: &&mut Message| !message.from.is_bot && message.text.is_some() && message.via_bot.is_none();
        let stored = customer.messages.get_mut(&body.message_id).map(|stored| &mut stored.message);
        let message = stored.filter(own).ok_or_else(ApiError::not_found)?;
        message.set_content(Content::Text(text));
        message.edit_date = Some(unix_now());
        let message = message.clone();
        let update = json!(message.in_update());
        let update_id = (!is_between).then(|| world.push_update(id, "edited_message", update)).flatten();
        world.events.push(Event::Edited { chat_id: id, message: Box::new(message) });
        Ok(Json(json!({ "message_id": body.message_id, "update_id": update_id })))
    })
}

#[derive(Debug, Deserialize)]
pub(super) struct BlockIn {
    blocked: bool,
}

/// `{blocked}`: "Stop bot" and "Restart bot" of Telegram's apps
pub(super) async fn block(State(shared): Shop, Path(id): Path<i64>, Json(body): Json<BlockIn>) -> Done {
    shared.change(|world| {
        let bot = world.bot.clone();
        let customer = world.customers.get_mut(&id).ok_or_else(ApiError::not_found)?;
        ApiError::refuse_if(!customer.members.is_empty(), "only a customer can block the bot")?;
        let changed = std::mem::replace(&mut customer.blocked, body.blocked) != body.blocked;
        let kicked = json!({ "user": bot, "status": "kicked", "until_date": 0 });
        let member = json!({ "user": bot, "status": "member" });
        let (old, new) = if body.blocked { (member, kicked) } else { (kicked, member) };
        let update = json!({
            "chat": customer.chat(),
            "from": customer.user,
            "date": unix_now(),
            "old_chat_member": old,
            "new_chat_member": new,
        });
        world.events.push(Event::Customers);
        // A bot hears of it only if it has met the customer
        let told = changed && customer.started;
        let update_id = told.then(|| world.push_update(id, "my_chat_member", update)).flatten();
        Ok(Json(json!({ "blocked": body.blocked, "update_id": update_id })))
    })
}

/// Clears the chat: history, keyboard, and updates still on their way. What the shop remembers stays.
pub(super) async fn reset(State(shared): Shop, Path(id): Path<i64>) -> Done {
    shared.change(|world| {
        let customer = world.customers.get_mut(&id).ok_or_else(ApiError::not_found)?;
        customer.messages.clear();
        customer.keyboard = None;
        world.updates.retain(|pending| pending.chat_id != id);
        world.queries.retain(|_, query| query.chat_id != id);
        world.events.push(Event::Cleared { chat_id: id });
        Ok(Json(json!({ "ok": true })))
    })
}

#[derive(Debug, Deserialize)]
pub(super) struct CustomerIn {
    id: Option<i64>,
    first_name: String,
    last_name: Option<String>,
    username: Option<String>,
    language_code: Option<String>,
    phone: Option<String>,
}

/// `{first_name, ..}`: one more customer, for a test that wants a fresh one
pub(super) async fn add(State(shared): Shop, Json(body): Json<CustomerIn>) -> Done {
    shared.change(|world| {
        // The staff's come behind
        let next = (1001..=9_999).find(|id| !world.customers.contains_key(id)).unwrap_or(1001);
        let id = body.id.unwrap_or(next);
        let is_wrong = id <= 0 || body.first_name.trim().is_empty() || world.customers.contains_key(&id);
        ApiError::refuse_if(is_wrong, "id must be free and positive, first_name non-empty")?;
        let user = User {
            id,
            is_bot: false,
            first_name: body.first_name,
            last_name: body.last_name,
            username: body.username,
            language_code: body.language_code,
        };
        let phone = body.phone.unwrap_or_else(|| format!("+38050{id:07}"));
        world.customers.insert(id, Customer { user, phone, ..Customer::default() });
        world.events.push(Event::Customers);
        Ok(Json(json!({ "id": id })))
    })
}
