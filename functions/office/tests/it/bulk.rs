//! Many products changed at once: looked at first, made once.

use domain::{Product, Role};
use testing::{category, product};

use crate::desk::{Browser, Desk, Page};

async fn products(desk: &Desk) -> [Product; 3] {
    let store = &desk.db.store;
    let kettles = category(store, "Чайники", None).await;
    let make = async |title: &str, stock: i64| product(store, &kettles).title(title).stock(stock).create().await;
    [make("Чайник <b>", 2).await, make("Термопот", 10).await, make("Лампа", 10).await]
}

async fn stocks(desk: &Desk, of: &[Product; 3]) -> [u32; 3] {
    let mut stocks = [0; 3];
    for (stock, product) in stocks.iter_mut().zip(of) {
        *stock = desk.db.store.products.find(product.id).await.unwrap().unwrap().stock.get();
    }
    stocks
}

/// The hidden fields of the form that makes the change.
fn hidden(page: &Page) -> Vec<(String, String)> {
    let form = page
        .text
        .split("action=\"/office/products/bulk/apply")
        .nth(1)
        .unwrap()
        .split("</form>")
        .next()
        .unwrap()
        .to_owned();
    let inputs = form.split("type=\"hidden\" name=\"").skip(1);
    let read = |input: &str| {
        let (name, rest) = input.split_once("\" value=\"").unwrap();
        (name.to_owned(), rest.split('"').next().unwrap().to_owned())
    };
    inputs.map(read).filter(|(name, _)| name != "csrf").collect()
}

async fn apply(browser: &mut Browser<'_>, path: &str, fields: &[(String, String)]) -> Page {
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.post(path, &fields).await
}

#[tokio::test]
async fn ticked_products_are_changed_after_a_preview_and_once() {
    let desk = Desk::open().await;
    let all = products(&desk).await;
    let mut manager = desk.signed_in(Role::Manager).await;
    manager.get("/office/products").await.expect(200).shows("form=\"bulk\"");
    let ids = [all[0].id.to_string(), all[1].id.to_string()];
    let fields = [("scope", "ticked"), ("id", &ids[0]), ("id", &ids[1]), ("kind", "add_stock"), ("value", "−5")];
    let page = manager.post("/office/products/bulk", &fields).await.expect(200);
    let page = page.shows("Зміниться 1 товар").shows("<del>10</del> <ins>5</ins>").shows("менше, ніж треба відняти");
    let page = page.shows("Чайник &lt;b&gt;").hides("Лампа");
    assert_eq!(stocks(&desk, &all).await, [2, 10, 10], "a preview changes nothing");
    let made = hidden(&page);
    let progress = apply(&mut manager, "/office/products/bulk/apply", &made).await.expect(303);
    let progress = progress.location().to_owned();
    manager.get(&progress).await.expect(200).shows("Готово").shows("Змінено 1 товар").shows("так змінити не можна");
    assert_eq!(apply(&mut manager, "/office/products/bulk/apply", &made).await.expect(303).location(), progress);
    assert_eq!(stocks(&desk, &all).await, [2, 5, 10]);
}

#[tokio::test]
async fn all_that_the_filters_find_are_changed_if_they_are_still_as_many() {
    let desk = Desk::open().await;
    let all = products(&desk).await;
    let mut manager = desk.signed_in(Role::Manager).await;
    let fields = [("scope", "all"), ("kind", "set_stock"), ("value", "7")];
    let page = manager.post("/office/products/bulk?stock=low", &fields).await.expect(200).shows("Зміниться 1 товар");
    let mut made = hidden(&page);
    // Somebody buys most of the lamps meanwhile
    let (seen, to) = (all[2].stock, domain::Stock::new(1).unwrap());
    desk.db.store.products.change_cell(all[2].id, store::Cell::Stock { seen, to }).await.unwrap();
    let page = apply(&mut manager, "/office/products/bulk/apply?stock=low", &made).await.expect(409);
    let page = page.shows("Список тим часом змінився").shows("Зміняться 2 товари").shows("stock=low");
    assert_eq!(stocks(&desk, &all).await, [2, 10, 1]);
    made = hidden(&page);
    apply(&mut manager, "/office/products/bulk/apply?stock=low", &made).await.expect(303);
    assert_eq!(stocks(&desk, &all).await, [7, 10, 7]);
    for (kind, value) in [("discount", "15 %"), ("price", "+10")] {
        let page = manager.post("/office/products/bulk", &[("scope", "all"), ("kind", kind), ("value", value)]).await;
        apply(&mut manager, "/office/products/bulk/apply", &hidden(&page.expect(200))).await.expect(303);
    }
    let now = desk.db.store.products.find(all[1].id).await.unwrap().unwrap();
    assert_eq!((now.price.amount(), now.discount.get()), (110_000, 15));
}

#[tokio::test]
async fn a_change_that_cannot_be_read_is_asked_for_again() {
    let desk = Desk::open().await;
    let all = products(&desk).await;
    let mut manager = desk.signed_in(Role::Manager).await;
    let id = all[0].id.to_string();
    for (fields, said) in [
        (vec![("scope", "ticked"), ("kind", "discount"), ("value", "5")], "Спершу позначте товари"),
        (vec![("id", id.as_str()), ("kind", "discount"), ("value", "101")], "від 0 до 100"),
        (vec![("id", &id), ("kind", "price"), ("value", "<b>")], "value=\"&lt;b&gt;\""),
        (vec![("id", &id), ("kind", "colour"), ("value", "5")], "Тут щось не так"),
    ] {
        let page = manager.post("/office/products/bulk", &fields).await.expect(422);
        let is_ticked = fields.iter().any(|(name, _)| *name == "id");
        assert_eq!(page.shows(said).text.contains(&format!("name=\"id\" value=\"{id}\" form=\"bulk\"")), is_ticked);
    }
    manager.post("/office/products/bulk/apply", &[]).await.expect(400);
    manager.get("/office/products/bulk/x").await.expect(404);
}
