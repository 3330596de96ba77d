//! How a category is shown.

use domain::{Category, CategoryText};
use rest::{Id, TimeField, TranslationsView};
use serde::Serialize;
use store::CategoryPage;
use utoipa::ToSchema;

/// A category.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Category)]
pub(crate) struct CategoryView {
    id: Id,
    title: String,
    description: String,
    /// `null` for a root.
    #[schema(required = true)]
    parent_id: Option<Id>,
    /// From the root down to the parent.
    ancestors: Vec<Id>,
    /// What lies right below, by position and title.
    subcategories: Vec<SubcategoryView>,
    /// Its place among its siblings, lowest first, then by title.
    #[schema(minimum = -1_000_000, maximum = 1_000_000)]
    position: i64,
    /// Texts in other languages, as far as there are any.
    translations: TranslationsView<CategoryTextView>,
    created_at: TimeField,
    modified_at: TimeField,
}

/// Texts in one language, as far as there are any.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CategoryText)]
pub(crate) struct CategoryTextView {
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
}

impl From<CategoryText> for CategoryTextView {
    fn from(text: CategoryText) -> Self {
        Self { title: text.title.map(String::from), description: text.description.map(String::from) }
    }
}

/// A category below another.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Subcategory)]
pub(crate) struct SubcategoryView {
    id: Id,
    title: String,
}

impl From<CategoryPage> for CategoryView {
    fn from(page: CategoryPage) -> Self {
        let category = page.category;
        Self {
            id: category.id.into(),
            title: category.title.into(),
            description: category.description.into(),
            parent_id: category.parent_id.map(Id::from),
            ancestors: category.ancestors.into_iter().map(Id::from).collect(),
            subcategories: page.subcategories.into_iter().map(SubcategoryView::from).collect(),
            position: category.position.into(),
            translations: category.translations.into(),
            created_at: TimeField(category.created_at),
            modified_at: TimeField(category.modified_at),
        }
    }
}

impl From<Category> for SubcategoryView {
    fn from(category: Category) -> Self {
        Self { id: category.id.into(), title: category.title.into() }
    }
}
