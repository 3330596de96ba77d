//! YML: `yml_catalog/shop/{categories, offers}` as Rozetka and Prom.ua have it, `price/{categories, items}` as Hotline. They
//! differ in what they call stock and the price before a discount; all of these names are known.
//!
//! A product is matched by `vendorCode`, else by the offer's `id`. `price` is what customers pay.

mod html;
mod offer;

use std::collections::HashMap;

use quick_xml::{
    Reader,
    events::{BytesStart, BytesText, Event},
};

use super::{ReadOptions, Rows, element::Element, text};
use crate::{CategoryPath, FileError, Format, ProductRow, Refused};

/// So deep lie offers at most.
const MAX_DEPTH: usize = 16;

pub(super) fn read<F: FnMut(Result<ProductRow, Refused>) -> bool>(
    file: &[u8],
    options: &ReadOptions,
    rows: &mut Rows<F>,
) -> Result<(), FileError> {
    let text = text::decode(Format::Yml, file)?;
    if !text.trim_start().starts_with('<') {
        return Err(FileError::not(Format::Yml, "it is not XML"));
    }
    let mut walk = Walk { reader: Reader::from_str(text), categories: Categories::default(), depth: 0, offers: 0 };
    while let Some((number, offer)) = walk.next_offer()? {
        let row = offer::row(number, &offer, &walk.categories, options);
        if !rows.push(number, row)? {
            return Ok(());
        }
    }
    Ok(())
}

/// A walk from offer to offer.
struct Walk<'a> {
    reader: Reader<&'a [u8]>,
    categories: Categories,
    depth: usize,
    offers: u32,
}

impl Walk<'_> {
    fn next_offer(&mut self) -> Result<Option<(u32, Element)>, FileError> {
        loop {
            let event = self.reader.read_event().map_err(|error| self.broken(error.to_string()))?;
            let (tag, is_empty) = match event {
                Event::Start(tag) => (tag, false),
                Event::Empty(tag) => (tag, true),
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    continue;
                }
                Event::DocType(doctype) => {
                    self.check_doctype(&doctype)?;
                    continue;
                }
                Event::Eof if self.depth > 0 => return Err(self.broken("the file ends before its elements do")),
                Event::Eof => return Ok(None),
                _ => continue,
            };
            if let Some(offer) = self.enter(&tag, is_empty)? {
                return Ok(Some((self.offers, offer)));
            }
        }
    }

    /// Goes into an element, or takes it as a whole if it is an offer or a category.
    fn enter(&mut self, tag: &BytesStart<'_>, is_empty: bool) -> Result<Option<Element>, FileError> {
        let name = tag.name().as_ref().to_owned();
        match (self.depth, name.as_str()) {
            (0, "yml_catalog" | "price" | "shop") => {}
            (0, other) => {
                return Err(FileError::not(Format::Yml, format!("its root is {other}, not yml_catalog")));
            }
            (_, "offer" | "item") => {
                self.offers += 1;
                return self.element(tag, is_empty).map(Some);
            }
            (_, "category") => {
                let category = self.element(tag, is_empty)?;
                self.categories.put(&category);
                return Ok(None);
            }
            _ => {}
        }
        if !is_empty {
            self.depth += 1;
        }
        if self.depth > MAX_DEPTH {
            return Err(self.broken(format!("elements lie in one another more than {MAX_DEPTH} deep")));
        }
        Ok(None)
    }

    fn element(&mut self, tag: &BytesStart<'_>, is_empty: bool) -> Result<Element, FileError> {
        Element::read(&mut self.reader, tag, is_empty).map_err(|error| FileError::broken(self.offers.max(1), error))
    }

    /// A document type may name the published one, but declare nothing itself: what declares entities can make ten lines
    /// of a file a billion.
    fn check_doctype(&self, doctype: &BytesText<'_>) -> Result<(), FileError> {
        if doctype.xml10_content().contains(['[', '&', '%']) {
            return Err(self.broken("declares a document type of its own, which is not allowed"));
        }
        Ok(())
    }

    fn broken(&self, detail: impl Into<String>) -> FileError {
        FileError::broken(self.offers + 1, detail)
    }
}

/// The categories of a file, by the ids they have in it.
#[derive(Debug, Default)]
pub(super) struct Categories(HashMap<String, Section>);

#[derive(Debug)]
struct Section {
    title: String,
    parent: Option<String>,
}

impl Categories {
    fn put(&mut self, category: &Element) {
        // Hotline has elements where the others have attributes
        let part = |name| category.attribute(name).or_else(|| category.child(name)).map(ToOwned::to_owned);
        let title = category.child("name").unwrap_or_else(|| category.text()).to_owned();
        if let Some(id) = part("id") {
            let parent = part("parentId").filter(|parent| parent != "0");
            self.0.insert(id, Section { title, parent });
        }
    }

    /// Where the category with this id lies.
    ///
    /// # Errors
    /// What is wrong, in words.
    fn path(&self, id: &str) -> Result<CategoryPath, String> {
        let (mut titles, mut next) = (vec![], Some(id));
        while let Some(id) = next {
            let section = self.0.get(id).ok_or_else(|| format!("there is no category {id} in the file"))?;
            let title = domain::CategoryTitle::parse(&section.title);
            titles.push(title.map_err(|error| format!("the title of category {id} {error}"))?);
            if titles.len() > CategoryPath::MAX_DEPTH {
                return Err(format!("category {id} lies too deep, or in itself"));
            }
            next = section.parent.as_deref();
        }
        titles.reverse();
        CategoryPath::new(titles).ok_or_else(|| "is empty".to_owned())
    }
}
