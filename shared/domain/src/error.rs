//! Why a value was refused: one enum for the whole room, so that `rest` can answer 422 and the chat can say the reason.

/// A value that a shop cannot hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DomainError {
    /// Fewer characters (Unicode scalar values, after trimming) than allowed.
    #[error("is shorter than {min} characters")]
    TooShort {
        /// The fewest characters allowed.
        min: usize,
    },
    /// More characters than allowed.
    #[error("is longer than {max} characters")]
    TooLong {
        /// The most characters allowed.
        max: usize,
    },
    /// A number outside its range.
    #[error("is not between {min} and {max}")]
    OutOfRange {
        /// The smallest value allowed.
        min: i64,
        /// The largest value allowed.
        max: i64,
    },
    /// Not an e-mail address of RFC 5321 with a domain name.
    #[error("is not an e-mail address")]
    NotAnEmail,
    /// Not a telephone number of ITU-T E.164, nor a Ukrainian local form of one.
    #[error("is not a phone number in international format")]
    NotAPhone,
    /// Not an id: 24 hexadecimal digits.
    #[error("is not an id of 24 hexadecimal digits")]
    NotAnId,
    /// Neither `uk`, `ru` nor `en`.
    #[error("is not one of uk, ru, en")]
    NotALocale,
    /// Not a Telegram username.
    #[error("is not a username of 1 to 32 of A-Z a-z 0-9 _")]
    NotAUsername,
    /// Not a name for an API key.
    #[error("is not a name of 1 to 64 letters, digits, -, _ and .")]
    NotAKeyName,
    /// No such role.
    #[error("is not owner, manager or clerk")]
    NotARole,
    /// No such scope.
    #[error("is not a scope")]
    NotAScope,
    /// More characteristics than a product may have.
    #[error("has more than {max} entries")]
    TooMany {
        /// The most entries allowed.
        max: usize,
    },
    /// Amounts of two currencies cannot be added.
    #[error("mixes two currencies")]
    CurrencyMix,
}
