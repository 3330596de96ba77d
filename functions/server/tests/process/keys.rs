//! `server keys`: made, used, listed, revoked.

use reqwest::Method;
use testing::{BotApi, TestDb};

use crate::{serve, server, text};

/// What `server keys …` says on standard output and standard error, and its exit code.
fn keys(uri: &str, words: &str) -> (String, String, i32) {
    let output = server(&[("MONGODB_URI", uri)]).arg("keys").args(words.split(' ')).output().expect("server runs");
    (text(&output.stdout), text(&output.stderr), output.status.code().expect("an exit code"))
}

#[tokio::test]
async fn a_key_is_made_used_listed_and_revoked() {
    let (db, api) = (TestDb::new().await, BotApi::start().await);
    let uri = db.uri();
    let (key, error, code) = keys(&uri, "create --name website --scope orders:read --scope users:read --expires 90d");
    assert_eq!((error.as_str(), code), ("", 0));
    let key = key.strip_suffix('\n').expect("a line");
    assert!(key.starts_with("kiosk_") && !key.contains(char::is_whitespace), "the key, alone: {key:?}");

    let serving = serve(&uri, api.url().as_str());
    let status = async |path: &str| {
        serving.ask(Method::GET, path).bearer_auth(key).send().await.expect("an answer").status().as_u16()
    };
    assert_eq!((status("/v1/orders").await, status("/v1/users").await), (200, 200));
    let delete = serving.ask(Method::DELETE, "/v1/users/7").bearer_auth(key).send().await.expect("an answer");
    assert_eq!(delete.status().as_u16(), 403);

    let (list, _, code) = keys(&uri, "list");
    assert_eq!((list.lines().count(), code), (1, 0));
    for part in ["website", "ends 2", "used 2", "users:read orders:read"] {
        assert!(list.contains(part), "{part}: {list}");
    }
    assert!(!list.contains(&key[30..]), "the key is shown once");

    assert_eq!(keys(&uri, "revoke website").2, 0);
    assert_eq!(status("/v1/orders").await, 401);
    assert!(keys(&uri, "list").0.contains("There are no keys"));
}

#[tokio::test]
async fn what_cannot_be_done_is_said_in_one_line() {
    let db = TestDb::new().await;
    let uri = db.uri();
    assert_eq!(keys(&uri, "create --name website --scope orders:read").2, 0);
    let (key, error, code) = keys(&uri, "create --name website --scope users:read");
    assert_eq!((key.as_str(), code), ("", 1));
    assert_eq!(error, "there is a key named website already\n");
    assert_eq!(keys(&uri, "revoke other").1, "there is no key named other\n");
    for wrong in [
        "create --name website",
        "create --scope orders:read",
        "create --name two;words --scope orders:read",
        "create --name a --scope orders:write",
        "create --name a --scope orders:read --expires 0d",
        "create --name a --scope orders:read --expires soon",
        "revoke",
    ] {
        let (key, error, code) = keys(&uri, wrong);
        assert_eq!((key.as_str(), code), ("", 2), "{wrong}");
        assert!(error.contains("error: "), "{error}");
    }
}

#[tokio::test]
async fn a_key_that_was_made_elsewhere_is_known_by_its_digest() {
    let (db, api) = (TestDb::new().await, BotApi::start().await);
    let uri = db.uri();
    let serving = serve(&uri, api.url().as_str());
    let drain = async |key: &str| {
        let asked = serving.ask(Method::POST, "/internal/outbox/drain").bearer_auth(key);
        asked.send().await.expect("an answer").status().as_u16()
    };
    // SHA-256 of the digit sixty-four times
    let digests = [
        ("1", "3138bb9bc78df27c473ecfd1410f7bd45ebac1f59cf3ff9cfe4db77aab7aedd3"),
        ("2", "4f2e8d65483c641648cdb374ae9d8abd368d269e4ddffe092a8237b8162cddd6"),
    ];
    let mut former = None;
    for (digit, digest) in [digests[0], digests[1], digests[1]] {
        let id = digit.repeat(16);
        let (said, error, code) =
            keys(&uri, &format!("put --name scheduler --scope outbox:drain --digest kiosk_{id}_{digest}"));
        assert_eq!((said.as_str(), error.as_str(), code), ("The key scheduler is known.\n", "", 0));
        let key = format!("kiosk_{id}_{}", digit.repeat(64));
        assert_eq!(drain(&key).await, 200);
        if let Some(former) = former.replace(key.clone()).filter(|former| *former != key) {
            assert_eq!(drain(&former).await, 401, "the one before is replaced");
        }
    }
    let wrong = keys(&uri, "put --name scheduler --scope outbox:drain --digest 0123");
    assert_eq!(wrong.2, 2, "{wrong:?}");
}
