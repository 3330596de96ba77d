//! An import as it is shown.

use domain::{FileFormat, Import, ImportFault, ImportStatus};
use rest::TimeField;
use serde::Serialize;
use utoipa::ToSchema;

// What an import looks like
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Import)]
pub(crate) struct ImportView {
    /// Its id.
    #[schema(value_type = rest::Id)]
    id: String,
    /// Where it stands.
    #[schema(value_type = Status)]
    status: ImportStatus,
    /// The file's format.
    #[schema(value_type = Format)]
    format: FileFormat,
    /// Whether nothing is written.
    dry_run: bool,
    /// How many rows the file has; 0 before it was read.
    rows: i64,
    /// How many of them are new products.
    created: i64,
    /// How many of them change a product.
    changed: i64,
    /// How many of them change nothing.
    unchanged: i64,
    /// Of how many something is wrong: nothing of them is written.
    failed: i64,
    /// How many products without a row are out of stock by it.
    hidden: i64,
    /// Of how many products photos are still to be fetched.
    photos_left: i64,
    /// What is wrong with the file, its rows or their photos: the first 1000.
    #[schema(max_items = 1000)]
    errors: Vec<FaultView>,
    /// When it was asked for.
    created_at: TimeField,
    /// When it went on last.
    modified_at: TimeField,
    /// When it ended.
    #[schema(required = true)]
    finished_at: Option<TimeField>,
}

// What is wrong with a row
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ImportFault)]
pub(crate) struct FaultView {
    /// As a spreadsheet numbers it: the heading is row 1. Of a price list, the place of the offer.
    row: i64,
    /// The column's heading, or the element's name; empty where it is the whole row.
    column: String,
    /// What is wrong.
    detail: String,
}

// The words of a status, for OpenAPI
#[derive(Debug, ToSchema)]
#[schema(as = ImportStatus, rename_all = "snake_case")]
#[expect(dead_code, reason = "only its schema is used")]
pub(crate) enum Status {
    Queued,
    Running,
    Done,
    Failed,
}

// The words of a format, for OpenAPI
#[derive(Debug, ToSchema)]
#[schema(as = FileFormat, rename_all = "snake_case")]
#[expect(dead_code, reason = "only its schema is used")]
pub(crate) enum Format {
    Csv,
    Xlsx,
    Yml,
}

impl From<ImportFault> for FaultView {
    fn from(ImportFault { row, column, detail }: ImportFault) -> Self {
        Self { row, column, detail }
    }
}

impl From<Import> for ImportView {
    fn from(import: Import) -> Self {
        Self {
            id: import.id.to_string(),
            status: import.status,
            format: import.order.format,
            dry_run: import.order.dry_run,
            rows: import.rows,
            created: import.tally.created,
            changed: import.tally.changed,
            unchanged: import.tally.unchanged,
            failed: import.tally.failed,
            hidden: import.hidden,
            photos_left: import.photos_left,
            errors: import.errors.into_iter().map(FaultView::from).collect(),
            created_at: TimeField(import.created_at),
            modified_at: TimeField(import.modified_at),
            finished_at: import.finished_at.map(TimeField),
        }
    }
}
