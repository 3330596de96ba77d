//! Prices as people write them: with either decimal sign, spaces between thousands, a currency's code or sign.

use crate::{Currency, Money};

/// Why what somebody wrote is not a price.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PriceError {
    #[error("is not a price, such as 1299.90")]
    NotAPrice,
    #[error("is negative")]
    Negative,
    /// Smaller parts than the currency has.
    #[error("has more than {0} decimal places")]
    TooFine(usize),
    #[error("is too large")]
    TooLarge,
    #[error("is in {}, but the shop's currency is {}", found.code(), shop.code())]
    OtherCurrency { found: Currency, shop: Currency },
    /// One sign with three digits behind it stands between thousands, or before decimals.
    #[error("could mean {thousands} or {decimals}: write it without a sign between thousands")]
    Ambiguous { thousands: String, decimals: String },
}

/// What some currencies are called beside their codes.
const SIGNS: [(&str, Currency); 9] = [
    ("₴", Currency::UAH),
    ("грн", Currency::UAH),
    ("гривень", Currency::UAH),
    ("гривен", Currency::UAH),
    ("hrn", Currency::UAH),
    ("$", Currency::USD),
    ("€", Currency::EUR),
    ("£", Currency::GBP),
    ("zł", Currency::PLN),
];

impl Money {
    /// A price in the shop's currency, as people write it.
    ///
    /// # Errors
    /// [`PriceError`].
    pub fn parse(text: &str, currency: Currency) -> Result<Self, PriceError> {
        parse(text, currency)
    }
}

fn parse(text: &str, currency: Currency) -> Result<Money, PriceError> {
    let text: String = text.chars().filter(|c| !c.is_whitespace() && *c != '\u{202f}').collect();
    let is_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '-');
    let number = text.trim_start_matches(|c| !is_number(c));
    let before = &text[..text.len() - number.len()];
    let digits = number.trim_end_matches(|c: char| !c.is_ascii_digit());
    let after = &number[digits.len()..];
    for sign in [before, after] {
        check_currency(sign.trim_matches('.'), currency)?;
    }
    if digits.starts_with('-') {
        return Err(PriceError::Negative);
    }
    let (whole, fraction) = split(digits)?;
    let exponent = usize::from(currency.exponent().unwrap_or(0));
    let fraction = fraction.trim_end_matches('0');
    if fraction.len() > exponent {
        return Err(PriceError::TooFine(exponent));
    }
    let minor = format!("{whole}{fraction:0<exponent$}");
    let amount = minor.parse::<i64>().map_err(|_| PriceError::NotAPrice)?;
    Money::new(amount, currency).map_err(|_| PriceError::TooLarge)
}

fn check_currency(sign: &str, shop: Currency) -> Result<(), PriceError> {
    if sign.is_empty() || sign.eq_ignore_ascii_case(shop.code()) {
        return Ok(());
    }
    let lower = sign.to_lowercase();
    let known = SIGNS.iter().find(|(name, _)| *name == lower).map(|(_, currency)| *currency);
    match known.or_else(|| Currency::from_code(&sign.to_ascii_uppercase())) {
        Some(found) if found == shop => Ok(()),
        Some(found) => Err(PriceError::OtherCurrency { found, shop }),
        None => Err(PriceError::NotAPrice),
    }
}

/// The digits before and behind the decimal sign.
fn split(number: &str) -> Result<(String, &str), PriceError> {
    let decimal = match (number.rfind('.'), number.rfind(',')) {
        (Some(dot), Some(comma)) => Some(dot.max(comma)),
        (None, None) => None,
        (Some(one), None) | (None, Some(one)) => {
            let sign = &number[one..=one];
            let is_single = number.matches(sign).count() == 1;
            // A group of three digits behind at most three, as in 1,299
            let is_group = (1..=3).contains(&one) && !number.starts_with('0') && number.len() - one == 4;
            if is_single && is_group {
                let (thousands, decimals) = (number.replace(sign, ""), number.replace(sign, "."));
                return Err(PriceError::Ambiguous { thousands, decimals });
            }
            is_single.then_some(one)
        }
    };
    let (whole, fraction) = decimal.map_or((number, ""), |at| (&number[..at], &number[at + 1..]));
    let mut groups = whole.split(['.', ',']);
    let first = groups.next().unwrap_or_default();
    let rest: Vec<&str> = groups.collect();
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let fits = !first.is_empty()
        && is_digits(first)
        && is_digits(fraction)
        && (rest.is_empty() || first.len() <= 3)
        && rest.iter().all(|group| group.len() == 3 && is_digits(group));
    if fits { Ok((whole.replace(['.', ','], ""), fraction)) } else { Err(PriceError::NotAPrice) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_are_read_as_people_write_them() {
        for text in [
            "1299.90",
            "1299,90",
            "1299.9",
            "1 299,90 ₴",
            "1\u{a0}299,90 грн.",
            "UAH 1299.90",
            "1,299.90",
            "1.299,90",
            "₴1299.90",
            "1299.900",
            "1 299,90 uah",
        ] {
            assert_eq!(parse(text, Currency::UAH).map(Money::amount), Ok(129_990), "{text}");
        }
        for (text, amount) in
            [("0", 0), ("1,299,900", 129_990_000), ("5", 5_00), ("0.5", 50), ("999999999.99", 99_999_999_999)]
        {
            assert_eq!(parse(text, Currency::UAH).map(Money::amount), Ok(amount), "{text}");
        }
        assert_eq!(parse("1299", Currency::JPY).map(Money::amount), Ok(1_299));
    }

    #[test]
    fn other_prices_are_refused_with_a_reason() {
        const EXAMPLE: &str = "is not a price, such as 1299.90";
        for (text, reason) in [
            ("free", EXAMPLE),
            ("", EXAMPLE),
            (".50", EXAMPLE),
            ("12.34.5", EXAMPLE),
            ("1e5", EXAMPLE),
            ("=1+1", EXAMPLE),
            ("-5", "is negative"),
            ("12.345,678", "has more than 2 decimal places"),
            ("1000000000", "is too large"),
            ("99999999999999999999999", EXAMPLE),
            ("$5", "is in USD, but the shop's currency is UAH"),
            ("5 EUR", "is in EUR, but the shop's currency is UAH"),
            ("1,299", "could mean 1299 or 1.299: write it without a sign between thousands"),
        ] {
            let error = parse(text, Currency::UAH).unwrap_err();
            assert_eq!(error.to_string(), reason, "{text}");
        }
    }
}
