//! Chromium without a window, driven through Debian's chromedriver; nothing is downloaded.

use std::env;
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use futures_util::FutureExt as _;
use serde_json::json;
use tempfile::TempDir;
use thirtyfour::{ChromeCapabilities, ChromiumLikeCapabilities as _, DesiredCapabilities, WebDriver};

use crate::process::Process;
use crate::shop::Shop;

const SWITCHES: [&str; 9] = [
    "--headless=new",
    // Chromium's own sandbox, which a container does not allow
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

/// What the page is looked at on.
#[derive(Clone, Copy)]
pub(crate) enum Device {
    /// 1400×900
    Laptop,
    /// 390×844, with fingers
    Phone,
}

/// A browser with one empty page. It ends with this value.
pub(crate) struct Browser {
    pub(crate) driver: WebDriver,
    chromedriver: Chromedriver,
    // After chromedriver, whose Chromium writes here
    _profile: TempDir,
}

impl Browser {
    /// Starts one.
    pub(crate) async fn start(device: Device) -> Self {
        let profile = TempDir::new().expect("a folder");
        let chromedriver = Chromedriver::start(profile.path()).await;
        let capabilities = capabilities(device, &profile.path().join("profile"));
        let driver =
            WebDriver::builder(chromedriver.url(), capabilities).request_timeout(Duration::from_secs(60)).await;
        let driver =
            driver.unwrap_or_else(|error| panic!("no browser: {error}\n{}", chromedriver.process.last_lines()));
        Self { driver, chromedriver, _profile: profile }
    }

    /// Lives through a story. When it fails, a picture of the page is kept and named.
    pub(crate) async fn tell(self, name: &str, shop: &Shop, story: impl Future<Output = ()>) {
        let end = AssertUnwindSafe(story).catch_unwind().await;
        let picture = if end.is_err() { self.picture(name).await } else { String::new() };
        let quit = self.driver.clone().quit().await;
        if let Err(panic) = end {
            let why = panic.downcast_ref::<String>().cloned();
            let why = why.or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string)).unwrap_or_default();
            panic!("{why}\nThe page: {picture}\n{}", shop.last_lines());
        }
        quit.expect("the browser ends");
        drop(self.chromedriver);
    }

    async fn picture(&self, name: &str) -> String {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("browser");
        let path = folder.join(format!("{name}.png"));
        let taken = match fs::create_dir_all(&folder) {
            Ok(()) => self.driver.screenshot(&path).await.map_err(|error| error.to_string()),
            Err(error) => Err(error.to_string()),
        };
        taken.map_or_else(|error| format!("no picture ({error})"), |()| path.display().to_string())
    }
}

/// Has pages believe that the device is set to this theme, `light` or `dark`.
pub(crate) async fn set_theme(driver: &WebDriver, theme: &str) {
    let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": theme }] });
    driver.cdp().send_raw("Emulation.setEmulatedMedia", media).await.expect("a theme");
}

/// Has pages believe that the window is so wide.
pub(crate) async fn set_width(driver: &WebDriver, width: u32) {
    let size = json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600 });
    driver.cdp().send_raw("Emulation.setDeviceMetricsOverride", size).await.expect("a size");
}

fn capabilities(device: Device, profile: &Path) -> ChromeCapabilities {
    let mut capabilities = DesiredCapabilities::chrome();
    let mut switches: Vec<String> = SWITCHES.map(str::to_owned).into();
    switches.push(format!("--user-data-dir={}", profile.display()));
    if matches!(device, Device::Laptop) {
        switches.push("--window-size=1400,900".to_owned());
    }
    capabilities.add_experimental_option("args", &switches).expect("switches");
    capabilities.set_binary(&chromium().expect("chromium is on the path").to_string_lossy()).expect("a path");
    if matches!(device, Device::Phone) {
        let metrics = json!({ "width": 390, "height": 844, "pixelRatio": 2, "touch": true, "mobile": true });
        capabilities.add_experimental_option("mobileEmulation", json!({ "deviceMetrics": metrics })).expect("a phone");
    }
    capabilities
}

struct Chromedriver {
    process: Process,
    port: u16,
}

impl Chromedriver {
    async fn start(folder: &Path) -> Self {
        let path = on_path(&["chromedriver"]).expect("chromedriver is on the path");
        let start = || Process::start("chromedriver", Command::new(&path).arg("--port=0"), folder);
        let marker = "started successfully on port ";
        // It takes a port that is free for IPv4, and ends where another has the same one for IPv6
        for _ in 0..4 {
            let mut process = start();
            if let Some(port) = process.port_unless_ended(marker).await {
                return Self { process, port };
            }
        }
        let mut process = start();
        let port = process.port_after(marker).await;
        Self { process, port }
    }

    fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Asks it to end: it takes its Chromium along, which a signal to it alone would leave behind.
    fn shut_down(&mut self) -> std::io::Result<()> {
        let mut connection = TcpStream::connect(("127.0.0.1", self.port))?;
        connection.set_read_timeout(Some(Duration::from_secs(5)))?;
        write!(connection, "GET /shutdown HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")?;
        connection.read_to_end(&mut Vec::new())?;
        let end = Instant::now() + Duration::from_secs(5);
        while !self.process.has_ended() && Instant::now() < end {
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }
}

impl Drop for Chromedriver {
    fn drop(&mut self) {
        if let Err(error) = self.shut_down() {
            println!("chromedriver does not end by itself: {error}");
        }
    }
}

fn chromium() -> Option<PathBuf> {
    // On macOS it is not on the path
    let bundle = PathBuf::from("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");
    on_path(&["chromium", "chromium-browser", "google-chrome"]).or_else(|| bundle.exists().then_some(bundle))
}

fn on_path(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let folders: Vec<_> = env::split_paths(&path).collect();
    names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name))).find(|path| path.is_file())
}
