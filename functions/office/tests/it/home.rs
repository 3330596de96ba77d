//! The first page: how the shop is doing, and what waits for somebody.

use chrono::TimeDelta;
use domain::Role;
use testing::{category, order, product};

use crate::desk::Desk;

/// Two orders of today, a product that runs low, one that is sold out.
async fn shop(desk: &Desk) {
    let store = &desk.db.store;
    let kettles = category(store, "Чайники", None).await;
    let kettle = product(store, &kettles).title("Чайник <b>").price(99_900).stock(500).create().await;
    product(store, &kettles).title("Ситечко").stock(2).create().await;
    product(store, &kettles).title("Чашка").stock(0).create().await;
    order(store, 100, &[(&kettle, 2)]).await;
    order(store, 101, &[(&kettle, 1)]).await;
    store.figures.count().await.unwrap();
}

#[tokio::test]
async fn the_owner_sees_how_the_shop_is_doing_and_gets_to_what_is_counted() {
    let desk = Desk::open().await;
    shop(&desk).await;
    let mut owner = desk.signed_in(Role::Owner).await;
    let page = owner.get("/office").await.expect(200);
    let page = page.shows("2\u{a0}997\u{a0}₴").shows("1\u{a0}498,50\u{a0}₴").shows("100\u{a0}%");
    let page = page.shows("href=\"/office/orders?from=2026-11-23&amp;to=2026-11-23\"");
    let page = page.shows("href=\"/office/customers?from=2026-11-23&amp;to=2026-11-23\"");
    page.shows("Чайник &lt;b&gt;")
        .shows("Ситечко")
        .shows("1 товар розпродано")
        .shows("№ 1<")
        .shows("<svg class=\"chart\"");
    let list = owner.get("/office/orders?from=2026-11-23&to=2026-11-23").await.expect(200);
    list.shows("№ 1<").shows("№ 2<");
}

#[tokio::test]
async fn each_period_has_an_address_and_is_compared_with_the_one_before() {
    let desk = Desk::open().await;
    shop(&desk).await;
    let mut owner = desk.signed_in(Role::Owner).await;
    let week = owner.get("/office?period=week").await.expect(200);
    week.shows("href=\"/office/orders?from=2026-11-17&amp;to=2026-11-23\"").shows("aria-current=\"true\">7 днів");
    owner.get("/office?period=yesterday").await.expect(200).shows("За ці дні ще нічого не продано");
    owner.get("/office?period=%3Cb%3E").await.expect(200).shows("aria-current=\"true\">Сьогодні");
    let tomorrow = desk.later(TimeDelta::hours(11));
    let page = owner.get_of(&tomorrow, "/office").await.expect(200);
    page.shows("раніше: 2\u{a0}997\u{a0}₴").shows("-100\u{a0}%");
}

#[tokio::test]
async fn a_clerk_sees_what_there_is_to_do_and_no_money() {
    let desk = Desk::open().await;
    shop(&desk).await;
    let mut clerk = desk.signed_in(Role::Clerk).await;
    let page = clerk.get("/office?period=month").await.expect(200).shows("№ 1<").shows("Ситечко");
    page.hides("₴").hides("<svg class=\"chart\"").hides("Виторг");
}

#[tokio::test]
async fn a_new_shop_has_a_first_page() {
    let desk = Desk::open().await;
    let mut owner = desk.signed_in(Role::Owner).await;
    let page = owner.get("/office").await.expect(200);
    page.shows("Жодне замовлення не чекає").shows("Усього вдосталь").shows("0\u{a0}₴");
}

#[tokio::test]
async fn products_are_called_as_who_looks_reads_them() {
    let desk = Desk::open().await;
    let kettles = category(&desk.db.store, "Чайники", None).await;
    let sieve = product(&desk.db.store, &kettles).title("Ситечко").stock(2).create().await;
    let translate = |product: &mut domain::Product| {
        let text = domain::ProductText { title: Some(domain::Title::parse("Sieve").unwrap()), ..Default::default() };
        product.translations.en = Some(text);
    };
    desk.db.store.products.change(sieve.id, translate, store::Precondition::none()).await.unwrap();
    let mut clerk = desk.signed_in(Role::Clerk).await;
    clerk.get("/office").await.expect(200).shows("Ситечко").hides("Sieve");
    clerk.post("/office/language", &[("locale", "en")]).await.expect(303);
    clerk.get("/office").await.expect(200).shows("Sieve").hides("Ситечко");
}
