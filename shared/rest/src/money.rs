//! Prices that come in and money that goes out, beside `fields`. Amounts are whole minor units; a price is told in the
//! shop's own currency and no other.
//!
//! ```json
//! { "amount": 1999900, "currency": "UAH" }
//! ```

use std::{cell::Cell, marker::PhantomData};

use domain::{Currency, Money};
use serde::{Deserialize, Deserializer, Serialize, de::Error};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{RefOr, Schema},
};

use crate::{
    NonNullPatch,
    fields::{PriceAmountField, string},
};

/// A price, as it is asked for: in the shop's own currency.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "amount": 1_999_900, "currency": "UAH" }))]
pub struct Price {
    /// Minor units (kopecks).
    #[schema(value_type = PriceAmountField)]
    pub amount: PriceAmountField,
    /// The shop's currency, ISO 4217.
    #[schema(value_type = ShopCurrency)]
    pub currency: CurrencyField,
}

/// A new price; a part that is left out stays (RFC 7396).
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PricePatch {
    /// Minor units (kopecks).
    #[serde(default)]
    #[schema(value_type = PriceAmountField, required = false)]
    pub amount: NonNullPatch<PriceAmountField>,
    /// The shop's currency, ISO 4217.
    #[serde(default)]
    #[schema(value_type = ShopCurrency, required = false)]
    pub currency: NonNullPatch<CurrencyField>,
}

/// The shop's currency.
#[derive(Debug, Clone, Copy)]
pub struct CurrencyField(pub Currency);

impl<'de> Deserialize<'de> for CurrencyField {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        let currency = Currency::from_code(&code).ok_or_else(|| D::Error::custom("is not a currency of ISO 4217"))?;
        match SHOP.get() {
            Some(shop) if shop != currency => {
                Err(D::Error::custom(format_args!("is not the shop's currency, {}", shop.code())))
            }
            _ => Ok(Self(currency)),
        }
    }
}

thread_local! {
    /// Which currency [`CurrencyField`] accepts: serde has no way to hand it to a field.
    static SHOP: Cell<Option<Currency>> = const { Cell::new(None) };
}

/// Parses a body whose prices must be in the shop's currency.
pub(crate) fn in_shop<R>(currency: Currency, parse: impl FnOnce() -> R) -> R {
    let before = SHOP.replace(Some(currency));
    let parsed = parse();
    SHOP.set(before);
    parsed
}

/// How the shop's currency looks; see `openapi::of_currency`.
#[derive(Debug)]
pub(crate) struct ShopCurrency(PhantomData<()>);

impl PartialSchema for ShopCurrency {
    fn schema() -> RefOr<Schema> {
        string().enum_values(Some(["UAH"])).into()
    }
}

impl ToSchema for ShopCurrency {}

/// Money, as it is told.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Money, example = json!({ "amount": 1_999_900, "currency": "UAH" }))]
pub struct MoneyView {
    /// Minor units (kopecks).
    #[schema(minimum = 0)]
    pub amount: i64,
    /// ISO 4217.
    #[schema(pattern = "^[A-Z]{3}$")]
    pub currency: &'static str,
}

impl From<Money> for MoneyView {
    fn from(money: Money) -> Self {
        Self { amount: money.amount(), currency: money.currency().code() }
    }
}
