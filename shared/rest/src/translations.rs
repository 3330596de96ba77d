//! Translations in bodies and answers: an object with a member for each language. In a body every member may be left out or
//! `null`, and of a translation likewise; a PATCH merges them into what is stored (RFC 7396).

use domain::Translations;
use serde::{Deserialize, Serialize};
use utoipa::{
    ToSchema,
    openapi::{ObjectBuilder, OneOfBuilder, Schema, schema::Type},
};

use crate::{NonNullPatch, Object, Patch};

/// What is to change about translations, each described by a `T`.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, bound = "T: Deserialize<'de>")]
#[schema(description = "What is to change in each language.")]
pub struct TranslationsPatch<T: ToSchema> {
    #[serde(default = "keep")]
    #[schema(required = false, schema_with = or_null::<T>)]
    uk: Patch<Object<T>>,
    #[serde(default = "keep")]
    #[schema(required = false, schema_with = or_null::<T>)]
    ru: Patch<Object<T>>,
    #[serde(default = "keep")]
    #[schema(required = false, schema_with = or_null::<T>)]
    en: Patch<Object<T>>,
}

/// Of an `Option<T>`, the derived schema of a generic type has the `T` alone.
fn or_null<T: ToSchema>() -> Schema {
    OneOfBuilder::new().item(T::schema()).item(ObjectBuilder::new().schema_type(Type::Null)).into()
}

const fn keep<T>() -> Patch<T> {
    Patch::Keep
}

impl<T: ToSchema> TranslationsPatch<T> {
    /// Makes translations what they are to be. One that is left without any text is none.
    fn apply<V: Default + PartialEq>(&self, translations: &mut Translations<V>, change: impl Fn(&T, &mut V)) {
        let Translations { uk, ru, en } = translations;
        for (patch, stored) in [(&self.uk, uk), (&self.ru, ru), (&self.en, en)] {
            match patch {
                Patch::Keep => {}
                Patch::Clear => *stored = None,
                Patch::Set(Object(patch)) => {
                    let mut text = stored.take().unwrap_or_default();
                    change(patch, &mut text);
                    *stored = Some(text).filter(|text| *text != V::default());
                }
            }
        }
    }
}

impl<T: ToSchema> Patch<Object<TranslationsPatch<T>>> {
    /// Makes translations what they are to be; none, if they are cleared.
    pub fn merge<V: Default + PartialEq>(&self, translations: &mut Translations<V>, change: impl Fn(&T, &mut V)) {
        match self {
            Self::Keep => {}
            Self::Clear => *translations = Translations::default(),
            Self::Set(Object(patch)) => patch.apply(translations, change),
        }
    }
}

impl<T: ToSchema> NonNullPatch<Object<TranslationsPatch<T>>> {
    /// The translations of something new.
    pub fn translations<V: Default + PartialEq>(&self, change: impl Fn(&T, &mut V)) -> Translations<V> {
        let mut translations = Translations::default();
        if let Self::Set(Object(patch)) = self {
            patch.apply(&mut translations, change);
        }
        translations
    }
}

/// Translations as they are shown: those there are.
#[derive(Debug, Serialize, ToSchema)]
pub struct TranslationsView<T: ToSchema> {
    /// Ukrainian.
    #[serde(skip_serializing_if = "Option::is_none")]
    uk: Option<T>,
    /// Russian.
    #[serde(skip_serializing_if = "Option::is_none")]
    ru: Option<T>,
    /// English.
    #[serde(skip_serializing_if = "Option::is_none")]
    en: Option<T>,
}

impl<V, T: ToSchema + From<V>> From<Translations<V>> for TranslationsView<T> {
    fn from(Translations { uk, ru, en }: Translations<V>) -> Self {
        Self { uk: uk.map(T::from), ru: ru.map(T::from), en: en.map(T::from) }
    }
}
