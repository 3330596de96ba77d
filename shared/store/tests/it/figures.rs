//! What was sold: the figures are what a plain sum over the orders says, whoever places, cancels and counts at the same
//! moment, and whatever a process of an earlier release or one that died left behind.

use std::collections::BTreeMap;

use bson::{Document, doc};
use chrono::TimeDelta;
use chrono_tz::Tz;
use domain::{By, Currency, Day, Order, OrderChange, OrderId, OrderStatus, PersonName, Product, UserId};
use futures_util::{TryStreamExt, future::join_all};
use store::{Catalogue, Dashboard, Store, StoreError, Transitioned};
use testing::{TestDb, now, seed, shop_settings};

use crate::explain::assert_all_walk_an_index;

/// Placed, sold, cancelled, revenue.
type Sums = (i64, i64, i64, i64);
type ByDay = BTreeMap<String, Sums>;

fn kyiv() -> Tz {
    shop_settings().time_zone
}

async fn product(store: &Store, price: i64) -> Product {
    let category = testing::category(store, "Kettles", None).await;
    testing::product(store, &category).price(price).stock(900).create().await
}

async fn read(db: &TestDb, collection: &str, pipeline: Vec<Document>) -> Vec<Document> {
    let found = db.raw().collection::<Document>(collection).aggregate(pipeline).await.unwrap();
    found.try_collect().await.unwrap()
}

fn by_day(documents: &[Document]) -> ByDay {
    let number = |day: &Document, field| day.get_i64(field).unwrap();
    let sums =
        |day: &Document| (number(day, "orders"), number(day, "sold"), number(day, "cancelled"), number(day, "revenue"));
    let day = |day: &Document| (day.get_str("day").unwrap().to_owned(), sums(day));
    documents.iter().map(day).filter(|(_, sums)| *sums != (0, 0, 0, 0)).collect()
}

/// By the database's own idea of days.
async fn summed_up(db: &TestDb, zone: Tz) -> ByDay {
    let is = |statuses: &[&str], value: bson::Bson| doc! { "$sum": { "$cond": [{ "$in": ["$status", statuses] }, value, 0_i64] } };
    let sold = ["new", "accepted", "shipped", "completed"];
    let day = doc! { "$dateToString": { "date": "$created_at", "format": "%Y-%m-%d", "timezone": zone.name() } };
    let group = doc! {
        "_id": day, "orders": { "$sum": 1_i64 }, "sold": is(&sold, 1_i64.into()),
        "cancelled": is(&["cancelled"], 1_i64.into()), "revenue": is(&sold, "$total.amount".into()),
    };
    by_day(&read(db, "orders", vec![doc! { "$group": group }, doc! { "$set": { "day": "$_id" } }]).await)
}

async fn counted(db: &TestDb) -> ByDay {
    by_day(&read(db, "days", vec![]).await)
}

fn shown(dashboard: &Dashboard) -> ByDay {
    let day = |day: &store::DashboardDay| {
        let sales = day.figures.sales;
        (day.date.to_string(), (sales.orders, sales.sold, sales.cancelled, sales.revenue.amount()))
    };
    dashboard.days.iter().map(day).filter(|(_, sums)| *sums != (0, 0, 0, 0)).collect()
}

/// Pieces and revenue of each product and day that has any.
async fn products(db: &TestDb, zone: Tz) -> [Vec<Document>; 2] {
    let day = doc! { "$dateToString": { "date": "$created_at", "format": "%Y-%m-%d", "timezone": zone.name() } };
    let sum = doc! {
        "_id": { "day": day, "product_id": "$items.product_id" },
        "pieces": { "$sum": "$items.quantity" }, "revenue": { "$sum": "$items.line_total.amount" },
    };
    let sort = doc! { "$sort": { "_id": 1 } };
    let of_orders = vec![
        doc! { "$match": { "status": { "$nin": ["cancelled", "returned"] } } },
        doc! { "$unwind": "$items" },
        doc! { "$group": sum },
        doc! { "$set": { "pieces": { "$toLong": "$pieces" } } },
        sort.clone(),
    ];
    let stored = vec![
        doc! { "$match": { "pieces": { "$ne": 0 } } },
        doc! { "$project": { "_id": { "day": "$day", "product_id": "$product_id" }, "pieces": 1, "revenue": 1 } },
        sort,
    ];
    [read(db, "orders", of_orders).await, read(db, "product_days", stored).await]
}

async fn assert_counted(db: &TestDb, zone: Tz) {
    assert_eq!(counted(db).await, summed_up(db, zone).await);
    let [of_orders, stored] = products(db, zone).await;
    assert_eq!(stored, of_orders);
    let count = doc! { "$group": { "_id": "$user_id", "orders": { "$sum": 1_i64 } } };
    let of_orders = read(db, "orders", vec![count, doc! { "$sort": { "_id": 1 } }]).await;
    for user in of_orders {
        let users = db.raw().collection::<Document>("users");
        let found = users.find_one(doc! { "_id": user.get_i64("_id").unwrap() });
        let Some(found) = found.await.unwrap() else { continue };
        assert_eq!(found.get_i64("orders").unwrap(), user.get_i64("orders").unwrap(), "{found}");
    }
}

async fn step(store: &Store, id: OrderId, to: OrderStatus) -> Transitioned {
    let by = By::Staff(PersonName::parse("Iryna").unwrap());
    store.transition(id, None, OrderChange { to, by, tracking_number: None }).await.unwrap()
}

/// Some orders of a customer; each goes its way for a while.
async fn trade(store: &Store, user_id: i64, products: &[Product], mut rng: fastrand::Rng) {
    use OrderStatus::{Accepted, Cancelled, Completed, Returned, Shipped};
    let ways: [&[OrderStatus]; 5] =
        [&[], &[Cancelled], &[Accepted, Cancelled], &[Accepted, Shipped, Returned], &[Accepted, Shipped, Completed]];
    for _ in 0..4 {
        let lines: Vec<_> =
            products.iter().take(rng.usize(1..=products.len())).map(|item| (item, rng.u32(1..4))).collect();
        let order = testing::order(store, user_id, &lines).await;
        for to in ways[rng.usize(0..ways.len())] {
            assert!(matches!(step(store, order.id, *to).await, Transitioned::Done(_)));
        }
    }
}

#[tokio::test]
async fn the_figures_are_the_sum_of_the_orders_whoever_counts_meanwhile() {
    let db = TestDb::new().await;
    let store = &db.store;
    let products = [product(store, 10_000).await, product(store, 3_333).await, product(store, 7).await];
    let mut rng = fastrand::Rng::with_seed(seed("figures"));
    let (over, mut ended) = tokio::sync::watch::channel(false);
    let trading = async {
        join_all((1..=5).map(|id| trade(store, id, &products, rng.fork()))).await;
        over.send(true).unwrap();
    };
    // As two processes would, one of them with the other's lease
    let counting = |mut ended: tokio::sync::watch::Receiver<bool>| async move {
        while !*ended.borrow_and_update() {
            store.figures.count().await.unwrap();
        }
    };
    let reading = async {
        while !*ended.borrow_and_update() {
            let dashboard = store.dashboard(kyiv(), Currency::UAH).await.unwrap();
            let sales = dashboard.today.figures.sales;
            assert!(sales.sold + sales.cancelled <= sales.orders && sales.orders <= 20, "{sales:?}");
        }
    };
    let ended = over.subscribe();
    tokio::join!(trading, counting(ended.clone()), counting(ended), reading);
    // Whether counted or not
    let dashboard = store.dashboard(kyiv(), Currency::UAH).await.unwrap();
    assert_eq!(shown(&dashboard), summed_up(&db, kyiv()).await);
    store.figures.count().await.unwrap();
    assert_eq!(store.figures.count().await.unwrap(), 0);
    assert_counted(&db, kyiv()).await;
    let again = store.dashboard(kyiv(), Currency::UAH).await.unwrap();
    assert_eq!(shown(&again), shown(&dashboard));
}

/// Orders of the last 65 days, of five customers, in every status.
async fn past(db: &TestDb, count: usize) {
    let store = &db.store;
    let product = product(store, 10_000).await;
    let pattern = testing::order(store, 1, &[(&product, 2)]).await;
    for id in 2..=5 {
        testing::visit(store, id, id, None).await;
    }
    let mut rng = fastrand::Rng::with_seed(seed("past"));
    let statuses = [OrderStatus::New, OrderStatus::Cancelled, OrderStatus::Completed, OrderStatus::Returned];
    let order = |_| Order {
        id: OrderId::fresh(),
        user_id: UserId(rng.i64(1..=6)),
        status: statuses[rng.usize(0..statuses.len())],
        created_at: now() - TimeDelta::seconds(rng.i64(1..65 * 86_400)),
        ..pattern.clone()
    };
    let orders = (0..count).map(order).collect();
    store.seed(&Catalogue { orders, ..Catalogue::default() }).await.unwrap();
}

#[tokio::test]
async fn orders_of_earlier_releases_are_counted_also_by_a_migration_that_was_killed() {
    let db = TestDb::new().await;
    past(&db, 1_300).await;
    let orders = db.raw().collection::<Document>("orders");
    orders.update_many(doc! {}, doc! { "$unset": { "uncounted": 1 } }).await.unwrap();
    let meta = db.raw().collection::<Document>("meta");
    meta.update_one(doc! { "_id": "data" }, doc! { "$set": { "version": 7_i64 } }).await.unwrap();
    meta.delete_one(doc! { "_id": "figures" }).await.unwrap();

    let store = db.store.clone();
    let migration = tokio::spawn(async move { store.migrate(kyiv()).await });
    while counted(&db).await.is_empty() {
        tokio::task::yield_now().await;
    }
    migration.abort();
    let killed = migration.await;
    let left = orders.count_documents(doc! { "counted": { "$exists": false } }).await.unwrap();
    assert!(killed.is_err() && left > 0, "it was to be killed half way: {left} left");
    db.store.migrate(kyiv()).await.unwrap();
    assert_counted(&db, kyiv()).await;
    let before = counted(&db).await;
    db.store.migrate(kyiv()).await.unwrap();
    assert_eq!(counted(&db).await, before);
}

#[tokio::test]
async fn what_a_process_of_an_earlier_release_writes_meanwhile_is_counted_by_the_next_migration() {
    let db = TestDb::new().await;
    past(&db, 40).await;
    db.store.migrate(kyiv()).await.unwrap();
    // It cancels an order, and places one, without a mark
    let orders = db.raw().collection::<Document>("orders");
    let cancelled = doc! { "$set": { "status": "cancelled" } };
    orders.update_one(doc! { "status": "new" }, cancelled).await.unwrap();
    let unmarked = doc! { "$unset": { "uncounted": 1 } };
    testing::order(&db.store, 7, &[(&product(&db.store, 500).await, 3)]).await;
    orders.update_many(doc! {}, unmarked).await.unwrap();
    assert_ne!(counted(&db).await, summed_up(&db, kyiv()).await);
    db.store.migrate(kyiv()).await.unwrap();
    assert_counted(&db, kyiv()).await;
}

#[tokio::test]
async fn days_of_another_time_zone_are_counted_anew() {
    let db = TestDb::new().await;
    past(&db, 200).await;
    db.store.figures.count().await.unwrap();
    let tokyo = chrono_tz::Asia::Tokyo;
    let other = db.store.check(Currency::UAH, tokyo).await;
    assert!(matches!(&other, Err(StoreError::WrongTimeZone { stored, .. }) if stored == "Europe/Kyiv"), "{other:?}");
    let before = counted(&db).await;
    db.store.migrate(tokyo).await.unwrap();
    assert_ne!(counted(&db).await, before);
    assert_counted(&db, tokyo).await;
    db.store.check(Currency::UAH, tokyo).await.unwrap();
}

#[tokio::test]
async fn the_dashboard_compares_periods_and_says_what_sells_and_what_waits() {
    let db = TestDb::new().await;
    past(&db, 300).await;
    let store = &db.store;
    let few = product(store, 500).await;
    let set = doc! { "$set": { "stock": 2_i64 } };
    db.raw().collection::<Document>("products").update_one(doc! { "_id": few.id }, set).await.unwrap();
    store.migrate(kyiv()).await.unwrap();
    let dashboard = store.dashboard(kyiv(), Currency::UAH).await.unwrap();

    let sums = summed_up(&db, kyiv()).await;
    let today = Day::date_of(now(), kyiv());
    for (period, days, last) in
        [(&dashboard.today, 1, 0), (&dashboard.yesterday, 1, 1), (&dashboard.week, 7, 0), (&dashboard.month, 30, 0)]
    {
        assert_eq!(period.to, today - TimeDelta::days(last));
        assert_eq!(period.from, period.to - TimeDelta::days(days - 1));
        for (figures, from) in [(period.figures, period.from), (period.before, period.from - TimeDelta::days(days))] {
            let to = from + TimeDelta::days(days - 1);
            let of_days = sums.range(from.to_string()..=to.to_string()).map(|(_, sums)| sums);
            let (orders, revenue) = of_days.fold((0, 0), |(orders, revenue), day| (orders + day.0, revenue + day.3));
            assert_eq!((figures.sales.orders, figures.sales.revenue.amount()), (orders, revenue), "{from} to {to}");
        }
    }
    let sold = dashboard.month.figures.sales.sold;
    assert_eq!(dashboard.month.best_sellers[0].pieces, 2 * sold);
    assert_eq!(dashboard.month.best_sellers[0].revenue(), Some(dashboard.month.figures.sales.revenue));
    assert_eq!((dashboard.today.figures.customers.started, dashboard.month.figures.customers.started), (5, 5));
    assert_eq!(dashboard.week.figures.customers.ordered, 5);
    assert_eq!(dashboard.waiting.len(), 5);
    assert!(dashboard.waiting.is_sorted_by_key(|order| order.number) && dashboard.days.len() == 30);
    assert_eq!((dashboard.low_stock[0].id, dashboard.low_stock[0].stock.get()), (few.id, 2));
    assert_eq!((dashboard.low_stock.len(), dashboard.sold_out), (1, 0));
}

#[tokio::test]
async fn the_summary_is_written_down_every_ten_minutes() {
    let db = TestDb::new().await;
    let product = product(&db.store, 500).await;
    testing::order(&db.store, 7, &[(&product, 3)]).await;
    db.store.figures.count().await.unwrap();
    let pieces = async || {
        let dashboard = db.store.dashboard(kyiv(), Currency::UAH).await.unwrap();
        [dashboard.today, dashboard.week, dashboard.month]
            .map(|period| period.best_sellers.first().map(|best| best.pieces))
    };
    db.store.figures.refresh().await.unwrap();
    assert_eq!(pieces().await, [Some(3), None, None]);
    db.later(TimeDelta::minutes(11)).figures.refresh().await.unwrap();
    assert_eq!(pieces().await, [Some(3); 3]);
}

#[tokio::test]
async fn everything_figures_ask_walks_an_index() {
    let db = TestDb::new().await;
    let product = product(&db.store, 500).await;
    let order = testing::order(&db.store, 7, &[(&product, 3)]).await;
    db.commands.clear();
    db.store.figures.count().await.unwrap();
    db.later(TimeDelta::minutes(11)).figures.refresh().await.unwrap();
    step(&db.store, order.id, OrderStatus::Cancelled).await;
    db.store.dashboard(kyiv(), Currency::UAH).await.unwrap();
    db.store.figures.count().await.unwrap();
    assert_all_walk_an_index(&db).await;
}
