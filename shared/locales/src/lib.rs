//! The shop's words, in Fluent files under `texts/`, per language; and how money and dates are written.
//!
//! No word a customer reads stands in code. A message's key says where it is shown (`cart-total`), its placeholders
//! what goes in. Texts may hold Telegram's HTML: whoever fills in what people typed escapes it first.
//!
//! ```
//! use domain::Locale;
//! use locales::{Value, text};
//!
//! let arguments = [("quantity", Value::from(3))];
//! assert_eq!(text(Locale::En, "added", &arguments), "Added. In your cart: 3");
//! ```

mod command;
mod format;

use domain::Locale;
/// What goes into a placeholder: a text as it is, or a number in digits, which also picks the plural form.
pub use fluent_bundle::FluentValue as Value;
use fluent_bundle::{FluentArgs, FluentResource, concurrent::FluentBundle};
use once_cell::sync::Lazy;
use unic_langid::{LanguageIdentifier, langid};

pub use command::{Command, StaffCommand};
pub use format::{date, date_time, money};

type Bundle = FluentBundle<FluentResource>;

static UK: Lazy<Bundle> = Lazy::new(|| bundle(langid!("uk"), Locale::Uk));
static RU: Lazy<Bundle> = Lazy::new(|| bundle(langid!("ru"), Locale::Ru));
static EN: Lazy<Bundle> = Lazy::new(|| bundle(langid!("en"), Locale::En));

/// The files of one locale: what customers and the staff's chat read, and the back office, one file per part of it.
macro_rules! files {
    ($locale:literal) => {
        &[
            include_str!(concat!("../texts/", $locale, ".ftl")),
            include_str!(concat!("../texts/office/", $locale, "/frame.ftl")),
            include_str!(concat!("../texts/office/", $locale, "/home.ftl")),
            include_str!(concat!("../texts/office/", $locale, "/orders.ftl")),
            include_str!(concat!("../texts/office/", $locale, "/products.ftl")),
            include_str!(concat!("../texts/office/", $locale, "/customers.ftl")),
            include_str!(concat!("../texts/office/", $locale, "/news.ftl")),
            include_str!(concat!("../texts/office/", $locale, "/staff.ftl")),
        ]
    };
}

/// The Fluent files of a locale.
pub const fn sources(locale: Locale) -> &'static [&'static str] {
    match locale {
        Locale::Uk => files!("uk"),
        Locale::Ru => files!("ru"),
        Locale::En => files!("en"),
    }
}

fn bundle(language: LanguageIdentifier, locale: Locale) -> Bundle {
    let mut bundle = Bundle::new_concurrent(vec![language]);
    // Isolation marks would end up in what customers copy; `telegram::escape` sets apart what needs it
    bundle.set_use_isolating(false);
    for source in sources(locale) {
        let resource = FluentResource::try_new((*source).to_owned()).unwrap_or_else(|(resource, errors)| {
            tracing::error!(?errors, %locale, "a text file has mistakes");
            resource
        });
        bundle.add_resource_overriding(resource);
    }
    bundle
}

/// The message `key` in a language, its placeholders filled in. Unknown keys come out as themselves and are logged;
/// a test of the workspace sees to it that there are none.
pub fn text(locale: Locale, key: &str, arguments: &[(&str, Value<'_>)]) -> String {
    let bundle: &Bundle = match locale {
        Locale::Uk => &UK,
        Locale::Ru => &RU,
        Locale::En => &EN,
    };
    let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
        tracing::error!(key, %locale, "no such text");
        return key.to_owned();
    };
    let filled: FluentArgs<'_> = arguments.iter().cloned().collect();
    let mut errors = Vec::new();
    let text = bundle.format_pattern(pattern, Some(&filled), &mut errors).into_owned();
    if !errors.is_empty() {
        tracing::error!(key, %locale, ?errors, "a text lacks what should go in");
    }
    text
}
