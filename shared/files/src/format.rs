//! The formats of files.

use strum::{Display, EnumString, IntoStaticStr, VariantArray};

/// A format; the words are those of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "lowercase")]
pub enum Format {
    /// Text in UTF-8 with a comma, semicolon or tab between cells.
    Csv,
    /// A workbook; its first sheet counts.
    Xlsx,
    /// The XML price list of Rozetka, Prom.ua and Hotline.
    Yml,
}

impl Format {
    /// The media type of a file that is written.
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Yml => "application/xml; charset=utf-8",
        }
    }

    /// How its files' names end.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Yml => "xml",
        }
    }

    /// The format of a file of this name.
    ///
    /// ```
    /// # use files::Format;
    /// assert_eq!(Format::of_name("prices.XLSX"), Some(Format::Xlsx));
    /// assert_eq!(Format::of_name("prices.doc"), None);
    /// ```
    pub fn of_name(name: &str) -> Option<Self> {
        let (_, extension) = name.rsplit_once('.')?;
        match extension.to_ascii_lowercase().as_str() {
            "csv" | "tsv" | "txt" => Some(Self::Csv),
            "xlsx" => Some(Self::Xlsx),
            "yml" | "xml" => Some(Self::Yml),
            _ => None,
        }
    }
}
