//! How `POST /telegram/webhook` describes itself: in the document of this function, and merged into that of `server`.

use utoipa::{
    Modify, OpenApi as _,
    openapi::{
        OpenApi,
        security::{ApiKey, ApiKeyValue, SecurityScheme},
    },
};

/// Whatever the handler does not say by itself.
pub(crate) fn document() -> OpenApi {
    Documented::openapi()
}

#[derive(utoipa::OpenApi)]
#[openapi(modifiers(&Secret))]
struct Documented;

/// Telegram's update, of which only this is looked at here (Bot API, `Update`).
#[derive(utoipa::ToSchema)]
#[schema(as = Update, example = json!({ "update_id": 1 }))]
#[expect(dead_code, reason = "describes a body that telegram::decode reads")]
pub(crate) struct UpdateBody {
    #[schema(minimum = 0, maximum = 4_294_967_295_i64)]
    update_id: i64,
}

/// How Telegram shows that it is Telegram.
struct Secret;

impl Modify for Secret {
    fn modify(&self, document: &mut OpenApi) {
        let header = ApiKeyValue::with_description("X-Telegram-Bot-Api-Secret-Token", "What setWebhook was given");
        let scheme = SecurityScheme::ApiKey(ApiKey::Header(header));
        document.components.get_or_insert_default().add_security_scheme("telegram", scheme);
    }
}
