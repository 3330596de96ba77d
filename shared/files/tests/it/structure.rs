//! The published format of price lists as a check: which elements there are, how often, in which order, and what they hold.

use std::collections::HashSet;

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

#[derive(Debug, Default)]
struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    children: Vec<Element>,
    text: String,
}

/// An element of an offer.
struct Rule {
    name: &'static str,
    /// How often it may stand there.
    times: std::ops::RangeInclusive<usize>,
    holds: fn(&str) -> bool,
}

const fn rule(name: &'static str, least: usize, most: usize, holds: fn(&str) -> bool) -> Rule {
    Rule { name, times: least..=most, holds }
}

const OFFER: [Rule; 12] = [
    rule("price", 1, 1, is_price),
    rule("oldprice", 0, 1, is_price),
    rule("currencyId", 1, 1, is_text),
    rule("quantity_in_stock", 1, 1, is_number),
    rule("categoryId", 1, 1, is_number),
    rule("picture", 0, 10, is_address),
    rule("name", 1, 1, is_text),
    rule("name_ua", 0, 1, is_text),
    rule("vendorCode", 0, 1, is_text),
    rule("description", 0, 1, |_| true),
    rule("description_ua", 0, 1, |_| true),
    rule("param", 0, 32, is_text),
];

fn is_price(text: &str) -> bool {
    text.split_once('.').is_some_and(|(whole, part)| is_number(whole) && part.len() == 2 && is_number(part))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.len() <= 18 && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_text(text: &str) -> bool {
    !text.is_empty()
}

fn is_address(text: &str) -> bool {
    url::Url::parse(text).is_ok_and(|url| url.scheme() == "https")
}

/// Says how many offers there are.
pub(crate) fn check(file: &str, currency: &str) -> Result<usize, String> {
    let mut reader = Reader::from_str(file);
    let root = loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::Start(tag) => break Element::read(&mut reader, &tag)?,
            Event::Eof => return Err("there is no root".to_owned()),
            _ => {}
        }
    };
    chrono::NaiveDateTime::parse_from_str(&root.attribute("date"), "%Y-%m-%d %H:%M").map_err(|_| "date")?;
    let [shop] = root.children.as_slice() else { return Err("one shop".to_owned()) };
    let parts: Vec<_> = shop.children.iter().map(|child| child.name.as_str()).collect();
    if parts != ["name", "company", "url", "currencies", "categories", "offers"] {
        return Err(format!("{parts:?}"));
    }
    let [.., currencies, categories, offers] = shop.children.as_slice() else { return Err("parts".to_owned()) };
    if !matches!(currencies.children.as_slice(), [one] if one.attribute("id") == currency && one.attribute("rate") == "1")
    {
        return Err("currencies".to_owned());
    }
    let mut known = HashSet::new();
    for category in &categories.children {
        let (id, parent) = (category.attribute("id"), category.attribute("parentId"));
        let has_parent = parent.is_empty() || known.contains(&parent);
        if !is_number(&id) || category.text.is_empty() || !has_parent || !known.insert(id) {
            return Err(format!("{category:?}"));
        }
    }
    let mut ids = HashSet::new();
    for offer in &offers.children {
        if !ids.insert(offer.attribute("id")) {
            return Err(format!("the id of {offer:?} is there twice"));
        }
        offer.check(currency, &known)?;
    }
    Ok(ids.len())
}

impl Element {
    fn read(reader: &mut Reader<&[u8]>, tag: &BytesStart<'_>) -> Result<Self, String> {
        let mut element = Self::of_tag(tag);
        loop {
            match reader.read_event().map_err(|error| error.to_string())? {
                Event::Start(tag) => element.children.push(Self::read(reader, &tag)?),
                Event::Empty(tag) => element.children.push(Self::of_tag(&tag)),
                Event::End(_) => return Ok(element),
                Event::Text(text) => element.text.push_str(text.xml10_content().trim()),
                Event::CData(text) => element.text.push_str(&text.xml10_content()),
                Event::GeneralRef(_) => element.text.push('&'),
                Event::Eof => return Err("ends too early".to_owned()),
                _ => {}
            }
        }
    }

    fn of_tag(tag: &BytesStart<'_>) -> Self {
        let pair = |attribute: quick_xml::events::attributes::Attribute<'_>| {
            (attribute.key.0.to_owned(), attribute.value.into_owned())
        };
        let attributes = tag.attributes().map(|attribute| pair(attribute.unwrap())).collect();
        Self { name: tag.name().0.to_owned(), attributes, ..Self::default() }
    }

    fn attribute(&self, name: &str) -> String {
        let found = self.attributes.iter().find(|(attribute, _)| attribute == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    }

    /// Of an offer.
    fn check(&self, currency: &str, categories: &HashSet<String>) -> Result<(), String> {
        if self.name != "offer" || !["true", "false"].contains(&self.attribute("available").as_str()) {
            return Err(format!("{} {:?}", self.name, self.attributes));
        }
        let mut rest = self.children.as_slice();
        for Rule { name, times, holds } in OFFER {
            let count = rest.iter().take_while(|element| element.name == name).count();
            if !times.contains(&count) {
                return Err(format!("{count} times {name}"));
            }
            let (these, others) = rest.split_at(count);
            let is_known = |text: &str| match name {
                "currencyId" => text == currency,
                "categoryId" => categories.contains(text),
                _ => true,
            };
            if let Some(wrong) = these.iter().find(|element| !holds(&element.text) || !is_known(&element.text)) {
                return Err(format!("{name} holds {}", wrong.text));
            }
            rest = others;
        }
        rest.first().map_or(Ok(()), |element| Err(format!("{} is not in its place", element.name)))
    }
}
