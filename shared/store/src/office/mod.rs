//! The back office's own collections: who may come in, who is in, and what they changed.
//!
//! ```text
//! links.rs      sign-in links: used once, within minutes
//! sessions.rs   browsers that are signed in
//! members.rs    roles that an owner gave
//! audit.rs      who changed what
//! token.rs      what links and cookies carry; stored as a hash
//! ```

pub(crate) mod audit;
pub(crate) mod links;
pub(crate) mod members;
pub(crate) mod sessions;
mod token;

pub use audit::{Audit, AuditEntry, AuditEvent, AuditObject, AuditQuery, FieldChange};
pub use links::{SignInLink, SignInLinks};
pub use members::{MemberRole, Members};
pub use sessions::{NewSession, Session, Sessions};
pub use token::Token;

use std::time::Duration;

use bson::doc;
use mongodb::{IndexModel, options::IndexOptions};

/// Has MongoDB delete documents once the moment in this field has passed. Readers look at it, too: MongoDB comes round once a
/// minute.
fn ends(field: &str) -> IndexModel {
    let options = IndexOptions::builder().name("ends".to_owned()).expire_after(Duration::ZERO).build();
    IndexModel::builder().keys(doc! { field: 1 }).options(options).build()
}
