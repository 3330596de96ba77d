//! What every request to a page passes before its handler: it is of a session that lasts, whose member is still of the
//! staff's chat, whose role is enough; and what a form sent carries the session's `csrf` field.

use axum::{
    body::Body,
    extract::{Request, State},
    http::{Method, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use domain::Role;

use crate::{
    Office,
    context::Context,
    cookie,
    error::OfficeError,
    form::{self, CSRF},
    membership,
};

/// The gate before one page.
#[derive(Debug, Clone)]
pub(crate) struct Gate {
    pub(crate) office: Office,
    pub(crate) role: Role,
}

/// Lets a request through to its page, or answers it.
pub(crate) async fn pass(State(gate): State<Gate>, request: Request, next: Next) -> Response {
    match admit(&gate, request).await {
        Ok((context, request)) => {
            let mut response = next.run(request).await;
            // An error is shown in the language and with the navigation of who asked
            response.extensions_mut().insert(context);
            response
        }
        Err((error, context)) => {
            let mut response = error.into_response();
            if let Some(context) = context {
                response.extensions_mut().insert(context);
            }
            response
        }
    }
}

/// Why a request is not let through, and for whom that page is, if that is known.
type Turned = (OfficeError, Option<Context>);

async fn admit(gate: &Gate, request: Request) -> Result<(Context, Request), Turned> {
    let (mut parts, body) = request.into_parts();
    let context = enter(&gate.office, &parts).await.map_err(|error| (error, None))?;
    let turned = |error| (error, Some(context.clone()));
    if !context.session.role.includes(gate.role) {
        return Err(turned(OfficeError::Forbidden));
    }
    parts.extensions.insert(context.clone());
    if parts.method != Method::POST {
        return Ok((context, Request::from_parts(parts, body)));
    }
    let submitted = form::read(&parts, body).await.map_err(turned)?;
    if !context.is_csrf(submitted.text(CSRF)) {
        return Err(turned(OfficeError::Csrf));
    }
    parts.extensions.insert(submitted);
    Ok((context, Request::from_parts(parts, Body::empty())))
}

/// The session that a request carries.
async fn enter(office: &Office, parts: &Parts) -> Result<Context, OfficeError> {
    let back = || OfficeError::SignedOut { back: parts.uri.path_and_query().map(ToString::to_string) };
    let token = cookie::token(&parts.headers).ok_or_else(back)?;
    let session = office.api.store.sessions.find(&token).await?.ok_or_else(back)?;
    let session = membership::still(office, session).await?.ok_or_else(back)?;
    Ok(Context::new(office.clone(), session, &token, parts))
}
