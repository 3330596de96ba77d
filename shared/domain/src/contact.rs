//! How to reach a customer: e-mail, phone, and the contact an order keeps.

use derive_more::{Display, Into};
use email_address::{EmailAddress, Options};
use serde::{Deserialize, Serialize};

use crate::{Address, DomainError, PersonName, parsed::parsed_string};

/// An e-mail address (RFC 5321) at a domain name, at most 254 characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Display, Into, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email(String);

impl Email {
    const MAX: usize = 254;

    /// Trims and checks; the domain is put in lower case, as it has none.
    ///
    /// # Errors
    /// [`DomainError::NotAnEmail`].
    pub fn parse(input: &str) -> Result<Self, DomainError> {
        let input = input.trim();
        let options = Options::default().with_required_tld().without_domain_literal().without_display_text();
        let address = EmailAddress::parse_with_options(input, options).map_err(|_| DomainError::NotAnEmail)?;
        if input.chars().count() > Self::MAX || input.contains('"') {
            return Err(DomainError::NotAnEmail);
        }
        Ok(Self(format!("{}@{}", address.local_part(), address.domain().to_lowercase())))
    }
}

/// A telephone number in E.164 form: `+` and 8 to 15 digits, the first not zero.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Display, Into, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Phone(String);

impl Phone {
    /// Takes E.164 with the usual separators, `00` for `+`, and the Ukrainian local forms `0XX XXX XX XX`,
    /// `80XXXXXXXXX` and `380XXXXXXXXX`.
    ///
    /// Whether the number exists is not asked: tables of number ranges age, and a refused number is a lost order.
    ///
    /// # Errors
    /// [`DomainError::NotAPhone`].
    pub fn parse(input: &str) -> Result<Self, DomainError> {
        let input = input.trim();
        let (plus, rest) = input.strip_prefix('+').map_or((false, input), |rest| (true, rest));
        let separator = |c: char| c.is_whitespace() || "-().\u{2010}\u{2011}\u{2012}\u{2013}".contains(c);
        let digits: String = rest.chars().filter(|&c| !separator(c)).collect();
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(DomainError::NotAPhone);
        }
        let number = match (plus, digits.as_str(), digits.len()) {
            (true, number, _) => number.to_owned(),
            (false, number, 12..) if number.starts_with("00") => number[2..].to_owned(),
            (false, number, 10) if number.starts_with('0') => format!("38{number}"),
            (false, number, 11) if number.starts_with("80") => format!("3{number}"),
            (false, number, 12) if number.starts_with("380") => number.to_owned(),
            _ => return Err(DomainError::NotAPhone),
        };
        let ukrainian_length = !number.starts_with("380") || number.len() == 12;
        if (8..=15).contains(&number.len()) && !number.starts_with('0') && ukrainian_length {
            Ok(Self(format!("+{number}")))
        } else {
            Err(DomainError::NotAPhone)
        }
    }

    /// The number of a shared contact: Telegram gives it with or without the `+` (Bot API, `Contact.phone_number`).
    ///
    /// # Errors
    /// [`DomainError::NotAPhone`].
    pub fn parse_contact(number: &str) -> Result<Self, DomainError> {
        Self::parse(&format!("+{}", number.trim().trim_start_matches('+')))
    }
}

parsed_string!(Email);
parsed_string!(Phone);

/// Whom an order is for and how to reach them: a copy that later changes of the profile do not touch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    pub name: PersonName,
    pub phone: Phone,
    /// E-mail.
    pub email: Email,
    /// Where to deliver.
    pub address: Address,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones_are_e164_or_ukrainian_local_forms() {
        for (input, expected) in [
            ("+380671234567", Some("+380671234567")),
            ("067 123-45-67", Some("+380671234567")),
            ("(067) 123 45 67", Some("+380671234567")),
            ("80671234567", Some("+380671234567")),
            ("380671234567", Some("+380671234567")),
            ("00380671234567", Some("+380671234567")),
            ("+1 (212) 555-0100", Some("+12125550100")),
            ("+49 30 901820", Some("+4930901820")),
            ("+3806712345", None),
            ("671234567", None),
            ("+0671234567", None),
            ("+1234567", None),
            ("+1234567890123456", None),
            ("+38067123456x", None),
            ("++380671234567", None),
            ("", None),
            ("٠٦٧١٢٣٤٥٦٧", None),
        ] {
            assert_eq!(Phone::parse(input).ok().as_ref().map(Phone::as_str), expected, "{input}");
        }
        assert_eq!(Phone::parse_contact("12125550100").unwrap().as_str(), "+12125550100");
    }

    #[test]
    fn emails_have_a_domain_name() {
        for (input, expected) in [
            (" olena@Example.COM ", Some("olena@example.com")),
            ("o.k+shop@пошта.укр", Some("o.k+shop@пошта.укр")),
            ("olena@localhost", None),
            ("olena@[127.0.0.1]", None),
            ("Olena <olena@example.com>", None),
            ("olena.example.com", None),
            ("a@b@example.com", None),
            ("\"<b>\"@example.com", None),
            ("", None),
        ] {
            assert_eq!(Email::parse(input).ok().as_ref().map(Email::as_str), expected, "{input}");
        }
        assert!(Email::parse(&format!("{}@example.com", "a".repeat(65))).is_err());
    }
}
