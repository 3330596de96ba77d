//! SIGKILL at random moments of the staff's and the customers' presses: every transition happens once, its stock comes back
//! once, and every customer hears of it.

use std::{collections::BTreeSet, time::Duration};

use domain::{Actor, Order, OrderId, OrderStatus, Transition, UserId};
use futures_util::future::join;
use store::Store;
use testing::{BotApi, Customer, TestDb, seed};
use tokio::time::sleep;

use crate::{settings::amount, shop::Shop, telegram::Telegram};

const STAFF: i64 = -100;
const STOCK: i64 = 1_000;

/// Two members press, now this one, now that.
struct Staff {
    members: [Customer; 2],
    telegram: Telegram,
    random: fastrand::Rng,
}

impl Staff {
    /// Takes an order some way, and says how many transitions that were. Some presses come twice.
    async fn process(&mut self, store: &Store, id: OrderId) {
        loop {
            let order = store.orders.find(id).await.expect("the database").expect("the order");
            let possible: Vec<_> = Transition::possible(order.status, Actor::Staff).collect();
            let is_enough = order.status != OrderStatus::New && self.random.u8(..4) == 0;
            if possible.is_empty() || is_enough {
                return;
            }
            let to = possible[self.random.usize(..possible.len())].to.into_str();
            let member = self.random.usize(..2);
            self.press(member, &format!("to:{id}:{to}")).await;
            if to != "accepted" && to != "completed" {
                // As the card would ask this member now
                let minute = domain::Clock::system().now().timestamp() / 60;
                self.press(member, &format!("yes:{id}:{to}:{}:{minute}", [8, 9][member])).await;
            }
        }
    }

    async fn press(&mut self, member: usize, data: &str) {
        let update = self.members[member].press_in_group(STAFF, data);
        self.telegram.deliver(&update).await;
        if self.random.u8(..8) == 0 {
            let again = self.members[1 - member].press_in_group(STAFF, data);
            tokio::join!(self.telegram.deliver(&update), self.telegram.deliver(&again));
        }
    }
}

/// The history is a chain of transitions that exist, from the order's placing to its status.
fn check_history(order: &Order) {
    for pair in order.history.windows(2) {
        let step = Transition::find(pair[0].status, pair[1].status, pair[1].by);
        assert!(step.is_some(), "{:?} of order {}", order.history, order.number);
    }
    assert_eq!(order.history.last().map(|entry| entry.status), Some(order.status));
}

/// Every transition was told once; as often as the process was killed, one may have been told twice.
async fn check_messages(db: &TestDb, api: &BotApi, orders: &[Order], kills: usize) {
    // What is in the outbox is yet to be told
    let outbox = db.raw().collection::<bson::Document>("outbox");
    while outbox.count_documents(bson::doc! {}).await.expect("the outbox") > 0 {
        sleep(Duration::from_millis(50)).await;
    }
    let (mut told, mut transitions) = (0, 0);
    for order in orders {
        let texts = api.texts(order.user_id.0);
        let about = texts.iter().filter(|text| text.contains("Your order") || text.contains("accepted your order"));
        let about: Vec<_> = about.filter(|text| text.contains(&format!("No. {}<", order.number))).collect();
        let distinct: BTreeSet<_> = about.iter().collect();
        assert_eq!(distinct.len(), order.history.len() - 1, "{about:?} of {:?}", order.history);
        told += about.len();
        transitions += order.history.len() - 1;
    }
    assert!(told - transitions <= kills, "{told} messages of {transitions} transitions, {kills} kills");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_that_is_killed_in_the_middle_of_transitions_makes_each_once() {
    let (seed, kills) = (seed("transitions"), usize::try_from(amount("KIOSK_KILLS", 8)).expect("a number"));
    let (db, api) = (TestDb::new().await, BotApi::start().await);
    let category = testing::category(&db.store, "Kettles", None).await;
    let kettle = testing::product(&db.store, &category).stock(STOCK).create().await;
    let mut orders = Vec::new();
    for user_id in 1..=i64::try_from(kills).expect("a number") * 2 {
        orders.push(testing::order(&db.store, 1_000 + user_id, &[(&kettle, 2)]).await);
    }
    let shop = Shop::start(&db.uri(), api.url().as_str(), &[("SHOP_STAFF_CHAT_ID", "-100"), ("BROADCAST_LEASE", "1")]);
    let telegram = Telegram::new(&shop.url, &api);
    let members = [Customer::new(8, "Iryna"), Customer::new(9, "Petro")].map(|member| member.language("en"));
    let mut staff = Staff { members, telegram: telegram.clone(), random: fastrand::Rng::with_seed(seed) };

    let processing = async {
        for order in &orders {
            staff.process(&db.store, order.id).await;
        }
    };
    let cancelling = async {
        for order in orders.iter().rev().step_by(3) {
            let customer = Customer::new(order.user_id.0, "Olena").language("en");
            for data in [format!("order:{}:cancel?", order.id), format!("order:{}:cancel", order.id)] {
                telegram.deliver(&customer.press(&data)).await;
            }
        }
    };
    let mut work = std::pin::pin!(join(processing, cancelling));
    let mut random = fastrand::Rng::with_seed(seed);
    let mut is_done = false;
    for _ in 0..kills {
        tokio::select! {
            _ = work.as_mut(), if !is_done => is_done = true,
            () = sleep(Duration::from_millis(random.u64(50..1_000))) => {}
        }
        shop.kill();
        shop.restart();
    }
    if !is_done {
        work.await;
    }

    let mut after = Vec::new();
    for order in &orders {
        after.push(db.store.orders.find_of_user(order.id, UserId(order.user_id.0)).await.unwrap().expect("the order"));
    }
    after.iter().for_each(check_history);
    let gone = [OrderStatus::Cancelled, OrderStatus::Returned];
    let sold = after.iter().filter(|order| !gone.contains(&order.status)).count() * 2;
    let left = db.store.products.find(kettle.id).await.unwrap().expect("the product").stock.get();
    assert_eq!(i64::from(left) + i64::try_from(sold).expect("a number"), STOCK, "stock + sold");
    check_messages(&db, &api, &after, kills).await;
    println!("transitions: {kills} kills, {} orders", after.len());
}
