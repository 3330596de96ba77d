//! Orders in the back office: found, moved on, answered, printed.

use domain::{Order, OrderStatus, Role};
use testing::{order, product};

use crate::desk::Desk;

async fn orders(desk: &Desk, count: usize) -> Vec<Order> {
    let store = &desk.db.store;
    let kettles = testing::category(store, "Чайники", None).await;
    let kettle = product(store, &kettles).title("Чайник <b>").price(99_900).stock(500).create().await;
    let mut orders = Vec::new();
    for customer in 0..count {
        orders.push(order(store, 100 + i64::try_from(customer).unwrap(), &[(&kettle, 2)]).await);
    }
    orders
}

async fn status(desk: &Desk, order: &Order) -> OrderStatus {
    desk.db.store.orders.find(order.id).await.unwrap().unwrap().status
}

#[tokio::test]
async fn orders_are_found_by_status_customer_day_and_number() {
    let desk = Desk::open().await;
    let all = orders(&desk, 3).await;
    let mut clerk = desk.signed_in(Role::Clerk).await;
    let list = clerk.get("/office/orders").await.expect(200);
    let list = list.shows("№ 1<").shows("№ 2<").shows("№ 3<").shows("Олена Коваль").shows("1\u{a0}998");
    assert!(list.text.find("№ 3<") < list.text.find("№ 1<"), "newest first");
    clerk.post("/office/orders/2/status", &[("seen", "new"), ("to", "accepted")]).await.expect(303);
    clerk.get("/office/orders?status=accepted").await.expect(200).shows("№ 2<").hides("№ 1<");
    let of_customer = format!("/office/orders?customer={}", all[0].user_id);
    clerk.get(&of_customer).await.expect(200).shows("№ 1<").hides("№ 2<");
    clerk.get("/office/orders?from=2026-11-23&to=2026-11-23").await.expect(200).shows("№ 1<");
    clerk.get("/office/orders?from=2026-11-24").await.expect(200).hides("№ 1<").shows("Таких замовлень немає");
    assert_eq!(clerk.get("/office/orders?number=%E2%84%96%203").await.expect(303).location(), "/office/orders/3");
    clerk.get("/office/orders/99").await.expect(404);
    clerk.get("/office/orders/x").await.expect(404);
    clerk.get("/office/orders?after=nonsense").await.expect(400);
}

#[tokio::test]
async fn a_long_list_goes_on_with_its_filters() {
    let desk = Desk::open().await;
    orders(&desk, 53).await;
    let mut clerk = desk.signed_in(Role::Clerk).await;
    let first = clerk.get("/office/orders?status=new").await.expect(200).shows("№ 53<").hides("№ 3<");
    let next =
        first.text.split("rel=\"next\" href=\"").nth(1).unwrap().split('"').next().unwrap().replace("&amp;", "&");
    assert!(next.starts_with("/office/orders?status=new&after="), "{next}");
    clerk.get(&next).await.expect(200).shows("№ 3<").shows("№ 1<").hides("№ 53<").hides("rel=\"next\"");
}

#[tokio::test]
async fn an_order_goes_its_way_and_everybody_is_told() {
    let desk = Desk::open().await;
    let placed = orders(&desk, 1).await.remove(0);
    let mut clerk = desk.signed_in(Role::Clerk).await;
    let page = clerk.get("/office/orders/1").await.expect(200);
    page.shows("Чайник &lt;b&gt;").shows("Олена Коваль").shows("✅ Прийняти").hides("🚚");
    for (seen, to) in
        [("new", "accepted"), ("accepted", "shipped"), ("shipped", "completed"), ("completed", "returned")]
    {
        let fields = [("seen", seen), ("to", to), ("tracking_number", "20450012345678")];
        let page = clerk.post("/office/orders/1/status", &fields).await.expect(303);
        assert_eq!(page.location(), "/office/orders/1?notice=saved");
    }
    let page = clerk.get("/office/orders/1?notice=saved").await.expect(200);
    page.shows("Збережено").shows("20450012345678").shows("Ірина").hides("✅ Прийняти");
    assert_eq!(status(&desk, &placed).await, OrderStatus::Returned);
    let log = desk.db.store.audit.list(&store::AuditQuery::default(), &store::PageRequest::first(10)).await.unwrap();
    let changes: Vec<_> = log.items.iter().rev().flat_map(|entry| entry.changes.clone()).collect();
    let words = |change: &store::FieldChange| {
        format!(
            "{} {:?} {:?}",
            change.field,
            change.before.as_deref().unwrap_or("-"),
            change.after.as_deref().unwrap_or("-")
        )
    };
    assert_eq!(words(&changes[0]), r#"status "new" "accepted""#);
    assert!(log.items.iter().all(|entry| entry.is_done && entry.event.object.title == "№ 1"));
}

#[tokio::test]
async fn whoever_acts_on_an_old_page_is_told_and_overwrites_nothing() {
    let desk = Desk::open().await;
    let placed = orders(&desk, 1).await.remove(0);
    let (mut first, mut second) = (desk.signed_in(Role::Clerk).await, desk.signed_in(Role::Manager).await);
    second.get("/office/orders/1").await.expect(200);
    first.post("/office/orders/1/status", &[("seen", "new"), ("to", "accepted")]).await.expect(303);
    // Possible from the present status, but not what was decided on
    let page = second.post("/office/orders/1/status", &[("seen", "new"), ("to", "cancelled")]).await.expect(409);
    page.shows("Хтось уже змінив").shows("Прийняте");
    assert_eq!(status(&desk, &placed).await, OrderStatus::Accepted);
    second.post("/office/orders/1/status", &[("seen", "accepted"), ("to", "completed")]).await.expect(409);
    for fields in [[("seen", "x"), ("to", "new")], [("seen", "new"), ("to", "")]] {
        second.post("/office/orders/1/status", &fields).await.expect(400);
    }
    let wrong = [("seen", "accepted"), ("to", "shipped"), ("tracking_number", "1")];
    second.post("/office/orders/1/status", &wrong).await.expect(422).shows("Щонайменше 4 символи");
    let log = desk.db.store.audit.list(&store::AuditQuery::default(), &store::PageRequest::first(10)).await.unwrap();
    assert_eq!(log.items.len(), 1, "what was refused is no change");
}

#[tokio::test]
async fn of_two_who_press_at_once_one_acts() {
    let desk = Desk::open().await;
    orders(&desk, 1).await;
    let (mut first, mut second) = (desk.signed_in(Role::Clerk).await, desk.signed_in(Role::Manager).await);
    let (accept, cancel) = ([("seen", "new"), ("to", "accepted")], [("seen", "new"), ("to", "cancelled")]);
    let (one, other) =
        tokio::join!(first.post("/office/orders/1/status", &accept), second.post("/office/orders/1/status", &cancel));
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409]);
}

#[tokio::test]
async fn several_orders_are_accepted_at_once_as_far_as_possible() {
    let desk = Desk::open().await;
    let all = orders(&desk, 3).await;
    let mut clerk = desk.signed_in(Role::Clerk).await;
    clerk.post("/office/orders/3/status", &[("seen", "new"), ("to", "cancelled")]).await.expect(303);
    let fields = [("number", "1"), ("number", "2"), ("to", "accepted")];
    clerk.post("/office/orders/bulk", &fields).await.expect(303);
    let fields = [("number", "1"), ("number", "3"), ("number", "99"), ("to", "shipped")];
    let page = clerk.post("/office/orders/bulk", &fields).await.expect(200);
    page.shows("Змінено 1 замовлення").shows("№ 3").hides("№ 1<");
    let statuses = [status(&desk, &all[0]).await, status(&desk, &all[1]).await, status(&desk, &all[2]).await];
    assert_eq!(statuses, [OrderStatus::Shipped, OrderStatus::Accepted, OrderStatus::Cancelled]);
    clerk.post("/office/orders/bulk", &[("to", "accepted")]).await.expect(200).shows("Спершу позначте");
    clerk.post("/office/orders/bulk", &[("number", "1"), ("to", "returned")]).await.expect(400);
}

#[tokio::test]
async fn the_customer_is_written_to_once_however_often_the_form_is_sent() {
    let desk = Desk::open().await;
    let placed = orders(&desk, 1).await.remove(0);
    let mut clerk = desk.signed_in(Role::Clerk).await;
    let fields = [("text", "Відправимо <i>завтра</i>"), ("once", "12345")];
    for _ in 0..2 {
        clerk.post("/office/orders/1/messages", &fields).await.expect(303);
    }
    let messages = desk.db.store.messages.latest_of(placed.user_id, 10).await.unwrap();
    assert_eq!(messages.len(), 1);
    clerk.get("/office/orders/1").await.expect(200).shows("Відправимо &lt;i&gt;завтра&lt;/i&gt;");
    clerk
        .post("/office/orders/1/messages", &[("text", " "), ("once", "1")])
        .await
        .expect(422)
        .shows("Заповніть це поле");
    clerk.post("/office/orders/1/messages", &[("text", "x"), ("once", "-1")]).await.expect(400);
}

#[tokio::test]
async fn a_packing_slip_shows_what_goes_where() {
    let desk = Desk::open().await;
    orders(&desk, 1).await;
    let mut clerk = desk.signed_in(Role::Clerk).await;
    let slip = clerk.get("/office/orders/1/slip").await.expect(200);
    slip.shows("Київ, Хрещатик 1").shows("Чайник &lt;b&gt;").shows("+380671234567").hides("<nav");
}

#[tokio::test]
async fn orders_that_come_in_are_told_to_an_open_list() {
    let desk = Desk::open().await;
    orders(&desk, 2).await;
    let mut clerk = desk.signed_in(Role::Clerk).await;
    clerk.get("/office/orders").await.expect(200).shows("data-live=\"/office/orders/events?number=2\"");
    let event = clerk.first_event("/office/orders/events?number=1").await;
    assert_eq!(event, "event: news\ndata: {\"count\":1,\"text\":\"1 нове замовлення\"}\n\n");
}
