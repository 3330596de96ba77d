//! How a category is shown.

use domain::Category;
use rest::{Id, TimeField};
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
    /// What lies right below, in the order it was created.
    subcategories: Vec<SubcategoryView>,
    created_at: TimeField,
    modified_at: TimeField,
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
