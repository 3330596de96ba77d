//! What a broadcast says, in each language of the shop.

use domain::{BroadcastSource, Locale, VariantArray};
use store::{Store, StoreError};
use telegram::{Call, Chat, Html, MessageId, Screen, escape};

use crate::Settings;

/// A message, made once and sent to many.
#[derive(Debug, Clone)]
pub(crate) enum Content {
    Text(Screen),
    /// In the order of [`Locale::VARIANTS`].
    News(Vec<Screen>),
    Copy {
        from: Chat,
        message: MessageId,
    },
}

impl Content {
    /// As it is now; `None` when it is gone.
    pub(crate) async fn read(
        store: &Store,
        settings: &Settings,
        source: &BroadcastSource,
    ) -> Result<Option<Self>, StoreError> {
        Ok(match source {
            BroadcastSource::Text { text } => Some(Self::Text(Screen::new(Html::new(escape(text.as_str()))))),
            BroadcastSource::Formatted { html } => Some(Self::Text(Screen::new(Html::new(html.as_html())))),
            BroadcastSource::News { news_id } => store.news.find(*news_id).await?.map(|news| {
                let screen = |locale: &Locale| screens::news::item(settings.words(*locale), &news);
                Self::News(Locale::VARIANTS.iter().map(screen).collect())
            }),
            BroadcastSource::Copy { chat_id, message_id } => {
                Some(Self::Copy { from: Chat(*chat_id), message: MessageId(*message_id) })
            }
        })
    }

    pub(crate) fn call(&self, chat: Chat, locale: Locale) -> Call {
        match self {
            Self::Copy { from, message } => Call::copy(chat, *from, *message),
            Self::Text(screen) => Call::send(chat, screen.clone()),
            Self::News(screens) => Call::send(chat, screens[locale as usize].clone()),
        }
    }
}
