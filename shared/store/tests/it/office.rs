//! The back office's own collections: links that let one browser in, sessions that end, and the audit log.

use chrono::{Duration, TimeDelta};
use domain::{Locale, Member, PersonName, Role, UserId};
use store::{AuditEvent, AuditObject, AuditQuery, FieldChange, NewSession, PageRequest, Sessions, SignInLinks, Token};
use testing::TestDb;

use crate::explain::{plan, queries, stages};

fn member(id: i64, name: &str) -> Member {
    Member { id: Some(UserId(id)), name: PersonName::parse(name).unwrap() }
}

fn session(id: i64) -> NewSession {
    NewSession { member: member(id, "Iryna"), role: Role::Owner, locale: Locale::Uk, browser: "Firefox".into() }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_open_a_link_at_once_one_gets_in() {
    let db = TestDb::new().await;
    let token = Token::of([1; 32]);
    db.store.sign_in_links.create(&token, member(7, "Iryna"), Some(Locale::En), SignInLinks::VALID).await.unwrap();
    let tries = (0..8).map(|_| {
        let (store, token) = (db.store.clone(), token.clone());
        tokio::spawn(async move { store.sign_in_links.use_up(&token).await.unwrap() })
    });
    let mut links = Vec::new();
    for tried in tries.collect::<Vec<_>>() {
        links.extend(tried.await.unwrap());
    }
    assert_eq!(links.len(), 1);
    assert_eq!((links[0].member.clone(), links[0].locale), (member(7, "Iryna"), Some(Locale::En)));
}

#[tokio::test]
async fn a_link_ends_after_ten_minutes_and_a_session_after_twelve_hours() {
    let db = TestDb::new().await;
    let token = Token::of([1; 32]);
    db.store.sign_in_links.create(&token, member(7, "Iryna"), None, SignInLinks::VALID).await.unwrap();
    assert_eq!(db.later(Duration::minutes(11)).sign_in_links.use_up(&token).await.unwrap(), None);
    assert!(db.later(Duration::minutes(9)).sign_in_links.use_up(&token).await.unwrap().is_some());

    let began = db.store.sessions.create(&token, session(7)).await.unwrap();
    let later = db.later(Sessions::VALID - TimeDelta::minutes(1));
    let found = later.sessions.find(&token).await.unwrap().expect("it lasts");
    assert_eq!((found.id, &found.member), (began.id, &began.member));
    let used = later.sessions.list().await.unwrap().remove(0).used_at;
    assert!(used > began.used_at, "its use is noted");
    assert_eq!(db.later(Sessions::VALID + TimeDelta::minutes(1)).sessions.find(&token).await.unwrap(), None);
    assert_eq!(db.store.sessions.find(&Token::of([2; 32])).await.unwrap(), None, "another token");
}

#[tokio::test]
async fn sessions_are_revoked_one_by_one_or_all_of_a_member() {
    let db = TestDb::new().await;
    let tokens = [1, 2, 3].map(|byte| Token::of([byte; 32]));
    let mut ids = Vec::new();
    for (token, member) in tokens.iter().zip([7, 7, 8]) {
        ids.push(db.store.sessions.create(token, session(member)).await.unwrap().id);
    }
    db.store.sessions.revoke(ids[0]).await.unwrap();
    assert!(matches!(db.store.sessions.revoke(ids[0]).await, Err(store::StoreError::NotFound)));
    assert_eq!(db.store.sessions.list().await.unwrap().len(), 2);
    db.store.sessions.revoke_of(UserId(7)).await.unwrap();
    assert_eq!(db.store.sessions.find(&tokens[1]).await.unwrap(), None);
    assert!(db.store.sessions.find(&tokens[2]).await.unwrap().is_some());
}

#[tokio::test]
async fn a_role_is_given_changed_and_taken_back() {
    let db = TestDb::new().await;
    let (members, iryna) = (&db.store.members, member(7, "Iryna"));
    assert_eq!(members.role(UserId(7)).await.unwrap(), None);
    for role in [Some(Role::Manager), Some(Role::Owner), None] {
        members.set_role(UserId(7), &iryna, role).await.unwrap();
        assert_eq!(members.role(UserId(7)).await.unwrap(), role);
        assert_eq!(members.list().await.unwrap().len(), usize::from(role.is_some()));
    }
}

fn event(id: i64, kind: &str, object: &str) -> AuditEvent {
    let object = AuditObject { kind: kind.into(), id: object.into(), title: "A kettle".into() };
    AuditEvent { member: member(id, "Iryna"), role: Role::Owner, action: "change".into(), object }
}

#[tokio::test]
async fn the_log_says_what_was_done_and_what_may_have_been() {
    let db = TestDb::new().await;
    let audit = &db.store.audit;
    let (done, refused, broken_off) = (
        audit.begin(event(7, "product", "a")).await.unwrap(),
        audit.begin(event(7, "product", "b")).await.unwrap(),
        audit.begin(event(8, "order", "c")).await.unwrap(),
    );
    let change = FieldChange { field: "stock".into(), before: Some("1".into()), after: Some("2".into()) };
    audit.complete(done, Some("a2"), std::slice::from_ref(&change)).await.unwrap();
    audit.withdraw(refused).await.unwrap();
    let all = audit.list(&AuditQuery::default(), &PageRequest::first(10)).await.unwrap().items;
    let seen: Vec<_> = all.iter().map(|entry| (entry.id, entry.is_done, entry.changes.len())).collect();
    assert_eq!(seen, [(broken_off, false, 0), (done, true, 1)]);
    assert_eq!(all[1].event.object.id, "a2");
}

#[tokio::test]
async fn every_list_of_the_log_walks_an_index() {
    let db = TestDb::new().await;
    for number in 0..200 {
        let kind = if number % 2 == 0 { "product" } else { "order" };
        db.store.audit.begin(event(number % 5, kind, &number.to_string())).await.unwrap();
    }
    let filters = [
        AuditQuery::default(),
        AuditQuery { member: Some(UserId(3)), ..AuditQuery::default() },
        AuditQuery { kind: Some("order".into()), ..AuditQuery::default() },
        AuditQuery { object: Some("17".into()), ..AuditQuery::default() },
    ];
    for query in filters {
        let first = db.store.audit.list(&query, &PageRequest::first(10)).await.unwrap();
        db.commands.clear();
        let request = PageRequest { after: first.next, limit: 10 };
        db.store.audit.list(&query, &request).await.unwrap();
        for sent in queries(&db) {
            let plan = plan(&db, &sent).await;
            let stages = stages(&plan.into());
            assert!(!stages.iter().any(|stage| stage == "COLLSCAN" || stage == "SORT"), "{query:?}: {stages:?}");
        }
    }
}
