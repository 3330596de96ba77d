//! News.

use domain::Locale;

use crate::chat::{Chat, TestShop, in_every_language, text_of};

#[tokio::test]
async fn the_last_five_oldest_of_them_first() {
    in_every_language!("news", async |chat| {
        chat.chooses("menu-news").await;
        for (hours_ago, title) in
            [(500, "Перша"), (72, "Друга"), (48, "Третя"), (24, "Четверта"), (2, "П'ята"), (1, "Шоста")]
        {
            testing::news(&chat.shop.db.store, title, "Рядок один.\n\nРядок два.", hours_ago).await;
        }
        chat.chooses("menu-news").await;
    });
}

#[tokio::test]
async fn what_is_to_come_is_not_shown() {
    let shop = TestShop::open().await;
    testing::news(&shop.db.store, "Tomorrow", "…", -24).await;
    let mut chat = Chat::new(&shop, Locale::En);
    assert!(text_of(&chat.says("/news").await[0]).contains("No news yet"));
}

#[tokio::test]
async fn the_longest_news_fits_a_message() {
    let shop = TestShop::open().await;
    testing::news(&shop.db.store, &"&".repeat(256), &"<😀".repeat(1750), 1).await;
    let mut chat = Chat::new(&shop, Locale::En);
    chat.says("/news").await;
}
