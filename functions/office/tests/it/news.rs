//! News in the back office: written with formatting and translations, tried out, published, changed, deleted.

use bson::{Document, doc};
use domain::{News, Role};
use store::{AuditQuery, PageRequest};
use testing::visit;

use crate::desk::{Browser, Desk};

const NEW: &str = "/office/news/new";

/// A form as the page shows it, filled in.
async fn id_of_new(browser: &mut Browser<'_>) -> String {
    let page = browser.get(NEW).await.expect(200);
    page.text.split("name=\"id\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

async fn all(desk: &Desk) -> Vec<News> {
    desk.db.store.news.list(true, &PageRequest::first(10)).await.unwrap().items
}

async fn notices(desk: &Desk, kind: &str) -> u64 {
    desk.db.raw().collection::<Document>("outbox").count_documents(doc! { "kind": kind }).await.unwrap()
}

#[tokio::test]
async fn news_is_written_with_formatting_and_translations_once() {
    let desk = Desk::open().await;
    visit(&desk.db.store, 100, 1, None).await;
    let mut manager = desk.signed_in(Role::Manager).await;
    manager.get("/office/news").await.expect(200).shows("Новин ще немає");
    manager
        .get(NEW)
        .await
        .expect(200)
        .shows("Надіслати 1 покупцеві")
        .shows("name=\"title_en\"")
        .hides("name=\"title_uk\"");
    let id = id_of_new(&mut manager).await;
    let fields = [
        ("id", id.as_str()),
        ("title", "Знижки <script>"),
        ("content", "<b>Усе</b> &lt;дешевше&gt;"),
        ("title_en", "Sale"),
        ("content_en", "Everything costs <i>less</i>"),
        ("notify", "on"),
        ("do", "save"),
    ];
    for _ in 0..2 {
        assert_eq!(manager.post(NEW, &fields).await.expect(303).location(), "/office/news?notice=created");
    }
    let news = all(&desk).await;
    assert_eq!(news.len(), 1);
    assert_eq!(news[0].content.as_str(), "Усе <дешевше>");
    assert_eq!(news[0].formatted.as_ref().unwrap().as_html(), "<b>Усе</b> &lt;дешевше&gt;");
    assert_eq!(news[0].translations.en.as_ref().unwrap().title.as_ref().unwrap().as_str(), "Sale");
    assert_eq!(notices(&desk, "news_published").await, 1);
    manager.get("/office/news").await.expect(200).shows("Знижки &lt;script&gt;").hides("заплановано").shows("uk, en");
    let page = manager.get(&format!("/office/news/{id}")).await.expect(200);
    let page = page.shows("&lt;b&gt;Усе&lt;/b&gt; &amp;lt;дешевше&amp;gt;</textarea>").hides("<script>");
    page.shows("<b>Усе</b> &lt;дешевше&gt;</div>")
        .shows("Everything costs <i>less</i>")
        .shows("<b>Знижки &lt;script&gt;</b>");
    let log = desk.db.store.audit.list(&AuditQuery::default(), &PageRequest::first(10)).await.unwrap();
    assert_eq!((log.items.len(), log.items[0].event.object.title.as_str()), (1, "Знижки <script>"));
}

#[tokio::test]
async fn what_telegram_would_not_show_is_refused_with_the_place() {
    let desk = Desk::open().await;
    let mut manager = desk.signed_in(Role::Manager).await;
    let long = "x".repeat(3_501);
    for (content, wrong) in [
        ("", "Заповніть це поле"),
        ("a < b", "Символ 3: тут «&lt;» не починає тегу"),
        ("<script>x</script>", "Telegram не знає тегу &lt;script&gt;"),
        ("<b onclick=\"x\">a</b>", "onclick тут зайве"),
        ("<b>a", "тут бракує &lt;/b&gt;"),
        ("<b>a<i>b</b></i>", "тут бракує &lt;/i&gt;"),
        ("a</b>", "&lt;/b&gt; нічого не закриває"),
        ("<a>a</a>", "посилання потребує адреси"),
        ("<a href=\"javascript:x\">a</a>", "Telegram не відкриє адресу javascript:x"),
        ("a&nbsp;b", "Telegram не знає &amp;nbsp;"),
        ("<code><b>a</b></code>", "&lt;b&gt; не може стояти всередині &lt;code&gt;"),
        (long.as_str(), "Щонайбільше 3500 символів"),
    ] {
        let fields = [("title", "Знижки"), ("content", content), ("content_ru", "ok"), ("do", "save")];
        manager.post(NEW, &fields).await.expect(422).shows(wrong).shows("value=\"Знижки\"").hides("<script>x");
    }
    for (field, value) in [("title", ""), ("content_en", "<b>"), ("at", "tomorrow"), ("title_ru", long.as_str())] {
        let mut fields = vec![("title", "Знижки"), ("content", "Усе"), ("do", "save")];
        fields.retain(|(name, _)| *name != field);
        fields.push((field, value));
        manager.post(NEW, &fields).await.expect(422).shows("aria-invalid=\"true\"");
    }
    assert!(all(&desk).await.is_empty());
}

#[tokio::test]
async fn it_is_seen_before_anybody_is_told() {
    let desk = Desk::open().await;
    let mut manager = desk.signed_in(Role::Manager).await;
    let fields = |step| [("title", "Знижки"), ("content", "<b>Усе</b>"), ("notify", "on"), ("do", step)];
    let page = manager.post(NEW, &fields("preview")).await.expect(200);
    let page = page.shows("📰 <b>Знижки</b>").shows("23.11.2026").shows("23 Nov 2026").shows("checked");
    page.shows("value=\"Знижки\"");
    manager.post(NEW, &fields("test")).await.expect(200).shows("піде в чат команди").shows("value=\"Знижки\"");
    assert_eq!((notices(&desk, "broadcast_test").await, notices(&desk, "news_published").await), (1, 0));
    manager.is_partial = true;
    manager.post(NEW, &fields("preview")).await.expect(200).shows("<b>Усе</b>").hides("<html");
    let wrong = manager.post(NEW, &[("title", "Знижки"), ("content", "<b>"), ("do", "preview")]).await.expect(200);
    wrong.shows("тут бракує").hides("<html");
    assert!(all(&desk).await.is_empty());
}

#[tokio::test]
async fn news_can_be_for_later_in_the_time_of_the_shop() {
    let desk = Desk::open().await;
    let mut manager = desk.signed_in(Role::Manager).await;
    let fields = [("title", "Знижки"), ("content", "Усе"), ("at", "2026-11-27T09:00"), ("do", "save")];
    manager.post(NEW, &fields).await.expect(303);
    let news = all(&desk).await.remove(0);
    assert_eq!(news.published_at.to_rfc3339(), "2026-11-27T07:00:00+00:00");
    assert!(news.formatted.is_none(), "there is no formatting in it");
    assert_eq!(notices(&desk, "news_published").await, 0, "the box was not ticked");
    manager.get("/office/news").await.expect(200).shows("заплановано");
    let path = format!("/office/news/{}", news.id);
    manager.get(&path).await.expect(200).shows("value=\"2026-11-27T09:00\"");
}

#[tokio::test]
async fn of_two_who_change_one_item_the_second_sees_both_states_and_decides() {
    let desk = Desk::open().await;
    let news = testing::news(&desk.db.store, "Знижки", "Усе", 1).await;
    let path = format!("/office/news/{}", news.id);
    let (mut first, mut second) = (desk.signed_in(Role::Manager).await, desk.signed_in(Role::Owner).await);
    let seen = |page: &crate::desk::Page| {
        page.text.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
    };
    let (one, other) = (seen(&first.get(&path).await.expect(200)), seen(&second.get(&path).await.expect(200)));
    let fields = |seen, content| {
        [("title", "Знижки"), ("content", content), ("at", "2026-11-23T13:00"), ("seen", seen), ("do", "save")]
    };
    let saved = first.post(&path, &fields(one.as_str(), "<i>Чай</i>")).await.expect(303);
    assert_eq!(saved.location(), format!("{path}?notice=saved"));
    let page = second.post(&path, &fields(other.as_str(), "Кава")).await.expect(409);
    let page = page.shows("Хтось змінив новину").shows("<i>Чай</i></div>").shows("Кава</textarea>");
    assert_eq!(all(&desk).await[0].content.as_str(), "Чай");
    let again = seen(&page);
    second.post(&path, &fields(again.as_str(), "Кава")).await.expect(303);
    let changed = all(&desk).await.remove(0);
    assert_eq!((changed.content.as_str(), changed.published_at), ("Кава", news.published_at));
    second.post(&path, &fields("x", "Кава")).await.expect(400);
}

#[tokio::test]
async fn news_that_is_deleted_is_not_sent() {
    let desk = Desk::open().await;
    let mut manager = desk.signed_in(Role::Manager).await;
    let fields =
        [("title", "Знижки"), ("content", "Усе"), ("at", "2026-11-27T09:00"), ("notify", "on"), ("do", "save")];
    manager.post(NEW, &fields).await.expect(303);
    let path = format!("/office/news/{}", all(&desk).await[0].id);
    assert_eq!(notices(&desk, "news_published").await, 1);
    manager.post(&format!("{path}/delete"), &[]).await.expect(303);
    manager.post(&format!("{path}/delete"), &[]).await.expect(404);
    manager.get(&path).await.expect(404);
    assert_eq!((all(&desk).await.len(), notices(&desk, "news_published").await), (0, 0));
}
