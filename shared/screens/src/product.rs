//! A product's card, as the chat shows it and the back office previews it: the text beside its photo, and its buttons.

use domain::{AlertKind, Discount, Product, Stock};
use telegram::{Html, escape, shorten};

use crate::{Words, blocks};

/// From so few on, a card says how many are left.
const FEW: u32 = 5;
/// Bot API, `sendPhoto.caption`.
const CAPTION: usize = 1024;
/// The shortest a description is cut to in favour of the characteristics.
const DESCRIPTION: usize = 300;

/// A button of a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CardButton {
    /// Puts one into the cart.
    Add,
    /// Has the customer told of something.
    Tell(AlertKind),
    /// Shows all photos.
    Photos,
    /// Sends the card to somebody else.
    Share,
}

impl CardButton {
    /// What it says.
    pub fn label(self, words: Words) -> String {
        words.label(match self {
            Self::Add => "card-add",
            Self::Tell(AlertKind::BackInStock) => "card-tell-back",
            Self::Tell(AlertKind::PriceDrop) => "card-tell-cheaper",
            Self::Photos => "card-photos",
            Self::Share => "card-share",
        })
    }
}

/// The buttons of a card, row by row, for a customer who can have so many.
pub fn card_buttons(product: &Product, available: Stock) -> Vec<Vec<CardButton>> {
    let add = (!available.is_out()).then(|| vec![CardButton::Add]);
    let back = product.stock.is_out().then(|| vec![CardButton::Tell(AlertKind::BackInStock)]);
    let cheaper = vec![CardButton::Tell(AlertKind::PriceDrop)];
    let photos = (product.images.len() > 1).then_some(CardButton::Photos);
    let around = photos.into_iter().chain([CardButton::Share]).collect();
    add.into_iter().chain(back).chain([cheaper, around]).collect()
}

/// Title, price and availability are always readable; the description gives way to the characteristics.
pub fn card_text(words: Words, product: &Product, available: Stock) -> Html {
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
