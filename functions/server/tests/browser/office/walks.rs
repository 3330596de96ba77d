//! What the shop's people do in the back office.

use domain::OrderStatus;
use store::{OrderQuery, PageRequest};

use super::desk::Desk;
use crate::{
    browser::{Browser, Device},
    shop::Shop,
};

const LAPTOP_AND_PHONE: [Device; 2] = [Device::Laptop, Device::Phone];

#[tokio::test]
#[ignore = "needs chromium and chromedriver; scripts/test looks for them"]
async fn an_order_is_accepted_shipped_and_answered() {
    for device in LAPTOP_AND_PHONE {
        let shop = Shop::open().await.with_demo();
        let browser = Browser::start(device).await;
        let driver = browser.driver.clone();
        let story = async {
            let new = OrderQuery { status: Some(OrderStatus::New), ..OrderQuery::default() };
            let order = shop.db.store.orders.list(&new, &PageRequest::first(1)).await.unwrap().items.remove(0);
            let desk = Desk::open(&driver, &shop).await;
            desk.click("nav a[href='/office/orders']").await;
            desk.click("ul.tabs a[href*='status=new']").await;
            desk.click(&format!("td a[href='/office/orders/{}']", order.number)).await;
            desk.click("button[value='accepted']").await;
            desk.read("Saved.").await;
            desk.click("details.question summary.first").await;
            desk.fill("#tracking_number", "20450012345678").await;
            desk.click("button[value='shipped']").await;
            desk.read("20450012345678").await;
            desk.fill("#text", "Посилка вже їде!").await;
            desk.click("#talk button[type='submit']").await;
            desk.read("Посилка вже їде!").await;
            let order = shop.db.store.orders.find(order.id).await.unwrap().unwrap();
            assert_eq!(order.status, OrderStatus::Shipped);
        };
        browser.tell("an_order_is_accepted_shipped_and_answered", &shop, story).await;
    }
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver; scripts/test looks for them"]
async fn a_new_order_shows_up_in_an_open_list() {
    let shop = Shop::open().await.with_demo();
    let browser = Browser::start(Device::Laptop).await;
    let driver = browser.driver.clone();
    let story = async {
        let desk = Desk::open(&driver, &shop).await;
        desk.go("/office/orders").await;
        let store = &shop.db.store;
        let kettles = testing::category(store, "Kettles", None).await;
        let kettle = testing::product(store, &kettles).stock(5).create().await;
        let order = testing::order(store, 77, &[(&kettle, 1)]).await;
        desk.find(&format!("td a[href='/office/orders/{}']", order.number)).await;
        assert!(driver.title().await.unwrap().starts_with("(1) "), "the count stands in the title");
    };
    browser.tell("a_new_order_shows_up_in_an_open_list", &shop, story).await;
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver; scripts/test looks for them"]
async fn the_keyboard_alone_is_enough() {
    let shop = Shop::open().await.with_demo();
    let browser = Browser::start(Device::Laptop).await;
    let driver = browser.driver.clone();
    let story = async {
        let desk = Desk::open(&driver, &shop).await;
        desk.go("/office/orders").await;
        let body = desk.find("body").await;
        for key in ["j", "j", "k"] {
            body.send_keys(key).await.unwrap();
        }
        let chosen = desk.find("tr[aria-current='true'] a").await;
        let path = chosen.attr("href").await.unwrap().expect("a link");
        driver.active_element().await.unwrap().send_keys(thirtyfour::Key::Enter).await.unwrap();
        desk.find("#talk").await;
        assert!(driver.current_url().await.unwrap().as_str().ends_with(&path), "the row is opened");
    };
    browser.tell("the_keyboard_alone_is_enough", &shop, story).await;
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver; scripts/test looks for them"]
async fn an_owner_makes_a_key_changes_the_language_and_leaves() {
    for device in LAPTOP_AND_PHONE {
        let shop = Shop::open().await.with_demo();
        let browser = Browser::start(device).await;
        let driver = browser.driver.clone();
        let story = async {
            let desk = Desk::open(&driver, &shop).await;
            desk.go("/office/keys").await;
            desk.click("details summary").await;
            desk.fill("#name", "website").await;
            desk.click("input[value='orders:read']").await;
            desk.click("main form.stack button[type='submit']").await;
            let key = desk.find("#secret").await.text().await.unwrap();
            assert!(shop.db.store.keys.verify(&key).await.unwrap().is_some(), "the key works");
            desk.click("button[value='en']").await;
            desk.read("API keys").await;
            desk.click("form.signed-in button").await;
            desk.read("Sign in").await;
        };
        browser.tell("an_owner_makes_a_key_changes_the_language_and_leaves", &shop, story).await;
    }
}
