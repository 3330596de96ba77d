//! Roles, sessions, API keys, the audit log and the settings.

use domain::{Role, UserId};
use store::{AuditQuery, PageRequest};

use crate::desk::Desk;

#[tokio::test]
async fn an_owner_gives_roles_and_takes_them_back() {
    let desk = Desk::open().await;
    let mut owner = desk.signed_in(Role::Owner).await;
    let mut clerk = desk.signed_in(Role::Clerk).await;
    owner.get("/office/staff").await.expect(200).shows("Ірина").shows("це ви");
    let fields = [("name", "Ірина"), ("role", "manager")];
    owner.post("/office/staff/12/role", &fields).await.expect(303);
    clerk.get("/office/settings").await.expect(200);
    owner.post("/office/staff/12/role", &[("name", "Ірина"), ("role", "")]).await.expect(303);
    clerk.get("/office/settings").await.expect(403);
    owner.post("/office/staff/10/role", &[("name", "Я"), ("role", "clerk")]).await.expect(409).shows("Свою роль");
    owner.post("/office/staff/12/role", &[("name", "Ірина"), ("role", "king")]).await.expect(400);

    let new = [("id", "77"), ("name", "Петро <b>"), ("role", "owner")];
    owner.post("/office/staff", &new).await.expect(303);
    assert_eq!(desk.db.store.members.role(UserId(77)).await.unwrap(), Some(Role::Owner));
    owner.get("/office/staff").await.expect(200).shows("Петро &lt;b&gt;");
    owner.post("/office/staff", &[("id", "x"), ("name", "")]).await.expect(422).shows("Заповніть це поле");
}

#[tokio::test]
async fn an_owner_ends_the_session_of_another_browser() {
    let desk = Desk::open().await;
    let mut owner = desk.signed_in(Role::Owner).await;
    let mut clerk = desk.signed_in(Role::Clerk).await;
    let sessions = desk.db.store.sessions.list().await.unwrap();
    let theirs = sessions.iter().find(|session| session.role == Role::Clerk).unwrap().id;
    let path = format!("/office/staff/sessions/{theirs}/revoke");
    owner.get("/office/staff").await.expect(200).shows(&path).shows("Firefox");
    owner.post(&path, &[]).await.expect(303);
    clerk.get("/office").await.expect(303);
    owner.post(&path, &[]).await.expect(404);
    owner.get("/office").await.expect(200);
}

#[tokio::test]
async fn a_key_is_shown_once_and_works_until_it_is_revoked() {
    let desk = Desk::open().await;
    let mut owner = desk.signed_in(Role::Owner).await;
    let fields = [("name", "website"), ("scope", "orders:read"), ("scope", "users:read"), ("days", "90")];
    let page = owner.post("/office/keys", &fields).await.expect(200);
    let key = page.text.split("<code id=\"secret\">").nth(1).unwrap().split('<').next().unwrap();
    let found = desk.db.store.keys.verify(key).await.unwrap().expect("a key that works");
    assert_eq!(found.scopes.len(), 2);
    owner.get("/office/keys").await.expect(200).shows("website").hides(key);
    owner.post("/office/keys", &fields).await.expect(422).shows("вже зайнята");
    let wrong = owner.post("/office/keys", &[("name", "two words"), ("days", "0")]).await.expect(422);
    wrong.shows("хоча б одне право").shows("two words").shows("Число від 1");
    owner.post("/office/keys/website/revoke", &[]).await.expect(303);
    assert!(desk.db.store.keys.verify(key).await.unwrap().is_none());
    owner.post("/office/keys/website/revoke", &[]).await.expect(404);
}

#[tokio::test]
async fn the_log_shows_who_changed_what_and_can_be_taken_along() {
    let desk = Desk::open().await;
    let mut owner = desk.signed_in(Role::Owner).await;
    owner.post("/office/staff", &[("id", "77"), ("name", "=HYPERLINK"), ("role", "clerk")]).await.expect(303);
    owner.post("/office/keys", &[("name", "website"), ("scope", "orders:read")]).await.expect(200);
    let page = owner.get("/office/audit").await.expect(200);
    page.shows("Створено:").shows("website").shows("=HYPERLINK").shows("<ins>clerk</ins>");
    owner.get("/office/audit?kind=key").await.expect(200).shows("website").hides("HYPERLINK");
    owner.get("/office/audit?object=77").await.expect(200).hides("website").shows("HYPERLINK");
    owner.get("/office/audit?member=99").await.expect(200).shows("Змін ще не було");
    let file = owner.get("/office/audit/export?kind=member").await.expect(200);
    assert!(file.headers["content-disposition"].to_str().unwrap().contains("audit.csv"));
    let file = file.shows(",Ірина,owner,change,member,77,").shows("role,,clerk");
    assert!(file.text.contains("'=HYPERLINK"), "a spreadsheet must not take it for a formula: {}", file.text);
    let log = desk.db.store.audit.list(&AuditQuery::default(), &PageRequest::first(10)).await.unwrap();
    assert!(!format!("{log:?}").contains("kiosk_"), "no secret is in the log");
}

#[tokio::test]
async fn settings_are_shown_without_secrets() {
    let desk = Desk::open().await;
    let mut manager = desk.signed_in(Role::Manager).await;
    let page = manager.get("/office/settings").await.expect(200);
    page.shows("Чайна").shows("Europe/Kyiv").shows("MONGODB_URI").shows("задано на сервері").hides("hunter2");
}
