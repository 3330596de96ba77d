//! What the shop, the Bot API and a visitor of the demo may rely on.

use std::collections::{HashMap, HashSet};

use demo::{Category, catalogue};

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
    assert_eq!(count(|product| product.photo_file.is_none()), 2);
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
fn every_photo_is_there_small_and_no_file_is_left_over() {
    let mut files = HashSet::new();
    for product in &catalogue().products {
        let Some(file) = &product.photo_file else { continue };
        files.insert(file.clone());
        let photo = product.photo().unwrap_or_else(|| panic!("{}: there is no {file}", product.title));
        assert!(photo.len() <= 40 << 10, "{file}: {} bytes", photo.len());
        let image = image::load_from_memory_with_format(photo, image::ImageFormat::WebP).expect(file);
        assert_eq!((image.width(), image.height()), (800, 800), "{file}");
    }
    let folder = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/photos")).expect("the photos");
    let there = folder.map(|entry| entry.expect("a file").file_name().into_string().expect("a name in ASCII"));
    assert_eq!(there.collect::<HashSet<_>>(), files);
}

#[test]
fn the_drawing_program_draws_just_these_photos() {
    let drawn: HashMap<String, serde_json::Value> =
        serde_json::from_str(include_str!("../draw/pictures.json")).expect("what is drawn");
    let drawn: HashSet<_> = drawn.keys().map(|name| format!("{name}.webp")).collect();
    let shown: HashSet<_> = catalogue().products.iter().filter_map(|product| product.photo_file.clone()).collect();
    assert_eq!(drawn, shown);
}
