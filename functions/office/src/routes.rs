//! Every page of the back office. A page is registered with the role it needs, behind the gate; there is no other way to
//! register one. A page for which no role is thought of is therefore impossible, not merely forbidden.

use axum::{
    Router,
    handler::Handler,
    http::Method,
    middleware::from_fn_with_state,
    routing::{MethodFilter, any, on},
};
use domain::Role;
use tower_http::{catch_panic::CatchPanicLayer, compression::CompressionLayer};

use crate::{Office, assets, error, gate, gate::Gate, pages, sign_in};

/// A page, and who may ask for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    pub method: Method,
    pub path: &'static str,
    /// The role it needs; those above it may as well.
    pub role: Role,
}

/// Pages that are being put together.
#[derive(Debug)]
pub struct Routes {
    office: Office,
    router: Router<Office>,
    table: Vec<Route>,
}

/// All pages behind the gate.
pub fn all(office: Office) -> Routes {
    let routes = Routes { office, router: Router::new(), table: Vec::new() };
    pages::register(routes)
}

impl Routes {
    /// A page that shows something.
    pub(crate) fn get<H, T>(self, role: Role, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, Office>,
        T: 'static,
    {
        self.on(MethodFilter::GET, Method::GET, role, path, handler)
    }

    /// A form that changes something.
    pub(crate) fn post<H, T>(self, role: Role, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, Office>,
        T: 'static,
    {
        self.on(MethodFilter::POST, Method::POST, role, path, handler)
    }

    fn on<H, T>(mut self, filter: MethodFilter, method: Method, role: Role, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, Office>,
        T: 'static,
    {
        let gate = Gate { office: self.office.clone(), role };
        self.router = self.router.route(path, on(filter, handler).layer(from_fn_with_state(gate, gate::pass)));
        self.table.push(Route { method, path, role });
        self
    }

    /// Every page with the role it needs.
    pub fn table(&self) -> &[Route] {
        &self.table
    }

    pub(crate) fn into_router(self) -> Router {
        let Self { office, router, .. } = self;
        // Whoever follows a link that leads nowhere is told so where they are signed in
        let nowhere = from_fn_with_state(Gate { office: office.clone(), role: Role::Clerk }, gate::pass);
        let pages = router
            .merge(sign_in::routes())
            .route("/office/{*rest}", any(error::not_found).layer(nowhere))
            // Outermost first
            .layer((
                CompressionLayer::new(),
                axum::middleware::from_fn(assets::protect),
                from_fn_with_state(office.clone(), error::show),
                CatchPanicLayer::custom(error::broken),
            ))
            .with_state(office);
        pages.merge(assets::routes())
    }
}
