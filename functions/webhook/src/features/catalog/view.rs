//! Categories and cards.

use domain::{Category, CategoryId, Product, Stock};
use screens::{
    Words,
    alert::AlertAction,
    blocks, label_of,
    product::{CardButton, card_buttons, card_text},
};
use store::{Card, CartChange};
use telegram::{Button, Call, Chat, Keyboard, MessageId, Photo, PhotoOf, PhotoSource, Screen, escape};

use crate::action::Action;

/// Categories shown at a time. Inline keyboards hold 100 buttons, but Telegram refuses more than 10 KB of them.
pub(super) const CATEGORIES: usize = 50;
/// One more tells whether there are more.
pub(super) const CATEGORIES_AND_ONE: i64 = 51;

/// Root categories: the first, or those behind `after`.
pub(super) fn roots(words: Words, roots: &[Category], after: Option<CategoryId>) -> Screen {
    let back = after.map(|_| Action::Categories);
    Screen::new(words.message("categories").into_html()).keyboard(buttons(words, None, roots, back))
}

/// A category, with those above it from the root down.
pub(super) fn category(
    words: Words,
    category: &Category,
    above: &[Category],
    subcategories: &[Category],
    has_products: bool,
) -> Screen {
    let note = match (has_products, subcategories.is_empty()) {
        (true, _) => words.message("category-products").html(),
        (false, true) => words.message("category-empty").html(),
        (false, false) => String::new(),
    };
    let title = breadcrumbs(words, category, above);
    let description = escape(category.description_in(words.languages()).as_str());
    let back = category.parent_id.map_or(Action::Categories, Action::Category);
    Screen::new(blocks([title, description, note])).keyboard(buttons(
        words,
        Some(category.id),
        subcategories,
        Some(back),
    ))
}

/// The next subcategories of a category; its products stand below the first.
pub(super) fn more_of_category(
    words: Words,
    category: &Category,
    above: &[Category],
    subcategories: &[Category],
) -> Screen {
    let title = breadcrumbs(words, category, above);
    let back = Some(Action::Category(category.id));
    Screen::new(blocks([title])).keyboard(buttons(words, Some(category.id), subcategories, back))
}

/// The way from the root to a category, which is bold.
fn breadcrumbs(words: Words, category: &Category, above: &[Category]) -> String {
    let title = |category: &Category| escape(category.title_in(words.languages()).as_str());
    let here = words.message("category").text("title", category.title_in(words.languages()).as_str()).html();
    above.iter().map(title).chain([here]).collect::<Vec<_>>().join(" › ")
}

/// A button for each category, one that leads on if there are more, and one that leads back.
fn buttons(words: Words, parent_id: Option<CategoryId>, categories: &[Category], back: Option<Action>) -> Keyboard {
    let shown = &categories[..categories.len().min(CATEGORIES)];
    let last = shown.last().filter(|_| categories.len() > CATEGORIES);
    let more = last.map(|last| Action::MoreCategories { parent_id, after: last.id }.button(words.label("list-more")));
    let back = back.map(|action| action.button(words.label("back")));
    let title = |category: &Category| label_of(category.title_in(words.languages()).as_str());
    let shown = shown.iter().map(|category| Action::Category(category.id).button(title(category)));
    Keyboard::inline(shown.chain(more).chain(back).map(|button| [button]))
}

/// A product, of which the customer can have so many: photo with caption, or a text when it has none.
pub(super) fn card(words: Words, chat: Chat, card: Card, available: Stock, more: Option<Action>) -> Call {
    let Card { product, upload } = card;
    let keyboard = card_keyboard(words, &product, available, more);
    let known = |file: &domain::TelegramFile| PhotoSource::Known(file.file_id.clone());
    let photo = product.image().and_then(|image| {
        let source = upload.map(PhotoSource::Upload).or_else(|| image.telegram.as_ref().map(known))?;
        Some(Photo { source, of: PhotoOf { product_id: product.id, image_id: image.id } })
    });
    let screen = Screen::new(card_text(words, &product, available)).keyboard(keyboard);
    match photo {
        Some(photo) => Call::SendPhoto { chat, screen, photo },
        None => Call::send(chat, screen),
    }
}

fn card_keyboard(words: Words, product: &Product, available: Stock, more: Option<Action>) -> Keyboard {
    let button = |button: CardButton| {
        let label = button.label(words);
        match button {
            CardButton::Add => Action::ChangeCart(CartChange::Add(product.id)).button(label),
            CardButton::Tell(kind) => AlertAction::Add(kind, product.id).button(label),
            CardButton::Photos => Action::Photos(product.id).button(label),
            // The title reads well where the customer sees it, behind the bot's name; what it finds first is this product
            CardButton::Share => Button::share(label, product.title_in(words.languages()).as_str()),
        }
    };
    let rows = card_buttons(product, available).into_iter().map(|row| row.into_iter().map(button).collect::<Vec<_>>());
    let more = more.map(|more| vec![more.button(words.label("list-more"))]);
    Keyboard::inline(rows.chain(more))
}

/// The card that led on does so no more.
pub(super) fn used_more(words: Words, chat: Chat, message: MessageId, last: Option<(&Product, Stock)>) -> Call {
    let keyboard = last.map_or(Keyboard::None, |(product, available)| card_keyboard(words, product, available, None));
    Call::SetButtons { chat, message, keyboard }
}
