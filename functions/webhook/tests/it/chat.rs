//! A shop to test, and a chat with it that is written down as it goes: what the customer did, what the shop said.

use std::sync::Arc;

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    http::{Request, StatusCode},
    response::Response,
};
use chrono::TimeDelta;
use domain::Locale;
use runtime::ShopSettings;
use serde_json::Value;
use store::Store;
use telegram::{StaffSettings, WebhookSecrets};
use testing::{BotApi, Customer, Recorded, TestDb, transcript};
use tower::ServiceExt;
use webhook::{CheckoutSettings, Shop};

pub(crate) const SECRET: &str = "test-secret";
/// `SHOP_PUBLIC_URL`.
pub(crate) const ADDRESS: &str = "https://shop.example.com";
pub(crate) const HOLD: TimeDelta = TimeDelta::minutes(15);

/// What kind of shop it is.
#[derive(Clone, Copy)]
struct Kind {
    staff_chat: Option<telegram::Chat>,
    default_locale: Locale,
    hold: TimeDelta,
    is_frozen: bool,
}

impl Kind {
    const PLAIN: Self = Self { staff_chat: None, default_locale: Locale::Uk, hold: HOLD, is_frozen: false };
}

/// The router over a database and a Bot API of its own.
pub(crate) struct TestShop {
    pub(crate) db: Arc<TestDb>,
    pub(crate) api: BotApi,
    shop: Shop,
    router: Router,
}

impl TestShop {
    pub(crate) async fn open() -> Self {
        Self::open_with(None).await
    }

    /// With this chat as the staff's.
    pub(crate) async fn open_with(staff_chat: Option<telegram::Chat>) -> Self {
        Self::build(Kind { staff_chat, ..Kind::PLAIN }).await
    }

    /// The same for a shop that speaks this language.
    pub(crate) async fn open_in(default_locale: Locale, staff_chat: telegram::Chat) -> Self {
        Self::build(Kind { staff_chat: Some(staff_chat), default_locale, ..Kind::PLAIN }).await
    }

    /// On a platform where nothing runs after an answer.
    pub(crate) async fn frozen_between_requests() -> Self {
        Self::build(Kind { is_frozen: true, ..Kind::PLAIN }).await
    }

    /// Where nothing is held.
    pub(crate) async fn without_holds() -> Self {
        Self::build(Kind { hold: TimeDelta::zero(), ..Kind::PLAIN }).await
    }

    /// Another process of a plain shop, by a clock that is so much ahead.
    pub(crate) fn later(&self, by: TimeDelta) -> Self {
        Self::start(self.db.clone(), self.api.clone(), self.db.later(by), Kind::PLAIN)
    }

    async fn build(kind: Kind) -> Self {
        let (db, api) = (Arc::new(TestDb::new().await), BotApi::start().await);
        let store = db.store.clone();
        Self::start(db, api, store, kind)
    }

    fn start(db: Arc<TestDb>, api: BotApi, store: Store, kind: Kind) -> Self {
        let Kind { staff_chat, default_locale, hold, is_frozen } = kind;
        let settings = ShopSettings { default_locale, ..testing::shop_settings() };
        let (staff, checkout) = (StaffSettings { chat: staff_chat }, CheckoutSettings { hold });
        let shop = Shop::new(store, api.client(), settings, staff, checkout);
        let shop = shop.frozen_between_requests(is_frozen).reached_at(Some(ADDRESS.parse().expect("an address")));
        let secret = WebhookSecrets::new(SECRET).expect("a secret");
        Self { db, api, router: webhook::api(shop.clone(), secret).into(), shop }
    }

    /// Until all updates that were answered are noted as handled.
    pub(crate) async fn settle(&self) {
        self.shop.settle().await;
    }

    async fn respond(&self, secret: Option<&str>, body: impl Into<Body>) -> Response {
        let mut request = Request::post("/telegram/webhook").header("content-type", "application/json");
        if let Some(secret) = secret {
            request = request.header("X-Telegram-Bot-Api-Secret-Token", secret);
        }
        let request = request.body(body.into()).expect("a request");
        self.router.clone().oneshot(request).await.expect("an answer")
    }

    /// Posts anything; with the right secret unless told otherwise.
    pub(crate) async fn post(&self, secret: Option<&str>, body: impl Into<Body>) -> (StatusCode, Bytes) {
        let response = self.respond(secret, body).await;
        let (status, body) = (response.status(), to_bytes(response.into_body(), usize::MAX).await.expect("a body"));
        self.settle().await;
        (status, body)
    }

    /// Delivers an update as Telegram does.
    pub(crate) async fn deliver(&self, update: &Value) -> (StatusCode, Bytes) {
        self.post(Some(SECRET), update.to_string()).await
    }

    /// The same, with the value of `Retry-After`.
    pub(crate) async fn deliver_fully(&self, update: &Value) -> (StatusCode, Option<String>, Bytes) {
        let response = self.respond(Some(SECRET), update.to_string()).await;
        let retry_after = response.headers().get("retry-after").map(|value| value.to_str().expect("ASCII").to_owned());
        let (status, body) = (response.status(), to_bytes(response.into_body(), usize::MAX).await.expect("a body"));
        self.settle().await;
        (status, retry_after, body)
    }

    /// Delivers an update whose answer is on its way.
    pub(crate) async fn deliver_unread(&self, update: &Value) -> (StatusCode, Body) {
        let response = self.respond(Some(SECRET), update.to_string()).await;
        (response.status(), response.into_body())
    }

    /// Delivers an update whose connection breaks before the answer was written.
    pub(crate) async fn deliver_and_lose_the_answer(&self, update: &Value) {
        let (status, body) = self.deliver_unread(update).await;
        assert_eq!(status, StatusCode::OK);
        drop(body);
        self.settle().await;
    }

    /// Delivers an update that is handled, and says what the shop said to it: over the wire, and last in the answer.
    pub(crate) async fn send(&self, update: &Value) -> Vec<Recorded> {
        let (status, body) = self.deliver(update).await;
        assert_eq!(status, StatusCode::OK);
        self.said(&body)
    }

    /// What was said since the last look, with what rides in this answer.
    pub(crate) fn said(&self, answer: &Bytes) -> Vec<Recorded> {
        let mut said = self.api.take();
        said.extend(riding(answer));
        for call in &said {
            self.api.check(&call.method, &call.params);
        }
        assert_eq!(self.api.refused(), Vec::<String>::new(), "Telegram would refuse this");
        said
    }
}

/// The call that rides in a webhook answer.
pub(crate) fn riding(body: &Bytes) -> Option<Recorded> {
    let mut params: Value = serde_json::from_slice(body).ok()?;
    let method = params.as_object_mut()?.remove("method")?.as_str()?.to_owned();
    Some(Recorded { method, params, upload: None })
}

/// One customer's chat with a shop.
pub(crate) struct Chat<'a> {
    pub(crate) shop: &'a TestShop,
    pub(crate) customer: Customer,
    pub(crate) locale: Locale,
    log: String,
    seen: Vec<Recorded>,
}

impl<'a> Chat<'a> {
    /// With Olena, whose Telegram is in this language.
    pub(crate) fn new(shop: &'a TestShop, locale: Locale) -> Self {
        let customer = Customer::new(7, "Олена").last_name("Коваль").language(locale.into_str());
        Self::of(shop, customer, locale)
    }

    pub(crate) const fn of(shop: &'a TestShop, customer: Customer, locale: Locale) -> Self {
        Self { shop, customer, locale, log: String::new(), seen: Vec::new() }
    }

    pub(crate) fn label(&self, key: &str) -> String {
        locales::text(self.locale, key, &[])
    }

    /// Delivers an update and writes down what happened.
    pub(crate) async fn does(&mut self, what: &str, update: &Value) -> Vec<Recorded> {
        let said = self.shop.send(update).await;
        self.log.extend(["« ", what, "\n\n", &transcript(&said), "\n"]);
        self.seen.extend(said.clone());
        said
    }

    pub(crate) async fn says(&mut self, text: &str) -> Vec<Recorded> {
        self.does(text, &self.customer.text(text)).await
    }

    /// Writes the label of a button in place of the phone's keyboard.
    pub(crate) async fn chooses(&mut self, key: &str) -> Vec<Recorded> {
        self.says(&self.label(key)).await
    }

    pub(crate) async fn shares(&mut self, phone: &str, of: Option<i64>) -> Vec<Recorded> {
        self.does(&format!("contact {phone}"), &self.customer.contact(phone, of)).await
    }

    /// Presses the newest button with this label.
    pub(crate) async fn presses(&mut self, label: &str) -> Vec<Recorded> {
        let data = self.data_of(label).unwrap_or_else(|| panic!("no button “{label}” in:\n{}", self.log));
        self.does(&format!("({label})"), &self.customer.press(&data)).await
    }

    /// Presses a button with this data.
    pub(crate) async fn presses_data(&mut self, data: &str) -> Vec<Recorded> {
        self.does(&format!("({data})"), &self.customer.press(data)).await
    }

    /// Presses the newest button whose label has this key.
    pub(crate) async fn presses_key(&mut self, key: &str) -> Vec<Recorded> {
        self.presses(&self.label(key)).await
    }

    pub(crate) fn data_of(&self, label: &str) -> Option<String> {
        self.seen.iter().rev().find_map(|call| data_in(call, label))
    }

    /// What happened so far, without what differs from run to run.
    pub(crate) fn log(&self) -> String {
        without_ids(&self.log)
    }
}

/// The data of the button with this label in a call.
pub(crate) fn data_in(call: &Recorded, label: &str) -> Option<String> {
    let rows = call.params["reply_markup"]["inline_keyboard"].as_array()?;
    let mut buttons = rows.iter().flat_map(|row| row.as_array().into_iter().flatten());
    let button = buttons.find(|button| button["text"] == label)?;
    button["callback_data"].as_str().map(str::to_owned)
}

/// The text of a message, a caption or a toast.
pub(crate) fn text_of(call: &Recorded) -> &str {
    call.params["text"].as_str().or_else(|| call.params["caption"].as_str()).unwrap_or_default()
}

/// The toast among what was said.
pub(crate) fn toast(said: &[Recorded]) -> Option<&str> {
    said.iter().find(|call| call.method == "answerCallbackQuery").and_then(|call| call.params["text"].as_str())
}

fn without_ids(log: &str) -> String {
    let mut clean = String::with_capacity(log.len());
    for word in log.split_inclusive([':', ')', ' ', '\n']) {
        let (body, end) = word.split_at(word.len() - usize::from(word.ends_with([':', ')', ' ', '\n'])));
        // The next page of a search has the id in fewer letters
        let is_short_id =
            body.len() == 16 && end == ":" && clean.rsplit(' ').next().is_some_and(|data| data.starts_with("find:"));
        // By itself, or at the end of a link
        let long_id = body.len().checked_sub(24).filter(|at| body.is_char_boundary(*at)).map(|at| body.split_at(at));
        let long_id = long_id.filter(|(before, id)| {
            (before.is_empty() || before.ends_with("p_")) && id.bytes().all(|byte| byte.is_ascii_hexdigit())
        });
        let is_id = is_short_id || long_id.is_some();
        let is_version = clean.ends_with("confirm:") || clean.ends_with("| cancel:");
        clean.push_str(long_id.map_or("", |(before, _)| before));
        clean.push_str(if is_id {
            "<id>"
        } else if is_version {
            "<version>"
        } else {
            body
        });
        clean.push_str(end);
    }
    clean
}

/// Plays a scene in every language, each in a shop of its own, and holds what was said against its snapshot.
macro_rules! in_every_language {
    ($name:literal, async |$chat:ident| $scene:block) => {
        $crate::chat::in_every_language!($name, None, async |$chat| $scene)
    };
    ($name:literal, $staff_chat:expr, async |$chat:ident| $scene:block) => {
        for locale in <domain::Locale as domain::VariantArray>::VARIANTS.iter().copied() {
            let shop = $crate::chat::TestShop::open_with($staff_chat).await;
            let mut $chat = $crate::chat::Chat::new(&shop, locale);
            $scene;
            insta::assert_snapshot!(format!(concat!($name, "-{}"), locale), $chat.log());
        }
    };
}
pub(crate) use in_every_language;
