//! Products in the back office: found, and changed where they stand in the list.

use domain::{Product, ProductId, Role};
use testing::{category, product};

use crate::desk::Desk;

async fn stored(desk: &Desk, id: ProductId) -> Product {
    desk.db.store.products.find(id).await.unwrap().unwrap()
}

#[tokio::test]
async fn products_are_found_by_words_category_stock_and_discount() {
    let desk = Desk::open().await;
    let store = &desk.db.store;
    let (kettles, lamps) = (category(store, "Чайники", None).await, category(store, "Лампи", None).await);
    product(store, &kettles).title("Чайник <b>Bosch</b>").price(129_990).stock(3).photo().create().await;
    product(store, &kettles).title("Термопот").discount(15).stock(0).create().await;
    product(store, &lamps).title("Лампа").stock(100).create().await;
    let mut clerk = desk.signed_in(Role::Clerk).await;
    let list = clerk.get("/office/products").await.expect(200);
    let list = list.shows("Чайник &lt;b&gt;Bosch").shows("Термопот").shows("Лампа").shows("1\u{a0}299,90");
    let photo = list.text.split("src=\"/office/photos/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    list.hides("name=\"price\"").hides("/cells");
    let image = clerk.get(&format!("/office/photos/{photo}")).await.expect(200);
    assert_eq!(image.headers["content-type"], "image/jpeg");
    assert_eq!(image.headers["cache-control"], "private, max-age=31536000, immutable");
    clerk.get("/office/photos/65f000000000000000000001").await.expect(404);
    clerk.get("/office/photos/x").await.expect(404);
    for (query, shown, hidden) in [
        ("q=bosch".to_owned(), "Чайник", "Термопот<"),
        (format!("category={}", lamps.id), "Лампа<", "Термопот<"),
        ("stock=out".to_owned(), "Термопот<", "Лампа<"),
        ("stock=low".to_owned(), "Bosch", "Лампа<"),
        ("discount=yes".to_owned(), "Термопот<", "Лампа<"),
        ("discount=no&sort=title".to_owned(), "Лампа<", "Термопот<"),
        ("q=zzzz".to_owned(), "Таких товарів немає", "Лампа</a>"),
    ] {
        // The names of categories stand in the filter, too
        let list = clerk.get(&format!("/office/products?{query}")).await.expect(200);
        let rows = list.text.split("</form>").last().unwrap();
        assert!(rows.contains(shown) && !rows.contains(hidden), "{query}: {rows}");
    }
    clerk.get("/office/products?after=x").await.expect(400);
}

#[tokio::test]
async fn a_row_is_saved_without_javascript_and_only_what_was_changed_of_it() {
    let desk = Desk::open().await;
    let store = &desk.db.store;
    let kettles = category(store, "Чайники", None).await;
    let kettle = product(store, &kettles).title("Чайник").price(100_000).stock(10).create().await;
    let mut manager = desk.signed_in(Role::Manager).await;
    manager
        .get("/office/products")
        .await
        .expect(200)
        .shows("value=\"1000\"")
        .shows("name=\"seen_price\" value=\"100000\"");
    // Somebody buys two meanwhile: the stock that was not touched is no matter
    store.products.change_cell(kettle.id, store::Cell::Stock { seen: stock(10), to: stock(8) }).await.unwrap();
    let path = format!("/office/products/{}/cells?stock=in&q=%D1%87%D0%B0%D0%B9", kettle.id);
    let seen = [("seen_price", "100000"), ("seen_discount", "0"), ("seen_stock", "10")];
    let fields = [seen.as_slice(), &[("price", "1 299,90 ₴"), ("discount", "15%"), ("stock", "10")]].concat();
    let page = manager.post(&path, &fields).await.expect(303);
    assert_eq!(page.location(), "/office/products?q=%D1%87%D0%B0%D0%B9&stock=in&notice=saved");
    let now = stored(&desk, kettle.id).await;
    assert_eq!((now.price.amount(), now.discount.get(), now.stock.get()), (129_990, 15, 8));
    let log = store.audit.list(&store::AuditQuery::default(), &store::PageRequest::first(10)).await.unwrap();
    assert_eq!(log.items.len(), 2);
    assert_eq!(log.items[0].changes[0].field, "discount_percent");
}

#[tokio::test]
async fn wrong_values_are_named_and_change_nothing() {
    let desk = Desk::open().await;
    let kettles = category(&desk.db.store, "Чайники", None).await;
    let kettle = product(&desk.db.store, &kettles).title("Чайник").create().await;
    let mut manager = desk.signed_in(Role::Manager).await;
    let path = format!("/office/products/{}/cells", kettle.id);
    for (field, seen, typed, said) in [
        ("price", "100000", "дорого", "Це не схоже на ціну"),
        ("price", "100000", "-5", "меншою за нуль"),
        ("price", "100000", "5 $", "у UAH"),
        ("price", "100000", "1,299", "Це 1299 чи 1.299?"),
        ("discount", "0", "101", "Число від 0 до 100"),
        ("stock", "10", "1e3", "Введіть ціле число"),
        ("stock", "10", "<b>", "value=\"&lt;b&gt;\""),
        ("stock", "10", "", "Введіть ціле число"),
    ] {
        let fields = [(format!("seen_{field}"), seen), (field.to_owned(), typed)];
        let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        let page = manager.post(&path, &fields).await;
        assert_eq!(page.status, 422, "{field} {typed}");
        page.shows(said).shows("<h1>");
        manager.is_partial = true;
        let cell = [fields.as_slice(), &[("cell", field)]].concat();
        manager.post(&path, &cell).await.expect(422).shows(said).hides("<h1>");
        manager.is_partial = false;
    }
    manager.post(&path, &[("seen_stock", "-1"), ("stock", "5")]).await.expect(400);
    manager.post("/office/products/65f000000000000000000001/cells", &[]).await.expect(404);
    assert_eq!(stored(&desk, kettle.id).await, kettle);
}

#[tokio::test]
async fn the_second_of_two_who_change_a_cell_sees_both_values_and_decides() {
    let desk = Desk::open().await;
    let kettles = category(&desk.db.store, "Чайники", None).await;
    let kettle = product(&desk.db.store, &kettles).title("Чайник").stock(10).create().await;
    let (mut first, mut second) = (desk.signed_in(Role::Manager).await, desk.signed_in(Role::Owner).await);
    let path = format!("/office/products/{}/cells", kettle.id);
    (first.is_partial, second.is_partial) = (true, true);
    let cell = |to: &'static str| [("cell", "stock"), ("seen_stock", "10"), ("stock", to)];
    first.post(&path, &cell("7")).await.expect(200).shows("Збережено").shows("name=\"seen_stock\" value=\"7\"");
    let page = second.post(&path, &cell("9")).await.expect(409);
    page.shows("тепер тут 7, а ви ввели 9")
        .shows("name=\"seen_stock\" value=\"7\"")
        .shows("value=\"9\"")
        .shows("Зберегти моє");
    assert_eq!(stored(&desk, kettle.id).await.stock.get(), 7);
    second.post(&path, &[("cell", "stock"), ("seen_stock", "7"), ("stock", "9")]).await.expect(200);
    assert_eq!(stored(&desk, kettle.id).await.stock.get(), 9);
    // Without JavaScript it is a page
    first.is_partial = false;
    let fields = [("seen_stock", "7"), ("stock", "5"), ("seen_discount", "0"), ("discount", "20")];
    first.post(&path, &fields).await.expect(409).shows("тепер тут 9, а ви ввели 5").shows("<h1>");
    let now = stored(&desk, kettle.id).await;
    assert_eq!((now.stock.get(), now.discount.get()), (9, 20), "what nobody else had changed is saved");
    let log = desk.db.store.audit.list(&store::AuditQuery::default(), &store::PageRequest::first(10)).await.unwrap();
    assert_eq!(log.items.len(), 3, "what was refused is no change");
}

fn stock(count: i64) -> domain::Stock {
    domain::Stock::new(count).unwrap()
}
