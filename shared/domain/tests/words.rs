//! Queries name enums by their words, documents hold them as serde writes them: these must be the same.

use domain::{BroadcastStatus, Locale, OrderStatus, Scope, VariantArray};
use serde::{Serialize, de::DeserializeOwned};

fn words_agree<T>()
where
    T: VariantArray + Serialize + DeserializeOwned + Copy + PartialEq + std::fmt::Debug + Into<&'static str>,
{
    for variant in T::VARIANTS {
        let word: &str = (*variant).into();
        let stored = serde_json::to_string(variant).unwrap();
        assert_eq!(stored, format!("\"{word}\""));
        assert_eq!(serde_json::from_str::<T>(&stored).unwrap(), *variant);
    }
}

#[test]
fn an_enum_is_stored_under_the_word_that_queries_name() {
    words_agree::<BroadcastStatus>();
    words_agree::<Locale>();
    words_agree::<OrderStatus>();
    words_agree::<Scope>();
}
