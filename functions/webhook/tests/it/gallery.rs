//! All photos of a product, as an album.

use domain::{Locale, Product, ProductId};
use store::Precondition;
use testing::Recorded;

use crate::chat::{Chat, TestShop, data_in, in_every_language, text_of, toast};

async fn kettle(shop: &TestShop, photos: u8) -> Product {
    let kettles = testing::category(&shop.db.store, "Чайники", None).await;
    testing::product(&shop.db.store, &kettles).title("Чайник <1>").photos(photos).create().await
}

/// The ids under which the photos of an album were sent.
fn media(call: &Recorded) -> Vec<&str> {
    let media = call.params["media"].as_array().expect("an album").iter();
    media.map(|photo| photo["media"].as_str().expect("a photo")).collect()
}

/// Where Telegram keeps each of a product's photos.
async fn files(shop: &TestShop, id: ProductId) -> Vec<Option<String>> {
    let product = shop.db.store.products.find(id).await.unwrap().unwrap();
    product.images.into_iter().map(|image| image.telegram.map(|file| file.file_id)).collect()
}

#[tokio::test]
async fn a_card_leads_to_all_photos() {
    in_every_language!("gallery", async |chat| {
        kettle(chat.shop, 3).await;
        chat.says("/catalog").await;
        chat.presses("Чайники").await;
        chat.presses_key("card-photos").await;
        chat.presses_key("card-photos").await;
    });
}

#[tokio::test]
async fn each_photo_is_uploaded_once() {
    let shop = TestShop::open().await;
    let kettle = kettle(&shop, 3).await;
    let mut chat = Chat::new(&shop, Locale::En);
    chat.says("/catalog").await;
    // The card has sent the first
    chat.presses("Чайники").await;
    let first = chat.presses_key("card-photos").await;
    assert_eq!((first[0].method.as_str(), first[0].upload), ("sendMediaGroup", Some(600_000)));
    let kept = files(&shop, kettle.id).await;
    assert_eq!(media(&first[0]), [kept[0].as_deref().unwrap(), "attach://upload0", "attach://upload1"]);
    let second = chat.presses_key("card-photos").await;
    assert_eq!(second[0].upload, None);
    assert_eq!(media(&second[0]), kept.iter().map(|file| file.as_deref().unwrap()).collect::<Vec<_>>());
    assert_eq!(second[1].method, "answerCallbackQuery");
}

#[tokio::test]
async fn a_single_photo_has_no_gallery() {
    let shop = TestShop::open().await;
    kettle(&shop, 1).await;
    let mut chat = Chat::new(&shop, Locale::En);
    chat.says("/catalog").await;
    let said = chat.presses("Чайники").await;
    assert!(said.iter().all(|call| data_in(call, "🖼 All photos").is_none()), "{said:?}");
}

#[tokio::test]
async fn an_old_card_shows_the_photos_there_are_now() {
    let shop = TestShop::open().await;
    let products = &shop.db.store.products;
    let kettle = kettle(&shop, 3).await;
    let press = |shop| Chat::new(shop, Locale::En).customer.press(&format!("photos:{}", kettle.id));
    let first = Some(kettle.images[0].id);
    products.delete_image(kettle.id, first, Precondition::none()).await.unwrap();
    let said = shop.send(&press(&shop)).await;
    assert_eq!((media(&said[0]).len(), said[0].upload), (2, Some(600_000)));
    products.delete_image(kettle.id, None, Precondition::none()).await.unwrap();
    let said = shop.send(&press(&shop)).await;
    assert_eq!((said[0].method.as_str(), said[0].upload), ("sendPhoto", None));
    assert_eq!(text_of(&said[0]), "<b>Чайник &lt;1&gt;</b>");
    products.delete_image(kettle.id, None, Precondition::none()).await.unwrap();
    assert_eq!(toast(&shop.send(&press(&shop)).await), Some("It has no photos any more."));
    products.delete(kettle.id, Precondition::none()).await.unwrap();
    assert_eq!(toast(&shop.send(&press(&shop)).await), Some("This product is no longer sold."));
}

#[tokio::test]
async fn a_photo_that_telegram_refuses_keeps_back_no_other() {
    let shop = TestShop::open().await;
    let kettle = kettle(&shop, 3).await;
    let press = || Chat::new(&shop, Locale::En).customer.press(&format!("photos:{}", kettle.id));
    let refusal = "Bad Request: failed to send message #2 with the error message \"IMAGE_PROCESS_FAILED\"";
    shop.api.fail_next(400, refusal, 0);
    let said = shop.send(&press()).await;
    let methods: Vec<_> = said.iter().map(|call| call.method.as_str()).collect();
    assert_eq!(methods, ["sendMediaGroup", "sendPhoto", "sendPhoto", "sendPhoto", "answerCallbackQuery"]);
    assert!(files(&shop, kettle.id).await.iter().all(Option::is_some), "they are known from now on");
    let said = shop.send(&press()).await;
    assert_eq!((said[0].method.as_str(), said[0].upload), ("sendMediaGroup", None));

    // Forgotten ids: each photo is uploaded again
    let wrong = "Bad Request: wrong file identifier/HTTP URL specified";
    shop.api.fail_next(400, wrong, 0);
    shop.api.fail_next(400, wrong, 0);
    let said = shop.send(&press()).await;
    let uploads: Vec<_> = said.iter().map(|call| call.upload).collect();
    assert_eq!(uploads, [None, None, Some(300_000), None, None, None], "{said:?}");
}

#[tokio::test]
async fn an_album_that_was_sent_is_not_sent_again() {
    let shop = TestShop::open().await;
    let kettle = kettle(&shop, 2).await;
    let update = Chat::new(&shop, Locale::En).customer.press(&format!("photos:{}", kettle.id));
    shop.deliver_and_lose_the_answer(&update).await;
    shop.api.take();
    let said = shop.send(&update).await;
    assert_eq!(said.iter().map(|call| call.method.as_str()).collect::<Vec<_>>(), ["answerCallbackQuery"]);
}
