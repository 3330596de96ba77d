//! What is stored about a person belongs to them: they can have it as a file, and have it erased. The audit log says that it
//! was done and by whom, and nothing of the person but their id.

use axum::{
    extract::Path,
    http::{
        HeaderValue,
        header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
};
use store::Precondition;

use super::id_of;
use crate::{
    change::{Action, Changed, Kind, object},
    context::Context,
    error::{OfficeError, see},
};

/// Everything that is stored about a customer, for them to read.
pub(super) async fn export(context: Context, Path(id): Path<String>) -> Result<Response, OfficeError> {
    let id = id_of(&id)?;
    let read = async {
        let stored = Box::pin(context.store().users.export(id)).await?.ok_or(OfficeError::NotFound)?;
        Ok(Changed::plain(stored))
    };
    let stored = context.change(Action::Export, object(Kind::Customer, id, ""), read).await?;
    let file = serde_json::to_string_pretty(&stored).map_err(|error| {
        tracing::error!(%error, "what is stored about a customer cannot be written");
        OfficeError::Internal
    })?;
    let name = HeaderValue::try_from(format!("attachment; filename=\"customer-{id}.json\""));
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (CONTENT_DISPOSITION, name.unwrap_or(HeaderValue::from_static("attachment"))),
    ];
    Ok((headers, file).into_response())
}

pub(super) async fn erase(context: Context, Path(id): Path<String>) -> Result<Response, OfficeError> {
    let id = id_of(&id)?;
    let erased = async {
        context.store().users.erase(id, Precondition::none()).await?;
        Ok(Changed::plain(()))
    };
    context.change(Action::Erase, object(Kind::Customer, id, ""), erased).await?;
    Ok(see("/office/customers?notice=erased"))
}
