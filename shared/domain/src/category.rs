//! The tree customers browse.

use bson::serde_helpers::datetime::FromChrono04DateTime;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_with::serde_as;

use crate::{CategoryDescription, CategoryId, CategoryTitle, Languages, Translations, parsed::ranged, search};

ranged! {
    /// A category's place among its siblings.
    CategoryPosition: i32, -1_000_000..=1_000_000
}

impl CategoryPosition {
    /// Where a category stands of which nothing else is said.
    pub const DEFAULT: Self = Self(0);
}

impl Default for CategoryPosition {
    fn default() -> Self {
        Self::DEFAULT
    }
}

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
    /// Its place among its siblings, lowest first; those in the same place are ordered by title.
    #[serde(default)]
    pub position: CategoryPosition,
    /// Title and description in other languages.
    #[serde(default, skip_serializing_if = "Translations::is_empty")]
    pub translations: Translations<CategoryText>,
    /// When it was created.
    #[serde_as(as = "FromChrono04DateTime")]
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    #[serde_as(as = "FromChrono04DateTime")]
    pub modified_at: DateTime<Utc>,
}

/// A category's texts in one language; what is not there is shown in another.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategoryText {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<CategoryTitle>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<CategoryDescription>,
}

impl Category {
    /// What siblings are ordered by: the position, then the title.
    pub fn place(&self) -> String {
        let position = i64::from(self.position.0) - i64::from(CategoryPosition::MIN);
        format!("{position:07} {}", search::sort_key(self.title.as_str()))
    }

    /// The title as it is shown.
    pub fn title_in(&self, languages: Languages) -> &CategoryTitle {
        languages.pick(&self.translations, |text| text.title.as_ref()).unwrap_or(&self.title)
    }

    /// The description as it is shown.
    pub fn description_in(&self, languages: Languages) -> &CategoryDescription {
        languages.pick(&self.translations, |text| text.description.as_ref()).unwrap_or(&self.description)
    }

    /// From the root down to the category itself.
    pub fn line(&self) -> Vec<CategoryId> {
        self.ancestors.iter().copied().chain([self.id]).collect()
    }
}
