//! XLSX: the first sheet, its first row with anything in it being the heading. Of formulas, the results count that the
//! workbook holds.

use std::io::Cursor;

use calamine::{Cell, DataRef, Reader, Xlsx, XlsxError};

use super::{ReadOptions, Rows, zip};
use crate::{
    FileError, Format, ProductRow, Refused,
    column::{Column, MAX_COLUMNS, columns},
    fault::CellFault,
    value::{self, Context},
};

/// A row's cells, by their columns.
type Cells = Vec<(u32, Result<String, String>)>;

pub(super) fn read<F: FnMut(Result<ProductRow, Refused>) -> bool>(
    file: &[u8],
    options: &ReadOptions,
    rows: &mut Rows<F>,
) -> Result<(), FileError> {
    zip::check(file)?;
    let not = |error: XlsxError| FileError::not(Format::Xlsx, error.to_string());
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(file)).map_err(not)?;
    let sheet = book.sheet_names().into_iter().next();
    let sheet = sheet.ok_or_else(|| FileError::not(Format::Xlsx, "it has no sheet"))?;
    let mut reader = book.worksheet_cells_reader(&sheet).map_err(not)?;
    let context = Context { currency: options.currency, public_url: options.public_url.as_ref() };
    let (mut table, mut current, mut cells) = (None, 0, Cells::new());
    loop {
        let cell = reader.next_cell().map_err(|error| FileError::broken(current + 1, error.to_string()))?;
        let position = cell.as_ref().map(Cell::get_position);
        if position.is_none_or(|(row, _)| row != current) {
            if !finish(current + 1, &cells, &mut table, context, rows)? {
                break;
            }
            cells.clear();
        }
        let (Some(cell), Some((row, column))) = (cell, position) else { break };
        if row < current || usize::try_from(column).is_ok_and(|column| column >= MAX_COLUMNS) {
            return Err(FileError::broken(row + 1, "the sheet's cells are not in order"));
        }
        current = row;
        if let Some(text) = text(cell.get_value()) {
            cells.push((column, text));
        }
    }
    match table {
        Some(_) => Ok(()),
        None => Err(FileError::not(Format::Xlsx, "its first sheet is empty")),
    }
}

/// Takes a row whose cells are complete.
fn finish<F: FnMut(Result<ProductRow, Refused>) -> bool>(
    number: u32,
    cells: &Cells,
    table: &mut Option<Vec<Option<Column>>>,
    context: Context<'_>,
    rows: &mut Rows<F>,
) -> Result<bool, FileError> {
    if cells.iter().all(|(_, cell)| cell.as_ref().is_ok_and(|text| text.trim().is_empty())) {
        return Ok(true);
    }
    match table {
        None => {
            *table = Some(headings(number, cells)?);
            Ok(true)
        }
        Some(columns) => rows.push(number, read_row(number, cells, columns, context)),
    }
}

fn headings(number: u32, cells: &Cells) -> Result<Vec<Option<Column>>, FileError> {
    let width = cells.iter().map(|(column, _)| *column as usize + 1).max().unwrap_or(0);
    let mut headings = vec![String::new(); width];
    for (column, text) in cells {
        headings[*column as usize] = text.clone().map_err(|detail| FileError::broken(number, detail))?;
    }
    columns(&headings)
}

fn read_row(
    number: u32,
    cells: &Cells,
    columns: &[Option<Column>],
    context: Context<'_>,
) -> Result<ProductRow, Refused> {
    let mut texts: Vec<Result<&str, String>> = vec![Ok(""); columns.len()];
    for (column, text) in cells {
        let place = *column as usize;
        if columns.get(place).is_some_and(Option::is_some) {
            texts[place] = text.as_deref().map_err(Clone::clone);
        } else {
            let fault = CellFault::new(number, "", "has more cells than there are headings");
            return Err(Refused { row: number, sku: None, faults: vec![fault] });
        }
    }
    let cells = columns.iter().zip(texts).filter_map(|(column, text)| Some((column.as_ref()?, text)));
    value::row(number, cells, context)
}

/// A cell as text; `None` of an empty one.
fn text(value: &DataRef<'_>) -> Option<Result<String, String>> {
    Some(match value {
        DataRef::Empty => return None,
        DataRef::String(text) => Ok(text.clone()),
        DataRef::SharedString(text) => Ok((*text).to_owned()),
        DataRef::Int(number) => Ok(number.to_string()),
        DataRef::Float(number) => Ok(decimal(*number)),
        DataRef::Bool(value) => Ok(value.to_string()),
        DataRef::Error(error) => Err(format!("the cell shows the error {error}")),
        DataRef::DateTime(_) | DataRef::DateTimeIso(_) | DataRef::DurationIso(_) => {
            Err("is a date; format the column as text".to_owned())
        }
    })
}

/// As a spreadsheet shows it: fifteen digits, so that a sum of kopecks has no more decimal places than they.
fn decimal(number: f64) -> String {
    let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    rounded.to_string()
}
