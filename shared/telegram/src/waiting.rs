//! How many updates wait at Telegram, as a metric: what tells a shop that is too slow from one that has nothing to do.

use std::{pin::Pin, sync::Arc, time::Duration};

use metrics::gauge;
use tokio::{sync::Mutex, time::Instant};

use crate::Api;

/// Telegram is asked no more often.
const PAUSE: Duration = Duration::from_secs(15);

/// Sets the gauge `kiosk_updates_waiting` whenever it is called, from what Telegram said lately; to NaN, where it says
/// nothing.
pub fn updates_waiting(api: Api) -> impl Fn() -> Pin<Box<dyn Future<Output = ()> + Send>> + Send + Sync {
    let asked: Arc<Mutex<Option<Instant>>> = Arc::default();
    move || {
        let (api, asked) = (api.clone(), asked.clone());
        Box::pin(async move {
            let mut asked = asked.lock().await;
            if asked.is_some_and(|at| at.elapsed() < PAUSE) {
                return;
            }
            // Also if it is cut off: Telegram that does not answer is not asked at every turn
            *asked = Some(Instant::now());
            let waiting = gauge!("kiosk_updates_waiting");
            waiting.set(f64::NAN);
            if let Ok(info) = api.webhook_info().await {
                waiting.set(f64::from(info.pending_update_count));
            }
        })
    }
}
