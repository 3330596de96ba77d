//! What a search looks for once its query is understood, and how well a product fits it.

use super::Word;

/// The words that are looked for: of each, the codes that a word of a product may begin with; several, where a typo may mean
/// several words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted(Vec<Vec<String>>);

/// Between words, and between what one word may be: neither is ever part of a word.
const WORDS: char = '+';
const CODES: char = '|';

/// Between a code and the letters that its last one may be instead.
const LAST: char = '=';

/// Codes that differ in their last letter alone, in fewer letters.
fn short(codes: &[String]) -> Option<String> {
    let (first, others) = codes.split_first()?;
    let (last, _) = first.char_indices().next_back()?;
    let other =
        |code: &String| Some(code.strip_prefix(&first[..last]).filter(|rest| rest.chars().count() == 1)?.to_owned());
    let others: Option<String> = others.iter().map(other).collect();
    others.filter(|others| !others.is_empty()).map(|others| format!("{first}{LAST}{others}"))
}

fn long(first: &str, others: &str) -> Vec<String> {
    let Some((last, _)) = first.char_indices().next_back() else { return vec![] };
    let others = others.chars().map(|letter| format!("{}{letter}", &first[..last]));
    [first.to_owned()].into_iter().chain(others).collect()
}

impl Wanted {
    /// The words of a query, as they were typed.
    pub fn as_typed(words: &[Word]) -> Self {
        Self(words.iter().map(Word::beginnings).collect())
    }

    /// Words that may begin with several codes each. One that another begins with is left out, as it finds nothing more.
    pub fn any_of(words: impl IntoIterator<Item = Vec<String>>) -> Self {
        let shortest = |codes: Vec<String>| {
            let longer = |code: &String| codes.iter().any(|other| other != code && code.starts_with(other.as_str()));
            let mut kept: Vec<_> = codes.iter().filter(|code| !longer(code)).cloned().collect();
            kept.dedup();
            kept
        };
        Self(words.into_iter().map(shortest).collect())
    }

    /// Each word's codes.
    pub fn words(&self) -> impl Iterator<Item = &[String]> {
        self.0.iter().map(Vec::as_slice)
    }

    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How well a product fits that has all the words: the higher, the better. Words of the title count more than others,
    /// then whether it is available, then whether words are whole.
    pub fn rank(&self, title_words: &[String], is_available: bool) -> i64 {
        let begins = |code: &String| title_words.iter().any(|word| word.starts_with(code.as_str()));
        let count = |fits: &dyn Fn(&String) -> bool| self.words().filter(|codes| codes.iter().any(fits)).count();
        let (in_title, whole) = (count(&begins), count(&|code| title_words.contains(code)));
        // A title of nothing else
        let is_all = whole == title_words.len();
        let rank = in_title * 1_000 + usize::from(is_available) * 500 + whole * 10 + usize::from(is_all);
        i64::try_from(rank).unwrap_or(i64::MAX)
    }

    /// As text of at most so many bytes: what one word may be is cut to the first, and words at the end are left out, where
    /// there are too many of them.
    pub fn encode(&self, most: usize) -> String {
        let joined = |codes: &Vec<String>| short(codes).unwrap_or_else(|| codes.join(&CODES.to_string()));
        let whole: Vec<String> = self.0.iter().map(joined).collect();
        let whole = whole.join(&WORDS.to_string());
        if whole.len() <= most {
            return whole;
        }
        let mut text = String::new();
        for code in self.0.iter().filter_map(|codes| codes.first()) {
            let separator = if text.is_empty() { "" } else { "+" };
            if text.len() + separator.len() + code.len() > most {
                break;
            }
            text.push_str(separator);
            text.push_str(code);
        }
        text
    }

    /// From such a text.
    pub fn decode(text: &str) -> Self {
        let codes = |word: &str| match word.split_once(LAST) {
            Some((first, others)) => long(first, others),
            None => word.split(CODES).filter(|code| !code.is_empty()).map(str::to_owned).collect(),
        };
        Self(text.split(WORDS).map(codes).filter(|codes| !codes.is_empty()).take(super::MOST_WORDS).collect())
    }

    /// The same, as it is after it was cut to so many bytes: what is searched for on every page.
    #[must_use]
    pub fn cut(&self, most: usize) -> Self {
        Self::decode(&self.encode(most))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::{readings, words};

    fn wanted(query: &str) -> Wanted {
        Wanted::as_typed(&readings(query)[0])
    }

    #[test]
    fn the_title_counts_more_than_being_available_and_that_more_than_whole_words() {
        let ranked = [
            ("чайник", true),
            ("чайник Bosch", true),
            ("чайники Bosch", true),
            ("чайник", false),
            ("Bosch", true),
            ("Bosch", false),
        ];
        let ranked = ranked.map(|(title, available)| wanted("чайник").rank(&words(title), available));
        assert!(ranked.is_sorted_by(|one, other| one > other), "{ranked:?}");
    }

    #[test]
    fn as_text_it_comes_back_as_far_as_it_fits() {
        let several = Wanted::any_of([
            vec!["cainik".to_owned(), "caika".to_owned(), "cainiki".to_owned()],
            vec!["bow".to_owned()],
        ]);
        assert_eq!(several.encode(40), "cainik|caika+bow");
        assert_eq!(Wanted::decode("cainik|caika+bow"), several);
        let beginnings = wanted("кави bos");
        assert_eq!(beginnings.encode(40), "kavi=yxe+bos=w");
        assert_eq!(Wanted::decode("kavi=yxe+bos=w"), beginnings);
        assert_eq!(several.encode(12), "cainik+bow");
        assert_eq!(several.encode(8), "cainik");
        assert!(Wanted::decode("").is_empty() && Wanted::decode("+|").is_empty());
    }
}
