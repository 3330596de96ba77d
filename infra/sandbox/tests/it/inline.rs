//! Inline mode: two customers' chat, what the bot is asked there, what it offers, and what becomes of that.

use serde_json::{Value, json};

use crate::support::{Hook, Shop, png, read};

/// The chat of Olena and Emma.
const CHAT: i64 = -1;
const OLENA: i64 = 1001;
const EMMA: i64 = 1003;
const OLD: &str = "Bad Request: query is too old and response timeout expired or query ID is invalid";

fn article(id: &str) -> Value {
    json!({
        "type": "article", "id": id, "title": format!("Mug {id}"), "description": "199 ₴",
        "input_message_content": { "message_text": "<b>Mug</b>", "parse_mode": "HTML" },
        "reply_markup": { "inline_keyboard": [[{ "text": "Open", "url": "https://t.me/kiosk_demo_bot?start=p_1" }]] },
    })
}

async fn ask(shop: &Shop, body: Value) -> (u16, Value) {
    read(shop.client.post(format!("{}/sandbox/customers/{CHAT}/inline", shop.url)).json(&body)).await
}

/// Asks as a customer, and answers as the bot; the update, and what the customer sees.
async fn play(shop: &Shop, asked: Value, answer: Value) -> (Value, Value) {
    let bot = async {
        let update = shop.updates().await.remove(0)["inline_query"].clone();
        let mut params = answer;
        params["inline_query_id"] = update["id"].clone();
        shop.ok("answerInlineQuery", params).await;
        update
    };
    let (update, (status, seen)) = tokio::join!(bot, ask(shop, asked));
    assert_eq!(status, 200, "{seen}");
    (update, seen)
}

async fn choose(shop: &Shop, seen: &Value, result: &str, member: i64) {
    let body = json!({ "query_id": seen["query_id"], "result_id": result, "member": member });
    shop.act(&format!("customers/{CHAT}/choose"), body).await;
}

#[tokio::test]
async fn a_result_becomes_a_message_of_the_one_who_chose_it() {
    let shop = Shop::start().await;
    let asked = json!({ "query": "mug", "member": EMMA });
    let answer = json!({ "results": [article("a"), article("b")], "next_offset": "2" });
    let (update, seen) = play(&shop, asked, answer).await;
    assert_eq!((&update["query"], &update["offset"]), (&json!("mug"), &json!("")));
    assert_eq!((&update["chat_type"], &update["from"]["id"]), (&json!("private"), &json!(EMMA)));
    assert_eq!((&seen["next_offset"], &seen["results"][1]["title"]), (&json!("2"), &json!("Mug b")));
    choose(&shop, &seen, "b", EMMA).await;
    let message = shop.messages(CHAT).await.remove(0);
    assert_eq!((&message["text"], &message["entities"][0]["type"]), (&json!("Mug"), &json!("bold")));
    assert_eq!((&message["from"]["id"], &message["via_bot"]["username"]), (&json!(EMMA), &json!("kiosk_demo_bot")));
    assert_eq!(message["reply_markup"]["inline_keyboard"][0][0]["text"], "Open");
    // What the two write to each other is nothing to the bot, and it cannot write there
    shop.act(&format!("customers/{CHAT}/text"), json!({ "text": "Look!", "member": OLENA })).await;
    assert_eq!(shop.ok("getUpdates", json!({})).await, json!([]));
    let said = shop.refused(400, "sendMessage", json!({ "chat_id": CHAT, "text": "Hi" })).await;
    assert_eq!(said, "Bad Request: chat not found");
    let unknown = json!({ "query_id": seen["query_id"], "result_id": "z" });
    let url = format!("{}/sandbox/customers/{CHAT}/choose", shop.url);
    assert_eq!(read(shop.client.post(url).json(&unknown)).await.0, 404);
}

#[tokio::test]
async fn a_photo_known_by_its_id_is_offered_and_sent() {
    let shop = Shop::start().await;
    shop.say(OLENA, "/start").await;
    let part = reqwest::multipart::Part::bytes(png(300, 200)).file_name("a.png");
    let form = reqwest::multipart::Form::new().text("chat_id", "1001").part("photo", part);
    let url = format!("{}/bot{}/sendPhoto", shop.url, crate::support::TOKEN);
    let photo = read(shop.client.post(url).multipart(form)).await.1["result"]["photo"].clone();
    shop.updates().await;
    let result = json!({
        "type": "photo", "id": "p", "photo_file_id": photo[1]["file_id"], "title": "Mug",
        "caption": "<i>Mug</i>", "parse_mode": "HTML",
    });
    let (_, seen) = play(&shop, json!({ "query": "" }), json!({ "results": [result] })).await;
    assert_eq!(seen["results"][0]["photo"], photo);
    choose(&shop, &seen, "p", OLENA).await;
    let message = shop.messages(CHAT).await.remove(0);
    assert_eq!((&message["photo"], &message["caption"]), (&photo, &json!("Mug")));
    assert_eq!(message["caption_entities"][0]["type"], "italic");
}

#[tokio::test]
async fn an_answer_is_given_again_for_as_long_as_the_bot_allows() {
    let shop = Shop::start().await;
    let asked = |query: &str, member: i64| json!({ "query": query, "member": member });
    let of_all = json!({ "results": [article("a")], "cache_time": 60 });
    let (_, seen) = play(&shop, asked("mug", OLENA), of_all).await;
    assert_eq!(ask(&shop, asked("mug", EMMA)).await, (200, seen));
    // Another page, another query, a personal answer, one that is not to be kept: the bot is asked
    let next = json!({ "query": "mug", "offset": "1", "member": OLENA });
    let (update, _) = play(&shop, next, json!({ "results": [] })).await;
    assert_eq!(update["offset"], "1");
    let personal = json!({ "results": [article("b")], "is_personal": true });
    let (_, seen) = play(&shop, asked("cup", OLENA), personal).await;
    assert_eq!(ask(&shop, asked("cup", OLENA)).await, (200, seen));
    play(&shop, asked("cup", EMMA), json!({ "results": [], "cache_time": 0 })).await;
    play(&shop, asked("cup", EMMA), json!({ "results": [] })).await;
}

#[tokio::test]
async fn an_answer_is_refused_as_telegram_refuses_it() {
    let shop = Shop::start().await;
    let many: Vec<Value> = (0..51).map(|n| article(&n.to_string())).collect();
    let with = |field: &str, value: Value| {
        let mut result = article("a");
        result[field] = value;
        json!({ "results": [result] })
    };
    let unclosed = json!({ "message_text": "<b>", "parse_mode": "HTML" });
    let button = |parameter: &str| json!({ "text": "Shop", "start_parameter": parameter });
    let data = json!({ "inline_keyboard": [[{ "text": "x", "callback_data": "x".repeat(65) }]] });
    for (params, expected) in [
        (json!({ "results": {} }), "expected an Array of inline query results"),
        (json!({ "results": many }), "too many inline query results specified"),
        (json!({ "results": [article("a"), article("a")] }), "RESULT_ID_DUPLICATE"),
        (with("id", json!("")), "RESULT_ID_EMPTY"),
        (with("id", json!("я".repeat(33))), "RESULT_ID_INVALID"),
        (with("title", json!("")), "ARTICLE_TITLE_EMPTY"),
        (
            with("input_message_content", Value::Null),
            "can't parse inline query result: expected an Object as input message content",
        ),
        (with("input_message_content", json!({ "message_text": "" })), "message text is empty"),
        (
            with("input_message_content", unclosed),
            "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
        ),
        (with("reply_markup", data), "BUTTON_DATA_INVALID"),
        (
            json!({ "results": [{ "type": "photo", "id": "a", "photo_file_id": "AgACnone" }] }),
            "wrong file identifier/HTTP URL specified",
        ),
        (json!({ "results": [], "next_offset": "x".repeat(65) }), "NEXT_OFFSET_INVALID"),
        (json!({ "results": [], "button": button("") }), "START_PARAM_INVALID"),
        (json!({ "results": [], "button": button("a b") }), "START_PARAM_INVALID"),
    ] {
        assert_eq!(shop.refused(400, "answerInlineQuery", params).await, format!("Bad Request: {expected}"));
    }
    let answer = |id: &Value| json!({ "inline_query_id": id, "results": [] });
    assert_eq!(shop.refused(400, "answerInlineQuery", answer(&json!("5"))).await, OLD);
    let (update, _) = play(&shop, json!({ "query": "mug" }), json!({ "results": [article("a")] })).await;
    assert_eq!(shop.refused(400, "answerInlineQuery", answer(&update["id"])).await, OLD, "it has its answer");
    let late = async {
        let update = shop.updates().await.remove(0)["inline_query"].clone();
        shop.act("faults", json!({ "expire_queries": true })).await;
        assert_eq!(shop.refused(400, "answerInlineQuery", answer(&update["id"])).await, OLD);
    };
    let ((), (status, said)) = tokio::join!(late, ask(&shop, json!({ "query": "cup" })));
    assert_eq!((status, &said["description"]), (409, &json!("Conflict: the bot can no longer answer")));
}

#[tokio::test]
async fn the_answer_may_ride_in_the_webhooks_and_allowed_updates_are_kept_to() {
    let shop = Shop::start().await;
    let mut hook = Hook::start().await;
    let kinds = |kinds: Value| json!({ "url": hook.url, "allowed_updates": kinds });
    shop.ok("setWebhook", kinds(json!(["message"]))).await;
    let (status, said) = ask(&shop, json!({ "query": "mug" })).await;
    let unheard = "Conflict: the bot does not receive inline queries: allowed_updates";
    assert_eq!((status, said["description"].as_str()), (409, Some(unheard)));
    shop.ok("setWebhook", kinds(json!(["message", "inline_query"]))).await;
    // The id of a query is the last one's and one more: two of them tell what the third will be
    let asked = async {
        let id = hook.delivery().await.update["inline_query"]["id"].as_str().expect("an id").to_owned();
        shop.ok("answerInlineQuery", json!({ "inline_query_id": id, "results": [] })).await;
        id.parse::<u64>().expect("a number")
    };
    let (id, _) = tokio::join!(asked, ask(&shop, json!({ "query": "mug" })));
    let next = (id + 1).to_string();
    hook.answer(200, json!({ "method": "answerInlineQuery", "inline_query_id": next, "results": [article("a")] }));
    let (status, seen) = ask(&shop, json!({ "query": "cup" })).await;
    assert_eq!((status, &seen["results"][0]["title"]), (200, &json!("Mug a")));
    assert_eq!(shop.ok("getMe", json!({})).await["supports_inline_queries"], true);
}

#[tokio::test]
async fn a_press_under_a_result_names_the_inline_message() {
    let shop = Shop::start().await;
    let mut result = article("a");
    result["reply_markup"] = json!({ "inline_keyboard": [[{ "text": "Add", "callback_data": "a:1" }]] });
    let (_, seen) = play(&shop, json!({ "query": "mug" }), json!({ "results": [result] })).await;
    choose(&shop, &seen, "a", OLENA).await;
    let id = shop.messages(CHAT).await[0]["message_id"].clone();
    shop.act(&format!("customers/{CHAT}/press"), json!({ "message_id": id, "data": "a:1", "member": EMMA })).await;
    let query = shop.updates().await.remove(0)["callback_query"].clone();
    assert!(query["message"].is_null() && query["inline_message_id"].is_string(), "{query}");
    assert_eq!(query["from"]["id"], EMMA);
}

#[tokio::test]
async fn a_button_to_share_with_must_allow_some_chat() {
    let shop = Shop::start().await;
    shop.say(OLENA, "/start").await;
    let params = |choice: Value| {
        let button = json!({ "text": "Share", "switch_inline_query_chosen_chat": choice });
        json!({ "chat_id": OLENA, "text": "x", "reply_markup": { "inline_keyboard": [[button]] } })
    };
    let said = shop.refused(400, "sendMessage", params(json!({ "query": "mug" }))).await;
    assert_eq!(said, "Bad Request: at least one chat type must be allowed");
    let choice = json!({ "query": "mug", "allow_user_chats": true });
    let sent = shop.ok("sendMessage", params(choice.clone())).await;
    assert_eq!(sent["reply_markup"]["inline_keyboard"][0][0]["switch_inline_query_chosen_chat"], choice);
}
