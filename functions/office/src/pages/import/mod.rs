//! `/office/import`: the catalogue in and out of files.
//!
//! A file that is uploaded is looked through first, which writes nothing; then the same file is imported at the press of a button.
//!
//! ```text
//! upload.rs   the page: a file is sent, what was imported last, files to take away
//! result.rs   one import: how far it is, what is wrong in which row; imported after it was looked through
//! export.rs   the catalogue as a file
//! ```

mod export;
mod result;
mod upload;

use domain::{Import, ImportId, ImportStatus, Role};

use crate::{context::Context, error::OfficeError, routes::Routes};

const PATH: &str = "/office/import";

pub(super) fn register(routes: Routes) -> Routes {
    routes
        .get(Role::Manager, PATH, upload::show)
        .post(Role::Manager, PATH, upload::receive)
        .get(Role::Manager, "/office/import/{id}", result::show)
        .post(Role::Manager, "/office/import/{id}/apply", result::apply)
        .get(Role::Manager, "/office/export", export::download)
}

async fn find(context: &Context, id: &str) -> Result<Import, OfficeError> {
    let id: ImportId = id.parse().map_err(|_| OfficeError::NotFound)?;
    context.store().imports.find(id).await?.ok_or(OfficeError::NotFound)
}

/// The key of the name of a status.
const fn status_key(status: ImportStatus) -> &'static str {
    match status {
        ImportStatus::Queued => "office-import-queued",
        ImportStatus::Running => "office-import-running",
        ImportStatus::Done => "office-import-done",
        ImportStatus::Failed => "office-import-failed",
    }
}
