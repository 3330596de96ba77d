//! The profile.

use domain::{Locale, UserId};

use crate::chat::{Chat, TestShop, in_every_language, text_of};

#[tokio::test]
async fn every_value_can_be_changed_and_the_panel_shows_it() {
    in_every_language!("profile", async |chat| {
        chat.chooses("menu-profile").await;
        chat.presses_key("profile-email").await;
        chat.says("nonsense").await;
        chat.says("olena@example.com").await;
        chat.presses_key("profile-phone").await;
        chat.shares("+380671234567", Some(7)).await;
        chat.presses_key("profile-name").await;
        chat.says("Олена К.").await;
        chat.presses_key("profile-address").await;
        chat.says("Львів").await;
        chat.presses_key("profile-email").await;
        chat.chooses("cancel").await;
        chat.presses_key("profile-language").await;
        chat.presses_key("back").await;
    });
}

#[tokio::test]
async fn a_chosen_language_speaks_at_once_and_stays() {
    let shop = TestShop::open().await;
    let mut chat = Chat::new(&shop, Locale::Uk);
    chat.says("/profile").await;
    chat.presses_key("profile-language").await;
    let said = chat.presses("🇬🇧 English").await;
    assert!(text_of(&said[0]).contains("My profile"));
    assert_eq!(said[1].params["reply_markup"]["keyboard"][0][0]["text"], "🗂 Categories");
    assert!(text_of(&chat.says("/menu").await[0]).contains("Main menu"));
    // The keyboard of before still works
    assert!(text_of(&chat.says("🛒 Кошик").await[0]).contains("Your cart is empty"));
}

#[tokio::test]
async fn a_name_of_their_own_outlives_a_new_start() {
    let shop = TestShop::open().await;
    let mut chat = Chat::new(&shop, Locale::En);
    chat.says("/profile").await;
    chat.presses_key("profile-name").await;
    chat.says("Boss").await;
    assert!(text_of(&chat.says("/start").await[0]).contains("<b>Boss</b>"));
    let user = shop.db.store.users.find(UserId(7)).await.unwrap().unwrap();
    assert_eq!(user.telegram.name.unwrap().as_str(), "Олена Коваль");
}

#[tokio::test]
async fn an_answer_of_another_kind_is_asked_for_again() {
    let shop = TestShop::open().await;
    let mut chat = Chat::new(&shop, Locale::En);
    chat.says("/profile").await;
    chat.presses_key("profile-address").await;
    let said = chat.shares("+380671234567", Some(7)).await;
    assert!(text_of(&said[0]).contains("Please answer with a text"));
    chat.says("Lviv, Rynok Sq. 1").await;
    let user = shop.db.store.users.find(UserId(7)).await.unwrap().unwrap();
    assert_eq!(user.address.unwrap().as_str(), "Lviv, Rynok Sq. 1");
    // Nothing is asked now
    let said = chat.shares("+380671234567", Some(7)).await;
    assert!(text_of(&said[0]).contains("didn't quite get"));
}
