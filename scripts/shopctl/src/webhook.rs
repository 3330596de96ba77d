//! Telling Telegram about the shop, and asking it.

use std::error::Error;

use domain::{Locale, VariantArray};
use locales::{Command, StaffCommand};
use telegram::{Api, TelegramError};
use url::Url;

use crate::Settings;

/// Sets webhook and menu, and looks whether Telegram agrees.
pub(crate) async fn set(settings: &Settings, url: Url) -> Result<(), Box<dyn Error>> {
    let api = settings.telegram.bot.api()?;
    set_commands(&api, settings).await?;
    api.set_webhook(url.clone(), settings.telegram.webhook_secrets.present().expose()).await?;
    let info = api.webhook_info().await?;
    if info.url.as_ref() != Some(&url) {
        return Err("Telegram names another webhook than the one just set".into());
    }
    println!("Telegram delivers to {url}");
    Ok(())
}

/// The menus of commands, of customers and of the staff: in each language, and in the shop's own for all others.
pub(crate) async fn set_commands(api: &Api, settings: &Settings) -> Result<(), TelegramError> {
    let languages = Locale::VARIANTS.iter().map(|locale| (*locale, Some(locale.into_str())));
    for (locale, language) in languages.into_iter().chain([(settings.shop.default_locale, None)]) {
        let commands: Vec<(&str, String)> =
            Command::VARIANTS.iter().map(|command| (command.into(), command.description(locale))).collect();
        api.set_commands(None, language, &commands).await?;
        let commands: Vec<(&str, String)> =
            StaffCommand::VARIANTS.iter().map(|command| (command.into(), command.description(locale))).collect();
        if let Some(chat) = settings.staff.chat {
            api.set_commands(Some(chat), language, &commands).await?;
        }
    }
    Ok(())
}

/// What Telegram thinks of the webhook, line by line.
pub(crate) async fn info(settings: &Settings) -> Result<(), Box<dyn Error>> {
    let info = settings.telegram.bot.api()?.webhook_info().await?;
    println!("address: {}", info.url.map_or_else(|| "none".to_owned(), |url| url.to_string()));
    println!("waiting updates: {}", info.pending_update_count);
    println!("last error: {}", info.last_error_message.as_deref().unwrap_or("none"));
    Ok(())
}
