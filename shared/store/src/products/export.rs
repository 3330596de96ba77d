//! The whole catalogue, product by product, for files.

use std::collections::BTreeMap;

use bson::{Bson, doc};
use domain::{AttributeName, Locale, ProductId, VariantArray};
use futures_util::TryStreamExt;
use serde::Deserialize;

use super::Products;
use crate::{
    StoreError,
    documents::all,
    imports::{Existing, Sourced},
    index::hint,
};

/// The names of attributes that products have, in each language, with how many of that name one product has at most.
pub type AttributeNames = BTreeMap<(Option<Locale>, String), usize>;

impl Products {
    /// Products in the order they were created, from behind `after` on, with the addresses their photos came from.
    pub async fn export(&self, after: Option<ProductId>, limit: i64) -> Result<Vec<Existing>, StoreError> {
        let after = after.map_or(Bson::MinKey, Bson::from);
        let walk = self.collection.typed::<Sourced>();
        let walk = walk.find(doc! { "_id": { "$gt": after } }).sort(doc! { "_id": 1 }).projection(Sourced::fields());
        Ok(all(walk.limit(limit).hint(hint("_id_"))).await?.into_iter().map(Existing::from).collect())
    }

    /// Which attributes there are. It looks at every product, and holds none of them.
    pub async fn attribute_names(&self) -> Result<AttributeNames, StoreError> {
        #[derive(Deserialize)]
        struct Named {
            #[serde(default)]
            attributes: Vec<Name>,
            #[serde(default)]
            translations: BTreeMap<String, Translated>,
        }
        #[derive(Default, Deserialize)]
        struct Translated {
            #[serde(default)]
            attributes: Vec<Name>,
        }
        #[derive(Deserialize)]
        struct Name {
            name: AttributeName,
        }
        let mut fields = doc! { "_id": 0, "attributes.name": 1 };
        for locale in Locale::VARIANTS {
            fields.insert(format!("translations.{locale}.attributes.name"), 1);
        }
        // All of them, which may take longer than any page
        let all = self.collection.clone_with_type::<Named>();
        let all = all.find(doc! {}).projection(fields).hint(hint("_id_"));
        // A batch of MongoDB's own size may hold a hundred thousand of them
        let mut all = all.batch_size(1_000).await?;
        let mut names = AttributeNames::new();
        while let Some(mut product) = all.try_next().await? {
            count(&mut names, None, product.attributes.iter().map(|name| name.name.as_str()));
            for locale in Locale::VARIANTS {
                let translated = product.translations.remove(locale.into_str()).unwrap_or_default();
                count(&mut names, Some(*locale), translated.attributes.iter().map(|name| name.name.as_str()));
            }
        }
        Ok(names)
    }
}

fn count<'a>(names: &mut AttributeNames, locale: Option<Locale>, of_product: impl Iterator<Item = &'a str>) {
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    for name in of_product {
        *times.entry(name).or_default() += 1;
    }
    for (name, times) in times {
        let most = names.entry((locale, name.to_owned())).or_default();
        *most = times.max(*most);
    }
}
