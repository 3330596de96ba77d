//! Messages between customers and the shop, as the chat takes them in.

use domain::{Author, Locale, Message, MessageKind, UserId};
use futures_util::TryStreamExt;
use serde_json::{Value, json};
use store::Notice;
use telegram::Chat as ChatId;
use testing::Customer;

use crate::chat::{Chat, TestShop, data_in, in_every_language, text_of, toast};

const STAFF: i64 = -100;

async fn messages(shop: &TestShop) -> Vec<Message> {
    let all = shop.db.raw().collection::<Message>("messages");
    all.find(bson::doc! {}).sort(bson::doc! { "_id": 1 }).await.unwrap().try_collect().await.unwrap()
}

async fn to_be_passed_on(shop: &TestShop) -> usize {
    let due = shop.db.store.outbox.due(100).await.unwrap();
    due.iter().filter(|waiting| matches!(waiting.notice, Notice::Message { .. })).count()
}

#[tokio::test]
async fn writing_to_the_shop() {
    in_every_language!("messages", Some(ChatId(STAFF)), async |chat| {
        chat.says("hello").await;
        chat.chooses("menu-write").await;
        chat.says("Is it blue?").await;
        chat.says("And is it large?").await;
        chat.chooses("menu-cart").await;
        chat.says("hello").await;
    });
}

#[tokio::test]
async fn every_kind_of_message_is_kept_and_passed_on() {
    use MessageKind::{Document, Location, Other, Photo, Text, Voice};
    let shop = TestShop::open_with(Some(ChatId(STAFF))).await;
    let mut chat = Chat::new(&shop, Locale::En);
    chat.chooses("menu-write").await;
    let file = json!({ "file_id": "F", "file_unique_id": "U", "file_size": 1 });
    let with = |mut file: Value, more: &Value| {
        more.as_object().into_iter().flatten().for_each(|(name, value)| file[name] = value.clone());
        file
    };
    let photo = with(file.clone(), &json!({ "width": 90, "height": 90 }));
    for content in [
        json!({ "text": "<b>Is it blue?</b>" }),
        json!({ "photo": [photo], "caption": "This one" }),
        json!({ "voice": with(file.clone(), &json!({ "duration": 3, "mime_type": "audio/ogg" })) }),
        json!({ "document": file }),
        json!({ "location": { "longitude": 30.5, "latitude": 50.4 } }),
        json!({ "dice": { "emoji": "🎲", "value": 3 } }),
        json!({ "contact": { "phone_number": "380671234567", "first_name": "X" } }),
    ] {
        shop.send(&chat.customer.message(&content)).await;
    }
    let kept = messages(&shop).await;
    let kinds: Vec<_> = kept.iter().map(|message| message.kind).collect();
    assert_eq!(kinds, [Text, Photo, Voice, Document, Location, Other, Other]);
    let texts: Vec<_> = kept.iter().filter_map(|message| message.text.as_ref().map(ToString::to_string)).collect();
    assert_eq!(texts, ["<b>Is it blue?</b>", "This one"]);
    assert_eq!(kept.iter().filter(|message| message.file_id.as_deref() == Some("F")).count(), 3);
    assert!(kept.iter().all(|message| message.author == Author::Customer && message.user_id == UserId(7)));
    assert_eq!(to_be_passed_on(&shop).await, 7);
}

#[tokio::test]
async fn an_update_that_comes_again_writes_nothing_again() {
    let shop = TestShop::open_with(Some(ChatId(STAFF))).await;
    let mut chat = Chat::new(&shop, Locale::En);
    chat.chooses("menu-write").await;
    let update = chat.customer.text("Is it blue?");
    shop.deliver_and_lose_the_answer(&update).await;
    let said = shop.send(&update).await;
    assert!(text_of(&said[0]).contains("We have your message"), "{said:?}");
    assert_eq!((messages(&shop).await.len(), to_be_passed_on(&shop).await), (1, 1));
}

#[tokio::test]
async fn about_an_order_of_their_own() {
    let shop = TestShop::open_with(Some(ChatId(STAFF))).await;
    let category = testing::category(&shop.db.store, "Kettles", None).await;
    let kettle = testing::product(&shop.db.store, &category).stock(9).create().await;
    let order = testing::order(&shop.db.store, 7, &[(&kettle, 1)]).await;
    let mut chat = Chat::new(&shop, Locale::En);
    let mallory = Customer::new(66, "Mallory").language("en");
    let data = format!("write:{}", order.id);
    assert_eq!(toast(&shop.send(&mallory.press(&data)).await), Some("There is no such order."));
    let shown = shop.send(&chat.customer.press(&format!("order:{}", order.id))).await;
    assert_eq!(data_in(&shown[0], "💬 Write to the shop"), Some(data.clone()));
    let said = shop.send(&chat.customer.press(&data)).await;
    assert!(text_of(&said[0]).contains("order <b>No. 1</b>"), "{said:?}");
    chat.says("Where is it?").await;
    assert_eq!(messages(&shop).await[0].order_id, Some(order.id));
}

#[tokio::test]
async fn too_many_at_once_are_refused() {
    let shop = TestShop::open_with(Some(ChatId(STAFF))).await;
    let mut chat = Chat::new(&shop, Locale::En);
    chat.chooses("menu-write").await;
    for n in 0..20 {
        let said = chat.says(&format!("message {n}")).await;
        assert_eq!(said.len(), usize::from(n == 0), "{said:?}");
    }
    assert!(text_of(&chat.says("one more").await[0]).contains("wait a few minutes"));
    assert_eq!(messages(&shop).await.len(), 20);
}

#[tokio::test]
async fn without_a_staff_chat_nobody_can_be_written_to() {
    let shop = TestShop::open().await;
    let mut chat = Chat::new(&shop, Locale::En);
    assert!(!chat.says("/menu").await[0].params.to_string().contains("Write to the shop"));
    assert!(text_of(&chat.says("/write").await[0]).contains("cannot be written to"));
}

#[tokio::test]
async fn a_reply_of_the_staff_goes_to_the_customer_it_names() {
    let shop = TestShop::open_with(Some(ChatId(STAFF))).await;
    let iryna = Customer::new(8, "Iryna").language("en");
    let buttons = json!({ "inline_keyboard": [[{ "text": "👤 Olena", "callback_data": "customer:7" }]] });
    let reply = iryna.reply_to_bot(STAFF, &buttons, "Yes, it is!");
    for _ in 0..2 {
        assert_eq!(shop.send(&reply).await, []);
    }
    let kept = messages(&shop).await;
    let [message] = kept.as_slice() else { panic!("{kept:?}") };
    assert_eq!((message.author, message.user_id, message.chat_id), (Author::Shop, UserId(7), STAFF));
    assert_eq!(to_be_passed_on(&shop).await, 1);
    let said = shop.send(&iryna.press_among(STAFF, &buttons, "customer:7")).await;
    assert!(toast(&said).is_some_and(|toast| toast.contains("Reply to this message")), "{said:?}");
    // Elsewhere, or to a message of somebody else, that is talk
    let elsewhere = iryna.reply_to_bot(-5, &buttons, "Yes!");
    assert_eq!(shop.send(&elsewhere).await, []);
    assert_eq!(shop.send(&iryna.reply_in_group(STAFF, "Yes!", 40)).await, []);
    assert_eq!(messages(&shop).await.len(), 1);
}
