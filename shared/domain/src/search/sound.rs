//! Words by their sound: one code for all the ways in which people write a word in Ukrainian, in Russian, and in Latin letters.
//!
//! A word is transliterated, and then every sound is one letter of the code, so that one wrong letter of the word is one
//! wrong letter of the code. What people mix up has the same letter: `е`, `ё`, `є` and `э`; `и`, `і`, `ї`, `й` and `ы`; `г`, `ґ`
//! and `х`; `ш` and `щ`. Doubled letters count once, signs and apostrophes not at all.
//!
//! ```text
//! чайник  chajnyk  chaynik   → cainik        зелёная  зелена     → zelenay, zelena
//! кофе    coffee             → kofe          Бош      Bosch      → bow
//! ```

/// Several Latin letters that are one sound, the longest first.
const SEVERAL: [(&str, char); 10] = [
    ("shch", 'w'),
    ("sch", 'w'),
    ("sh", 'w'),
    ("ch", 'c'),
    ("zh", 'j'),
    ("ts", 'q'),
    ("tz", 'q'),
    ("kh", 'h'),
    ("ph", 'f'),
    ("ck", 'k'),
];

/// The code of a word in lower case.
pub(super) fn code(word: &str) -> String {
    let latin: String = word.chars().map(latin).collect();
    let mut sounds = String::with_capacity(latin.len());
    let mut rest = latin.as_str();
    while let Some(first) = rest.chars().next() {
        if let Some((letters, sound)) = SEVERAL.iter().find(|(letters, _)| rest.starts_with(letters)) {
            push(&mut sounds, *sound);
            rest = &rest[letters.len()..];
            continue;
        }
        for sound in one_sound(first).chars() {
            push(&mut sounds, sound);
        }
        rest = &rest[first.len_utf8()..];
    }
    sounds
}

/// Adds a sound; with "i" before it, some vowels are one letter of the Cyrillic alphabets.
fn push(sounds: &mut String, sound: char) {
    let joined = match (sounds.chars().next_back(), sound) {
        (Some(last), sound) if last == sound && !sound.is_ascii_digit() => return,
        (Some('i'), 'a') => 'y',
        (Some('i'), 'u') => 'x',
        (Some('i'), 'e') => 'e',
        _ => return sounds.push(sound),
    };
    sounds.pop();
    if !sounds.ends_with(joined) {
        sounds.push(joined);
    }
}

/// A letter in Latin; digits and letters of other alphabets stay.
const fn latin(letter: char) -> Latin {
    Latin::Letters(match letter {
        'а' => "a",
        'б' => "b",
        'в' => "v",
        'г' | 'ґ' => "g",
        'д' => "d",
        'е' | 'є' | 'ё' | 'э' => "e",
        'ж' => "zh",
        'з' => "z",
        'и' | 'і' | 'ї' | 'ы' | 'й' => "i",
        'к' => "k",
        'л' => "l",
        'м' => "m",
        'н' => "n",
        'о' => "o",
        'п' => "p",
        'р' => "r",
        'с' => "s",
        'т' => "t",
        'у' | 'ў' => "u",
        'ф' => "f",
        'х' => "kh",
        'ц' => "ts",
        'ч' => "ch",
        'ш' | 'щ' => "sh",
        'ъ' | 'ь' => "",
        'ю' => "iu",
        'я' => "ia",
        other => return Latin::Itself(other),
    })
}

/// What a letter is in Latin.
#[derive(Clone, Copy)]
enum Latin {
    Letters(&'static str),
    Itself(char),
}

impl FromIterator<Latin> for String {
    fn from_iter<I: IntoIterator<Item = Latin>>(letters: I) -> Self {
        letters.into_iter().fold(Self::new(), |mut text, letter| {
            match letter {
                Latin::Letters(letters) => text.push_str(letters),
                Latin::Itself(letter) => text.push(letter),
            }
            text
        })
    }
}

/// The sound of a Latin letter that stands alone.
fn one_sound(letter: char) -> String {
    match letter {
        'g' => "h".to_owned(),
        'w' => "v".to_owned(),
        'y' | 'j' => "i".to_owned(),
        'q' | 'c' => "k".to_owned(),
        'x' => "ks".to_owned(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_sounds_the_same_has_the_same_code() {
        for same in [
            &["чайник", "chajnyk", "chaynik", "chainik"][..],
            &["зелёный", "зеленый"],
            &["кофе", "coffee"],
            &["бош", "bosch"],
            &["samsung", "самсунг"],
            &["холодильник", "kholodylnyk", "холодильнык"],
            &["пять", "пьять"],
            &["щітка", "shchitka", "schitka"],
            &["яблуко", "yabluko", "jabluko", "iabluko"],
            &["юшка", "yushka", "iushka"],
            &["їжа", "йижа", "ижа"],
            &["синій", "синий"],
            &["філіжанка", "philizhanka"],
            &["xiaomi", "ксиаоми"],
        ] {
            let codes: Vec<_> = same.iter().map(|word| code(word)).collect();
            assert!(codes.iter().all(|code| *code == codes[0]), "{same:?}: {codes:?}");
        }
    }

    #[test]
    fn one_letter_is_one_letter_of_the_code() {
        for (word, sounds) in [("чайник", "cainik"), ("щ", "w"), ("2200", "2200"), ("3.11", "3.11"), ("ж", "j")]
        {
            assert_eq!(code(word), sounds);
        }
    }
}
