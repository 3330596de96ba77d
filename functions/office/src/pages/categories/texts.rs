//! What is edited of a category: its texts in all languages, and what it lies below.

use domain::{
    Category, CategoryDescription, CategoryId, CategoryText, CategoryTitle, Locale, Translations, VariantArray,
};
use maud::{Markup, html};
use screens::Words;
use sha2::{Digest, Sha256};
use store::CategoryNode;

use crate::{context::Context, form::Form, parts::field};

/// The editable part of a category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Texts {
    pub(super) title: CategoryTitle,
    pub(super) description: CategoryDescription,
    translations: Translations<CategoryText>,
    pub(super) parent_id: Option<CategoryId>,
}

impl From<&Category> for Texts {
    fn from(category: &Category) -> Self {
        Self {
            title: category.title.clone(),
            description: category.description.clone(),
            translations: category.translations.clone(),
            parent_id: category.parent_id,
        }
    }
}

impl Texts {
    /// What a form says; `None` when something is wrong, which is noted.
    pub(super) fn read(form: &mut Form, words: Words, tree: &[CategoryNode]) -> Option<Self> {
        let title = form.parse("title", CategoryTitle::parse);
        let description = form.parse("description", CategoryDescription::parse);
        let mut translations = Translations::default();
        for locale in Locale::VARIANTS {
            let title = form.parse_optional(&format!("title_{locale}"), CategoryTitle::parse).flatten();
            let description =
                form.parse_optional(&format!("description_{locale}"), CategoryDescription::parse).flatten();
            let text = CategoryText { title, description };
            *translations.slot(*locale) = (text != CategoryText::default()).then_some(text);
        }
        let parent = form.text("parent").to_owned();
        let parent_id = tree.iter().map(|node| node.category.id).find(|id| id.to_string() == parent);
        if parent_id.is_none() && !parent.is_empty() {
            form.refuse("parent", words.label("office-error-no-such-category"));
        }
        if form.is_wrong() {
            None
        } else {
            Some(Self { title: title?, description: description?, translations, parent_id })
        }
    }

    /// Makes a category so.
    pub(super) fn put(&self, category: &mut Category) {
        let Self { title, description, translations, parent_id } = self.clone();
        category.title = title;
        category.description = description;
        category.translations = translations;
        category.parent_id = parent_id;
    }

    /// What it was seen as, short enough for a form to carry.
    pub(super) fn hash(&self) -> String {
        let state = serde_json::json!([self.title, self.description, self.translations, self.parent_id]);
        hex::encode(&Sha256::digest(state.to_string())[..8])
    }

    /// A form that shows it.
    pub(super) fn form(&self, words: Words) -> Form {
        let mut values = vec![
            ("title".to_owned(), self.title.as_str().to_owned()),
            ("description".to_owned(), self.description.as_str().to_owned()),
            ("parent".to_owned(), self.parent_id.map(|id| id.to_string()).unwrap_or_default()),
            ("seen".to_owned(), self.hash()),
        ];
        for (locale, text) in self.translations.iter() {
            let title = text.title.as_ref().map(CategoryTitle::as_str).unwrap_or_default();
            let description = text.description.as_ref().map(CategoryDescription::as_str).unwrap_or_default();
            values.push((format!("title_{locale}"), title.to_owned()));
            values.push((format!("description_{locale}"), description.to_owned()));
        }
        Form::of(words, values.iter().map(|(name, value)| (name.as_str(), value.clone())))
    }
}

/// The fields. `of` cannot lie below itself.
pub(super) fn fields(context: &Context, form: &Form, tree: &[CategoryNode], of: Option<CategoryId>) -> Markup {
    let root = (String::new(), context.label("office-category-root"));
    let others = tree.iter().filter(|node| of.is_none_or(|of| !node.category.line().contains(&of)));
    let option = |node: &CategoryNode| {
        let indent = "\u{2003}".repeat(node.category.ancestors.len());
        let title = node.category.title_in(context.words.languages()).as_str();
        (node.category.id.to_string(), format!("{indent}{title}"))
    };
    let parents: Vec<_> = [root].into_iter().chain(others.map(option)).collect();
    html! {
        (field(form, "parent", context.label("office-category-parent")).choice(&parents))
        div .languages-beside {
            (in_language(context, form, None))
            @for locale in Locale::VARIANTS { (in_language(context, form, Some(*locale))) }
        }
        p .muted { (context.label("office-product-texts-how")) }
    }
}

/// The text that every category has is that of the shop's language: a translation into it is shown only where there is one.
fn in_language(context: &Context, form: &Form, locale: Option<Locale>) -> Markup {
    let suffix = locale.map(|locale| format!("_{locale}")).unwrap_or_default();
    let (title, description) = (format!("title{suffix}"), format!("description{suffix}"));
    let shop = context.words.shop_locale;
    if locale == Some(shop) && form.text(&title).is_empty() && form.text(&description).is_empty() {
        return html! {};
    }
    let title = field(form, &title, context.label("office-product-title")).max(128);
    let title = if locale.is_none() { title.required() } else { title };
    html! {
        fieldset .bare.stack {
            legend {
                (locales::text(locale.unwrap_or(shop), "language-name", &[]))
                @if locale == Some(shop) { " " span .muted { (context.label("office-product-translation")) } }
            }
            (title.line())
            (field(form, &description, context.label("office-product-description")).max(512).lines(3))
        }
    }
}
