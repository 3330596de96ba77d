//! Categories and cards.

use domain::{Category, CategoryId, Discount, Product, Stock};
use screens::{Words, blocks, label_of};
use store::{Card, CartChange};
use telegram::{Button, Call, Chat, Html, Keyboard, MessageId, Photo, PhotoOf, PhotoSource, Screen, escape, shorten};

use crate::{action::Action, features::alerts};

/// From so few on, a card says how many are left.
const FEW: u32 = 5;
/// Bot API, `sendPhoto.caption`.
const CAPTION: usize = 1024;
/// The shortest a description is cut to in favour of the characteristics.
const DESCRIPTION: usize = 300;
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
    let add = (!available.is_out())
        .then(|| vec![Action::ChangeCart(CartChange::Add(product.id)).button(words.label("card-add"))]);
    let tell = alerts::buttons(words, product).map(|button| vec![button]);
    let photos = (product.images.len() > 1).then(|| Action::Photos(product.id).button(words.label("card-photos")));
    // The title reads well where the customer sees it, behind the bot's name; what it finds first is this product
    let share = Button::share(words.label("card-share"), product.title_in(words.languages()).as_str());
    let around = photos.into_iter().chain([share]).collect();
    let more = more.map(|more| vec![more.button(words.label("list-more"))]);
    Keyboard::inline(add.into_iter().chain(tell).chain([around]).chain(more))
}

/// The card that led on does so no more.
pub(super) fn used_more(words: Words, chat: Chat, message: MessageId, last: Option<(&Product, Stock)>) -> Call {
    let keyboard = last.map_or(Keyboard::None, |(product, available)| card_keyboard(words, product, available, None));
    Call::SetButtons { chat, message, keyboard }
}

/// Title, price and availability are always readable; the description gives way to the characteristics.
pub(crate) fn card_text(words: Words, product: &Product, available: Stock) -> Html {
    let title = format!("<b>{}</b>", escape(product.title_in(words.languages()).as_str()));
    let head = blocks([title, format!("{}\n{}", price(words, product), availability(words, available))]);
    let attributes: Vec<_> = product
        .attributes_in(words.languages())
        .iter()
        .map(|attribute| format!("• {}: {}", escape(attribute.name.as_str()), escape(attribute.value.as_str())))
        .collect();
    let attributes = Html::new(attributes.join("\n"));
    let room = CAPTION.saturating_sub(head.len() + attributes.len() + 8).max(DESCRIPTION);
    let description = escape(&shorten(product.description_in(words.languages()).as_str(), room));
    blocks([head.as_str().to_owned(), description, attributes.as_str().to_owned()])
}

fn price(words: Words, product: &Product) -> String {
    if product.discount == Discount::NONE {
        return words.message("card-price").money("price", product.price).html();
    }
    let phrase = words.message("card-price-reduced").money("old", product.price).money("price", product.final_price());
    phrase.number("percent", product.discount.get()).html()
}

fn availability(words: Words, available: Stock) -> String {
    match available.get() {
        0 => words.message("card-sold-out").html(),
        left @ 1..=FEW => words.message("card-last").number("left", left).html(),
        _ => words.message("card-available").html(),
    }
}
