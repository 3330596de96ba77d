//! The store over a real MongoDB: what holds whoever calls it.

mod erase;
mod explain;
mod flat;
mod holds;
mod imports;
mod leases;
mod migrate;
mod moves;
mod office;
mod outbox;
mod placing;
mod races;
mod search;
mod transitions;
