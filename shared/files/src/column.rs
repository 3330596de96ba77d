//! What a column holds, from its heading.

use std::collections::HashSet;

use domain::{AttributeName, Locale};

use crate::{CellFault, FileError};

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Column {
    Sku,
    /// The title; in another language if there is one.
    Title(Option<Locale>),
    Description(Option<Locale>),
    Category,
    Price,
    Discount,
    Stock,
    Images,
    /// Values of this attribute. Of several columns with the same name, the n-th holds the n-th attribute of that name.
    Attribute(Option<Locale>, AttributeName),
}

/// More columns no spreadsheet has.
pub(crate) const MAX_COLUMNS: usize = 16_384;

impl Column {
    /// The column with this heading.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    fn parse(heading: &str) -> Result<Self, String> {
        let heading = heading.trim();
        if let Some((kind, name)) = heading.split_once(':') {
            let kind = kind.trim_end().to_ascii_lowercase();
            let locale = match kind.strip_prefix("attribute") {
                Some("") => None,
                Some(suffix) => Some(locale_of(suffix).ok_or_else(unknown)?),
                None => return Err(unknown()),
            };
            let name = AttributeName::parse(name).map_err(|error| format!("the attribute's name {error}"))?;
            return Ok(Self::Attribute(locale, name));
        }
        let lower = heading.to_ascii_lowercase();
        Ok(match lower.as_str() {
            "sku" => Self::Sku,
            "title" => Self::Title(None),
            "description" => Self::Description(None),
            "category" => Self::Category,
            "price" => Self::Price,
            "discount_percent" => Self::Discount,
            "stock" => Self::Stock,
            "image_urls" => Self::Images,
            other => {
                let translated = |prefix| other.strip_prefix(prefix).and_then(locale_of);
                if let Some(locale) = translated("title") {
                    Self::Title(Some(locale))
                } else {
                    Self::Description(Some(translated("description").ok_or_else(unknown)?))
                }
            }
        })
    }

    /// Its heading.
    pub(crate) fn heading(&self) -> String {
        let suffix = |locale: &Option<Locale>| locale.map(|locale| format!("_{locale}")).unwrap_or_default();
        match self {
            Self::Sku => "sku".to_owned(),
            Self::Title(locale) => format!("title{}", suffix(locale)),
            Self::Description(locale) => format!("description{}", suffix(locale)),
            Self::Category => "category".to_owned(),
            Self::Price => "price".to_owned(),
            Self::Discount => "discount_percent".to_owned(),
            Self::Stock => "stock".to_owned(),
            Self::Images => "image_urls".to_owned(),
            Self::Attribute(locale, name) => format!("attribute{}:{name}", suffix(locale)),
        }
    }
}

/// `_uk` → Ukrainian.
fn locale_of(suffix: &str) -> Option<Locale> {
    suffix.strip_prefix('_')?.parse().ok()
}

fn unknown() -> String {
    "is not a column of the catalogue".to_owned()
}

/// The columns of a table, in its order; `None` where a column without a heading stands. All that is wrong with them is
/// said at once, and nothing of such a file is imported: a misspelt heading must not pass for a column that is not there.
///
/// # Errors
/// [`FileError::Headings`].
pub(crate) fn columns(headings: &[String]) -> Result<Vec<Option<Column>>, FileError> {
    let mut faults = vec![];
    let (mut columns, mut seen) = (vec![], HashSet::new());
    if headings.len() > MAX_COLUMNS {
        return Err(FileError::broken(1, format!("has more than {MAX_COLUMNS} columns")));
    }
    for heading in headings {
        if heading.trim().is_empty() {
            columns.push(None);
            continue;
        }
        match Column::parse(heading) {
            Ok(column) => {
                let may_repeat = matches!(column, Column::Attribute(..));
                if !seen.insert(column.clone()) && !may_repeat {
                    faults.push(CellFault::new(1, heading.trim(), "is there twice"));
                }
                columns.push(Some(column));
            }
            Err(detail) => faults.push(CellFault::new(1, shortened(heading), detail)),
        }
    }
    if !seen.contains(&Column::Sku) {
        faults.push(CellFault::new(1, "sku", "is missing: products are matched by it"));
    }
    if faults.is_empty() { Ok(columns) } else { Err(FileError::Headings(faults)) }
}

/// What is no heading may be the text of a whole book.
fn shortened(heading: &str) -> String {
    heading.trim().chars().take(80).collect()
}
