//! `/office/categories`: the tree that customers browse.
//!
//! ```text
//! list.rs     the tree, and a form for a new category
//! edit.rs     one category: its texts, where it lies, deleted
//! texts.rs    what is edited of it
//! place.rs    its place among its siblings, or below another category
//! ```

mod edit;
mod list;
mod place;
mod texts;

use chrono::TimeDelta;
use domain::{Category, CategoryId, Role};
use store::CategoryNode;

use crate::{context::Context, error::OfficeError, routes::Routes};

const PATH: &str = "/office/categories";
/// Numbers of products may be so old.
const COUNTED_WITHIN: TimeDelta = TimeDelta::minutes(1);

pub(super) fn register(routes: Routes) -> Routes {
    routes
        .get(Role::Clerk, PATH, list::show)
        .post(Role::Manager, PATH, list::create)
        .get(Role::Clerk, "/office/categories/{id}", edit::show)
        .post(Role::Manager, "/office/categories/{id}", edit::save)
        .post(Role::Manager, "/office/categories/{id}/delete", edit::delete)
        .post(Role::Manager, "/office/categories/{id}/place", place::change)
}

async fn tree(context: &Context) -> Result<Vec<CategoryNode>, OfficeError> {
    Ok(context.store().categories.tree(COUNTED_WITHIN).await?)
}

async fn find(context: &Context, id: &str) -> Result<Category, OfficeError> {
    let id: CategoryId = id.parse().map_err(|_| OfficeError::NotFound)?;
    context.store().categories.find(id).await?.ok_or(OfficeError::NotFound)
}
