//! An import: a file of products, what is to be done with it and how far that is.

use bson::serde_helpers::datetime::FromChrono04DateTime;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_with::{DeserializeFromStr, SerializeDisplay, serde_as};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use crate::{ImportId, stored::Fallback};

/// A format of files; the words are those of the API.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Display,
    EnumString,
    IntoStaticStr,
    VariantArray,
    SerializeDisplay,
    DeserializeFromStr,
)]
#[strum(serialize_all = "lowercase")]
pub enum FileFormat {
    /// Text in UTF-8 with a comma, semicolon or tab between cells.
    Csv,
    /// A workbook; its first sheet counts.
    Xlsx,
    /// The XML price list of Rozetka, Prom.ua and Hotline.
    Yml,
}

impl FileFormat {
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
    /// # use domain::FileFormat;
    /// assert_eq!(FileFormat::of_name("prices.XLSX"), Some(FileFormat::Xlsx));
    /// assert_eq!(FileFormat::of_name("prices.doc"), None);
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

/// What is to be done with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportOrder {
    pub format: FileFormat,
    /// Say what would become of every row, and write nothing.
    pub dry_run: bool,
    /// Products that have no row are out of stock from then on.
    pub hide_missing: bool,
    /// Categories that do not exist are created; otherwise their rows are refused.
    pub create_categories: bool,
}

/// Where an import stands; the words are those of the API and the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Display, IntoStaticStr, VariantArray)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum ImportStatus {
    /// Nobody has begun.
    Queued,
    /// Some rows are done, perhaps all, but not all photos.
    Running,
    /// Everything is done.
    Done,
    /// The file cannot be read: nothing was written.
    Failed,
}

/// What a release does not know is over as far as it can tell.
impl Fallback for ImportStatus {
    const FALLBACK: Self = Self::Failed;
}

/// What became of rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    pub created: i64,
    pub changed: i64,
    pub unchanged: i64,
    /// Those with something wrong: of such a row nothing is written.
    pub failed: i64,
}

/// What is wrong with a row, or one of its cells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportFault {
    /// As a spreadsheet numbers it: the heading is row 1. Of a price list, the place of the offer.
    pub row: i64,
    /// The column's heading, or the element's name; empty where it is the whole row.
    pub column: String,
    pub detail: String,
}

/// An import and how far it is.
#[serde_as]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Import {
    #[serde(rename = "_id")]
    pub id: ImportId,
    #[serde(flatten)]
    pub order: ImportOrder,
    pub status: ImportStatus,
    /// How many rows the file has; 0 before it was read.
    pub rows: i64,
    /// The number of the last row that is done.
    pub done: i64,
    #[serde(flatten)]
    pub tally: Tally,
    /// Products without a row that are out of stock by it.
    pub hidden: i64,
    /// Products whose photos are still to be fetched.
    pub photos_left: i64,
    /// The first [`Import::MAX_FAULTS`].
    pub errors: Vec<ImportFault>,
    #[serde_as(as = "FromChrono04DateTime")]
    pub created_at: DateTime<Utc>,
    #[serde_as(as = "FromChrono04DateTime")]
    pub modified_at: DateTime<Utc>,
    #[serde_as(as = "Option<FromChrono04DateTime>")]
    #[serde(default)]
    pub finished_at: Option<DateTime<Utc>>,
}

impl Import {
    /// So many faults are kept.
    pub const MAX_FAULTS: usize = 1_000;

    /// Whether nothing more comes.
    pub const fn is_over(&self) -> bool {
        matches!(self.status, ImportStatus::Done | ImportStatus::Failed)
    }
}
