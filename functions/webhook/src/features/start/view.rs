//! The greeting.

use domain::User;
use screens::Words;
use telegram::Html;

/// Welcomes a new customer, and greets one who comes back. The update that created them welcomes, however often it is
/// delivered.
pub(crate) fn greeting(words: Words, user: &User, update_id: i64) -> Html {
    let is_new = user.first_update == Some(update_id);
    let name = user.display_name();
    let phrase = words.message(if is_new { "welcome" } else { "welcome-back" });
    let phrase = phrase
        .text("named", if name.is_some() { "yes" } else { "no" })
        .text("name", name.map(ToString::to_string).unwrap_or_default());
    phrase.into_html()
}
