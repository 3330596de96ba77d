//! The pages, one module per part of the shop.

mod audit;
mod broadcasts;
mod categories;
mod customers;
mod home;
mod import;
mod keys;
mod news;
mod orders;
mod products;
mod settings;
mod staff;

use domain::Role;

use crate::{routes::Routes, sign_in};

/// Registers every page.
pub(crate) fn register(routes: Routes) -> Routes {
    let routes = routes.post(Role::Clerk, "/office/logout", sign_in::sign_out).post(
        Role::Clerk,
        "/office/language",
        sign_in::set_language,
    );
    let pages: &[fn(Routes) -> Routes] = &[
        home::register,
        orders::register,
        customers::register,
        news::register,
        broadcasts::register,
        products::register,
        categories::register,
        import::register,
        staff::register,
        keys::register,
        audit::register,
        settings::register,
    ];
    pages.iter().fold(routes, |routes, register| register(routes))
}
