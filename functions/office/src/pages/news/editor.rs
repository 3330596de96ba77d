//! The form of a news item, side by side with what customers will see: made by the code that shows news in the chat.

use domain::{Formatted, Locale, News, VariantArray};
use maud::{Markup, html};
use screens::Words;
use store::Headcount;

use super::draft;
use crate::{
    context::Context,
    form::Form,
    formatted::{bubble, buttons},
    parts::{action_after_question, csrf, field},
};

/// What the page is made of.
#[derive(Debug)]
pub(super) struct Editor<'a> {
    pub(super) form: &'a Form,
    /// The item that is changed, as it is stored; `None`: it is a new one.
    pub(super) item: Option<&'a News>,
    /// As it would be by what was typed; `None` when that cannot be read.
    pub(super) shown: Option<&'a News>,
    /// How many can be told.
    pub(super) readers: Headcount,
}

impl Editor<'_> {
    pub(super) fn show(&self, context: &Context) -> Markup {
        let path = self.item.map_or_else(|| "/office/news/new".to_owned(), |item| format!("/office/news/{}", item.id));
        html! {
            div .columns.even {
                form .stack method="post" action=(path) {
                    (csrf(context))
                    @match self.item {
                        Some(item) => input type="hidden" name="seen" value=(item.modified_at.timestamp_millis());,
                        None => input type="hidden" name="id" value=(self.form.text("id"));,
                    }
                    (self.texts(context, "title", "content", true))
                    @for locale in self.languages(context) {
                        @let [title, body] = draft::fields(locale);
                        fieldset .card.stack {
                            legend .label { (locales::text(locale, "language-name", &[])) }
                            (self.texts(context, title, body, false))
                        }
                    }
                    (field(self.form, "at", context.label("office-news-at")).kind("datetime-local").help(context.label("office-news-at-help")).line())
                    (self.notify(context))
                    div .actions {
                        button .plain type="submit" name="do" value="preview" { (context.label("office-news-preview")) }
                        button .plain type="submit" name="do" value="test" { (context.label("office-news-test")) }
                        button type="submit" name="do" value="save" { (context.label(if self.item.is_some() { "office-save" } else { "office-news-publish" })) }
                        a .button href="/office/news" { (context.label("office-cancel")) }
                    }
                }
                div {
                    h2 { (context.label("office-news-preview")) }
                    div #preview aria-live="polite" hx-post=(path) hx-trigger="input delay:600ms from:form.stack" hx-include="form.stack" hx-vals=r#"{"do":"preview"}"# {
                        (preview(context, self.form, self.shown))
                    }
                    @if self.item.is_some() {
                        (action_after_question(context, &format!("{path}/delete"), &context.label("office-delete"), &context.label("office-news-delete-question")))
                    }
                }
            }
        }
    }

    /// The languages of translations; the shop's own only where there is a translation into it.
    fn languages(&self, context: &Context) -> impl Iterator<Item = Locale> {
        let shop = context.words.shop_locale;
        let is_typed = move |locale: Locale| draft::fields(locale).iter().any(|name| !self.form.text(name).is_empty());
        Locale::VARIANTS.iter().copied().filter(move |locale| *locale != shop || is_typed(*locale))
    }

    fn texts(&self, context: &Context, title: &str, body: &str, is_base: bool) -> Markup {
        let line = field(self.form, title, context.label("office-news-title")).max(256);
        let text = field(self.form, body, context.label("office-news-content"));
        html! {
            @if is_base { (line.required().line()) } @else { (line.line()) }
            (buttons(context, body))
            @if is_base { (text.help(context.label("office-format-help")).required().lines(8)) } @else { (text.lines(6)) }
        }
    }

    /// Whether customers are told, which is decided once: when the item is written.
    fn notify(&self, context: &Context) -> Markup {
        let count = self.readers.customers.saturating_sub(self.readers.blocked);
        html! {
            @if self.item.is_none() {
                label .tick {
                    input type="checkbox" name="notify" value="on" checked[self.form.is_ticked("notify")];
                    span { (context.words.message("office-news-notify").number("count", count).plain()) }
                }
            } @else { p .muted { (context.label("office-news-told-once")) } }
        }
    }
}

/// What customers will see, in each language; or what is wrong.
pub(super) fn preview(context: &Context, form: &Form, news: Option<&News>) -> Markup {
    html! {
        @for wrong in form.all_errors() { p .wrong { (wrong) } }
        @match news {
            None => p .muted { (context.label("office-news-preview-none")) },
            Some(news) => @for (locale, html) in in_each_language(context, news) {
                h3 { (locales::text(locale, "language-name", &[])) }
                (bubble(&html))
            },
        }
    }
}

fn in_each_language(context: &Context, news: &News) -> impl Iterator<Item = (Locale, String)> {
    let words = context.words;
    Locale::VARIANTS.iter().map(move |locale| {
        let screen = screens::news::item(Words { locale: *locale, ..words }, news);
        (*locale, screen.text.as_str().to_owned())
    })
}

/// As the staff see it who try it out: in the shop's own language.
pub(super) fn of_shop(context: &Context, news: &News) -> Option<Formatted> {
    let words = Words { locale: context.words.shop_locale, ..context.words };
    Formatted::parse(screens::news::item(words, news).text.as_str()).ok()
}
