//! `/office/staff`: who may do what, and who is signed in.

use std::collections::BTreeMap;

use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::{Member, PersonName, Role, SessionId, UserId, VariantArray};
use maud::{Markup, html};
use store::{MemberRole, Session};

use crate::{
    browser,
    change::{Action, Changed, Kind, field as changed, object},
    context::Context,
    error::{OfficeError, see},
    form::Form,
    layout::role_key,
    parts::{action, csrf, field, moment},
    routes::Routes,
};

pub(super) fn register(routes: Routes) -> Routes {
    routes
        .get(Role::Owner, "/office/staff", show)
        .post(Role::Owner, "/office/staff", give)
        .post(Role::Owner, "/office/staff/{member_id}/role", set_role)
        .post(Role::Owner, "/office/staff/sessions/{id}/revoke", revoke)
}

async fn show(context: Context) -> Result<Response, OfficeError> {
    let form = Form::of(context.words, []);
    page(&context, &form).await
}

async fn page(context: &Context, form: &Form) -> Result<Response, OfficeError> {
    let store = context.store();
    let (roles, sessions) = tokio::try_join!(store.members.list(), store.sessions.list())?;
    let title = context.label("office-nav-staff");
    let body = html! {
        h1 { (title) }
        p { (context.label("office-staff-how")) }
        (people(context, &roles, &sessions))
        (new_role(context, form))
        h2 { (context.label("office-staff-sessions")) }
        (browsers(context, &sessions))
    };
    Ok(context.page(&title, &body))
}

/// Everybody who has a role of their own or is signed in, by name.
fn people(context: &Context, roles: &[MemberRole], sessions: &[Session]) -> Markup {
    let signed_in = sessions.iter().map(|session| (&session.member, session.role, false));
    let given = roles.iter().map(|given| (&given.member, given.role, true));
    let of_telegram = signed_in
        .chain(given)
        .filter_map(|(member, role, is_given)| Some((member.id?, (member.name.as_str(), role, is_given))));
    let people: BTreeMap<UserId, (&str, Role, bool)> = of_telegram.collect();
    html! {
        @if !people.is_empty() {
            table .list {
                thead { tr { th { (context.label("office-staff-member")) } th { (context.label("office-staff-role")) } } }
                tbody { @for (id, (name, role, is_given)) in &people {
                    tr {
                        td data-label=(context.label("office-staff-member")) { (name) " " span .muted { (id) } }
                        td .whole { (role_form(context, *id, name, *role, *is_given)) }
                    }
                } }
            }
        }
    }
}

fn role_form(context: &Context, id: UserId, name: &str, role: Role, is_given: bool) -> Markup {
    if context.session.member.id == Some(id) {
        return html! { (context.label(role_key(role))) " " span .muted { (context.label("office-staff-yourself")) } };
    }
    let label = context.words.message("office-staff-role-of").text("name", name).plain();
    html! {
        form .row method="post" action={ "/office/staff/" (id) "/role" } {
            (csrf(context))
            input type="hidden" name="name" value=(name);
            div .field { (role_choice(context, &format!("role-{id}"), &label, is_given.then_some(role), true)) }
            button .plain type="submit" { (context.label("office-save")) }
        }
    }
}

fn role_choice(context: &Context, id: &str, label: &str, chosen: Option<Role>, or_of_chat: bool) -> Markup {
    html! {
        select #(id) name="role" aria-label=(label) {
            @if or_of_chat { option value="" selected[chosen.is_none()] { (context.label("office-staff-by-chat")) } }
            @for role in Role::VARIANTS {
                option value=(role.into_str()) selected[chosen == Some(*role)] { (context.label(role_key(*role))) }
            }
        }
    }
}

fn new_role(context: &Context, form: &Form) -> Markup {
    html! {
        details .card open[form.is_wrong()] {
            summary { (context.label("office-staff-give")) }
            form .stack method="post" action="/office/staff" {
                (csrf(context))
                (field(form, "id", context.label("office-staff-telegram-id")).help(context.label("office-staff-telegram-id-help")).required().line())
                (field(form, "name", context.label("office-order-name")).max(64).required().line())
                div .field { label for="new-role" { (context.label("office-staff-role")) } (role_choice(context, "new-role", &context.label("office-staff-role"), Some(Role::Clerk), false)) }
                div { button type="submit" { (context.label("office-save")) } }
            }
        }
    }
}

fn browsers(context: &Context, sessions: &[Session]) -> Markup {
    html! {
        table .list {
            thead { tr {
                th { (context.label("office-staff-member")) } th { (context.label("office-staff-role")) }
                th { (context.label("office-staff-browser")) } th { (context.label("office-staff-since")) }
                th { (context.label("office-staff-used")) } th { span .unseen { (context.label("office-staff-end")) } }
            } }
            tbody { @for session in sessions {
                tr {
                    td data-label=(context.label("office-staff-member")) { (session.member.name.as_str()) }
                    td data-label=(context.label("office-staff-role")) { (context.label(role_key(session.role))) }
                    td data-label=(context.label("office-staff-browser")) { (browser::name(&session.browser)) }
                    td data-label=(context.label("office-staff-since")) { (moment(context.words, session.began_at)) }
                    td data-label=(context.label("office-staff-used")) { (moment(context.words, session.used_at)) }
                    td .whole {
                        @if session.id == context.session.id { span .muted { (context.label("office-staff-this")) } }
                        @else { (action(context, &format!("/office/staff/sessions/{}/revoke", session.id), &context.label("office-staff-end"), "plain")) }
                    }
                }
            } }
        }
    }
}

/// Gives a role to somebody who has not signed in yet.
async fn give(context: Context, mut form: Form) -> Result<Response, OfficeError> {
    let id = form.text("id").parse::<i64>().ok().filter(|id| *id > 0).map(UserId);
    if id.is_none() {
        form.refuse("id", context.label("office-wrong-value"));
    }
    let name = form.parse("name", PersonName::parse);
    let (Some(id), Some(name)) = (id, name) else {
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&context, &form).await?).into_response());
    };
    let role = form.text("role").parse().map_err(|_| OfficeError::Malformed("not a role"))?;
    write_role(&context, id, name, Some(role)).await
}

async fn set_role(context: Context, Path(id): Path<i64>, form: Form) -> Result<Response, OfficeError> {
    let role = match form.text("role") {
        "" => None,
        word => Some(word.parse().map_err(|_| OfficeError::Malformed("not a role"))?),
    };
    let name = PersonName::parse(form.text("name")).map_err(|_| OfficeError::Malformed("not a name"))?;
    write_role(&context, UserId(id), name, role).await
}

async fn write_role(
    context: &Context,
    id: UserId,
    name: PersonName,
    role: Option<Role>,
) -> Result<Response, OfficeError> {
    // Nobody locks themselves out
    if context.session.member.id == Some(id) {
        return Err(OfficeError::Conflict("office-staff-not-yourself"));
    }
    let (store, named) = (context.store(), object(Kind::Member, id, name.as_str()));
    let written = async {
        let before = store.members.role(id).await?;
        store.members.set_role(id, &Member { id: Some(id), name }, role).await?;
        // Until the chat is asked again, who has the rights of the chat has the fewest
        store.sessions.set_role_of(id, role.unwrap_or(Role::Clerk)).await?;
        let word = |role: Option<Role>| role.map(|role| role.into_str());
        Ok(Changed::new((), vec![changed("role", word(before), word(role))]))
    };
    context.change(Action::Change, named, written).await?;
    Ok(see("/office/staff?notice=saved"))
}

async fn revoke(context: Context, Path(id): Path<String>) -> Result<Response, OfficeError> {
    let id: SessionId = id.parse().map_err(|_| OfficeError::NotFound)?;
    let ended = async {
        let session = context.store().sessions.revoke(id).await?;
        let who = changed("session", Some(format!("{} · {}", session.member.name, session.browser)), None::<&str>);
        Ok(Changed::new((), vec![who]))
    };
    context.change(Action::Delete, object(Kind::Session, id, ""), ended).await?;
    Ok(see("/office/staff?notice=revoked"))
}
