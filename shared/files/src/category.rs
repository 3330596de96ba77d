//! Where a product lies, in words: the titles of its categories from the root down, as in `Kitchen / Kettles`. A slash that
//! belongs to a title and has a space beside it is written `\/`.

use std::fmt;

use domain::{CategoryTitle, DomainError};

/// Titles from the root down; at least one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CategoryPath(Vec<CategoryTitle>);

impl CategoryPath {
    /// How deep a path may lead.
    pub const MAX_DEPTH: usize = 16;

    /// The path along these titles; `None` of no title.
    pub fn new(titles: Vec<CategoryTitle>) -> Option<Self> {
        (!titles.is_empty()).then_some(Self(titles))
    }

    /// Parses `A / B / C`.
    ///
    /// # Errors
    /// [`DomainError`] when a title is empty or too long, or there are too many.
    pub fn parse(text: &str) -> Result<Self, DomainError> {
        let mut titles = vec![String::new()];
        let mut letters = text.trim().chars().peekable();
        let mut after_space = false;
        while let Some(letter) = letters.next() {
            let title = titles.last_mut().expect("there is one from the beginning");
            match letter {
                '\\' if matches!(letters.peek(), Some('/' | '\\')) => title.extend(letters.next()),
                '/' if after_space && letters.peek().is_some_and(|next| next.is_whitespace()) => {
                    titles.push(String::new());
                }
                other => title.push(other),
            }
            after_space = letter.is_whitespace();
        }
        if titles.len() > Self::MAX_DEPTH {
            return Err(DomainError::TooMany { max: Self::MAX_DEPTH });
        }
        Ok(Self(titles.iter().map(|title| CategoryTitle::parse(title)).collect::<Result<_, _>>()?))
    }

    /// From the root down.
    pub fn titles(&self) -> &[CategoryTitle] {
        &self.0
    }
}

impl fmt::Display for CategoryPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, title) in self.0.iter().enumerate() {
            if n > 0 {
                f.write_str(" / ")?;
            }
            f.write_str(&escaped(title.as_str()))?;
        }
        Ok(())
    }
}

fn escaped(title: &str) -> String {
    let letters: Vec<char> = title.chars().collect();
    let mut text = String::with_capacity(title.len());
    for (n, &letter) in letters.iter().enumerate() {
        let beside = |n: Option<usize>| n.and_then(|n| letters.get(n)).is_none_or(|letter| *letter == ' ');
        if letter == '\\' || (letter == '/' && (beside(n.checked_sub(1)) || beside(Some(n + 1)))) {
            text.push('\\');
        }
        text.push(letter);
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn titles(path: &str) -> Vec<String> {
        CategoryPath::parse(path).unwrap().titles().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_path_is_split_at_slashes_between_spaces() {
        assert_eq!(titles(" Kitchen /  Kettles "), ["Kitchen", "Kettles"]);
        assert_eq!(titles("TV/Audio / Hi-Fi"), ["TV/Audio", "Hi-Fi"]);
        assert_eq!(titles(r"Salt \/ pepper"), ["Salt / pepper"]);
        assert!(CategoryPath::parse("").is_err());
        assert!(CategoryPath::parse("A /  / B").is_err());
        assert!(CategoryPath::parse(&["A"; 17].join(" / ")).is_err());
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_as_it_was(titles in prop::collection::vec(r"[a/ \\]{0,4}x[/ \\]{0,3}", 1..4)) {
            let titles: Vec<_> = titles.iter().map(|title| CategoryTitle::parse(title).unwrap()).collect();
            let path = CategoryPath::new(titles).unwrap();
            prop_assert_eq!(CategoryPath::parse(&path.to_string()).unwrap(), path);
        }
    }
}
