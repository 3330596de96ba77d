//! The staff chat.

use domain::{Broadcast, BroadcastSource, BroadcastStatus, Locale, Preview, UserId};
use telegram::Chat as ChatId;
use testing::Customer;

use crate::chat::{ADDRESS, Chat, TestShop, data_in, in_every_language, text_of, toast};

const STAFF: i64 = -100;

async fn customers(shop: &TestShop, ids: std::ops::RangeInclusive<i64>) {
    for id in ids {
        testing::visit(&shop.db.store, id, id, None).await;
    }
}

async fn broadcasts(shop: &TestShop) -> Vec<Broadcast> {
    shop.db.store.broadcasts.list(&store::PageRequest::first(10)).await.expect("a list").items
}

#[tokio::test]
async fn a_message_to_everyone_and_how_the_shop_is_doing() {
    in_every_language!("staff", Some(ChatId(STAFF)), async |chat| {
        let (store, iryna) = (&chat.shop.db.store, chat.customer.clone());
        let category = testing::category(store, "Kettles", None).await;
        let kettle = testing::product(store, &category).price(99_950).create().await;
        testing::order(store, 21, &[(&kettle, 2)]).await;
        testing::order(store, 22, &[(&kettle, 1)]).await;
        customers(chat.shop, 21..=25).await;
        store.audience.mark_blocked(&[UserId(25)]).await.expect("the customer");

        chat.does("/stats", &iryna.text_in_group(STAFF, "/stats")).await;
        chat.does("/broadcast", &iryna.text_in_group(STAFF, "/broadcast@kiosk_bot")).await;
        chat.does("/broadcast in reply to 40", &iryna.reply_in_group(STAFF, "/broadcast", 40)).await;
        let cancel = chat.data_of(&chat.label("cancel")).expect("a button");
        chat.does("(cancel)", &iryna.press_in_group(STAFF, &cancel)).await;

        chat.does("/broadcast in reply to 41", &iryna.reply_in_group(STAFF, "/broadcast", 41)).await;
        let confirm = chat.data_of(&chat.label("confirm")).expect("a button");
        chat.does("(confirm)", &iryna.press_in_group(STAFF, &confirm)).await;
        let stop = chat.data_of(&chat.label("cancel")).expect("a button");
        chat.does("(cancel)", &iryna.press_in_group(STAFF, &stop)).await;
    });
}

#[tokio::test]
async fn confirming_asks_for_one_broadcast_of_the_message() {
    let shop = TestShop::open_with(Some(ChatId(STAFF))).await;
    customers(&shop, 1..=3).await;
    let chat = Chat::new(&shop, Locale::En);
    let question = shop.send(&chat.customer.reply_in_group(STAFF, "/broadcast", 41)).await;
    assert_eq!((question[0].method.as_str(), &question[0].params["message_id"]), ("copyMessage", &41.into()));
    assert!(text_of(&question[1]).contains("<b>3</b> customers"), "{question:?}");
    let confirm = data_in(&question[1], "✅ Confirm").expect("a button");
    for _ in 0..2 {
        let said = shop.send(&chat.customer.press_in_group(STAFF, &confirm)).await;
        assert!(toast(&said).is_some_and(|toast| toast.contains("in a moment")), "{said:?}");
    }
    let broadcasts = broadcasts(&shop).await;
    let [broadcast] = broadcasts.as_slice() else { panic!("{broadcasts:?}") };
    assert_eq!(broadcast.source, BroadcastSource::Copy { chat_id: STAFF, message_id: 41 });
    assert_eq!(broadcast.preview, Some(Preview { chat_id: STAFF, message_id: 50, locale: Locale::En }));
    assert_eq!(broadcast.status, BroadcastStatus::Queued);
    assert_eq!(shop.db.store.audience.headcount().await.expect("a count").customers, 3, "the staff are no customers");
}

#[tokio::test]
async fn the_worker_s_cancel_button_stops_it() {
    let shop = TestShop::open_with(Some(ChatId(STAFF))).await;
    let chat = Chat::new(&shop, Locale::En);
    let question = shop.send(&chat.customer.reply_in_group(STAFF, "/broadcast", 41)).await;
    let confirm = data_in(&question[1], "✅ Confirm").expect("a button");
    shop.send(&chat.customer.press_in_group(STAFF, &confirm)).await;
    let running = Broadcast { status: BroadcastStatus::Running, ..broadcasts(&shop).await.remove(0) };
    let screen = screens::broadcast::progress(
        screens::Words { locale: Locale::En, shop_locale: Locale::Uk, time_zone: chrono_tz::UTC },
        &running,
    );
    let telegram::Keyboard::Inline(rows) = screen.keyboard else { panic!("no button") };
    let said = shop.send(&chat.customer.press_in_group(STAFF, rows[0][0].data())).await;
    assert!(said.iter().any(|call| text_of(call).contains("Stopped")), "{said:?}");
    assert_eq!(broadcasts(&shop).await[0].status, BroadcastStatus::Cancelled);
}

#[tokio::test]
async fn anybody_else_gets_the_ordinary_hint() {
    let shop = TestShop::open_with(Some(ChatId(STAFF))).await;
    let mut chat = Chat::new(&shop, Locale::En);
    for command in ["/stats", "/broadcast"] {
        assert!(text_of(&chat.says(command).await[0]).contains("didn't quite get that"), "{command}");
    }
    let elsewhere = shop.send(&chat.customer.reply_in_group(-5, "/broadcast", 41)).await;
    assert!(text_of(&elsewhere[0]).contains("private messages only"), "{elsewhere:?}");
    assert_eq!(shop.send(&chat.customer.text_in_group(-5, "/stats")).await, []);
}

#[tokio::test]
async fn a_forged_press_outside_the_staff_chat_does_nothing() {
    let shop = TestShop::open_with(Some(ChatId(STAFF))).await;
    let staff = Chat::new(&shop, Locale::En);
    let question = shop.send(&staff.customer.reply_in_group(STAFF, "/broadcast", 41)).await;
    let confirm = data_in(&question[1], "✅ Confirm").expect("a button");
    let mallory = Customer::new(66, "Mallory").language("en");
    for update in [mallory.press(&confirm), mallory.press_in_group(-5, &confirm)] {
        let said = shop.send(&update).await;
        assert!(toast(&said).is_some_and(|toast| toast.contains("out of date")), "{said:?}");
    }
    assert_eq!(broadcasts(&shop).await, []);
}

#[tokio::test]
async fn without_a_staff_chat_nobody_is_staff() {
    let shop = TestShop::open().await;
    let chat = Chat::new(&shop, Locale::En);
    let said = shop.send(&chat.customer.text_in_group(STAFF, "/stats")).await;
    assert!(text_of(&said[0]).contains("private messages only"), "{said:?}");
}

#[tokio::test]
async fn the_staffs_rights_follow_their_group_when_it_becomes_a_supergroup() {
    let shop = TestShop::open_with(Some(ChatId(STAFF))).await;
    let iryna = Customer::new(7, "Iryna").language("en");
    assert!(
        shop.send(&iryna.text_in_group(-1_001, "/stats"))
            .await
            .iter()
            .all(|call| !text_of(call).contains("Customers:"))
    );

    assert_eq!(shop.send(&iryna.migrates_group(STAFF, -1_001)).await, []);
    let said = shop.send(&iryna.text_in_group(-1_001, "/stats")).await;
    assert!(text_of(&said[0]).contains("Customers:"), "{said:?}");
    // Nobody else's group is the staff's now
    let said = shop.send(&iryna.text_in_group(-1_002, "/stats")).await;
    assert!(!text_of(&said[0]).contains("Customers:"), "{said:?}");
}

#[tokio::test]
async fn a_group_that_is_found_to_have_another_id_while_it_is_answered_is_followed() {
    let shop = TestShop::open_with(Some(ChatId(STAFF))).await;
    let iryna = Customer::new(7, "Iryna").language("en");
    shop.api.migrate_next(-1_001);
    let said = shop.send(&iryna.reply_in_group(STAFF, "/broadcast", 40)).await;
    assert_eq!(said.len(), 1, "the rest would not arrive either: {said:?}");
    assert_eq!(shop.db.store.chat_migrations.current(STAFF).await.expect("the database"), -1_001);
    let said = shop.send(&iryna.text_in_group(-1_001, "/stats")).await;
    assert!(text_of(&said[0]).contains("Customers:"), "{said:?}");
}

#[tokio::test]
async fn a_member_gets_a_link_to_the_back_office_of_their_own() {
    let shop = TestShop::open_with(Some(ChatId(STAFF))).await;
    let chat = Chat::new(&shop, Locale::En);
    let id = chat.customer.id;
    let said = shop.send(&chat.customer.text_in_group(STAFF, "/office")).await;
    let said: Vec<_> = said.iter().filter(|call| call.method == "sendMessage").collect();
    assert_eq!(said.iter().map(|call| call.params["chat_id"].as_i64()).collect::<Vec<_>>(), [Some(STAFF), Some(id)]);
    assert!(!said[0].params.to_string().contains("/office/login"), "the link is for nobody else");
    let link = said[1].params["reply_markup"]["inline_keyboard"][0][0]["url"].as_str().expect("a button");
    let token = link.strip_prefix(&format!("{ADDRESS}/office/login/")).expect("a link").parse().expect("a token");
    let link = shop.db.store.sign_in_links.use_up(&token).await.unwrap().expect("a link that lets in");
    assert_eq!((link.member.id, link.locale), (Some(UserId(id)), Some(Locale::En)));

    let said = shop.send(&chat.customer.text("/office")).await;
    assert!(!said.iter().any(|call| call.params.to_string().contains("login")), "only in the staff's chat: {said:?}");
}
