//! The names of collections that several modules read or write.

pub(crate) const CATEGORIES: &str = "categories";
pub(crate) const CONVERSATIONS: &str = "conversations";
pub(crate) const PRODUCTS: &str = "products";
pub(crate) const USERS: &str = "users";
