//! Alerts: customers are told that a product is back in stock, or costs less. The worker tells them; here they ask for it, no
//! longer want it, and see their list.
//!
//! ```text
//! Kiosk: [photo] Чайник … Немає в наявності   (🔔 Повідомити, коли з'явиться) (📉 …)
//! Olena: (🔔 …)
//! Kiosk: 🔔 Напишемо, щойно «Чайник» знову з'явиться.      (🔕 Не повідомляти)
//! ```

mod handler;
mod view;

pub(super) use handler::{Request, change, list, reply};
