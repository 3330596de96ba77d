//! The catalogue in and out of files.

use std::{error::Error, path::PathBuf, time::Duration};

use clap::{Args, Subcommand, ValueEnum};
use domain::FileFormat;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use reqwest::{Method, header::CONTENT_TYPE};
use serde::Deserialize;

use crate::{
    Ended,
    api::{Api, ApiError},
    login,
    table::table,
};

/// Between two looks how far an import is.
const POLL: Duration = Duration::from_millis(500);
/// How often the shop may be out of reach meanwhile, one time after the other.
const PATIENCE: u32 = 20;
/// More faults are counted, not shown.
const SHOWN: usize = 50;

#[derive(Subcommand)]
pub(crate) enum CatalogueChore {
    /// Imports products from a file: CSV, XLSX, or a price list in YML
    Import(Import),
    /// Writes all products into a file, in the columns that an import reads
    Export {
        /// Where to; `-` is the standard output
        file: PathBuf,
        /// The file's format, if its name does not say it
        #[arg(long)]
        format: Option<Format>,
    },
}

#[derive(Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of the command line")]
pub(crate) struct Import {
    file: PathBuf,
    /// The file's format, if its name does not say it
    #[arg(long)]
    format: Option<Format>,
    /// Say what would become of every row, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Take products that have no row out of stock
    #[arg(long)]
    hide_missing: bool,
    /// Refuse rows whose category does not exist
    #[arg(long)]
    no_create_categories: bool,
    /// Wait for the end, and show how far it is
    #[arg(long)]
    watch: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Format {
    Csv,
    Xlsx,
    Yml,
}

impl From<Format> for FileFormat {
    fn from(format: Format) -> Self {
        match format {
            Format::Csv => Self::Csv,
            Format::Xlsx => Self::Xlsx,
            Format::Yml => Self::Yml,
        }
    }
}

/// An import as the shop shows it.
#[derive(Deserialize)]
struct Shown {
    id: String,
    status: String,
    rows: u64,
    created: u64,
    changed: u64,
    unchanged: u64,
    failed: u64,
    hidden: u64,
    photos_left: u64,
    errors: Vec<Fault>,
}

#[derive(Deserialize)]
struct Fault {
    row: u64,
    column: String,
    detail: String,
}

pub(crate) async fn run(chore: CatalogueChore) -> Result<Ended, Box<dyn Error>> {
    let api = login::api()?;
    match chore {
        CatalogueChore::Import(import) => run_import(&api, import).await,
        CatalogueChore::Export { file, format } => {
            let format = format_of(format, &file)?;
            let asked = api.ask(Method::GET, "/v1/catalogue/export", &[("format", format.into())]);
            let length = api.download(asked, &file).await?;
            eprintln!("Wrote {} ({length} bytes).", file.display());
            Ok(Ended::Well)
        }
    }
}

fn format_of(format: Option<Format>, file: &std::path::Path) -> Result<FileFormat, String> {
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let format = format.map(FileFormat::from).or_else(|| FileFormat::of_name(&name));
    format.ok_or_else(|| format!("{}: which format it is, its name does not say: --format", file.display()))
}

async fn run_import(api: &Api, import: Import) -> Result<Ended, Box<dyn Error>> {
    let format = format_of(import.format, &import.file)?;
    let file = std::fs::read(&import.file)
        .map_err(|error| ApiError::File { path: import.file.display().to_string(), error })?;
    let flag = |set: bool| if set { "true" } else { "false" };
    let query = [
        ("format", format.into()),
        ("dry_run", flag(import.dry_run)),
        ("missing", if import.hide_missing { "hide" } else { "keep" }),
        ("create_categories", flag(!import.no_create_categories)),
    ];
    let asked = api.ask(Method::POST, "/v1/catalogue/import", &query);
    let response = api.send(asked.header(CONTENT_TYPE, "application/octet-stream").body(file)).await?;
    let shown = read(response).await?;
    if !import.watch {
        println!("{}", shown.id);
        return Ok(Ended::Well);
    }
    let shown = watch(api, &shown.id).await?;
    Ok(report(&shown, import.dry_run)?)
}

async fn read(response: reqwest::Response) -> Result<Shown, ApiError> {
    response.json().await.map_err(|error| ApiError::Unreadable(error.to_string()))
}

/// Until the import is over.
async fn watch(api: &Api, id: &str) -> Result<Shown, ApiError> {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} rows {msg}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    let (path, mut failures) = (format!("/v1/catalogue/import/{id}"), 0);
    loop {
        let shown = match api.send(api.ask(Method::GET, &path, &[])).await {
            Ok(response) => read(response).await?,
            // The import goes on without us
            Err(ApiError::Unreachable { .. }) if failures < PATIENCE => {
                failures += 1;
                tokio::time::sleep(POLL).await;
                continue;
            }
            Err(ApiError::Refused { status, .. }) if failures < PATIENCE && is_passing(status) => {
                failures += 1;
                tokio::time::sleep(POLL).await;
                continue;
            }
            Err(error) => return Err(error),
        };
        failures = 0;
        bar.set_length(shown.rows);
        bar.set_position(shown.created + shown.changed + shown.unchanged + shown.failed);
        if shown.photos_left > 0 {
            bar.set_message(format!("photos of {} products are still to be fetched", shown.photos_left));
        }
        if matches!(shown.status.as_str(), "done" | "failed") {
            bar.finish_and_clear();
            return Ok(shown);
        }
        tokio::time::sleep(POLL).await;
    }
}

fn is_passing(status: reqwest::StatusCode) -> bool {
    status.is_server_error() || status == reqwest::StatusCode::TOO_MANY_REQUESTS
}

fn report(shown: &Shown, dry_run: bool) -> Result<Ended, String> {
    let row = |fault: &Fault| [fault.row.to_string(), fault.column.clone(), fault.detail.clone()];
    let rows: Vec<_> = shown.errors.iter().take(SHOWN).map(row).collect();
    if !rows.is_empty() {
        eprintln!("{}", table(["row", "column", "what is wrong"], &rows));
    }
    if shown.errors.len() > SHOWN {
        eprintln!("… and {} more, in /v1/catalogue/import/{}", shown.errors.len() - SHOWN, shown.id);
    }
    if shown.status == "failed" {
        return Err("the file cannot be read; nothing was written".to_owned());
    }
    let Shown { rows, created, changed, unchanged, failed, hidden, .. } = shown;
    let would = if dry_run { "Nothing was written. " } else { "" };
    println!("{would}{rows} rows: {created} created, {changed} changed, {unchanged} unchanged, {failed} failed.");
    if *hidden > 0 {
        println!("{hidden} products without a row are out of stock.");
    }
    Ok(if shown.errors.is_empty() { Ended::Well } else { Ended::WithFaults })
}
