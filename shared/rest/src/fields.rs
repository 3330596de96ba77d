//! The values bodies are made of, parsed into the shop's own types: strict where the chat is lenient. A client that
//! sends a control character, a number as a string or a phone with spaces is told so instead of guessed at.
//!
//! Each also describes itself for OpenAPI, from the limits in [`domain`]. Prices have a room of their own, `money`.

use std::{borrow::Cow, fmt, str::FromStr};

use chrono::{DateTime, SubsecRound, Utc};
use domain::{
    Address, AttributeName, AttributeValue, BroadcastText, CategoryDescription, CategoryPosition, CategoryTitle,
    Discount, DomainError, Email, Lines, Locale, NewsContent, PersonName, Phone, PriceAmount, ProductDescription,
    Ranged, Sku, Stock, Text, Title, UserId, Username, VariantArray,
};
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{Error, Unexpected, Visitor},
};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        KnownFormat, ObjectBuilder, RefOr, Schema, SchemaFormat,
        schema::{SchemaType, Type},
    },
};

/// C0 and C1 control characters, as in a regular expression's class.
const CONTROL: &str = r"\x00-\x1f\x7f-\x9f";
/// The same without tab, line feed and carriage return.
const CONTROL_BUT_BREAKS: &str = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f";

/// A text of the shop, such as a [`Title`].
#[derive(Debug, Clone)]
pub struct TextField<T>(pub T);

/// What the shop's own systems call a product.
pub type SkuField = TextField<Sku>;
/// A product's or news item's title.
pub type TitleField = TextField<Title>;
/// A product's description.
pub type ProductDescriptionField = TextField<ProductDescription>;
/// A category's title.
pub type CategoryTitleField = TextField<CategoryTitle>;
/// A category's description.
pub type CategoryDescriptionField = TextField<CategoryDescription>;
/// The name of a characteristic.
pub type AttributeNameField = TextField<AttributeName>;
/// The value of a characteristic.
pub type AttributeValueField = TextField<AttributeValue>;
/// A news item's text.
pub type NewsContentField = TextField<NewsContent>;
/// What a broadcast says.
pub type BroadcastTextField = TextField<BroadcastText>;
/// A person's name.
pub type PersonNameField = TextField<PersonName>;
/// An address.
pub type AddressField = TextField<Address>;

impl<'de, T: Text> Deserialize<'de> for TextField<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let breaks = |c: char| T::LINES == Lines::Many && matches!(c, '\t' | '\n' | '\r');
        if text.chars().any(|c| c.is_control() && !breaks(c)) {
            return Err(D::Error::custom("holds a control character"));
        }
        if text.chars().count() > T::MAX {
            return Err(D::Error::custom(DomainError::TooLong { max: T::MAX }));
        }
        if text.chars().filter(|c| !c.is_whitespace()).count() < T::MIN {
            return Err(D::Error::custom(DomainError::TooShort { min: T::MIN }));
        }
        T::try_from(text).map(Self).map_err(D::Error::custom)
    }
}

impl<T: Text> PartialSchema for TextField<T> {
    fn schema() -> RefOr<Schema> {
        let not = if T::LINES == Lines::Many { CONTROL_BUT_BREAKS } else { CONTROL };
        // So many characters that can be seen, and any others that are allowed around them
        let pattern = format!("^[^{not}]*{}$", format!(r"[^\s{not}][^{not}]*").repeat(T::MIN));
        let min = (T::MIN > 0).then_some(T::MIN);
        string().min_length(min).max_length(Some(T::MAX)).pattern(Some(pattern)).into()
    }
}

impl<T: Text> ToSchema for TextField<T> {
    fn name() -> Cow<'static, str> {
        T::NAME.into()
    }
}

/// A whole number of the shop, such as [`Stock`].
#[derive(Debug, Clone, Copy)]
pub struct NumberField<T>(pub T);

/// Per cent off.
pub type DiscountField = NumberField<Discount>;
/// A category's place among its siblings.
pub type PositionField = NumberField<CategoryPosition>;
/// How many there are.
pub type StockField = NumberField<Stock>;
/// Minor units of a price.
pub(crate) type PriceAmountField = NumberField<PriceAmount>;

impl<'de, T: Ranged> Deserialize<'de> for NumberField<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::try_from(whole_number(deserializer)?).map(Self).map_err(D::Error::custom)
    }
}

/// A number without a fraction, however it is written: to JSON, `5.0` is an integer too (JSON Schema, "integer").
fn whole_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    struct Whole;

    impl Visitor<'_> for Whole {
        type Value = i64;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a whole number")
        }

        fn visit_i64<E: Error>(self, number: i64) -> Result<i64, E> {
            Ok(number)
        }

        fn visit_u64<E: Error>(self, number: u64) -> Result<i64, E> {
            i64::try_from(number).map_err(|_| E::invalid_value(Unexpected::Unsigned(number), &self))
        }

        fn visit_f64<E: Error>(self, number: f64) -> Result<i64, E> {
            // Up to here every whole number has a float of its own
            let exact = number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0;
            #[expect(clippy::cast_possible_truncation, reason = "checked in the line above")]
            exact.then_some(number as i64).ok_or_else(|| E::invalid_value(Unexpected::Float(number), &self))
        }
    }

    deserializer.deserialize_i64(Whole)
}

impl<T: Ranged> PartialSchema for NumberField<T> {
    fn schema() -> RefOr<Schema> {
        integer(T::MIN, T::MAX).into()
    }
}

impl<T: Ranged> ToSchema for NumberField<T> {
    fn name() -> Cow<'static, str> {
        T::NAME.into()
    }
}

/// A value written as a string in one canonical form.
macro_rules! canonical {
    ($(#[$doc:meta])* $field:ident($inner:ty), $parse:expr, $schema:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone)]
        pub struct $field(pub $inner);

        impl<'de> Deserialize<'de> for $field {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let parse: fn(&str) -> Result<$inner, DomainError> = $parse;
                parse(&String::deserialize(deserializer)?).map(Self).map_err(D::Error::custom)
            }
        }

        impl PartialSchema for $field {
            fn schema() -> RefOr<Schema> {
                $schema.into()
            }
        }

        impl ToSchema for $field {
            fn name() -> Cow<'static, str> {
                stringify!($inner).into()
            }
        }
    };
}

canonical! {
    /// A phone number in E.164 form and no other: `+` and digits.
    PhoneField(Phone),
    |text| Phone::parse(text).ok().filter(|phone| phone.as_str() == text).ok_or(DomainError::NotAPhone),
    string().pattern(Some(r"^\+(380[0-9]{9}|(?!380)[1-9][0-9]{7,14})$")).examples(["+380671234567"])
}
canonical! {
    /// An e-mail address.
    EmailField(Email),
    |text| if text.trim() == text { Email::parse(text) } else { Err(DomainError::NotAnEmail) },
    string().format(Some(SchemaFormat::KnownFormat(KnownFormat::Email))).max_length(Some(254)).examples(["olena@example.com"])
}
canonical! {
    /// A Telegram username, without the `@`.
    UsernameField(Username),
    Username::parse,
    string().pattern(Some("^[A-Za-z0-9_]{1,32}$")).min_length(Some(1)).max_length(Some(32)).examples(["olena_k"])
}
canonical! {
    /// A language.
    LocaleField(Locale),
    Locale::from_str,
    string().enum_values(Some(Locale::VARIANTS.iter().map(Into::<&str>::into)))
}

/// A moment: RFC 3339, kept to the millisecond.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct TimeField(pub DateTime<Utc>);

impl<'de> Deserialize<'de> for TimeField {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let at = DateTime::parse_from_rfc3339(&text).map_err(|_| D::Error::custom("is not a time of RFC 3339"))?;
        let at = at.with_timezone(&Utc);
        // Beyond, it could not be written as RFC 3339 again
        if (0..=9999).contains(&chrono::Datelike::year(&at)) {
            Ok(Self(at.trunc_subsecs(3)))
        } else {
            Err(D::Error::custom("is not between the years 0 and 9999"))
        }
    }
}

impl PartialSchema for TimeField {
    fn schema() -> RefOr<Schema> {
        string()
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
            .examples(["2026-11-23T12:00:00Z"])
            .into()
    }
}

impl ToSchema for TimeField {
    fn name() -> Cow<'static, str> {
        "Time".into()
    }
}

/// An id that a body names, such as a category's.
#[derive(Debug, Clone, Copy)]
pub struct IdField<T>(pub T);

impl<'de, T: FromStr<Err = DomainError>> Deserialize<'de> for IdField<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map(Self).map_err(D::Error::custom)
    }
}

/// A customer's Telegram id.
pub type UserIdField = NumberField<UserId>;

/// An id, as it is shown.
#[derive(Debug, Serialize)]
pub struct Id(String);

impl<T: fmt::Display> From<T> for Id {
    fn from(id: T) -> Self {
        Self(id.to_string())
    }
}

impl PartialSchema for Id {
    fn schema() -> RefOr<Schema> {
        let length = Some(24);
        string()
            .pattern(Some("^[0-9a-fA-F]{24}$"))
            .min_length(length)
            .max_length(length)
            .examples(["6553f1b2a7c9d40012ab34cd"])
            .into()
    }
}

impl ToSchema for Id {}

pub(crate) fn string() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(SchemaType::Type(Type::String))
}

pub(crate) fn integer(min: i64, max: i64) -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(SchemaType::Type(Type::Integer))
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
        .minimum(Some(min))
        .maximum(Some(max))
}
