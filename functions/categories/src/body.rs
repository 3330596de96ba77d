//! What comes in.

use chrono::{DateTime, Utc};
use domain::{Category, CategoryDescription, CategoryId, CategoryPosition, CategoryText};
use rest::{
    CategoryDescriptionField, CategoryTitleField, Id, IdField, NonNullPatch, Object, Patch, PositionField,
    TranslationsPatch,
};
use serde::Deserialize;
use store::Parent;
use utoipa::{IntoParams, ToSchema};

/// A new category.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "title": "Kettles", "parent_id": null }))]
pub(crate) struct CategoryIn {
    /// What customers read on its button.
    title: CategoryTitleField,
    /// Shown under the title; empty unless given.
    #[serde(default)]
    #[schema(required = false, value_type = CategoryDescriptionField)]
    description: NonNullPatch<CategoryDescriptionField>,
    /// A root unless given.
    #[serde(default)]
    #[schema(value_type = Option<Id>)]
    parent_id: Option<IdField<CategoryId>>,
    /// Its place among its siblings, lowest first, then by title; 0 unless given.
    #[serde(default)]
    #[schema(required = false, value_type = PositionField)]
    position: NonNullPatch<PositionField>,
    /// In other languages than that of `title`; shown to customers who read one of them.
    #[serde(default)]
    #[schema(required = false, value_type = TranslationsPatch<CategoryTextPatch>)]
    translations: NonNullPatch<Object<TranslationsPatch<CategoryTextPatch>>>,
}

/// What a text is in one language. What is left out, or `null`, is shown in another one.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CategoryTextIn)]
pub(crate) struct CategoryTextPatch {
    #[serde(default)]
    #[schema(required = false, value_type = Option<CategoryTitleField>)]
    title: Patch<CategoryTitleField>,
    #[serde(default)]
    #[schema(required = false, value_type = Option<CategoryDescriptionField>)]
    description: Patch<CategoryDescriptionField>,
}

impl CategoryTextPatch {
    fn apply(&self, text: &mut CategoryText) {
        self.title.apply(&mut text.title, None, |title| Some(title.0));
        self.description.apply(&mut text.description, None, |description| Some(description.0));
    }
}

/// What is to change: a JSON merge patch (RFC 7396).
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "title": "Kettles and teapots", "parent_id": "6553f1b2a7c9d40012ab34cd" }))]
pub(crate) struct CategoryPatch {
    #[serde(default)]
    #[schema(required = false, value_type = CategoryTitleField)]
    title: NonNullPatch<CategoryTitleField>,
    /// `null` empties it.
    #[serde(default)]
    #[schema(required = false, value_type = Option<CategoryDescriptionField>)]
    description: Patch<CategoryDescriptionField>,
    /// `null` makes it a root. Its whole subtree moves along.
    #[serde(default)]
    #[schema(required = false, value_type = Option<Id>)]
    parent_id: Patch<IdField<CategoryId>>,
    /// `null` makes it 0.
    #[serde(default)]
    #[schema(required = false, value_type = Option<PositionField>)]
    position: Patch<PositionField>,
    /// Merged into those there are; `null` takes them all away.
    #[serde(default)]
    #[schema(required = false, value_type = Option<TranslationsPatch<CategoryTextPatch>>)]
    translations: Patch<Object<TranslationsPatch<CategoryTextPatch>>>,
}

impl CategoryIn {
    /// The category to be; where it lies is found out when it is stored.
    pub(crate) fn parse(self, now: DateTime<Utc>) -> Category {
        let translations = self.translations.translations(CategoryTextPatch::apply);
        Category {
            id: CategoryId::fresh(),
            title: self.title.0,
            description: self.description.into_value(|text| text.0).unwrap_or(CategoryDescription::EMPTY),
            parent_id: self.parent_id.map(|id| id.0),
            ancestors: vec![],
            position: self.position.into_value(|position| position.0).unwrap_or_default(),
            translations,
            created_at: now,
            modified_at: now,
        }
    }
}

impl CategoryPatch {
    pub(crate) fn apply(&self, category: &mut Category) {
        self.title.apply(&mut category.title, |title| title.0);
        self.description.apply(&mut category.description, CategoryDescription::EMPTY, |text| text.0);
        self.parent_id.apply(&mut category.parent_id, None, |id| Some(id.0));
        self.position.apply(&mut category.position, CategoryPosition::DEFAULT, |position| position.0);
        self.translations.merge(&mut category.translations, CategoryTextPatch::apply);
    }
}

/// Which categories.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct CategoryListQuery {
    /// The children of this one; `root` for those without a parent.
    #[param(value_type = Option<String>, pattern = "^(root|[0-9a-fA-F]{24})$")]
    parent: Option<ParentField>,
}

/// An id or `root`.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
struct ParentField(Parent);

impl TryFrom<String> for ParentField {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, &'static str> {
        match (text.as_str(), text.parse()) {
            ("root", _) => Ok(Self(Parent::Root)),
            (_, Ok(id)) => Ok(Self(Parent::Of(id))),
            _ => Err("parent: neither an id nor root"),
        }
    }
}

impl CategoryListQuery {
    pub(crate) fn parent(&self) -> Parent {
        self.parent.map_or(Parent::Any, |parent| parent.0)
    }
}
