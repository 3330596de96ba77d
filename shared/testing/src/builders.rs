//! Things to sell and to tell, in a few words.

use chrono::{DateTime, Utc};
use domain::{
    Attribute, AttributeName, AttributeValue, Category, CategoryDescription, CategoryId, CategoryPosition,
    CategoryTitle, Currency, Discount, Money, News, NewsContent, NewsId, Product, ProductDescription, ProductId, Stock,
    Title, Translations,
};
use store::{Precondition, Store};

use crate::now;

pub async fn category(store: &Store, title: &str, parent: Option<&Category>) -> Category {
    let now = store.now();
    let new = Category {
        id: CategoryId::fresh(),
        title: CategoryTitle::parse(title).expect("a title"),
        description: CategoryDescription::EMPTY,
        parent_id: parent.map(|parent| parent.id),
        ancestors: vec![],
        position: CategoryPosition::DEFAULT,
        translations: Translations::default(),
        created_at: now,
        modified_at: now,
    };
    store.categories.create(new).await.expect("a category")
}

/// A news item, published so many hours before now.
pub async fn news(store: &Store, title: &str, content: &str, hours_ago: i64) -> News {
    let new = news_item(store.now(), title, content, now() - chrono::Duration::hours(hours_ago));
    store.news.create(new, false).await.expect("a news item")
}

/// A news item to be.
pub fn news_item(created_at: DateTime<Utc>, title: &str, content: &str, published_at: DateTime<Utc>) -> News {
    News {
        id: NewsId::fresh(),
        title: Title::parse(title).expect("a title"),
        content: NewsContent::parse(content).expect("a content"),
        formatted: None,
        published_at,
        translations: Translations::default(),
        created_at,
        modified_at: created_at,
    }
}

/// A product to be: "Kettle" for 1,000 ₴, ten in stock, unless told otherwise.
pub fn product(store: &Store, category: &Category) -> ProductBuilder {
    ProductBuilder {
        store: store.clone(),
        category_id: category.id,
        title: "Kettle".to_owned(),
        description: String::new(),
        price: 100_000,
        discount: 0,
        stock: 10,
        attributes: vec![],
        photos: 0,
    }
}

/// See [`product`].
#[derive(Debug)]
pub struct ProductBuilder {
    store: Store,
    category_id: CategoryId,
    title: String,
    description: String,
    price: i64,
    discount: i64,
    stock: i64,
    attributes: Vec<Attribute>,
    photos: u8,
}

impl ProductBuilder {
    /// Called so.
    #[must_use]
    pub fn title(mut self, title: &str) -> Self {
        title.clone_into(&mut self.title);
        self
    }

    /// Described so.
    #[must_use]
    pub fn description(mut self, description: &str) -> Self {
        description.clone_into(&mut self.description);
        self
    }

    /// For so many kopecks.
    #[must_use]
    pub const fn price(mut self, price: i64) -> Self {
        self.price = price;
        self
    }

    /// Less so many per cent.
    #[must_use]
    pub const fn discount(mut self, discount: i64) -> Self {
        self.discount = discount;
        self
    }

    /// So many of it.
    #[must_use]
    pub const fn stock(mut self, stock: i64) -> Self {
        self.stock = stock;
        self
    }

    /// With this characteristic.
    #[must_use]
    pub fn attribute(mut self, name: &str, value: &str) -> Self {
        let name = AttributeName::parse(name).expect("a name");
        let value = AttributeValue::parse(value).expect("a value");
        self.attributes.push(Attribute { name, value });
        self
    }

    /// With a photo of 300,000 bytes: two pieces in GridFS.
    #[must_use]
    pub const fn photo(self) -> Self {
        self.photos(1)
    }

    /// With so many of them.
    #[must_use]
    pub const fn photos(mut self, photos: u8) -> Self {
        self.photos = photos;
        self
    }

    /// Not stored yet; without its photos.
    pub fn build(&self) -> Product {
        let now = self.store.now();
        Product {
            id: ProductId::fresh(),
            title: Title::parse(&self.title).expect("a title"),
            description: ProductDescription::parse(&self.description).expect("a description"),
            category_id: self.category_id,
            price: Money::new(self.price, Currency::UAH).expect("a price"),
            discount: Discount::new(self.discount).expect("a discount"),
            stock: Stock::new(self.stock).expect("a stock"),
            attributes: self.attributes.clone(),
            sku: None,
            images: vec![],
            translations: Translations::default(),
            holds: vec![],
            created_at: now,
            modified_at: now,
        }
    }

    /// Into the database.
    pub async fn create(self) -> Product {
        let mut product = self.store.products.create(self.build()).await.expect("a product");
        for photo in 0..self.photos {
            let bytes: Vec<u8> = (0..300_000_u32).map(|n| n.to_le_bytes()[0].wrapping_add(photo)).collect();
            let add = self.store.products.add_image(product.id, "image/jpeg", &bytes, Precondition::none());
            product.images.push(add.await.expect("the product").0);
        }
        product
    }
}
