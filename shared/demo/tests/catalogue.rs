//! What the shop, the Bot API and a visitor of the demo may rely on.

use std::collections::{HashMap, HashSet};

use demo::{Attribute, Category, catalogue};

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

/// Every text in Ukrainian, Russian and English.
fn texts() -> Vec<[String; 3]> {
    let mut texts = vec![];
    for category in &catalogue().categories {
        let (ru, en) = (&category.translations.ru, &category.translations.en);
        texts.push([&category.title, &ru.title, &en.title]);
        texts.push([&category.description, &ru.description, &en.description]);
    }
    for product in &catalogue().products {
        let (ru, en) = (&product.translations.ru, &product.translations.en);
        texts.push([&product.title, &ru.title, &en.title]);
        texts.push([&product.description, &ru.description, &en.description]);
        for ((uk, ru), en) in product.attributes.iter().zip(&ru.attributes).zip(&en.attributes) {
            texts.extend([[&uk.name, &ru.name, &en.name], [&uk.value, &ru.value, &en.value]]);
        }
    }
    for item in &catalogue().news {
        let (ru, en) = (&item.translations.ru, &item.translations.en);
        texts.extend([[&item.title, &ru.title, &en.title], [&item.content, &ru.content, &en.content]]);
    }
    texts.into_iter().map(|languages| languages.map(Clone::clone)).collect()
}

#[test]
fn every_text_is_in_its_language() {
    for [uk, ru, en] in texts() {
        for text in [&ru, &en] {
            assert!(!text.is_empty() && text.trim() == text && !text.contains("  "), "{uk}: {text:?}");
        }
        let is_cyrillic = |letter: char| ('\u{400}'..='\u{52f}').contains(&letter);
        assert!(!ru.contains(['і', 'ї', 'є', 'ґ', 'І', 'Ї', 'Є', 'Ґ']), "not Russian: {ru}");
        assert!(!ru.contains(['\'', '’', 'ʼ']), "not Russian: {ru}");
        assert!(!en.contains(is_cyrillic), "not English: {en}");
        assert!(!uk.contains(is_cyrillic) || ru.contains(is_cyrillic), "not Russian: {ru}");
    }
}

#[test]
fn sentences_are_translated_and_keep_the_limits() {
    let catalogue = catalogue();
    for category in &catalogue.categories {
        for text in [&category.translations.ru, &category.translations.en] {
            assert!((1..=128).contains(&text.title.chars().count()), "{}", text.title);
            assert!((1..=512).contains(&text.description.chars().count()), "{}", text.title);
            assert_ne!(text.description, category.description);
        }
    }
    let mut titles = HashSet::new();
    for product in &catalogue.products {
        for text in [&product.translations.ru, &product.translations.en] {
            assert!(titles.insert(&text.title), "{} is there twice", text.title);
            assert!((1..=256).contains(&text.title.chars().count()), "{}", text.title);
            assert!((60..=2048).contains(&text.description.chars().count()), "{}", text.title);
            assert_ne!(text.description, product.description);
        }
    }
    for item in &catalogue.news {
        for text in [&item.translations.ru, &item.translations.en] {
            assert!((1..=256).contains(&text.title.chars().count()), "{}", text.title);
            assert!((1..=3500).contains(&text.content.chars().count()), "{}", text.title);
            assert_ne!(text.content, item.content);
        }
    }
}

/// The numbers in a text, whatever stands around them.
fn numbers(text: &str) -> Vec<&str> {
    text.split(|letter: char| !letter.is_ascii_digit()).filter(|number| !number.is_empty()).collect()
}

#[test]
fn characteristics_are_the_same_in_every_language() {
    let mut translated: HashMap<_, HashSet<_>> = HashMap::new();
    for product in &catalogue().products {
        let (ru, en) = (&product.translations.ru, &product.translations.en);
        for (language, title, attributes) in [("ru", &ru.title, &ru.attributes), ("en", &en.title, &en.attributes)] {
            assert_eq!(numbers(title), numbers(&product.title), "{title}");
            assert_eq!(attributes.len(), product.attributes.len(), "{title}");
            let names: HashSet<_> = attributes.iter().map(|attribute| &attribute.name).collect();
            assert_eq!(names.len(), attributes.len(), "{title}: a characteristic is there twice");
            for (Attribute { name, value }, own) in attributes.iter().zip(&product.attributes) {
                assert_eq!(numbers(value), numbers(&own.value), "{title}: {name}");
                // Among televisions, "матриця" is the panel, and in cameras, the sensor
                let key = (language, &own.name, product.category.as_str() == "tvs" && own.name == "Матриця");
                translated.entry(key).or_default().insert(name);
            }
        }
    }
    let several = translated.iter().filter(|(_, names)| names.len() > 1);
    assert_eq!(several.collect::<Vec<_>>(), [], "a name is translated in several ways");
}

#[test]
fn what_comes_in_other_colours_shows_them() {
    let with_more = catalogue().products.iter().filter(|product| !product.more_photo_files.is_empty());
    let mut albums = 0;
    for product in with_more {
        let title = &product.title;
        let files: Vec<_> = product.photo_file.iter().chain(&product.more_photo_files).collect();
        assert!((2..=4).contains(&files.len()), "{title}: {} photos", files.len());
        assert_eq!(files.iter().collect::<HashSet<_>>().len(), files.len(), "{title}: a photo is there twice");
        assert_eq!(product.photos().count(), files.len(), "{title}: a photo is missing");
        let model = |title: &str| title.rsplit_once(", ").map(|(model, _)| model.to_owned());
        for file in &product.more_photo_files {
            let sister = catalogue().products.iter().find(|sister| sister.photo_file.as_ref() == Some(file));
            assert_eq!(sister.and_then(|sister| model(&sister.title)), model(title), "{file} is of another model");
        }
        albums += 1;
    }
    assert!(albums >= 15, "{albums}");
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
