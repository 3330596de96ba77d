//! The shop under faults: a network that delays, cuts and swallows, a database that changes its primary, a process that
//! is killed, inputs nobody would send, and more requests than the machine can serve.
//!
//! Customers buy in the chat of a real `server` process, over a Telegram that delivers each chat's updates in order until
//! they are answered with 200. Afterwards the books are checked: what was sold is missing from the stock and nothing
//! else, every confirmed summary is one order, every update was answered.
//!
//! [`instances`] has nothing fail: there the shop runs many times over one database.
//!
//! Short by default; `scripts/campaign` runs them for long. What is random comes from `KIOSK_SEED`, which each test
//! prints; given back, it repeats the run as far as the operating system's scheduling lets it.

mod books;
mod customer;
mod election;
mod fuzz;
mod instances;
mod kills;
mod network;
mod overload;
mod settings;
mod shop;
mod telegram;
mod transitions;
