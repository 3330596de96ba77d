//! The catalogue in files of other programs: read into rows, and written from products. Without I/O of its own: bytes in,
//! bytes out.
//!
//! ```text
//! column.rs    what a column holds, from its heading
//! row.rs       a row: what it says of one product
//! value.rs     the text of a cell → the shop's types
//! price.rs     "1 299,90 ₴" → money
//! category.rs  "Kitchen / Kettles" ⇄ titles
//! escape.rs    text that a spreadsheet would take for a formula
//! fault.rs     what is wrong, by row and column
//! read/        files → rows
//! write/       products → files; tables of anything else, too
//! ```
//!
//! An empty cell of a column that a product must have (title, category, price, stock, photos) leaves it as it is; of the
//! others (description, discount, attributes, translations) it empties it. What has no column stays as it is.
//!
//! ```
//! use domain::Currency;
//! use files::{Format, ReadOptions};
//!
//! let file = "sku;title;price\nK-1;Kettle;1 299,90 ₴\nK-2;Toaster;free\n".as_bytes();
//! let mut rows = vec![];
//! files::read(Format::Csv, file, &ReadOptions::of(Currency::UAH), |row| {
//!     rows.push(row);
//!     true
//! })?;
//! assert_eq!(rows[0].as_ref().unwrap().price.unwrap().amount(), 1_299_90);
//! let faults = &rows[1].as_ref().unwrap_err().faults;
//! assert_eq!(faults[0].to_string(), "row 3, price: is not a price, such as 1299.90");
//! # Ok::<(), files::FileError>(())
//! ```

mod category;
mod column;
mod escape;
mod fault;
mod read;
mod row;
mod value;
mod write;

pub use category::CategoryPath;
pub use domain::FileFormat as Format;
pub use fault::{CellFault, FileError, Refused};
pub use read::{MAX_BYTES, MAX_ROWS, ReadOptions, read};
pub use row::{AttributeCells, PhotoRef, ProductRow, TextCells};
pub use write::{
    Cell, Entry, Export, ExportOptions, FeedShop, OldPriceTag, Section, StockTag, Table, TableFormat, Written,
};
