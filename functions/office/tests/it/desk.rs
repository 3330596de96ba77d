//! A back office and the browsers in front of it: they keep cookies, fill in forms that a page shows, and follow redirects.

use std::{
    net::SocketAddr,
    sync::atomic::{AtomicU8, Ordering},
};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::ConnectInfo,
    http::{HeaderMap, Method, Request, StatusCode},
};
use domain::{Currency, Member, PersonName, Role, UserId};
use exporter::FeedSettings;
use futures_util::StreamExt;
use office::{
    Office, OfficeSettings,
    routes::{self, Route},
};
use rest::{ApiState, RestSettings};
use runtime::StorefrontSettings;
use store::{NewSession, SignInLinks, Token};
use telegram::{Chat, StaffSettings};
use testing::{BotApi, TestDb, shop_settings};
use tower::ServiceExt;

/// The staff's chat.
pub(crate) const STAFF: i64 = -1_001_234;
/// `ADMIN_API_KEY`.
pub(crate) const KEY: &str = "the-first-key-of-a-new-shop-0123456789";
/// The shop's address, over https.
const HOST: &str = "shop.example.com";

/// Between the parts of a form with files.
const BOUNDARY: &str = "7f3a9c";

/// The body of a form, with its type in front.
type Sent = (String, Vec<u8>);

/// A back office over a database of its own.
pub(crate) struct Desk {
    pub(crate) db: TestDb,
    pub(crate) bot: BotApi,
    router: Router,
    tokens: AtomicU8,
}

/// A browser.
pub(crate) struct Browser<'a> {
    desk: &'a Desk,
    /// The cookie that it keeps.
    pub(crate) cookie: Option<String>,
    csrf: Option<String>,
    /// What it accepts, as it says.
    pub(crate) language: Option<String>,
    /// The page on which it is.
    pub(crate) referer: Option<String>,
    /// Where it asks from.
    pub(crate) address: Option<SocketAddr>,
    /// Whether its script asks, for parts of pages.
    pub(crate) is_partial: bool,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Desk {
    pub(crate) async fn open() -> Self {
        let (db, bot) = (TestDb::new().await, BotApi::start().await);
        let router = Self::router(&db.store, &bot);
        Self { db, bot, router, tokens: AtomicU8::new(1) }
    }

    /// Every page with the role it needs.
    pub(crate) fn routes(&self) -> Vec<Route> {
        routes::all(Self::office(&self.db.store, &self.bot)).table().to_vec()
    }

    /// The pages over these data.
    fn router(store: &store::Store, bot: &BotApi) -> Router {
        office::router(Self::office(store, bot))
    }

    fn office(store: &store::Store, bot: &BotApi) -> Office {
        let settings = RestSettings {
            admin_key: Some(KEY.to_owned().into()),
            origins: None,
            requests_per_second: 0,
            trusted_proxies: 0,
        };
        let api = ApiState::new(store.clone(), Currency::UAH, &settings);
        let settings = OfficeSettings {
            staff: StaffSettings { chat: Some(Chat(STAFF)) },
            shop: shop_settings(),
            storefront: StorefrontSettings { name: "Чайна".into(), public_url: None },
            feed: FeedSettings { stock_tag: files::StockTag::default(), old_price_tag: files::OldPriceTag::default() },
            trusted_proxies: 0,
            given: settings::Env::of([("SHOP_NAME", "Чайна"), ("MONGODB_URI", "mongodb://u:hunter2@db/shop")])
                .given::<office::ProcessSettings>(),
        };
        Office::new(api, Some(bot.client()), settings)
    }

    /// The same shop as it is so much later: its clock is ahead.
    pub(crate) fn later(&self, by: chrono::TimeDelta) -> Router {
        Self::router(&self.db.later(by), &self.bot)
    }

    /// A browser that nobody has signed in with.
    pub(crate) fn browser(&self) -> Browser<'_> {
        Browser {
            desk: self,
            cookie: None,
            csrf: None,
            language: None,
            referer: None,
            address: None,
            is_partial: false,
        }
    }

    /// A browser in which somebody with this role is signed in.
    pub(crate) async fn signed_in(&self, role: Role) -> Browser<'_> {
        let id = 10 + role as i64;
        let status = match role {
            Role::Owner => "creator",
            Role::Manager => "administrator",
            Role::Clerk => "member",
        };
        self.bot.record().members.insert(id, status);
        let token = self.token();
        let member = Member { id: Some(UserId(id)), name: PersonName::parse("Ірина").unwrap() };
        let new = NewSession { member, role, locale: domain::Locale::Uk, browser: "Firefox".into() };
        self.db.store.sessions.create(&token, new).await.unwrap();
        let mut browser = self.browser();
        browser.cookie = Some(format!("__Host-kiosk={token}"));
        browser.csrf = Some(token.derived("csrf"));
        browser
    }

    /// A token like no other in this test.
    pub(crate) fn token(&self) -> Token {
        Token::of([self.tokens.fetch_add(1, Ordering::Relaxed); 32])
    }

    /// A link for this member of the staff.
    pub(crate) async fn link(&self, id: i64) -> String {
        let (token, member) =
            (self.token(), Member { id: Some(UserId(id)), name: PersonName::parse("Ірина").unwrap() });
        self.db.store.sign_in_links.create(&token, member, None, SignInLinks::VALID).await.unwrap();
        format!("/office/login/{token}")
    }
}

impl Browser<'_> {
    /// Asks for a page.
    pub(crate) async fn get(&mut self, path: &str) -> Page {
        self.ask(&self.desk.router.clone(), Method::GET, path, None).await
    }

    /// The same, of these pages.
    pub(crate) async fn get_of(&mut self, router: &Router, path: &str) -> Page {
        self.ask(router, Method::GET, path, None).await
    }

    /// Asks whether there is a page.
    pub(crate) async fn head(&mut self, path: &str) -> Page {
        self.ask_with(Method::HEAD, path).await
    }

    /// Asks by this method.
    pub(crate) async fn ask_with(&mut self, method: Method, path: &str) -> Page {
        self.ask(&self.desk.router.clone(), method, path, None).await
    }

    /// Sends a form with these fields and the hidden one that every form carries.
    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let csrf = self.csrf.clone().unwrap_or_default();
        let fields: Vec<_> = fields.iter().copied().chain([("csrf", csrf.as_str())]).collect();
        self.post_alone(path, &fields).await
    }

    /// Sends a form with these fields alone.
    pub(crate) async fn post_alone(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let form = ("application/x-www-form-urlencoded".to_owned(), form.into_bytes());
        self.ask(&self.desk.router.clone(), Method::POST, path, Some(form)).await
    }

    /// Sends a form with these fields, the hidden one, and files: of each its field, its name and its bytes.
    pub(crate) async fn upload(&mut self, path: &str, fields: &[(&str, &str)], files: &[(&str, &str, &[u8])]) -> Page {
        let csrf = self.csrf.clone().unwrap_or_default();
        let mut body = Vec::new();
        for (name, value) in fields.iter().chain([&("csrf", csrf.as_str())]) {
            let part = format!("--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend(part.as_bytes());
        }
        for (field, name, bytes) in files {
            let head = format!("content-disposition: form-data; name=\"{field}\"; filename=\"{name}\"");
            body.extend(format!("--{BOUNDARY}\r\n{head}\r\n\r\n").as_bytes());
            body.extend_from_slice(bytes);
            body.extend(b"\r\n");
        }
        body.extend(format!("--{BOUNDARY}--\r\n").as_bytes());
        let form = (format!("multipart/form-data; boundary={BOUNDARY}"), body);
        self.ask(&self.desk.router.clone(), Method::POST, path, Some(form)).await
    }

    /// The first event of a stream.
    pub(crate) async fn first_event(&mut self, path: &str) -> String {
        let cookie = self.cookie.clone().unwrap_or_default();
        let request = Request::builder().uri(path).header("host", HOST).header("cookie", cookie);
        let response = self.desk.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let event = response.into_body().into_data_stream().next().await.expect("an event").unwrap();
        String::from_utf8(event.to_vec()).unwrap()
    }

    async fn ask(&mut self, router: &Router, method: Method, path: &str, form: Option<Sent>) -> Page {
        let mut request = Request::builder().method(method).uri(path).header("host", HOST);
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", cookie);
        }
        if let Some(language) = &self.language {
            request = request.header("accept-language", language);
        }
        if self.is_partial {
            request = request.header("hx-request", "true");
        }
        if let Some(referer) = &self.referer {
            request = request.header("referer", referer);
        }
        if let Some(address) = self.address {
            request = request.extension(ConnectInfo(address));
        }
        if let Some((content_type, _)) = &form {
            request = request.header("content-type", content_type);
        }
        let request = request.body(Body::from(form.unwrap_or_default().1)).unwrap();
        let (parts, body) = router.clone().oneshot(request).await.unwrap().into_parts();
        let text = String::from_utf8_lossy(&to_bytes(body, usize::MAX).await.unwrap()).into_owned();
        if let Some(set) = parts.headers.get("set-cookie") {
            self.cookie = set.to_str().unwrap().split(';').next().map(str::to_owned);
        }
        let page = Page { status: parts.status, headers: parts.headers, text };
        // Whoever sees a form can send it
        self.csrf = page.csrf().or_else(|| self.csrf.clone());
        page
    }
}

impl Page {
    /// It must have this status.
    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        self
    }

    /// Where it leads.
    #[track_caller]
    pub(crate) fn location(&self) -> &str {
        self.headers["location"].to_str().unwrap()
    }

    /// It must show this text.
    #[track_caller]
    pub(crate) fn shows(self, text: &str) -> Self {
        assert!(self.text.contains(text), "{text:?} is not in {}", self.text);
        self
    }

    /// It must not show this text.
    #[track_caller]
    pub(crate) fn hides(self, text: &str) -> Self {
        assert!(!self.text.contains(text), "{text:?} is in {}", self.text);
        self
    }

    /// The hidden field of its first form.
    pub(crate) fn csrf(&self) -> Option<String> {
        let (_, rest) = self.text.split_once("name=\"csrf\" value=\"")?;
        rest.split('"').next().map(str::to_owned)
    }
}
