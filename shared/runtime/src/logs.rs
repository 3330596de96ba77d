//! Logs: for people on a terminal, for Cloud Logging elsewhere.
//!
//! ```text
//! {"severity":"INFO","time":"2026-11-20T09:30:00.000000Z","target":"runtime::serve","message":"stopped"}
//! ```

use std::io::{IsTerminal, stderr};

use json_subscriber::JsonLayer;
use tracing::Level;
use tracing_subscriber::{
    Layer, Registry,
    fmt::{MakeWriter, time::SystemTime},
    layer::SubscriberExt,
    util::SubscriberInitExt,
};

use crate::{LogFormat, LogSettings};

/// Starts logging to standard error.
pub fn init_logs(settings: &LogSettings) {
    init(settings, None);
}

/// The same, beside a layer that sees what happens, too.
pub(crate) fn init(settings: &LogSettings, further: Option<Box<dyn Layer<Registry> + Send + Sync>>) {
    let default = if stderr().is_terminal() { LogFormat::Pretty } else { LogFormat::Json };
    let layer: Box<dyn Layer<Registry> + Send + Sync> = match settings.format.unwrap_or(default) {
        LogFormat::Pretty => tracing_subscriber::fmt::layer().with_writer(stderr).with_target(false).compact().boxed(),
        LogFormat::Json => json(stderr).boxed(),
    };
    // A second call, as in a test, keeps the first one's
    let layers: Vec<_> = [layer.with_filter(settings.filter.clone()).boxed()].into_iter().chain(further).collect();
    drop(tracing_subscriber::registry().with(layers).try_init());
}

/// A line of JSON per event, in the fields of <https://cloud.google.com/logging/docs/structured-logging>.
fn json<W: for<'writer> MakeWriter<'writer> + 'static>(writer: W) -> JsonLayer<Registry, W> {
    let mut layer = JsonLayer::new(writer);
    layer.add_dynamic_field("severity", |event, _| Some(severity(*event.metadata().level())));
    layer.with_timer("time", SystemTime).with_target("target").with_flattened_event();
    layer.with_flattened_span_fields("span");
    layer
}

/// As Cloud Logging's `LogSeverity` calls it.
const fn severity(level: Level) -> &'static str {
    match level {
        Level::ERROR => "ERROR",
        Level::WARN => "WARNING",
        Level::INFO => "INFO",
        Level::DEBUG | Level::TRACE => "DEBUG",
    }
}

#[cfg(test)]
mod tests {
    use std::{
        io::Write,
        sync::{Arc, Mutex},
    };

    use serde_json::{Value, json};

    use super::*;

    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_line_is_json_in_the_fields_of_cloud_logging_with_those_of_the_spans() {
        let lines = Lines::default();
        let writer = lines.clone();
        let subscriber = tracing_subscriber::registry().with(json(move || writer.clone()));
        tracing::subscriber::with_default(subscriber, || {
            let _request = tracing::info_span!("http", http.method = "GET", http.request_id = "r-1").entered();
            let _broadcast = tracing::info_span!("broadcast", left = 3).entered();
            tracing::warn!(error = %"no \"route\"", "cannot send");
        });
        let written = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
        let (line, rest) = written.split_once('\n').unwrap();
        let mut line: Value = serde_json::from_str(line).unwrap();
        assert_eq!(rest, "");
        let time = line.as_object_mut().unwrap().remove("time").unwrap();
        assert!(chrono::DateTime::parse_from_rfc3339(time.as_str().unwrap()).is_ok(), "{time}");
        let expected = json!({
            "severity": "WARNING",
            "target": "runtime::logs::tests",
            "message": "cannot send",
            "error": "no \"route\"",
            "span": { "name": "broadcast", "http.method": "GET", "http.request_id": "r-1", "left": 3 },
        });
        assert_eq!(line, expected);
    }
}
