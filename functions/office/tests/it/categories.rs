//! The tree of categories in the back office: made, renamed, arranged, moved with all below it, deleted.

use domain::{Category, CategoryId, Locale, Role};
use testing::{category, product};

use crate::desk::{Desk, Page};

async fn stored(desk: &Desk, id: CategoryId) -> Category {
    desk.db.store.categories.find(id).await.unwrap().unwrap()
}

/// The titles in the order of the page.
async fn titles(desk: &Desk) -> Vec<String> {
    let tree = desk.db.store.categories.tree(chrono::TimeDelta::days(1)).await.unwrap();
    tree.iter().map(|node| node.category.title.as_str().to_owned()).collect()
}

fn value(page: &Page, name: &str) -> String {
    let (_, rest) = page.text.split_once(&format!("name=\"{name}\" value=\"")).unwrap_or_else(|| panic!("no {name}"));
    rest.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn the_tree_is_shown_with_numbers_of_products() {
    let desk = Desk::open().await;
    let store = &desk.db.store;
    let kitchen = category(store, "Кухня <b>", None).await;
    let kettles = category(store, "Чайники", Some(&kitchen)).await;
    for _ in 0..3 {
        product(store, &kettles).create().await;
    }
    let mut clerk = desk.signed_in(Role::Clerk).await;
    let page = clerk.get("/office/categories").await.expect(200);
    let page = page.shows("Кухня &lt;b&gt;").shows("3 товари").shows("class=\"depth-1\"");
    page.hides("/place").hides("name=\"title\"");
    let page = clerk.get(&format!("/office/categories/{}", kettles.id)).await.expect(200);
    page.shows("<fieldset class=\"bare stack\" disabled").hides("/delete");
}

#[tokio::test]
async fn a_category_is_made_once_with_its_translations() {
    let desk = Desk::open().await;
    let mut manager = desk.signed_in(Role::Manager).await;
    let page = manager.get("/office/categories").await.expect(200).shows("Категорій ще немає");
    let id = value(&page, "id");
    let fields = [("id", id.as_str()), ("title", "Кухня <i>"), ("title_en", "Kitchen"), ("description", "a\r\nb")];
    for _ in 0..2 {
        manager.post("/office/categories", &fields).await.expect(303);
    }
    let made = stored(&desk, id.parse().unwrap()).await;
    assert_eq!(made.translations.get(Locale::En).unwrap().title.as_ref().unwrap().as_str(), "Kitchen");
    assert!(made.translations.get(Locale::Ru).is_none());
    let below = CategoryId::fresh().to_string();
    let fields = [("id", below.as_str()), ("title", "Чайники"), ("parent", id.as_str())];
    manager.post("/office/categories", &fields).await.expect(303);
    assert_eq!(titles(&desk).await, ["Кухня <i>", "Чайники"]);
    let wrong = [("title", ""), ("description", "<script>"), ("parent", "65f000000000000000000001")];
    let page = manager.post("/office/categories", &wrong).await.expect(422);
    page.shows("Заповніть це поле").shows("&lt;script&gt;").hides("<script>").shows("Такої категорії");
}

#[tokio::test]
async fn siblings_are_put_in_order_and_subtrees_are_moved() {
    let desk = Desk::open().await;
    let store = &desk.db.store;
    let (a, b) = (category(store, "А", None).await, category(store, "Б", None).await);
    let (c, d) = (category(store, "В", None).await, category(store, "Г", Some(&a)).await);
    let mut manager = desk.signed_in(Role::Manager).await;
    let place = |category: &Category| format!("/office/categories/{}/place", category.id);
    manager.post(&place(&c), &[("move", "up")]).await.expect(303);
    assert_eq!(titles(&desk).await, ["А", "Г", "В", "Б"]);
    manager.post(&place(&a), &[("move", "down")]).await.expect(303);
    assert_eq!(titles(&desk).await, ["В", "А", "Г", "Б"]);
    manager.post(&place(&c), &[("move", "up")]).await.expect(303);
    assert_eq!(titles(&desk).await, ["В", "А", "Г", "Б"], "it is the first already");
    // As dragging does it: the answer is the tree
    manager.is_partial = true;
    let id = |category: &Category| category.id.to_string();
    manager.post(&place(&a), &[("into", &id(&b))]).await.expect(200).shows("id=\"tree\"").hides("<h1>");
    assert_eq!(titles(&desk).await, ["В", "Б", "А", "Г"]);
    assert_eq!(stored(&desk, d.id).await.ancestors, [b.id, a.id]);
    manager.post(&place(&d), &[("before", &id(&c))]).await.expect(200);
    assert_eq!(titles(&desk).await, ["Г", "В", "Б", "А"]);
    manager.post(&place(&d), &[("behind", &id(&b))]).await.expect(200);
    assert_eq!(titles(&desk).await, ["В", "Б", "А", "Г"]);
    manager.post(&place(&b), &[("into", &id(&a))]).await.expect(409).shows("не може лежати").hides("<h1>");
    manager.is_partial = false;
    manager.post(&place(&b), &[("into", &id(&a))]).await.expect(409).shows("<h1>");
    for fields in [vec![], vec![("into", "x")], vec![("move", "away")]] {
        manager.post(&place(&b), &fields).await.expect(400);
    }
    // To the top, without JavaScript: its page says what it lies in
    let page = manager.get(&format!("/office/categories/{}", a.id)).await.expect(200);
    let fields = [("seen", value(&page, "seen")), ("title", "А".to_owned()), ("parent", String::new())];
    let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    manager.post(&format!("/office/categories/{}", a.id), &fields).await.expect(303);
    assert_eq!(stored(&desk, a.id).await.parent_id, None);
}

#[tokio::test]
async fn the_second_of_two_who_change_a_category_sees_what_it_is_now() {
    let desk = Desk::open().await;
    let kettles = category(&desk.db.store, "Чайники", None).await;
    let (mut first, mut second) = (desk.signed_in(Role::Manager).await, desk.signed_in(Role::Owner).await);
    let path = format!("/office/categories/{}", kettles.id);
    let seen = value(&first.get(&path).await.expect(200), "seen");
    first.post(&path, &[("seen", &seen), ("title", "Чайники й термоси")]).await.expect(303);
    first.post(&path, &[("seen", &seen), ("title", "Чайники й термоси")]).await.expect(303);
    let page = second.post(&path, &[("seen", &seen), ("title", "Електрочайники")]).await.expect(409);
    let page = page.shows("Хтось змінив цю категорію").shows("Чайники й термоси").shows("value=\"Електрочайники\"");
    assert_eq!(stored(&desk, kettles.id).await.title.as_str(), "Чайники й термоси");
    let seen = value(&page, "seen");
    second.post(&path, &[("seen", &seen), ("title", "Електрочайники")]).await.expect(303);
    assert_eq!(stored(&desk, kettles.id).await.title.as_str(), "Електрочайники");
    second.post(&path, &[("seen", &seen), ("title", &"ї".repeat(200))]).await.expect(422).shows("Щонайбільше 128");
}

#[tokio::test]
async fn only_an_empty_category_is_deleted() {
    let desk = Desk::open().await;
    let store = &desk.db.store;
    let kitchen = category(store, "Кухня", None).await;
    let kettles = category(store, "Чайники", Some(&kitchen)).await;
    let kettle = product(store, &kettles).create().await;
    let mut manager = desk.signed_in(Role::Manager).await;
    for id in [kitchen.id, kettles.id] {
        let page = manager.post(&format!("/office/categories/{id}/delete"), &[]).await.expect(409);
        page.shows("ще є товари").shows("<h1>");
    }
    store.products.delete(kettle.id, store::Precondition::none()).await.unwrap();
    manager.post(&format!("/office/categories/{}/delete", kettles.id), &[]).await.expect(303);
    manager.post(&format!("/office/categories/{}/delete", kettles.id), &[]).await.expect(404);
    assert_eq!(titles(&desk).await, ["Кухня"]);
}
