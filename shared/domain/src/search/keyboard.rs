//! Texts that were typed in the wrong keyboard layout: `xfqybr` for "чайник". The Latin layout is QWERTY of the United States,
//! the others are the standard ones of Windows for Ukrainian and Russian.

const LATIN: &str = "`qwertyuiop[]\\asdfghjkl;'zxcvbnm,.";
const UKRAINIAN: &str = "'йцукенгшщзхїґфівапролджєячсмитьбю";
const RUSSIAN: &str = "ёйцукенгшщзхъ\\фывапролджэячсмитьбю";

/// What was meant, if a text in lower case was typed in another layout than its own; each reading once.
pub(super) fn others(text: &str) -> Vec<String> {
    let is_latin = text.chars().any(|letter| letter.is_ascii_lowercase());
    let is_cyrillic = text.chars().any(|letter| matches!(letter, 'а'..='я' | 'ё'..='ї' | 'ґ'));
    let layouts = match (is_latin, is_cyrillic) {
        (true, false) => [(LATIN, UKRAINIAN), (LATIN, RUSSIAN)],
        (false, true) => [(UKRAINIAN, LATIN), (RUSSIAN, LATIN)],
        _ => return vec![],
    };
    let mut readings: Vec<String> = layouts.iter().map(|(from, to)| retype(text, from, to)).collect();
    readings.dedup();
    readings
}

fn retype(text: &str, from: &str, to: &str) -> String {
    let key = |letter| from.chars().position(|key| key == letter).and_then(|index| to.chars().nth(index));
    text.chars().map(|letter| key(letter).unwrap_or(letter)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_a_letter_in_each_layout() {
        for layout in [UKRAINIAN, RUSSIAN] {
            assert_eq!(layout.chars().count(), LATIN.chars().count());
        }
        assert_eq!(others("xfqybr"), ["чайник"]);
        assert_eq!(others("gskjcjc"), ["пілосос", "пылосос"]);
        assert_eq!(others("луееду"), ["kettle"]);
        assert_eq!(others("чайник 5 kg"), Vec::<String>::new());
        assert_eq!(others("2200"), Vec::<String>::new());
    }
}
