//! One owner at a time.

use std::time::Duration;

use store::Owner;
use testing::TestDb;

const TERM: Duration = Duration::from_secs(60);

#[tokio::test]
async fn only_its_owner_renews_a_lease_and_only_until_it_is_given_back() {
    let db = TestDb::new().await;
    let (leases, me, other) = (&db.store.leases, Owner::new(), Owner::new());
    assert!(!leases.renew("delivery", me, TERM).await.unwrap(), "nobody has it");
    assert!(leases.take("delivery", me, TERM).await.unwrap());
    assert!(!leases.take("delivery", other, TERM).await.unwrap());
    assert!(leases.renew("delivery", me, TERM).await.unwrap());
    assert!(!leases.renew("delivery", other, TERM).await.unwrap());
    leases.give_back("delivery", other).await.unwrap();
    assert!(leases.renew("delivery", me, TERM).await.unwrap(), "only its owner gives it back");
    leases.give_back("delivery", me).await.unwrap();
    assert!(!leases.renew("delivery", me, TERM).await.unwrap(), "a late renewal does not take it again");
    assert!(leases.take("delivery", other, TERM).await.unwrap());
}
