//! Signing in: by a one-time link, which the bot sends to a member of the staff who asks for it, or with the shop's first
//! key. Every sign-in begins a session with a token of its own: one that was known before is worth nothing.

use axum::{
    Form, Router,
    extract::{Path, Query, Request, State},
    http::{
        Extensions, HeaderMap, HeaderName, HeaderValue, Method, StatusCode,
        header::{ACCEPT_LANGUAGE, SET_COOKIE, USER_AGENT},
    },
    response::{IntoResponse, Response},
    routing::get,
};
use domain::{Locale, Member, PersonName, Role};
use serde::Deserialize;
use store::{AuditEvent, NewSession, Token};
use subtle::ConstantTimeEq;

use crate::{
    Office, browser,
    change::{Action, Kind, object},
    context::{Context, words},
    cookie,
    error::{OfficeError, see},
    form::CSRF,
    layout, membership, query,
};

/// The only pages outside of the gate.
pub(crate) fn routes() -> Router<Office> {
    Router::new().route("/office/login", get(ask).post(with_key)).route("/office/login/{token}", get(with_link))
}

#[derive(Debug, Deserialize)]
struct Asked {
    #[serde(default)]
    next: String,
}

#[derive(Deserialize)]
struct Given {
    #[serde(default)]
    key: String,
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    next: String,
}

/// The page that asks for the key. Its form belongs to this browser, too, so that nobody signs somebody else in.
async fn ask(
    State(office): State<Office>,
    Query(Asked { next }): Query<Asked>,
    request: Request,
) -> Result<Response, OfficeError> {
    let token = cookie::token(request.headers());
    if let Some(token) = &token
        && office.api.store.sessions.find(token).await?.is_some()
    {
        return Ok(see(&own_path(&next)));
    }
    let token = token.unwrap_or_else(|| Token::of((office.random)()));
    Ok(asked(&office, locale(&office, &request), request.headers(), &token, &next, None))
}

fn asked(
    office: &Office,
    locale: Locale,
    headers: &HeaderMap,
    token: &Token,
    next: &str,
    wrong: Option<&'static str>,
) -> Response {
    let form = layout::sign_in_form(words(office, locale), &token.derived(CSRF), next, wrong);
    let page = layout::outside(words(office, locale), office, "office-sign-in-how", Some(&form));
    let mut response = page.into_response();
    if wrong.is_some() {
        *response.status_mut() = StatusCode::UNAUTHORIZED;
    }
    response.headers_mut().insert(SET_COOKIE, cookie::keep(headers, token));
    response
}

async fn with_key(
    State(office): State<Office>,
    headers: HeaderMap,
    extensions: Extensions,
    Form(given): Form<Given>,
) -> Result<Response, OfficeError> {
    office.attempts.count(&headers, &extensions)?;
    let token = cookie::token(&headers).ok_or(OfficeError::Csrf)?;
    let is_ours: bool = token.derived(CSRF).as_bytes().ct_eq(given.csrf.as_bytes()).into();
    if !is_ours {
        return Err(OfficeError::Csrf);
    }
    let locale = locale_of(&office, &headers);
    if !office.api.is_admin(given.key.trim()) {
        return Ok(asked(&office, locale, &headers, &token, &given.next, Some("office-sign-in-wrong-key")));
    }
    let member = Member { id: None, name: PersonName::parse("ADMIN_API_KEY").map_err(|_| OfficeError::Internal)? };
    begin(
        &office,
        &headers,
        NewSession { member, role: Role::Owner, locale, browser: browser_of(&headers) },
        &given.next,
    )
    .await
}

async fn with_link(
    State(office): State<Office>,
    method: Method,
    headers: HeaderMap,
    extensions: Extensions,
    Path(token): Path<String>,
) -> Result<Response, OfficeError> {
    // Whoever only looks whether there is a page must not use it up
    if method != Method::GET {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    office.attempts.count(&headers, &extensions)?;
    let asks = locale_of(&office, &headers);
    let used = || layout::outside(words(&office, asks), &office, "office-sign-in-used", None);
    let link = match token.parse::<Token>() {
        Ok(token) => office.api.store.sign_in_links.use_up(&token).await?,
        Err(()) => None,
    };
    let Some(link) = link else { return Ok((StatusCode::UNAUTHORIZED, used()).into_response()) };
    let role = match link.member.id {
        Some(id) => membership::role(&office, id).await?.ok_or(OfficeError::Forbidden)?,
        // Made on the command line of the shop's own machine
        None => Role::Owner,
    };
    let locale = link.locale.unwrap_or(asks);
    begin(&office, &headers, NewSession { member: link.member, role, locale, browser: browser_of(&headers) }, "").await
}

async fn begin(office: &Office, headers: &HeaderMap, new: NewSession, next: &str) -> Result<Response, OfficeError> {
    let (store, token) = (&office.api.store, Token::of((office.random)()));
    let session = store.sessions.create(&token, new).await?;
    let object = object(Kind::Session, session.id, browser::name(&session.browser));
    let event =
        AuditEvent { member: session.member, role: session.role, action: Action::SignIn.into_str().to_owned(), object };
    let entry = store.audit.begin(event).await?;
    store.audit.complete(entry, None, &[]).await?;
    let mut response = see(&own_path(next));
    response.headers_mut().insert(SET_COOKIE, cookie::keep(headers, &token));
    Ok(response)
}

/// Ends the session.
pub(crate) async fn sign_out(context: Context, headers: HeaderMap) -> Result<Response, OfficeError> {
    let end = async {
        context.store().sessions.revoke(context.session.id).await?;
        Ok(crate::change::Changed::plain(()))
    };
    context.change(Action::SignOut, context.session_object(), end).await?;
    let mut response = see("/office/login");
    response.headers_mut().insert(SET_COOKIE, cookie::forget(&headers));
    Ok(response)
}

/// Has pages shown in another language from now on.
pub(crate) async fn set_language(context: Context, form: crate::form::Form) -> Result<Response, OfficeError> {
    let locale = form.text("locale").parse().map_err(|_| OfficeError::Malformed("not a language"))?;
    context.store().sessions.set_locale(context.session.id, locale).await?;
    Ok(see(&own_path(form.text("next"))))
}

/// To the page that asks who it is.
pub(crate) fn redirect(back: Option<&str>, is_partial: bool) -> Response {
    let next = back.filter(|back| *back != "/office").unwrap_or_default();
    let path = query::address("/office/login", &[("next", if is_partial { "" } else { next })]);
    if !is_partial {
        return see(&path);
    }
    // A part of a page cannot be a page to sign in on: htmx loads that as a whole
    let go = HeaderValue::try_from(path).unwrap_or(HeaderValue::from_static("/office/login"));
    (StatusCode::UNAUTHORIZED, [(HeaderName::from_static("hx-redirect"), go)]).into_response()
}

/// A path of the back office; whatever else is asked for, its first page: nobody is led astray from here.
fn own_path(next: &str) -> String {
    let is_own = next.strip_prefix("/office").is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']));
    let is_plain = next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if is_own && is_plain { next.to_owned() } else { "/office".to_owned() }
}

fn browser_of(headers: &HeaderMap) -> String {
    headers.get(USER_AGENT).and_then(|name| name.to_str().ok()).unwrap_or_default().to_owned()
}

/// The language of a browser that has no session.
pub(crate) fn locale(office: &Office, request: &Request) -> Locale {
    locale_of(office, request.headers())
}

fn locale_of(office: &Office, headers: &HeaderMap) -> Locale {
    let accepted = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut languages = accepted.split(',').filter_map(|one| one.split([';', '-']).next());
    languages.find_map(|code| code.trim().parse().ok()).unwrap_or(office.shop.default_locale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_led_astray() {
        for own in ["/office", "/office/orders", "/office?notice=saved", "/office/orders/12?a=b"] {
            assert_eq!(own_path(own), own);
        }
        for strange in [
            "",
            "//evil.example",
            "https://evil.example",
            "/officer",
            "/office\\..",
            "/v1/users",
            "/office/\r\nX: y",
            "office",
        ] {
            assert_eq!(own_path(strange), "/office", "{strange}");
        }
    }
}
