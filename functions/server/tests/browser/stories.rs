//! What customers live through.

use bson::doc;
use domain::{Order, OrderStatus, Product, UserId};
use store::Precondition;

use crate::browser::{Browser, Device};
use crate::chat::Chat;
use crate::shop::Shop;

const OLENA: i64 = 1001;
const EMMA: i64 = 1003;
/// Where these two write to each other.
const OLENA_AND_EMMA: i64 = -1;
/// The staff's group, and one of those in it.
const STAFF: i64 = -1_001_000_000_001;
const IRYNA: i64 = 2101;

#[tokio::test]
#[ignore = "needs chromium and chromedriver; scripts/test looks for them"]
async fn emma_finds_a_toaster_in_the_demo_shop_and_orders_two() {
    let shop = Shop::open().await.with_demo();
    let browser = Browser::start(Device::Laptop).await;
    let driver = browser.driver.clone();
    let story = async {
        let chat = Chat::open(&driver, &shop, EMMA).await;
        chat.start().await;
        chat.read("Welcome, Emma").await;
        chat.choose("🗂 Categories").await;
        for category in ["Kitchen appliances", "For breakfast", "Toasters"] {
            chat.press(category).await;
        }
        let title = chat.title_above("🛒 Add to cart").await;
        let before = product(&shop, &title).await;
        chat.press_under(&title, "🛒 Add to cart").await;
        chat.see_toast("In your cart: 1").await;
        chat.choose("🛒 Cart").await;
        chat.press("➕").await;
        chat.see_button("1. × 2").await;
        chat.press("✅ Complete order").await;
        chat.read("What is your email address?").await;
        chat.write("emma@example.com").await;
        chat.read("What is your phone number?").await;
        chat.write("+44 7700 900123").await;
        chat.read("Where shall we deliver?").await;
        chat.write("221B Baker Street, London").await;
        chat.press_under("221B Baker Street", "✅ Confirm").await;
        let thanks = chat.read("We have your order").await;

        let order = only_order(&shop, EMMA).await;
        assert!(thanks.contains(&format!("No. {}", order.number.0)), "{} is not in: {thanks}", order.number.0);
        assert_eq!(order.lines.len(), 1);
        assert_eq!((order.lines[0].product_id, order.lines[0].quantity.get()), (before.id, 2));
        let contact = order.contact.expect("a contact");
        assert_eq!(contact.phone.as_str(), "+447700900123");
        assert_eq!(contact.address.as_str(), "221B Baker Street, London");
        assert_eq!(product(&shop, &title).await.stock.get(), before.stock.get() - 2);
        assert!(is_cart_empty(&shop, EMMA).await, "the cart is emptied");
        chat.is_in_order().await;
    };
    browser.tell("emma", &shop, story).await;
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver; scripts/test looks for them"]
async fn iryna_ships_an_order_and_emma_reads_its_tracking_number() {
    let shop = Shop::open().await;
    let kettles = testing::category(&shop.db.store, "Kettles", None).await;
    testing::product(&shop.db.store, &kettles).title("Kettle").discount(10).create().await;
    let browser = Browser::start(Device::Laptop).await;
    let driver = browser.driver.clone();
    let story = async {
        let chat = Chat::open(&driver, &shop, EMMA).await;
        chat.start().await;
        chat.choose("🔥 Deals").await;
        chat.press_under("Kettle", "🛒 Add to cart").await;
        chat.see_toast("In your cart: 1").await;
        chat.choose("🛒 Cart").await;
        chat.press("✅ Complete order").await;
        chat.read("What is your email address?").await;
        chat.write("emma@example.com").await;
        chat.read("What is your phone number?").await;
        chat.write("+44 7700 900123").await;
        chat.read("Where shall we deliver?").await;
        chat.write("221B Baker Street, London").await;
        chat.press_under("221B Baker Street", "✅ Confirm").await;
        chat.read("We have your order").await;

        chat.switch(STAFF).await;
        chat.be(IRYNA).await;
        chat.read("Замовлення № 1").await;
        chat.press("✅ Прийняти").await;
        chat.press("🚚 Відправити").await;
        chat.read("номер відправлення у відповідь").await;
        chat.reply("Замовлення № 1", "2045 0000 1111").await;
        chat.read("Замовлення № 1 відправлено").await;

        chat.switch(EMMA).await;
        let told = chat.read("is on its way").await;
        assert!(told.contains("2045 0000 1111"), "{told}");
        let order = only_order(&shop, EMMA).await;
        assert_eq!(order.status, OrderStatus::Shipped);
        chat.is_in_order().await;
    };
    browser.tell("iryna", &shop, story).await;
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver; scripts/test looks for them"]
async fn emma_writes_to_the_shop_and_reads_its_reply() {
    let shop = Shop::open().await;
    let browser = Browser::start(Device::Phone).await;
    let driver = browser.driver.clone();
    let story = async {
        let chat = Chat::open(&driver, &shop, EMMA).await;
        chat.start().await;
        chat.choose("💬 Write to the shop").await;
        chat.read("Write your message").await;
        chat.write("Is it blue?").await;
        chat.see_arrived("Is it blue?").await;

        let chat = Chat::open(&driver, &shop, STAFF).await;
        chat.reply("Is it blue?", "Yes, it is!").await;
        chat.see_arrived("Yes, it is!").await;
        chat.is_in_order().await;

        let chat = Chat::open(&driver, &shop, EMMA).await;
        let reply = chat.read("Yes, it is!").await;
        assert!(reply.contains("The shop"), "{reply}");
        chat.is_in_order().await;
    };
    browser.tell("reply", &shop, story).await;
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver; scripts/test looks for them"]
async fn olena_buys_on_her_phone_and_shares_her_number_with_a_press() {
    let shop = Shop::open().await;
    let kettles = testing::category(&shop.db.store, "Чайники", None).await;
    let kettle = testing::product(&shop.db.store, &kettles).title("Чайник").discount(10).create().await;
    let browser = Browser::start(Device::Phone).await;
    let driver = browser.driver.clone();
    let story = async {
        let chat = Chat::open(&driver, &shop, OLENA).await;
        chat.start().await;
        chat.read("Вітаємо, Olena").await;
        chat.choose("🔥 Знижки").await;
        chat.press_under("Чайник", "🛒 До кошика").await;
        chat.see_toast("У кошику: 1").await;
        chat.choose("🛒 Кошик").await;
        chat.press("✅ Завершити замовлення").await;
        chat.read("Яка у вас електронна пошта?").await;
        chat.write("olena@example.com").await;
        chat.read("Який у вас номер телефону?").await;
        chat.share_contact("📱 Надіслати номер").await;
        chat.read("Куди доставити?").await;
        chat.write("Київ, вул. Хрещатик, 1").await;
        chat.press_under("Хрещатик", "✅ Підтвердити").await;
        chat.read("Дякуємо!").await;

        let order = only_order(&shop, OLENA).await;
        assert_eq!(order.contact.expect("a contact").phone.as_str(), "+380501234567");
        assert_eq!(order.total, kettle.final_price());
        assert!(is_cart_empty(&shop, OLENA).await, "the cart is emptied");
        chat.is_in_order().await;
    };
    browser.tell("olena", &shop, story).await;
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver; scripts/test looks for them"]
async fn olena_searches_looks_at_all_photos_and_shares_a_kettle_with_emma() {
    let shop = Shop::open().await;
    let kettles = testing::category(&shop.db.store, "Чайники", None).await;
    let kettle = testing::product(&shop.db.store, &kettles).title("Чайник <3>").discount(10).create().await;
    let photos: [&[u8]; 3] = [
        include_bytes!("../../../../shared/demo/photos/kettle-1.webp"),
        include_bytes!("../../../../shared/demo/photos/kettle-2.webp"),
        include_bytes!("../../../../shared/demo/photos/kettle-3.webp"),
    ];
    for photo in photos {
        let added = shop.db.store.products.add_image(kettle.id, "image/webp", photo, Precondition::none()).await;
        added.expect("a photo");
    }
    let browser = Browser::start(Device::Phone).await;
    let driver = browser.driver.clone();
    let story = async {
        let chat = Chat::open(&driver, &shop, OLENA).await;
        chat.start().await;
        chat.write("чайнік").await;
        chat.press_under("Є в наявності", "🖼 Усі фото").await;
        chat.see_album(3).await;
        chat.is_in_order().await;
        chat.share_into("Є в наявності", "↗️ Поділитися", OLENA_AND_EMMA).await;
        chat.take_offer("Чайник <3>").await;
        let shared = chat.see_through_bot("Чайник <3>").await;
        assert!(shared.contains("900\u{a0}₴"), "{shared}");

        chat.be(EMMA).await;
        chat.press_under("Чайник <3>", "🛍 Відкрити в магазині").await;
        chat.read("Welcome, Emma").await;
        chat.press_under("In stock", "🛒 Add to cart").await;
        chat.see_toast("In your cart: 1").await;

        let chat = Chat::open(&driver, &shop, OLENA_AND_EMMA).await;
        chat.be(EMMA).await;
        chat.begin_to_write("@kiosk_demo_bot ").await;
        chat.take_offer("Чайник <3>").await;
        chat.see_through_bot("In stock").await;
        chat.is_in_order().await;
    };
    browser.tell("share", &shop, story).await;
}

async fn product(shop: &Shop, title: &str) -> Product {
    let products = shop.db.raw().collection::<Product>("products");
    products
        .find_one(doc! { "$or": [{ "title": title }, { "translations.en.title": title }] })
        .await
        .expect("products")
        .unwrap_or_else(|| panic!("no product “{title}”"))
}

async fn only_order(shop: &Shop, customer: i64) -> Order {
    let mut orders = shop.db.store.orders.of_user(UserId(customer), None, 2).await.expect("orders");
    assert_eq!(orders.len(), 1, "one order");
    orders.remove(0)
}

async fn is_cart_empty(shop: &Shop, customer: i64) -> bool {
    shop.db.store.carts.of(UserId(customer)).await.expect("a cart").lines.is_empty()
}
