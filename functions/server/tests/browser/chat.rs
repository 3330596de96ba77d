//! The chat page in a customer's hands. Every act waits until it can be done, and nothing waits for a length of time.

use std::fmt::Write as _;

use thirtyfour::error::WebDriverResult;
use thirtyfour::{By, Key, WebDriver, WebElement};

use crate::shop::Shop;
use crate::until::until;

const BUTTON: &str = r#"//*[@data-testid="inline-button"]"#;

/// One customer's chat.
pub(crate) struct Chat<'a> {
    driver: &'a WebDriver,
}

impl<'a> Chat<'a> {
    /// Opens it: an empty chat, with START below.
    pub(crate) async fn open(driver: &'a WebDriver, shop: &Shop, customer: i64) -> Self {
        driver.goto(format!("{}/#customer={customer}", shop.page)).await.expect("the page");
        Self { driver }
    }

    /// Goes on in another chat.
    pub(crate) async fn switch(&self, chat: i64) {
        self.click("the chat is chosen", &format!(r#"//*[@data-testid="customer-{chat}"]"#)).await;
    }

    /// Among several: goes on as this one.
    pub(crate) async fn be(&self, member: i64) {
        let button = format!(r#"//*[@data-testid="member-{member}"]"#);
        let pressed = format!(r#"{button}[@aria-pressed="true"]"#);
        until("the member is chosen", async || {
            self.find(&button).await?.click().await?;
            self.find(&pressed).await
        })
        .await;
    }

    /// Replies to the newest message with these words.
    pub(crate) async fn reply(&self, words: &str, text: &str) {
        let button = format!(r#"{}//*[@data-testid="reply"]"#, newest_message(words));
        self.click("the message is replied to", &button).await;
        until("the reply is begun", async || self.find(r#"//*[@data-testid="reply-bar"]"#).await).await;
        self.write(text).await;
    }

    /// Waits until a message that was written here has reached the other side.
    pub(crate) async fn see_arrived(&self, words: &str) {
        let written = format!(r#"//article[@data-side="out"][contains(normalize-space(), "{words}")]"#);
        let reaction = format!(r#"{written}//*[@data-testid="reaction"]"#);
        until(&format!("“{words}” has arrived"), async || self.find(&reaction).await).await;
    }

    /// Presses START.
    pub(crate) async fn start(&self) {
        self.click("START is pressed", r#"//*[@data-testid="start"]"#).await;
    }

    /// Presses a button of the keyboard below the chat.
    pub(crate) async fn choose(&self, label: &str) {
        let button = format!(r#"//*[@data-testid="reply-button"][normalize-space()="{label}"]"#);
        self.click(&format!("“{label}” is chosen"), &button).await;
    }

    /// Presses the newest button under a message that is called so.
    pub(crate) async fn press(&self, label: &str) {
        let button = format!(r#"({BUTTON}[normalize-space()="{label}"])[last()]"#);
        self.click(&format!("“{label}” is pressed"), &button).await;
    }

    /// The first words in bold of the first message that has such a button: a card's title.
    pub(crate) async fn title_above(&self, label: &str) -> String {
        let title = format!(r#"(//article[.{BUTTON}[normalize-space()="{label}"]])[1]//b"#);
        until(&format!("there is a card with “{label}”"), async || self.text(&title).await).await
    }

    /// Presses a button under the newest message with these words.
    pub(crate) async fn press_under(&self, words: &str, label: &str) {
        let message = newest_message(words);
        let button = format!(r#"{message}{BUTTON}[normalize-space()="{label}"]"#);
        self.click(&format!("“{label}” is pressed under “{words}”"), &button).await;
    }

    /// Writes a message.
    pub(crate) async fn write(&self, text: &str) {
        let input = r#"//*[@data-testid="message-input"]"#;
        // What was typed before the page drew the input anew is gone: then all of it is typed again
        until(&format!("“{text}” is written"), async || {
            let input = self.find(input).await?;
            input.clear().await?;
            input.send_keys(text).await?;
            input.send_keys(Key::Enter + "").await
        })
        .await;
    }

    /// Presses a button that shares, and chooses a chat to share into.
    pub(crate) async fn share_into(&self, words: &str, label: &str, chat: i64) {
        self.press_under(words, label).await;
        self.click("the chat is chosen", &format!(r#"//*[@data-testid="share-to-{chat}"]"#)).await;
    }

    /// Begins a message without sending it.
    pub(crate) async fn begin_to_write(&self, text: &str) {
        let input = r#"//*[@data-testid="message-input"]"#;
        until(&format!("“{text}” is typed"), async || {
            let input = self.find(input).await?;
            input.clear().await?;
            input.send_keys(text).await
        })
        .await;
    }

    /// Chooses what the bot offers inline by these words.
    pub(crate) async fn take_offer(&self, words: &str) {
        let result = format!(r#"//*[@data-testid="inline-result"][contains(normalize-space(), "{words}")]"#);
        self.click(&format!("“{words}” is chosen among what the bot offers"), &result).await;
    }

    /// Waits for a message of somebody that came through the bot, and gives all of it.
    pub(crate) async fn see_through_bot(&self, words: &str) -> String {
        let via = r#"[.//*[@data-testid="via"]]"#;
        let message = format!(r#"(//article{via}[contains(normalize-space(), "{words}")])[last()]"#);
        until(&format!("“{words}” came through the bot"), async || self.text(&message).await).await
    }

    /// Waits for an album of so many photos, all of which are seen.
    pub(crate) async fn see_album(&self, photos: usize) {
        let script = "return [...document.querySelectorAll('[data-testid=album]')].pop()?.querySelectorAll('img').length \
                      - [...document.querySelectorAll('[data-testid=album] img')].filter((i) => !i.naturalWidth).length;";
        until(&format!("there is an album of {photos} photos"), async || {
            let seen = self.driver.execute(script, vec![]).await.map_err(|error| error.to_string())?;
            let seen = seen.json().as_u64();
            if seen == u64::try_from(photos).ok() { Ok(()) } else { Err(format!("{seen:?} are seen")) }
        })
        .await;
    }

    /// Shares the own phone number with the keyboard's button, and says yes when asked.
    pub(crate) async fn share_contact(&self, label: &str) {
        self.choose(label).await;
        self.click("sharing is agreed to", r#"//*[@data-testid="dialog-confirm"]"#).await;
    }

    /// Waits for a message of the bot with these words, and gives all of it.
    pub(crate) async fn read(&self, words: &str) -> String {
        let message = newest_message(words);
        until(&format!("the bot says “{words}”"), async || self.text(&message).await).await
    }

    /// Waits for a button under a message that is called so.
    pub(crate) async fn see_button(&self, label: &str) {
        let button = format!(r#"{BUTTON}[normalize-space()="{label}"]"#);
        until(&format!("there is a button “{label}”"), async || self.find(&button).await).await;
    }

    /// Waits for the words that pass over the chat after a press.
    pub(crate) async fn see_toast(&self, words: &str) {
        let toast = format!(r#"//*[@data-testid="toast"][contains(normalize-space(), "{words}")]"#);
        until(&format!("a toast says “{words}”"), async || self.find(&toast).await).await;
    }

    /// Nothing is left hanging, nothing was refused, and nothing sticks out of the screen.
    pub(crate) async fn is_in_order(&self) {
        until("every press is answered", async || {
            let waiting = self.driver.find_all(By::Css(".inline-button.waiting")).await.map_err(|e| e.to_string())?;
            if waiting.is_empty() { Ok(()) } else { Err(format!("{} are not", waiting.len())) }
        })
        .await;
        let refused = self.driver.find_all(By::Css("[data-testid=exchange] .status.bad")).await.expect("exchanges");
        let mut refusals = String::new();
        for status in &refused {
            let line = status.find(By::XPath("ancestor::summary")).await.expect("an exchange");
            let text = line.prop("textContent").await.expect("a text").unwrap_or_default();
            let _ = writeln!(refusals, "{text}");
        }
        assert!(refused.is_empty(), "Telegram would have refused:\n{refusals}");
        let script = "return document.scrollingElement.scrollWidth - window.innerWidth;";
        let out = self.driver.execute(script, vec![]).await.expect("a width");
        assert!(out.json().as_i64().is_some_and(|out| out <= 0), "the page is {} pixels too wide", out.json());
    }

    /// As it was sent: what the driver calls an element's text is empty while it fades in, and without spaces that do
    /// not break.
    async fn text(&self, path: &str) -> WebDriverResult<String> {
        Ok(self.find(path).await?.prop("textContent").await?.unwrap_or_default())
    }

    async fn find(&self, path: &str) -> WebDriverResult<WebElement> {
        self.driver.find(By::XPath(path)).await
    }

    /// An element that is redrawn between being found and being clicked is looked for again.
    async fn click(&self, what: &str, path: &str) {
        until(what, async || self.find(path).await?.click().await).await;
    }
}

fn newest_message(words: &str) -> String {
    format!(r#"(//article[@data-side="in"][contains(normalize-space(), "{words}")])[last()]"#)
}
