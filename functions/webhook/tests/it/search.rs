//! Any text that is no command and answers no question.

use domain::Locale;
use serde_json::Value;

use crate::chat::{Chat, TestShop, in_every_language, text_of};

async fn fill(shop: &TestShop) {
    let store = &shop.db.store;
    let kitchen = testing::category(store, "Кухня", None).await;
    testing::category(store, "Дім & сад", None).await;
    let kettles = testing::category(store, "Чайники", Some(&kitchen)).await;
    for n in 1..=7 {
        let kettle =
            testing::product(store, &kettles).title(&format!("Чайник Хвиля К-1{n}")).stock(if n == 1 { 0 } else { 9 });
        kettle.create().await;
    }
    testing::product(store, &kettles).title("Кавомолка").description("Для тих, хто любить не чай").create().await;
    testing::product(store, &kettles).title("Bosch TWK-8611").create().await;
}

#[tokio::test]
async fn the_best_five_then_the_others_and_what_was_meant() {
    in_every_language!("search", async |chat| {
        fill(chat.shop).await;
        chat.says("чайник").await;
        chat.presses_key("list-more").await;
        chat.says("кавамолка").await;
        chat.says("самовар <b>").await;
        chat.says("чайник самовар").await;
        chat.presses("🔎 чайник").await;
        chat.says("?!").await;
    });
}

fn titles(said: &[testing::Recorded]) -> Vec<String> {
    let title =
        |call: &testing::Recorded| text_of(call).lines().next().unwrap_or_default().replace(['<', '>', '/', 'b'], "");
    said.iter().map(title).collect()
}

#[tokio::test]
async fn words_are_found_however_they_are_typed() {
    let shop = TestShop::open().await;
    fill(&shop).await;
    let mut chat = Chat::new(&shop, Locale::Uk);
    for (typed, first, corrected) in [
        ("чайник к-17", "Чайник Хвиля К-17", false),
        ("к-17 чай", "Чайник Хвиля К-17", false),
        ("ЧАЙНИК К17", "Чайник Хвиля К-17", false),
        ("chajnyk k-17", "Чайник Хвиля К-17", false),
        ("чайнык хвиля 17", "Чайник Хвиля К-17", false),
        ("xfqybr r-17", "Чайник Хвиля К-17", true),
        ("чайнк хвиля к-17", "Чайник Хвиля К-17", true),
        ("бош", "Bosch TWK-8611", false),
        ("bos", "Bosch TWK-8611", false),
        ("twk8611", "Bosch TWK-8611", false),
        ("ищыср", "Bosch TWK-8611", true),
        ("чай", "Чайник Хвиля К-12", false),
    ] {
        let said = chat.says(typed).await;
        let titles = titles(&said);
        assert_eq!(titles[0].starts_with('🔎'), corrected, "{typed}: {titles:?}");
        assert_eq!(titles[usize::from(corrected)], first.replace('b', ""), "{typed}: {titles:?}");
    }
}

#[tokio::test]
async fn a_search_goes_on_when_its_card_is_gone_and_a_forged_one_finds_nothing() {
    let shop = TestShop::open().await;
    fill(&shop).await;
    let mut chat = Chat::new(&shop, Locale::En);
    let said = chat.says("чайник").await;
    assert_eq!(said.len(), 5, "{said:?}");
    let more = chat.data_of("⬇️ Show more").unwrap();
    assert!(more.len() <= 64, "{more}");
    shop.db
        .raw()
        .collection::<bson::Document>("products")
        .delete_many(bson::doc! { "title": "Чайник Хвиля К-16" })
        .await
        .unwrap();
    assert_eq!(
        titles(&shop.send(&chat.customer.press(&more)).await)[1..],
        ["Чайник Хвиля К-17", "Чайник Хвиля К-11", ""]
    );
    for forged in ["find:::samovar", "find:9999:AAAAAAAAAAAAAAAA:cainik+samovar"] {
        let said = shop.send(&chat.customer.press(forged)).await;
        assert!(
            said.iter().all(|call| call.params["caption"] == Value::Null && call.method != "sendMessage"),
            "{said:?}"
        );
    }
}
