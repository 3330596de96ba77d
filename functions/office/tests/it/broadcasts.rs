//! Broadcasts in the back office: written, tried out, sent once, watched, called off.

use bson::{Document, doc};
use domain::{Broadcast, BroadcastSource, BroadcastStatus, Failure, Progress, Role};
use store::{NewBroadcast, Owner, PageRequest, State};
use testing::visit;

use crate::desk::{Browser, Desk};

const NEW: &str = "/office/broadcasts/new";

async fn id_of_new(browser: &mut Browser<'_>) -> String {
    let page = browser.get(NEW).await.expect(200);
    page.text.split("name=\"id\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

async fn all(desk: &Desk) -> Vec<Broadcast> {
    desk.db.store.broadcasts.list(&PageRequest::first(10)).await.unwrap().items
}

/// As the worker does that has it in hand.
async fn take(desk: &Desk, state: &State) -> Owner {
    let owner = Owner::new();
    let job = desk.db.store.broadcasts.take(owner, &desk.db.store.audience).await.unwrap().expect("one that is due");
    desk.db.store.broadcasts.save_progress(job.broadcast.id, owner, state).await.unwrap();
    owner
}

#[tokio::test]
async fn a_broadcast_is_sent_once_however_often_the_form_is() {
    let desk = Desk::open().await;
    for customer in 100..102 {
        visit(&desk.db.store, customer, 1, None).await;
    }
    let mut manager = desk.signed_in(Role::Manager).await;
    manager.get("/office/broadcasts").await.expect(200).shows("Розсилок ще не було");
    manager.get(NEW).await.expect(200).shows("Надіслати 2 покупцям");
    let id = id_of_new(&mut manager).await;
    let fields = [("id", id.as_str()), ("text", "<b>Знижки</b> &lt;script&gt;"), ("do", "send")];
    for _ in 0..2 {
        let sent = manager.post(NEW, &fields).await.expect(303);
        assert_eq!(sent.location(), format!("/office/broadcasts/{id}?notice=created"));
    }
    let broadcasts = all(&desk).await;
    assert_eq!(broadcasts.len(), 1);
    assert!(matches!(&broadcasts[0].source, BroadcastSource::Formatted { html } if html.as_html().starts_with("<b>")));
    let page = manager.get(&format!("/office/broadcasts/{id}")).await.expect(200);
    page.shows("<b>Знижки</b> &lt;script&gt;").shows("у черзі").hides("<script>").shows("hx-trigger=\"every 2s\"");
    manager.get("/office/broadcasts").await.expect(200).shows("Знижки &lt;script&gt;");
}

#[tokio::test]
async fn it_is_seen_by_the_staff_before_customers_see_it() {
    let desk = Desk::open().await;
    let mut manager = desk.signed_in(Role::Manager).await;
    let id = id_of_new(&mut manager).await;
    let fields = |step| [("id", id.as_str()), ("text", "<b>Знижки</b>"), ("do", step)];
    let page = manager.post(NEW, &fields("preview")).await.expect(200);
    page.shows("<b>Знижки</b></div>").shows("&lt;b&gt;Знижки&lt;/b&gt;</textarea>").shows(&id);
    manager.post(NEW, &fields("test")).await.expect(200).shows("піде в чат команди");
    let outbox = desk.db.raw().collection::<Document>("outbox");
    assert_eq!(outbox.count_documents(doc! { "kind": "broadcast_test" }).await.unwrap(), 1);
    manager.is_partial = true;
    manager.post(NEW, &fields("preview")).await.expect(200).shows("<b>Знижки</b>").hides("<html");
    manager.is_partial = false;
    let long = "x".repeat(4_097);
    for (text, at, wrong) in [
        (" ", "", "Заповніть це поле"),
        ("<b>", "", "тут бракує"),
        (long.as_str(), "", "Щонайбільше 4096 символів"),
        ("x", "soon", "Тут щось не так"),
    ] {
        for step in ["send", "test", "preview"] {
            let fields = [("id", id.as_str()), ("text", text), ("at", at), ("do", step)];
            manager.post(NEW, &fields).await.expect(422).shows(wrong);
        }
    }
    manager.post(NEW, &[("id", "x"), ("text", "x"), ("do", "send")]).await.expect(400);
    assert!(all(&desk).await.is_empty());
}

#[tokio::test]
async fn a_broadcast_can_be_for_later_and_be_called_off() {
    let desk = Desk::open().await;
    let mut manager = desk.signed_in(Role::Manager).await;
    let id = id_of_new(&mut manager).await;
    let fields = [("id", id.as_str()), ("text", "Знижки"), ("at", "2026-11-27T09:00"), ("do", "send")];
    manager.post(NEW, &fields).await.expect(303);
    let path = format!("/office/broadcasts/{id}");
    let page = manager.get(&path).await.expect(200);
    page.shows("заплановано").shows("27.11.2026, 09:00").hides("every 2s");
    let cancelled = manager.post(&format!("{path}/cancel"), &[]).await.expect(303);
    assert_eq!(cancelled.location(), format!("{path}?notice=cancelled"));
    manager.get(&path).await.expect(200).shows("зупинено").hides("/cancel");
    manager.post(&format!("{path}/cancel"), &[]).await.expect(409).shows("вже завершилася");
    let log = desk.db.store.audit.list(&store::AuditQuery::default(), &PageRequest::first(10)).await.unwrap();
    let actions: Vec<_> = log.items.iter().map(|entry| entry.event.action.as_str()).collect();
    assert_eq!(actions, ["cancel", "create"]);
}

#[tokio::test]
async fn one_that_is_under_way_shows_how_far_it_has_come_and_what_went_wrong() {
    let desk = Desk::open().await;
    let store = &desk.db.store;
    for customer in 100..104 {
        visit(store, customer, 1, None).await;
    }
    let news = testing::news(store, "Знижки <b>", "Усе", 1).await;
    let broadcast =
        store.broadcasts.create(NewBroadcast::of(BroadcastSource::News { news_id: news.id })).await.unwrap();
    let state = State {
        progress: Progress { total: 4, sent: 1, blocked: 1, failed: 1 },
        failures: vec![Failure { reason: "Bad Request: <chat>".into(), count: 1 }],
        ..State::default()
    };
    let owner = take(&desk, &state).await;
    let mut manager = desk.signed_in(Role::Manager).await;
    let path = format!("/office/broadcasts/{}", broadcast.id);
    let page = manager.get(&path).await.expect(200);
    let page = page.shows("надсилається").shows("3 з 4").shows("1 × Bad Request: &lt;chat&gt;").shows("every 2s");
    page.shows("<progress value=\"3\" max=\"4\"").shows("📰 <b>Знижки &lt;b&gt;</b>");
    manager.is_partial = true;
    manager.get(&path).await.expect(200).shows("3 з 4").shows("every 2s").hides("<html");
    store.broadcasts.finish(broadcast.id, owner, 4).await.unwrap();
    manager.get(&path).await.expect(200).shows("badge done").hides("every 2s").hides("/cancel");
    manager.is_partial = false;
    manager.post(&format!("{path}/cancel"), &[]).await.expect(409);
    assert_eq!(all(&desk).await[0].status, BroadcastStatus::Done);
    store.news.delete(news.id, store::Precondition::none()).await.unwrap();
    manager.get(&path).await.expect(200).shows("Новину видалено");
    manager.get("/office/broadcasts").await.expect(200).shows("Новину видалено");
    for nothing in ["65f000000000000000000001", "x"] {
        manager.get(&format!("/office/broadcasts/{nothing}")).await.expect(404);
    }
}
