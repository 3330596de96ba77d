//! A function as an operator meets it: a process that serves.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, ExitStatus, Stdio},
    thread::JoinHandle,
    time::Duration,
};

use reqwest::{Method, RequestBuilder};

use crate::TestDb;

/// A test that starts a REST function's own program; see [`Serving::alone`]. Cargo tells the path of a program only to
/// the tests of its package, so this stands there.
#[macro_export]
macro_rules! starts_alone {
    ($path:literal, $status:literal) => {
        #[tokio::test]
        async fn it_starts_alone_and_serves_its_part() {
            let program = env!(concat!("CARGO_BIN_EXE_", env!("CARGO_PKG_NAME")));
            $crate::Serving::alone(program, $path, $status).await;
        }
    };
}

/// A serving process on a free port, killed at the end of the test.
#[derive(Debug)]
pub struct Serving {
    child: Child,
    /// Its address, without a slash at the end.
    pub url: String,
    /// Reads its log to the end.
    log: JoinHandle<String>,
}

impl Serving {
    /// Starts a program with these variables and no others; the port it names in its log.
    pub fn start(program: &str, variables: &[(&str, &str)]) -> Self {
        let mut command = Command::new(program);
        command.env_clear().envs(variables.iter().copied()).env("PORT", "0").env("LOG_FORMAT", "json");
        let mut child = command.stdin(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the program starts");
        let log = BufReader::new(child.stderr.take().expect("a pipe"));
        let mut lines = log.lines().map_while(Result::ok);
        let (mut said, mut port) = (String::new(), None);
        for line in lines.by_ref() {
            port = line.split("0.0.0.0:").nth(1).and_then(|rest| Some(rest.split('"').next()?.to_owned()));
            said.extend([&line, "\n"]);
            if line.contains("listening") {
                break;
            }
        }
        let port = port.unwrap_or_else(|| panic!("{program} does not listen: {said}"));
        // Keeps the pipe empty
        let log = std::thread::spawn(move || lines.fold(said, |log, line| log + &line + "\n"));
        Self { child, url: format!("http://127.0.0.1:{port}"), log }
    }

    /// A REST function, which needs a database and nothing else: it starts, serves its part and no other's, and stops
    /// when told. `path` is its own, with the status of a stranger's GET.
    pub async fn alone(program: &str, path: &str, status: u16) {
        let db = TestDb::new().await;
        let serving = Self::start(program, &[("MONGODB_URI", &db.uri())]);
        for shared in ["/health/live", "/health/ready", "/openapi.json", "/docs"] {
            assert_eq!(serving.get(shared).await, 200, "{shared}");
        }
        assert_eq!(serving.get(path).await, status, "{path}");
        for other in ["/v1/products", "/v1/orders", "/telegram/webhook"].into_iter().filter(|other| *other != path) {
            assert_eq!(serving.get(other).await, 404, "{other}");
        }
        assert!(serving.stop().await.success());
    }

    /// A request to it.
    pub fn ask(&self, method: Method, path: &str) -> RequestBuilder {
        let client = reqwest::Client::builder().build().expect("a client");
        client.request(method, format!("{}{path}", self.url))
    }

    /// The status of a GET.
    pub async fn get(&self, path: &str) -> u16 {
        self.ask(Method::GET, path).send().await.expect("an answer").status().as_u16()
    }

    /// Tells it to stop, as a platform does, and waits until it has.
    pub async fn stop(self) -> ExitStatus {
        self.stopped().await.0
    }

    /// The same; what it wrote to its log.
    pub async fn stop_and_read_log(self) -> String {
        self.stopped().await.1
    }

    async fn stopped(mut self) -> (ExitStatus, String) {
        let killed = Command::new("kill").arg(self.child.id().to_string()).status().expect("kill runs");
        assert!(killed.success());
        let stopped = tokio::task::spawn_blocking(move || {
            let status = self.child.wait().expect("an exit code");
            // The log ends with the process
            let log = std::mem::replace(&mut self.log, std::thread::spawn(String::new));
            (status, log.join().expect("no panic"))
        });
        tokio::time::timeout(Duration::from_secs(20), stopped).await.expect("in time").expect("no panic")
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
