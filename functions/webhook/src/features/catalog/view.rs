//! Categories and cards.

use domain::{Category, Discount, Product};
use screens::{Words, blocks, label_of};
use store::{Card, CategoryPage};
use telegram::{Button, Call, Chat, Html, Keyboard, MessageId, Photo, PhotoOf, PhotoSource, Screen, escape, shorten};

use crate::action::Action;

/// From so few on, a card says how many are left.
const FEW: u32 = 5;
/// Bot API, `sendPhoto.caption`.
const CAPTION: usize = 1024;
/// The shortest a description is cut to in favour of the characteristics.
const DESCRIPTION: usize = 300;
/// Inline keyboards hold 100 buttons; one leads back.
const MAX_SUBCATEGORIES: usize = 99;

pub(super) fn roots(words: Words, roots: &[Category]) -> Screen {
    Screen::new(words.say("categories").into_html()).keyboard(Keyboard::inline(buttons(roots).map(|button| [button])))
}

pub(super) fn category(words: Words, page: &CategoryPage, has_products: bool) -> Screen {
    let CategoryPage { category, subcategories } = page;
    let note = match (has_products, subcategories.is_empty()) {
        (true, _) => words.say("category-products").html(),
        (false, true) => words.say("category-empty").html(),
        (false, false) => String::new(),
    };
    let title = words.say("category").text("title", category.title.as_str()).html();
    let back = category.parent_id.map_or(Action::Categories, Action::Category).button(words.label("back"));
    Screen::new(blocks([title, escape(category.description.as_str()), note]))
        .keyboard(Keyboard::inline(buttons(subcategories).chain([back]).map(|button| [button])))
}

fn buttons(categories: &[Category]) -> impl Iterator<Item = Button> {
    let shown = categories.iter().take(MAX_SUBCATEGORIES);
    shown.map(|category| Action::Category(category.id).button(label_of(category.title.as_str())))
}

/// A product: photo with caption, or a text when it has none.
pub(super) fn card(words: Words, chat: Chat, card: Card, more: Option<Action>) -> Call {
    let Card { product, upload } = card;
    let keyboard = card_keyboard(words, &product, more);
    let known = |file: &domain::TelegramFile| PhotoSource::Known(file.file_id.clone());
    let photo = product.image.as_ref().and_then(|image| {
        let source = upload.map(PhotoSource::Upload).or_else(|| image.telegram.as_ref().map(known))?;
        Some(Photo { source, of: PhotoOf { product_id: product.id, image_id: image.id } })
    });
    let screen = Screen::new(card_text(words, &product)).keyboard(keyboard);
    match photo {
        Some(photo) => Call::SendPhoto { chat, screen, photo },
        None => Call::send(chat, screen),
    }
}

fn card_keyboard(words: Words, product: &Product, more: Option<Action>) -> Keyboard {
    let add = (!product.stock.is_out()).then(|| [Action::AddToCart(product.id).button(words.label("card-add"))]);
    let more = more.map(|more| [more.button(words.label("list-more"))]);
    Keyboard::inline(add.into_iter().chain(more))
}

/// The card that led on does so no more.
pub(super) fn used_more(words: Words, chat: Chat, message: MessageId, product: Option<&Product>) -> Call {
    let keyboard = product.map_or(Keyboard::None, |product| card_keyboard(words, product, None));
    Call::SetButtons { chat, message, keyboard }
}

/// Title, price and availability are always readable; the description gives way to the characteristics.
fn card_text(words: Words, product: &Product) -> Html {
    let title = format!("<b>{}</b>", escape(product.title.as_str()));
    let head = blocks([title, format!("{}\n{}", price(words, product), availability(words, product))]);
    let attributes: Vec<_> = product
        .attributes
        .iter()
        .map(|attribute| format!("• {}: {}", escape(attribute.name.as_str()), escape(attribute.value.as_str())))
        .collect();
    let attributes = Html::new(attributes.join("\n"));
    let room = CAPTION.saturating_sub(head.len() + attributes.len() + 8).max(DESCRIPTION);
    let description = escape(&shorten(product.description.as_str(), room));
    blocks([head.as_str().to_owned(), description, attributes.as_str().to_owned()])
}

fn price(words: Words, product: &Product) -> String {
    if product.discount == Discount::NONE {
        return words.say("card-price").money("price", product.price).html();
    }
    let phrase = words.say("card-price-reduced").money("old", product.price).money("price", product.final_price());
    phrase.number("percent", product.discount.get()).html()
}

fn availability(words: Words, product: &Product) -> String {
    match product.stock.get() {
        0 => words.say("card-sold-out").html(),
        left @ 1..=FEW => words.say("card-last").number("left", left).html(),
        _ => words.say("card-available").html(),
    }
}
