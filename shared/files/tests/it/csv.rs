//! CSV as spreadsheets write it.

use domain::{Discount, Locale, VariantArray};
use files::{AttributeCells, CategoryPath, PhotoRef};
use url::Url;

use crate::support::{csv, faults, only};

#[test]
fn comma_semicolon_and_tab_are_told_apart_with_and_without_a_mark() {
    for text in [
        "sku,title,price\nK-1,\"Kettle, steel\",\"1299,90\"\n",
        "\u{feff}sku;title;price\r\nK-1;Kettle, steel;1299,90\r\n",
        "sku\ttitle\tprice\nK-1\tKettle, steel\t1299.90",
        "\"sku\";\"title, short\";price\n",
    ] {
        let Ok(rows) = csv(text) else {
            assert_eq!(faults(csv(text)), "row 1, title, short: is not a column of the catalogue");
            continue;
        };
        let row = rows[0].as_ref().unwrap();
        assert_eq!((row.row, row.sku.as_str()), (2, "K-1"));
        assert_eq!(row.texts.title.clone().flatten().unwrap().as_str(), "Kettle, steel");
        assert_eq!(row.price.unwrap().amount(), 129_990);
    }
}

#[test]
fn a_row_is_numbered_as_the_spreadsheet_does() {
    let rows = csv("sku,description\n\nK-1,\"one\ntwo\n\nthree\"\n,\n\n\nK-2,x\n\"K-3\",\"\"\n").unwrap();
    let numbers: Vec<_> = rows.iter().map(|row| row.as_ref().unwrap().row).collect();
    assert_eq!(numbers, [3, 7, 8]);
    let description = rows[0].as_ref().unwrap().texts.description.clone().flatten().unwrap();
    assert_eq!(description.as_str(), "one\ntwo\n\nthree");
}

#[test]
fn every_column_is_read() {
    let row = only(csv(
        "SKU,Title,description,category,price,discount_percent,stock,image_urls,title_uk,description_en,attribute:Power,\
         attribute_uk:Потужність,\n\
         K-1,Kettle,Good,Kitchen / Kettles,\"1 299,90 ₴\",15 %,1 000,\
         \"https://a.example/1.jpg,https://a.example/2,b.jpg\nhttp://b.example/3.jpg\",Чайник,Fine,2200 W,2200 Вт\n",
    ));
    assert_eq!(row.category, Some(CategoryPath::parse("Kitchen / Kettles").unwrap()));
    assert_eq!((row.discount, row.stock.map(domain::Stock::get)), (Some(Discount::new(15).unwrap()), Some(1_000)));
    let photos = ["https://a.example/1.jpg", "https://a.example/2,b.jpg", "http://b.example/3.jpg"];
    assert_eq!(row.photos, Some(photos.map(|url| PhotoRef::Remote(Url::parse(url).unwrap())).to_vec()));
    let [uk, ru, en] = &row.translations;
    assert_eq!(Locale::VARIANTS, [Locale::Uk, Locale::Ru, Locale::En]);
    assert_eq!(uk.title.clone().flatten().unwrap().as_str(), "Чайник");
    assert!(matches!(&uk.attributes, AttributeCells::Columns(columns) if columns.len() == 1));
    assert_eq!(*ru, files::TextCells::default());
    assert_eq!(en.description.clone().flatten().unwrap().as_str(), "Fine");
}

#[test]
fn an_empty_cell_leaves_what_must_be_there_and_empties_the_rest() {
    let row =
        only(csv("sku,title,description,price,stock,discount_percent,image_urls,category,title_en,attribute:A\nK-1\n"));
    assert_eq!(
        (row.texts.title.clone(), row.price, row.stock, row.category, row.photos),
        (None, None, None, None, None)
    );
    assert_eq!((row.texts.description.clone(), row.discount), (Some(None), Some(Discount::NONE)));
    assert_eq!(row.translations[2].title, Some(None));
    assert!(matches!(&row.texts.attributes, AttributeCells::Columns(columns) if columns[0].1.is_none()));
}

#[test]
fn all_that_is_wrong_with_a_row_is_said_at_once() {
    let text = "sku,title,price,stock,discount_percent,image_urls,category,attribute:A\n\
                ,x,free,-1,101,ftp://x,A /  / B,\n\
                K-1,,$5,1.5,,https://u:p@h.example/,,\n\
                K-1,,,,,,,\n\
                K-2,,,,,,,,more\n\
                K-1,,,,,,,\n";
    insta::assert_snapshot!(faults(csv(text)), @r"
    row 2, sku: is shorter than 1 characters
    row 2, price: is not a price, such as 1299.90
    row 2, stock: is not between 0 and 1000000000
    row 2, discount_percent: is not between 0 and 100
    row 2, image_urls: ftp://x is not an http or https address
    row 2, category: is shorter than 1 characters
    row 3, price: is in USD, but the shop's currency is UAH
    row 3, stock: is not a whole number
    row 3, image_urls: h.example holds a password
    row 5: has more cells than there are headings
    row 6, sku: K-1 stands in row 4 already
    ");
}

#[test]
fn headings_that_are_unknown_missing_or_there_twice_stop_the_import() {
    insta::assert_snapshot!(faults(csv("titel,price,Price,attribute:,title_de,weight:kg\nx,1,1,x,x,1\n")), @r"
    row 1, titel: is not a column of the catalogue
    row 1, Price: is there twice
    row 1, attribute:: the attribute's name is shorter than 1 characters
    row 1, title_de: is not a column of the catalogue
    row 1, weight:kg: is not a column of the catalogue
    row 1, sku: is missing: products are matched by it
    ");
}
