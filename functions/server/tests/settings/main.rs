//! Every variable is declared once, in the `settings.rs` of a crate. What is written of it elsewhere must agree: the
//! README, `--help`, and the files of the deployments.

use std::{collections::BTreeSet, fs, path::Path, process::Command};

use server::Settings;
use settings::{Env, Variable};

/// Without these `server` does not start.
const REQUIRED: [(&str, &str); 2] = [("TELEGRAM_BOT_TOKEN", "1:hunter2"), ("TELEGRAM_WEBHOOK_SECRET", "hunter2")];

/// What no deployment sets: a shop can start without. API keys are made by `server keys create`.
const DEFAULT_IS_ENOUGH: [&str; 11] = [
    "FEED_STOCK_TAG",
    "FEED_OLD_PRICE_TAG",
    "ADMIN_API_KEY",
    "REQUESTS_PER_SECOND",
    "CORS_ORIGINS",
    "BROADCAST_RATE",
    "BROADCAST_UNDER_WAY",
    "BROADCAST_LEASE",
    "RUST_LOG",
    "METRICS_ADDRESS",
    "OTEL_EXPORTER_OTLP_ENDPOINT",
];

fn variables() -> Vec<Variable> {
    settings::variables::<Settings>()
}

fn names() -> BTreeSet<String> {
    variables().into_iter().map(|variable| variable.name).collect()
}

fn file(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    fs::read_to_string(root.join(path)).expect(path)
}

#[test]
fn the_readme_lists_the_variables() {
    let readme = file("README.md");
    let table = readme.lines().skip_while(|line| *line != "| variable | meaning | default |").skip(2);
    let listed: Vec<&str> = table.take_while(|line| line.starts_with('|')).collect();
    let row = |variable: Variable| {
        let default = match variable.default {
            _ if variable.is_required => "none, required".to_owned(),
            Some(default) => format!("`{default}`"),
            None => "none".to_owned(),
        };
        format!("| `{}` | {} | {default} |", variable.name, variable.help)
    };
    let expected: Vec<String> = variables().into_iter().map(row).collect();
    assert_eq!(listed.join("\n"), expected.join("\n"));
}

#[test]
fn help_lists_the_variables_and_tells_no_value() {
    let output = Command::new(env!("CARGO_BIN_EXE_server")).arg("--help").envs(REQUIRED).output().expect("server runs");
    let help = String::from_utf8(output.stdout).expect("text");
    for variable in variables() {
        let default = variable.default.map(|default| format!(" [default: {default}]")).unwrap_or_default();
        let line = format!("  {:<29}{}{default}", variable.name, variable.help);
        assert!(help.lines().any(|listed| listed.starts_with(&line)), "{line}: {help}");
    }
    assert!(!help.contains("hunter2"), "{help}");
}

#[test]
fn a_malformed_value_is_refused_and_not_repeated() {
    let malformed = [
        ("MONGODB_URI", "hunter2"),
        ("TELEGRAM_BOT_TOKEN", "hunter2"),
        ("TELEGRAM_API_URL", "ftp://hunter2"),
        ("TELEGRAM_WEBHOOK_SECRET", "hunter 2"),
        ("PORT", "70000"),
        ("ADMIN_API_KEY", "hunter2"),
        ("REQUESTS_PER_SECOND", "1000001"),
        ("TRUSTED_PROXIES", "-1"),
        ("CORS_ORIGINS", "https://hunter2/"),
        ("SHOP_CURRENCY", "hunter2"),
        ("SHOP_DEFAULT_LOCALE", "de"),
        ("SHOP_TIME_ZONE", "Europe/hunter2"),
        ("SHOP_PUBLIC_URL", "ftp://hunter2"),
        ("FEED_STOCK_TAG", "hunter2"),
        ("FEED_OLD_PRICE_TAG", "hunter2"),
        ("SHOP_STAFF_CHAT_ID", "@hunter2"),
        ("CHECKOUT_HOLD", "1441"),
        ("BROADCAST_RATE", "1001"),
        ("BROADCAST_UNDER_WAY", "0"),
        ("BROADCAST_LEASE", "301"),
        ("LOG_FORMAT", "hunter2"),
        ("RUST_LOG", "info,webhook=hunter2"),
        ("METRICS_ADDRESS", "hunter2"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "https://shop:hunter2@traces.example.com"),
    ];
    // Any text is a name
    let mut checked = names();
    checked.remove("SHOP_NAME");
    assert_eq!(malformed.map(|(name, _)| name.to_owned()).into_iter().collect::<BTreeSet<_>>(), checked);
    let [token, secret] = REQUIRED;
    for (name, value) in malformed {
        let error = Env::of([token, secret, (name, value)]).read::<Settings>().expect_err(name).to_string();
        assert!(error.starts_with(&format!("{name}: malformed, expected: ")), "{error}");
        assert!(!error.contains('\n') && !error.contains("hunter"), "{error}");
    }
}

#[test]
fn settings_do_not_show_secrets() {
    let [token, secret] = REQUIRED;
    let uri = ("MONGODB_URI", "mongodb://shop:hunter2@127.0.0.1/shop");
    let key = ("ADMIN_API_KEY", "hunter2-hunter2-hunter2-hunter2-hunter2");
    let settings: Settings = Env::of([token, secret, uri, key]).read().expect("settings");
    let shown = format!("{settings:?} {:?}", settings.telegram.bot.api());
    assert!(!shown.contains("hunter2"), "{shown}");
}

/// The names that stand in `text` before one of `marks`.
fn names_before<'a>(text: &'a str, marks: &[&str]) -> BTreeSet<&'a str> {
    let name_before = |end: usize| {
        let before = text[..end].trim_end_matches(' ');
        let is_of_name = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
        &before[before.trim_end_matches(is_of_name).len()..]
    };
    let marked = marks.iter().flat_map(|mark| text.match_indices(mark));
    marked.map(|(end, _)| name_before(end)).filter(|name| name.starts_with(|c: char| c.is_ascii_uppercase())).collect()
}

#[test]
fn deployments_set_what_they_must_and_nothing_that_does_not_exist() {
    let compose = file("infra/compose.yaml");
    let (_, compose) = compose.split_once("x-settings: &settings\n").expect("the programs' variables");
    let (compose, _) = compose.split_once("\n\n").expect("their end");
    let vm = file("infra/vm/setup") + &file("infra/systemd/kiosk.service") + &file("infra/terraform/vm/main.tf");
    for (deployment, set, left_out) in [
        // The port is the one that the containers in front know; metrics are switched on with what reads them
        ("compose", names_before(compose, &[":"]), &["PORT", "METRICS_ADDRESS"][..]),
        // systemd hands the socket over; variables with a default are added by the owner
        (
            "vm",
            names_before(&vm, &["='"]),
            &[
                "PORT",
                "TELEGRAM_API_URL",
                "SHOP_CURRENCY",
                "SHOP_DEFAULT_LOCALE",
                "SHOP_TIME_ZONE",
                "SHOP_NAME",
                "SHOP_PUBLIC_URL",
                "SHOP_STAFF_CHAT_ID",
                "CHECKOUT_HOLD",
            ],
        ),
    ] {
        let mut expected = names();
        // Compose passes on whatever is set
        let is_left_out =
            |name: &str| left_out.contains(&name) || (deployment != "compose" && DEFAULT_IS_ENOUGH.contains(&name));
        expected.retain(|name| !is_left_out(name));
        assert_eq!(set, expected.iter().map(String::as_str).collect(), "{deployment}");
    }
}

#[test]
fn deployments_repeat_the_defaults() {
    let compose = file("infra/compose.yaml");
    for Variable { name, default, .. } in variables() {
        let Some(default) = default else { continue };
        for (_, value) in
            compose.match_indices(&format!("${{{name}:-")).map(|(at, mark)| compose.split_at(at + mark.len()))
        {
            assert!(value.starts_with(&format!("{default}}}")), "{name} in compose.yaml");
        }
    }
}

/// infra/settings.json, which the deployments to Cloud Run and Lambda are made from, as `scripts/lib/tests` check.
#[test]
fn the_list_for_deployments_names_each_variable_once() {
    let list: serde_json::Value = serde_json::from_str(&file("infra/settings.json")).expect("JSON");
    let of_kind = |kind: &str| list[kind].as_array().expect("names").iter().map(|name| name.as_str().expect("a name"));
    let mut listed: Vec<&str> = ["settings", "secrets", "platform"].into_iter().flat_map(of_kind).collect();
    listed.sort_unstable();
    assert_eq!(listed, names().iter().map(String::as_str).collect::<Vec<_>>());
}
