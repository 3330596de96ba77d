//! Every query walks an index. What the store sends is recorded, and MongoDB asked how it did it. What that costs with
//! many products is in `flat`.

use bson::{Bson, Document, doc};
use domain::{CategoryId, KeyName, Locale, OrderId, OrderNumber, OrderStatus, ProductId, Scope, Stock, User, UserId};
use store::{
    CustomerChange, DealsFrom, KeySecret, LineBefore, NewBroadcast, Notice, OrderQuery, Outcome, Owner, Parent,
    Position, Precondition, ProductQuery, ProductSort,
};
use testing::{TestDb, now};

/// How MongoDB would do a command it was sent.
pub(crate) async fn plan(db: &TestDb, sent: &Document) -> Document {
    let of_session = ["lsid", "$db", "txnNumber", "autocommit", "startTransaction", "readConcern", "$clusterTime"];
    let mut command = sent.clone();
    for field in of_session.iter().chain(&["writeConcern", "ordered", "maxTimeMS"]) {
        command.remove(field);
    }
    let explain = doc! { "explain": command, "verbosity": "executionStats" };
    db.raw().run_command(explain).await.unwrap_or_else(|error| panic!("{error}: {sent}"))
}

/// Every `stage` of a plan.
pub(crate) fn stages(plan: &Bson) -> Vec<String> {
    match plan {
        Bson::Document(document) => document
            .iter()
            .filter(|(name, _)| *name != "command")
            .flat_map(|(name, value)| match value {
                Bson::String(stage) if name == "stage" => vec![stage.clone()],
                other => stages(other),
            })
            .collect(),
        Bson::Array(items) => items.iter().flat_map(stages).collect(),
        _ => vec![],
    }
}

/// The queries among what was sent.
pub(crate) fn queries(db: &TestDb) -> Vec<Document> {
    let sent = db.commands.sent();
    let query = |command: &Document| {
        let name = command.keys().next().map_or("", String::as_str);
        ["find", "aggregate", "update", "delete", "findAndModify"].contains(&name)
    };
    sent.into_iter().filter(query).collect()
}

pub(crate) async fn assert_all_walk_an_index(db: &TestDb) {
    for sent in queries(db) {
        let reads = sent.contains_key("find") || sent.contains_key("aggregate");
        assert!(!reads || sent.contains_key("maxTimeMS"), "without a time limit: {sent}");
        let plan = plan(db, &sent).await;
        let stages = stages(&plan.clone().into());
        assert!(!stages.contains(&"COLLSCAN".to_owned()), "{sent}\n{stages:?}");
        // Writes and reads of one document say so in other words
        let walks =
            ["IXSCAN", "COUNT_SCAN", "DISTINCT_SCAN", "IDHACK", "EXPRESS_IXSCAN", "EXPRESS_CLUSTERED_IXSCAN", "EOF"];
        assert!(stages.iter().any(|stage| walks.contains(&stage.as_str())), "{sent}\n{stages:?}\n{plan}");
    }
}

struct Shop {
    db: TestDb,
    category: CategoryId,
    product: ProductId,
}

async fn shop() -> Shop {
    let db = TestDb::new().await;
    let home = testing::category(&db.store, "Home", None).await;
    let kettles = testing::category(&db.store, "Kettles", Some(&home)).await;
    let mut product = None;
    for n in 0..12 {
        let builder = testing::product(&db.store, &kettles).title(&format!("Kettle {n}"));
        product = Some(builder.price(100 + n % 5).discount(n % 3).stock(n % 2).create().await);
    }
    Shop { category: home.id, product: product.expect("twelve").id, db }
}

#[tokio::test]
async fn every_list_of_products_is_decided_and_ordered_by_an_index() {
    use ProductSort::{Id, Newest, Price, PriceDescending, Title};
    let Shop { db, category, .. } = shop().await;
    let mut plans = 0;
    for sort in [Id, Title, Price, PriceDescending, Newest] {
        for category in [None, Some(category)] {
            for discounted in [None, Some(true), Some(false)] {
                for available in [None, Some(true), Some(false)] {
                    let query = ProductQuery { category, discounted, available, sort, ..ProductQuery::default() };
                    plans += assert_walks(&db, &query).await;
                }
            }
        }
    }
    assert!(plans > 90 * 3, "{plans}");
}

/// A list page by page: nothing is sorted, and no document is read that is not listed.
async fn assert_walks(db: &TestDb, query: &ProductQuery) -> usize {
    db.commands.clear();
    let mut after: Option<Position> = None;
    loop {
        let page = db.store.products.list(query, &store::PageRequest { after: after.clone(), limit: 1 }).await.unwrap();
        match page.next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    let queries = queries(db);
    for sent in &queries {
        let plan = plan(db, sent).await;
        let stages = stages(&plan.clone().into());
        assert!(!stages.iter().any(|stage| stage == "COLLSCAN" || stage == "SORT"), "{sent}\n{stages:?}");
        let stats = plan.get_document("executionStats").unwrap();
        let (read, listed) = (stats.get_i32("totalDocsExamined").unwrap(), stats.get_i32("nReturned").unwrap());
        assert!(read <= listed, "{read} read to list {listed}: {query:?}\n{sent}\n{plan}");
    }
    queries.len()
}

#[tokio::test]
async fn everything_else_the_shops_systems_ask_walks_an_index() {
    let Shop { db, category, product } = shop().await;
    let store = &db.store;
    let found = store.products.find(product).await.unwrap().unwrap();
    store
        .products
        .change(product, |product| product.stock = Stock::new(9).unwrap(), Precondition::none())
        .await
        .unwrap();
    let order = testing::order(store, 7, &[(&found, 1)]).await;
    let news = testing::news(store, "Open", "On Sunday", 1).await;
    let below = store.categories.children(Some(category)).await.unwrap().remove(0);
    db.commands.clear();

    for parent in [Parent::Any, Parent::Root, Parent::Of(category)] {
        let page = store.categories.list(parent, &store::PageRequest::first(1)).await.unwrap();
        store.categories.list(parent, &store::PageRequest { after: page.next.clone(), limit: 1 }).await.unwrap();
    }
    store.categories.open(category).await.unwrap();
    store.categories.change(below.id, |category| category.parent_id = None, Precondition::none()).await.unwrap();
    store.categories.delete(category, Precondition::none()).await.unwrap();
    for all in [true, false] {
        let page = store.news.list(all, &store::PageRequest::first(1)).await.unwrap();
        store.news.list(all, &store::PageRequest { after: page.next.clone(), limit: 1 }).await.unwrap();
    }
    let later = now() + chrono::Duration::days(1);
    store.news.find_all(&[news.id]).await.unwrap();
    store.news.change(news.id, |news| news.published_at = later, Precondition::none()).await.unwrap();
    store.news.delete(news.id, Precondition::none()).await.unwrap();
    for user_id in [None, Some(UserId(7))] {
        for status in [None, Some(OrderStatus::New)] {
            for (from, to) in [(None, None), (Some(now()), None), (None, Some(now())), (Some(now()), Some(now()))] {
                store
                    .orders
                    .list(&OrderQuery { user_id, status, from, to }, &store::PageRequest::first(5))
                    .await
                    .unwrap();
            }
        }
    }
    let page = store.orders.list(&OrderQuery::default(), &store::PageRequest::first(1)).await.unwrap();
    assert_eq!(page.items, [order]);
    users_and_keys(&db).await;
    assert_all_walk_an_index(&db).await;
}

async fn users_and_keys(db: &TestDb) {
    let store = &db.store;
    let user = |id| User {
        id: UserId(id),
        telegram: domain::TelegramProfile::default(),
        name: None,
        phone: None,
        email: None,
        address: None,
        locale: None,
        blocked: false,
        first_update: None,
        created_at: now(),
        modified_at: now(),
    };
    store.users.create(user(8)).await.unwrap();
    store.users.create(user(9)).await.unwrap();
    let page = store.users.list(&store::PageRequest::first(1)).await.unwrap();
    store.users.list(&store::PageRequest { after: page.next.clone(), limit: 1 }).await.unwrap();
    store.users.change(UserId(7), |user| user.locale = Some(Locale::En), Precondition::none()).await.unwrap();
    store.users.erase(UserId(7), Precondition::none()).await.unwrap();
    let (secret, name) = (KeySecret::of([1; 40]), KeyName::parse("a").unwrap());
    store.keys.create(&secret, name.clone(), vec![Scope::OrdersRead], None).await.unwrap();
    store.keys.verify(&secret.to_string()).await.unwrap().unwrap();
    store.keys.list().await.unwrap();
    store.keys.revoke(&name).await.unwrap();
}

#[tokio::test]
async fn everything_the_chat_asks_walks_an_index() {
    let Shop { db, category, product } = shop().await;
    let store = &db.store;
    let below = store.categories.children(Some(category)).await.unwrap().remove(0);
    db.commands.clear();
    let user = UserId(7);
    testing::visit(store, 7, 1, Some(CustomerChange::Locale(Locale::En))).await;
    store.audience.mark_blocked(&[user]).await.unwrap();
    let group: store::Claim<i32, ()> = store.conversations.claim(-7, 1, &store::GroupVisit).await.unwrap();
    let store::Claim::Mine(group, ()) = group else { panic!("nobody else claims it") };
    store.conversations.finish(group.claimed, Outcome { step: Some(&1), ..Outcome::default() }).await.unwrap();
    store.categories.children(None).await.unwrap();
    store.categories.children_after(None, below.id, 5).await.unwrap();
    store.categories.find(below.id).await.unwrap();
    store.categories.line(below.id).await.unwrap();
    // As typed, the next page, with a typo, in another layout, and in vain
    let found = store.products.search_cards("kettle", 36, 2, 1).await.unwrap();
    store.products.search_more(found.wanted, found.next, 2, 1).await.unwrap();
    for text in ["ketlte steel", "луееду", "samovar kettle"] {
        store.products.search_cards(text, 36, 2, 1).await.unwrap();
        store.products.proposals(text).await.unwrap();
    }
    let cards = store.products.in_category(below.id, None, 5, 1).await.unwrap();
    store.products.in_category(below.id, Some(cards[4].product.id), 5, 1).await.unwrap();
    let deals = store.products.deals(None, 3, 1).await.unwrap();
    let from = DealsFrom { discount: deals[2].product.discount, product_id: deals[2].product.id };
    store.products.deals(Some(from), 3, 1).await.unwrap();
    store.products.deals_alone(Some(from), 1).await.unwrap();
    store.products.search_alone("kettle", None, 1).await.unwrap();
    let photo = store.products.put_image(product, "image/png", b"png", Precondition::none()).await.unwrap();
    let album = store.products.album(product, 1).await.unwrap().unwrap();
    assert_eq!(album.photos, [(photo.0, Some(b"png".to_vec()))]);
    let card = store.products.card(product, 1).await.unwrap().unwrap();
    store.products.find_many([product]).await.unwrap();
    testing::add_to_cart(store, 7, 2, &card.product).await;
    let claimed = testing::claim(store, 7, 3, None).await.claimed;
    let wanted = store.carts.of(user).await.unwrap();
    store.carts.products(user).await.unwrap();
    store.carts.products_at(user, &[1]).await.unwrap();
    assert!(store.carts.set_quantity(claimed, card.product.id, LineBefore::NONE, 2).await.unwrap());
    store.hold(&wanted, domain::Currency::UAH, chrono::TimeDelta::minutes(15)).await.unwrap();
    store.release(user, [product]).await.unwrap();
    let before = store.carts.of(user).await.unwrap();
    assert!(store.carts.refill(claimed, &before, &before).await.unwrap());
    store.conversations.note_calls(claimed, 1).await.unwrap();
    store.conversations.renew(claimed).await.unwrap();
    store.conversations.release(claimed, store::Release::Deferred, 1).await.unwrap();
    store.conversations.finish_all(&[store::Note { claimed, line_title: None }]).await.unwrap();
    store.orders.placed_by(user, 3).await.unwrap();
    store.orders.find_of_user(OrderId::fresh(), user).await.unwrap();
    store.orders.find_with_products(OrderId::fresh(), user).await.unwrap();
    store.orders.of_user(user, Some(OrderNumber(5)), 3).await.unwrap();
    store.news.latest(5).await.unwrap();
    assert_all_walk_an_index(&db).await;
}

#[tokio::test]
async fn everything_the_worker_asks_walks_an_index() {
    let Shop { db, product, .. } = shop().await;
    let store = &db.store;
    let product = store.products.find(product).await.unwrap().unwrap();
    let stock = Stock::new(9).unwrap();
    let product =
        store.products.change(product.id, |product| product.stock = stock, Precondition::none()).await.unwrap();
    testing::order(store, 7, &[(&product, 1)]).await;
    for id in 1..=5 {
        testing::visit(store, id, id, None).await;
    }
    let news = testing::news_item(now(), "Open", "On Sunday", now());
    store.news.create(news, true).await.unwrap();
    let text = |text| NewBroadcast::text(domain::BroadcastText::parse(text).unwrap());
    let cancelled = store.broadcasts.create(text("No")).await.unwrap();
    store.broadcasts.create(text("Yes")).await.unwrap();
    db.commands.clear();

    let (me, term) = (Owner::new(), std::time::Duration::from_secs(5));
    assert!(store.leases.take("delivery", me, term).await.unwrap());
    assert!(store.leases.renew("delivery", me, term).await.unwrap());
    for waiting in store.outbox.due(10).await.unwrap() {
        match waiting.notice {
            Notice::NewsPublished { news_id } => {
                store.broadcasts.create_from_notice(waiting.id, news_id).await.unwrap();
            }
            _ => store.outbox.postpone(waiting.id, now(), "later").await.unwrap(),
        }
        store.outbox.defer(waiting.id, now()).await.unwrap();
        store.outbox.note(waiting.id, "not now").await.unwrap();
        store.outbox.give_up(waiting.id, "never").await.unwrap();
        let undelivered = store.outbox.count_undelivered().await.unwrap();
        assert_eq!(store.outbox.undelivered().await.unwrap().len() as u64, undelivered);
        store.outbox.oldest_due().await.unwrap();
        store.outbox.retry(waiting.id).await.unwrap();
        store.outbox.retry_all().await.unwrap();
        store.outbox.mark_delivered(waiting.id).await.unwrap();
    }
    store.broadcasts.cancel(cancelled.id).await.unwrap();
    store.chat_migrations.record(-1, -1001).await.unwrap();
    assert_eq!(store.chat_migrations.current(-1).await.unwrap(), -1001);
    let job = store.broadcasts.take(me, &store.audience).await.unwrap().unwrap();
    assert_eq!(store.broadcasts.recipients_left().await.unwrap(), job.state.progress.total);
    store.audience.page(job.begun_at, None, 2).await.unwrap();
    store.audience.page(job.begun_at, Some(UserId(2)), 2).await.unwrap();
    store.audience.among(job.begun_at, &[UserId(1)]).await.unwrap();
    store.audience.mark_blocked(&[UserId(3)]).await.unwrap();
    store.broadcasts.save_progress(job.broadcast.id, me, &job.state).await.unwrap();
    store.broadcasts.finish(job.broadcast.id, me, 5).await.unwrap();
    let page = store.broadcasts.list(&store::PageRequest::first(1)).await.unwrap();
    store.broadcasts.list(&store::PageRequest { after: page.next.clone(), limit: 1 }).await.unwrap();
    store.audience.headcount().await.unwrap();
    store.orders.sales(domain::Day { from: now(), to: now() }, domain::Currency::UAH).await.unwrap();
    store.leases.give_back("delivery", me).await.unwrap();
    assert_all_walk_an_index(&db).await;
}

#[tokio::test]
async fn everything_alerts_ask_walks_an_index() {
    let Shop { db, product, .. } = shop().await;
    let store = &db.store;
    let product = store.products.find(product).await.unwrap().unwrap();
    let (user, kind, price) = (UserId(7), domain::AlertKind::PriceDrop, product.final_price());
    db.commands.clear();
    store.alerts.add(user, product.id, kind, price).await.unwrap();
    assert_eq!(store.alerts.of_customer(user).await.unwrap().len(), 1);
    let cheaper = domain::Money::zero(price.currency());
    let price_of = |product: &mut domain::Product| product.price = cheaper;
    store.products.change(product.id, price_of, Precondition::none()).await.unwrap();
    let notice = store.outbox.due(1).await.unwrap().remove(0).id;
    let due = store.alerts.to_tell(product.id, kind, notice, cheaper, 5).await.unwrap();
    store.alerts.mark_told(&due[0], notice, cheaper).await.unwrap();
    store.alerts.remove(user, product.id, kind).await.unwrap();
    store.products.delete(product.id, Precondition::none()).await.unwrap();
    assert_all_walk_an_index(&db).await;
}

#[tokio::test]
async fn everything_imports_and_exports_ask_walks_an_index() {
    let Shop { db, product, .. } = shop().await;
    let store = &db.store;
    let sku = domain::Sku::parse("K-1").unwrap();
    let named = |product: &mut domain::Product| product.sku = Some(sku.clone());
    let product = store.products.change(product, named, Precondition::none()).await.unwrap();
    db.commands.clear();
    let order = domain::ImportOrder {
        format: domain::FileFormat::Csv,
        dry_run: false,
        hide_missing: true,
        create_categories: true,
    };
    let imports = &store.imports;
    let import = imports.create(order, b"sku").await.unwrap();
    assert_eq!(imports.next().await.unwrap().unwrap().id, import.id);
    // The file itself is read by the driver, by its id
    imports.begin(import.id, 1).await.unwrap();
    let keys = store::ProductKeys { skus: vec![sku.clone()], ids: vec![product.id] };
    let plan = |existing: Vec<store::Existing>| {
        let before = existing[0].product.clone();
        let after = domain::Product { stock: Stock::new(3).unwrap(), ..before.clone() };
        let new = domain::Product { id: ProductId::fresh(), sku: None, ..before.clone() };
        let photos = vec![store::PhotoTask::new(2, before.id, vec![])];
        store::Plan { created: vec![new], changed: vec![(before, after)], photos, ..store::Plan::default() }
    };
    imports.step(&import, &store::Step { from: 0, to: 1, keys }, plan).await.unwrap();
    let task = imports.photo_tasks(import.id, None, 5).await.unwrap().remove(0);
    imports.photo_tasks(import.id, Some(task.id), 5).await.unwrap();
    let image = imports.store_photo(product.id, "image/png", b"png").await.unwrap();
    assert_eq!(imports.sourced(product.id).await.unwrap().unwrap().product.id, product.id);
    let photo = store::SourcedImage { image, source: Some("https://shop.example.com/a.png".to_owned()) };
    imports.show_photos(import.id, &task, vec![photo], false, &[]).await.unwrap();
    imports.hide_missing(&import, |_, sku| sku.is_some()).await.unwrap();
    imports.finish(import.id).await.unwrap();
    imports.find(import.id).await.unwrap().unwrap();
    assert_eq!(imports.latest(5).await.unwrap().len(), 1);
    let first = store.products.export(None, 2).await.unwrap();
    store.products.export(Some(first[1].product.id), 2).await.unwrap();
    // The names of attributes are read of the whole catalogue: as long as it takes, along the ids
    assert!(store.products.with_sku(&sku).await.unwrap().is_some());
    assert_all_walk_an_index(&db).await;
}
