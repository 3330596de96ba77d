//! Workbooks.

use files::{Format, TableFormat};
use rust_xlsxwriter::{ExcelDateTime, Format as CellFormat, Formula};

use crate::support::{faults, only, read, table, workbook};

#[test]
fn numbers_are_read_as_they_are_shown() {
    let file = workbook(|sheet| {
        sheet.write_row(0, 0, ["sku", "price", "stock", "title", "discount_percent"]).unwrap();
        sheet.write_number(2, 0, 4_820_000_012_345.0).unwrap();
        // What adding 0.1 and 0.2 gives
        sheet.write_number(2, 1, 0.1 + 0.2).unwrap();
        sheet.write_number(2, 2, 5.0).unwrap();
        sheet.write_string(2, 3, "Kettle").unwrap();
    });
    let row = only(read(Format::Xlsx, &file));
    assert_eq!((row.row, row.sku.as_str()), (3, "4820000012345"));
    assert_eq!((row.price.unwrap().amount(), row.stock.unwrap().get()), (30, 5));
    assert_eq!(row.discount, Some(domain::Discount::NONE));
}

#[test]
fn of_a_formula_the_result_counts_and_dates_and_errors_are_refused() {
    let file = workbook(|sheet| {
        sheet.write_row(0, 0, ["sku", "price", "title"]).unwrap();
        sheet.write_row(1, 0, ["K-1"]).unwrap();
        sheet.write_formula(1, 1, Formula::new("=1+1").set_result("2")).unwrap();
        sheet.write_formula(1, 2, Formula::new("=NA()").set_result("#N/A")).unwrap();
        sheet.write_row(2, 0, ["K-2", "3"]).unwrap();
        let date = ExcelDateTime::from_ymd(2026, 1, 31).unwrap();
        sheet.write_datetime_with_format(2, 2, &date, &CellFormat::new().set_num_format("dd.mm.yyyy")).unwrap();
        sheet.write_formula(3, 1, Formula::new("=2+2").set_result("4")).unwrap();
        sheet.write_row(3, 0, ["K-3"]).unwrap();
        sheet.write_string(4, 9, "far away").unwrap();
    });
    insta::assert_snapshot!(faults(read(Format::Xlsx, &file)), @r"
    row 2, title: the cell shows the error #N/A
    row 3, title: is a date; format the column as text
    row 5: has more cells than there are headings
    ");
    let third = read(Format::Xlsx, &file).unwrap().remove(2).unwrap();
    assert_eq!((third.row, third.price.unwrap().amount()), (4, 400));
}

#[test]
fn the_first_sheet_counts_and_must_hold_something() {
    let empty = workbook(|_| {});
    assert_eq!(faults(read(Format::Xlsx, &empty)), "row 1: the file is not an XLSX workbook: its first sheet is empty");
    let file = workbook(|sheet| {
        sheet.write_row(3, 1, ["sku", "stock", "size"]).unwrap();
    });
    assert_eq!(faults(read(Format::Xlsx, &file)), "row 1, size: is not a column of the catalogue");
}

#[test]
fn a_table_holds_no_formula() {
    let cells = ["=1+1", "+380", "@x", "'=y", "plain"].map(|text| files::Cell::Text(text.to_owned())).to_vec();
    let csv = table(TableFormat::Csv, &["=a", "b", "c", "d", "e"], std::slice::from_ref(&cells));
    assert_eq!(String::from_utf8(csv).unwrap(), "\u{feff}'=a,b,c,d,e\n'=1+1,'+380,'@x,''=y,plain\n");
    let book = table(TableFormat::Xlsx, &["a", "b", "c", "d", "e"], &[cells]);
    let mut book = calamine::open_workbook_from_rs::<calamine::Xlsx<_>, _>(std::io::Cursor::new(book)).unwrap();
    let range = calamine::Reader::worksheet_range(&mut book, "Sheet1").unwrap();
    let texts: Vec<_> = range.rows().nth(1).unwrap().iter().map(ToString::to_string).collect();
    assert_eq!(texts, ["'=1+1", "'+380", "'@x", "''=y", "plain"]);
}
