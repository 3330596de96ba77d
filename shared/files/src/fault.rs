//! What is wrong with a file, a row, a cell.

use std::fmt;

use domain::Sku;

use crate::Format;

/// What is wrong with a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellFault {
    /// The number of its row, as a spreadsheet shows it: the heading is row 1. Of YML, the place of the offer in the file.
    pub row: u32,
    /// The heading of its column, or the name of the element; empty where it is the whole row.
    pub column: String,
    /// What is wrong, such as "is longer than 256 characters".
    pub detail: String,
}

impl CellFault {
    /// A fault of this cell.
    pub fn new(row: u32, column: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { row, column: column.into(), detail: detail.into() }
    }
}

impl fmt::Display for CellFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.column.as_str() {
            "" => write!(f, "row {}: {}", self.row, self.detail),
            column => write!(f, "row {}, {column}: {}", self.row, self.detail),
        }
    }
}

/// A row that cannot be taken, with everything that is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Its number.
    pub row: u32,
    /// Whose row it is, if that can be read.
    pub sku: Option<Sku>,
    /// At least one.
    pub faults: Vec<CellFault>,
}

/// A file that cannot be read (any further).
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// It has more bytes than [`crate::MAX_BYTES`].
    #[error("the file is larger than {} MiB", crate::MAX_BYTES >> 20)]
    TooLarge,
    /// It is not what it is said to be.
    #[error("the file is not {}: {detail}", name(*format))]
    NotThisFormat {
        /// What it should be.
        format: Format,
        /// What was found instead.
        detail: String,
    },
    /// Columns are missing, unknown or there twice.
    #[error("{}", lines(.0))]
    Headings(Vec<CellFault>),
    /// What comes from this row on cannot be read.
    #[error("{0}")]
    Broken(CellFault),
}

impl FileError {
    pub(crate) fn not(format: Format, detail: impl Into<String>) -> Self {
        Self::NotThisFormat { format, detail: detail.into() }
    }

    pub(crate) fn broken(row: u32, detail: impl Into<String>) -> Self {
        Self::Broken(CellFault::new(row, "", detail))
    }

    /// The same by row and column; what concerns the whole file is said of row 1.
    pub fn into_faults(self) -> Vec<CellFault> {
        match self {
            Self::Headings(faults) => faults,
            Self::Broken(fault) => vec![fault],
            error => vec![CellFault::new(1, "", error.to_string())],
        }
    }
}

fn lines(faults: &[CellFault]) -> String {
    faults.iter().map(CellFault::to_string).collect::<Vec<_>>().join("\n")
}

const fn name(format: Format) -> &'static str {
    match format {
        Format::Csv => "a CSV file",
        Format::Xlsx => "an XLSX workbook",
        Format::Yml => "a YML price list",
    }
}
