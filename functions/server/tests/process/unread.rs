//! Answers given before the request's body was read: the connection stays usable, or the answer says that it closes.
//!
//! Over a raw socket, with headers and body in two writes, as an HTTP client would hide what happens to its connection.

use std::time::Duration;

use domain::{KeyName, Scope};
use store::KeySecret;
use testing::{BotApi, Serving, TestDb};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
};

use crate::{ADMIN, serve, serve_with};

/// An answer: its status and headers in lower case, and its body.
#[derive(Debug)]
struct Answer {
    head: String,
    body: Vec<u8>,
}

impl Answer {
    fn status(&self) -> u16 {
        self.head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status")
    }

    fn closes(&self) -> bool {
        self.head.lines().any(|line| line == "connection: close")
    }
}

/// A connection on which requests are written by hand.
struct Connection(BufReader<TcpStream>);

impl Connection {
    async fn open(serving: &Serving) -> Self {
        let address = serving.url.trim_start_matches("http://");
        Self(BufReader::new(TcpStream::connect(address).await.expect("a connection")))
    }

    async fn write(&mut self, bytes: &[u8]) {
        self.0.write_all(bytes).await.expect("the server reads");
    }

    /// Writes the head of a request and gives the server the time to answer it, if it does so without its body.
    async fn head(&mut self, request: &str, headers: &str) {
        self.write(format!("{request} HTTP/1.1\r\nhost: shop\r\n{headers}\r\n").as_bytes()).await;
        drop(tokio::time::timeout(Duration::from_millis(50), self.0.get_ref().readable()).await);
    }

    async fn answer(&mut self) -> Answer {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            assert!(self.0.read_line(&mut head).await.expect("an answer") > 0, "the connection ended: {head:?}");
        }
        let head = head.to_lowercase().replace("\r\n", "\n");
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok()).unwrap_or(0);
        let mut body = vec![0; length];
        self.0.read_exact(&mut body).await.expect("the whole answer");
        Answer { head, body }
    }

    /// Whether the server ends the connection with nothing more said.
    async fn is_over(&mut self) -> bool {
        let mut rest = Vec::new();
        self.0.read_to_end(&mut rest).await.is_ok_and(|read| read == 0)
    }
}

const KINDS: [&str; 2] = ["content-length: 9\r\n", "transfer-encoding: chunked\r\n"];

/// What goes after the head for each of [`KINDS`].
fn body(kind: &str) -> &'static [u8] {
    if kind.starts_with("content") { b"{\"a\": 12}" } else { b"9\r\n{\"a\": 12}\r\n0\r\n\r\n" }
}

/// Asks without a readable body, then once more on the same connection.
async fn stays_usable(serving: &Serving, request: &str, headers: &str, status: u16, next: u16) {
    for kind in KINDS {
        let mut connection = Connection::open(serving).await;
        connection.head(request, &format!("{headers}{kind}")).await;
        connection.write(body(kind)).await;
        let answer = connection.answer().await;
        assert_eq!((answer.status(), answer.closes()), (status, false), "{request} {kind} {answer:?}");
        connection.head("GET /v1/categories", "").await;
        let answer = connection.answer().await;
        assert_eq!(answer.status(), next, "{request}: {answer:?}");
    }
}

#[tokio::test]
async fn a_connection_stays_usable_after_an_answer_that_did_not_need_the_body() {
    let (db, api) = (TestDb::new().await, BotApi::start().await);
    let serving = serve(&db.uri(), api.url().as_str());
    let (reader, name) = (KeySecret::of([7; 40]), KeyName::parse("reader").expect("a name"));
    db.store.keys.create(&reader, name, vec![Scope::OrdersRead], None).await.expect("a key");
    let (reader, admin) = (format!("authorization: Bearer {reader}\r\n"), format!("authorization: Bearer {ADMIN}\r\n"));
    let text = format!("{admin}content-type: text/plain\r\n");
    for (request, headers, status) in [
        ("POST /v1/products", "", 401),
        ("POST /v1/products", &reader, 403),
        ("POST /v1/nothing", &admin, 404),
        ("PUT /v1/products/6553f1b2a7c9d40012ab34cd", &admin, 405),
        ("POST /v1/products", &text, 415),
        ("POST /telegram/webhook", "", 401),
    ] {
        stays_usable(&serving, request, headers, status, 200).await;
    }
    let hasty = serve_with(&db.uri(), api.url().as_str(), &[("REQUESTS_PER_SECOND", "1")]);
    while hasty.get("/v1/categories").await != 429 {}
    stays_usable(&hasty, "POST /v1/products", "", 429, 429).await;
}

#[tokio::test]
async fn an_answer_to_a_longer_body_says_that_the_connection_closes() {
    let (db, api) = (TestDb::new().await, BotApi::start().await);
    let serving = serve(&db.uri(), api.url().as_str());
    let admin = format!("authorization: Bearer {ADMIN}\r\ncontent-type: application/json\r\n");
    let secret = format!("x-telegram-bot-api-secret-token: {}\r\n", crate::SECRET);
    for (request, headers, length, status) in [
        ("POST /v1/products", "", 200_000, 401),
        ("POST /telegram/webhook", "", 200_000, 401),
        ("POST /v1/products", admin.as_str(), 2 << 20, 413),
        ("POST /telegram/webhook", secret.as_str(), 2 << 20, 413),
    ] {
        let mut connection = Connection::open(&serving).await;
        connection.head(request, &format!("{headers}content-length: {length}\r\n")).await;
        // The whole body, though nobody reads it: the answer must not be lost to a reset
        connection.write(&vec![b' '; length]).await;
        let answer = connection.answer().await;
        assert_eq!((answer.status(), answer.closes()), (status, true), "{request} {answer:?}");
        assert!(connection.is_over().await, "{request}");
    }
}

#[tokio::test]
async fn a_client_that_waits_to_be_asked_for_its_body_is_not_asked() {
    let (db, api) = (TestDb::new().await, BotApi::start().await);
    let serving = serve(&db.uri(), api.url().as_str());
    let mut connection = Connection::open(&serving).await;
    connection.head("POST /v1/products", "content-length: 9\r\nexpect: 100-continue\r\n").await;
    let answer = connection.answer().await;
    assert_eq!((answer.status(), answer.closes()), (401, true), "{answer:?}");
    assert!(String::from_utf8_lossy(&answer.body).contains("API key"), "{answer:?}");
}
