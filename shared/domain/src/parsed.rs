//! What all types that hold only right values have in common: they come from plain values by a check, and go back.
//!
//! ```text
//! parsed_string!(Phone);                    // Phone::parse is written by hand
//! ranged!(#[doc = "…"] Quantity: u32, 1..=9_999);
//! ```

/// The way in for serde, by way of `parse`, and the way out, for a type over a `String`.
macro_rules! parsed_string {
    ($name:ident) => {
        impl $name {
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::DomainError;

            fn try_from(input: String) -> Result<Self, $crate::DomainError> {
                Self::parse(&input)
            }
        }
    };
}
pub(crate) use parsed_string;

/// A whole number within a range: what all of them have in common, for those who describe or check them from outside.
pub trait Ranged: TryFrom<i64, Error = crate::DomainError> {
    /// The type's name.
    const NAME: &'static str;
    /// The smallest value.
    const MIN: i64;
    /// The largest value.
    const MAX: i64;
}

/// A whole number within a range; stored as an `Int64`, like every number of the shop.
macro_rules! ranged {
    ($(#[$doc:meta])+ $name:ident: $inner:ty, $min:literal..=$max:literal) => {
        $(#[$doc])+
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, derive_more::Into, serde::Serialize, serde::Deserialize,
        )]
        #[into(i64)]
        #[serde(try_from = "i64", into = "i64")]
        pub struct $name($inner);

        impl $name {
            /// The smallest value.
            pub const MIN: $inner = $min;
            /// The largest value.
            pub const MAX: $inner = $max;

            /// Checks the range.
            ///
            /// # Errors
            /// [`DomainError::OutOfRange`](crate::DomainError::OutOfRange).
            pub fn new(value: i64) -> Result<Self, $crate::DomainError> {
                match <$inner>::try_from(value) {
                    Ok(value @ $min..=$max) => Ok(Self(value)),
                    _ => Err($crate::DomainError::OutOfRange { min: Self::MIN.into(), max: Self::MAX.into() }),
                }
            }

            pub const fn get(self) -> $inner {
                self.0
            }
        }

        impl $crate::Ranged for $name {
            const NAME: &'static str = stringify!($name);
            const MIN: i64 = $min;
            const MAX: i64 = $max;
        }

        impl TryFrom<i64> for $name {
            type Error = $crate::DomainError;

            fn try_from(value: i64) -> Result<Self, $crate::DomainError> {
                Self::new(value)
            }
        }
    };
}
pub(crate) use ranged;
