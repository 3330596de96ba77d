//! How the worker works.

use std::{num::NonZeroU32, time::Duration};

use clap::{Args, builder::TypedValueParser, value_parser};
use domain::Locale;
use runtime::ShopSettings;
use screens::Words;
use telegram::Chat;
use url::Url;

/// How fast a worker is, and how long it may be silent.
#[derive(Args, Clone, Copy, Debug)]
pub struct DeliverySettings {
    /// Messages per second, 1 to 1000; Telegram allows 30
    #[arg(env = "BROADCAST_RATE", default_value = "25", value_parser = up_to(1_000))]
    pub rate: NonZeroU32,
    /// Messages under way at once, 1 to 100: as many may come twice when a worker is killed
    #[arg(env = "BROADCAST_UNDER_WAY", default_value = "8", value_parser = up_to(100))]
    pub in_flight: NonZeroU32,
    /// Seconds after which another worker takes over from a dead one, 1 to 300
    #[arg(env = "BROADCAST_LEASE", default_value = "15",
        value_parser = value_parser!(u64).range(1..=300).map(Duration::from_secs))]
    pub lease: Duration,
}

fn up_to(max: u32) -> impl TypedValueParser<Value = NonZeroU32> {
    value_parser!(u32).range(1..=max.into()).try_map(NonZeroU32::try_from)
}

/// What a worker goes by. The public fields have defaults that fit Telegram; tests scale them up together.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Messages per second, for the bot as a whole.
    pub rate: NonZeroU32,
    /// How many sends may be under way, or their results not written yet, at once.
    pub in_flight: NonZeroU32,
    /// How long a worker that is silent counts as alive.
    pub lease: Duration,
    /// One chat gets no two messages within this.
    pub chat_gap: Duration,
    /// The pause before the first repetition of what could not be sent; each further one is twice as long.
    pub backoff: Duration,
    /// How often a worker without work looks for some.
    pub poll: Duration,
    /// How often the message that shows the progress is brought up to date.
    pub preview: Duration,
    /// How long calls under way are waited for when the process stops. What remains of [`runtime::GRACE`] is for writing
    /// their results and giving the lease back.
    pub grace: Duration,
    /// Who hears of new orders.
    pub staff_chat: Option<Chat>,
    /// The staff read its default language.
    pub shop: ShopSettings,
    /// Where the shop is reached: photos of this address are not fetched by imports.
    pub public_url: Option<Url>,
}

impl Settings {
    /// As the environment says.
    pub const fn new(delivery: DeliverySettings, shop: ShopSettings, staff_chat: Option<Chat>) -> Self {
        Self {
            rate: delivery.rate,
            in_flight: delivery.in_flight,
            lease: delivery.lease,
            chat_gap: Duration::from_secs(1),
            backoff: Duration::from_secs(1),
            poll: Duration::from_secs(1),
            preview: Duration::from_secs(2),
            grace: runtime::GRACE.saturating_sub(Duration::from_secs(2)),
            staff_chat,
            shop,
            public_url: None,
        }
    }

    /// What the staff read.
    pub(crate) const fn staff_words(&self) -> Words {
        self.words(self.shop.default_locale)
    }

    pub(crate) const fn words(&self, locale: Locale) -> Words {
        Words { locale, shop_locale: self.shop.default_locale, time_zone: self.shop.time_zone }
    }
}
