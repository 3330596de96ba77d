//! The pages, one module per part of the shop.

mod home;
mod orders;

use domain::Role;

use crate::{routes::Routes, sign_in};

/// Registers every page.
pub(crate) fn register(routes: Routes) -> Routes {
    let routes = routes.post(Role::Clerk, "/office/logout", sign_in::sign_out).post(
        Role::Clerk,
        "/office/language",
        sign_in::set_language,
    );
    [home::register, orders::register].into_iter().fold(routes, |routes, register| register(routes))
}
