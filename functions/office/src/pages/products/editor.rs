//! The form of a product: what it costs and how many there are, and its texts side by side in all languages.

use domain::{AttributeName, AttributeValue, Locale, Product, ProductDescription, Role, Sku, Title};
use maud::{Markup, html};
use store::CategoryNode;

use super::{
    draft::{Draft, Field, languages, row_names, rows},
    filters::category_options,
};
use crate::{
    context::Context,
    form::Form,
    parts::{csrf, field},
};

/// Rows for characteristics that are still to be written.
const MORE_ROWS: usize = 3;

/// A form that shows this.
pub(super) fn form_of(context: &Context, draft: &Draft) -> Form {
    let values = draft.values(context.words);
    Form::of(context.words, values.iter().map(|(name, value)| (name.as_str(), value.clone())))
}

/// The form. `action` is where it goes, `hidden` what else it carries.
pub(super) fn form(
    context: &Context,
    form: &Form,
    draft: &Draft,
    tree: &[CategoryNode],
    action: &str,
    hidden: (&str, &str),
) -> Markup {
    let may = context.may(Role::Manager);
    html! {
        form #product-form .stack method="post" action=(action) {
            (csrf(context))
            input type="hidden" name="seen" value=(form.text("seen"));
            input type="hidden" name=(hidden.0) value=(hidden.1);
            fieldset .bare.stack disabled[!may] {
                (numbers(context, form, tree))
                div .card {
                    h2 { (context.label("office-product-texts")) }
                    p .muted { (context.label("office-product-texts-how")) }
                    div .languages-beside { @for language in shown_languages(context, form, draft) { (texts(context, form, language)) } }
                }
                @if may { div { button type="submit" { (context.label("office-save")) } } }
            }
        }
    }
}

/// The text that every product has is that of the shop's language: a translation into it is shown only where there is one.
fn shown_languages(context: &Context, form: &Form, draft: &Draft) -> Vec<Option<Locale>> {
    let is_shown = |language: &Option<Locale>| {
        language.is_none_or(|locale| {
            let (name, _) = row_names(*language);
            let is_typed = [Field::Title(*language).name(), Field::Description(*language).name(), name]
                .iter()
                .any(|name| !form.text(name).is_empty());
            locale != context.words.shop_locale || draft.is_translated(locale) || is_typed
        })
    };
    languages().filter(is_shown).collect()
}

fn numbers(context: &Context, form: &Form, tree: &[CategoryNode]) -> Markup {
    let none = (String::new(), context.label("office-product-choose-category"));
    let categories: Vec<_> = [none].into_iter().chain(category_options(context, tree)).collect();
    html! {
        div .card.fields {
            (field(form, "category", context.label("office-products-category")).choice(&categories))
            (field(form, "price", context.label("office-products-price")).max(32).required().line())
            (field(form, "discount", context.label("office-products-discount-percent")).max(8).line())
            (field(form, "stock", context.label("office-products-stock")).max(16).line())
            (field(form, "sku", context.label("office-product-sku")).max(Sku::MAX).line())
        }
    }
}

fn texts(context: &Context, form: &Form, language: Option<Locale>) -> Markup {
    let locale = language.unwrap_or(context.words.shop_locale);
    let name = locales::text(locale, "language-name", &[]);
    let (title, description) = (Field::Title(language).name(), Field::Description(language).name());
    let title = field(form, &title, context.label("office-product-title")).max(Title::MAX);
    let title = if language.is_none() { title.required() } else { title };
    html! {
        fieldset .bare.stack {
            legend { (name) @if language.is_some() && locale == context.words.shop_locale { " " span .muted { (context.label("office-product-translation")) } } }
            (title.line())
            (field(form, &description, context.label("office-product-description")).max(ProductDescription::MAX).lines(8))
            (attribute_rows(context, form, language, &name))
        }
    }
}

fn attribute_rows(context: &Context, form: &Form, language: Option<Locale>, of: &str) -> Markup {
    let (name, value) = row_names(language);
    let mut rows = rows(form, language);
    let filled = rows.len();
    rows.resize((filled + MORE_ROWS).min(Product::MAX_ATTRIBUTES.max(filled)), ("", ""));
    let label = |key: &'static str, row: usize| format!("{} {}: {}", context.label(key), row + 1, of);
    let all = Field::Attributes(language).name();
    html! {
        div .field {
            p .label { (context.label("office-product-attributes")) }
            @if let Some(wrong) = form.error(&all) { p .wrong role="alert" { (wrong) } }
            @for (index, (typed_name, typed_value)) in rows.iter().enumerate() {
                div .pair {
                    input type="text" name=(name) value=(typed_name) maxlength=(AttributeName::MAX) aria-label=(label("office-product-attribute-name", index));
                    input type="text" name=(value) value=(typed_value) maxlength=(AttributeValue::MAX) aria-label=(label("office-product-attribute-value", index));
                }
            }
            p .muted { (context.label("office-product-attributes-how")) }
        }
    }
}

/// Fields that somebody else changed, too: as they are now, and as they were typed here.
pub(super) fn differences(
    context: &Context,
    tree: &[CategoryNode],
    fields: &[Field],
    theirs: &Draft,
    mine: &Draft,
) -> Markup {
    let words = context.words;
    html! {
        div .card.warm role="alert" {
            h2 { (context.label("office-product-both-changed")) }
            p { (context.label("office-product-both-changed-how")) }
            table .list {
                thead { tr {
                    th { (context.label("office-product-field")) } th { (context.label("office-product-now")) } th { (context.label("office-product-yours")) }
                } }
                tbody { @for field in fields {
                    tr {
                        td .whole { (field_label(context, *field)) }
                        td data-label=(context.label("office-product-now")) { (theirs.shown(words, tree, *field)) }
                        td data-label=(context.label("office-product-yours")) { (mine.shown(words, tree, *field)) }
                    }
                } }
            }
        }
    }
}

fn field_label(context: &Context, field: Field) -> String {
    let (key, language) = match field {
        Field::Category => ("office-products-category", None),
        Field::Price => ("office-products-price", None),
        Field::Discount => ("office-products-discount-percent", None),
        Field::Stock => ("office-products-stock", None),
        Field::Sku => ("office-product-sku", None),
        Field::Title(language) => ("office-product-title", language),
        Field::Description(language) => ("office-product-description", language),
        Field::Attributes(language) => ("office-product-attributes", language),
    };
    let name = language.map(|locale| locales::text(locale, "language-name", &[]));
    let label = context.words.label(key);
    name.map_or_else(|| label.clone(), |name| format!("{label} ({name})"))
}
