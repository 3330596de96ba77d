//! The catalogue as a YML price list. An offer's id is the product's, a category's is made of its own: neither ever changes.

use std::{io, mem};

use domain::{Attribute, CategoryId, Currency, Locale, Money, Product};
use quick_xml::{
    Writer,
    events::{BytesCData, BytesDecl, BytesEnd, BytesStart, BytesText, Event},
};

use super::{Entry, ExportOptions, FeedShop, Section};
use crate::escape::printable;

/// A price list that is being written.
#[derive(derive_more::Debug)]
#[debug("PriceList")]
pub(super) struct PriceList {
    writer: Writer<Vec<u8>>,
    shop: FeedShop,
    currency: Currency,
}

impl PriceList {
    pub(super) fn begin(options: &ExportOptions) -> io::Result<Self> {
        let (shop, currency) = (options.shop.clone(), options.currency);
        let mut list = Self { writer: Writer::new_with_indent(vec![], b' ', 2), shop, currency };
        list.writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        list.writer.write_event(Event::DocType(BytesText::from_escaped("yml_catalog SYSTEM \"shops.dtd\"")))?;
        let date = list.shop.made_at.format("%Y-%m-%d %H:%M").to_string();
        list.start(BytesStart::new("yml_catalog").with_attributes([("date", date.as_str())]))?;
        list.start(BytesStart::new("shop"))?;
        let name = list.shop.name.clone();
        list.text("name", &name)?;
        list.text("company", &name)?;
        if let Some(url) = list.shop.url.clone() {
            list.text("url", &url)?;
        }
        list.start(BytesStart::new("currencies"))?;
        let attributes = [("id", currency.code()), ("rate", "1")];
        list.writer.write_event(Event::Empty(BytesStart::new("currency").with_attributes(attributes)))?;
        list.end("currencies")?;
        list.start(BytesStart::new("categories"))?;
        for section in &options.sections {
            list.section(section)?;
        }
        list.end("categories")?;
        list.start(BytesStart::new("offers"))?;
        Ok(list)
    }

    fn section(&mut self, section: &Section) -> io::Result<()> {
        let (id, parent) = (number(section.id), section.parent.map(number));
        let mut tag = BytesStart::new("category");
        tag.push_attribute(("id", id.as_str()));
        if let Some(parent) = &parent {
            tag.push_attribute(("parentId", parent.as_str()));
        }
        self.writer.write_event(Event::Start(tag))?;
        self.writer.write_event(Event::Text(BytesText::new(&printable(section.title.as_str()))))?;
        self.writer.write_event(Event::End(BytesEnd::new("category")))
    }

    pub(super) fn push(&mut self, entry: &Entry<'_>) -> io::Result<()> {
        let product = entry.product;
        let (id, available) = (product.id.to_string(), if product.stock.is_out() { "false" } else { "true" });
        self.start(BytesStart::new("offer").with_attributes([("id", id.as_str()), ("available", available)]))?;
        self.prices(product)?;
        self.text("categoryId", &number(product.category_id))?;
        for photo in &entry.photos {
            self.text("picture", photo)?;
        }
        let ukrainian = product.translations.get(Locale::Uk);
        self.text("name", product.title.as_str())?;
        if let Some(title) = ukrainian.and_then(|text| text.title.as_ref()) {
            self.text("name_ua", title.as_str())?;
        }
        if let Some(sku) = &product.sku {
            self.text("vendorCode", sku.as_str())?;
        }
        // Also an empty one, so that reading the list empties what it found empty
        self.html("description", product.description.as_str())?;
        if let Some(description) = ukrainian.and_then(|text| text.description.as_ref()) {
            self.html("description_ua", description.as_str())?;
        }
        for attribute in &product.attributes {
            self.param(attribute)?;
        }
        self.end("offer")
    }

    fn prices(&mut self, product: &Product) -> io::Result<()> {
        let paid = decimal(product.final_price());
        self.text("price", &paid)?;
        let before = decimal(product.price);
        if before != paid {
            let tag = self.shop.old_price_tag.to_string();
            self.text(&tag, &before)?;
        }
        self.text("currencyId", self.currency.code())?;
        let tag = self.shop.stock_tag.to_string();
        self.text(&tag, &product.stock.get().to_string())
    }

    fn param(&mut self, attribute: &Attribute) -> io::Result<()> {
        let name = printable(attribute.name.as_str());
        let tag = BytesStart::new("param").with_attributes([("name", name.as_ref())]);
        self.writer.write_event(Event::Start(tag))?;
        self.writer.write_event(Event::Text(BytesText::new(&printable(attribute.value.as_str()))))?;
        self.writer.write_event(Event::End(BytesEnd::new("param")))
    }

    fn text(&mut self, name: &str, text: &str) -> io::Result<()> {
        self.writer.create_element(name).write_text_content(BytesText::new(&printable(text)))?;
        Ok(())
    }

    /// Plain text as the HTML that price lists have.
    fn html(&mut self, name: &str, text: &str) -> io::Result<()> {
        let text = printable(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let html = text.replace('\n', "<br>");
        // What would end the section cannot occur: > is escaped
        self.writer.create_element(name).write_cdata_content(BytesCData::new(html))?;
        Ok(())
    }

    fn start(&mut self, tag: BytesStart<'_>) -> io::Result<()> {
        self.writer.write_event(Event::Start(tag))
    }

    fn end(&mut self, name: &str) -> io::Result<()> {
        self.writer.write_event(Event::End(BytesEnd::new(name)))
    }

    pub(super) fn take(&mut self) -> Vec<u8> {
        mem::take(self.writer.get_mut())
    }

    pub(super) fn finish(mut self) -> io::Result<Vec<u8>> {
        self.end("offers")?;
        self.end("shop")?;
        self.end("yml_catalog")?;
        self.writer.get_mut().push(b'\n');
        Ok(self.take())
    }
}

/// Markets take no ids of categories but numbers. The seconds and the counter of an id make one of at most 17 digits.
fn number(id: CategoryId) -> String {
    let bytes = id.0.bytes();
    let [seconds @ .., _, _, _, _, _, a, b, c] = bytes;
    let digits = seconds.into_iter().chain([a, b, c]).fold(0_u64, |number, byte| number << 8 | u64::from(byte));
    digits.to_string()
}

fn decimal(money: Money) -> String {
    let digits = money.currency().exponent().unwrap_or(0);
    super::Cell::Decimal(money.amount(), digits).text()
}
