//! A table as CSV or XLSX, row by row. Text that looks like a formula is escaped.

use std::{
    fs::File,
    io::{self, Seek},
    mem,
};

use rust_xlsxwriter::{Workbook, Worksheet, XlsxError};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use super::Written;
use crate::{Format, escape::escape};

/// A format of tables; the words are those of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "lowercase")]
pub enum TableFormat {
    Csv,
    Xlsx,
}

impl From<TableFormat> for Format {
    fn from(format: TableFormat) -> Self {
        match format {
            TableFormat::Csv => Self::Csv,
            TableFormat::Xlsx => Self::Xlsx,
        }
    }
}

/// What a cell holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    Empty,
    Text(String),
    Integer(i64),
    /// A number of this many minor units, of which so many digits are behind the decimal point.
    Decimal(i64, u16),
}

/// A table that is being written. A workbook holds 1,048,575 rows below the heading.
#[derive(derive_more::Debug)]
#[debug("Table")]
pub struct Table(Kind);

enum Kind {
    Csv(Box<csv::Writer<Vec<u8>>>),
    Xlsx { book: Box<Workbook>, rows: u32 },
}

/// Excel takes a file for one in UTF-8 only if it begins so.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

impl Table {
    /// Begins a table with these headings.
    ///
    /// # Errors
    /// [`io::Error`] when a temporary file cannot be made.
    pub fn begin(format: TableFormat, headings: impl IntoIterator<Item = String>) -> io::Result<Self> {
        let mut table = match format {
            TableFormat::Csv => Self(Kind::Csv(Box::new(csv::Writer::from_writer(BYTE_ORDER_MARK.to_vec())))),
            TableFormat::Xlsx => {
                let mut book = Workbook::new();
                let sheet = book.add_worksheet_with_constant_memory().map_err(failed)?;
                sheet.set_freeze_panes(1, 0).map_err(failed)?;
                Self(Kind::Xlsx { book: Box::new(book), rows: 0 })
            }
        };
        // Headings come from people, too: an attribute's name
        table.push(headings.into_iter().map(Cell::Text))?;
        Ok(table)
    }

    /// Writes a row.
    ///
    /// # Errors
    /// [`io::Error`] when the temporary file cannot be written, or the workbook is full.
    pub fn push(&mut self, cells: impl IntoIterator<Item = Cell>) -> io::Result<()> {
        match &mut self.0 {
            Kind::Csv(writer) => {
                for cell in cells {
                    writer.write_field(cell.text())?;
                }
                Ok(writer.write_record(None::<&[u8]>)?)
            }
            Kind::Xlsx { book, rows } => {
                let sheet = book.worksheet_from_index(0).map_err(failed)?;
                for (column, cell) in (0..).zip(cells) {
                    write_cell(sheet, *rows, column, &cell)?;
                }
                *rows += 1;
                Ok(())
            }
        }
    }

    /// What can be sent on by now; nothing of a workbook.
    ///
    /// # Errors
    /// [`io::Error`] never: all is in memory.
    pub fn take(&mut self) -> io::Result<Vec<u8>> {
        let Kind::Csv(writer) = &mut self.0 else { return Ok(vec![]) };
        let written = mem::replace(writer, Box::new(csv::Writer::from_writer(vec![])));
        (*written).into_inner().map_err(csv::IntoInnerError::into_error)
    }

    /// Ends the table.
    ///
    /// # Errors
    /// [`io::Error`] when the temporary file cannot be written.
    pub fn finish(mut self) -> io::Result<Written> {
        let Kind::Xlsx { book, .. } = &mut self.0 else { return self.take().map(Written::Rest) };
        let mut file: File = tempfile::tempfile()?;
        book.save_to_writer(&mut file).map_err(failed)?;
        file.rewind()?;
        Ok(Written::Whole(file))
    }
}

impl Cell {
    /// Nothing of an empty text.
    pub fn text_of(text: &(impl ToString + ?Sized)) -> Self {
        let text = text.to_string();
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }

    pub(super) fn text(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => escape(text).into_owned(),
            Self::Integer(number) => number.to_string(),
            Self::Decimal(units, 0) => units.to_string(),
            Self::Decimal(units, digits) => {
                let one = 10_i64.pow(u32::from(*digits));
                let (sign, units) = if *units < 0 { ("-", units.unsigned_abs()) } else { ("", units.unsigned_abs()) };
                let (whole, part) = (units / one.unsigned_abs(), units % one.unsigned_abs());
                format!("{sign}{whole}.{part:0width$}", width = usize::from(*digits))
            }
        }
    }
}

/// Text as text, numbers as numbers. These have at most eleven digits, which a workbook's floating point holds exactly.
fn write_cell(sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell) -> io::Result<()> {
    match cell {
        Cell::Empty => {}
        Cell::Text(_) => {
            sheet.write_string(row, column, cell.text()).map_err(failed)?;
        }
        Cell::Integer(_) | Cell::Decimal(..) => {
            let number: f64 = cell.text().parse().map_err(io::Error::other)?;
            sheet.write_number(row, column, number).map_err(failed)?;
        }
    }
    Ok(())
}

fn failed(error: XlsxError) -> io::Error {
    io::Error::other(error)
}
