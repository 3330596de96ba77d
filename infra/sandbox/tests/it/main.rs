//! The sandbox from outside, over HTTP: as a bot sees it, and as the page sees it.
//!
//! `support` starts a sandbox on a free port and a webhook to deliver to; the rooms below are named after what they
//! hold the sandbox to.

mod albums;
mod faults;
mod group;
mod inline;
mod keyboards;
mod messages;
mod page;
mod photos;
mod polling;
mod support;
mod webhook;
