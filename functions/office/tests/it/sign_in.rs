//! Coming in and going out.

use axum::http::Method;
use chrono::{Duration, TimeDelta};
use domain::Role;

use crate::desk::{Desk, KEY};

#[tokio::test]
async fn the_first_key_lets_its_owner_in() {
    let desk = Desk::open().await;
    let mut browser = desk.browser();
    assert_eq!(browser.get("/office").await.expect(303).location(), "/office/login");
    browser.get("/office/login").await.expect(200);
    let before = browser.cookie.clone();
    browser.post("/office/login", &[("key", "wrong")]).await.expect(401).shows("Це не той ключ");
    let page = browser.post("/office/login", &[("key", KEY)]).await.expect(303);
    assert_eq!(page.location(), "/office");
    let cookie = page.headers["set-cookie"].to_str().unwrap();
    assert!(cookie.starts_with("__Host-kiosk=") && cookie.ends_with("HttpOnly; SameSite=Lax; Secure"), "{cookie}");
    assert_ne!(browser.cookie, before, "a session has a token of its own");
    browser.get("/office").await.expect(200).shows("ADMIN_API_KEY");
    assert_eq!(browser.get("/office/login?next=/office/orders").await.expect(303).location(), "/office/orders");

    let mut fixed = desk.browser();
    fixed.cookie = before;
    fixed.get("/office").await.expect(303);
}

#[tokio::test]
async fn a_form_to_sign_in_belongs_to_the_browser_that_shows_it() {
    let desk = Desk::open().await;
    let mut attacker = desk.browser();
    let theirs = attacker.get("/office/login").await.csrf().unwrap();
    let mut victim = desk.browser();
    victim.post_alone("/office/login", &[("key", KEY), ("csrf", &theirs)]).await.expect(403);
    victim.get("/office/login").await.expect(200);
    victim.post_alone("/office/login", &[("key", KEY), ("csrf", &theirs)]).await.expect(403);
}

#[tokio::test]
async fn a_link_lets_one_browser_in_by_the_members_role_in_the_chat() {
    let desk = Desk::open().await;
    for (status, role) in [("creator", "власник"), ("administrator", "менеджер"), ("member", "продавець")]
    {
        desk.bot.record().members.insert(7, status);
        let link = desk.link(7).await;
        let (mut first, mut second) = (desk.browser(), desk.browser());
        assert_eq!(first.get(&link).await.expect(303).location(), "/office");
        second.get(&link).await.expect(401).shows("вже використане");
        first.get("/office").await.expect(200).shows(role);
        second.get("/office").await.expect(303);
    }
    desk.bot.record().members.remove(&7);
    let link = desk.link(7).await;
    desk.browser().get(&link).await.expect(403);
    for wrong in ["/office/login/x", "/office/login/0000000000000000000000000000000000000000000000000000000000000000"] {
        desk.browser().get(wrong).await.expect(401);
    }
}

#[tokio::test]
async fn a_role_that_an_owner_gave_counts_more_than_the_chat() {
    let desk = Desk::open().await;
    desk.bot.record().members.insert(7, "member");
    let member = domain::Member { id: Some(domain::UserId(7)), name: domain::PersonName::parse("Ірина").unwrap() };
    desk.db.store.members.set_role(domain::UserId(7), &member, Some(Role::Owner)).await.unwrap();
    let mut browser = desk.browser();
    browser.get(&desk.link(7).await).await.expect(303);
    browser.get("/office").await.expect(200).shows("власник");
}

#[tokio::test]
async fn a_look_at_a_link_does_not_use_it_up() {
    let desk = Desk::open().await;
    desk.bot.record().members.insert(7, "member");
    let link = desk.link(7).await;
    desk.browser().head(&link).await.expect(204);
    desk.browser().get(&link).await.expect(303);
}

#[tokio::test]
async fn whoever_leaves_the_staff_chat_is_out_within_minutes() {
    let desk = Desk::open().await;
    let mut browser = desk.signed_in(Role::Manager).await;
    browser.get("/office").await.expect(200);
    desk.bot.record().members.clear();
    browser.get_of(&desk.later(TimeDelta::minutes(4)), "/office").await.expect(200);
    browser.get_of(&desk.later(TimeDelta::minutes(6)), "/office").await.expect(303);
    browser.get("/office").await.expect(303);
    assert!(desk.db.store.sessions.list().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_change_of_rights_in_the_chat_reaches_an_open_session() {
    let desk = Desk::open().await;
    let mut browser = desk.signed_in(Role::Owner).await;
    browser.get("/office").await.expect(200).shows("власник");
    desk.bot.record().members.insert(10, "member");
    browser.get_of(&desk.later(TimeDelta::minutes(6)), "/office").await.expect(200).shows("продавець");
}

#[tokio::test]
async fn while_telegram_cannot_be_asked_sessions_go_on_for_an_hour() {
    let desk = Desk::open().await;
    let mut browser = desk.signed_in(Role::Owner).await;
    desk.bot.record().token_refused = Some(401);
    browser.get_of(&desk.later(TimeDelta::minutes(30)), "/office").await.expect(200);
    browser.get_of(&desk.later(TimeDelta::minutes(61)), "/office").await.expect(503).shows("Telegram");
    browser.get("/office").await.expect(200);
}

#[tokio::test]
async fn signing_out_ends_the_session_for_good() {
    let desk = Desk::open().await;
    let mut browser = desk.signed_in(Role::Clerk).await;
    let cookie = browser.cookie.clone();
    let page = browser.post("/office/logout", &[]).await.expect(303);
    assert_eq!(page.location(), "/office/login");
    assert!(page.headers["set-cookie"].to_str().unwrap().contains("Max-Age=0"));
    browser.cookie = cookie;
    browser.get("/office").await.expect(303);
}

#[tokio::test]
async fn a_session_lasts_twelve_hours() {
    let desk = Desk::open().await;
    let mut browser = desk.signed_in(Role::Owner).await;
    browser.get_of(&desk.later(Duration::hours(11)), "/office").await.expect(200);
    browser.get_of(&desk.later(Duration::hours(13)), "/office").await.expect(303);
}

#[tokio::test]
async fn one_address_may_not_try_keys_without_end() {
    let desk = Desk::open().await;
    let mut browser = desk.browser();
    browser.address = Some(([192, 0, 2, 1], 4000).into());
    browser.get("/office/login").await.expect(200);
    for _ in 0..10 {
        browser.post("/office/login", &[("key", "guess")]).await.expect(401);
    }
    let page = browser.post("/office/login", &[("key", KEY)]).await.expect(429);
    assert!(page.headers.contains_key("retry-after"));
    let link = desk.link(7).await;
    browser.get(&link).await.expect(429);
}

#[tokio::test]
async fn a_page_is_where_one_is_after_signing_in() {
    let desk = Desk::open().await;
    let mut browser = desk.browser();
    let asked = browser.get("/office/orders?status=new").await.expect(303);
    assert_eq!(asked.location(), "/office/login?next=%2Foffice%2Forders%3Fstatus%3Dnew");
    browser.get(asked.location()).await.expect(200);
    let page = browser.post("/office/login", &[("key", KEY), ("next", "/office/orders?status=new")]).await.expect(303);
    assert_eq!(page.location(), "/office/orders?status=new");
    let mut led = desk.browser();
    led.get("/office/login?next=//evil.example").await.expect(200);
    let page = led.post("/office/login", &[("key", KEY), ("next", "//evil.example")]).await.expect(303);
    assert_eq!(page.location(), "/office");
}

#[tokio::test]
async fn pages_are_shown_in_the_language_that_was_chosen() {
    let desk = Desk::open().await;
    let mut browser = desk.signed_in(Role::Clerk).await;
    browser.get("/office").await.expect(200).shows("Сьогодні").shows("lang=\"uk\"");
    let page = browser.post("/office/language", &[("locale", "en"), ("next", "/office")]).await.expect(303);
    assert_eq!(page.location(), "/office");
    browser.get("/office").await.expect(200).shows("Today").shows("<html lang=\"en\"");
    browser.post("/office/language", &[("locale", "de"), ("next", "/office")]).await.expect(400);
    let mut stranger = desk.browser();
    stranger.language = Some("de-DE,ru;q=0.7,en;q=0.3".into());
    stranger.get("/office/login").await.expect(200).shows("Войти");
}

#[tokio::test]
async fn nothing_of_a_page_is_kept_or_framed() {
    let desk = Desk::open().await;
    let mut browser = desk.signed_in(Role::Owner).await;
    let page = browser.get("/office").await.expect(200);
    let header = |name: &str| page.headers[name].to_str().unwrap();
    assert_eq!(header("cache-control"), "no-store");
    assert_eq!(header("x-frame-options"), "DENY");
    let policy = header("content-security-policy");
    assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"), "{policy}");
    let style = page.text.split("rel=\"stylesheet\" href=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let style = desk.browser().get(&style).await.expect(200);
    assert!(style.headers["cache-control"].to_str().unwrap().contains("immutable"));
    assert_eq!(browser.ask_with(Method::DELETE, "/office").await.status, 405);
    browser.get("/office/nowhere").await.expect(404);
}

#[tokio::test]
async fn links_that_were_never_made_and_those_that_were_used_look_alike() {
    let desk = Desk::open().await;
    desk.bot.record().members.insert(7, "member");
    let used = desk.link(7).await;
    desk.browser().get(&used).await.expect(303);
    let never = format!("/office/login/{}", "0".repeat(64));
    let (used, never) = (desk.browser().get(&used).await.expect(401), desk.browser().get(&never).await.expect(401));
    assert_eq!(used.text, never.text);
    // What is looked up is a hash: how long that takes tells nothing of the links there are
    let link = desk.link(7).await;
    let token = link.rsplit('/').next().unwrap();
    let stored: Vec<bson::Document> = {
        use futures_util::TryStreamExt;
        let links = desk.db.raw().collection("sign_in_links");
        links.find(bson::doc! {}).await.unwrap().try_collect().await.unwrap()
    };
    assert!(stored.len() == 1 && !format!("{stored:?}").contains(token));
}

#[tokio::test]
async fn the_language_can_be_changed_on_a_page_that_answers_a_form() {
    let desk = Desk::open().await;
    let mut owner = desk.signed_in(Role::Owner).await;
    owner.referer = Some("https://shop.example.com/office/staff?a=b".into());
    let page = owner.post("/office/staff", &[("id", "x")]).await.expect(422);
    page.shows("name=\"next\" value=\"/office/staff?a=b\"");
    owner.referer = Some("https://evil.example/elsewhere".into());
    owner.post("/office/staff", &[("id", "x")]).await.expect(422).shows("name=\"next\" value=\"/office\"");
}
