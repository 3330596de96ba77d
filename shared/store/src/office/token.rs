//! What a sign-in link or a cookie carries: 256 random bits, of which only the hash is stored. Whoever reads the database
//! cannot sign in with it, and the time that looking it up takes says nothing about other tokens.

use std::str::FromStr;

use derive_more::Display;
use sha2::{Digest, Sha256};

/// A secret of 64 hexadecimal digits. Its `Debug` says nothing.
#[derive(Clone, PartialEq, Eq, Display, derive_more::Debug)]
#[debug("Token")]
pub struct Token(String);

impl Token {
    /// A token of random bytes.
    pub fn of(random: [u8; 32]) -> Self {
        Self(hex::encode(random))
    }

    /// A token that nobody can guess.
    ///
    /// # Panics
    /// When the operating system has no random bytes: then no token is safe.
    pub fn random() -> Self {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).expect("random bytes of the operating system");
        Self::of(bytes)
    }

    /// Another secret, for one purpose, that can be computed from this one, but not the other way round.
    pub fn derived(&self, purpose: &str) -> String {
        hex::encode(Sha256::digest(format!("{purpose}:{}", self.0)))
    }

    /// What is stored of it.
    pub(crate) fn hash(&self) -> String {
        hex::encode(Sha256::digest(&self.0))
    }
}

impl FromStr for Token {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        let is_one = s.len() == 64 && s.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if is_one { Ok(Self(s.to_owned())) } else { Err(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_back_and_never_shown_by_accident() {
        let token = Token::of([7; 32]);
        assert_eq!(token.to_string().parse(), Ok(token.clone()));
        assert_eq!(format!("{token:?}"), "Token");
        assert!(!token.hash().contains(&token.to_string()));
        assert_ne!(token.derived("csrf"), token.derived("other"));
        for wrong in ["", "x", &"A".repeat(64), &"0".repeat(63)] {
            assert_eq!(wrong.parse::<Token>(), Err(()), "{wrong}");
        }
    }
}
