//! Transactions: several documents change together or not at all, and a rival's write in between repeats the whole.
//!
//! ```text
//! transaction::run(&db, self.clone(), |session, products| products.step(session).boxed()).await
//! ```

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use futures_util::{FutureExt, future::BoxFuture};
use mongodb::{ClientSession, Database, error::Error as DriverError, options::ReadConcern};

use crate::StoreError;

/// Longer than any honest transaction, shorter than a function lives.
const TIME_LIMIT: Duration = Duration::from_secs(15);
/// Between two looks whether the category tree is open again.
const PAUSE: Duration = Duration::from_millis(10);

/// Runs `work` in a transaction that reads one snapshot. It may run many times: nothing in it but the database. An error
/// of its own ends the transaction with nothing written.
///
/// # Errors
/// What `work` says; [`StoreError::Timeout`]; [`StoreError::Driver`].
pub(crate) async fn run<C, R, W>(db: &Database, context: C, mut work: W) -> Result<R, StoreError>
where
    C: Send + Sync,
    R: Send + 'static,
    W: for<'a> FnMut(&'a mut ClientSession, &'a C) -> BoxFuture<'a, Result<R, StoreError>> + Send,
{
    let attempts = async {
        loop {
            match attempt(db, &context, &mut work).await {
                Err(StoreError::TreeClosed) => tokio::time::sleep(PAUSE).await,
                result => return result,
            }
        }
    };
    tokio::time::timeout(TIME_LIMIT, attempts).await.map_err(|_| StoreError::Timeout)?
}

async fn attempt<C, R, W>(db: &Database, context: &C, work: &mut W) -> Result<R, StoreError>
where
    C: Send + Sync,
    R: Send + 'static,
    W: for<'a> FnMut(&'a mut ClientSession, &'a C) -> BoxFuture<'a, Result<R, StoreError>> + Send,
{
    let mut session = db.client().start_session().await?;
    let result = session
        .start_transaction()
        .read_concern(ReadConcern::snapshot())
        .and_run(context, |session, context| work(session, context).map(|result| result.map_err(into_driver)).boxed())
        .await;
    result.map_err(from_driver)
}

/// Our own errors ride through the driver in this.
type Ours = Arc<Mutex<Option<StoreError>>>;

/// The driver repeats the transaction by looking at its own errors: they pass unchanged.
fn into_driver(error: StoreError) -> DriverError {
    match error {
        StoreError::Driver(error) => error,
        other => DriverError::custom(Ours::new(Mutex::new(Some(other)))),
    }
}

fn from_driver(error: DriverError) -> StoreError {
    let ours = error.get_custom::<Ours>().and_then(|ours| ours.lock().ok()?.take());
    ours.unwrap_or(StoreError::Driver(error))
}
