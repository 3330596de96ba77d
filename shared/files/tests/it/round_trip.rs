//! What was exported is imported unchanged.

use domain::{Product, Sku};
use files::{Format, PhotoRef};

use crate::support::{awkward, export, path, product, read};

fn check(format: Format) {
    let without_sku = Product { sku: None, ..product(3) };
    let products = [product(1), awkward(), without_sku.clone()];
    let rows = read(format, &export(format, &products)).unwrap();
    assert_eq!(rows.len(), products.len());
    for (row, before) in rows.into_iter().zip(products) {
        let row = row.unwrap();
        assert_eq!(row.category, Some(path()), "{format}");
        let photo = format!("https://shop.example/p/{}.jpg?a=1&b=2", before.id);
        assert_eq!(row.photos, Some(vec![PhotoRef::parse(&photo, None).unwrap()]));
        let mut after = before.clone();
        row.apply(&mut after);
        assert_eq!(after, before, "{format}");
        // And into a product of which nothing is known
        let mut fresh =
            Product { id: before.id, sku: before.sku.clone(), category_id: before.category_id, ..product(9) };
        row.apply(&mut fresh);
        // In the order of the columns
        let mut expected = before.clone();
        expected.attributes.sort_by_key(|attribute| attribute.name.as_str() == "Power");
        assert_eq!(fresh, expected, "{format}");
    }
}

#[test]
fn a_csv_file() {
    check(Format::Csv);
}

#[test]
fn a_workbook() {
    check(Format::Xlsx);
}

#[test]
fn a_price_list() {
    let products = [product(1), awkward()];
    for (row, before) in read(Format::Yml, &export(Format::Yml, &products)).unwrap().into_iter().zip(products) {
        let row = row.unwrap();
        assert_eq!(Some(&row.sku), before.sku.as_ref());
        let mut after = before.clone();
        row.apply(&mut after);
        assert_eq!(after, before);
    }
    let without_sku = Product { sku: None, ..product(3) };
    let row = read(Format::Yml, &export(Format::Yml, std::slice::from_ref(&without_sku))).unwrap().remove(0).unwrap();
    assert_eq!(row.sku, Sku::parse(&without_sku.id.to_string()).unwrap());
}
