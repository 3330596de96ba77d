//! How a category is shown.

use chrono::{DateTime, Utc};
use domain::Category;
use rest::{Id, TimeField};
use serde::Serialize;
use store::CategoryPage;
use utoipa::ToSchema;

/// A category.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Category)]
pub(crate) struct CategoryView {
    #[schema(value_type = Id)]
    id: String,
    title: String,
    description: String,
    /// `null` for a root.
    #[schema(value_type = Option<Id>, required = true)]
    parent_id: Option<String>,
    /// From the root down to the parent.
    #[schema(value_type = Vec<Id>)]
    ancestors: Vec<String>,
    /// What lies right below, in the order it was created.
    subcategories: Vec<SubcategoryView>,
    #[schema(value_type = TimeField)]
    created_at: DateTime<Utc>,
    #[schema(value_type = TimeField)]
    modified_at: DateTime<Utc>,
}

/// A category below another.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Subcategory)]
pub(crate) struct SubcategoryView {
    #[schema(value_type = Id)]
    id: String,
    title: String,
}

impl From<CategoryPage> for CategoryView {
    fn from(page: CategoryPage) -> Self {
        let category = page.category;
        Self {
            id: category.id.to_string(),
            title: category.title.into(),
            description: category.description.into(),
            parent_id: category.parent_id.map(|id| id.to_string()),
            ancestors: category.ancestors.iter().map(ToString::to_string).collect(),
            subcategories: page.subcategories.into_iter().map(SubcategoryView::from).collect(),
            created_at: category.created_at,
            modified_at: category.modified_at,
        }
    }
}

impl From<Category> for SubcategoryView {
    fn from(category: Category) -> Self {
        Self { id: category.id.to_string(), title: category.title.into() }
    }
}
