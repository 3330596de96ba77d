//! Every metric there is. `docs/operations.md` explains them; a test compares it with what a server shows.

use metrics::{describe_counter, describe_gauge, describe_histogram};

/// The upper bounds of every histogram, in seconds.
pub(crate) const BUCKETS: [f64; 13] = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0];

const HISTOGRAMS: [(&str, &str); 5] = [
    ("kiosk_http_request_duration_seconds", "Requests until their response begins"),
    ("kiosk_update_duration_seconds", "Telegram's updates until they are answered"),
    ("kiosk_bot_api_call_duration_seconds", "Calls of the Bot API"),
    ("kiosk_mongodb_command_duration_seconds", "Commands to MongoDB"),
    ("kiosk_mongodb_checkout_duration_seconds", "Waiting for a connection to MongoDB"),
];

const COUNTERS: [(&str, &str); 4] = [
    ("kiosk_claims_busy_total", "Updates that had to wait for another one of the same chat"),
    ("kiosk_broadcast_messages_total", "Messages of broadcasts, by what became of them"),
    ("kiosk_orders_placed_total", "Orders placed"),
    ("kiosk_revenue_minor_units_total", "Totals of the orders placed, in minor units of the currency"),
];

const GAUGES: [(&str, &str); 8] = [
    ("kiosk_build_info", "Which release this is; always 1"),
    ("kiosk_ready", "1 where the database answers and its data are of a shape this release works with, else 0"),
    ("kiosk_updates_waiting", "Updates that Telegram has not delivered yet; NaN where that cannot be asked"),
    ("kiosk_outbox_oldest_due_seconds", "For how long the first notice in the outbox has been due; 0: none is"),
    ("kiosk_outbox_undelivered", "Notices that could not be delivered, up to a thousand"),
    ("kiosk_broadcast_recipients_left", "Customers that broadcasts under way have still to reach"),
    ("kiosk_mongodb_connections", "Connections to MongoDB"),
    ("kiosk_worker_last_round_timestamp_seconds", "When the worker of this process last looked for what is due"),
];

/// Tells the recorder what the metrics are.
pub(crate) fn describe() {
    for (name, help) in HISTOGRAMS {
        describe_histogram!(name, help);
    }
    for (name, help) in COUNTERS {
        describe_counter!(name, help);
    }
    for (name, help) in GAUGES {
        describe_gauge!(name, help);
    }
}
