//! SIGKILL at random moments of purchases: no order is lost, none is placed twice, nobody is left without an answer.

use std::time::Duration;

use futures_util::{StreamExt, stream};
use testing::{BotApi, TestDb, seed};
use tokio::time::sleep;

use crate::{books::Books, customer::Buyer, settings::amount, shop::Shop, telegram::Telegram};

/// Customers in the shop at the same time.
const AT_ONCE: usize = 16;
/// How long they think between two updates, so that a kill meets some in the middle of one and others not.
const PACE: Duration = Duration::from_millis(200);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_that_is_killed_in_the_middle_of_purchases_loses_nothing() {
    let (seed, kills) = (seed("kills"), amount("KIOSK_KILLS", 40));
    let (db, api) = (TestDb::new().await, BotApi::start().await);
    // Enough for nearly everybody
    let stock = i64::try_from(kills * 3).expect("a number of pieces");
    let books = Books::open(&db.store, 5, stock).await;
    let products = books.products();
    let shop = Shop::start(&db.uri(), api.url().as_str(), &[]);
    let telegram = Telegram::new(&shop.url, &api);

    let buying = async {
        let customers = i64::try_from(kills * 5).expect("a number of customers");
        let visits = stream::iter(1..=customers).map(|id| {
            let buyer = Buyer::new(id, &telegram, &api, seed.wrapping_add(id.unsigned_abs()), PACE);
            buyer.buy(&products)
        });
        visits.buffer_unordered(AT_ONCE).collect::<Vec<_>>().await
    };
    let mut buying = std::pin::pin!(buying);
    let mut random = fastrand::Rng::with_seed(seed);
    let mut done = None;
    for _ in 0..kills {
        let moment = Duration::from_millis(random.u64(50..1_000));
        tokio::select! {
            visits = buying.as_mut(), if done.is_none() => done = Some(visits),
            () = sleep(moment) => {}
        }
        shop.kill();
        shop.restart();
    }
    let visits = match done {
        Some(visits) => visits,
        None => buying.await,
    };

    let deliveries = telegram.deliveries();
    let orders = books.check(&db.store, &visits, deliveries.repeated).await;
    println!("kills: {kills} kills, {orders} orders of {} customers, {deliveries:?}", visits.len());
    assert!(orders > 0, "somebody got through");
}
