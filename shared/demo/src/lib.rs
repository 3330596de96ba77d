//! A shop to look at: household appliances and electronics, in Ukrainian, Russian and English, with a photo of nearly every
//! product.
//!
//! `server demo` writes it into an empty database; tests take single products from it. The texts lie in
//! `catalogue/`, one file per department; the photos in `photos/`. They were drawn by the program in `draw/`, which no
//! build of the shop needs; `cargo run --release` there draws them anew.
//!
//! ```
//! let catalogue = demo::catalogue();
//! let kettle = catalogue.products.iter().find(|product| product.category == "kettles").expect("30 of them");
//! assert!(kettle.price_minor > 0 && kettle.photo().is_some());
//! ```

use std::sync::LazyLock;

use include_dir::{Dir, include_dir};
use serde::Deserialize;

/// The media type of every photo.
pub const PHOTO_TYPE: &str = "image/webp";

/// Everything the demo shop sells and tells.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalogue {
    /// Parents come before their children.
    #[serde(default)]
    pub categories: Vec<Category>,
    /// In the order in which they should be created.
    #[serde(default)]
    pub products: Vec<Product>,
    /// Newest first.
    #[serde(default)]
    pub news: Vec<News>,
}

/// A shelf: holds either further categories or products.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// Names the category within this catalogue only.
    pub key: String,
    /// What the customer reads on the button.
    pub title: String,
    /// One sentence.
    #[serde(default)]
    pub description: String,
    /// The key of the category above, none for a root.
    #[serde(default)]
    pub parent: Option<String>,
    /// In the other languages.
    pub translations: Translations<CategoryText>,
}

/// The texts of an item in the languages other than Ukrainian.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Translations<T> {
    /// Russian.
    pub ru: T,
    /// English.
    pub en: T,
}

/// A category in another language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CategoryText {
    pub title: String,
    #[serde(default)]
    pub description: String,
}

/// A product in another language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProductText {
    pub title: String,
    pub description: String,
    /// As many as in Ukrainian, in the same order.
    pub attributes: Vec<Attribute>,
}

/// A news item in another language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewsText {
    pub title: String,
    pub content: String,
}

/// Something to buy.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Product {
    /// Unique in the catalogue.
    pub title: String,
    /// Two or three sentences.
    pub description: String,
    /// The key of the category that holds it.
    pub category: String,
    /// Kopecks.
    pub price_minor: i64,
    /// Whole per cent, 0 for none.
    #[serde(default)]
    pub discount_percent: u8,
    /// Pieces; 0 is sold out.
    pub stock: u32,
    /// Characteristics, in the order in which they are shown.
    pub attributes: Vec<Attribute>,
    /// The photo's file; a few products have none, as in any shop.
    #[serde(default, rename = "photo")]
    pub photo_file: Option<String>,
    /// The files of further photos: the same thing in its other colours.
    #[serde(default, rename = "more_photos")]
    pub more_photo_files: Vec<String>,
    /// In the other languages.
    pub translations: Translations<ProductText>,
}

impl Product {
    /// The first photo, of [`PHOTO_TYPE`].
    #[must_use]
    pub fn photo(&self) -> Option<&'static [u8]> {
        self.photos().next()
    }

    /// All photos, of [`PHOTO_TYPE`].
    pub fn photos(&self) -> impl Iterator<Item = &'static [u8]> {
        let files = self.photo_file.iter().chain(&self.more_photo_files);
        files.filter_map(|file| Some(PHOTOS.get_file(file)?.contents()))
    }
}

/// One characteristic; in the catalogue a pair `["Об'єм", "1,7 л"]`.
#[derive(Debug, Deserialize)]
#[serde(from = "(String, String)")]
pub struct Attribute {
    /// For instance "Потужність".
    pub name: String,
    /// For instance "2200 Вт".
    pub value: String,
}

impl From<(String, String)> for Attribute {
    fn from((name, value): (String, String)) -> Self {
        Self { name, value }
    }
}

/// Something to tell.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct News {
    /// The headline.
    pub title: String,
    /// Plain text; blank lines separate paragraphs.
    pub content: String,
    /// How many days before now it was published.
    pub days_ago: u16,
    /// In the other languages.
    pub translations: Translations<NewsText>,
}

/// The departments, in the order of the menu.
const FILES: [&str; 6] = [
    include_str!("../catalogue/large.json"),
    include_str!("../catalogue/kitchen.json"),
    include_str!("../catalogue/kettles.json"),
    include_str!("../catalogue/electronics.json"),
    include_str!("../catalogue/home.json"),
    include_str!("../catalogue/news.json"),
];

static PHOTOS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/photos");

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    FILES.iter().fold(Catalogue::default(), |mut all, file| {
        let part: Catalogue = serde_json::from_str(file).expect("the catalogue is part of this program and tested");
        all.categories.extend(part.categories);
        all.products.extend(part.products);
        all.news.extend(part.news);
        all
    })
});

/// The demo catalogue, read once.
#[must_use]
pub fn catalogue() -> &'static Catalogue {
    &CATALOGUE
}
