//! What the bot says about itself: getMe, the command menu, its descriptions; getChat, and getChatMember.
//!
//! Which commands a customer sees is decided in [`crate::world::commands`]. The methods that need nothing more than a
//! `true` are answered here as well.
//!
//! Example: `setMyCommands {"commands":[{"command":"cart","description":"My cart"}],"language_code":"en"}`.

use serde_json::{Value, json};

use super::{params::Params, send::known_chat};
use crate::error::ApiError;
use crate::shared::Shared;
use crate::world::{Command, CommandSet, Event, Scope};

/// Texts of the profile, by the end of their method, with the field they are given in and the longest allowed.
const TEXTS: [(&str, &str, usize); 3] =
    [("name", "name", 64), ("description", "description", 512), ("shortdescription", "short_description", 120)];

pub(super) fn dispatch(shared: &Shared, method: &str, params: &Params) -> Result<Value, ApiError> {
    match method {
        "getme" => Ok(me(shared)),
        "getchat" => chat(shared, params),
        "getchatmember" => member(shared, params),
        "setmycommands" => set_commands(shared, params),
        "getmycommands" => get_commands(shared, params),
        "deletemycommands" => delete_commands(shared, params),
        // Accepted and without effect: the menu button always opens the commands, and there is nothing to log out of
        "setchatmenubutton" | "logout" | "close" => Ok(json!(true)),
        "getchatmenubutton" => Ok(json!({ "type": "commands" })),
        other => text(shared, other, params),
    }
}

fn me(shared: &Shared) -> Value {
    let mut me = shared.look(|world| json!(world.bot));
    for (field, value) in [
        ("can_join_groups", true),
        ("can_read_all_group_messages", false),
        ("supports_inline_queries", true),
        ("can_connect_to_business", false),
        ("has_main_web_app", false),
    ] {
        me[field] = json!(value);
    }
    me
}

fn chat(shared: &Shared, params: &Params) -> Result<Value, ApiError> {
    shared.change(|world| known_chat(world, params).map(|customer| json!(customer.chat())))
}

/// Of a group's members, the first made it. Whoever else there is has left it.
fn member(shared: &Shared, params: &Params) -> Result<Value, ApiError> {
    let user_id = params.integer("user_id").ok_or_else(|| ApiError::bad_request("invalid user_id specified"))?;
    shared.change(|world| {
        let chat = known_chat(world, params)?;
        let place = chat.members.iter().position(|user| user.id == user_id);
        let status = match place {
            Some(0) => "creator",
            Some(_) => "member",
            None => "left",
        };
        let user = place.map_or_else(
            || json!({ "id": user_id, "is_bot": false, "first_name": "" }),
            |place| json!(chat.members[place]),
        );
        Ok(json!({ "status": status, "user": user }))
    })
}

fn scope_and_language(params: &Params) -> Result<(Scope, String), ApiError> {
    let scope = params.structure::<Scope>("scope", "can't parse BotCommandScope")?.unwrap_or_default();
    let language = params.text("language_code").unwrap_or_default();
    let valid = language.is_empty() || (language.len() == 2 && language.chars().all(|c| c.is_ascii_lowercase()));
    ApiError::refuse_if(!valid, "invalid language code specified")?;
    Ok((scope, language))
}

fn set_commands(shared: &Shared, params: &Params) -> Result<Value, ApiError> {
    let (scope, language_code) = scope_and_language(params)?;
    let commands = params.structure::<Vec<Command>>("commands", "can't parse list of bot commands JSON array")?;
    let mut commands = commands.unwrap_or_default();
    ApiError::refuse_if(commands.len() > 100, "BOT_COMMANDS_TOO_MUCH")?;
    for command in &mut commands {
        command.command = command.command.trim_start_matches('/').to_owned();
        let is_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        let (name, description) = (&command.command, command.description.chars().count());
        let is_valid = (1..=32).contains(&name.len()) && name.chars().all(is_name);
        ApiError::refuse_if(!is_valid, "BOT_COMMAND_INVALID")?;
        ApiError::refuse_if(!(1..=256).contains(&description), "BOT_COMMAND_DESCRIPTION_INVALID")?;
    }
    shared.change(|world| {
        world.commands.retain(|set| set.scope != scope || set.language_code != language_code);
        if !commands.is_empty() {
            world.commands.push(CommandSet { scope, language_code, commands });
        }
        world.events.push(Event::Profile);
    });
    Ok(json!(true))
}

fn get_commands(shared: &Shared, params: &Params) -> Result<Value, ApiError> {
    let (scope, language) = scope_and_language(params)?;
    Ok(shared.look(|world| world.command_set(&scope, &language).map_or(json!([]), |set| json!(set.commands))))
}

fn delete_commands(shared: &Shared, params: &Params) -> Result<Value, ApiError> {
    let (scope, language) = scope_and_language(params)?;
    shared.change(|world| {
        world.commands.retain(|set| set.scope != scope || set.language_code != language);
        world.events.push(Event::Profile);
    });
    Ok(json!(true))
}

/// setMyName, getMyDescription, ..: one text each, per language.
fn text(shared: &Shared, method: &str, params: &Params) -> Result<Value, ApiError> {
    let find = |prefix: &str| {
        let rest = method.strip_prefix(prefix)?;
        TEXTS.iter().find(|(name, _, _)| *name == rest)
    };
    let language = params.text("language_code").unwrap_or_default();
    if let Some((_, field, longest)) = find("setmy") {
        let text = params.text(field).unwrap_or_default();
        if text.chars().count() > *longest {
            return Err(ApiError::bad_request(format!("{} is too long", field.replace('_', " "))));
        }
        shared.change(|world| {
            let key = format!("{field}.{language}");
            if text.is_empty() {
                world.profile.remove(&key);
            } else {
                world.profile.insert(key, text);
            }
            world.events.push(Event::Profile);
        });
        return Ok(json!(true));
    }
    let (_, field, _) = find("getmy").ok_or_else(ApiError::not_found)?;
    let text = shared.look(|world| world.profile_text(field, &language).cloned());
    Ok(json!({ *field: text.unwrap_or_default() }))
}
