//! The way into the back office: a link that lets the member who asks in, once, sent to them alone.

use domain::{Locale, Member};
use store::{SignInLinks, Token};
use telegram::{Button, Call, Chat, Keyboard, Screen};
use url::Url;

use super::{context::Context, orders::member};
use crate::{context::Reply, failure::Failure};

/// A link in the member's private chat, and a word where everybody reads that it is there. That word comes first: where
/// the bot may not write to somebody, what is after it is not said.
pub(super) async fn invite(context: &Context<'_>) -> Result<Reply, Failure> {
    let (shop, words) = (context.shop, context.words);
    let Some(address) = &shop.public_url else {
        return Ok(Reply::of([context.say(words.message("staff-office-no-address").into_html())]));
    };
    let (sender, name) = (&context.origin.sender, member(context));
    let who = Member { id: Some(sender.id), name: name.clone() };
    let token = Token::random();
    let locale: Option<Locale> = Some(words.locale);
    shop.store.sign_in_links.create(&token, who, locale, SignInLinks::VALID).await?;
    let said = words.message("staff-office-sent").text("name", name.to_string()).into_html();
    let open = match shop.api.link().await {
        Ok(link) => Some(Button::link(words.label("staff-office-open-chat"), link.start("office"))),
        Err(error) => {
            tracing::warn!(%error, "the bot's own address is not known");
            None
        }
    };
    let said = Screen::new(said).keyboard(Keyboard::inline(open.map(|button| [button])));
    let enter = Button::link(words.label("staff-office-enter"), link(address, &token));
    let link = Screen::new(words.message("staff-office-link").into_html()).keyboard(Keyboard::inline([[enter]]));
    Ok(Reply::of([context.send(said), Call::send(Chat(sender.id.0), link)]))
}

fn link(address: &Url, token: &Token) -> Url {
    let mut link = address.clone();
    let base = address.path().trim_end_matches('/');
    link.set_path(&format!("{base}/office/login/{token}"));
    link
}
