//! A change that somebody makes, and its entry in the audit log: noted before it is made, completed after it. See
//! [`store::Audit`].

use std::fmt::Display;

use domain::SessionId;
use serde::Serialize;
use serde_json::Value;
use store::{AuditEvent, AuditObject, FieldChange};
use strum::IntoStaticStr;

use crate::{browser, context::Context, error::OfficeError};

/// The longest value that the log keeps whole.
const MAX_VALUE: usize = 500;

/// What is done, as the log calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr, strum::EnumString)]
#[strum(serialize_all = "kebab-case", const_into_str)]
pub(crate) enum Action {
    Create,
    Change,
    Delete,
    Undo,
    Cancel,
    Erase,
    Export,
    Import,
    Send,
    SignIn,
    SignOut,
}

/// What it is done to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr, strum::EnumString, strum::VariantArray)]
#[strum(serialize_all = "kebab-case", const_into_str)]
pub(crate) enum Kind {
    Order,
    Product,
    Category,
    Customer,
    Message,
    News,
    Broadcast,
    Import,
    Member,
    Session,
    Key,
}

/// A change that was made.
#[derive(Debug)]
pub(crate) struct Changed<T> {
    pub(crate) value: T,
    /// Of an object that is new.
    pub(crate) id: Option<String>,
    pub(crate) changes: Vec<FieldChange>,
}

impl<T> Changed<T> {
    /// A change of these fields.
    pub(crate) const fn new(value: T, changes: Vec<FieldChange>) -> Self {
        Self { value, id: None, changes }
    }

    /// A change of which nothing is said but that it was made.
    pub(crate) const fn plain(value: T) -> Self {
        Self::new(value, Vec::new())
    }

    /// The id of the object that was made.
    pub(crate) fn with_id(mut self, id: impl Display) -> Self {
        self.id = Some(id.to_string());
        self
    }
}

/// An object as the log names it.
pub(crate) fn object(kind: Kind, id: impl Display, title: impl Into<String>) -> AuditObject {
    AuditObject { kind: kind.into_str().to_owned(), id: id.to_string(), title: title.into() }
}

impl Context {
    /// Makes a change, and has the log say so. Where it is refused, the log says nothing; where it is not known whether it
    /// was made, the entry stays as one that is not completed.
    pub(crate) async fn change<T>(
        &self,
        action: Action,
        object: AuditObject,
        make: impl Future<Output = Result<Changed<T>, OfficeError>>,
    ) -> Result<T, OfficeError> {
        let audit = &self.store().audit;
        let (member, role) = (self.session.member.clone(), self.session.role);
        let entry = audit.begin(AuditEvent { member, role, action: action.into_str().to_owned(), object }).await?;
        match make.await {
            Ok(Changed { value, id, changes }) => {
                audit.complete(entry, id.as_deref(), &changes).await?;
                Ok(value)
            }
            Err(error @ (OfficeError::Unavailable | OfficeError::Internal)) => Err(error),
            Err(error) => {
                audit.withdraw(entry).await?;
                Err(error)
            }
        }
    }

    /// The object that is this session.
    pub(crate) fn session_object(&self) -> AuditObject {
        let SessionId(id) = self.session.id;
        object(Kind::Session, id, browser::name(&self.session.browser))
    }
}

/// One field.
pub(crate) fn field(name: &str, before: Option<impl Display>, after: Option<impl Display>) -> FieldChange {
    let text = |value: String| shortened(&value);
    FieldChange {
        field: name.to_owned(),
        before: before.map(|value| text(value.to_string())),
        after: after.map(|value| text(value.to_string())),
    }
}

/// The fields in which two states of an object differ.
pub(crate) fn difference(before: &impl Serialize, after: &impl Serialize) -> Vec<FieldChange> {
    let fields = |state: Value| if let Value::Object(fields) = state { fields } else { serde_json::Map::new() };
    let before = fields(serde_json::to_value(before).unwrap_or_default());
    let after = fields(serde_json::to_value(after).unwrap_or_default());
    let gone = before.keys().filter(|name| !after.contains_key(*name));
    let names = after.keys().chain(gone).filter(|name| !["modified_at", "created_at"].contains(&name.as_str()));
    let differs = names.filter(|name| before.get(*name) != after.get(*name));
    differs.map(|name| field(name, before.get(name).and_then(said), after.get(name).and_then(said))).collect()
}

fn said(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

fn shortened(text: &str) -> String {
    telegram::shorten(text, MAX_VALUE)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_differs_is_logged() {
        let before = json!({ "title": "Kettle", "stock": 3, "sku": null, "modified_at": 1 });
        let after = json!({ "title": "Kettle", "stock": 4, "sku": "K-1", "modified_at": 2 });
        assert_eq!(
            difference(&before, &after),
            [field("stock", Some(3), Some(4)), field("sku", None::<&str>, Some("K-1")),]
        );
    }
}
