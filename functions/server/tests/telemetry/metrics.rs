//! `GET /metrics`, as Prometheus reads it.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::TcpListener,
    process::{Command, Stdio},
    time::Duration,
};

use reqwest::{StatusCode, header::CONTENT_TYPE};
use testing::TestDb;

use crate::{ADMIN, SECRET, Story, assert_nothing_personal};

/// A port that was free a moment ago.
fn free_address() -> String {
    TcpListener::bind("127.0.0.1:0").expect("a free port").local_addr().expect("an address").to_string()
}

async fn read(address: &str) -> String {
    let response = reqwest::get(format!("http://{address}/metrics")).await.expect("an answer");
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()[CONTENT_TYPE], "text/plain; version=0.0.4; charset=utf-8");
    response.text().await.expect("text")
}

/// The samples of a text, each with its value.
fn samples(text: &str) -> BTreeMap<&str, &str> {
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| line.rsplit_once(' ').expect("a sample")).collect()
}

/// Waits until a sample is that; all of them then.
async fn wait_for(address: &str, sample: &str, value: &str) -> String {
    for _ in 0..400 {
        let text = read(address).await;
        if samples(&text).get(sample).is_some_and(|shown| *shown == value) {
            return text;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("{sample} does not become {value}: {}", read(address).await)
}

/// Names with their labels, of a text.
fn shown(text: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut shown: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("# TYPE ").and_then(|rest| rest.split(' ').next()) {
            shown.entry(name.to_owned()).or_default();
        }
    }
    for sample in samples(text).into_keys() {
        let (name, labels) = sample.split_once('{').unwrap_or((sample, "}"));
        let name = ["_bucket", "_sum", "_count"].into_iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name);
        let labels = labels.trim_end_matches('}').split("\",").filter_map(|label| label.split_once('='));
        shown.entry(name.to_owned()).or_default().extend(labels.map(|(label, _)| label.to_owned()));
    }
    for labels in shown.values_mut() {
        labels.remove("le");
    }
    shown
}

/// The same, of the table in the operators' page.
fn explained() -> BTreeMap<String, BTreeSet<String>> {
    let page = include_str!("../../../../docs/operations.md");
    let table = page.lines().skip_while(|line| *line != "| metric | labels | says |").skip(2);
    let code = |cell: &str| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
    let row = |line: &str| {
        let cells: Vec<&str> = line.split(" | ").collect();
        (code(cells[0]).remove(0), code(cells[1]).into_iter().collect())
    };
    table.take_while(|line| line.starts_with('|')).map(row).collect()
}

#[tokio::test]
async fn a_running_shop_shows_what_the_page_explains() {
    let address = free_address();
    let mut story = Story::begin(&[("METRICS_ADDRESS", &address)]).await;
    story.buy().await;
    let category = story.opens_the_category();
    assert_eq!(story.deliver(&category, None).await, 200);
    story.api.fail_next(502, "Bad Gateway", 0);
    let category = story.opens_the_category();
    assert_eq!(story.deliver(&category, None).await, 503);
    story.broadcast().await;

    wait_for(&address, r#"kiosk_broadcast_messages_total{outcome="sent"}"#, "1").await;
    // Written down a little later
    let text = wait_for(&address, "kiosk_broadcast_recipients_left", "0").await;
    assert_eq!(shown(&text), explained());
    assert_nothing_personal(&text);
    let samples = samples(&text);
    for (sample, value) in [
        (r#"kiosk_orders_placed_total{currency="UAH"}"#, "1"),
        (r#"kiosk_revenue_minor_units_total{currency="UAH"}"#, "129900"),
        (r#"kiosk_update_duration_seconds_count{kind="message",outcome="handled"}"#, "4"),
        (r#"kiosk_update_duration_seconds_count{kind="callback_query",outcome="deferred"}"#, "1"),
        (r#"kiosk_http_request_duration_seconds_count{method="POST",route="/telegram/webhook",status="503"}"#, "1"),
        ("kiosk_updates_waiting", "3"),
        ("kiosk_ready", "1"),
        ("kiosk_outbox_undelivered", "0"),
        ("kiosk_broadcast_recipients_left", "0"),
    ] {
        assert_eq!(samples.get(sample), Some(&value), "{sample}: {text}");
    }
    let unavailable = |(sample, value): (&&str, &&str)| {
        sample.starts_with("kiosk_bot_api_call_duration_seconds_count")
            && sample.contains("unavailable")
            && *value == "1"
    };
    assert!(samples.iter().any(unavailable), "{text}");
    assert_ne!(samples[r#"kiosk_mongodb_command_duration_seconds_count{command="find",outcome="ok"}"#], "0");
}

/// A route by its pattern, and an address that is none by nothing: as many labels as there are routes.
#[tokio::test]
async fn requests_are_counted_by_their_route() {
    let address = free_address();
    let story = Story::begin(&[("METRICS_ADDRESS", &address)]).await;
    for path in ["/v1/products/0123456789abcdef01234567", "/v1/products/0123456789abcdef01234568", "/wp-login.php"] {
        assert_eq!(story.serving.get(path).await, 404);
    }
    assert_eq!(story.serving.get("/metrics").await, 404, "not on the public port");
    let text = read(&address).await;
    for (route, count) in [("/v1/products/{id}", "2"), ("", "2")] {
        let sample =
            format!(r#"kiosk_http_request_duration_seconds_count{{method="GET",route="{route}",status="404"}}"#);
        assert_eq!(samples(&text).get(sample.as_str()), Some(&count), "{text}");
    }
}

#[tokio::test]
async fn a_shop_that_is_not_ready_shows_it() {
    let address = free_address();
    let story = Story::begin(&[("METRICS_ADDRESS", &address)]).await;
    wait_for(&address, "kiosk_ready", "1").await;
    story.db.raw().collection::<bson::Document>("meta").drop().await.expect("the database");
    let text = read(&address).await;
    assert_eq!(samples(&text)["kiosk_ready"], "0", "{text}");
}

/// What is not known is not what it was before.
#[tokio::test]
async fn updates_that_cannot_be_asked_for_are_not_a_number() {
    let address = free_address();
    let story = Story::begin(&[("METRICS_ADDRESS", &address)]).await;
    story.api.record().token_refused = Some(401);
    let text = read(&address).await;
    assert!(samples(&text)["kiosk_updates_waiting"] == "NaN", "{text}");
}

#[tokio::test]
async fn an_address_that_is_taken_ends_the_start_with_one_line() {
    let db = TestDb::new().await;
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = taken.local_addr().expect("an address").to_string();
    let mut command = Command::new(env!("CARGO_BIN_EXE_server"));
    command.env_clear().stdin(Stdio::null()).envs([
        ("MONGODB_URI", db.uri().as_str()),
        ("TELEGRAM_BOT_TOKEN", "1:test"),
        ("TELEGRAM_WEBHOOK_SECRET", SECRET),
        ("ADMIN_API_KEY", ADMIN),
        ("METRICS_ADDRESS", &address),
        ("PORT", "0"),
    ]);
    let output = command.output().expect("server runs");
    let error = String::from_utf8(output.stderr).expect("text");
    assert_eq!((output.status.code(), error.lines().count()), (Some(1), 1), "{error}");
    assert!(error.starts_with(&format!("METRICS_ADDRESS={address}: ")), "{error}");
}

/// What warns and what draws asks for metrics that there are, by labels that they have.
#[test]
fn alerts_and_the_dashboard_ask_for_what_is_shown() {
    let explained = explained();
    for text in [
        include_str!("../../../../infra/observability/alerts.yml"),
        include_str!("../../../../infra/observability/alerts_test.yml"),
        include_str!("../../../../infra/observability/grafana/dashboard.json"),
    ] {
        let is_of_name = |c: char| c.is_ascii_lowercase() || c == '_';
        let asked = text.match_indices("kiosk_").map(|(at, _)| {
            let rest = &text[at..];
            let end = rest.find(|c| !is_of_name(c)).unwrap_or(rest.len());
            rest.split_at(end)
        });
        for (name, rest) in asked {
            let name = ["_bucket", "_sum", "_count"].into_iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name);
            let labels = explained.get(name).unwrap_or_else(|| panic!("{name} is not explained"));
            let selector = rest.strip_prefix('{').and_then(|rest| rest.split('}').next()).unwrap_or_default();
            for selected in selector.split(',').filter_map(|part| part.split(['=', '!']).next()).map(str::trim) {
                let given_by_prometheus = ["", "instance", "job"].contains(&selected);
                assert!(given_by_prometheus || labels.contains(selected), "{name} has no {selected}");
            }
        }
    }
}
