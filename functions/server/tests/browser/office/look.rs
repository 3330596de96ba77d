//! Every page of the back office on a phone and on a laptop, light and dark.

use std::{env, fs, path::PathBuf};

use serde_json::Value;
use store::{OrderQuery, PageRequest};

use super::desk::Desk;
use crate::{
    browser::{Browser, Device, set_theme, set_width},
    shop::Shop,
};

/// axe-core 4.14.1 (MPL-2.0), which looks for what keeps people out.
const AXE: &str = include_str!("axe.min.js");

const PAGES: [&str; 23] = [
    "/office",
    "/office?period=month",
    "/office/orders",
    "/office/orders?status=new&from=2020-01-01",
    "/office/orders?status=cancelled",
    "/office/orders/nowhere",
    "/office/orders/1/slip",
    "/office/products",
    "/office/products?stock=low",
    "/office/products?q=zzzz",
    "/office/products/new",
    "/office/categories",
    "/office/customers",
    "/office/news",
    "/office/news/new",
    "/office/broadcasts",
    "/office/broadcasts/new",
    "/office/import",
    "/office/staff",
    "/office/keys",
    "/office/audit",
    "/office/settings",
    "/office/nowhere",
];

/// The narrowest phone, a usual one and a laptop.
const WIDTHS: [u32; 3] = [320, 390, 1440];

#[tokio::test]
#[ignore = "needs chromium and chromedriver; scripts/test looks for them"]
async fn every_page_can_be_used_by_everybody_on_every_screen() {
    let shop = Shop::open().await.with_demo();
    let browser = Browser::start(Device::Laptop).await;
    let driver = browser.driver.clone();
    let pages: Vec<String> = PAGES.map(str::to_owned).into_iter().chain(details(&shop).await).collect();
    let story = async {
        let desk = Desk::open(&driver, &shop).await;
        for language in languages() {
            desk.speak(&language).await;
            for path in &pages {
                for theme in ["light", "dark"] {
                    set_theme(&driver, theme).await;
                    for width in WIDTHS {
                        set_width(&driver, width).await;
                        desk.go(path).await;
                        fits(&desk, path, width).await;
                        picture(&desk, &format!("{language}{path}"), theme, width).await;
                    }
                    is_open_to_everybody(&desk, path, theme).await;
                    is_light(&desk, path).await;
                }
            }
        }
    };
    browser.tell("every_page_can_be_used_by_everybody_on_every_screen", &shop, story).await;
}

/// What is found does not depend on words; whoever looks at pictures says `KIOSK_LANGUAGES=uk,ru,en`.
fn languages() -> Vec<String> {
    let wanted = env::var("KIOSK_LANGUAGES").unwrap_or_else(|_| "uk".to_owned());
    wanted.split(',').map(str::to_owned).collect()
}

/// The pages of an order, a customer, a product with photos, and a news item.
async fn details(shop: &Shop) -> Vec<String> {
    let (store, one) = (&shop.db.store, PageRequest::first(1));
    let order = store.orders.list(&OrderQuery::default(), &one).await.unwrap().items.remove(0);
    let news = store.news.list(true, &one).await.unwrap().items.remove(0);
    vec![
        format!("/office/orders/{}", order.number),
        format!("/office/customers/{}", order.user_id),
        format!("/office/products/{}", order.lines[0].product_id),
        format!("/office/news/{}", news.id),
    ]
}

/// Nothing stands beside the screen.
async fn fits(desk: &Desk<'_>, path: &str, width: u32) {
    let needed = desk.run("return document.documentElement.scrollWidth").await;
    assert!(needed.as_u64() <= Some(width.into()), "{path} needs {needed} pixels of {width}");
}

/// A page with its stylesheet and scripts, as they came over the wire, in bytes.
const MOST_BYTES: u64 = 120_000;

async fn is_light(desk: &Desk<'_>, path: &str) {
    let script = "const [page] = performance.getEntriesByType('navigation'); \
                  const loaded = performance.getEntriesByType('resource'); \
                  const parts = loaded.filter((one) => ['script', 'link'].includes(one.initiatorType)); \
                  return parts.reduce((sum, one) => sum + one.encodedBodySize, page.encodedBodySize)";
    let bytes = desk.run(script).await.as_u64().expect("a number of bytes");
    assert!((5_000..MOST_BYTES).contains(&bytes), "{path}: {bytes} bytes");
}

/// What axe-core finds.
async fn is_open_to_everybody(desk: &Desk<'_>, path: &str, theme: &str) {
    desk.driver.execute(AXE, vec![]).await.expect("axe-core runs");
    let script = "const done = arguments[0]; axe.run().then((found) => done(found.violations.map((one) => \
                  one.id + ': ' + one.nodes.map((node) => node.html + ' ' + node.failureSummary).join('; '))))";
    let found = desk.driver.execute_async(script, vec![]).await.expect("axe-core answers");
    let Value::Array(found) = found.json() else { panic!("{path}: no answer of axe-core") };
    assert!(found.is_empty(), "{path}, {theme}: {found:#?}");
}

/// With `KIOSK_PICTURES=folder`, a picture for whoever wants to look.
async fn picture(desk: &Desk<'_>, path: &str, theme: &str, width: u32) {
    let Some(folder) = env::var_os("KIOSK_PICTURES").map(PathBuf::from) else { return };
    fs::create_dir_all(&folder).expect("a folder");
    let name: String = path.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    desk.driver.screenshot(&folder.join(format!("{}-{theme}-{width}.png", name.trim_matches('-')))).await.unwrap();
}
