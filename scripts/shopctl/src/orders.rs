//! Orders as a file, for the accountant.

use std::{error::Error, path::PathBuf};

use clap::{Subcommand, ValueEnum};
use reqwest::Method;

use crate::login;

#[derive(Subcommand)]
pub(crate) enum OrdersChore {
    /// Writes orders into a file, a row for each of their lines
    Export {
        /// Where to; `-` is the standard output
        file: PathBuf,
        /// The file's format, if its name does not say it
        #[arg(long)]
        format: Option<Format>,
        /// Those placed then or later, such as 2026-11-01T00:00:00Z
        #[arg(long)]
        from: Option<String>,
        /// Those placed before
        #[arg(long)]
        to: Option<String>,
    },
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Format {
    Csv,
    Xlsx,
}

pub(crate) async fn run(OrdersChore::Export { file, format, from, to }: OrdersChore) -> Result<(), Box<dyn Error>> {
    let is_workbook = file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("xlsx"));
    let format = match format {
        Some(Format::Xlsx) => "xlsx",
        None if is_workbook => "xlsx",
        Some(Format::Csv) | None => "csv",
    };
    let mut query = vec![("format", format)];
    query.extend(from.as_deref().map(|from| ("from", from)));
    query.extend(to.as_deref().map(|to| ("to", to)));
    let api = login::api()?;
    let length = api.download(api.ask(Method::GET, "/v1/orders/export", &query), &file).await?;
    eprintln!("Wrote {} ({length} bytes).", file.display());
    Ok(())
}
