//! CSV: the heading says by which sign cells are separated.

use csv::{ReaderBuilder, StringRecord};

use super::{ReadOptions, Rows, text};
use crate::{
    FileError, Format, ProductRow, Refused,
    column::{Column, columns},
    fault::CellFault,
    value::{self, Context},
};

pub(super) fn read<F: FnMut(Result<ProductRow, Refused>) -> bool>(
    file: &[u8],
    options: &ReadOptions,
    rows: &mut Rows<F>,
) -> Result<(), FileError> {
    let text = text::decode(Format::Csv, file)?;
    if text.trim_start().starts_with('<') {
        return Err(FileError::not(Format::Csv, "it is XML or HTML"));
    }
    let mut reader =
        ReaderBuilder::new().delimiter(delimiter(text)).has_headers(false).flexible(true).from_reader(text.as_bytes());
    let context = Context { currency: options.currency, public_url: options.public_url.as_ref() };
    let (mut record, mut table) = (StringRecord::new(), None::<Vec<Option<Column>>>);
    let (mut number, mut line) = (0, 1);
    while reader.read_record(&mut record).map_err(|error| FileError::broken(number + 1, error.to_string()))? {
        let end = reader.position().line();
        number += 1 + blank_lines(&record, end.saturating_sub(line));
        line = end;
        let Some(columns_of) = &table else {
            table = Some(columns(&record.iter().map(ToOwned::to_owned).collect::<Vec<_>>())?);
            continue;
        };
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let row = read_row(number, &record, columns_of, context);
        if !rows.push(number, row)? {
            break;
        }
    }
    Ok(())
}

fn read_row(
    number: u32,
    record: &StringRecord,
    columns: &[Option<Column>],
    context: Context<'_>,
) -> Result<ProductRow, Refused> {
    let beyond = record.iter().enumerate().any(|(n, cell)| {
        let has_column = columns.get(n).is_some_and(Option::is_some);
        !has_column && !cell.trim().is_empty()
    });
    if beyond {
        let fault = CellFault::new(number, "", "has more cells than there are headings");
        return Err(Refused { row: number, sku: None, faults: vec![fault] });
    }
    let cells = columns.iter().enumerate().filter_map(|(n, column)| {
        let column = column.as_ref()?;
        Some((column, Ok(record.get(n).unwrap_or_default())))
    });
    value::row(number, cells, context)
}

/// How many empty lines, which a spreadsheet shows as rows, were passed over in reading a record of so many lines.
fn blank_lines(record: &StringRecord, lines: u64) -> u32 {
    let own: usize = record.iter().map(|cell| cell.matches('\n').count()).sum();
    let blank = lines.saturating_sub(1).saturating_sub(u64::try_from(own).unwrap_or(u64::MAX));
    u32::try_from(blank).unwrap_or(u32::MAX)
}

/// What stands most often between the cells of the heading.
fn delimiter(text: &str) -> u8 {
    let (mut counts, mut quoted) = ([(b',', 0), (b';', 0), (b'\t', 0)], false);
    for byte in text.trim_start_matches(['\r', '\n']).bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            byte if !quoted => counts.iter_mut().filter(|(sign, _)| *sign == byte).for_each(|(_, count)| *count += 1),
            _ => {}
        }
    }
    // Of equals the first
    counts.into_iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(sign, _)| sign)
}
