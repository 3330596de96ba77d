//! The tree customers browse.

use bson::serde_helpers::datetime::FromChrono04DateTime;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_with::serde_as;

use crate::{CategoryDescription, CategoryId, CategoryTitle};

/// A node of the tree. It holds subcategories, products, or nothing yet.
#[serde_as]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Category {
    #[serde(rename = "_id")]
    pub id: CategoryId,
    /// What customers read on its button.
    pub title: CategoryTitle,
    /// Shown under the title.
    pub description: CategoryDescription,
    /// `None` for a root.
    pub parent_id: Option<CategoryId>,
    /// From the root down to the parent, so that a subtree is one indexed query.
    pub ancestors: Vec<CategoryId>,
    /// When it was created.
    #[serde_as(as = "FromChrono04DateTime")]
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    #[serde_as(as = "FromChrono04DateTime")]
    pub modified_at: DateTime<Utc>,
}

impl Category {
    /// From the root down to the category itself.
    pub fn line(&self) -> Vec<CategoryId> {
        self.ancestors.iter().copied().chain([self.id]).collect()
    }
}
