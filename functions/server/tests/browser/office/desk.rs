//! What somebody of the staff does with a page.

use std::time::Duration;

use serde_json::Value;
use thirtyfour::{By, Key, WebDriver, WebElement, error::WebDriverResult, extensions::query::ElementQueryable};

use crate::{shop::Shop, until::until};

const PATIENCE: Duration = Duration::from_secs(15);
const PAUSE: Duration = Duration::from_millis(50);

/// A browser in which an owner is signed in.
pub(crate) struct Desk<'a> {
    pub(crate) driver: &'a WebDriver,
    server: &'a str,
}

impl<'a> Desk<'a> {
    /// Signs in by a link.
    pub(crate) async fn open(driver: &'a WebDriver, shop: &'a Shop) -> Self {
        driver.goto(shop.office_link()).await.expect("the back office");
        Self { driver, server: &shop.server }
    }

    /// Goes to a page.
    pub(crate) async fn go(&self, path: &str) {
        self.driver.goto(format!("{}{path}", self.server)).await.expect("a page");
    }

    /// Has pages shown in this language.
    pub(crate) async fn speak(&self, language: &str) {
        self.click(&format!("form.languages button[value='{language}']")).await;
        self.find(&format!("html[lang='{language}']")).await;
    }

    /// The one thing of this kind, once it is there.
    pub(crate) async fn find(&self, css: &str) -> WebElement {
        let found = self.driver.query(By::Css(css)).wait(PATIENCE, PAUSE).first().await;
        found.unwrap_or_else(|error| panic!("{css}: {error}"))
    }

    /// Clicks it.
    pub(crate) async fn click(&self, css: &str) {
        let element = self.find(css).await;
        element.scroll_into_view().await.expect("a place to click");
        element.click().await.unwrap_or_else(|error| panic!("{css}: {error}"));
    }

    /// Types into a field, in place of what is there.
    pub(crate) async fn fill(&self, css: &str, text: &str) {
        let field = self.find(css).await;
        // As people do it: to clear it by a command would be a change of its own
        field.send_keys(Key::Control + "a").await.expect("all of it is chosen");
        field.send_keys(text).await.unwrap_or_else(|error| panic!("{css}: {error}"));
    }

    /// Reads this text somewhere on the page, once it is there.
    pub(crate) async fn read(&self, text: &str) {
        until(&format!("the page says {text}"), async || {
            let said = self.text().await.map_err(|error| error.to_string())?;
            if said.contains(text) { Ok(()) } else { Err(said) }
        })
        .await;
    }

    /// Reads this text in a part of the page, once it is there.
    pub(crate) async fn read_in(&self, css: &str, text: &str) {
        until(&format!("{css} says {text}"), async || {
            let parts = self.driver.find_all(By::Css(css)).await.map_err(|error| error.to_string())?;
            let mut said = String::new();
            for part in parts {
                said += &part.text().await.map_err(|error| error.to_string())?;
            }
            if said.contains(text) { Ok(()) } else { Err(said) }
        })
        .await;
    }

    async fn text(&self) -> WebDriverResult<String> {
        self.driver.find(By::Tag("body")).await?.text().await
    }

    /// What a script says.
    pub(crate) async fn run(&self, script: &str) -> Value {
        let said = self.driver.execute(script, vec![]).await.unwrap_or_else(|error| panic!("{error}"));
        said.json().clone()
    }
}
