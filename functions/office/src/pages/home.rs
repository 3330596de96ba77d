//! `/office`: how the shop is doing.

use axum::response::Response;
use domain::Role;
use maud::html;

use crate::{context::Context, error::OfficeError, routes::Routes};

pub(super) fn register(routes: Routes) -> Routes {
    routes.get(Role::Clerk, "/office", home)
}

async fn home(context: Context) -> Result<Response, OfficeError> {
    let title = context.label("office-nav-today");
    Ok(context.page(&title, &html! { h1 { (title) } }))
}
