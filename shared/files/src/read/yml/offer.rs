//! An offer as a row.

use domain::{
    Attribute, AttributeName, AttributeValue, Currency, Discount, DomainError, Locale, Money, Product,
    ProductDescription, Sku, Stock, Title,
};

use super::{Categories, html};
use crate::{
    AttributeCells, CellFault, PhotoRef, ProductRow, Refused,
    read::{ReadOptions, element::Element},
    value,
};

/// What the price before a discount is called, by Prom.ua, Rozetka and others.
const OLD_PRICES: [&str; 3] = ["oldprice", "old_price", "price_old"];
/// What the price is called, by Rozetka and Prom.ua, and by Hotline.
const PRICES: [&str; 2] = ["price", "priceRUAH"];
/// What the stock is called, by Rozetka, Prom.ua, others and Hotline.
const STOCKS: [&str; 4] = ["stock_quantity", "quantity_in_stock", "quantity", "stock"];
/// Where photos stand, at Rozetka and Prom.ua, and at Hotline.
const PHOTOS: [&str; 2] = ["picture", "image"];

/// What is wrong, with which element.
type Faults = Vec<(&'static str, String)>;

/// # Errors
/// [`Refused`], with all that is wrong.
pub(super) fn row(
    number: u32,
    offer: &Element,
    categories: &Categories,
    options: &ReadOptions,
) -> Result<ProductRow, Refused> {
    let mut faults = Faults::new();
    let row = read(number, offer, categories, options, &mut faults);
    match row {
        Some(row) if faults.is_empty() => Ok(row),
        row => {
            let sku = row.map(|row| row.sku);
            let faults = faults.into_iter().map(|(column, detail)| CellFault::new(number, column, detail)).collect();
            Err(Refused { row: number, sku, faults })
        }
    }
}

fn read(
    number: u32,
    offer: &Element,
    categories: &Categories,
    options: &ReadOptions,
    faults: &mut Faults,
) -> Option<ProductRow> {
    let id = offer.attribute("id").or_else(|| offer.child("id"));
    let sku = match offer.child("vendorCode").or(id).map(Sku::parse) {
        Some(sku) => note(faults, "vendorCode", sku.map_err(said)),
        None => note(faults, "id", Err("is missing: products are matched by it, or by vendorCode".to_owned())),
    };
    let title = offer.child("name").map(Title::parse).transpose().map_err(said);
    let title = note(faults, "name", title).flatten();
    let ukrainian = offer.child("name_ua").map(Title::parse).transpose().map_err(said);
    let ukrainian = note(faults, "name_ua", ukrainian).flatten();
    let description = note(faults, "description", description(offer, "description")).flatten();
    let described = note(faults, "description_ua", description_of(offer)).flatten();
    let category = offer.child("categoryId").map(|id| categories.path(id)).transpose();
    let category = note(faults, "categoryId", category).flatten();
    let money = note(faults, "price", money(offer, options.currency)).flatten();
    let stock = note(faults, "stock", stock(offer)).flatten();
    let photos = note(faults, "picture", photos(offer, options)).flatten();
    let attributes = note(faults, "param", attributes(offer)).unwrap_or_default();

    let mut row = ProductRow::new(number, sku?);
    row.texts.title = title.map(Some);
    row.texts.description = description.map(Some);
    row.texts.attributes = attributes;
    let translation = row.texts_in(Some(Locale::Uk));
    translation.title = ukrainian.map(Some);
    translation.description = described.map(Some);
    row.category = category;
    (row.price, row.discount) = money.unzip();
    row.stock = stock;
    row.photos = photos;
    Some(row)
}

fn note<T>(faults: &mut Faults, element: &'static str, result: Result<T, String>) -> Option<T> {
    result.map_err(|detail| faults.push((element, detail))).ok()
}

fn said(error: DomainError) -> String {
    error.to_string()
}

fn description_of(offer: &Element) -> Result<Option<ProductDescription>, String> {
    description(offer, "description_ua")
}

fn description(offer: &Element, name: &str) -> Result<Option<ProductDescription>, String> {
    let element = offer.all(name).next();
    element.map(|element| ProductDescription::parse(&html::to_text(element.text()))).transpose().map_err(said)
}

/// The price before the discount, and the discount. The shop gives whole per cents: what does not come out is left to the
/// price before the discount, so that customers pay what the file says.
fn money(offer: &Element, currency: Currency) -> Result<Option<(Money, Discount)>, String> {
    let first = |names: &[&str]| names.iter().find_map(|name| offer.child(name).map(ToOwned::to_owned));
    let Some(paid) = first(&PRICES) else { return Ok(None) };
    if let Some(code) = offer.child("currencyId").filter(|code| !code.eq_ignore_ascii_case(currency.code())) {
        return Err(format!("is in {code}, but the shop's currency is {}", currency.code()));
    }
    let paid = value::price(&paid, currency)?;
    let before = first(&OLD_PRICES).map(|text| value::price(&text, currency)).transpose()?;
    let Some(before) = before.filter(|before| before.amount() > paid.amount()) else {
        return Ok(Some((paid, Discount::NONE)));
    };
    let percent = 100 - (paid.amount() * 100 + before.amount() / 2) / before.amount();
    let discount = Discount::new(percent.min(if paid.amount() > 0 { 99 } else { 100 })).map_err(said)?;
    if discount.apply(before) == paid {
        return Ok(Some((before, discount)));
    }
    let left = 100 - i64::from(discount.get());
    let before = Money::new((paid.amount() * 100 + left / 2) / left.max(1), currency).map_err(said)?;
    Ok(Some((before, discount)))
}

/// A number; without one, an offer that is not available has none.
fn stock(offer: &Element) -> Result<Option<Stock>, String> {
    let text = STOCKS.iter().find_map(|name| offer.child(name));
    // Hotline has words there
    let number = text.filter(|text| text.starts_with(|c: char| c.is_ascii_digit() || c == '-'));
    match number {
        Some(number) => value::whole(number).map(Some),
        None if offer.attribute("available") == Some("false") => Ok(Some(Stock::NONE)),
        None => Ok(None),
    }
}

fn photos(offer: &Element, options: &ReadOptions) -> Result<Option<Vec<PhotoRef>>, String> {
    let addresses: Vec<&str> =
        PHOTOS.iter().flat_map(|name| offer.all(name)).map(Element::text).filter(|text| !text.is_empty()).collect();
    if addresses.is_empty() {
        return Ok(None);
    }
    value::photos(&addresses.join("\n"), options.public_url.as_ref()).map(Some)
}

/// All there are; of an offer without any, nothing is said.
fn attributes(offer: &Element) -> Result<AttributeCells, String> {
    let mut attributes = vec![];
    for param in offer.all("param").filter(|param| !param.text().is_empty()) {
        let name = param.attribute("name").ok_or("has no name")?;
        // As in <param name="Power" unit="W">
        let value = match param.attribute("unit") {
            Some(unit) => format!("{} {unit}", param.text()),
            None => param.text().to_owned(),
        };
        let named = |error: DomainError| format!("{}: {error}", name.chars().take(64).collect::<String>());
        let name = AttributeName::parse(name).map_err(named)?;
        attributes.push(Attribute { name, value: AttributeValue::parse(&value).map_err(named)? });
    }
    if attributes.len() > Product::MAX_ATTRIBUTES {
        return Err(format!("there are more than {}", Product::MAX_ATTRIBUTES));
    }
    Ok(if attributes.is_empty() { AttributeCells::Absent } else { AttributeCells::All(attributes) })
}
