//! What all REST functions share, so that each of them is only its resource.
//!
//! A function brings an `OpenApiRouter` of handlers; [`service`] adds the layers around it: limits, problem+json,
//! compression, CORS, `/openapi.json` and `/docs`. The path of a request:
//!
//! ```text
//! limit by address ─ deadline ─ body limit ─ handler(Allowed<Scope>, IdPath, Paged, IfMatch, JsonBody) ─ store ─ view
//!                                     │ HttpError
//!                                     ▼
//!                                  Problem ─ written with the request's id
//! ```
//!
//! Below it lie `domain`, `store` and `runtime`; beside it nothing. It knows no resource by name.
//!
//! ```ignore
//! #[utoipa::path(get, path = "/v1/things/{id}", responses((status = 200, body = ThingView)))]
//! async fn get_thing(State(state): State<ApiState>, IdPath(id): IdPath<ThingId>, headers: HeaderMap) -> Result<Shown<ThingView>, HttpError> {
//!     let thing = state.store.things.find(id).await?.ok_or(HttpError::NotFound)?;
//!     Ok(Shown(thing.into(), headers))
//! }
//! ```
mod auth;
mod body;
mod conditional;
mod deadline;
mod docs;
mod download;
mod error;
mod faults;
mod fields;
mod json;
mod limit;
mod money;
mod openapi;
mod page;
mod patch;
mod path;
mod problem;
mod process;
mod service;
mod settings;
mod translations;

use std::sync::Arc;

use domain::Currency;
use secrecy::SecretString;
use store::Store;

pub use self::settings::{Origins, RestSettings};
pub use auth::{
    Allowed, Anyone, BroadcastsWrite, CatalogueRead, CatalogueWrite, CategoriesWrite, Need, NewsWrite, OrdersRead,
    OutboxDrain, ProductsWrite, UsersRead, UsersWrite,
};
pub use body::{JsonBody, Many, read_body};
pub use conditional::{Changed, Created, IfMatch, Shown, etag_of, is_known};
pub use deadline::with_deadline;
pub use docs::{docs, no_docs};
pub use download::{Gone, Pieces, WriteError, download};
pub use error::HttpError;
pub use fields::{
    AddressField, AttributeNameField, AttributeValueField, BroadcastTextField, CategoryDescriptionField,
    CategoryTitleField, DiscountField, EmailField, Id, IdField, LocaleField, NewsContentField, NumberField,
    PersonNameField, PhoneField, PositionField, ProductDescriptionField, SkuField, StockField, TextField, TimeField,
    TitleField, UserIdField, UsernameField,
};
pub use json::Object;
pub use limit::Attempts;
pub use money::{CurrencyField, MoneyView, Price, PricePatch};
pub use page::{NoFilters, PageParams, PageView, Paged, Params};
pub use patch::{NonNullPatch, Patch};
pub use path::IdPath;
pub use problem::{FieldError, Problem};
pub use process::{ProcessSettings, run};
pub use service::service;
pub use translations::{TranslationsPatch, TranslationsView};

/// What handlers of all REST functions get. Cheap to clone.
#[derive(Clone, Debug)]
pub struct ApiState {
    /// The shop's data.
    pub store: Store,
    /// What prices are in.
    pub currency: Currency,
    access: Arc<Access>,
}

/// Who may ask, and how often.
#[derive(Debug)]
struct Access {
    admin_key: Option<SecretString>,
    limits: limit::Limits,
    origins: Option<Origins>,
}

impl ApiState {
    /// The REST API of the shop with this data, whose prices are in this currency.
    pub fn new(store: Store, currency: Currency, settings: &RestSettings) -> Self {
        let access = Access {
            admin_key: settings.admin_key.clone(),
            limits: limit::Limits::new(settings.requests_per_second, settings.trusted_proxies),
            origins: settings.origins.clone(),
        };
        Self { store, currency, access: Arc::new(access) }
    }
}
