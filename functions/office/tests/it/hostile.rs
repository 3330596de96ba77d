//! What customers write is shown, and never done: HTML in every field that they control, on every page that shows it.

use domain::{Address, Message, MessageText, OrderId, PersonName, Role, UserId};
use store::Precondition;
use testing::{category, order, product, visit_as};

use crate::desk::Desk;

const HTML: &str = "\"'><script>alert(1)</script>";

#[tokio::test]
async fn what_customers_write_is_never_html() {
    let desk = Desk::open().await;
    let store = &desk.db.store;
    let kettles = category(store, "Чайники", None).await;
    let kettle = product(store, &kettles).create().await;
    let profile = domain::TelegramProfile {
        username: Some("olena".into()),
        name: Some(PersonName::parse(HTML).unwrap()),
        language_code: Some(HTML.into()),
    };
    let placed = order(store, 7, &[(&kettle, 1)]).await;
    visit_as(store, 7, &profile, 5_000_000).await;
    let change = |user: &mut domain::User| {
        user.name = Some(PersonName::parse(HTML).unwrap());
        user.address = Some(Address::parse(HTML).unwrap());
    };
    store.users.change(UserId(7), change, Precondition::none()).await.unwrap();
    let contact = bson::doc! { "$set": { "contact.name": HTML, "contact.address": HTML, "tracking_number": HTML } };
    let orders = desk.db.raw().collection::<bson::Document>("orders");
    orders.update_one(bson::doc! { "_id": placed.id }, contact).await.unwrap();
    for (update, about) in [(50, None), (51, Some(placed.id))] {
        store.messages.write(update, &written(about, store.now())).await.unwrap();
    }
    let mut owner = desk.signed_in(Role::Owner).await;
    let pages = [
        "/office",
        "/office/orders",
        "/office/orders/1",
        "/office/orders/1/slip",
        "/office/customers",
        "/office/customers?q=script",
        "/office/customers/7",
        "/office/audit",
    ];
    owner.post("/office/orders/1/status", &[("seen", "new"), ("to", "accepted")]).await.expect(303);
    let mut shown = 0;
    for path in pages {
        let page = owner.get(path).await.expect(200);
        assert!(!page.text.contains("<script>alert"), "{path}: {}", page.text);
        shown += page.text.matches("&lt;script&gt;alert").count();
    }
    assert!(shown > 8, "what is not shown proves nothing: {shown}");
}

fn written(about: Option<OrderId>, now: chrono::DateTime<chrono::Utc>) -> Message {
    let text = MessageText::parse(HTML).unwrap();
    Message { author: domain::Author::Customer, ..Message::from_office(UserId(7), about, text, now) }
}
