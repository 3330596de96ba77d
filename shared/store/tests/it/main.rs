//! The store over a real MongoDB: what holds whoever calls it.

mod arrange;
mod bulk;
mod customers;
mod deletion;
mod erase;
mod explain;
mod figures;
mod flat;
mod holds;
mod imports;
mod leases;
mod low_stock;
mod migrate;
mod moves;
mod office;
mod order_watch;
mod outbox;
mod placing;
mod product_edits;
mod races;
mod search;
mod skus;
mod transitions;
