//! Who asks: API keys, and what they allow. What a handler needs stands in its signature:
//!
//! ```ignore
//! async fn create_product(state: Allowed<ProductsWrite>, …)
//! ```
//!
//! A key travels as `Authorization: Bearer …` (RFC 6750). Keys lie in the database as hashes; `ADMIN_API_KEY` works
//! beside them. Both are compared in constant time.

use std::marker::PhantomData;

use axum::{
    extract::{FromRef, FromRequestParts},
    http::{header::AUTHORIZATION, request::Parts},
};
use derive_more::Deref;
use domain::{Scope, VariantArray};
use secrecy::ExposeSecret;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::{ApiState, HttpError};

/// A scope as a type.
pub trait Need: Send + Sync {
    /// The scope.
    const SCOPE: Scope;
}

macro_rules! needs {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name;

        impl Need for $name {
            const SCOPE: Scope = Scope::$name;
        }
    )+};
}

needs! {
    /// `products:write`.
    ProductsWrite,
    /// `categories:write`.
    CategoriesWrite,
    /// `news:write`.
    NewsWrite,
    /// `users:read`.
    UsersRead,
    /// `users:write`.
    UsersWrite,
    /// `orders:read`.
    OrdersRead,
    /// `broadcasts:write`.
    BroadcastsWrite,
    /// `catalogue:read`.
    CatalogueRead,
    /// `catalogue:write`.
    CatalogueWrite,
    /// `outbox:drain`.
    OutboxDrain,
}

/// The state, for a request that carries a key that allows this.
#[derive(Debug, Deref)]
pub struct Allowed<N>(#[deref] ApiState, PhantomData<N>);

impl<N: Need, S: Sync> FromRequestParts<S> for Allowed<N>
where
    ApiState: FromRef<S>,
{
    type Rejection = HttpError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, HttpError> {
        let state = ApiState::from_ref(state);
        let scopes = scopes(parts, &state).await?.ok_or(HttpError::Unauthenticated("an API key is required"))?;
        if scopes.contains(&N::SCOPE) { Ok(Self(state, PhantomData)) } else { Err(HttpError::Forbidden(N::SCOPE)) }
    }
}

/// Whoever it is; a key, if there is one, is a good one, and may show more.
#[derive(Debug)]
pub struct Anyone {
    scopes: Vec<Scope>,
}

impl Anyone {
    /// Whether the request carries a key that allows this.
    pub fn may<N: Need>(&self) -> bool {
        self.scopes.contains(&N::SCOPE)
    }
}

impl FromRequestParts<ApiState> for Anyone {
    type Rejection = HttpError;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, HttpError> {
        Ok(Self { scopes: scopes(parts, state).await?.unwrap_or_default() })
    }
}

/// What the request's key allows; `None` when it carries none.
async fn scopes(parts: &Parts, state: &ApiState) -> Result<Option<Vec<Scope>>, HttpError> {
    let Some(header) = parts.headers.get(AUTHORIZATION) else { return Ok(None) };
    let key = bearer(header.to_str().unwrap_or_default());
    let key = key.ok_or(HttpError::Unauthenticated("the Authorization header is not of the form Bearer …"))?;
    if state.is_admin(key) {
        state.access.limits.key("ADMIN_API_KEY")?;
        return Ok(Some(Scope::VARIANTS.to_vec()));
    }
    let key = state.store.keys.verify(key).await?;
    let key = key.ok_or(HttpError::Unauthenticated("the API key is unknown, expired or revoked"))?;
    state.access.limits.key(key.name.as_str())?;
    Ok(Some(key.scopes))
}

/// The scheme's name has no case (RFC 9110, 11.1).
fn bearer(header: &str) -> Option<&str> {
    let key = header.split_once(' ').filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    key.map(|(_, key)| key.trim()).filter(|key| !key.is_empty())
}

impl ApiState {
    /// Whether this is the key of the shop's first minutes, `ADMIN_API_KEY`.
    pub fn is_admin(&self, key: &str) -> bool {
        let hash = |key: &str| -> [u8; 32] { Sha256::digest(key.as_bytes()).into() };
        // Hashes are of one length, so that the comparison tells nothing of the key's
        let matches = |admin: &secrecy::SecretString| hash(admin.expose_secret()).ct_eq(&hash(key)).into();
        self.access.admin_key.as_ref().is_some_and(matches)
    }
}
