//! Carries out imports: the rows of a file into products, then their photos from their addresses.
//!
//! ```text
//! run.rs        takes the lease, then import after import
//! job.rs        an import: counted, then step after step, then what has no row, then photos
//! plan.rs       what rows do to the products they name; pure
//! tree.rs       the categories that paths lead to
//! pictures.rs   the photos of a product, fetched and shown
//! fetch.rs      one photo from its address, within limits
//! addresses.rs  which addresses of the internet may be asked
//! ```
//!
//! What an import has done is written with every step ([`store::Imports`]), so whoever carries it out may die at any time, and
//! another goes on. Any number may run; a lease lets one of them work.
//!
//! ```no_run
//! # async fn example(store: store::Store) -> Result<(), store::StoreError> {
//! use domain::Currency;
//! use importer::{Importer, ImporterSettings};
//! use tokio_util::sync::CancellationToken;
//!
//! let importer = Importer::new(store, ImporterSettings::of(Currency::UAH));
//! // A function that a scheduler calls every minute:
//! let done = importer.drain(&CancellationToken::new()).await?;
//! // Or a process that lives:
//! importer.run(&CancellationToken::new()).await;
//! # let _ = done;
//! # Ok(()) }
//! ```

mod addresses;
mod fetch;
mod job;
mod pictures;
mod plan;
mod run;
mod tree;

pub use addresses::is_public;
pub use fetch::{FetchError, Fetcher, Limits};
pub use run::{Importer, ImporterSettings};
