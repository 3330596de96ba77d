//! Texts in several languages: a base text, which every item has, and translations of it, as far as there are any.
//!
//! ```
//! use domain::{Languages, Locale, Title, Translations};
//!
//! let mut translations = Translations::default();
//! *translations.slot(Locale::En) = Some(Title::parse("Kettle").unwrap());
//! let base = Title::parse("Чайник").unwrap();
//! let shown = |reader| Languages { reader, shop: Locale::Uk }.pick(&translations, Some).unwrap_or(&base).as_str();
//! assert_eq!((shown(Locale::En), shown(Locale::Ru)), ("Kettle", "Чайник"));
//! ```

use serde::{Deserialize, Serialize};
use strum::VariantArray;

use crate::{Locale, Title};

/// What an item is called in each language; none of them needs to be there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Translations<T> {
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    pub uk: Option<T>,
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    pub ru: Option<T>,
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    pub en: Option<T>,
}

const fn none<T>() -> Option<T> {
    None
}

impl<T> Default for Translations<T> {
    fn default() -> Self {
        Self { uk: None, ru: None, en: None }
    }
}

impl<T> Translations<T> {
    /// The translation into this language.
    pub const fn get(&self, locale: Locale) -> Option<&T> {
        match locale {
            Locale::Uk => self.uk.as_ref(),
            Locale::Ru => self.ru.as_ref(),
            Locale::En => self.en.as_ref(),
        }
    }

    /// The place of the translation into this language.
    pub const fn slot(&mut self, locale: Locale) -> &mut Option<T> {
        match locale {
            Locale::Uk => &mut self.uk,
            Locale::Ru => &mut self.ru,
            Locale::En => &mut self.en,
        }
    }

    /// Those there are, to be changed.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut T> {
        [&mut self.uk, &mut self.ru, &mut self.en].into_iter().flatten()
    }

    /// Those there are.
    pub fn iter(&self) -> impl Iterator<Item = (Locale, &T)> {
        Locale::VARIANTS.iter().filter_map(|locale| Some((*locale, self.get(*locale)?)))
    }

    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }
}

/// The languages that somebody is shown texts in: their own if there is a translation, else the shop's, else whatever
/// there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Languages {
    /// Who reads it.
    pub reader: Locale,
    /// `SHOP_DEFAULT_LOCALE`.
    pub shop: Locale,
}

impl Languages {
    /// For those who read the shop's own language.
    pub const fn of_shop(shop: Locale) -> Self {
        Self { reader: shop, shop }
    }

    /// A part of the translation that is shown: of the first that has this part. `None`: the base text is shown.
    pub fn pick<'a, T, P: ?Sized>(
        self,
        translations: &'a Translations<T>,
        part: impl Fn(&'a T) -> Option<&'a P>,
    ) -> Option<&'a P> {
        let part = |locale| translations.get(locale).and_then(&part);
        part(self.reader).or_else(|| part(self.shop))
    }
}

/// A title with its translations: what something is called, whoever reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Titles {
    pub base: Title,
    pub translations: Translations<Title>,
}

impl Titles {
    /// The title as it is shown.
    pub fn shown_in(&self, languages: Languages) -> &Title {
        languages.pick(&self.translations, Some).unwrap_or(&self.base)
    }
}

impl From<Title> for Titles {
    fn from(base: Title) -> Self {
        Self { base, translations: Translations::default() }
    }
}

impl<T> Translations<T> {
    /// A part of each translation, where it has one.
    pub fn parts<P>(&self, part: impl Fn(&T) -> Option<P>) -> Translations<P> {
        let part = |text: &Option<T>| text.as_ref().and_then(&part);
        Translations { uk: part(&self.uk), ru: part(&self.ru), en: part(&self.en) }
    }
}
