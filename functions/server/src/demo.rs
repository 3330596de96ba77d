//! The demo catalogue, turned into the shop's own types and stored as a whole, with some orders.

use std::collections::HashMap;

use bson::oid::ObjectId;
use chrono::{DateTime, Duration, Utc};
use domain::{
    Attribute, AttributeName, AttributeValue, Category, CategoryDescription, CategoryId, CategoryPosition,
    CategoryText, CategoryTitle, Clock, Currency, Discount, DomainError, Image, Money, News, NewsContent, NewsId,
    NewsText, Product, ProductDescription, ProductId, ProductText, Sku, Stock, Title, Translations,
};
use store::{Catalogue, Store, StoreError};

use crate::demo_orders;

/// Stores everything; says how many categories and products there are.
pub(crate) async fn load(store: &Store, clock: &Clock, currency: Currency) -> Result<(usize, usize), StoreError> {
    let demo = demo::catalogue();
    let now = clock.now();
    let categories = categories(&demo.categories, now)?;
    let by_key: HashMap<_, _> = demo.categories.iter().map(|category| &category.key).zip(&categories).collect();
    let mut products = Vec::with_capacity(demo.products.len());
    for (number, item) in demo.products.iter().enumerate() {
        let category = by_key.get(&item.category).ok_or(StoreError::NotFound)?;
        let mut product = product((number, item), category.id, currency, now).map_err(StoreError::from)?;
        product.images = photos(store, product.id, item).await?;
        products.push(product);
    }
    let news = demo.news.iter().map(|item| news(item, now)).collect::<Result<_, _>>().map_err(StoreError::from)?;
    let counts = (categories.len(), products.len());
    let customers = demo_orders::customers(now).map_err(StoreError::from)?;
    let orders = demo_orders::orders(&customers, &mut products, currency, now)?;
    store.seed(&Catalogue { categories, products, news, customers, orders }).await?;
    Ok(counts)
}

/// Parents come before their children.
fn categories(items: &[demo::Category], now: DateTime<Utc>) -> Result<Vec<Category>, StoreError> {
    let mut lines: HashMap<&str, Vec<CategoryId>> = HashMap::new();
    let mut categories = Vec::with_capacity(items.len());
    for (item, position) in items.iter().zip(0..) {
        let id = CategoryId(ObjectId::new());
        let ancestors = match &item.parent {
            None => vec![],
            Some(parent) => lines.get(parent.as_str()).ok_or(StoreError::NotFound)?.clone(),
        };
        lines.insert(&item.key, ancestors.iter().copied().chain([id]).collect());
        categories.push(Category {
            id,
            title: CategoryTitle::parse(&item.title)?,
            description: CategoryDescription::parse(&item.description)?,
            parent_id: ancestors.last().copied(),
            ancestors,
            position: CategoryPosition::new(position)?,
            translations: translations(&item.translations, |text: &demo::CategoryText| {
                Ok(CategoryText {
                    title: Some(CategoryTitle::parse(&text.title)?),
                    description: Some(CategoryDescription::parse(&text.description)?),
                })
            })?,
            created_at: now,
            modified_at: now,
        });
    }
    Ok(categories)
}

async fn photos(store: &Store, id: ProductId, item: &demo::Product) -> Result<Vec<Image>, StoreError> {
    let mut images = vec![];
    for photo in item.photos() {
        images.push(store.photos.put(id, demo::PHOTO_TYPE, photo).await?);
    }
    Ok(images)
}

fn translations<T, V>(
    of: &demo::Translations<T>,
    text: impl Fn(&T) -> Result<V, DomainError>,
) -> Result<Translations<V>, DomainError> {
    Ok(Translations { ru: Some(text(&of.ru)?), en: Some(text(&of.en)?), ..Translations::default() })
}

fn attributes(all: &[demo::Attribute]) -> Result<Vec<Attribute>, DomainError> {
    let attribute = |attribute: &demo::Attribute| {
        let (name, value) = (AttributeName::parse(&attribute.name)?, AttributeValue::parse(&attribute.value)?);
        Ok(Attribute { name, value })
    };
    all.iter().map(attribute).collect()
}

fn product(
    (number, item): (usize, &demo::Product),
    category_id: CategoryId,
    currency: Currency,
    now: DateTime<Utc>,
) -> Result<Product, DomainError> {
    Ok(Product {
        id: ProductId(ObjectId::new()),
        title: Title::parse(&item.title)?,
        description: ProductDescription::parse(&item.description)?,
        category_id,
        price: Money::new(item.price_minor, currency)?,
        discount: Discount::new(item.discount_percent.into())?,
        stock: Stock::new(item.stock.into())?,
        attributes: attributes(&item.attributes)?,
        sku: Some(Sku::parse(&format!("K-{:04}", number + 1))?),
        images: vec![],
        translations: translations(&item.translations, |text: &demo::ProductText| {
            Ok(ProductText {
                title: Some(Title::parse(&text.title)?),
                description: Some(ProductDescription::parse(&text.description)?),
                attributes: Some(attributes(&text.attributes)?),
            })
        })?,
        holds: vec![],
        created_at: now,
        modified_at: now,
    })
}

fn news(item: &demo::News, now: DateTime<Utc>) -> Result<News, DomainError> {
    Ok(News {
        id: NewsId(ObjectId::new()),
        title: Title::parse(&item.title)?,
        content: NewsContent::parse(&item.content)?,
        formatted: None,
        published_at: now - Duration::days(item.days_ago.into()),
        translations: translations(&item.translations, |text: &demo::NewsText| {
            let (title, content) = (Title::parse(&text.title)?, NewsContent::parse(&text.content)?);
            Ok(NewsText { title: Some(title), content: Some(content), formatted: None })
        })?,
        created_at: now,
        modified_at: now,
    })
}
