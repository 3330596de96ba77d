//! How products are found by words and put in alphabetical order, in Ukrainian, Russian and English alike.
//!
//! A query finds a product if each of its words begins a word of the product. Case does not count, nor do apostrophes
//! and the dots of "ё", which people leave out.
//!
//! ```
//! use domain::search::{sort_key, words};
//!
//! assert_eq!(words("М'ята, 2 кг — ЗЕЛЁНАЯ"), ["2", "зеленая", "кг", "мята"]);
//! assert!(sort_key("ґава") > sort_key("гуска") && sort_key("ґава") < sort_key("дятел"));
//! ```

use unicode_segmentation::UnicodeSegmentation;

/// Longer words are cut: what follows finds nothing more.
const LONGEST_WORD: usize = 32;

/// The different words of a text, as they are compared.
pub fn words(text: &str) -> Vec<String> {
    let folded: String = text.to_lowercase().chars().filter(|c| !is_apostrophe(*c)).map(fold).collect();
    let mut words: Vec<String> = folded.unicode_words().map(|word| word.chars().take(LONGEST_WORD).collect()).collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// What titles are ordered by: letters in the order of the Ukrainian alphabet, with the Russian ones in their places,
/// whatever their case.
pub fn sort_key(title: &str) -> String {
    let mut key = String::with_capacity(title.len());
    for letter in title.to_lowercase().chars() {
        // These stand apart in Unicode: each follows a letter as if it were that letter and something very late
        let (base, late) = match letter {
            'ґ' => ('г', '\u{fff0}'),
            'є' => ('е', '\u{fff0}'),
            'ё' => ('е', '\u{fff1}'),
            'і' => ('и', '\u{fff0}'),
            'ї' => ('и', '\u{fff1}'),
            other => {
                key.push(other);
                continue;
            }
        };
        key.extend([base, late]);
    }
    key
}

const fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ' | '‘' | '`' | '´')
}

const fn fold(c: char) -> char {
    match c {
        'ё' => 'е',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded_cut_and_counted_once() {
        assert_eq!(words("Чайник чайник ЧАЙНИК"), ["чайник"]);
        assert_eq!(words("п’ять п'ять пʼять"), ["пять"]);
        assert_eq!(words("USB-C 3.1 $where"), ["3.1", "c", "usb", "where"]);
        assert_eq!(words(" … !"), Vec::<String>::new());
        assert_eq!(words(&"ї".repeat(40))[0].chars().count(), 32);
    }

    #[test]
    fn titles_follow_the_alphabet() {
        let mut titles =
            ["Яблуко", "їжак", "Єнот", "ґава", "иволга", "Apple", "Гуска", "ёлка", "дятел", "йод", "інжир"];
        titles.sort_by_key(|title| sort_key(title));
        assert_eq!(
            titles,
            ["Apple", "Гуска", "ґава", "дятел", "Єнот", "ёлка", "иволга", "інжир", "їжак", "йод", "Яблуко"]
        );
    }
}
