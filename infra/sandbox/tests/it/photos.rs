//! Photos: uploaded, sent again by id, downloaded, kept over a restart.

use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use crate::support::{Shop, TOKEN, png, read};

async fn upload(shop: &Shop, bytes: Vec<u8>, direct: bool) -> (u16, Value) {
    let part = Part::bytes(bytes).file_name("photo.png");
    let form = Form::new().text("chat_id", "1001").text("caption", "<b>Mug</b>").text("parse_mode", "HTML");
    let form = if direct { form.part("photo", part) } else { form.text("photo", "attach://file0").part("file0", part) };
    read(shop.client.post(format!("{}/bot{TOKEN}/sendPhoto", shop.url)).multipart(form)).await
}

#[tokio::test]
async fn an_upload_becomes_a_photo_that_survives_a_restart() {
    let shop = Shop::start().await;
    shop.say(1001, "/start").await;
    for direct in [true, false] {
        let (status, body) = upload(&shop, png(900, 600), direct).await;
        assert_eq!(status, 200, "{body}");
        let photo = &body["result"]["photo"];
        assert_eq!((&photo[0]["width"], &photo[0]["height"]), (&json!(90), &json!(60)));
        assert_eq!((&photo[1]["width"], &photo[1]["height"]), (&json!(900), &json!(600)));
        assert_eq!(photo[1]["file_size"], png(900, 600).len());
        assert_eq!((&body["result"]["caption"], &body["result"]["text"]), (&json!("Mug"), &Value::Null));
    }
    let sent = shop.messages(1001).await.remove(1);
    let id = sent["photo"][1]["file_id"].clone();
    let shop = shop.restart().await;
    let again = shop.ok("sendPhoto", json!({ "chat_id": 1001, "photo": id })).await;
    assert_eq!(again["photo"], sent["photo"]);
    let file = shop.ok("getFile", json!({ "file_id": id })).await;
    let path = file["file_path"].as_str().expect("a path");
    let bytes = shop.client.get(format!("{}/file/bot{TOKEN}/{path}", shop.url)).send().await.expect("an answer");
    assert_eq!(bytes.bytes().await.expect("a body"), png(900, 600));
    let stranger = read(shop.client.get(format!("{}/file/bot1:x/{path}", shop.url))).await;
    assert_eq!(stranger.0, 401);
}

#[tokio::test]
async fn what_is_no_photo_is_refused() {
    let shop = Shop::start().await;
    shop.say(1001, "/start").await;
    let cases = [
        (Vec::new(), "file must be non-empty"),
        (b"just text, no picture".to_vec(), "IMAGE_PROCESS_FAILED"),
        (png(9000, 2000), "PHOTO_INVALID_DIMENSIONS"),
        (png(2100, 100), "PHOTO_INVALID_DIMENSIONS"),
        (
            vec![0; 10 * 1024 * 1024 + 1],
            "file of size 10485761 bytes is too big for a photo; the maximum size is 10485760 bytes",
        ),
    ];
    for (bytes, expected) in cases {
        let (status, body) = upload(&shop, bytes, false).await;
        assert_eq!((status, &body["description"]), (400, &json!(format!("Bad Request: {expected}"))));
    }
    let long = json!({ "chat_id": 1001, "photo": "x", "caption": "x".repeat(1025) });
    assert_eq!(shop.refused(400, "sendPhoto", long).await, "Bad Request: message caption is too long");
    for (photo, expected) in [
        (json!("AgACnone"), "wrong file identifier/HTTP URL specified"),
        (json!("https://example.com/a.jpg"), "failed to get HTTP URL content"),
        (json!("attach://none"), "there is no photo in the request"),
        (Value::Null, "there is no photo in the request"),
    ] {
        let said = shop.refused(400, "sendPhoto", json!({ "chat_id": 1001, "photo": photo })).await;
        assert_eq!(said, format!("Bad Request: {expected}"));
    }
    assert_eq!(shop.messages(1001).await.len(), 1);
}

#[tokio::test]
async fn a_photo_is_edited_by_caption_or_media() {
    let shop = Shop::start().await;
    shop.say(1001, "/start").await;
    let first = upload(&shop, png(100, 100), true).await.1["result"].clone();
    let second = upload(&shop, png(200, 100), true).await.1["result"].clone();
    let id = &first["message_id"];
    let params = json!({ "chat_id": 1001, "message_id": id, "caption": "<i>Cup</i>", "parse_mode": "HTML" });
    let edited = shop.ok("editMessageCaption", params).await;
    assert_eq!((&edited["caption"], &edited["caption_entities"][0]["type"]), (&json!("Cup"), &json!("italic")));
    let text = json!({ "chat_id": 1001, "message_id": id, "text": "x" });
    let said = shop.refused(400, "editMessageText", text).await;
    assert_eq!(said, "Bad Request: there is no text in the message to edit");
    let media = json!({ "type": "photo", "media": second["photo"][1]["file_id"], "caption": "Other" });
    let params = json!({ "chat_id": 1001, "message_id": id, "media": media });
    let edited = shop.ok("editMessageMedia", params).await;
    assert_eq!((&edited["photo"], &edited["caption"]), (&second["photo"], &json!("Other")));
}
