//! Money and dates as people write them.

use chrono::{NaiveDate, NaiveDateTime};
use domain::{Locale, Money};

/// No line break between a number and its currency, nor inside a number.
const NBSP: char = '\u{A0}';

/// `19 999 ₴`, `19 999,50 ₴`, in English `19,999.50 ₴`. Minor units only where there are some.
///
/// ```
/// # use domain::{Currency, Locale, Money};
/// let price = Money::new(1_999_950, Currency::UAH).unwrap();
/// assert_eq!(locales::money(Locale::En, price), "19,999.50\u{A0}₴");
/// ```
pub fn money(locale: Locale, money: Money) -> String {
    let (thousands, decimal) = match locale {
        Locale::Uk | Locale::Ru => (NBSP, ','),
        Locale::En => (',', '.'),
    };
    let digits = usize::from(money.currency().exponent().unwrap_or(0));
    let unit = 10_i64.pow(u32::try_from(digits).unwrap_or(0));
    let (major, minor) = (money.amount() / unit, money.amount() % unit);
    let major = grouped(major, thousands);
    let symbol = money.currency().symbol().symbol;
    if minor == 0 {
        format!("{major}{NBSP}{symbol}")
    } else {
        format!("{major}{decimal}{minor:0digits$}{NBSP}{symbol}")
    }
}

fn grouped(number: i64, separator: char) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(separator);
        }
        grouped.push(digit);
    }
    grouped
}

/// `23.11.2026`, in English `23 Nov 2026`.
pub fn date(locale: Locale, date: NaiveDate) -> String {
    let format = match locale {
        Locale::Uk | Locale::Ru => "%d.%m.%Y",
        Locale::En => "%-d %b %Y",
    };
    date.format(format).to_string()
}

/// `23.11.2026, 14:05`, in English `23 Nov 2026, 14:05`.
pub fn date_time(locale: Locale, at: NaiveDateTime) -> String {
    format!("{}, {}", date(locale, at.date()), at.format("%H:%M"))
}

#[cfg(test)]
mod tests {
    use domain::Currency;

    use super::*;

    #[test]
    fn money_is_written_as_in_the_language() {
        for (amount, currency, uk, en) in [
            (0, Currency::UAH, "0 ₴", "0 ₴"),
            (99_900, Currency::UAH, "999 ₴", "999 ₴"),
            (100_000, Currency::UAH, "1 000 ₴", "1,000 ₴"),
            (123_456_705, Currency::UAH, "1 234 567,05 ₴", "1,234,567.05 ₴"),
            (1_000, Currency::JPY, "1 000 ¥", "1,000 ¥"),
        ] {
            let money = |locale| money(locale, Money::new(amount, currency).unwrap()).replace(NBSP, " ");
            assert_eq!((money(Locale::Uk).as_str(), money(Locale::En).as_str()), (uk, en));
        }
    }

    #[test]
    fn days_and_times_are_written_as_in_the_language() {
        let at = NaiveDate::from_ymd_opt(2026, 3, 5).unwrap().and_hms_opt(4, 7, 59).unwrap();
        assert_eq!(date_time(Locale::Uk, at), "05.03.2026, 04:07");
        assert_eq!(date_time(Locale::En, at), "5 Mar 2026, 04:07");
    }
}
