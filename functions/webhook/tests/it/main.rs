//! The chat from outside: real updates to the router over a real MongoDB, and what went out to the Bot API.

mod again;
mod alerts;
mod bad_input;
mod cancel;
mod cart;
mod catalog;
mod chat;
mod checkout;
mod failures;
mod gallery;
mod holds;
mod http;
mod inline;
mod languages;
mod messages;
mod news;
mod once;
mod orders;
mod profile;
mod redelivery;
mod rounds;
mod search;
mod staff;
mod staff_orders;
mod start;
