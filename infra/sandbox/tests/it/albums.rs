//! Albums: several photos in one call, uploaded or known, all of them or none.

use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use crate::support::{Shop, TOKEN, png, read};

async fn send(shop: &Shop, media: Value, uploads: &[(&'static str, Vec<u8>)]) -> (u16, Value) {
    let mut form = Form::new().text("chat_id", "1001").text("media", media.to_string());
    for (name, bytes) in uploads {
        form = form.part(*name, Part::bytes(bytes.clone()).file_name("photo.png"));
    }
    read(shop.client.post(format!("{}/bot{TOKEN}/sendMediaGroup", shop.url)).multipart(form)).await
}

fn photo(media: impl Into<Value>) -> Value {
    json!({ "type": "photo", "media": media.into() })
}

#[tokio::test]
async fn uploads_and_known_photos_become_messages_of_one_album() {
    let shop = Shop::start().await;
    shop.say(1001, "/start").await;
    let mut first = photo("attach://a");
    first["caption"] = "<b>Mug</b>".into();
    first["parse_mode"] = "HTML".into();
    let media = json!([first, photo("attach://b")]);
    let (status, body) = send(&shop, media, &[("a", png(900, 600)), ("b", png(300, 600))]).await;
    assert_eq!(status, 200, "{body}");
    let sent = body["result"].as_array().expect("messages").clone();
    assert_eq!(sent.len(), 2);
    assert_eq!((&sent[0]["caption"], &sent[1]["caption"]), (&json!("Mug"), &Value::Null));
    assert_eq!(sent[0]["caption_entities"][0]["type"], "bold");
    assert_eq!((&sent[0]["photo"][1]["width"], &sent[1]["photo"][1]["width"]), (&json!(900), &json!(300)));
    let group = sent[0]["media_group_id"].as_str().expect("an id");
    assert!(group.parse::<i64>().is_ok_and(|id| id > 0), "{group}");
    assert_eq!(sent[0]["media_group_id"], sent[1]["media_group_id"]);

    // The same photos again by their ids, as JSON; they outlive a restart
    let known: Vec<Value> = sent.iter().map(|message| photo(message["photo"][1]["file_id"].clone())).collect();
    let shop = shop.restart().await;
    let again = shop.ok("sendMediaGroup", json!({ "chat_id": 1001, "media": known })).await;
    assert_eq!((&again[0]["photo"], &again[1]["photo"]), (&sent[0]["photo"], &sent[1]["photo"]));
    assert_ne!(again[0]["media_group_id"], sent[0]["media_group_id"]);
    assert_eq!(shop.messages(1001).await.len(), 5);
}

#[tokio::test]
async fn a_single_photo_is_no_album() {
    let shop = Shop::start().await;
    shop.say(1001, "/start").await;
    let (status, body) = send(&shop, json!([photo("attach://a")]), &[("a", png(90, 60))]).await;
    assert_eq!(status, 200, "{body}");
    assert_eq!((&body["result"][0]["media_group_id"], &body["result"][1]), (&Value::Null, &Value::Null));
}

#[tokio::test]
async fn a_refused_album_sends_nothing_and_keeps_no_file() {
    let shop = Shop::start().await;
    shop.say(1001, "/start").await;
    let good = || ("a", png(90, 60));
    let of = |kind: &str| json!({ "type": kind, "media": "attach://a" });
    let mut long = photo("attach://a");
    long["caption"] = "x".repeat(1025).into();
    let text = b"just text, no picture".to_vec();
    let cases = [
        (json!([]), vec![], "there are no messages to send"),
        (json!(vec![of("photo"); 11]), vec![good()], "too many messages to send as an album"),
        (json!({}), vec![], "expected an Array of InputMedia"),
        (json!([of("photo"), 5]), vec![good()], "can't parse InputMedia: expected an Object"),
        (json!([of("photo"), photo("attach://z")]), vec![good()], "can't parse InputMedia: media not found"),
        (json!([of("photo"), { "type": "photo" }]), vec![good()], "can't parse InputMedia: media not found"),
        (json!([of("photo"), of("sticker")]), vec![good()], "can't parse InputMedia: type \"sticker\" is unsupported"),
        (
            json!([of("photo"), of("animation")]),
            vec![good()],
            "can't parse InputMedia: type \"animation\" can't be used in sendMediaGroup",
        ),
        (json!([of("photo"), photo("AgACnone")]), vec![good()], "wrong file identifier/HTTP URL specified"),
        (json!([of("photo"), long]), vec![good()], "message caption is too long"),
        (json!([of("photo"), photo("attach://b")]), vec![good(), ("b", Vec::new())], "file must be non-empty"),
        (
            json!([of("photo"), photo("attach://b")]),
            vec![good(), ("b", text)],
            "failed to send message #2 with the error message \"IMAGE_PROCESS_FAILED\"",
        ),
        (
            json!([photo("attach://b"), of("photo")]),
            vec![good(), ("b", png(9000, 2000))],
            "failed to send message #1 with the error message \"PHOTO_INVALID_DIMENSIONS\"",
        ),
    ];
    for (media, uploads, expected) in cases {
        let (status, body) = send(&shop, media, &uploads).await;
        assert_eq!((status, &body["description"]), (400, &json!(format!("Bad Request: {expected}"))));
    }
    let absent = shop.refused(400, "sendMediaGroup", json!({ "chat_id": 1001 })).await;
    assert_eq!(absent, "Bad Request: parameter \"media\" is required");
    assert_eq!(shop.messages(1001).await.len(), 1);
    let kept = std::fs::read_dir(shop.folder.path().join("files/photos")).expect("a folder").count();
    assert_eq!(kept, 0);
}
