//! Files into rows. A file is in memory as a whole, its rows never are: each is handed on as it is read.

mod csv;
mod element;
mod text;
mod xlsx;
mod yml;
mod zip;

use std::collections::HashMap;

use domain::{Currency, Sku};
use url::Url;

use crate::{CellFault, FileError, Format, ProductRow, Refused};

/// The largest file, in bytes.
pub const MAX_BYTES: usize = 20 << 20;
/// The most rows behind the heading.
pub const MAX_ROWS: u32 = 50_000;

/// What files are read with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadOptions {
    /// The shop's currency.
    pub currency: Currency,
    /// Where the shop is reached: photos of this address are its own.
    pub public_url: Option<Url>,
}

impl ReadOptions {
    /// A shop of this currency that has no address.
    pub const fn of(currency: Currency) -> Self {
        Self { currency, public_url: None }
    }
}

/// Reads a file and hands each row to `take`, in their order, until that says `false`.
///
/// # Errors
/// [`FileError`]: what was handed on before is right all the same.
pub fn read(
    format: Format,
    file: &[u8],
    options: &ReadOptions,
    take: impl FnMut(Result<ProductRow, Refused>) -> bool,
) -> Result<(), FileError> {
    if file.len() > MAX_BYTES {
        return Err(FileError::TooLarge);
    }
    let mut rows = Rows { take, seen: HashMap::new(), count: 0 };
    match format {
        Format::Csv => csv::read(file, options, &mut rows),
        Format::Xlsx => xlsx::read(file, options, &mut rows),
        Format::Yml => yml::read(file, options, &mut rows),
    }
}

/// Takes rows and looks after what concerns all of them: how many there are, and that no product has two.
struct Rows<F> {
    take: F,
    /// The row of each SKU.
    seen: HashMap<Sku, u32>,
    count: u32,
}

impl<F: FnMut(Result<ProductRow, Refused>) -> bool> Rows<F> {
    /// `false`: no more is wanted.
    fn push(&mut self, number: u32, row: Result<ProductRow, Refused>) -> Result<bool, FileError> {
        self.count += 1;
        if self.count > MAX_ROWS {
            return Err(FileError::broken(number, format!("the file has more than {MAX_ROWS} rows")));
        }
        let row = row.and_then(|row| match self.seen.insert(row.sku.clone(), number) {
            None => Ok(row),
            Some(first) => {
                self.seen.insert(row.sku.clone(), first);
                let detail = format!("{} stands in row {first} already", row.sku);
                Err(Refused { row: number, sku: Some(row.sku), faults: vec![CellFault::new(number, "sku", detail)] })
            }
        });
        Ok((self.take)(row))
    }
}
