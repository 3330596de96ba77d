//! What a bot offers inline (Bot API, "Inline mode"): results for what somebody types behind its name in any chat.

use crate::{
    Screen,
    request::{MAX_CAPTION, MAX_TEXT, no_preview},
};
use teloxide_core::{
    payloads::{AnswerInlineQuery, AnswerInlineQuerySetters},
    types::{
        FileId, InlineQueryId, InlineQueryResult, InlineQueryResultArticle, InlineQueryResultCachedPhoto,
        InlineQueryResultsButton, InlineQueryResultsButtonKind, InputMessageContent, InputMessageContentText,
        ParseMode,
    },
};

/// The answer to an inline query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InlineAnswer {
    /// At most [`InlineAnswer::MAX_RESULTS`].
    pub results: Vec<InlineResult>,
    /// Seconds for which Telegram may give it again.
    pub cache_time: u32,
    /// Whether it may be given only to the one who asked.
    pub is_personal: bool,
    /// What the query for the next results brings, at most 64 bytes; `None`: there are no more.
    pub next_offset: Option<String>,
    /// Above the results.
    pub button: Option<StartButton>,
}

/// One result, and the message that it becomes when it is chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InlineResult {
    /// Unique within the answer, 1 to 64 bytes.
    pub id: String,
    pub title: String,
    /// The line below the title.
    pub description: String,
    /// A photo that Telegram has under this `file_id`: in the list, and in the message.
    pub photo: Option<String>,
    /// Text and inline buttons.
    pub message: Screen,
}

/// A button that opens the chat with the bot (Bot API, `InlineQueryResultsButton`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StartButton {
    pub label: String,
    /// What follows `/start`: 1 to 64 of `A-Z a-z 0-9 _ -`.
    pub parameter: String,
}

impl InlineAnswer {
    /// Bot API, `answerInlineQuery.results`.
    pub const MAX_RESULTS: usize = 50;

    pub(crate) fn payload(self, query: String) -> AnswerInlineQuery {
        let results = self.results.into_iter().map(InlineResult::payload);
        let mut payload = AnswerInlineQuery::new(InlineQueryId(query), results)
            .cache_time(self.cache_time)
            .is_personal(self.is_personal)
            .next_offset(self.next_offset.unwrap_or_default());
        payload.button = self.button.map(|StartButton { label, parameter }| InlineQueryResultsButton {
            text: label,
            kind: InlineQueryResultsButtonKind::StartParameter(parameter),
        });
        payload
    }
}

impl InlineResult {
    fn payload(self) -> InlineQueryResult {
        let Self { id, title, description, photo, message: Screen { text, keyboard } } = self;
        let reply_markup = keyboard.inline_markup();
        if let Some(file_id) = photo {
            let mut photo = InlineQueryResultCachedPhoto::new(id, FileId(file_id));
            photo.title = Some(title);
            photo.description = Some(description);
            photo.caption = Some(text.cut(MAX_CAPTION).into());
            photo.parse_mode = Some(ParseMode::Html);
            photo.reply_markup = reply_markup;
            return InlineQueryResult::CachedPhoto(photo);
        }
        let text = InputMessageContentText::new(text.cut(MAX_TEXT))
            .parse_mode(ParseMode::Html)
            .link_preview_options(no_preview());
        let mut article = InlineQueryResultArticle::new(id, title, InputMessageContent::Text(text));
        article.description = Some(description);
        article.reply_markup = reply_markup;
        InlineQueryResult::Article(article)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::{Button, Call, Html, Keyboard};

    #[test]
    fn an_answer_is_written_as_the_bot_api_reads_it() {
        let link = Button::link("Open", "https://t.me/kiosk_bot?start=p_1".parse().unwrap());
        let result = |id: &str, photo| InlineResult {
            id: id.to_owned(),
            title: "Mug".to_owned(),
            description: "199 ₴".to_owned(),
            photo,
            message: Screen::new(Html::new("<b>Mug</b>")).keyboard(Keyboard::inline([[link.clone()]])),
        };
        let answer = InlineAnswer {
            results: vec![result("a", Some("file".to_owned())), result("b", None)],
            cache_time: 60,
            is_personal: false,
            next_offset: Some("b".to_owned()),
            button: Some(StartButton { label: "Shop".to_owned(), parameter: "inline".to_owned() }),
        };
        let rides = Call::AnswerInline { query: "5".to_owned(), answer }.into_webhook_reply().unwrap();
        let rides: Value = serde_json::from_str(&rides).unwrap();
        let markup = json!({ "inline_keyboard": [[{ "text": "Open", "url": "https://t.me/kiosk_bot?start=p_1" }]] });
        let content = json!({
            "message_text": "<b>Mug</b>", "parse_mode": "HTML", "link_preview_options": { "is_disabled": true },
        });
        let expected = json!({
            "method": "answerInlineQuery", "inline_query_id": "5", "cache_time": 60, "is_personal": false,
            "next_offset": "b", "button": { "text": "Shop", "start_parameter": "inline" },
            "results": [
                {
                    "type": "photo", "id": "a", "photo_file_id": "file", "title": "Mug", "description": "199 ₴",
                    "caption": "<b>Mug</b>", "parse_mode": "HTML", "reply_markup": markup,
                },
                {
                    "type": "article", "id": "b", "title": "Mug", "description": "199 ₴",
                    "input_message_content": content, "reply_markup": markup,
                },
            ],
        });
        assert_eq!(rides, expected);
    }
}
