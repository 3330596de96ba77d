//! How products are found by words and put in alphabetical order, in Ukrainian, Russian and English alike.
//!
//! A query finds a product if each of its words begins a word of the product. Words are compared by their sound (`sound`), so
//! that case, apostrophes, the dots of "ё" and the alphabet do not matter. What finds nothing may have been typed in another
//! keyboard layout (`keyboard`), or with a typo (`typo`).
//!
//! ```
//! use domain::search::{readings, sort_key, words};
//!
//! assert_eq!(words("М'ята, 2 кг — ЗЕЛЁНАЯ"), words("m'yata 2 kg zelenaja"));
//! assert!(readings("xfqybr").contains(&readings("чайник")[0]));
//! assert!(sort_key("ґава") > sort_key("гуска") && sort_key("ґава") < sort_key("дятел"));
//! ```

mod keyboard;
mod sound;
mod typo;
mod wanted;

use unicode_segmentation::UnicodeSegmentation;

pub use typo::{edits, keys_of_typo, keys_of_word};
pub use wanted::Wanted;

/// Longer words are cut: what follows finds nothing more. In letters of the code.
const LONGEST_WORD: usize = 32;
/// No more words of a query are looked for.
pub const MOST_WORDS: usize = 8;

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Word {
    /// What it is compared by: ASCII, unless the word is of an alphabet that is neither Latin nor Cyrillic.
    pub code: String,
    /// As it was written, in lower case.
    pub written: String,
}

impl Word {
    /// What a word may begin with that is being typed. The last sound may be a part of another one: "bos" of "Bosch",
    /// "сері" of "серія".
    pub fn beginnings(&self) -> Vec<String> {
        let last_written = self.written.chars().next_back();
        let Some((last, before)) = self.code.chars().next_back().zip(self.code.get(..self.code.len() - 1)) else {
            return vec![self.code.clone()];
        };
        let others = match (last, last_written) {
            ('i', _) => "yxe",
            ('s', Some('s' | 'c')) => "w",
            ('k', Some('c')) => "cq",
            ('k', Some('k')) => "h",
            ('z', Some('z')) => "j",
            ('t', Some('t')) => "q",
            ('p', Some('p')) => "f",
            _ => "",
        };
        let others = others.chars().map(|other| format!("{before}{other}"));
        [self.code.clone()].into_iter().chain(others).collect()
    }
}

/// The different words of a text, by their codes.
pub fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = written_words(text).into_iter().map(|word| word.code).collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// What compound words begin with of which people look for the rest: "чайник" for "електрочайник". By sound.
const FIRST_PARTS: [&str; 10] =
    ["aero", "avto", "elektro", "foto", "hidro", "mikro", "multi", "smart", "termo", "video"];
/// A rest that is shorter is no word. In letters.
const SHORTEST_REST: usize = 4;

/// The words of a text, and what else it is found by: the second parts of compound words, and numbers of models as one word, as
/// people write them together ("TWK8611" for "TWK-8611").
pub fn written_words(text: &str) -> Vec<Word> {
    let lower = text.to_lowercase();
    let mut words = words_of(&lower, sound::code);
    let second_part = |word: &Word| {
        let (first, rest) = FIRST_PARTS.iter().find_map(|first| Some((*first, word.code.strip_prefix(first)?)))?;
        // A sound may be several letters, or none: the parts meet where the letters so far sound like the first part
        let ends = word.written.char_indices().map(|(end, _)| end);
        let written = ends.map(|end| word.written.split_at(end)).find(|(part, _)| sound::code(part) == first)?.1;
        let rest = Word { code: rest.to_owned(), written: written.to_owned() };
        Some(rest).filter(|rest| rest.code.chars().count() >= SHORTEST_REST)
    };
    let second_parts: Vec<_> = words.iter().filter_map(second_part).collect();
    words.extend(second_parts);
    let models = lower.split_whitespace().filter(|part| part.contains(|c: char| c.is_ascii_digit()));
    let models = models.filter(|part| part.unicode_words().nth(1).is_some());
    for model in models {
        let together: String = model.unicode_words().collect();
        words.extend(words_of(&together, sound::code));
    }
    words
}

fn words_of(lower: &str, code: impl Fn(&str) -> String) -> Vec<Word> {
    let without_apostrophes: String = lower.chars().filter(|c| !is_apostrophe(*c)).collect();
    let word = |written: &str| Word {
        code: code(written).chars().take(LONGEST_WORD).collect(),
        written: written.chars().take(LONGEST_WORD).collect(),
    };
    without_apostrophes.unicode_words().map(word).filter(|word| !word.code.is_empty()).collect()
}

/// What a query may mean, most likely first: each reading has the words to look for, in the order they were typed. None at
/// all, if nothing in it is a word.
pub fn readings(query: &str) -> Vec<Vec<Word>> {
    let lower = query.to_lowercase();
    let mut readings = vec![words_of(&lower, sound::code)];
    // "c" is a "k", as in "coffee", or the Cyrillic "ц"
    readings.push(words_of(&lower, |word| sound::code(&as_cyrillic_c(word))));
    readings.extend(keyboard::others(&lower).iter().map(|text| words_of(text, sound::code)));
    let mut different: Vec<Vec<Word>> = vec![];
    for mut reading in readings {
        reading.truncate(MOST_WORDS);
        if !reading.is_empty() && !different.iter().any(|known| codes(known).eq(codes(&reading))) {
            different.push(reading);
        }
    }
    different
}

fn codes(words: &[Word]) -> impl Iterator<Item = &str> {
    words.iter().map(|word| word.code.as_str())
}

fn as_cyrillic_c(word: &str) -> String {
    let letters: Vec<char> = word.chars().collect();
    let letter = |(index, letter): (usize, &char)| match (letter, letters.get(index + 1)) {
        ('c', Some('h' | 'k')) => 'c',
        ('c', _) => 'ц',
        (letter, _) => *letter,
    };
    letters.iter().enumerate().map(letter).collect()
}

/// What titles are ordered by: letters in the order of the Ukrainian alphabet, with the Russian ones in their places,
/// whatever their case, and numbers by their value: "9 секцій" stands before "11 секцій".
pub fn sort_key(title: &str) -> String {
    let mut key = String::with_capacity(title.len());
    let lower = title.to_lowercase();
    let mut letters = lower.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter.is_ascii_digit() {
            let mut number = String::from(letter);
            while let Some(digit) = letters.next_if(char::is_ascii_digit) {
                number.push(digit);
            }
            let number = number.trim_start_matches('0');
            // The one with more digits is greater
            key.extend(
                u32::try_from(number.len()).ok().and_then(|length| char::from_u32(u32::from('0') + length.min(9))),
            );
            key.push_str(number);
            continue;
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded_cut_and_counted_once() {
        assert_eq!(words("Чайник чайник ЧАЙНИК"), ["cainik"]);
        assert_eq!(words("п’ять п'ять пʼять"), ["pyt"]);
        assert_eq!(words("USB-C 3.1 $where"), ["3.1", "k", "usb", "vhere"]);
        assert_eq!(words("TWK-8611"), ["8611", "tvk", "tvk8611"]);
        assert_eq!(words("Електрочайник"), ["cainik", "elektrocainik"]);
        for (word, rest) in
            [("фотокамера", "камера"), ("мікрохвильова", "хвильова"), ("smartwatch", "watch"), ("smartphone", "phone")]
        {
            assert_eq!(written_words(word)[1].written, rest);
        }
        assert_eq!(words(" … ! ь"), Vec::<String>::new());
        assert_eq!(words(&"шк".repeat(40))[0].chars().count(), 32);
    }

    #[test]
    fn a_query_has_several_readings() {
        let read =
            |query| readings(query).iter().map(|words| codes(words).collect::<Vec<_>>().join(" ")).collect::<Vec<_>>();
        assert_eq!(read("чайник"), ["cainik", "ksfkibr"]);
        assert_eq!(read("cukor")[..2], ["kukor", "qukor"]);
        assert!(read("[jkjlbkmybr").contains(&"holodilnik".to_owned()));
        assert_eq!(read("2200"), ["2200"]);
        assert!(read(" … ").is_empty());
        assert_eq!(readings(&"слово ".repeat(30))[0].len(), MOST_WORDS);
    }

    #[test]
    fn every_beginning_of_a_word_begins_its_code() {
        for word in [
            "bosch",
            "серія",
            "washing",
            "kitchen",
            "чайник",
            "їжа",
            "юшка",
            "smartphone",
            "пилосос",
            "khmara",
            "меблі",
        ] {
            let whole = &written_words(word)[0].code;
            for end in 1..=word.chars().count() {
                let typed: String = word.chars().take(end).collect();
                let Some(typed) = written_words(&typed).into_iter().next() else { continue };
                // The first two letters of "sch" are not a sound that stands alone
                if typed.written.ends_with("sc") {
                    continue;
                }
                let found = typed.beginnings().iter().any(|code| whole.starts_with(code.as_str()));
                assert!(found, "{} for {whole}: {:?}", typed.written, typed.beginnings());
            }
        }
    }

    #[test]
    fn titles_follow_the_alphabet() {
        let mut numbers = ["Обігрівач, 11 секцій", "Обігрівач, 9 секцій", "Обігрівач, 100 секцій", "Обігрівач, 09 м"];
        numbers.sort_by_key(|title| sort_key(title));
        assert_eq!(
            numbers,
            ["Обігрівач, 09 м", "Обігрівач, 9 секцій", "Обігрівач, 11 секцій", "Обігрівач, 100 секцій"]
        );
        let mut titles =
            ["Яблуко", "їжак", "Єнот", "ґава", "иволга", "Apple", "Гуска", "ёлка", "дятел", "йод", "інжир"];
        titles.sort_by_key(|title| sort_key(title));
        assert_eq!(
            titles,
            ["Apple", "Гуска", "ґава", "дятел", "Єнот", "ёлка", "иволга", "інжир", "їжак", "йод", "Яблуко"]
        );
    }
}
