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
