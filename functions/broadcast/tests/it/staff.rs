//! The staff hear of every new order.

use broadcast::Drained;
use domain::{Clock, Locale};
use store::Store;
use testing::{TestDb, now};

use crate::{
    double::{Double, Rules},
    fixture::{STAFF, drain, drain_with, settings},
};

/// Somebody orders two things.
async fn order(db: &TestDb) {
    let category = testing::category(&db.store, "Kettles", None).await;
    let kettle = testing::product(&db.store, &category).title("Чайник <Zavod>").price(99_900).create().await;
    let cup = testing::product(&db.store, &category).title("Горнятко").price(15_050).discount(10).create().await;
    testing::order(&db.store, 7, &[(&kettle, 1), (&cup, 3)]).await;
}

#[tokio::test]
async fn a_new_order_in_the_shops_language() {
    for locale in Locale::ALL {
        let (db, double) = (TestDb::new().await, Double::start(Rules::default()).await);
        order(&db).await;
        let mut settings = settings();
        settings.default_locale = locale;
        for _ in 0..2 {
            assert_eq!(drain_with(&db.store, &double, settings.clone()).await, Drained::Done);
        }
        let texts = double.texts(STAFF);
        assert_eq!(texts.len(), 1, "{texts:?}");
        insta::assert_snapshot!(format!("staff-order-{locale}"), texts[0]);
    }
}

#[tokio::test]
async fn without_a_staff_chat_nobody_is_told_and_nothing_waits() {
    let (db, double) = (TestDb::new().await, Double::start(Rules::default()).await);
    order(&db).await;
    let mut settings = settings();
    settings.staff_chat = None;
    assert_eq!(drain_with(&db.store, &double, settings).await, Drained::Done);
    assert_eq!(double.calls(), 0);
    assert_eq!(db.store.outbox.due(10).await.expect("notices"), []);
}

#[tokio::test]
async fn a_notice_is_tried_again_until_telegram_answers() {
    let db = TestDb::new().await;
    let fate = |_, tried| if tried < 3 { crate::double::Fate::Broken } else { crate::double::Fate::Delivered };
    let double = Double::start(Rules { fate, ..Rules::default() }).await;
    order(&db).await;
    // Its clock stands still, so that the pause before the second try never passes
    let frozen = Store::in_database(db.raw(), Clock::fixed(now() + chrono::TimeDelta::minutes(1)));
    drain(&frozen, &double).await;
    assert_eq!(double.tried(STAFF), 1, "the second try is not due yet by the shop's clock");
    for hours in [1, 2, 3] {
        let later = Store::in_database(db.raw(), Clock::fixed(now() + chrono::TimeDelta::hours(hours)));
        drain(&later, &double).await;
    }
    assert_eq!((double.tried(STAFF), double.delivered(STAFF)), (3, 1));
}

#[tokio::test]
async fn a_notice_that_cannot_be_told_stays_with_its_reason() {
    let db = TestDb::new().await;
    let double = Double::start(Rules { fate: |_, _| crate::double::Fate::Refused, ..Rules::default() }).await;
    order(&db).await;
    for _ in 0..2 {
        assert_eq!(drain(&db.store, &double).await, Drained::Done);
    }
    assert_eq!(double.tried(STAFF), 1);
    let outbox = db.raw().collection::<bson::Document>("outbox");
    let notice = outbox.find_one(bson::doc! {}).await.expect("the database").expect("the notice");
    assert!(notice.get_str("reason").expect("a reason").contains("refused the call"), "{notice}");
}
