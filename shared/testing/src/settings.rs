//! A shop's settings.

use domain::{Currency, Locale};
use runtime::ShopSettings;

/// Those of a shop whose environment says nothing.
pub const fn shop_settings() -> ShopSettings {
    ShopSettings { currency: Currency::UAH, default_locale: Locale::Uk, time_zone: chrono_tz::Europe::Kyiv }
}
