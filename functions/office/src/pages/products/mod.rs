//! `/office/products`: what the shop sells.
//!
//! ```text
//! filters.rs  which products a list shows, as its address says
//! list.rs     the list
//! cell.rs     a price, a discount or a stock, changed where it stands in the list
//! bulk.rs     one change of many products, looked at before
//! edit.rs     one product: shown, made, changed
//! draft.rs    what is edited of it, and what two people make of it together
//! editor.rs   the form
//! preview.rs  its card in the chat
//! gallery.rs  its photos
//! photo.rs    a photo's bytes
//! fate.rs     copied, deleted, kept after all
//! ```

mod bulk;
mod cell;
mod draft;
mod edit;
mod editor;
mod fate;
mod filters;
mod gallery;
mod list;
mod photo;
mod preview;

use chrono::TimeDelta;
use domain::{Currency, Money, PriceError, Product, ProductId, Role};
use screens::Words;
use store::CategoryNode;

use crate::{context::Context, error::OfficeError, routes::Routes};

const PATH: &str = "/office/products";

pub(super) fn register(routes: Routes) -> Routes {
    routes
        .get(Role::Clerk, PATH, list::show)
        .get(Role::Manager, "/office/products/new", edit::new)
        .post(Role::Manager, "/office/products/new", edit::create)
        .post(Role::Manager, "/office/products/preview", preview::show)
        .post(Role::Manager, "/office/products/bulk", bulk::preview)
        .post(Role::Manager, "/office/products/bulk/apply", bulk::apply)
        .get(Role::Manager, "/office/products/bulk/{bulk_id}", bulk::progress)
        .get(Role::Clerk, "/office/products/{id}", edit::show)
        .post(Role::Manager, "/office/products/{id}", edit::save)
        .post(Role::Manager, "/office/products/{id}/cells", cell::change)
        .post(Role::Manager, "/office/products/{id}/duplicate", fate::duplicate)
        .post(Role::Manager, "/office/products/{id}/delete", fate::delete)
        .post(Role::Manager, "/office/products/{id}/undo", fate::keep)
        .post(Role::Manager, "/office/products/{id}/photos", gallery::add)
        .post(Role::Manager, "/office/products/{id}/photos/order", gallery::order)
        .post(Role::Manager, "/office/products/{id}/photos/{image_id}/delete", gallery::delete)
        .get(Role::Clerk, "/office/photos/{image_id}", photo::show)
}

/// The product with this id.
async fn find(context: &Context, id: &str) -> Result<Product, OfficeError> {
    let id: ProductId = id.parse().map_err(|_| OfficeError::NotFound)?;
    context.store().products.find(id).await?.ok_or(OfficeError::NotFound)
}

/// For a choice of categories, numbers of products do not matter.
const ANY_AGE: TimeDelta = TimeDelta::days(365);

/// The categories, of which one can be chosen.
async fn tree(context: &Context) -> Result<Vec<CategoryNode>, OfficeError> {
    Ok(context.store().categories.tree(ANY_AGE).await?)
}

/// The shop's currency.
const fn currency(context: &Context) -> Currency {
    context.office.api.currency
}

/// An amount, as it is typed into a field: without the currency's sign and without signs between thousands.
fn amount(words: Words, money: Money) -> String {
    let digits = usize::from(money.currency().exponent().unwrap_or(0));
    let unit = 10_i64.pow(u32::try_from(digits).unwrap_or(0));
    let (major, minor) = (money.amount() / unit, money.amount() % unit);
    let sign = if matches!(words.locale, domain::Locale::En) { '.' } else { ',' };
    // Three digits behind the sign could be taken for thousands
    let end = if digits == 3 { "0" } else { "" };
    if minor == 0 { major.to_string() } else { format!("{major}{sign}{minor:0digits$}{end}") }
}

/// Why a price was refused, for who typed it.
fn wrong_price(words: Words, error: PriceError) -> String {
    match error {
        PriceError::NotAPrice => words.label("office-price-wrong"),
        PriceError::Negative => words.label("office-price-negative"),
        PriceError::TooFine(digits) => words.message("office-price-too-fine").number("digits", digits).plain(),
        PriceError::TooLarge => words.label("office-price-too-large"),
        PriceError::OtherCurrency { shop, .. } => {
            words.message("office-price-currency").text("currency", shop.code()).plain()
        }
        PriceError::Ambiguous { thousands, decimals } => {
            words.message("office-price-ambiguous").text("thousands", thousands).text("decimals", decimals).plain()
        }
    }
}
