//! Several photos of a product, and one photo of several products.

use axum::http::Method;
use futures_util::future::join_all;
use image::ImageFormat;
use serde_json::{Value, json};
use testing::{ADMIN_KEY, Answer, TestApi};

use crate::{
    open,
    photos::{photo, pieces, product},
};

/// A photo so many pixels wide, which says which one it is.
async fn add(api: &TestApi, path: &str, width: u32) -> Answer {
    let add = api.ask(Method::POST, &format!("{path}/images")).key(ADMIN_KEY);
    add.header("content-type", "image/png").body(photo(width, 8, ImageFormat::Png)).send().await
}

async fn ids(api: &TestApi, path: &str) -> Vec<String> {
    let product = api.get(path).expect(200).await.json();
    let ids = product["images"].as_array().unwrap().iter().map(|image| image["id"].as_str().unwrap().to_owned());
    ids.collect()
}

async fn order(api: &TestApi, path: &str, order: &[&String]) -> Answer {
    let put = api.ask(Method::PUT, &format!("{path}/images")).key(ADMIN_KEY);
    put.json(&json!({ "order": order })).send().await
}

#[tokio::test]
async fn photos_are_added_ordered_and_taken_away() {
    let (api, category) = open().await;
    let path = product(&api, &category).await;
    for width in [8, 9, 10] {
        let answer = add(&api, &path, width).await;
        assert_eq!(answer.status, 201);
        let url = answer.json()["url"].as_str().unwrap().to_owned();
        assert_eq!(answer.header("location"), url);
        let read = api.get(&url).expect(200).await;
        assert_eq!(read.body, photo(width, 8, ImageFormat::Png));
        assert_eq!(read.header("cache-control"), "public, max-age=31536000, immutable");
        assert_eq!(read.header("etag"), answer.header("etag"));
        api.get(&url).header("If-None-Match", read.header("etag")).expect(304).await;
    }
    let [one, two, three] = <[String; 3]>::try_from(ids(&api, &path).await).unwrap();
    let product = api.get(&path).expect(200).await;
    assert_eq!(product.json()["image"]["url"], format!("{path}/image"), "the first of them");
    assert_eq!(product.json()["images"][2]["url"], format!("{path}/images/{three}"));

    let answer = order(&api, &path, &[&three, &one, &two]).await;
    assert_eq!((answer.status.as_u16(), answer.json()), (200, api.get(&path).expect(200).await.json()));
    assert_eq!(ids(&api, &path).await, [three.clone(), one.clone(), two.clone()]);
    assert_eq!(api.get(&format!("{path}/image")).expect(200).await.body, photo(10, 8, ImageFormat::Png));
    for wrong in [&[&one, &two][..], &[&one, &two, &two], &[&one, &two, &three, &three], &[]] {
        assert_eq!(order(&api, &path, wrong).await.status, 422, "{wrong:?}");
    }
    assert_eq!(order(&api, &path, &[&one, &two, &"0".repeat(24)]).await.json()["errors"][0]["pointer"], "/order");
    assert_eq!(api.delete(&format!("{path}/image")).expect(204).await.body.len(), 0);
    assert_eq!(ids(&api, &path).await, [one.clone(), two.clone()], "the second becomes the first");
    api.delete(&format!("{path}/images/{two}")).expect(204).await;
    api.delete(&format!("{path}/images/{two}")).expect(404).await;
    api.get(&format!("{path}/images/{two}")).expect(404).await;
    api.get(&format!("{path}/images/x")).expect(404).await;
    assert_eq!((ids(&api, &path).await, pieces(&api).await), (vec![one], (1, 1)));
}

#[tokio::test]
async fn the_same_photo_again_changes_nothing_and_an_eleventh_is_409() {
    let (api, category) = open().await;
    let path = product(&api, &category).await;
    let answers = join_all((8..16).map(|width| add(&api, &path, width))).await;
    assert!(answers.iter().all(|answer| answer.status == 201), "{answers:?}");
    let (first, again) = (add(&api, &path, 20).await, add(&api, &path, 20).await);
    assert_eq!((first.status.as_u16(), again.status.as_u16(), first.json()), (201, 200, again.json()));
    assert_eq!(add(&api, &path, 21).await.status, 201);
    let before = api.get(&path).expect(200).await;
    assert_eq!(add(&api, &path, 22).await.status, 409);
    assert_eq!(api.get(&path).expect(200).await.json(), before.json());
    assert_eq!(pieces(&api).await, (10, 10), "what was refused is not kept");
    // One that is there, put in the first place, moves there
    let put = api.ask(Method::PUT, &format!("{path}/image")).key(ADMIN_KEY).header("content-type", "image/png");
    put.body(photo(20, 8, ImageFormat::Png)).expect(200).await;
    let ids = ids(&api, &path).await;
    assert_eq!((&ids[0], ids.len()), (&first.json()["id"].as_str().unwrap().to_owned(), 9));
}

#[tokio::test]
async fn one_photo_of_several_products_is_stored_once_and_stays_while_one_shows_it() {
    let (api, category) = open().await;
    let paths = join_all((0..6).map(|_| product(&api, &category))).await;
    for _ in 0..5 {
        // All at once: those who come second find what the first stores
        let answers = join_all(paths.iter().map(|path| add(&api, path, 8))).await;
        assert!(answers.iter().all(|answer| answer.status == 201), "{answers:?}");
        assert_eq!(pieces(&api).await, (1, 1));
        // Half of the products lose it while the others get it once more
        let (losing, getting) = paths.split_at(3);
        let lose = join_all(losing.iter().map(|path| api.delete(&format!("{path}/image")).expect(204)));
        let get = join_all(getting.iter().map(|path| add(&api, path, 8)));
        let (_, got) = tokio::join!(lose, get);
        assert!(got.iter().all(|answer| answer.status == 200), "{got:?}");
        for path in getting {
            api.get(&format!("{path}/image")).expect(200).await;
            api.delete(&format!("{path}/image")).expect(204).await;
        }
        assert_eq!(pieces(&api).await, (0, 0));
    }
}

#[tokio::test]
async fn a_photo_that_is_deleted_while_another_product_gets_it_is_there_in_the_end() {
    let (api, category) = open().await;
    let (old, new) = (product(&api, &category).await, product(&api, &category).await);
    for _ in 0..20 {
        assert_eq!(add(&api, &old, 8).await.status, 201);
        let (got, _) = tokio::join!(add(&api, &new, 8), api.delete(&format!("{old}/image")).expect(204));
        assert_eq!(got.status, 201);
        let read = api.get(&format!("{new}/image")).expect(200).await;
        assert_eq!(read.body, photo(8, 8, ImageFormat::Png));
        api.delete(&format!("{new}/image")).expect(204).await;
        assert_eq!(pieces(&api).await, (0, 0));
    }
}

#[tokio::test]
async fn if_match_binds_the_gallery_to_what_was_seen() {
    let (api, category) = open().await;
    let path = product(&api, &category).await;
    let seen = api.get(&path).expect(200).await;
    let added = add(&api, &path, 8).await;
    let stale = api.ask(Method::POST, &format!("{path}/images")).key(ADMIN_KEY).header("If-Match", seen.header("etag"));
    stale.header("content-type", "image/png").body(photo(9, 8, ImageFormat::Png)).expect(412).await;
    let id = added.json()["id"].as_str().unwrap().to_owned();
    let reorder = |tag: String| {
        let put = api.ask(Method::PUT, &format!("{path}/images")).key(ADMIN_KEY).header("If-Match", &tag);
        put.json(&json!({ "order": [id] }))
    };
    reorder(seen.header("etag").to_owned()).expect(412).await;
    let now = api.get(&path).expect(200).await;
    reorder(now.header("etag").to_owned()).expect(200).await;
    api.delete(&format!("{path}/images/{id}")).header("If-Match", "\"x\"").expect(412).await;
    api.delete(&format!("{path}/images/{id}")).header("If-Match", added.header("etag")).expect(204).await;
    assert_eq!(pieces(&api).await, (0, 0));
    assert_eq!(api.get(&path).expect(200).await.json()["image"], Value::Null);
}
