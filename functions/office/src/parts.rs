//! What pages are made of. Every page uses these, so that a field, a table or a button looks and behaves the same on all of
//! them.
//!
//! Classes of the stylesheet: `.stack` (one below the other), `.row` (side by side, wraps), `.card` (a framed part),
//! `table.list` (rows that become blocks on a phone: give each cell `data-label`), `.field`, `.wrong`, `.muted`, `.number`,
//! `.badge`, `.notice`, `.button` (a link that looks like one), `button.plain`, `button.danger`, `.actions`.

use chrono::{DateTime, Utc};
use domain::{Money, OrderStatus};
use maud::{Markup, PreEscaped, html};
use screens::Words;
use store::Position;

use crate::{context::Context, form::Form, query};

/// The hidden field that says that a form is of this session.
pub(crate) fn csrf(context: &Context) -> Markup {
    html! { input type="hidden" name="csrf" value=(context.csrf); }
}

/// A field with one line.
#[derive(Debug)]
pub(crate) struct Field<'a> {
    form: &'a Form,
    name: &'a str,
    label: String,
    kind: &'static str,
    help: Option<String>,
    max: Option<usize>,
    is_required: bool,
}

/// A field of a form, which shows what was typed and what is wrong with it.
pub(crate) const fn field<'a>(form: &'a Form, name: &'a str, label: String) -> Field<'a> {
    Field { form, name, label, kind: "text", help: None, max: None, is_required: false }
}

impl Field<'_> {
    /// Another `type` than `text`.
    pub(crate) const fn kind(mut self, kind: &'static str) -> Self {
        self.kind = kind;
        self
    }

    /// What is below it, in small letters.
    pub(crate) fn help(mut self, help: String) -> Self {
        self.help = Some(help);
        self
    }

    /// So many characters at most.
    pub(crate) const fn max(mut self, max: usize) -> Self {
        self.max = Some(max);
        self
    }

    /// It must be filled in.
    pub(crate) const fn required(mut self) -> Self {
        self.is_required = true;
        self
    }

    /// As one line.
    pub(crate) fn line(&self) -> Markup {
        self.around(&html! {
            input #(self.name) type=(self.kind) name=(self.name) value=(self.form.text(self.name)) maxlength=[self.max]
                required[self.is_required] aria-invalid=[self.invalid()] aria-describedby=[self.described()];
        })
    }

    /// As several lines.
    pub(crate) fn lines(&self, rows: u8) -> Markup {
        self.around(&html! {
            textarea #(self.name) name=(self.name) rows=(rows) maxlength=[self.max] required[self.is_required]
                aria-invalid=[self.invalid()] aria-describedby=[self.described()] { "\n" (self.form.text(self.name)) }
        })
    }

    /// As a choice of values with their names.
    pub(crate) fn choice(&self, options: &[(String, String)]) -> Markup {
        let chosen = self.form.text(self.name);
        self.around(&html! {
            select #(self.name) name=(self.name) aria-invalid=[self.invalid()] aria-describedby=[self.described()] {
                @for (value, label) in options { option value=(value) selected[value == chosen] { (label) } }
            }
        })
    }

    fn around(&self, input: &Markup) -> Markup {
        html! {
            div .field {
                label for=(self.name) { (self.label) }
                (input)
                @if let Some(wrong) = self.form.error(self.name) { p #{ (self.name) "-wrong" } .wrong { (wrong) } }
                @if let Some(help) = &self.help { p #{ (self.name) "-help" } .muted { (help) } }
            }
        }
    }

    fn invalid(&self) -> Option<&'static str> {
        self.form.error(self.name).map(|_| "true")
    }

    fn described(&self) -> Option<String> {
        let wrong = self.form.error(self.name).map(|_| format!("{}-wrong", self.name));
        let help = self.help.as_ref().map(|_| format!("{}-help", self.name));
        let ids: Vec<String> = wrong.into_iter().chain(help).collect();
        Some(ids.join(" ")).filter(|ids| !ids.is_empty())
    }
}

/// A form of one button, which changes something.
pub(crate) fn action(context: &Context, path: &str, label: &str, class: &str) -> Markup {
    html! { form .inline method="post" action=(path) { (csrf(context)) button type="submit" class=(class) { (label) } } }
}

/// The same, after a question: without JavaScript the question is a second button that comes up.
pub(crate) fn action_after_question(context: &Context, path: &str, label: &str, question: &str) -> Markup {
    html! {
        details .question {
            summary .button.danger { (label) }
            div .card {
                p { (question) }
                (action(context, path, label, "danger"))
            }
        }
    }
}

/// The link to the next page of a list.
pub(crate) fn next_page(context: &Context, path: &str, parameters: &[(&str, &str)], next: Option<&Position>) -> Markup {
    let Some(next) = next else { return html! {} };
    let after = query::position(next);
    let parameters: Vec<_> = parameters.iter().copied().chain([("after", after.as_str())]).collect();
    html! { p .pager { a .button rel="next" href=(query::address(path, &parameters)) { (context.label("office-next-page")) } } }
}

/// What stands where a list would be.
pub(crate) fn empty(text: &str) -> Markup {
    html! { p .empty { (text) } }
}

/// A moment, as the shop's people write it.
pub(crate) fn moment(words: Words, at: DateTime<Utc>) -> Markup {
    let local = at.with_timezone(&words.time_zone).naive_local();
    html! { time datetime=(at.to_rfc3339()) { (locales::date_time(words.locale, local)) } }
}

/// An amount.
pub(crate) fn money(words: Words, money: Money) -> String {
    locales::money(words.locale, money)
}

/// The status of an order, in a colour of its own and in words.
pub(crate) fn status(words: Words, status: OrderStatus) -> Markup {
    html! { span class={ "badge " (status.into_str()) } { (words.label(status_key(status))) } }
}

/// The key of the name of a status.
pub(crate) const fn status_key(status: OrderStatus) -> &'static str {
    match status {
        OrderStatus::New => "office-status-new",
        OrderStatus::Accepted => "office-status-accepted",
        OrderStatus::Shipped => "office-status-shipped",
        OrderStatus::Completed => "office-status-completed",
        OrderStatus::Cancelled => "office-status-cancelled",
        OrderStatus::Returned => "office-status-returned",
    }
}

/// A drawing beside a word, which says nothing that the word does not.
pub(crate) fn icon(name: &str) -> Markup {
    let path = match name {
        "today" => "M3 12l9-8 9 8M5 10v10h5v-6h4v6h5V10",
        "orders" => "M4 7l8-4 8 4v10l-8 4-8-4zM4 7l8 4 8-4M12 11v10",
        "customers" => "M12 12a4 4 0 100-8 4 4 0 000 8zM4 21c0-4 4-6 8-6s8 2 8 6",
        "products" => "M3 12V4h8l10 10-8 8zM7.5 8.5h.01",
        "categories" => "M4 5h6v6H4zM14 5h6v6h-6zM4 15h6v6H4zM14 15h6v6h-6z",
        "news" => "M4 4h13v16H6a2 2 0 01-2-2zM17 9h3v9a2 2 0 01-2 2M8 8h5M8 12h5M8 16h5",
        "broadcasts" => "M4 10v4h4l8 5V5l-8 5zM19 9a4 4 0 010 6",
        "import" => "M12 3v12M7 10l5 5 5-5M4 20h16",
        "staff" => {
            "M8 11a3 3 0 100-6 3 3 0 000 6zM16 11a3 3 0 100-6 3 3 0 000 6zM2 20c0-3 3-5 6-5s6 2 6 5M15 15c3 0 6 2 6 5"
        }
        "keys" => "M8 15a4 4 0 118-1 4 4 0 01-8 1zM14 12l7-7M18 8l2 2",
        "audit" => "M6 3h9l4 4v14H6zM9 11h7M9 15h7M9 7h3",
        "settings" => "M4 7h10M18 7h2M16 5v4M4 17h2M10 17h10M8 15v4M4 12h6M14 12h6M12 10v4",
        _ => "M4 12h16",
    };
    html! {
        svg .icon viewBox="0 0 24 24" aria-hidden="true" focusable="false" { path d=(PreEscaped(path)) {} }
    }
}
