//! One product in the back office: written in three languages, with photos, by two people at once, copied, deleted and kept.

use chrono::TimeDelta;
use domain::{Category, Locale, Product, ProductId, Role};
use testing::{category, product};

use crate::desk::{Browser, Desk, Page};

const PHOTO: &[u8] = include_bytes!("../../../../shared/demo/photos/kettle-1.webp");
const OTHER: &[u8] = include_bytes!("../../../../shared/demo/photos/kettle-2.webp");

async fn stored(desk: &Desk, id: ProductId) -> Product {
    desk.db.store.products.find(id).await.unwrap().unwrap()
}

async fn kettle(desk: &Desk) -> (Category, Product) {
    let kettles = category(&desk.db.store, "Чайники", None).await;
    let kettle = product(&desk.db.store, &kettles).title("Чайник").stock(10).attribute("Потужність", "2200 Вт");
    let kettle = kettle.create().await;
    (kettles, kettle)
}

/// The value of a field of a page.
fn value(page: &Page, name: &str) -> String {
    let (_, rest) = page.text.split_once(&format!("name=\"{name}\" value=\"")).unwrap_or_else(|| panic!("no {name}"));
    rest.split('"').next().unwrap().to_owned()
}

/// Sends a product's form as it is shown, but for these fields.
async fn send(
    browser: &mut Browser<'_>,
    shown: &Page,
    path: &str,
    category: &Category,
    changed: &[(&str, &str)],
) -> Page {
    let category = category.id.to_string();
    let names = ["seen", "title", "price", "discount", "stock", "sku", "attribute_name", "attribute_value"];
    let mut fields: Vec<(&str, String)> = names.iter().map(|name| (*name, value(shown, name))).collect();
    fields.push(("category", category));
    fields.retain(|(name, _)| !changed.iter().any(|(other, _)| other == name));
    let fields: Vec<_> =
        fields.iter().map(|(name, value)| (*name, value.as_str())).chain(changed.iter().copied()).collect();
    browser.post(path, &fields).await
}

#[tokio::test]
async fn a_product_is_made_once_and_written_in_three_languages() {
    let desk = Desk::open().await;
    let kettles = category(&desk.db.store, "Чайники <i>", None).await;
    let mut manager = desk.signed_in(Role::Manager).await;
    let page = manager.get("/office/products/new").await.expect(200).shows("Чайники &lt;i&gt;");
    let (id, category) = (value(&page, "product"), kettles.id.to_string());
    let fields = [
        ("product", id.as_str()),
        ("category", &category),
        ("price", "1 299,90"),
        ("discount", "10%"),
        ("stock", "1 000"),
        ("sku", "K-1"),
        ("title", "Чайник <script>"),
        ("description", "Перший\r\nДругий & <b>"),
        ("attribute_name", "Потужність"),
        ("attribute_value", "2200 <Вт>"),
        ("attribute_name", ""),
        ("attribute_value", ""),
        ("title_en", "Kettle"),
        ("attribute_name_en", "Power"),
        ("attribute_value_en", "2200 W"),
        ("description_ru", ""),
    ];
    for _ in 0..2 {
        let page = manager.post("/office/products/new", &fields).await.expect(303);
        assert_eq!(page.location(), format!("/office/products/{id}?notice=created"));
    }
    let list =
        desk.db.store.products.list(&store::ProductQuery::default(), &store::PageRequest::first(9)).await.unwrap();
    assert_eq!(list.items.len(), 1);
    let made = &list.items[0];
    assert_eq!((made.price.amount(), made.discount.get(), made.stock.get()), (129_990, 10, 1_000));
    assert_eq!((made.attributes.len(), made.description.as_str()), (1, "Перший\nДругий & <b>"));
    let english = made.translations.get(Locale::En).unwrap();
    assert_eq!(english.attributes.as_ref().unwrap()[0].value.as_str(), "2200 W");
    assert!(made.translations.get(Locale::Ru).is_none());
    let page = manager.get(&format!("/office/products/{id}")).await.expect(200);
    // Its card in the chat, in each language
    let page = page.shows("<b>Чайник &lt;script&gt;</b>").shows("<b>Kettle</b>").shows("• Power: 2200 W");
    page.shows("value=\"1299,9").shows("value=\"2200 &lt;Вт&gt;\"").shows("🛒 Add to cart").hides("<script>");
    let mut taken = fields;
    let other = ProductId::fresh().to_string();
    taken[0].1 = &other;
    manager.post("/office/products/new", &taken).await.expect(422).shows("Такий артикул").shows("value=\"K-1\"");
}

#[tokio::test]
async fn what_is_wrong_is_said_beside_each_field_and_nothing_typed_is_lost() {
    let desk = Desk::open().await;
    let (kettles, kettle) = kettle(&desk).await;
    let mut manager = desk.signed_in(Role::Manager).await;
    let path = format!("/office/products/{}", kettle.id);
    let shown = manager.get(&path).await.expect(200);
    let long = "ї".repeat(300);
    let changed = [
        ("title", ""),
        ("title_en", long.as_str()),
        ("price", "<b>"),
        ("discount", "101"),
        ("stock", "багато"),
        ("attribute_name", "\"><script>"),
        ("attribute_value", ""),
        ("description", "</textarea><script>"),
    ];
    let page = send(&mut manager, &shown, &path, &kettles, &changed).await.expect(422);
    let page =
        page.shows("Заповніть це поле").shows("Щонайбільше 256").shows("Це не схоже на ціну").shows("від 0 до 100");
    let page = page.shows("Введіть ціле число").shows("потрібні і назва, і значення").shows(&long);
    page.shows("&lt;/textarea&gt;&lt;script&gt;").shows("&quot;&gt;&lt;script&gt;").hides("<script>");
    send(&mut manager, &shown, &path, &kettles, &[("category", "65f000000000000000000001")]).await.expect(422);
    manager.post(&path, &[("seen", "abc")]).await.expect(400);
    assert_eq!(stored(&desk, kettle.id).await, kettle);
}

#[tokio::test]
async fn two_people_edit_one_product_and_the_second_decides() {
    let desk = Desk::open().await;
    let (kettles, kettle) = kettle(&desk).await;
    let (mut first, mut second) = (desk.signed_in(Role::Manager).await, desk.signed_in(Role::Owner).await);
    let path = format!("/office/products/{}", kettle.id);
    let shown = second.get(&path).await.expect(200);
    // A customer buys one, a colleague changes the title and the SKU
    let (seen, to) = (domain::Stock::new(10).unwrap(), domain::Stock::new(9).unwrap());
    desk.db.store.products.change_cell(kettle.id, store::Cell::Stock { seen, to }).await.unwrap();
    send(&mut first, &shown, &path, &kettles, &[("title", "Чайник Bosch"), ("sku", "B-1")]).await.expect(303);
    assert_eq!(stored(&desk, kettle.id).await.stock.get(), 9, "what the form did not change stays");
    // Another field: no conflict
    send(&mut second, &shown, &path, &kettles, &[("price", "900")]).await.expect(303);
    // The same field: both are shown, nothing is lost
    let changed = [("title", "Чайник Philips"), ("stock", "10"), ("discount", "5")];
    let page = send(&mut second, &shown, &path, &kettles, &changed).await.expect(409);
    let page = page.shows("Хтось змінив це раніше за вас").shows(">Чайник Bosch<").shows(">Чайник Philips<");
    assert_eq!(
        (value(&page, "title"), value(&page, "stock"), value(&page, "sku")),
        ("Чайник Philips".into(), "9".into(), "B-1".into())
    );
    assert_eq!(stored(&desk, kettle.id).await.title.as_str(), "Чайник Bosch");
    // Saved anyway
    send(&mut second, &page, &path, &kettles, &[]).await.expect(303);
    let now = stored(&desk, kettle.id).await;
    assert_eq!((now.title.as_str(), now.price.amount(), now.discount.get()), ("Чайник Philips", 90_000, 5));
    assert_eq!((now.stock.get(), now.attributes.len()), (9, 1));
    let log = desk.db.store.audit.list(&store::AuditQuery::default(), &store::PageRequest::first(10)).await.unwrap();
    assert_eq!(log.items.len(), 3);
}

#[tokio::test]
async fn the_preview_shows_what_is_typed_as_far_as_it_is_right() {
    let desk = Desk::open().await;
    let (_, kettle) = kettle(&desk).await;
    let mut manager = desk.signed_in(Role::Manager).await;
    manager.is_partial = true;
    let id = kettle.id.to_string();
    let fields =
        [("product", id.as_str()), ("title", "Новий <b>"), ("price", "?"), ("stock", "2"), ("title_ru", "Новый")];
    let card = manager.post("/office/products/preview", &fields).await.expect(200);
    card.shows("<b>Новий &lt;b&gt;</b>").shows("<b>Новый</b>").shows("1\u{a0}000").hides("<h1>");
    manager.post("/office/products/preview", &[("title", "Лампа")]).await.expect(200).shows("<b>Лампа</b>");
    assert_eq!(stored(&desk, kettle.id).await, kettle);
}

#[tokio::test]
async fn photos_come_in_order_and_go() {
    let desk = Desk::open().await;
    let (_, kettle) = kettle(&desk).await;
    let mut manager = desk.signed_in(Role::Manager).await;
    let path = format!("/office/products/{}/photos", kettle.id);
    let files = [("photo", "a.webp", PHOTO), ("photo", "b.webp", OTHER)];
    manager.upload(&path, &[], &files).await.expect(303);
    let ids = async || -> Vec<String> {
        stored(&desk, kettle.id).await.images.iter().map(|image| image.id.to_string()).collect()
    };
    let two = ids().await;
    assert_eq!(two.len(), 2);
    manager.post(&format!("{path}/order"), &[("image", &two[1]), ("move", "up")]).await.expect(303);
    assert_eq!(ids().await, [two[1].clone(), two[0].clone()]);
    manager.is_partial = true;
    let order = two.join(",");
    manager.post(&format!("{path}/order"), &[("order", &order)]).await.expect(200).shows("id=\"photos\"").hides("<h1>");
    assert_eq!(ids().await, two);
    // Somebody else has taken one away
    manager.post(&format!("{path}/{}/delete", two[0]), &[]).await.expect(200);
    manager.post(&format!("{path}/order"), &[("order", &order)]).await.expect(409).shows(&two[1]);
    manager.post(&format!("{path}/{}/delete", two[0]), &[]).await.expect(404);
    // What is no photo is named, the others are kept
    let files = [("photo", "<b>.exe", b"MZ\x90\x00 no photo".as_slice()), ("photo", "a.webp", PHOTO)];
    let page = manager.upload(&path, &[], &files).await.expect(422);
    page.shows("&lt;b&gt;.exe: це не JPEG").hides("<b>.exe");
    manager.is_partial = false;
    manager.upload(&path, &[], &[("photo", "c.webp", &PHOTO[..5_000])]).await.expect(422).shows("<h1>");
    manager.upload(&path, &[], &[]).await.expect(422).shows("Спершу оберіть фото");
    assert_eq!(ids().await.len(), 2);
    let photo = manager.get(&format!("/office/photos/{}", two[1])).await.expect(200);
    assert_eq!(photo.headers["content-type"], "image/webp");
}

#[tokio::test]
async fn a_product_is_copied_and_its_deletion_undone() {
    let desk = Desk::open().await;
    let (_, kettle) = kettle(&desk).await;
    let mut manager = desk.signed_in(Role::Manager).await;
    let path = format!("/office/products/{}", kettle.id);
    let copy = value(&manager.get(&path).await.expect(200), "copy");
    for _ in 0..2 {
        let page = manager.post(&format!("{path}/duplicate"), &[("copy", &copy)]).await.expect(303);
        assert_eq!(page.location(), format!("/office/products/{copy}?notice=created"));
    }
    let copied = stored(&desk, copy.parse().unwrap()).await;
    assert_eq!((copied.title.as_str(), copied.stock.get()), ("Чайник (копія)", 0));
    manager.post(&format!("{path}/delete"), &[]).await.expect(303);
    manager.get(&path).await.expect(200).shows("Товар видаляється").shows("/undo");
    manager.get("/office/products").await.expect(200).shows("видаляється");
    manager.post(&format!("{path}/undo"), &[]).await.expect(303);
    manager.get(&path).await.expect(200).hides("Товар видаляється");
    desk.db.store.products.delete_later(kettle.id, TimeDelta::zero(), store::Precondition::none()).await.unwrap();
    desk.db.store.products.delete(kettle.id, store::Precondition::none()).await.unwrap();
    manager.post(&format!("{path}/undo"), &[]).await.expect(409).shows("Запізно");
    manager.get(&path).await.expect(404);
}

#[tokio::test]
async fn a_clerk_looks_at_a_product_and_changes_nothing() {
    let desk = Desk::open().await;
    let (_, kettle) = kettle(&desk).await;
    let mut clerk = desk.signed_in(Role::Clerk).await;
    let page = clerk.get(&format!("/office/products/{}", kettle.id)).await.expect(200);
    page.shows("<fieldset class=\"bare stack\" disabled").hides("/delete").hides("/duplicate").hides("type=\"file\"");
}
