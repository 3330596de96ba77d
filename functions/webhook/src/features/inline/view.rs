//! Results: a line of the list, and the message it becomes.

use domain::{Discount, Product, Stock};
use screens::{Words, product::card_text};
use telegram::{BotLink, Button, InlineResult, Keyboard, Screen};

use crate::features::start::product_payload;

/// A product, as its card shows it, with a button that opens it in the bot.
pub(super) fn result(words: Words, link: &BotLink, bot_id: i64, product: &Product, available: Stock) -> InlineResult {
    // Of no use to other bots
    let sent = product.image().and_then(|image| image.telegram.as_ref()).filter(|file| file.bot_id == bot_id);
    let open = Button::link(words.label("inline-open"), link.start(&product_payload(product.id)));
    InlineResult {
        id: product.id.to_string(),
        title: product.title_in(words.languages()).to_string(),
        description: description(words, product, available),
        photo: sent.map(|file| file.file_id.clone()),
        message: Screen::new(card_text(words, product, available)).keyboard(Keyboard::inline([[open]])),
    }
}

fn description(words: Words, product: &Product, available: Stock) -> String {
    let price = if product.discount == Discount::NONE {
        words.message("inline-price").money("price", product.price)
    } else {
        words.message("inline-price-reduced").money("old", product.price).money("price", product.final_price())
    };
    let sold_out = available.is_out().then(|| words.label("card-sold-out"));
    [price.plain()].into_iter().chain(sold_out).collect::<Vec<_>>().join(" · ")
}
