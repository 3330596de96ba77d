//! Files in memory, and products.

use bson::oid::ObjectId;
use chrono::{DateTime, NaiveDate};
use domain::{
    Attribute, AttributeName, AttributeValue, CategoryId, CategoryTitle, Currency, Discount, Locale, Money, Product,
    ProductDescription, ProductId, ProductText, Sku, Stock, Title, Translations,
};
use files::{
    CategoryPath, Entry, Export, ExportOptions, FeedShop, FileError, Format, OldPriceTag, ProductRow, ReadOptions,
    Refused, Section, StockTag, Table, TableFormat, Written,
};
use rust_xlsxwriter::Workbook;
use std::io::Read;

pub(crate) type Rows = Vec<Result<ProductRow, Refused>>;

pub(crate) fn read(format: Format, file: &[u8]) -> Result<Rows, FileError> {
    let mut rows = vec![];
    files::read(format, file, &ReadOptions::of(Currency::UAH), |row| {
        rows.push(row);
        true
    })?;
    Ok(rows)
}

pub(crate) fn csv(text: &str) -> Result<Rows, FileError> {
    read(Format::Csv, text.as_bytes())
}

pub(crate) fn yml(text: &str) -> Result<Rows, FileError> {
    read(Format::Yml, text.as_bytes())
}

/// All that is wrong, a line each.
pub(crate) fn faults(rows: Result<Rows, FileError>) -> String {
    let faults = match rows {
        Ok(rows) => rows.into_iter().filter_map(Result::err).flat_map(|refused| refused.faults).collect(),
        Err(error) => error.into_faults(),
    };
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// The only row there is.
pub(crate) fn only(rows: Result<Rows, FileError>) -> ProductRow {
    let mut rows = rows.unwrap();
    assert_eq!(rows.len(), 1, "{rows:?}");
    rows.remove(0).unwrap()
}

/// A workbook whose cells the function writes.
pub(crate) fn workbook(write: impl Fn(&mut rust_xlsxwriter::Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    write(book.add_worksheet());
    book.save_to_buffer().unwrap()
}

/// A table as a file.
pub(crate) fn table(format: TableFormat, headings: &[&str], rows: &[Vec<files::Cell>]) -> Vec<u8> {
    let mut table = Table::begin(format, headings.iter().map(ToString::to_string)).unwrap();
    for row in rows {
        table.push(row.clone()).unwrap();
    }
    whole(vec![], table.finish().unwrap())
}

fn whole(mut begun: Vec<u8>, written: Written) -> Vec<u8> {
    match written {
        Written::Rest(rest) => begun.extend(rest),
        Written::Whole(mut file) => {
            file.read_to_end(&mut begun).unwrap();
        }
    }
    begun
}

pub(crate) fn product(n: u8) -> Product {
    let id = ObjectId::from_bytes([0x65, 0, 0, n, 1, 2, 3, 4, 5, 0, 0, n]);
    Product {
        id: ProductId(id),
        sku: Some(Sku::parse(&format!("K-{n}")).unwrap()),
        title: Title::parse("Kettle").unwrap(),
        description: ProductDescription::EMPTY,
        category_id: CategoryId(id),
        price: Money::new(129_990, Currency::UAH).unwrap(),
        discount: Discount::NONE,
        stock: Stock::new(5).unwrap(),
        attributes: vec![],
        images: vec![],
        translations: Translations::default(),
        holds: vec![],
        created_at: DateTime::UNIX_EPOCH,
        modified_at: DateTime::UNIX_EPOCH,
    }
}

pub(crate) fn attribute(name: &str, value: &str) -> Attribute {
    Attribute { name: AttributeName::parse(name).unwrap(), value: AttributeValue::parse(value).unwrap() }
}

/// A product in which everything is there that could go wrong.
pub(crate) fn awkward() -> Product {
    let text = ProductText {
        title: Some(Title::parse("=Чайник \"Олена\"; \u{2028}, новий").unwrap()),
        description: Some(ProductDescription::parse("Рядок 1\nРядок <2> & 3").unwrap()),
        attributes: Some(vec![attribute("Потужність", "+2200 Вт")]),
    };
    Product {
        title: Title::parse("-50 % 'off', \"now\"; today").unwrap(),
        description: ProductDescription::parse("@first\n\n  second,  third\n<b>not bold</b> ]]> &amp; a\\b").unwrap(),
        discount: Discount::new(15).unwrap(),
        attributes: vec![attribute("Colour", "red"), attribute("Power", "2200 W"), attribute("Colour", "=blue")],
        translations: Translations { uk: Some(text), ..Translations::default() },
        ..product(7)
    }
}

pub(crate) fn path() -> CategoryPath {
    CategoryPath::parse(r"Kitchen / Kettles \/ pots / =Steel").unwrap()
}

/// The catalogue of these products as a file.
pub(crate) fn export(format: Format, products: &[Product]) -> Vec<u8> {
    let name = |name| AttributeName::parse(name).unwrap();
    let titles = path().titles().to_vec();
    let ids: Vec<_> = (1..=3).map(|n| CategoryId(ObjectId::from_bytes([n; 12]))).collect();
    let section = |n: usize| Section { id: ids[n], parent: n.checked_sub(1).map(|n| ids[n]), title: titles[n].clone() };
    let options = ExportOptions {
        currency: Currency::UAH,
        attributes: vec![
            (None, name("Colour"), 2),
            (None, name("Power"), 1),
            (Some(Locale::Uk), name("Потужність"), 1),
        ],
        sections: (0..3).map(section).chain([other_section()]).collect(),
        shop: FeedShop {
            name: "Kiosk & Sons".to_owned(),
            url: Some("https://shop.example".to_owned()),
            made_at: NaiveDate::from_ymd_opt(2026, 11, 26).unwrap().and_hms_opt(9, 5, 0).unwrap(),
            stock_tag: StockTag::default(),
            old_price_tag: OldPriceTag::default(),
        },
    };
    let mut export = Export::begin(format, &options).unwrap();
    let mut file = vec![];
    for product in products {
        let product = &Product { category_id: ids[2], ..product.clone() };
        let photos = vec![format!("https://shop.example/p/{}.jpg?a=1&b=2", product.id)];
        export.push(&Entry { product, category: &path(), photos }).unwrap();
        file.extend(export.take().unwrap());
    }
    whole(file, export.finish().unwrap())
}

fn other_section() -> Section {
    let id = CategoryId(ObjectId::from_bytes([9; 12]));
    Section { id, parent: None, title: CategoryTitle::parse("Empty").unwrap() }
}
