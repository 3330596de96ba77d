//! The shop's people: who they are, and what each may do in the back office.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use crate::{DomainError, PersonName, UserId};

/// What somebody of the staff may do. Whoever has one of them may do everything that those after it may.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    Display,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase", const_into_str, parse_err_ty = DomainError, parse_err_fn = not_a_role)]
pub enum Role {
    /// Everything, the staff, the API keys and the audit log included.
    Owner,
    /// The catalogue, customers, orders, news and broadcasts.
    Manager,
    /// Orders and customers; may look at the catalogue.
    Clerk,
}

const fn not_a_role(_: &str) -> DomainError {
    DomainError::NotARole
}

impl Role {
    /// Whether it may do what this role may.
    pub fn includes(self, other: Self) -> bool {
        self <= other
    }
}

/// Somebody of the staff, or whoever signed in with the shop's first key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Their Telegram id; `None` for who came with `ADMIN_API_KEY`, or over the command line.
    #[serde(rename = "member_id")]
    pub id: Option<UserId>,
    /// As Telegram calls them.
    #[serde(rename = "member_name")]
    pub name: PersonName,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_owner_may_what_a_manager_may_and_a_manager_what_a_clerk_may() {
        let [owner, manager, clerk] = [Role::Owner, Role::Manager, Role::Clerk];
        for (role, other, may) in [(owner, clerk, true), (manager, manager, true), (clerk, manager, false)] {
            assert_eq!(role.includes(other), may, "{role} as {other}");
        }
        assert_eq!("clerk".parse(), Ok(Role::Clerk));
        assert_eq!("king".parse::<Role>(), Err(DomainError::NotARole));
    }
}
