//! Who looks at a page, and what their page is made with.

use std::convert::Infallible;

use axum::{
    extract::FromRequestParts,
    http::{Method, header::REFERER, request::Parts},
    response::{IntoResponse, Response},
};
use domain::{Locale, Role};
use maud::Markup;
use screens::Words;
use store::{Session, Store, Token};
use subtle::ConstantTimeEq;
use url::Url;

use crate::{Office, layout};

/// What a handler gets: the gate has seen to it that there is one.
#[derive(Debug, Clone)]
pub(crate) struct Context {
    pub(crate) office: Office,
    pub(crate) session: Session,
    pub(crate) words: Words,
    /// What the hidden field of each form carries.
    pub(crate) csrf: String,
    /// The path and query of this page, or of the page on which a form stands.
    pub(crate) path: String,
    /// Whether a part of a page was asked for, by htmx.
    pub(crate) is_partial: bool,
}

impl Context {
    pub(crate) fn new(office: Office, session: Session, token: &Token, parts: &Parts) -> Self {
        let path = page(parts).unwrap_or_else(|| "/office".to_owned());
        let is_partial = parts.headers.contains_key("hx-request");
        let words = words(&office, session.locale);
        Self { office, session, words, csrf: token.derived(crate::form::CSRF), path, is_partial }
    }

    pub(crate) fn store(&self) -> &Store {
        &self.office.api.store
    }

    /// Whether who looks may do what needs this role.
    pub(crate) fn may(&self, role: Role) -> bool {
        self.session.role.includes(role)
    }

    pub(crate) fn is_csrf(&self, sent: &str) -> bool {
        sent.as_bytes().ct_eq(self.csrf.as_bytes()).into()
    }

    /// A text in the language of who looks.
    pub(crate) fn label(&self, key: &'static str) -> String {
        self.words.label(key)
    }

    /// A whole page.
    pub(crate) fn page(&self, title: &str, body: &Markup) -> Response {
        layout::page(self, title, body).into_response()
    }
}

/// The page that is asked for; of a form, the page on which it stands (RFC 9110, 10.1.3).
fn page(parts: &Parts) -> Option<String> {
    if parts.method != Method::POST {
        return parts.uri.path_and_query().map(ToString::to_string);
    }
    let from: Url = parts.headers.get(REFERER)?.to_str().ok()?.parse().ok()?;
    let query = from.query().map(|query| format!("?{query}")).unwrap_or_default();
    Some(format!("{}{query}", from.path())).filter(|path| path.starts_with("/office"))
}

/// The texts of one language.
pub(crate) const fn words(office: &Office, locale: Locale) -> Words {
    Words { locale, shop_locale: office.shop.default_locale, time_zone: office.shop.time_zone }
}

impl<S: Sync> FromRequestParts<S> for Context {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get::<Self>().expect("every page lies behind the gate").clone())
    }
}
