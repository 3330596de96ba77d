//! `/office/customers`: who buys here.
//!
//! ```text
//! list.rs     newest first, by what staff type or by day
//! detail.rs   one customer: who they are, what they bought, the conversation, what they want to be told of
//! data.rs     everything stored about a person, as a file; erased
//! ```

mod data;
mod detail;
mod list;

use domain::{Role, UserId};

use crate::{error::OfficeError, routes::Routes};

pub(super) fn register(routes: Routes) -> Routes {
    routes
        .get(Role::Clerk, "/office/customers", list::show)
        .get(Role::Clerk, "/office/customers/{telegram_id}", detail::show)
        .post(Role::Clerk, "/office/customers/{telegram_id}/messages", detail::write)
        .get(Role::Clerk, "/office/customers/{telegram_id}/export", data::export)
        .post(Role::Clerk, "/office/customers/{telegram_id}/erase", data::erase)
}

fn id_of(text: &str) -> Result<UserId, OfficeError> {
    text.parse().map(UserId).map_err(|_| OfficeError::NotFound)
}
