//! The catalogue as a table: the columns that reading knows.

use std::io;

use domain::{Attribute, AttributeName, Currency, Locale, Product, VariantArray};

use super::{Cell, Entry, ExportOptions, Table, TableFormat};
use crate::column::Column;

/// A catalogue that is being written as a table.
#[derive(Debug)]
pub(super) struct Catalogue {
    pub(super) table: Table,
    /// A column of attributes stands there as often as a product has attributes of that name.
    columns: Vec<(Column, usize)>,
    currency: Currency,
}

impl Catalogue {
    pub(super) fn begin(format: TableFormat, options: &ExportOptions) -> io::Result<Self> {
        let mut columns = vec![Column::Sku, Column::Title(None), Column::Description(None), Column::Category];
        columns.extend([Column::Price, Column::Discount, Column::Stock, Column::Images]);
        columns.extend(Locale::VARIANTS.iter().map(|locale| Column::Title(Some(*locale))));
        columns.extend(Locale::VARIANTS.iter().map(|locale| Column::Description(Some(*locale))));
        let mut columns: Vec<_> = columns.into_iter().map(|column| (column, 0)).collect();
        for (locale, name, most) in &options.attributes {
            columns.extend((0..*most).map(|n| (Column::Attribute(*locale, name.clone()), n)));
        }
        let headings = columns.iter().map(|(column, _)| column.heading());
        Ok(Self { table: Table::begin(format, headings)?, columns, currency: options.currency })
    }

    pub(super) fn push(&mut self, entry: &Entry<'_>) -> io::Result<()> {
        let Self { table, columns, currency } = self;
        table.push(columns.iter().map(|(column, n)| cell(column, *n, entry, *currency)))
    }
}

fn cell(column: &Column, n: usize, entry: &Entry<'_>, currency: Currency) -> Cell {
    let product = entry.product;
    match column {
        Column::Sku => Cell::text_of(&entry.key()),
        Column::Title(None) => Cell::text_of(&product.title),
        Column::Description(None) => Cell::text_of(&product.description),
        Column::Title(Some(locale)) => optional(product.translations.get(*locale).and_then(|text| text.title.as_ref())),
        Column::Description(Some(locale)) => {
            optional(product.translations.get(*locale).and_then(|text| text.description.as_ref()))
        }
        Column::Category => Cell::text_of(entry.category),
        Column::Price => Cell::Decimal(product.price.amount(), currency.exponent().unwrap_or(0)),
        Column::Discount => Cell::Integer(product.discount.get().into()),
        Column::Stock => Cell::Integer(product.stock.get().into()),
        Column::Images => Cell::text_of(&entry.photos.join("\n")),
        Column::Attribute(locale, name) => optional(nth(attributes(product, *locale), name, n)),
    }
}

fn optional(text: Option<&impl ToString>) -> Cell {
    text.map_or(Cell::Empty, Cell::text_of)
}

fn attributes(product: &Product, locale: Option<Locale>) -> &[Attribute] {
    match locale {
        None => &product.attributes,
        Some(locale) => {
            let text = product.translations.get(locale);
            text.and_then(|text| text.attributes.as_deref()).unwrap_or_default()
        }
    }
}

fn nth<'a>(attributes: &'a [Attribute], name: &AttributeName, n: usize) -> Option<&'a domain::AttributeValue> {
    attributes.iter().filter(|attribute| attribute.name == *name).nth(n).map(|attribute| &attribute.value)
}
