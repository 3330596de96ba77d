//! `/office/audit`: who changed what.

use axum::response::Response;
use domain::{FileFormat, Role, UserId, VariantArray};
use files::{Cell, Table, TableFormat, Written};
use maud::{Markup, html};
use rest::{Pieces, WriteError, download};
use serde::Deserialize;
use store::{AuditEntry, AuditQuery, FieldChange, PageRequest, Store};

use crate::{
    change::{Action, Kind},
    context::Context,
    error::OfficeError,
    form::Form,
    parts::{self, field, moment},
    query::{self, Query},
    routes::Routes,
};

const PATH: &str = "/office/audit";
/// Entries that are read at a time for a file.
const BATCH: usize = 500;

pub(super) fn register(routes: Routes) -> Routes {
    routes.get(Role::Owner, PATH, show).get(Role::Owner, "/office/audit/export", export)
}

/// Which entries the address asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Filters {
    /// A Telegram id.
    member: String,
    kind: String,
    /// The id of what was changed.
    object: String,
    after: String,
}

impl Filters {
    fn query(&self) -> AuditQuery {
        let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        AuditQuery {
            member: self.member.trim().parse().ok().map(UserId),
            kind: given(&self.kind),
            object: given(&self.object),
        }
    }

    fn parameters(&self) -> [(&str, &str); 3] {
        [("member", &self.member), ("kind", &self.kind), ("object", &self.object)]
    }
}

async fn show(context: Context, Query(filters): Query<Filters>) -> Result<Response, OfficeError> {
    let request = query::page_request(Some(&filters.after))?;
    let entries = context.store().audit.list(&filters.query(), &request).await?;
    let title = context.label("office-nav-audit");
    let body = html! {
        div .between {
            h1 { (title) }
            a .button href=(query::address("/office/audit/export", &filters.parameters())) { (context.label("office-audit-export")) }
        }
        (search(&context, &filters))
        @if entries.items.is_empty() { (parts::empty(&context.label("office-audit-none"))) }
        @else {
            table .list {
                thead { tr {
                    th { (context.label("office-audit-when")) } th { (context.label("office-audit-who")) }
                    th { (context.label("office-audit-what")) } th { (context.label("office-audit-changes")) }
                } }
                tbody { @for entry in &entries.items { (row(&context, entry)) } }
            }
            (parts::next_page(&context, PATH, &filters.parameters(), entries.next.as_ref()))
        }
    };
    Ok(context.page(&title, &body))
}

fn search(context: &Context, filters: &Filters) -> Markup {
    let values =
        [("member", filters.member.clone()), ("kind", filters.kind.clone()), ("object", filters.object.clone())];
    let form = Form::of(context.words, values);
    let all = (String::new(), context.label("office-audit-all"));
    let kinds = Kind::VARIANTS.iter().map(|kind| (kind.into_str().to_owned(), context.label(kind_key(*kind))));
    let kinds: Vec<_> = [all].into_iter().chain(kinds).collect();
    html! {
        form .filters method="get" action=(PATH) {
            (field(&form, "kind", context.label("office-audit-kind")).choice(&kinds))
            (field(&form, "object", context.label("office-audit-object")).line())
            (field(&form, "member", context.label("office-audit-member")).line())
            button .plain type="submit" { (context.label("office-filter")) }
        }
    }
}

fn row(context: &Context, entry: &AuditEntry) -> Markup {
    let event = &entry.event;
    html! {
        tr {
            td data-label=(context.label("office-audit-when")) { (moment(context.words, entry.at)) }
            td data-label=(context.label("office-audit-who")) { (event.member.name.as_str()) }
            td data-label=(context.label("office-audit-what")) {
                (action_of(context, &event.action)) " " (kind_of(context, &event.object.kind)) " " (named(entry))
                @if !entry.is_done { " " span .badge.warm { (context.label("office-audit-unknown")) } }
            }
            td .whole { @for change in &entry.changes { (changed(change)) } }
        }
    }
}

fn changed(change: &FieldChange) -> Markup {
    html! {
        div .muted {
            (change.field) ": "
            @if let Some(before) = &change.before { del { (before) } " " }
            @if let Some(after) = &change.after { ins { (after) } }
        }
    }
}

/// What it is called, and a link to what there is a page for.
fn named(entry: &AuditEntry) -> Markup {
    let object = &entry.event.object;
    let title = if object.title.is_empty() { &object.id } else { &object.title };
    let folder = match object.kind.parse() {
        Ok(Kind::Order | Kind::Message) => "orders",
        Ok(Kind::Product) => "products",
        Ok(Kind::Category) => "categories",
        Ok(Kind::Import) => "import",
        Ok(Kind::Customer) => "customers",
        Ok(Kind::News) => "news",
        Ok(Kind::Broadcast) => "broadcasts",
        _ => "",
    };
    html! {
        @if folder.is_empty() || object.id.is_empty() { (title) }
        @else { a href={ "/office/" (folder) "/" (object.id) } { (title) } }
    }
}

/// A word of a later release is shown as it is.
fn kind_of(context: &Context, word: &str) -> String {
    word.parse().map_or_else(|_| word.to_owned(), |kind| context.label(kind_key(kind)))
}

fn action_of(context: &Context, word: &str) -> String {
    word.parse().map_or_else(|_| word.to_owned(), |action| context.label(action_key(action)))
}

const fn kind_key(kind: Kind) -> &'static str {
    match kind {
        Kind::Order => "office-kind-order",
        Kind::Product => "office-kind-product",
        Kind::Category => "office-kind-category",
        Kind::Customer => "office-kind-customer",
        Kind::Message => "office-kind-message",
        Kind::News => "office-kind-news",
        Kind::Broadcast => "office-kind-broadcast",
        Kind::Import => "office-kind-import",
        Kind::Member => "office-kind-member",
        Kind::Session => "office-kind-session",
        Kind::Key => "office-kind-key",
    }
}

const fn action_key(action: Action) -> &'static str {
    match action {
        Action::Create => "office-action-create",
        Action::Change => "office-action-change",
        Action::Delete => "office-action-delete",
        Action::Undo => "office-action-undo",
        Action::Cancel => "office-action-cancel",
        Action::Erase => "office-action-erase",
        Action::Export => "office-action-export",
        Action::Import => "office-action-import",
        Action::Send => "office-action-send",
        Action::SignIn => "office-action-sign-in",
        Action::SignOut => "office-action-sign-out",
    }
}

/// The log as a table: a row for each field that was changed.
async fn export(context: Context, Query(filters): Query<Filters>) -> Response {
    let (store, query, format) = (context.store().clone(), filters.query(), FileFormat::Csv);
    download(format.content_type(), "audit.csv", |pieces| write(store, query, pieces))
}

async fn write(store: Store, query: AuditQuery, pieces: Pieces) -> Result<(), WriteError> {
    let headings =
        ["at", "member_id", "member", "role", "action", "kind", "id", "title", "done", "field", "before", "after"];
    let mut table = Table::begin(TableFormat::Csv, headings.map(str::to_owned))?;
    let mut request = PageRequest::first(BATCH);
    loop {
        let page = store.audit.list(&query, &request).await?;
        for entry in &page.items {
            let nothing = FieldChange { field: String::new(), before: None, after: None };
            let changes = if entry.changes.is_empty() { std::slice::from_ref(&nothing) } else { &entry.changes };
            for change in changes {
                table.push(cells(entry, change))?;
            }
        }
        pieces.send(table.take()?).await?;
        match page.next {
            Some(next) => request.after = Some(next),
            None => break,
        }
    }
    match table.finish()? {
        Written::Rest(rest) => Ok(pieces.send(rest).await?),
        Written::Whole(file) => Ok(pieces.send_file(file).await?),
    }
}

fn cells(entry: &AuditEntry, change: &FieldChange) -> [Cell; 12] {
    let (event, text) = (&entry.event, |text: &str| Cell::text_of(text));
    [
        text(&entry.at.to_rfc3339()),
        text(&event.member.id.map(|id| id.to_string()).unwrap_or_default()),
        text(event.member.name.as_str()),
        text(event.role.into_str()),
        text(&event.action),
        text(&event.object.kind),
        text(&event.object.id),
        text(&event.object.title),
        text(if entry.is_done { "yes" } else { "unknown" }),
        text(&change.field),
        text(change.before.as_deref().unwrap_or_default()),
        text(change.after.as_deref().unwrap_or_default()),
    ]
}
