//! The shop through a customer's eyes: a real browser, the real programs, a real database.
//!
//! ```text
//! stories.rs   what customers live through
//! chat.rs      what a customer does in the chat page
//! browser.rs   Chromium, and a picture of the page when a story ends badly
//! office/      what the shop's people do in the back office, and how its pages look
//! shop.rs      server, sandbox, database and webhook
//! process.rs, until.rs
//! ```

mod browser;
mod chat;
mod office;
mod process;
mod shop;
mod stories;
mod until;
