//! A product's card, as the chat shows it in each language.

use axum::response::{IntoResponse, Response};
use domain::{Locale, Product, ProductId, VariantArray};
use maud::{Markup, PreEscaped, html};
use screens::{
    Words,
    product::{card_buttons, card_text},
};

use super::draft::Draft;
use crate::{context::Context, error::OfficeError, form::Form};

/// The card of what is being typed. What is wrong is shown as it was before.
pub(super) async fn show(context: Context, mut form: Form) -> Result<Response, OfficeError> {
    let store = context.store();
    let known: Option<ProductId> = form.text("product").parse().ok();
    let known = match known {
        Some(id) => store.products.find(id).await?,
        None => None,
    };
    let tree = super::tree(&context).await?;
    let before = known.as_ref().map_or_else(|| Draft::blank(&context), Draft::from);
    let draft = before.read(&context, &mut form, &tree);
    let mut product = known.unwrap_or_else(|| draft.product(&context, ProductId::fresh()));
    draft.put(&mut product);
    Ok(cards(&context, &product).into_response())
}

/// The card in each language.
pub(super) fn cards(context: &Context, product: &Product) -> Markup {
    html! {
        @for locale in Locale::VARIANTS {
            h3 lang=(locale.into_str()) { (locales::text(*locale, "language-name", &[])) }
            (card(Words { locale: *locale, ..context.words }, product))
        }
    }
}

fn card(words: Words, product: &Product) -> Markup {
    // Telegram's HTML, in which every text that was typed is escaped
    let text = card_text(words, product, product.stock);
    html! {
        div .chat lang=(words.locale.into_str()) {
            div .bubble {
                @if let Some(image) = product.image() { img src={ "/office/photos/" (image.id) } alt=""; }
                (PreEscaped(text.as_str()))
            }
            div .keys {
                @for row in card_buttons(product, product.stock) {
                    div { @for button in row { span { (button.label(words)) } } }
                }
            }
        }
    }
}
