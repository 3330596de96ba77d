//! Words with a typo: those one edit away from the beginning of a word that exists.
//!
//! Words are found by keys that a word shares with everything one edit away from it. Take a letter out of each of two words:
//! where one of them is a letter too long, or one letter is another, or two neighbours changed places, there is a way in which
//! both become the same ("symmetric deletes"). Only the first letters are looked at, so that a word has few keys, and what has
//! been found is compared as a whole.

use std::collections::BTreeSet;

/// Shorter words are not corrected: too many others are near. In letters.
const SHORTEST: usize = 5;
/// Shorter codes have no keys: a code may be a letter shorter than its word.
const SHORTEST_CODE: usize = SHORTEST - 1;
/// The first letters that a search looks at.
const LOOKED_AT: usize = 7;

/// The keys under which a word is found, from its code; none for what is too short, or is a number.
pub fn keys_of_word(code: &str) -> Vec<String> {
    let letters: Vec<char> = code.chars().collect();
    if letters.len() < SHORTEST_CODE || letters.iter().any(char::is_ascii_digit) {
        return vec![];
    }
    let beginning = |length: usize| &letters[..length.min(letters.len())];
    let whole = (SHORTEST_CODE..LOOKED_AT).map(|length| beginning(length).iter().collect());
    let shortened = (SHORTEST_CODE..=LOOKED_AT + 1).flat_map(|length| one_letter_less(beginning(length)));
    let keys: BTreeSet<String> = whole.chain(shortened).collect();
    keys.into_iter().collect()
}

/// The keys to look for words under, of which `typed` may be a misspelt beginning; from the typed word and its code.
pub fn keys_of_typo(typed: &str, code: &str) -> Vec<String> {
    if typed.chars().count() < SHORTEST || keys_of_word(code).is_empty() {
        return vec![];
    }
    let beginning: Vec<char> = code.chars().take(LOOKED_AT).collect();
    let keys: BTreeSet<String> = one_letter_less(&beginning).chain([beginning.iter().collect()]).collect();
    keys.into_iter().collect()
}

fn one_letter_less(letters: &[char]) -> impl Iterator<Item = String> {
    (0..letters.len()).map(|left_out| {
        let kept = letters.iter().enumerate().filter(|(index, _)| *index != left_out);
        kept.map(|(_, letter)| *letter).collect()
    })
}

/// How many edits lead from `typed` to the nearest beginning of `word`, both as codes: letters put in, left out, replaced, or
/// two neighbours in each other's place (optimal string alignment).
pub fn edits(typed: &str, word: &str) -> usize {
    let (typed, word): (Vec<char>, Vec<char>) = (typed.chars().collect(), word.chars().collect());
    // More letters of the word than that only add edits
    let word = &word[..word.len().min(typed.len() * 2)];
    let mut rows = vec![(0..=word.len()).collect::<Vec<usize>>()];
    for (row, letter) in typed.iter().enumerate() {
        let mut next = vec![row + 1];
        for (column, other) in word.iter().enumerate() {
            let replaced = rows[row][column] + usize::from(letter != other);
            let mut fewest = replaced.min(rows[row][column + 1] + 1).min(next[column] + 1);
            if row > 0 && column > 0 && typed[row - 1] == *other && word[column - 1] == *letter {
                fewest = fewest.min(rows[row - 1][column - 1] + 1);
            }
            next.push(fewest);
        }
        rows.push(next);
    }
    rows[typed.len()].iter().copied().min().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every word that is one edit away.
    fn typos(word: &str) -> BTreeSet<String> {
        let letters: Vec<char> = word.chars().collect();
        let mut typos = BTreeSet::new();
        for at in 0..=letters.len() {
            let (before, after) = letters.split_at(at);
            for other in ['a', 'k', 'z'] {
                typos.insert(before.iter().chain([&other]).chain(after).collect());
                typos.extend(after.split_first().map(|(_, rest)| before.iter().chain([&other]).chain(rest).collect()));
            }
            typos.extend(after.split_first().map(|(_, rest)| before.iter().chain(rest).collect::<String>()));
            if let [one, two, rest @ ..] = after {
                typos.insert(before.iter().chain([two, one]).chain(rest).collect());
            }
        }
        typos
    }

    #[test]
    fn every_beginning_with_one_edit_shares_a_key_with_its_word() {
        let mut looked_at = 0;
        for word in ["cainik", "holodilnik", "pilosos", "vara", "multivarka"] {
            let keys: BTreeSet<_> = keys_of_word(word).into_iter().collect();
            for length in 5..=word.len() {
                for typo in typos(&word[..length]).into_iter().filter(|typo| typo.len() >= 5) {
                    assert!(edits(&typo, word) <= 1, "{typo} for {word}");
                    let found = keys_of_typo(&typo, &typo).iter().any(|key| keys.contains(key));
                    assert!(found, "{typo} for {word}");
                    looked_at += 1;
                }
            }
        }
        assert!(looked_at > 500, "{looked_at}");
    }

    #[test]
    fn edits_are_counted_to_the_nearest_beginning() {
        for (typed, word, count) in [
            ("cainik", "cainiki", 0),
            ("caink", "cainik", 1),
            ("caiink", "cainik", 1),
            ("hainik", "cainik", 1),
            ("cainkia", "cainik", 2),
            ("vara", "multivarka", 4),
        ] {
            assert_eq!(edits(typed, word), count, "{typed} for {word}");
        }
    }

    #[test]
    fn short_words_and_numbers_are_not_corrected() {
        assert!(keys_of_word("kot").is_empty() && keys_of_word("rtx4090").is_empty());
        assert!(keys_of_typo("чай", "cai").is_empty() && keys_of_typo("2200w", "2200v").is_empty());
        assert!(keys_of_word("multivarka").len() < 45);
    }
}
