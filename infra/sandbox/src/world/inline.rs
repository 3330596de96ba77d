//! Inline mode: what a customer types behind the bot's name in a chat with somebody else, and what the bot offers there.
//!
//! Asked by [`crate::page::inline`], answered by [`crate::api::inline`]. Answers are kept for as long as the bot allows:
//! the same query is then answered without the bot, to the same customer or, unless the answer is personal, to all.
//!
//! Example: `world.ask_inline(-1, Some(1001), "kettle", "")` queues `{"update_id":..,"inline_query":{..}}`.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Content, InlineKeyboard, PhotoSize, World, unix_now};
use crate::error::ApiError;

/// How long a query may wait for `answerInlineQuery`, in seconds. Telegram does not say.
pub(crate) const QUERY_LIFETIME: i64 = 30;
/// The longest query, in characters (Bot API, `InlineQuery.query`).
const MAX_QUERY: usize = 256;
/// How many answers are kept.
const KEPT: usize = 200;

/// What was asked and answered.
#[derive(Debug, Default)]
pub(crate) struct Inline {
    /// Queries without an answer
    pub(crate) open: BTreeMap<u64, Question>,
    /// Answers, for the one who asked and for whoever asks the same
    answers: BTreeMap<u64, Given>,
}

/// A query on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Question {
    from: i64,
    query: String,
    offset: String,
    asked_at: i64,
}

/// What the bot has answered.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) offers: Vec<Offer>,
    /// Seconds for which it may be given again
    pub(crate) cache_time: i64,
    /// Only to the one who asked
    pub(crate) is_personal: bool,
    /// Asks for the next offers; empty: there are no more
    pub(crate) next_offset: String,
    /// `InlineQueryResultsButton`, above the offers
    pub(crate) button: Option<Value>,
}

/// An answer, to whom and when.
#[derive(Debug)]
struct Given {
    question: Question,
    answered_at: i64,
    answer: Answer,
}

/// `InlineQueryResult`: a line of the list, and the message it becomes when it is chosen.
#[derive(Debug, Clone)]
pub(crate) struct Offer {
    pub(crate) id: String,
    /// `article` or `photo`
    pub(crate) kind: String,
    pub(crate) title: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) thumbnail_url: Option<String>,
    pub(crate) photo: Option<Vec<PhotoSize>>,
    pub(crate) content: Content,
    pub(crate) keyboard: Option<InlineKeyboard>,
}

impl Inline {
    /// The answer to the query with this id.
    pub(crate) fn answer(&self, id: u64) -> Option<&Answer> {
        self.answers.get(&id).map(|given| &given.answer)
    }
}

impl Given {
    /// Whether it may be given to `question`, too.
    fn fits(&self, question: &Question) -> bool {
        let (asked, answer) = (&self.question, &self.answer);
        asked.query == question.query
            && asked.offset == question.offset
            && (!answer.is_personal || asked.from == question.from)
            && self.answered_at + answer.cache_time > question.asked_at
    }
}

impl World {
    /// Asks the bot, unless an answer is kept. Tells the id under which the answer is, or will be.
    ///
    /// # Errors
    /// 404 for a chat that is not one of customers, 409 when the bot does not receive inline queries.
    pub(crate) fn ask_inline(
        &mut self,
        chat_id: i64,
        member: Option<i64>,
        query: &str,
        offset: &str,
    ) -> Result<u64, ApiError> {
        let chat = self.customers.get(&chat_id).filter(|chat| chat.between);
        let from = chat.and_then(|chat| chat.author(member)).ok_or_else(ApiError::not_found)?.clone();
        let query: String = query.trim_start().chars().take(MAX_QUERY).collect();
        let now = unix_now();
        let question = Question { from: from.id, query, offset: offset.to_owned(), asked_at: now };
        if let Some((id, _)) = self.inline.answers.iter().rev().find(|(_, given)| given.fits(&question)) {
            return Ok(*id);
        }
        // What was typed before is of no interest any more
        self.updates.retain(|pending| pending.chat_id != chat_id);
        self.inline.open.retain(|_, asked| asked.asked_at + QUERY_LIFETIME > now);
        let id = self.next_query_id();
        let update = json!({
            "id": id.to_string(),
            "from": from,
            "query": question.query,
            "offset": question.offset,
            "chat_type": "private",
        });
        if self.push_update(chat_id, "inline_query", update).is_none() {
            return Err(ApiError::conflict("the bot does not receive inline queries: allowed_updates"));
        }
        self.inline.open.insert(id, question);
        Ok(id)
    }

    /// Takes the bot's answer.
    ///
    /// # Errors
    /// `query is too old ..` for an unknown or expired one, and for one that has its answer.
    pub(crate) fn answer_inline(&mut self, id: &str, answer: Answer) -> Result<(), ApiError> {
        let now = unix_now();
        let id: u64 = id.parse().map_err(|_| ApiError::query_too_old())?;
        let question = self.inline.open.remove(&id).filter(|asked| asked.asked_at + QUERY_LIFETIME > now);
        let question = question.ok_or_else(ApiError::query_too_old)?;
        self.inline.answers.insert(id, Given { question, answered_at: now, answer });
        while self.inline.answers.len() > KEPT {
            self.inline.answers.pop_first();
        }
        Ok(())
    }
}
