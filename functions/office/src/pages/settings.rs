//! `/office/settings`: what the shop's settings are and where they come from. They are set where the shop runs, not here.

use axum::response::Response;
use domain::Role;
use maud::{Markup, html};
use settings::Given;

use crate::{context::Context, error::OfficeError, routes::Routes};

/// Those that a shop's people know, with the key of what they mean. All others are the operator's: only whether they are set
/// is shown, as they may be secret.
const KNOWN: [(&str, &str); 12] = [
    ("SHOP_NAME", "office-setting-name"),
    ("SHOP_CURRENCY", "office-setting-currency"),
    ("SHOP_DEFAULT_LOCALE", "office-setting-language"),
    ("SHOP_TIME_ZONE", "office-setting-time-zone"),
    ("SHOP_PUBLIC_URL", "office-setting-address"),
    ("SHOP_STAFF_CHAT_ID", "office-setting-staff-chat"),
    ("CHECKOUT_HOLD", "office-setting-hold"),
    ("BROADCAST_RATE", "office-setting-broadcast-rate"),
    ("FEED_STOCK_TAG", "office-setting-feed-stock"),
    ("FEED_OLD_PRICE_TAG", "office-setting-feed-price"),
    ("REQUESTS_PER_SECOND", "office-setting-requests"),
    ("CORS_ORIGINS", "office-setting-origins"),
];

pub(super) fn register(routes: Routes) -> Routes {
    routes.get(Role::Manager, "/office/settings", show)
}

async fn show(context: Context) -> Result<Response, OfficeError> {
    let title = context.label("office-nav-settings");
    let given = &context.office.given;
    let known = KNOWN.iter().filter_map(|(name, key)| Some((given.iter().find(|one| one.name == *name)?, *key)));
    let others = given.iter().filter(|one| !KNOWN.iter().any(|(name, _)| one.name == *name));
    let body = html! {
        h1 { (title) }
        p { (context.label("office-settings-how")) }
        table .list {
            thead { tr { th { (context.label("office-settings-setting")) } th { (context.label("office-settings-value")) } th { (context.label("office-settings-source")) } } }
            tbody { @for (one, key) in known { (row(&context, one, key)) } }
        }
        details .card {
            summary { (context.label("office-settings-others")) }
            ul { @for one in others { li { code { (one.name) } " " span .muted { (source(&context, one)) } } } }
        }
    };
    Ok(context.page(&title, &body))
}

fn row(context: &Context, one: &Given, key: &'static str) -> Markup {
    html! {
        tr {
            td data-label=(context.label("office-settings-setting")) { span { (context.words.label(key)) " " span .muted { (one.name) } } }
            td data-label=(context.label("office-settings-value")) { strong { @match &one.value { Some(value) => (value), None => "—" } } }
            td data-label=(context.label("office-settings-source")) { (source(context, one)) }
        }
    }
}

fn source(context: &Context, one: &Given) -> String {
    let key = match (one.is_set, &one.value) {
        (true, _) => "office-settings-environment",
        (false, Some(_)) => "office-settings-default",
        (false, None) => "office-settings-unset",
    };
    context.words.label(key)
}
