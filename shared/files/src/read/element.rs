//! A small tree of an XML element: an offer, a category.

use quick_xml::{
    Reader, XmlVersion,
    events::{BytesStart, Event},
};

/// So deep may elements lie in an offer.
const MAX_DEPTH: usize = 8;

/// An element with all in it.
#[derive(Debug, Default)]
pub(super) struct Element {
    pub(super) name: String,
    attributes: Vec<(String, String)>,
    pub(super) children: Vec<Element>,
    text: String,
}

impl Element {
    /// The element that this tag begins; `is_empty`: and ends.
    ///
    /// # Errors
    /// What is wrong, in words.
    pub(super) fn read(reader: &mut Reader<&[u8]>, start: &BytesStart<'_>, is_empty: bool) -> Result<Self, String> {
        Self::at_depth(reader, start, is_empty, 0)
    }

    fn at_depth(
        reader: &mut Reader<&[u8]>,
        start: &BytesStart<'_>,
        is_empty: bool,
        depth: usize,
    ) -> Result<Self, String> {
        if depth >= MAX_DEPTH {
            return Err(format!("elements lie in one another more than {MAX_DEPTH} deep"));
        }
        let mut element = Self::of_tag(start)?;
        if is_empty {
            return Ok(element);
        }
        loop {
            match reader.read_event().map_err(|error| error.to_string())? {
                Event::Start(tag) => element.children.push(Self::at_depth(reader, &tag, false, depth + 1)?),
                Event::Empty(tag) => element.children.push(Self::at_depth(reader, &tag, true, depth + 1)?),
                Event::End(_) => break,
                Event::Text(text) => element.text.push_str(&text.xml10_content()),
                Event::CData(text) => element.text.push_str(&text.xml10_content()),
                Event::GeneralRef(reference) => element.text.push(resolve(&reference)?),
                Event::Eof => return Err(format!("ends within {}", element.name)),
                Event::Comment(_) | Event::PI(_) | Event::Decl(_) => {}
                Event::DocType(_) => return Err("has a document type within an element".to_owned()),
            }
        }
        Ok(element)
    }

    fn of_tag(start: &BytesStart<'_>) -> Result<Self, String> {
        let mut element = Self { name: start.name().as_ref().to_owned(), ..Self::default() };
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|error| error.to_string())?;
            let value = attribute.normalized_value(XmlVersion::Explicit1_0).map_err(|error| error.to_string())?;
            element.attributes.push((attribute.key.as_ref().to_owned(), value.into_owned()));
        }
        Ok(element)
    }

    /// Its text, trimmed.
    pub(super) fn text(&self) -> &str {
        self.text.trim()
    }

    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(attribute, _)| attribute == name);
        found.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// The text of the first child with this name, unless it is empty.
    pub(super) fn child(&self, name: &str) -> Option<&str> {
        let mut named = self.children.iter().filter(|child| child.name == name);
        named.find_map(|child| Some(child.text()).filter(|text| !text.is_empty()))
    }

    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |child| child.name == name)
    }
}

/// A character by its number, or one of XML's own five names. Entities of a file's own are not expanded at all, so that they
/// cannot multiply.
fn resolve(reference: &quick_xml::events::BytesRef<'_>) -> Result<char, String> {
    if let Some(letter) = reference.resolve_char_ref().map_err(|error| error.to_string())? {
        return Ok(letter);
    }
    match &*reference.xml10_content() {
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "amp" => Ok('&'),
        "apos" => Ok('\''),
        "quot" => Ok('"'),
        "nbsp" => Ok('\u{a0}'),
        other => Err(format!("the entity &{other}; is not known")),
    }
}
