//! What the shop, the Bot API and a visitor of the demo may rely on.

use std::collections::{HashMap, HashSet};

use demo::{Category, catalogue, photo};

fn by_key() -> HashMap<&'static str, &'static Category> {
    catalogue().categories.iter().map(|category| (category.key.as_str(), category)).collect()
}

/// How many categories there are from the root down to this one.
fn level(key: &str) -> usize {
    let mut category = by_key()[key];
    let mut level = 1;
    while let Some(parent) = &category.parent {
        category = by_key()[parent.as_str()];
        level += 1;
    }
    level
}

#[test]
fn categories_make_a_tree_of_three_levels() {
    let categories = &catalogue().categories;
    assert!(categories.len() >= 14);
    assert_eq!(by_key().len(), categories.len(), "a key is there twice");
    assert_eq!(categories.iter().map(|category| level(&category.key)).max(), Some(3));
    for (place, category) in categories.iter().enumerate() {
        assert!((1..=128).contains(&category.title.chars().count()), "{}", category.title);
        assert!(category.description.chars().count() <= 512, "{}", category.title);
        if let Some(parent) = &category.parent {
            assert!(categories[..place].iter().any(|above| above.key == *parent), "{} before its parent", category.key);
        }
    }
}

#[test]
fn a_category_holds_either_categories_or_products() {
    for category in &catalogue().categories {
        let categories = catalogue().categories.iter().any(|below| below.parent.as_ref() == Some(&category.key));
        let products = catalogue().products.iter().any(|product| product.category == category.key);
        assert!(categories != products, "{} holds both or nothing", category.title);
    }
}

#[test]
fn products_keep_the_limits() {
    let mut titles = HashSet::new();
    for product in &catalogue().products {
        let title = &product.title;
        assert!(titles.insert(title), "{title} is there twice");
        assert!((1..=256).contains(&title.chars().count()), "{title}");
        assert!((60..=2048).contains(&product.description.chars().count()), "{title}");
        assert!(by_key().contains_key(product.category.as_str()), "{title}: {}", product.category);
        assert!(product.price_minor > 0, "{title}");
        assert!(product.discount_percent == 0 || (5..=45).contains(&product.discount_percent), "{title}");
        assert!((4..=8).contains(&product.attributes.len()), "{title}");
        let names: HashSet<_> = product.attributes.iter().map(|attribute| &attribute.name).collect();
        assert_eq!(names.len(), product.attributes.len(), "{title}: a characteristic is there twice");
        assert!(product.attributes.iter().all(|one| !one.name.is_empty() && !one.value.is_empty()), "{title}");
    }
}

#[test]
fn there_is_something_of_everything() {
    let products = &catalogue().products;
    let count = |of: fn(&demo::Product) -> bool| products.iter().filter(|product| of(product)).count();
    assert!(products.len() >= 50);
    assert_eq!(count(|product| product.category == "kettles"), 30, "more than one page");
    assert!((10..=15).contains(&count(|product| product.discount_percent > 0)));
    assert!((5..=8).contains(&count(|product| product.stock == 0)), "sold out");
    assert_eq!(count(|product| product.picture.is_none()), 2);
}

#[test]
fn news_are_short_and_newest_first() {
    let news = &catalogue().news;
    assert_eq!(news.len(), 5);
    assert!(news.is_sorted_by_key(|item| item.days_ago));
    for item in news {
        assert!(item.days_ago > 0);
        assert!((1..=256).contains(&item.title.chars().count()), "{}", item.title);
        assert!((1..=3500).contains(&item.content.chars().count()), "{}", item.title);
    }
}

#[test]
fn texts_are_ukrainian_and_tidy() {
    let products = catalogue().products.iter().flat_map(|product| [&product.title, &product.description]);
    let news = catalogue().news.iter().flat_map(|item| [&item.title, &item.content]);
    for text in products.chain(news) {
        assert_eq!(text.trim(), text);
        assert!(!text.contains("  "), "two blanks: {text}");
        assert!(!text.contains(['ы', 'э', 'ъ', 'ё', 'Ы', 'Э', 'Ъ', 'Ё']), "not Ukrainian: {text}");
    }
}

#[test]
fn every_photo_is_a_small_jpeg_and_no_kind_goes_unused() {
    let mut kinds = HashSet::new();
    for product in &catalogue().products {
        let Some(picture) = &product.picture else { continue };
        kinds.insert(picture.kind);
        let jpeg = photo::draw(picture);
        assert!(jpeg.len() < 200 * 1024, "{}: {} bytes", product.title, jpeg.len());
        let image = image::load_from_memory_with_format(&jpeg, image::ImageFormat::Jpeg).expect(&product.title);
        assert_eq!((image.width(), image.height()), (800, 800), "{}", product.title);
    }
    assert_eq!(kinds.len(), photo::Kind::ALL.len());
}

#[test]
fn drawing_is_deterministic_and_minds_the_colours() {
    let mut picture =
        catalogue().products.iter().find_map(|product| product.picture.clone()).expect("there are photos");
    let first = photo::draw(&picture);
    assert_eq!(first, photo::draw(&picture));
    picture.body = photo::Rgb(0x10, 0x80, 0x40);
    assert_ne!(first, photo::draw(&picture));
}

#[test]
fn a_colour_is_six_hexadecimal_digits() {
    assert_eq!(photo::Rgb::try_from("#0a10ff".to_owned()), Ok(photo::Rgb(10, 16, 255)));
    for text in ["0a10ff", "#0a10f", "#0a10fg", "#0a10ff0", "#єєє"] {
        assert!(photo::Rgb::try_from(text.to_owned()).is_err(), "{text}");
    }
}
