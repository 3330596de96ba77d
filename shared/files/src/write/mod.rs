//! Products and tables into files. What is written can be sent on as it comes, but for workbooks, which are done only at their
//! end and are kept in a temporary file until then.

mod table;
mod tabular;
mod yml;

use std::{fs::File, io};

use chrono::NaiveDateTime;
use domain::{AttributeName, CategoryId, CategoryTitle, Currency, Locale, Product};
use strum::{Display, EnumString};

pub use table::{Cell, Table, TableFormat};

use crate::{CategoryPath, Format};

/// What a whole export says beside products.
#[derive(Debug, Clone)]
pub struct ExportOptions {
    pub currency: Currency,
    /// The attributes that products have, each with the language of the translation that has it, and how many of that name
    /// one product has at most.
    pub attributes: Vec<(Option<Locale>, AttributeName, usize)>,
    /// Of YML: all categories, parents before their children.
    pub sections: Vec<Section>,
    /// Of YML: whose price list it is.
    pub shop: FeedShop,
}

/// A category of a price list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    pub id: CategoryId,
    pub parent: Option<CategoryId>,
    pub title: CategoryTitle,
}

/// Whose price list it is, and for which market.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedShop {
    pub name: String,
    /// Where the shop is reached.
    pub url: Option<String>,
    /// When the list was made, by the shop's own time.
    pub made_at: NaiveDateTime,
    pub stock_tag: StockTag,
    pub old_price_tag: OldPriceTag,
}

/// What a price list calls the stock.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Display, EnumString)]
#[strum(serialize_all = "snake_case")]
pub enum StockTag {
    /// Rozetka.
    StockQuantity,
    /// Prom.ua.
    #[default]
    QuantityInStock,
    Quantity,
}

/// What a price list calls the price before a discount.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Display, EnumString)]
#[strum(serialize_all = "snake_case")]
pub enum OldPriceTag {
    /// Prom.ua.
    #[default]
    #[strum(serialize = "oldprice")]
    Oldprice,
    OldPrice,
    /// Rozetka.
    PriceOld,
}

/// A product as it is written.
#[derive(Debug, Clone)]
pub struct Entry<'a> {
    pub product: &'a Product,
    pub category: &'a CategoryPath,
    /// Where its photos are.
    pub photos: Vec<String>,
}

impl Entry<'_> {
    /// By what the product is matched when the file is imported: its SKU, else its id.
    fn key(&self) -> String {
        self.product.sku.as_ref().map_or_else(|| self.product.id.to_string(), |sku| sku.as_str().to_owned())
    }
}

/// A catalogue that is being written.
#[derive(Debug)]
pub struct Export(Kind);

#[derive(Debug)]
enum Kind {
    Table(Box<tabular::Catalogue>),
    Yml(yml::PriceList),
}

/// The end of a file, or all of it.
#[derive(Debug)]
pub enum Written {
    /// What comes behind what was taken before.
    Rest(Vec<u8>),
    /// The whole.
    Whole(File),
}

impl Export {
    /// Begins a file.
    ///
    /// # Errors
    /// [`io::Error`] when a temporary file cannot be made.
    pub fn begin(format: Format, options: &ExportOptions) -> io::Result<Self> {
        let table = |format| tabular::Catalogue::begin(format, options).map(Box::new).map(Kind::Table);
        Ok(Self(match format {
            Format::Csv => table(TableFormat::Csv)?,
            Format::Xlsx => table(TableFormat::Xlsx)?,
            Format::Yml => Kind::Yml(yml::PriceList::begin(options)?),
        }))
    }

    /// Writes a product.
    ///
    /// # Errors
    /// [`io::Error`] when the temporary file cannot be written.
    pub fn push(&mut self, entry: &Entry<'_>) -> io::Result<()> {
        match &mut self.0 {
            Kind::Table(catalogue) => catalogue.push(entry),
            Kind::Yml(list) => list.push(entry),
        }
    }

    /// What can be sent on by now; nothing of a workbook.
    ///
    /// # Errors
    /// [`io::Error`] never: all is in memory.
    pub fn take(&mut self) -> io::Result<Vec<u8>> {
        match &mut self.0 {
            Kind::Table(catalogue) => catalogue.table.take(),
            Kind::Yml(list) => Ok(list.take()),
        }
    }

    /// Ends the file.
    ///
    /// # Errors
    /// [`io::Error`] when the temporary file cannot be written.
    pub fn finish(self) -> io::Result<Written> {
        match self.0 {
            Kind::Table(catalogue) => catalogue.table.finish(),
            Kind::Yml(list) => list.finish().map(Written::Rest),
        }
    }
}
