//! What the environment says about price lists.

use clap::Args;
use files::{OldPriceTag, StockTag};
use runtime::{ShopSettings, StorefrontSettings};

/// What the price list calls things: marketplaces differ in that.
#[derive(Args, Clone, Copy, Debug)]
pub struct FeedSettings {
    /// The price list's element for the stock: `quantity_in_stock` (Prom.ua), `stock_quantity` (Rozetka) or `quantity`
    #[arg(env = "FEED_STOCK_TAG", default_value = "quantity_in_stock")]
    pub stock_tag: StockTag,
    /// The price list's element for the price before a discount: `oldprice` (Prom.ua), `price_old` (Rozetka) or `old_price`
    #[arg(env = "FEED_OLD_PRICE_TAG", default_value = "oldprice")]
    pub old_price_tag: OldPriceTag,
}

/// What a catalogue is written with.
#[derive(Clone, Debug)]
pub struct CatalogueSettings {
    pub storefront: StorefrontSettings,
    pub shop: ShopSettings,
    pub feed: FeedSettings,
}
