//! Inline mode: what is offered to whoever types the bot's name in any chat.

use std::collections::HashSet;

use domain::{Category, Locale, Product, ProductText, Title, UserId, VariantArray};
use serde_json::Value;
use store::Precondition;
use testing::Recorded;

use crate::chat::{Chat, TestShop, in_every_language};

/// Who has never written to the bot.
async fn ask(shop: &TestShop, query: &str, offset: &str) -> Recorded {
    let olena = Chat::new(shop, Locale::En).customer;
    shop.send(&olena.asks_inline(query, offset)).await.pop().expect("an answer")
}

fn results(answer: &Recorded) -> &[Value] {
    answer.params["results"].as_array().expect("results")
}

fn titles(answer: &Recorded) -> Vec<&str> {
    results(answer).iter().map(|result| result["title"].as_str().expect("a title")).collect()
}

async fn kettles(shop: &TestShop) -> Category {
    testing::category(&shop.db.store, "Чайники", None).await
}

#[tokio::test]
async fn products_are_offered_as_their_cards_show_them() {
    in_every_language!("inline", async |chat| {
        let store = &chat.shop.db.store;
        let kettles = kettles(chat.shop).await;
        let product = |title: &str| testing::product(store, &kettles).title(title);
        let first = product("Чайник «Хвиля» <1>").price(249_900).discount(20).photo();
        first.description("Закипає за три хвилини.").attribute("Об'єм", "1,7 л").create().await;
        product("Чайник розпроданий").stock(0).create().await;
        product("Кавник").discount(5).create().await;
        for (query, said) in
            [("чайник", "@kiosk_bot чайник"), ("", "@kiosk_bot"), ("холодильник", "@kiosk_bot холодильник")]
        {
            let update = chat.customer.asks_inline(query, "");
            chat.does(said, &update).await;
        }
        // From now on Telegram has its photo
        chat.says("/catalog").await;
        chat.presses("Чайники").await;
        let update = chat.customer.asks_inline("хвиля", "");
        chat.does("@kiosk_bot хвиля", &update).await;
    });
}

#[tokio::test]
async fn results_are_paged_without_gaps_or_repetitions() {
    let shop = TestShop::open().await;
    let kettles = kettles(&shop).await;
    for n in 0..45 {
        testing::product(&shop.db.store, &kettles).title("Kettle").discount(1 + n % 3).create().await;
    }
    for query in ["kettle", ""] {
        let (mut seen, mut sizes, mut offset) = (HashSet::new(), Vec::new(), String::new());
        loop {
            let answer = ask(&shop, query, &offset).await;
            seen.extend(results(&answer).iter().map(|result| result["id"].as_str().unwrap().to_owned()));
            sizes.push(results(&answer).len());
            answer.params["next_offset"].as_str().unwrap().clone_into(&mut offset);
            if offset.is_empty() {
                break;
            }
        }
        assert_eq!((seen.len(), sizes), (45, vec![20, 20, 5]), "{query}");
    }
}

#[tokio::test]
async fn what_is_no_offset_of_ours_finds_nothing_more() {
    let shop = TestShop::open().await;
    let kettle = testing::product(&shop.db.store, &kettles(&shop).await).discount(5).create().await;
    for offset in
        ["x", "5", "5:x", "x:0123456789abcdef01234567", "500:0123456789abcdef01234567", &kettle.id.to_string()]
    {
        let answer = ask(&shop, "", offset).await;
        assert_eq!((results(&answer).len(), &answer.params["button"]), (0, &Value::Null), "{offset}");
    }
}

#[tokio::test]
async fn where_nothing_is_found_a_button_opens_the_bot() {
    let shop = TestShop::open().await;
    for query in ["", "kettle", "!", "\u{0}", &"я".repeat(256)] {
        let answer = ask(&shop, query, "").await;
        assert_eq!(results(&answer).len(), 0, "{query}");
        let start = answer.params["button"]["start_parameter"].as_str().expect("a button").to_owned();
        let said = shop.send(&Chat::new(&shop, Locale::En).customer.text(&format!("/start {start}"))).await;
        assert_eq!(said.len(), 1, "it greets: {said:?}");
    }
}

#[tokio::test]
async fn nobody_is_entered_and_nothing_is_claimed() {
    let shop = TestShop::open().await;
    testing::product(&shop.db.store, &kettles(&shop).await).create().await;
    let update = Chat::new(&shop, Locale::En).customer.asks_inline("kettle", "");
    let first = shop.send(&update).await.pop();
    let again = shop.send(&update).await.pop();
    assert_eq!(first, again);
    assert_eq!(shop.db.store.users.find(UserId(7)).await.unwrap(), None);
    let writes = shop.db.commands.sent().into_iter().filter(|command| {
        ["insert", "update", "delete", "findAndModify"].iter().any(|write| command.keys().any(|key| key == write))
            && command.to_string().contains("\"users\"")
    });
    assert_eq!(writes.count(), 0);
}

#[tokio::test]
async fn an_answer_is_in_the_language_of_the_one_who_asks_and_theirs_alone() {
    let shop = TestShop::open().await;
    let kettle = testing::product(&shop.db.store, &kettles(&shop).await).title("Чайник").create().await;
    let translate = |product: &mut Product| {
        let title = Some(Title::parse("Kettle").unwrap());
        *product.translations.slot(Locale::En) = Some(ProductText { title, ..ProductText::default() });
    };
    shop.db.store.products.change(kettle.id, translate, Precondition::none()).await.unwrap();
    for locale in Locale::VARIANTS.iter().copied() {
        let customer = Chat::new(&shop, locale).customer;
        let answer = shop.send(&customer.asks_inline("чайник", "")).await.pop().unwrap();
        let expected = if locale == Locale::En { "Kettle" } else { "Чайник" };
        assert_eq!(titles(&answer), [expected]);
        assert_eq!(answer.params["is_personal"], true);
    }
    // What they have chosen counts more than what their Telegram speaks
    let olena = Chat::new(&shop, Locale::Uk).customer;
    shop.send(&olena.press("language:en")).await;
    let answer = shop.send(&olena.asks_inline("чайник", "")).await.pop().unwrap();
    assert_eq!(titles(&answer), ["Kettle"]);
}

#[tokio::test]
async fn a_card_is_shared_by_a_query_that_finds_its_product_first() {
    let shop = TestShop::open().await;
    let kettles = kettles(&shop).await;
    let long = format!("Чайник {}", "із дуже довгою назвою ".repeat(10));
    let awkward = [
        "Чайник",
        "Чайник Bosch TWK-3A011, 1.7 л (червоний)",
        "Чайник Bosch TWK-3A011, 1.7 л (чорний)",
        "Bosch",
        "ЧАЙНИК «Ё»",
        "Об'єм & <потужність> 2200",
        long.trim_end(),
    ];
    let mut chat = Chat::new(&shop, Locale::En);
    for title in awkward {
        let product = testing::product(&shop.db.store, &kettles).title(title).create().await;
        let said = chat.presses_data(&format!("product:{}", product.id)).await;
        let rows = said[0].params["reply_markup"]["inline_keyboard"].as_array().unwrap();
        let share = rows.iter().flat_map(|row| row.as_array().unwrap()).find(|button| button["text"] == "↗️ Share");
        let choice = &share.expect("a button")["switch_inline_query_chosen_chat"];
        assert_eq!(choice["allow_user_chats"], true);
        let query = choice["query"].as_str().unwrap();
        assert!(query.encode_utf16().count() <= 256, "{query}");
        let answer = ask(&shop, query, "").await;
        assert_eq!(titles(&answer).first(), Some(&title));
        let found = &results(&answer)[0];
        assert_eq!(found["id"], product.id.to_string());
        // The way back: the friend opens it in the bot
        let link = found["reply_markup"]["inline_keyboard"][0][0]["url"].as_str().unwrap();
        let payload = link.strip_prefix("https://t.me/kiosk_bot?start=").expect("a link to the bot");
        let said = chat.says(&format!("/start {payload}")).await;
        assert!(
            said.iter().any(|call| call.params["text"].as_str().is_some_and(|text| text.contains("<b>"))),
            "{said:?}"
        );
    }
}

#[tokio::test]
async fn the_bot_is_asked_for_its_name_once_and_a_failure_passes() {
    let shop = TestShop::open().await;
    testing::product(&shop.db.store, &kettles(&shop).await).create().await;
    let update = Chat::new(&shop, Locale::En).customer.asks_inline("kettle", "");
    shop.api.fail_next(500, "Internal Server Error", 0);
    let (status, retry_after, _) = shop.deliver_fully(&update).await;
    assert_eq!((status.as_u16(), retry_after.as_deref()), (503, Some("5")));
    shop.api.take();
    let methods = async || -> Vec<String> { shop.send(&update).await.into_iter().map(|call| call.method).collect() };
    assert_eq!(methods().await, ["getMe", "answerInlineQuery"]);
    assert_eq!(methods().await, ["answerInlineQuery"]);
}

#[tokio::test]
async fn where_nothing_runs_after_the_response_the_answer_goes_before_it() {
    let shop = TestShop::frozen_between_requests().await;
    testing::product(&shop.db.store, &kettles(&shop).await).create().await;
    let update = Chat::new(&shop, Locale::En).customer.asks_inline("kettle", "");
    let (status, body) = shop.deliver(&update).await;
    assert_eq!((status.as_u16(), body.len()), (200, 0));
    assert_eq!(shop.api.take().last().map(|call| call.method.clone()).as_deref(), Some("answerInlineQuery"));
    let too_old = "Bad Request: query is too old and response timeout expired or query ID is invalid";
    shop.api.fail_next(400, too_old, 0);
    assert_eq!(shop.deliver(&update).await.0.as_u16(), 200, "nobody waits for it any more");
}
