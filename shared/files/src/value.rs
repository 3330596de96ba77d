//! The text of a cell, parsed into what its column holds.

use domain::{
    AttributeValue, Currency, Discount, DomainError, Locale, Money, ProductDescription, Ranged, Sku, Stock, Title,
};
use url::Url;

use crate::{AttributeCells, CategoryPath, CellFault, PhotoRef, ProductRow, Refused, column::Column, escape::unescape};

/// The most photos a product has.
const MAX_PHOTOS: usize = domain::Product::MAX_IMAGES;

/// What cells are read with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) currency: Currency,
    pub(crate) public_url: Option<&'a Url>,
}

/// A row out of its cells; all that is wrong with it at once.
///
/// # Errors
/// [`Refused`].
pub(crate) fn row<'a>(
    number: u32,
    cells: impl IntoIterator<Item = (&'a Column, Result<&'a str, String>)>,
    context: Context<'_>,
) -> Result<ProductRow, Refused> {
    let mut faults = vec![];
    let mut sku = None;
    // Until the SKU is known, which may stand in any column
    let mut row = ProductRow::new(number, Sku::parse("-").expect("a SKU"));
    for (column, text) in cells {
        let taken = text.and_then(|text| match column {
            Column::Sku => Sku::parse(unescape(text)).map(|parsed| sku = Some(parsed)).map_err(said),
            column => take(&mut row, column, unescape(text.trim()), context),
        });
        if let Err(detail) = taken {
            faults.push(CellFault::new(number, column.heading(), detail));
        }
    }
    let has_sku_fault = faults.iter().any(|fault| fault.column == "sku");
    match sku {
        Some(sku) if faults.is_empty() => Ok(ProductRow { sku, ..row }),
        sku => {
            if sku.is_none() && !has_sku_fault {
                faults.push(CellFault::new(number, "sku", "is missing"));
            }
            Err(Refused { row: number, sku, faults })
        }
    }
}

fn said(error: DomainError) -> String {
    error.to_string()
}

/// A price in the shop's currency.
pub(crate) fn price(text: &str, currency: Currency) -> Result<Money, String> {
    Money::parse(text, currency).map_err(|error| error.to_string())
}

fn take(row: &mut ProductRow, column: &Column, text: &str, context: Context<'_>) -> Result<(), String> {
    let filled = (!text.is_empty()).then_some(text);
    match column {
        Column::Sku => {}
        Column::Title(None) => row.texts.title = parsed(filled, Title::parse)?.map(Some),
        Column::Title(Some(locale)) => row.texts_in(Some(*locale)).title = Some(parsed(filled, Title::parse)?),
        Column::Description(locale) => {
            row.texts_in(*locale).description = Some(parsed(filled, ProductDescription::parse)?);
        }
        Column::Category => row.category = parsed(filled, CategoryPath::parse)?,
        Column::Price => row.price = filled.map(|text| price(text, context.currency)).transpose()?,
        Column::Discount => {
            let percent = text.trim_end_matches('%').trim_end();
            row.discount = Some(if percent.is_empty() { Discount::NONE } else { whole(percent)? });
        }
        Column::Stock => row.stock = filled.map(whole::<Stock>).transpose()?,
        Column::Images => row.photos = filled.map(|text| photos(text, context.public_url)).transpose()?,
        Column::Attribute(locale, name) => {
            let value = parsed(filled, AttributeValue::parse)?;
            put_attribute(row, *locale, name.clone(), value);
        }
    }
    Ok(())
}

fn put_attribute(
    row: &mut ProductRow,
    locale: Option<Locale>,
    name: domain::AttributeName,
    value: Option<AttributeValue>,
) {
    let attributes = &mut row.texts_in(locale).attributes;
    match attributes {
        AttributeCells::Columns(columns) => columns.push((name, value)),
        AttributeCells::Absent | AttributeCells::All(_) => *attributes = AttributeCells::Columns(vec![(name, value)]),
    }
}

fn parsed<T>(text: Option<&str>, parse: impl Fn(&str) -> Result<T, DomainError>) -> Result<Option<T>, String> {
    text.map(parse).transpose().map_err(said)
}

/// A whole number, also one that a spreadsheet shows as `5.0` or `1 000`.
pub(crate) fn whole<T: Ranged>(text: &str) -> Result<T, String> {
    let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let digits = digits.split_once(['.', ',']).map_or(digits.as_str(), |(whole, fraction)| {
        if fraction.bytes().all(|digit| digit == b'0') { whole } else { &digits }
    });
    let number: i64 = digits.parse().map_err(|_| "is not a whole number".to_owned())?;
    T::try_from(number).map_err(said)
}

/// Addresses between spaces, line breaks or commas. A comma belongs to an address unless another one begins behind it.
pub(crate) fn photos(text: &str, public_url: Option<&Url>) -> Result<Vec<PhotoRef>, String> {
    let apart = ["http://", "https://", "/v1/products/"].iter().fold(text.to_owned(), |text, beginning| {
        [',', ';'].iter().fold(text, |text, sign| text.replace(&format!("{sign}{beginning}"), &format!(" {beginning}")))
    });
    let addresses = apart.split_whitespace().map(|address| address.trim_end_matches([',', ';']));
    let mut photos = vec![];
    for address in addresses.filter(|address| !address.is_empty()) {
        let photo = PhotoRef::parse(address, public_url)?;
        if !photos.contains(&photo) {
            photos.push(photo);
        }
    }
    if photos.len() > MAX_PHOTOS {
        return Err(format!("has more than {MAX_PHOTOS} photos"));
    }
    Ok(photos)
}
