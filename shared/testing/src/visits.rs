//! Customers as the chat enters them: by an update that is claimed and noted as handled.

use std::time::Duration;

use domain::TelegramProfile;
use store::{CartChange, Claim, Claimed, Customer, CustomerChange, CustomerVisit, Outcome, Store};
use tokio::time::{sleep, timeout};

/// A customer's update that is claimed.
#[derive(Debug)]
pub struct Visited {
    pub claimed: Claimed,
    pub customer: Customer,
}

/// Claims an update of a customer's private chat; it changes this.
pub async fn claim(store: &Store, user_id: i64, update_id: i64, change: Option<CustomerChange>) -> Visited {
    claim_as(store, user_id, &TelegramProfile::default(), update_id, change).await
}

/// The same of a customer of whom Telegram says this.
pub async fn claim_as(
    store: &Store,
    user_id: i64,
    telegram: &TelegramProfile,
    update_id: i64,
    change: Option<CustomerChange>,
) -> Visited {
    let visit = CustomerVisit { telegram, change };
    let claim = async {
        loop {
            match store.conversations.claim::<Option<i32>, _>(user_id, update_id, &visit).await.expect("the claim") {
                Claim::Mine(conversation, customer) => {
                    let customer = customer.expect("a customer that can be read");
                    break Visited { claimed: conversation.claimed, customer };
                }
                // An update before this one was answered, and is noted in a moment
                Claim::Busy => sleep(Duration::from_millis(10)).await,
                other => panic!("it was handled before: {other:?}"),
            }
        }
    };
    timeout(Duration::from_secs(10), claim).await.expect("nobody holds the chat for long")
}

/// Has an update of a customer handled, which changes this; they are entered if they are new.
pub async fn visit(store: &Store, user_id: i64, update_id: i64, change: Option<CustomerChange>) -> Customer {
    finish(store, claim_as(store, user_id, &TelegramProfile::default(), update_id, change).await).await
}

/// Has an update of a customer handled of whom Telegram says this.
pub async fn visit_as(store: &Store, user_id: i64, telegram: &TelegramProfile, update_id: i64) -> Customer {
    finish(store, claim_as(store, user_id, telegram, update_id, None).await).await
}

async fn finish(store: &Store, Visited { claimed, customer }: Visited) -> Customer {
    let outcome = Outcome::<Option<i32>>::default();
    assert!(store.conversations.finish(claimed, outcome).await.expect("the note"), "the claim lapsed");
    customer
}

/// Has an update of a customer handled that puts one of a product into their cart.
pub async fn add_to_cart(store: &Store, user_id: i64, update_id: i64, product: &domain::Product) -> Customer {
    visit(store, user_id, update_id, Some(CustomerChange::Cart(CartChange::Add(product.id)))).await
}
