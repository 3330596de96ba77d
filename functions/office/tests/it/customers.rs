//! Customers in the back office: found, written to, exported, erased.

use domain::{PersonName, Role, TelegramProfile, UserId};
use store::{AuditQuery, PageRequest};
use testing::{category, order, product, visit_as};

use crate::desk::Desk;

fn telegram(name: &str, username: &str) -> TelegramProfile {
    TelegramProfile {
        username: Some(username.to_owned()),
        name: PersonName::parse(name).ok(),
        language_code: Some("en".to_owned()),
    }
}

/// 100 has ordered twice, 200 never.
async fn customers(desk: &Desk) {
    let store = &desk.db.store;
    let kettles = category(store, "Чайники", None).await;
    let kettle = product(store, &kettles).title("Чайник").price(99_900).stock(500).create().await;
    order(store, 100, &[(&kettle, 2)]).await;
    order(store, 100, &[(&kettle, 1)]).await;
    visit_as(store, 100, &telegram("Olena <script>", "olena_k"), 99_000_000).await;
    visit_as(store, 200, &telegram("Petro", "petro99"), 1).await;
    store.figures.count().await.unwrap();
}

#[tokio::test]
async fn customers_are_found_by_what_people_type_and_by_day() {
    let desk = Desk::open().await;
    customers(&desk).await;
    let mut clerk = desk.signed_in(Role::Clerk).await;
    let list = clerk.get("/office/customers").await.expect(200);
    let list = list.shows("Olena &lt;script&gt;").hides("Olena <script>").shows("@petro99");
    assert!(list.text.find("/customers/200") < list.text.find("/customers/100"), "newest first");
    clerk.get("/office/customers?q=%40petro").await.expect(200).shows("Petro").hides("Olena");
    clerk.get("/office/customers?q=100").await.expect(200).shows("Olena").hides("Petro");
    clerk.get("/office/customers?q=%3Cb%3E").await.expect(200).shows("Таких покупців немає").hides("<b>");
    clerk.get("/office/customers?from=2026-11-23&to=2026-11-23").await.expect(200).shows("Petro");
    let none = clerk.get("/office/customers?from=2026-11-24").await.expect(200);
    none.hides("Petro").shows("value=\"2026-11-24\"");
    clerk.get("/office/customers?after=nonsense").await.expect(400);
}

#[tokio::test]
async fn a_customer_is_shown_with_what_they_bought() {
    let desk = Desk::open().await;
    customers(&desk).await;
    let mut clerk = desk.signed_in(Role::Clerk).await;
    let page = clerk.get("/office/customers/100").await.expect(200);
    let page = page.shows("Olena &lt;script&gt;").shows("2\u{a0}997\u{a0}₴").shows("№ 1<").shows("№ 2<");
    page.shows("https://t.me/olena_k").shows("English").shows("Ще нічого не написано");
    clerk.get("/office/customers/200").await.expect(200).shows("Ще нічого не замовляли").shows("0\u{a0}₴");
    for nobody in ["300", "x"] {
        clerk.get(&format!("/office/customers/{nobody}")).await.expect(404);
        clerk.get(&format!("/office/customers/{nobody}/export")).await.expect(404);
        clerk.post(&format!("/office/customers/{nobody}/messages"), &[("text", "x"), ("once", "1")]).await.expect(404);
    }
}

#[tokio::test]
async fn a_customer_is_written_to_once_however_often_the_form_is_sent() {
    let desk = Desk::open().await;
    customers(&desk).await;
    let mut clerk = desk.signed_in(Role::Clerk).await;
    let path = "/office/customers/200/messages";
    for _ in 0..2 {
        let sent = clerk.post(path, &[("text", "Вітаємо <i>вас</i>"), ("once", "77")]).await.expect(303);
        assert_eq!(sent.location(), "/office/customers/200?notice=sent#talk");
    }
    assert_eq!(desk.db.store.messages.latest_of(UserId(200), 10).await.unwrap().len(), 1);
    clerk.get("/office/customers/200").await.expect(200).shows("Вітаємо &lt;i&gt;вас&lt;/i&gt;");
    clerk.post(path, &[("text", " "), ("once", "1")]).await.expect(422).shows("Заповніть це поле");
    clerk.post(path, &[("text", "x")]).await.expect(400);
}

#[tokio::test]
async fn everything_stored_about_a_customer_is_a_file() {
    let desk = Desk::open().await;
    customers(&desk).await;
    let mut clerk = desk.signed_in(Role::Clerk).await;
    let file = clerk.get("/office/customers/100/export").await.expect(200);
    assert_eq!(file.headers["content-disposition"], "attachment; filename=\"customer-100.json\"");
    assert_eq!(
        (&file.headers["content-type"], &file.headers["cache-control"]),
        (&"application/json".parse().unwrap(), &"no-store".parse().unwrap())
    );
    let stored: serde_json::Value = serde_json::from_str(&file.text).unwrap();
    assert_eq!(stored["customer"]["telegram"]["username"], "olena_k");
    assert_eq!(stored["orders"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn who_is_erased_leaves_orders_alone_and_no_word_in_the_log() {
    let desk = Desk::open().await;
    customers(&desk).await;
    let (mut first, mut second) = (desk.signed_in(Role::Clerk).await, desk.signed_in(Role::Owner).await);
    first.post("/office/customers/100/messages", &[("text", "Вітаємо"), ("once", "5")]).await.expect(303);
    first.get("/office/customers/100/export").await.expect(200);
    let erase = "/office/customers/100/erase";
    let (one, other) = tokio::join!(first.post(erase, &[]), second.post(erase, &[]));
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 404]);
    first.get("/office/customers/100").await.expect(404);
    first.get("/office/customers?notice=erased").await.expect(200).shows("Дані покупця стерто").hides("Olena");
    first.get("/office/orders/1").await.expect(200).shows("дані стерто").hides("Олена Коваль");
    let log = desk.db.store.audit.list(&AuditQuery::default(), &PageRequest::first(10)).await.unwrap();
    let said: Vec<_> = log
        .items
        .iter()
        .map(|entry| (entry.event.action.as_str(), entry.event.object.title.as_str(), entry.changes.len()))
        .collect();
    assert_eq!(said, [("erase", "", 0), ("export", "", 0), ("send", "", 0)]);
    second.get("/office/audit").await.expect(200).shows("Стерто:").shows(">100</a>");
}
