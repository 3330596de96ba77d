//! What the shop's people do in the back office.

use domain::OrderStatus;
use store::{OrderQuery, PageRequest, ProductQuery};
use thirtyfour::Key;

use super::desk::Desk;
use crate::{
    browser::{Browser, Device, set_theme},
    shop::Shop,
    until::until,
};

/// Each walk on both, and in both themes.
const LAPTOP_AND_PHONE: [(Device, &str); 2] = [(Device::Laptop, "light"), (Device::Phone, "dark")];

/// A story on both, each time in a shop of its own, with an owner signed in.
async fn walk(name: &str, story: impl AsyncFn(&Shop, &Desk<'_>)) {
    for (device, theme) in LAPTOP_AND_PHONE {
        let shop = Shop::open().await.with_demo();
        let browser = Browser::start(device).await;
        let driver = browser.driver.clone();
        set_theme(&driver, theme).await;
        let told = async { story(&shop, &Desk::open(&driver, &shop).await).await };
        browser.tell(name, &shop, told).await;
    }
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver; scripts/test looks for them"]
async fn an_order_is_accepted_shipped_and_answered() {
    walk("an_order_is_accepted_shipped_and_answered", async |shop, desk| {
        let new = OrderQuery { status: Some(OrderStatus::New), ..OrderQuery::default() };
        let order = shop.db.store.orders.list(&new, &PageRequest::first(1)).await.unwrap().items.remove(0);
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
    })
    .await;
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver; scripts/test looks for them"]
async fn a_new_order_shows_up_in_an_open_list() {
    walk("a_new_order_shows_up_in_an_open_list", async |shop, desk| {
        desk.go("/office/orders").await;
        let store = &shop.db.store;
        let kettles = testing::category(store, "Kettles", None).await;
        let kettle = testing::product(store, &kettles).stock(5).create().await;
        let order = testing::order(store, 77, &[(&kettle, 1)]).await;
        desk.find(&format!("td a[href='/office/orders/{}']", order.number)).await;
        assert!(desk.driver.title().await.unwrap().starts_with("(1) "), "the count stands in the title");
    })
    .await;
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
        driver.active_element().await.unwrap().send_keys(Key::Enter).await.unwrap();
        desk.find("#talk").await;
        assert!(driver.current_url().await.unwrap().as_str().ends_with(&path), "the row is opened");
    };
    browser.tell("the_keyboard_alone_is_enough", &shop, story).await;
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver; scripts/test looks for them"]
async fn an_owner_makes_a_key_changes_the_language_and_leaves() {
    walk("an_owner_makes_a_key_changes_the_language_and_leaves", async |shop, desk| {
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
    })
    .await;
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver; scripts/test looks for them"]
async fn a_price_is_changed_in_the_list_and_saved_by_itself() {
    walk("a_price_is_changed_in_the_list_and_saved_by_itself", async |shop, desk| {
        desk.go("/office/products").await;
        let product = shop.db.store.products.list(&ProductQuery::default(), &PageRequest::first(1)).await.unwrap();
        let product = &product.items[0];
        let field = format!("#price-{}", product.id);
        desk.fill(&field, "12345,50").await;
        desk.find(&field).await.send_keys(Key::Tab).await.unwrap();
        desk.read("Saved").await;
        let now = shop.db.store.products.find(product.id).await.unwrap().unwrap();
        assert_eq!(now.price.amount(), 1_234_550);
    })
    .await;
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver; scripts/test looks for them"]
async fn a_product_is_made_gets_a_photo_and_is_deleted_and_brought_back() {
    walk("a_product_is_made_gets_a_photo_and_is_deleted_and_brought_back", async |shop, desk| {
        desk.go("/office/products/new").await;
        desk.click("#category option:nth-child(2)").await;
        for (field, text) in [("#price", "999"), ("#stock", "3"), ("#sku", "NEW-1"), ("#title", "Самовар мідний")]
        {
            desk.fill(field, text).await;
        }
        desk.find(".bubble").await;
        desk.read_in(".chat", "Самовар мідний").await;
        desk.click("#product-form button[type='submit']").await;
        desk.read("Created.").await;
        let picture = shop.picture();
        desk.find("#photo").await.send_keys(picture.to_str().unwrap()).await.unwrap();
        desk.find("#photos [data-image]").await;
        let product = shop.db.store.products.with_sku(&domain::Sku::parse("NEW-1").unwrap()).await.unwrap().unwrap();
        assert_eq!((product.stock.get(), product.images.len()), (3, 1));
        desk.click("details.question summary.danger").await;
        desk.click("details.question form button.danger").await;
        desk.click("form[action$='/undo'] button").await;
        desk.read("Restored.").await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver; scripts/test looks for them"]
async fn a_category_is_made_and_moved_up() {
    walk("a_category_is_made_and_moved_up", async |shop, desk| {
        desk.go("/office/categories").await;
        desk.click("main details summary").await;
        desk.fill("#title", "Сад і город").await;
        desk.click("main details form button[type='submit']").await;
        desk.read("Сад і город").await;
        let roots = shop.db.store.categories.children(None).await.unwrap();
        let (place, made) = roots.iter().enumerate().find(|(_, root)| root.title.as_str() == "Сад і город").unwrap();
        if place > 0 {
            desk.click(&format!("form[action*='{}'] button[value='up']", made.id)).await;
            until("it is one further up", async || {
                let roots = shop.db.store.categories.children(None).await.map_err(|error| error.to_string())?;
                let now = roots.iter().position(|root| root.id == made.id);
                if now == Some(place - 1) { Ok(()) } else { Err(format!("{now:?}")) }
            })
            .await;
        }
    })
    .await;
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver; scripts/test looks for them"]
async fn a_customer_is_found_and_answered() {
    walk("a_customer_is_found_and_answered", async |_, desk| {
        desk.go("/office/customers").await;
        desk.fill("input[name='q']", "юрг").await;
        desk.find("input[name='q']").await.send_keys(Key::Enter).await.unwrap();
        desk.click("td a[href^='/office/customers/']").await;
        desk.fill("#text", "Добрий день!").await;
        desk.click("form[action$='/messages'] button[type='submit']").await;
        desk.read("Добрий день!").await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver; scripts/test looks for them"]
async fn news_are_written_looked_at_and_published() {
    walk("news_are_written_looked_at_and_published", async |shop, desk| {
        desk.go("/office/news/new").await;
        desk.fill("#title", "Працюємо в неділю").await;
        desk.fill("#content", "З <b>десятої</b> ранку.").await;
        desk.find("#preview b").await;
        desk.read_in("#preview", "десятої").await;
        desk.click("button[value='save']").await;
        desk.read("Працюємо в неділю").await;
        let news = shop.db.store.news.list(true, &PageRequest::first(1)).await.unwrap().items.remove(0);
        assert_eq!(news.content.as_str(), "З десятої ранку.");
    })
    .await;
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver; scripts/test looks for them"]
async fn a_broadcast_goes_out_while_its_page_counts() {
    walk("a_broadcast_goes_out_while_its_page_counts", async |_, desk| {
        desk.go("/office/broadcasts/new").await;
        desk.fill("#text", "Знижки <i>до неділі</i>!").await;
        desk.read_in("#preview", "до неділі").await;
        desk.click("details.question summary.first").await;
        desk.click("button[value='send']").await;
        desk.read("Знижки").await;
        desk.find(".badge.done").await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver; scripts/test looks for them"]
async fn a_spreadsheet_is_looked_through_and_imported() {
    walk("a_spreadsheet_is_looked_through_and_imported", async |shop, desk| {
        desk.go("/office/import").await;
        let table = "sku,title,category,price,stock\nW-1,Самовар,Самовари,1999,3\nW-2,Без ціни,Самовари,дорого,1\n";
        let file = shop.file("products.csv", table);
        desk.find("#file").await.send_keys(file.to_str().unwrap()).await.unwrap();
        desk.click("form[enctype] button[type='submit']").await;
        desk.click("form[action$='/apply'] button[type='submit']").await;
        let product = until("the product is there", async || {
            let found = shop.db.store.products.with_sku(&domain::Sku::parse("W-1").unwrap()).await;
            found.map_err(|error| error.to_string())?.ok_or_else(|| "not yet".to_owned())
        })
        .await;
        assert_eq!((product.price.amount(), product.stock.get()), (199_900, 3));
        desk.read("price").await;
    })
    .await;
}
