//! The worker against a real MongoDB and a Bot API that keeps Telegram's limits.

mod alerts;
mod api;
mod cards;
mod customers;
mod faults;
mod fixture;
mod formatted;
mod killed;
mod lambda;
mod limits;
mod messages;
mod moves;
mod news;
mod outcomes;
mod preview;
mod scheduled;
mod staff;
mod stopped;
mod workers;
