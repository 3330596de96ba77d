//! Files that are not what they say, too large, or made to do harm.

use std::io::{Cursor, Write};

use files::{Format, MAX_BYTES, MAX_ROWS};
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::support::{csv, faults, read, workbook, yml};

#[test]
fn a_file_of_another_format_is_told_apart() {
    let book = workbook(|sheet| {
        sheet.write_row(0, 0, ["sku"]).unwrap();
    });
    let said = |format, file: &[u8]| faults(read(format, file));
    let (csv, xlsx, yml) = (Format::Csv, Format::Xlsx, Format::Yml);
    insta::assert_snapshot!(
        [
            said(csv, &book),
            said(yml, &book),
            said(csv, b"<html></html>"),
            said(csv, b""),
            said(csv, b"\xff\xfes\0k\0u\0"),
            said(csv, b"sku\0"),
            said(csv, b"sku,title\nK-1,x\nK-2,\xd7\xe0\n"),
            said(xlsx, b"sku,title\n"),
            said(xlsx, b"PK\x03\x04 and no more"),
            said(xlsx, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
            said(xlsx, &book[..book.len() / 2]),
            said(yml, b"sku,title\n"),
            said(yml, b"<html><body/></html>"),
            said(yml, b"<yml_catalog><shop><offers><offer id='1'>"),
            said(yml, b"<yml_catalog><shop><offers></shop>"),
        ]
        .join("\n")
    );
}

#[test]
fn a_zip_archive_without_a_workbook_is_refused() {
    let file = zip(&[("readme.txt", 10)]);
    assert!(faults(read(Format::Xlsx, &file)).starts_with("row 1: the file is not an XLSX workbook: "));
}

#[test]
fn a_gigabyte_of_zip_is_refused_before_it_is_unpacked() {
    let file = zip(&[("xl/worksheets/sheet1.xml", 1 << 30)]);
    assert!(file.len() < MAX_BYTES);
    let expected = "row 1: the file is not an XLSX workbook: it unpacks to more than 256 MiB";
    assert_eq!(faults(read(Format::Xlsx, &file)), expected);
    // The directory says that it is small
    let mut lying = file.clone();
    let size = (1_u32 << 30).to_le_bytes();
    let places: Vec<_> = (0..lying.len() - 4).filter(|at| lying[*at..at + 4] == size).collect();
    assert!(!places.is_empty());
    for at in places {
        lying[at..at + 4].copy_from_slice(&1_000_u32.to_le_bytes());
    }
    let said = faults(read(Format::Xlsx, &lying));
    assert!(said == expected || said.ends_with("a file in it is damaged"), "{said}");
}

fn zip(files: &[(&str, usize)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(vec![]));
    for (name, size) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        let block = vec![b' '; (*size).min(1 << 20)];
        for _ in 0..size.div_ceil(1 << 20) {
            zip.write_all(&block).unwrap();
        }
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn entities_do_not_multiply() {
    let laughs = "<?xml version='1.0'?><!DOCTYPE yml_catalog [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]>\
                  <yml_catalog><shop><offers><offer id='1'><name>&b;</name></offer></offers></shop></yml_catalog>";
    assert_eq!(faults(yml(laughs)), "row 1: declares a document type of its own, which is not allowed");
    let unknown = "<yml_catalog><shop><offers><offer id='1'><name>&b;</name></offer></offers></shop></yml_catalog>";
    assert_eq!(faults(yml(unknown)), "row 1: the entity &b; is not known");
}

#[test]
fn elements_lie_no_deeper_than_offers_need() {
    let deep = format!("<yml_catalog><shop><offers><offer id='1'>{}", "<a>".repeat(100_000));
    assert_eq!(faults(yml(&deep)), "row 1: elements lie in one another more than 8 deep");
    let deep = format!("<yml_catalog>{}", "<a>".repeat(100_000));
    assert_eq!(faults(yml(&deep)), "row 1: elements lie in one another more than 16 deep");
}

#[test]
fn one_row_too_many_is_named() {
    let rows: Vec<_> = (1..=MAX_ROWS + 1).map(|n| format!("K-{n}")).collect();
    assert_eq!(faults(csv(&format!("sku\n{}", rows.join("\n")))), "row 50002: the file has more than 50000 rows");
    let offers: Vec<_> = (1..=MAX_ROWS + 1).map(|n| format!("<offer id='{n}'/>")).collect();
    let list = format!("<yml_catalog><shop><offers>{}</offers></shop></yml_catalog>", offers.concat());
    assert_eq!(faults(yml(&list)), "row 50001: the file has more than 50000 rows");
}

#[test]
fn a_file_that_is_too_large_is_refused() {
    let file = vec![b'x'; MAX_BYTES + 1];
    assert_eq!(faults(read(Format::Csv, &file)), "row 1: the file is larger than 20 MiB");
}

#[test]
fn whatever_the_bytes_nothing_breaks() {
    let book = workbook(|sheet| {
        sheet.write_row(0, 0, ["sku", "title"]).unwrap();
        sheet.write_row(1, 0, ["K-1", "Kettle"]).unwrap();
    });
    for at in (0..book.len()).step_by(7) {
        let mut damaged = book.clone();
        damaged[at] ^= 0x55;
        let _ = read(Format::Xlsx, &damaged);
    }
    for text in
        ["\"", "sku\n\"", "sku,\"\n", "<", "<yml_catalog", "<yml_catalog><offer", "<!DOCTYPE", "&", "<yml_catalog>&#0;"]
    {
        let _ = (csv(text), yml(text));
    }
}
