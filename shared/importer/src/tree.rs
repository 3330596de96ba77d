//! The category tree as an import sees it: which categories a path of titles leads to.

use std::collections::HashMap;

use domain::{Category, CategoryDescription, CategoryId, CategoryPosition, CategoryTitle, Translations};
use files::{CategoryPath, ProductRow};
use store::{Parent, Store, StoreError};

/// All categories, by what they are called and where they lie.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    children: HashMap<(Option<CategoryId>, String), Vec<CategoryId>>,
}

impl Tree {
    pub(crate) async fn read(store: &Store) -> Result<Self, StoreError> {
        let (mut tree, mut after) = (Self::default(), None);
        loop {
            let page = store::PageRequest { after, limit: 100 };
            let page = store.categories.list(Parent::Any, &page).await?;
            for found in page.items {
                tree.put(&found.category);
            }
            match page.next {
                Some(next) => after = Some(next),
                None => return Ok(tree),
            }
        }
    }

    fn put(&mut self, category: &Category) {
        let place = (category.parent_id, category.title.to_string());
        self.children.entry(place).or_default().push(category.id);
    }

    /// The categories that the path leads to: siblings may have the same title.
    pub(crate) fn find(&self, path: &CategoryPath) -> Vec<CategoryId> {
        let mut found: Vec<Option<CategoryId>> = vec![None];
        for title in path.titles() {
            let below = |parent: &Option<CategoryId>| self.children.get(&(*parent, title.to_string()));
            found = found.iter().filter_map(below).flatten().copied().map(Some).collect();
        }
        found.into_iter().flatten().collect()
    }

    /// The paths of rows that lead nowhere yet.
    pub(crate) fn missing<'a>(&self, rows: impl Iterator<Item = &'a ProductRow>) -> Vec<CategoryPath> {
        let mut paths: Vec<CategoryPath> = vec![];
        for path in rows.filter_map(|row| row.category.as_ref()) {
            if !paths.contains(path) && self.find(path).is_empty() {
                paths.push(path.clone());
            }
        }
        paths
    }

    /// Creates what is missing of the path.
    pub(crate) async fn create(&mut self, store: &Store, path: &CategoryPath) -> Result<(), StoreError> {
        let mut parent = None;
        for title in path.titles() {
            let known = self.children.get(&(parent, title.to_string())).and_then(|ids| ids.first()).copied();
            let id = if let Some(id) = known {
                id
            } else {
                let category = store.categories.create(new_category(store, title, parent)).await?;
                self.put(&category);
                category.id
            };
            parent = Some(id);
        }
        Ok(())
    }
}

fn new_category(store: &Store, title: &CategoryTitle, parent_id: Option<CategoryId>) -> Category {
    let now = store.now();
    Category {
        id: CategoryId::fresh(),
        title: title.clone(),
        description: CategoryDescription::EMPTY,
        parent_id,
        ancestors: vec![],
        position: CategoryPosition::DEFAULT,
        translations: Translations::default(),
        created_at: now,
        modified_at: now,
    }
}
