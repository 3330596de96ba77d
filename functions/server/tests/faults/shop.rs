//! A `server` process that can be killed and started again at the same address.

use std::{
    io::{BufRead, BufReader},
    net::TcpListener,
    process::{Child, Command, Stdio},
    sync::Mutex,
};

pub(crate) const SECRET: &str = "test-secret";
pub(crate) const ADMIN: &str = "test-admin-key-of-32-characters!";

/// The process, and what it is started with.
pub(crate) struct Shop {
    pub(crate) url: String,
    variables: Vec<(&'static str, String)>,
    child: Mutex<Option<Child>>,
}

impl Shop {
    /// Starts it over this database and this Bot API; `extra` variables come last.
    pub(crate) fn start(mongodb: &str, bot_api: &str, extra: &[(&'static str, &str)]) -> Self {
        let port = free_port();
        let mut variables = vec![
            ("MONGODB_URI", mongodb.to_owned()),
            ("TELEGRAM_BOT_TOKEN", "1:test".to_owned()),
            ("TELEGRAM_API_URL", bot_api.to_owned()),
            ("TELEGRAM_WEBHOOK_SECRET", SECRET.to_owned()),
            ("ADMIN_API_KEY", ADMIN.to_owned()),
            ("REQUESTS_PER_SECOND", "100000".to_owned()),
            ("SHOP_DEFAULT_LOCALE", "en".to_owned()),
            ("LOG_FORMAT", "json".to_owned()),
            ("RUST_LOG", "warn,runtime::serve=info".to_owned()),
            ("PORT", port.to_string()),
        ];
        variables.extend(extra.iter().map(|(name, value)| (*name, (*value).to_owned())));
        let shop = Self { url: format!("http://127.0.0.1:{port}"), variables, child: Mutex::new(None) };
        shop.restart();
        shop
    }

    /// Starts the process, and returns when it listens. A database that does not answer yet stops it at start: then it
    /// is started again, as every platform does.
    pub(crate) fn restart(&self) {
        let mut said = String::new();
        for _ in 0..100 {
            if let Some(child) = self.try_start(&mut said) {
                *self.child.lock().expect("not poisoned") = Some(child);
                return;
            }
        }
        panic!("the server does not start: {said}");
    }

    fn try_start(&self, said: &mut String) -> Option<Child> {
        // A release build, where times are to be looked at
        let given = std::env::var_os("KIOSK_SERVER").filter(|program| !program.is_empty());
        let mut command = Command::new(given.unwrap_or_else(|| env!("CARGO_BIN_EXE_server").into()));
        command.env_clear().envs(self.variables.iter().cloned()).stdin(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        let mut lines = BufReader::new(child.stderr.take().expect("a pipe")).lines().map_while(Result::ok);
        for line in lines.by_ref() {
            said.push_str(&line);
            if line.contains("listening") {
                let shown = std::env::var_os("KIOSK_SHOW_LOG").is_some();
                std::thread::spawn(move || lines.filter(|_| shown).for_each(|line| println!("{line}")));
                return Some(child);
            }
        }
        drop(child.wait());
        None
    }

    /// SIGKILL: nothing is flushed, nothing is given back.
    pub(crate) fn kill(&self) {
        if let Some(mut child) = self.child.lock().expect("not poisoned").take() {
            child.kill().expect("it can be killed");
            child.wait().expect("it ended");
        }
    }

    /// A line of `/proc/<pid>/status`, such as `VmHWM`, in kibibytes; 0 where there is no /proc to read it from.
    pub(crate) fn memory(&self, line: &str) -> u64 {
        if !cfg!(target_os = "linux") {
            return 0;
        }
        let pid = self.child.lock().expect("not poisoned").as_ref().expect("it runs").id();
        let status = std::fs::read_to_string(format!("/proc/{pid}/status")).expect("its status");
        let value = status.lines().find_map(|status| status.strip_prefix(line)?.strip_prefix(':'));
        let kibibytes = value.and_then(|value| value.trim().strip_suffix(" kB")?.parse().ok());
        kibibytes.unwrap_or_else(|| panic!("no {line} in {status}"))
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Taken again by whoever starts next: nobody else asks for it in between, as the range is large.
fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").expect("a free port").local_addr().expect("an address").port()
}
