//! The store over a real MongoDB: what holds whoever calls it.

mod erase;
mod explain;
mod leases;
mod migrate;
mod outbox;
mod races;
