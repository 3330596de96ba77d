//! Price lists: those of the markets, and the one that is written.

use domain::{Currency, Discount};
use files::{AttributeCells, CategoryPath, Format, PhotoRef};

use crate::structure;
use crate::support::{attribute, awkward, export, faults, only, product, yml};

const ROZETKA: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE yml_catalog SYSTEM "shops.dtd">
<yml_catalog date="2026-11-26 09:05"><shop><name>S</name>
<categories><category id="2" parentId="1">Чайники</category><category id="1">Кухня</category></categories>
<offers><offer id="17" available="true">
  <price>1299.90</price><price_old>1499.90</price_old><currencyId>UAH</currencyId><categoryId>2</categoryId>
  <picture>https://a.example/1.jpg</picture><picture>https://a.example/2.jpg?x=1&amp;y=2</picture>
  <name>Чайник &quot;Олена&quot;</name><name_ua>Чайник</name_ua><vendor>V</vendor>
  <stock_quantity>7</stock_quantity>
  <description><![CDATA[<p>Сталь &amp; скло</p><p>2 л</p>]]></description>
  <param name="Потужність" unit="Вт">2200</param>
</offer></offers></shop></yml_catalog>"#;

#[test]
fn an_offer_of_rozetka_is_read() {
    let row = only(yml(ROZETKA));
    assert_eq!((row.row, row.sku.as_str()), (1, "17"));
    assert_eq!(row.texts.title.clone().flatten().unwrap().as_str(), "Чайник \"Олена\"");
    assert_eq!(row.texts.description.clone().flatten().unwrap().as_str(), "Сталь & скло\n2 л");
    assert_eq!(row.translations[0].title.clone().flatten().unwrap().as_str(), "Чайник");
    assert_eq!(row.category, Some(CategoryPath::parse("Кухня / Чайники").unwrap()));
    assert_eq!((row.stock.unwrap().get(), row.photos.clone().unwrap().len()), (7, 2));
    assert!(matches!(&row.photos.clone().unwrap()[1], PhotoRef::Remote(url) if url.query() == Some("x=1&y=2")));
    assert_eq!(row.texts.attributes, AttributeCells::All(vec![attribute("Потужність", "2200 Вт")]));
    // 13.3 % less is 13 % less of a price that is not quite the old one: customers pay what the file says
    let (price, discount) = (row.price.unwrap(), row.discount.unwrap());
    assert_eq!((discount, discount.apply(price).amount()), (Discount::new(13).unwrap(), 129_990));
}

#[test]
fn an_offer_of_prom_is_matched_by_its_vendor_code() {
    let row = only(yml(
        "<yml_catalog><shop><offers><offer id=\"1\" available=\"false\"><vendorCode>K-1</vendorCode><name>K</name>\
         <price>80</price><oldprice>100</oldprice></offer></offers></shop></yml_catalog>",
    ));
    assert_eq!((row.sku.as_str(), row.stock.unwrap().get()), ("K-1", 0));
    assert_eq!((row.price.unwrap().amount(), row.discount.unwrap().get()), (10_000, 20));
}

#[test]
fn an_item_of_hotline_is_read() {
    let row = only(yml(
        "<price><categories><category><id>1</id><name>Kitchen</name></category></categories><items><item><id>5</id>\
         <categoryId>1</categoryId><name>Kettle</name><priceRUAH>10,50</priceRUAH><stock>В наявності</stock>\
         <image>https://a.example/1.jpg</image></item></items></price>",
    ));
    assert_eq!((row.sku.as_str(), row.price.unwrap().amount(), row.stock), ("5", 1_050, None));
    assert_eq!(row.category.unwrap().to_string(), "Kitchen");
}

#[test]
fn what_is_wrong_with_an_offer_is_named() {
    let text = "<yml_catalog><shop><categories><category id='1' parentId='2'>A</category>\
                <category id='2' parentId='1'>B</category></categories><offers>\
                <offer><name/><price>x</price><categoryId>9</categoryId><quantity>-1</quantity><picture>x</picture></offer>\
                <offer id='2'><price>1</price><currencyId>USD</currencyId><categoryId>1</categoryId>\
                <param>y</param></offer>\
                <offer id='2'/><offer id='2'/></offers></shop></yml_catalog>";
    insta::assert_snapshot!(faults(yml(text)), @r"
    row 1, id: is missing: products are matched by it, or by vendorCode
    row 1, categoryId: there is no category 9 in the file
    row 1, price: is not a price, such as 1299.90
    row 1, stock: is not between 0 and 1000000000
    row 1, picture: x is not an address
    row 2, categoryId: category 1 lies too deep, or in itself
    row 2, price: is in USD, but the shop's currency is UAH
    row 2, param: has no name
    row 4, sku: 2 stands in row 3 already
    ");
}

#[test]
fn a_price_list_has_the_structure_that_markets_publish() {
    let file = String::from_utf8(export(Format::Yml, &[product(1), awkward()])).unwrap();
    insta::assert_snapshot!(file);
    assert_eq!(structure::check(&file, Currency::UAH.code()), Ok(2));
}

#[test]
fn what_breaks_the_structure_is_found() {
    let file = String::from_utf8(export(Format::Yml, &[product(1)])).unwrap();
    for (from, to) in [
        ("<price>1299.90</price>", ""),
        ("<currencyId>UAH</currencyId>", "<currencyId>USD</currencyId>"),
        ("<name>Kettle</name>", "<title>Kettle</title>"),
        ("available=\"true\"", "available=\"yes\""),
        ("date=\"2026-11-26 09:05\"", "date=\"26.11.2026\""),
    ] {
        assert!(file.contains(from), "{from}");
        assert!(structure::check(&file.replace(from, to), "UAH").is_err(), "{from}");
    }
}
