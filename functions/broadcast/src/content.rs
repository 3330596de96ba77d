//! What a broadcast says, in each language of the shop.

use domain::{BroadcastSource, Locale};
use screens::Words;
use store::{Store, StoreError};
use telegram::{Call, Chat, Html, MessageId, Screen, escape};

/// A message, made once and sent to many.
#[derive(Debug, Clone)]
pub(crate) enum Content {
    Text(Screen),
    News { uk: Screen, ru: Screen, en: Screen },
    Copy { from: Chat, message: MessageId },
}

impl Content {
    /// As it is now; `None` when it is gone.
    pub(crate) async fn read(store: &Store, source: &BroadcastSource) -> Result<Option<Self>, StoreError> {
        Ok(match source {
            BroadcastSource::Text { text } => Some(Self::Text(Screen::new(Html::new(escape(text.as_str()))))),
            BroadcastSource::News { news_id } => store.news.find(*news_id).await?.map(|news| {
                let screen = |locale| screens::news::item(Words { locale }, &news);
                Self::News { uk: screen(Locale::Uk), ru: screen(Locale::Ru), en: screen(Locale::En) }
            }),
            BroadcastSource::Copy { chat_id, message_id } => {
                Some(Self::Copy { from: Chat(*chat_id), message: MessageId(*message_id) })
            }
        })
    }

    pub(crate) fn call(&self, chat: Chat, locale: Locale) -> Call {
        let screen = match (self, locale) {
            (Self::Copy { from, message }, _) => return Call::Copy { chat, from: *from, message: *message },
            (Self::Text(screen), _)
            | (Self::News { uk: screen, .. }, Locale::Uk)
            | (Self::News { ru: screen, .. }, Locale::Ru)
            | (Self::News { en: screen, .. }, Locale::En) => screen,
        };
        Call::send(chat, screen.clone())
    }
}
