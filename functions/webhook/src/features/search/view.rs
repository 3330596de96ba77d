//! What is said beside the cards.

use domain::{
    Category,
    search::{Wanted, Word},
};
use screens::{Words, blocks, label_of};
use telegram::{Keyboard, Screen, shorten};

use crate::action::{Action, SearchCodes};

/// So many root categories are offered where nothing is found.
pub(super) const MOST_CATEGORIES: i64 = 12;
/// Of what was typed, so much is repeated.
const QUOTE: usize = 60;

/// Which words were looked for in place of those that were typed.
pub(super) fn corrected(words: Words, looked_for: &str) -> Screen {
    let text = words.message("search-corrected").text("words", shorten(looked_for, QUOTE));
    Screen::new(text.into_html())
}

/// Nothing is found: words that find something, and the categories.
pub(super) fn nothing(words: Words, text: &str, proposals: &[Word], categories: &[Category]) -> Screen {
    let nothing = words.message("search-nothing").text("words", shorten(text, QUOTE)).html();
    let hint = if proposals.is_empty() { "search-look" } else { "search-perhaps" };
    let proposal = |word: &Word| {
        let codes = SearchCodes::of(&Wanted::as_typed(std::slice::from_ref(word)))?;
        Some(vec![Action::Search { codes, after: None }.button(format!("🔎 {}", label_of(&word.written)))])
    };
    let proposals = proposals.iter().filter_map(proposal);
    let title = |category: &Category| label_of(category.title_in(words.languages()).as_str());
    let category = |category: &Category| Action::Category(category.id).button(title(category));
    let categories = categories.chunks(2).map(|row| row.iter().map(category).collect());
    let keyboard = Keyboard::inline(proposals.chain(categories));
    Screen::new(blocks([nothing, words.message(hint).html()])).keyboard(keyboard)
}
