//! What a broadcast says, in each language of the shop.

use std::sync::Arc;

use domain::{BroadcastSource, Locale};
use screens::Words;
use store::{Store, StoreError};
use telegram::{Chat, Html, MessageId, Prepared, Screen, escape};

/// A message, prepared once and sent to many.
#[derive(Debug, Clone)]
pub(crate) struct Content {
    uk: Arc<Prepared>,
    ru: Arc<Prepared>,
    en: Arc<Prepared>,
}

impl Content {
    /// As it is now; `None` when it is gone.
    pub(crate) async fn read(store: &Store, source: &BroadcastSource) -> Result<Option<Self>, StoreError> {
        Ok(match source {
            BroadcastSource::Text { text } => {
                Some(Self::same(Prepared::message(&Screen::new(Html::new(escape(text.as_str()))))))
            }
            BroadcastSource::News { news_id } => store.news.find(*news_id).await?.map(|news| {
                let prepared = |locale| Arc::new(Prepared::message(&screens::news::item(Words { locale }, &news)));
                Self { uk: prepared(Locale::Uk), ru: prepared(Locale::Ru), en: prepared(Locale::En) }
            }),
            BroadcastSource::Copy { chat_id, message_id } => {
                Some(Self::same(Prepared::copy(Chat(*chat_id), MessageId(*message_id))))
            }
        })
    }

    fn same(prepared: Prepared) -> Self {
        let prepared = Arc::new(prepared);
        Self { uk: prepared.clone(), ru: prepared.clone(), en: prepared }
    }

    pub(crate) fn in_locale(&self, locale: Locale) -> Arc<Prepared> {
        match locale {
            Locale::Uk => &self.uk,
            Locale::Ru => &self.ru,
            Locale::En => &self.en,
        }
        .clone()
    }
}
