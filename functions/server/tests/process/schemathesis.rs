//! Schemathesis reads `/openapi.json` and asks thousands of questions that follow from it, good and bad, alone and one
//! after another. It must find nothing.
//!
//! `scripts/test` installs it and names its folder in `KIOSK_SCHEMATHESIS`.

use std::{env, path::Path, process::Command};

use testing::{BotApi, TestDb, seed};

use crate::{ADMIN, SECRET, serve, text};

/// Where its settings and hooks lie.
const HERE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/process");
/// Examples per operation.
const EXAMPLES: &str = "100";

#[tokio::test]
#[ignore = "needs Schemathesis, which scripts/test installs"]
async fn schemathesis_finds_nothing() {
    let folder = env::var("KIOSK_SCHEMATHESIS").expect("KIOSK_SCHEMATHESIS: its folder; scripts/test sets it");
    let seed = seed("schemathesis").to_string();
    let (db, api) = (TestDb::new().await, BotApi::start().await);
    let category = testing::category(&db.store, "Kettles", None).await;
    let product = testing::product(&db.store, &category).photo().create().await;
    testing::order(&db.store, 7, &[(&product, 2)]).await;
    testing::news(&db.store, "Open", "On Sunday", 1).await;
    let serving = serve(&db.uri(), api.url().as_str());
    let (url, here) = (serving.url.clone(), tempfile::tempdir().expect("a folder"));
    let cwd = here.path().to_owned();
    let output = tokio::task::spawn_blocking(move || {
        Command::new(Path::new(&folder).join("bin/schemathesis"))
            .env("PYTHONPATH", format!("{folder}:{HERE}"))
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("SCHEMATHESIS_HOOKS", "schemathesis_hooks")
            .env("CATEGORY_ID", category.id.to_string())
            .current_dir(cwd)
            .arg(format!("--config-file={HERE}/schemathesis.toml"))
            .args(["run", &format!("{url}/openapi.json"), "--checks=all", "--continue-on-failure"])
            .args(["--max-examples", EXAMPLES, "--seed", &seed])
            .args(["-H", &format!("Authorization: Bearer {ADMIN}")])
            .args(["-H", &format!("X-Telegram-Bot-Api-Secret-Token: {SECRET}")])
            .output()
    });
    let output = output.await.expect("no panic").expect("schemathesis runs");
    let report = text(&output.stdout);
    assert!(output.status.success(), "{report}\n{}", text(&output.stderr));
    for done in ["Examples", "Coverage", "Fuzzing", "Stateful"] {
        assert!(report.contains(&format!("✅ {done}")), "{done} did not run");
    }
}
