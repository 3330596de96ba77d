//! `/office/keys`: the keys by which the shop's own systems use the REST API. A key is shown once, when it is made.

use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use chrono::Duration;
use domain::{KeyName, Role, Scope, VariantArray};
use maud::{Markup, html};
use store::{Key, KeySecret, StoreError};

use crate::{
    change::{Action, Changed, Kind, field as changed, object},
    context::Context,
    error::{OfficeError, see},
    form::Form,
    parts::{self, action_after_question, csrf, field, moment},
    routes::Routes,
};

/// The longest that a key lasts if it ends at all, in days.
const MOST_DAYS: i64 = 36_500;

pub(super) fn register(routes: Routes) -> Routes {
    routes.get(Role::Owner, "/office/keys", show).post(Role::Owner, "/office/keys", create).post(
        Role::Owner,
        "/office/keys/{name}/revoke",
        revoke,
    )
}

async fn show(context: Context) -> Result<Response, OfficeError> {
    let form = Form::of(context.words, []);
    page(&context, &form, None).await
}

async fn page(context: &Context, form: &Form, made: Option<&KeySecret>) -> Result<Response, OfficeError> {
    let keys = context.store().keys.list().await?;
    let title = context.label("office-nav-keys");
    let body = html! {
        h1 { (title) }
        @if let Some(secret) = made {
            div .card role="status" {
                p .notice.good { (context.label("office-keys-made")) }
                p { code #secret { (secret) } }
            }
        }
        p { (context.label("office-keys-how")) }
        (list(context, &keys))
        (new(context, form))
    };
    Ok(context.page(&title, &body))
}

fn list(context: &Context, keys: &[Key]) -> Markup {
    let never = || html! { (context.label("office-keys-never")) };
    html! {
        @if keys.is_empty() { (parts::empty(&context.label("office-keys-none"))) }
        @else {
            table .list {
                thead { tr {
                    th { (context.label("office-keys-name")) } th { (context.label("office-keys-scopes")) }
                    th { (context.label("office-keys-ends")) } th { (context.label("office-keys-used")) }
                    th { span .unseen { (context.label("office-keys-revoke")) } }
                } }
                tbody { @for key in keys {
                    tr {
                        td data-label=(context.label("office-keys-name")) { strong { (key.name) } }
                        td data-label=(context.label("office-keys-scopes")) { @for scope in &key.scopes { code { (scope) } " " } }
                        td data-label=(context.label("office-keys-ends")) { @match key.expires_at { Some(at) => (moment(context.words, at)), None => (never()) } }
                        td data-label=(context.label("office-keys-used")) { @match key.last_used_at { Some(at) => (moment(context.words, at)), None => (never()) } }
                        td .whole { (action_after_question(context, &format!("/office/keys/{}/revoke", key.name), &context.label("office-keys-revoke"), &context.label("office-keys-revoke-question"))) }
                    }
                } }
            }
        }
    }
}

fn new(context: &Context, form: &Form) -> Markup {
    let is_chosen = |scope: &Scope| form.all("scope").any(|chosen| chosen == scope.into_str());
    html! {
        details .card open[form.is_wrong()] {
            summary { (context.label("office-keys-new")) }
            form .stack method="post" action="/office/keys" {
                (csrf(context))
                (field(form, "name", context.label("office-keys-name")).max(64).required().help(context.label("office-wrong-key-name")).line())
                fieldset .field {
                    legend .label { (context.label("office-keys-scopes")) }
                    @for scope in Scope::VARIANTS {
                        label .tick { input type="checkbox" name="scope" value=(scope.into_str()) checked[is_chosen(scope)]; span { code { (scope) } " " (context.label(scope_key(*scope))) } }
                    }
                    @if let Some(wrong) = form.error("scope") { p .wrong { (wrong) } }
                }
                (field(form, "days", context.label("office-keys-days")).kind("number").help(context.label("office-keys-days-help")).line())
                div { button type="submit" { (context.label("office-keys-make")) } }
            }
        }
    }
}

const fn scope_key(scope: Scope) -> &'static str {
    match scope {
        Scope::ProductsWrite => "office-scope-products-write",
        Scope::CategoriesWrite => "office-scope-categories-write",
        Scope::NewsWrite => "office-scope-news-write",
        Scope::UsersRead => "office-scope-users-read",
        Scope::UsersWrite => "office-scope-users-write",
        Scope::OrdersRead => "office-scope-orders-read",
        Scope::BroadcastsWrite => "office-scope-broadcasts-write",
        Scope::CatalogueRead => "office-scope-catalogue-read",
        Scope::CatalogueWrite => "office-scope-catalogue-write",
        Scope::OutboxDrain => "office-scope-outbox-drain",
    }
}

async fn create(context: Context, mut form: Form) -> Result<Response, OfficeError> {
    let name = form.parse("name", KeyName::parse);
    let scopes: Vec<Scope> = form.all("scope").filter_map(|scope| scope.parse().ok()).collect();
    if scopes.is_empty() {
        form.refuse("scope", context.label("office-keys-scope-needed"));
    }
    let days = days(&mut form, &context);
    let (Some(name), Some(days), false) = (name, days, scopes.is_empty()) else {
        return wrong(&context, &form).await;
    };
    let secret = KeySecret::of(random(&context));
    let expires = days.map(|days| context.store().now() + Duration::days(days));
    let named = object(Kind::Key, &name, name.to_string());
    let made = async {
        let words: Vec<_> = scopes.iter().map(Scope::into_str).collect();
        let changes = vec![changed("scopes", None::<&str>, Some(words.join(" ")))];
        context.store().keys.create(&secret, name, scopes, expires).await?;
        Ok(Changed::new((), changes))
    };
    match context.change(Action::Create, named, made).await {
        Ok(()) => page(&context, &Form::of(context.words, []), Some(&secret)).await,
        Err(OfficeError::Conflict(key)) => {
            form.refuse("name", context.label(key));
            wrong(&context, &form).await
        }
        Err(error) => Err(error),
    }
}

async fn wrong(context: &Context, form: &Form) -> Result<Response, OfficeError> {
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(context, form, None).await?).into_response())
}

/// After how many days it ends; `Some(None)`: never.
#[expect(clippy::option_option, reason = "wrong, left empty, a value: three states")]
fn days(form: &mut Form, context: &Context) -> Option<Option<i64>> {
    let text = form.text("days");
    if text.is_empty() {
        return Some(None);
    }
    let days = text.parse().ok().filter(|days| (1..=MOST_DAYS).contains(days));
    if days.is_none() {
        let wrong = context.words.message("office-wrong-range").number("min", 1).number("max", MOST_DAYS).plain();
        form.refuse("days", wrong);
    }
    days.map(Some)
}

fn random(context: &Context) -> [u8; 40] {
    let (mut random, [first, second]) = ([0; 40], [(context.office.random)(), (context.office.random)()]);
    random[..32].copy_from_slice(&first);
    random[32..].copy_from_slice(&second[..8]);
    random
}

async fn revoke(context: Context, Path(name): Path<String>) -> Result<Response, OfficeError> {
    let name = KeyName::parse(&name).map_err(|_| OfficeError::NotFound)?;
    let ended = async {
        context.store().keys.revoke(&name).await.map_err(|error| match error {
            StoreError::NotFound => OfficeError::NotFound,
            other => other.into(),
        })?;
        Ok(Changed::plain(()))
    };
    context.change(Action::Delete, object(Kind::Key, &name, name.to_string()), ended).await?;
    Ok(see("/office/keys?notice=revoked"))
}
