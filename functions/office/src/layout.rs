//! What surrounds a page: its head, the navigation of who looks, a notice of what was just done.

use domain::{Locale, Role, VariantArray};
use maud::{DOCTYPE, Markup, html};
use screens::Words;
use url::form_urlencoded;

use crate::{
    Office,
    assets::{HTMX, SCRIPT, STYLE},
    context::Context,
    error::OfficeError,
    parts::{csrf, icon},
};

/// A part of the shop: path, key of its name, icon, the role it needs.
type Entry = (&'static str, &'static str, &'static str, Role);

/// In the order in which they are needed through the day.
const NAVIGATION: [Entry; 12] = [
    ("/office", "office-nav-today", "today", Role::Clerk),
    ("/office/orders", "office-nav-orders", "orders", Role::Clerk),
    ("/office/customers", "office-nav-customers", "customers", Role::Clerk),
    ("/office/products", "office-nav-products", "products", Role::Clerk),
    ("/office/categories", "office-nav-categories", "categories", Role::Clerk),
    ("/office/news", "office-nav-news", "news", Role::Manager),
    ("/office/broadcasts", "office-nav-broadcasts", "broadcasts", Role::Manager),
    ("/office/import", "office-nav-import", "import", Role::Manager),
    ("/office/staff", "office-nav-staff", "staff", Role::Owner),
    ("/office/keys", "office-nav-keys", "keys", Role::Owner),
    ("/office/audit", "office-nav-audit", "audit", Role::Owner),
    ("/office/settings", "office-nav-settings", "settings", Role::Manager),
];

/// What htmx may do: nothing that the page's policy forbids.
const HTMX_CONFIG: &str =
    r#"{"includeIndicatorStyles":false,"allowEval":false,"selfRequestsOnly":true,"historyCacheSize":0}"#;

/// A whole page.
pub(crate) fn page(context: &Context, title: &str, body: &Markup) -> Markup {
    let words = context.words;
    html! {
        (DOCTYPE)
        html lang=(words.locale.into_str()) {
            (head(&format!("{title} · {}", context.office.storefront.name)))
            body data-csrf=(context.csrf) {
                a .skip href="#page" { (words.label("office-skip")) }
                header .top {
                    a .brand href="/office" { (context.office.storefront.name) }
                    (languages(context))
                    (signed_in(context))
                }
                (navigation(context))
                main #page tabindex="-1" {
                    (notice(context))
                    (body)
                }
            }
        }
    }
}

fn head(title: &str) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="color-scheme" content="light dark";
            meta name="htmx-config" content=(HTMX_CONFIG);
            title { (title) }
            link rel="icon" href="data:,";
            link rel="stylesheet" href=(STYLE.path);
            script src=(HTMX.path) defer {}
            script src=(SCRIPT.path) defer {}
        }
    }
}

fn navigation(context: &Context) -> Markup {
    let path = context.path.split('?').next().unwrap_or_default();
    let is_here = |entry: &str| {
        let below = path.strip_prefix(entry);
        below.is_some_and(|rest| rest.is_empty() || (entry != "/office" && rest.starts_with('/')))
    };
    html! {
        nav .main aria-label=(context.label("office-navigation")) {
            ul {
                @for (path, key, name, _) in NAVIGATION.iter().filter(|entry| context.may(entry.3)) {
                    li { a href=(path) aria-current=[is_here(path).then_some("page")] { (icon(name)) span { (context.words.label(key)) } } }
                }
            }
        }
    }
}

fn languages(context: &Context) -> Markup {
    html! {
        form .languages method="post" action="/office/language" {
            (csrf(context))
            input type="hidden" name="next" value=(context.path);
            @for locale in Locale::VARIANTS {
                button .plain type="submit" name="locale" value=(locale.into_str()) lang=(locale.into_str())
                    aria-pressed=(if *locale == context.words.locale { "true" } else { "false" })
                    title=(locales::text(*locale, "language-name", &[])) { (locale.into_str()) }
            }
        }
    }
}

fn signed_in(context: &Context) -> Markup {
    html! {
        form .signed-in method="post" action="/office/logout" {
            (csrf(context))
            span .who { (context.session.member.name.as_str()) " · " (context.label(role_key(context.session.role))) }
            button .plain type="submit" { (context.label("office-sign-out")) }
        }
    }
}

/// The key of a role's name.
pub(crate) const fn role_key(role: Role) -> &'static str {
    match role {
        Role::Owner => "office-role-owner",
        Role::Manager => "office-role-manager",
        Role::Clerk => "office-role-clerk",
    }
}

/// What a page's address may have it say of what was just done.
const NOTICES: [(&str, &str); 8] = [
    ("saved", "office-notice-saved"),
    ("created", "office-notice-created"),
    ("deleted", "office-notice-deleted"),
    ("sent", "office-notice-sent"),
    ("cancelled", "office-notice-cancelled"),
    ("restored", "office-notice-restored"),
    ("erased", "office-notice-erased"),
    ("revoked", "office-notice-revoked"),
];

fn notice(context: &Context) -> Markup {
    let query = context.path.split_once('?').map_or("", |(_, query)| query);
    let said = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "notice");
    let key = said.and_then(|(_, word)| NOTICES.iter().find(|(known, _)| *known == word).map(|(_, key)| *key));
    html! { div #notice role="status" { @if let Some(key) = key { p .notice.good { (context.words.label(key)) } } } }
}

/// A page that says what went wrong, with the way back.
pub(crate) fn error(context: &Context, error: &OfficeError) -> Markup {
    let text = context.words.label(error.key());
    if context.is_partial {
        return html! { p .notice.bad role="alert" { (text) } };
    }
    let title = context.label("office-error-title");
    page(
        context,
        &title,
        &html! {
            h1 { (title) }
            p .notice.bad role="alert" { (text) }
            p { a .button href="/office" { (context.label("office-error-back")) } }
        },
    )
}

/// A page for who is not signed in: what it says, and perhaps a form.
pub(crate) fn outside(words: Words, office: &Office, key: &'static str, form: Option<&Markup>) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(words.locale.into_str()) {
            (head(&format!("{} · {}", words.label("office-sign-in"), office.storefront.name)))
            body .outside {
                main #page {
                    h1 { (office.storefront.name) }
                    p { (words.label(key)) }
                    @match form {
                        Some(form) => (form),
                        None => p { a .button href="/office/login" { (words.label("office-sign-in")) } },
                    }
                }
            }
        }
    }
}

/// The form for the shop's first key.
pub(crate) fn sign_in_form(words: Words, csrf: &str, next: &str, wrong: Option<&'static str>) -> Markup {
    html! {
        form .stack method="post" action="/office/login" {
            input type="hidden" name="csrf" value=(csrf);
            input type="hidden" name="next" value=(next);
            div .field {
                label for="key" { (words.label("office-sign-in-key")) }
                input #key type="password" name="key" required autocomplete="current-password"
                    aria-invalid=[wrong.map(|_| "true")] aria-describedby=[wrong.map(|_| "key-wrong")];
                @if let Some(wrong) = wrong { p #key-wrong .wrong role="alert" { (words.label(wrong)) } }
            }
            button type="submit" { (words.label("office-sign-in")) }
        }
    }
}
