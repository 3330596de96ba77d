//! A product's photos: put, put in order, taken away. The first is the card's.

use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::{Image, ImageId, Product, Role};
use maud::{Markup, html};
use photos::PhotoError;
use store::{Precondition, StoreError};

use super::{
    PATH,
    edit::{self, Said},
    find,
};
use crate::{
    change::{Action, Changed, Kind, field as changed, object},
    context::Context,
    error::{OfficeError, see},
    form::{Form, Upload},
    parts::csrf,
};

/// The photos, as a part of the product's page.
pub(super) fn section(context: &Context, product: &Product, said: &[String]) -> Markup {
    let (may, path) = (context.may(Role::Manager), format!("{PATH}/{}/photos", product.id));
    let last = product.images.len().saturating_sub(1);
    html! {
        section #photos .card aria-live="polite" {
            h2 { (context.label("office-product-photos")) }
            @for text in said { p .notice.bad role="alert" { (text) } }
            @if product.images.is_empty() { p .muted { (context.label("office-product-no-photos")) } }
            ul .gallery data-order=[may.then(|| format!("{path}/order"))] {
                @for (index, image) in product.images.iter().enumerate() {
                    li data-image=(image.id) {
                        img src={ "/office/photos/" (image.id) } alt=(numbered(context, "office-product-photo-number", index)) width="160" height="160";
                        @if index == 0 { span .badge { (context.label("office-product-first-photo")) } }
                        @if may { (buttons(context, &path, image, index, last)) }
                    }
                }
            }
            @if may && product.images.len() < Product::MAX_IMAGES { (upload(context, &path)) }
        }
    }
}

fn numbered(context: &Context, key: &'static str, index: usize) -> String {
    context.words.message(key).number("number", index + 1).plain()
}

fn buttons(context: &Context, path: &str, image: &Image, index: usize, last: usize) -> Markup {
    let step = |to: &str, sign: &str, label: String, is_possible: bool| {
        html! {
            button .plain #{ (to) "-" (image.id) } type="submit" name="move" value=(to) aria-label=(label) disabled[!is_possible] { (sign) }
        }
    };
    html! {
        div .actions {
            form .inline method="post" action={ (path) "/order" } hx-post={ (path) "/order" } hx-target="#photos" hx-swap="outerHTML" {
                (csrf(context))
                input type="hidden" name="image" value=(image.id);
                (step("up", "↑", numbered(context, "office-product-photo-up", index), index > 0))
                (step("down", "↓", numbered(context, "office-product-photo-down", index), index < last))
            }
            form .inline method="post" action={ (path) "/" (image.id) "/delete" } hx-post={ (path) "/" (image.id) "/delete" } hx-target="#photos" hx-swap="outerHTML" {
                (csrf(context))
                button .plain type="submit" aria-label=(numbered(context, "office-product-photo-delete", index)) { "✕" }
            }
        }
    }
}

fn upload(context: &Context, path: &str) -> Markup {
    html! {
        form .upload method="post" action=(path) enctype="multipart/form-data" data-upload="#photos" {
            (csrf(context))
            div .field {
                label for="photo" { (context.label("office-product-add-photos")) }
                input #photo type="file" name="photo" accept="image/jpeg,image/png,image/webp" multiple required;
                p .muted { (context.label("office-product-add-photos-how")) }
            }
            progress max="100" value="0" hidden aria-label=(context.label("office-product-uploading")) {}
            button type="submit" { (context.label("office-product-upload")) }
        }
    }
}

/// Adds photos. Those that are none are named; the others are kept.
pub(super) async fn add(context: Context, Path(id): Path<String>, form: Form) -> Result<Response, OfficeError> {
    let before = find(&context, &id).await?;
    let mut wrong = Vec::new();
    for file in form.files("photo") {
        if let Some(why) = add_one(&context, &before, file).await? {
            wrong.push(format!("{}: {why}", file.name));
        }
    }
    if form.files("photo").next().is_none() {
        wrong.push(context.label("office-product-no-file"));
    }
    answer(&context, &id, wrong).await
}

async fn add_one(context: &Context, product: &Product, file: &Upload) -> Result<Option<String>, OfficeError> {
    if file.bytes.len() > photos::MAX_BYTES {
        return Ok(Some(context.label("office-product-photo-refused")));
    }
    let photo = match photos::prepare(file.bytes.clone()).await {
        Ok(photo) => photo,
        Err(PhotoError::NotAPhoto) => return Ok(Some(context.label("office-product-not-a-photo"))),
        Err(PhotoError::Refused(_)) => return Ok(Some(context.label("office-product-photo-refused"))),
    };
    let products = &context.store().products;
    let made = context.change(Action::Change, named(product), async {
        let (image, _) = products.add_image(product.id, photo.content_type, &photo.bytes, Precondition::none()).await?;
        Ok(Changed::new((), vec![changed("images", None::<&str>, Some(image.id))]))
    });
    match made.await {
        Ok(()) => Ok(None),
        Err(OfficeError::Conflict(key)) => Ok(Some(context.label(key))),
        Err(error) => Err(error),
    }
}

/// Puts photos in order: all of them, or one a step up or down.
pub(super) async fn order(context: Context, Path(id): Path<String>, form: Form) -> Result<Response, OfficeError> {
    let product = find(&context, &id).await?;
    let malformed = |_| OfficeError::Malformed("not the id of a photo");
    let mut ids: Vec<ImageId> = product.images.iter().map(|image| image.id).collect();
    if form.text("order").is_empty() {
        let image: ImageId = form.text("image").parse().map_err(malformed)?;
        let at = ids.iter().position(|id| *id == image).ok_or(OfficeError::NotFound)?;
        match form.text("move") {
            "up" if at > 0 => ids.swap(at, at - 1),
            "down" if at + 1 < ids.len() => ids.swap(at, at + 1),
            _ => {}
        }
    } else {
        ids = form.text("order").split(',').map(str::parse).collect::<Result<_, _>>().map_err(malformed)?;
    }
    let made = context.change(Action::Change, named(&product), async {
        match context.store().products.order_images(product.id, &ids, Precondition::none()).await {
            Err(StoreError::OtherImages) => Err(OfficeError::Conflict("office-error-changed-meanwhile")),
            Err(error) => Err(error.into()),
            Ok(after) => {
                let said = |product: &Product| {
                    product.images.iter().map(|image| image.id.to_string()).collect::<Vec<_>>().join(" ")
                };
                Ok(Changed::new((), vec![changed("images", Some(said(&product)), Some(said(&after)))]))
            }
        }
    });
    match made.await {
        Ok(()) => answer(&context, &id, vec![]).await,
        Err(OfficeError::Conflict(key)) => {
            let product = find(&context, &id).await?;
            page(&context, &product, vec![context.label(key)], StatusCode::CONFLICT).await
        }
        Err(error) => Err(error),
    }
}

pub(super) async fn delete(
    context: Context,
    Path((id, image)): Path<(String, String)>,
) -> Result<Response, OfficeError> {
    let product = find(&context, &id).await?;
    let image: ImageId = image.parse().map_err(|_| OfficeError::NotFound)?;
    let made = async {
        context.store().products.delete_image(product.id, Some(image), Precondition::none()).await?;
        Ok(Changed::new((), vec![changed("images", Some(image), None::<&str>)]))
    };
    context.change(Action::Change, named(&product), made).await?;
    answer(&context, &id, vec![]).await
}

fn named(product: &Product) -> store::AuditObject {
    object(Kind::Product, product.id, product.title.as_str())
}

/// The photos as they are now, with what could not be done.
async fn answer(context: &Context, id: &str, wrong: Vec<String>) -> Result<Response, OfficeError> {
    if wrong.is_empty() && !context.is_partial {
        return Ok(see(&format!("{PATH}/{id}?notice=saved#photos")));
    }
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let product = find(context, id).await?;
    page(context, &product, wrong, status).await
}

async fn page(
    context: &Context,
    product: &Product,
    said: Vec<String>,
    status: StatusCode,
) -> Result<Response, OfficeError> {
    if context.is_partial {
        return Ok((status, section(context, product, &said)).into_response());
    }
    let said = Said { photos: said, ..Said::default() };
    Ok((status, edit::page(context, product, said).await?).into_response())
}
