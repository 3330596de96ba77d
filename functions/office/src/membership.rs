//! Who belongs to the staff's chat, and what that lets them do: its creator is an owner, its administrators are managers, its
//! members clerks, unless an owner said otherwise. Who leaves the chat is out.

use chrono::Duration;
use domain::{Member, Role, UserId};
use store::Session;
use telegram::{Chat, Membership, TelegramError};

use crate::{Office, error::OfficeError};

/// A member of a session is looked up no more often than this.
const CHECKED_EVERY: Duration = Duration::minutes(5);
/// For so long a session goes on while Telegram cannot be asked.
const UNCHECKED: Duration = Duration::hours(1);

/// The role of a Telegram user in the back office; `None` for who is not of the staff.
pub(crate) async fn role(office: &Office, id: UserId) -> Result<Option<Role>, OfficeError> {
    let (Some(bot), Some(chat)) = (&office.bot, office.staff_chat) else { return Ok(None) };
    let store = &office.api.store;
    let chat = Chat(store.chat_migrations.current(chat.0).await?);
    let asked = async { bot.chat_member(chat, id.0).await.map_err(OfficeError::from) };
    let given = async { store.members.role(id).await.map_err(OfficeError::from) };
    let (membership, given) = tokio::try_join!(asked, given)?;
    Ok(membership.map(|membership| given.unwrap_or_else(|| of_chat(membership))))
}

const fn of_chat(membership: Membership) -> Role {
    match membership {
        Membership::Creator => Role::Owner,
        Membership::Administrator => Role::Manager,
        Membership::Member => Role::Clerk,
    }
}

/// The session, if its member may still come in; otherwise all of their sessions end.
pub(crate) async fn still(office: &Office, mut session: Session) -> Result<Option<Session>, OfficeError> {
    // Whoever came with the shop's first key, or from its own machine, belongs to no chat
    let Member { id: Some(member), .. } = session.member else { return Ok(Some(session)) };
    let (store, unseen) = (&office.api.store, office.api.store.now() - session.checked_at);
    if unseen < CHECKED_EVERY {
        return Ok(Some(session));
    }
    match role(office, member).await {
        Ok(Some(role)) => {
            store.sessions.note_checked(session.id, role).await?;
            session.role = role;
            Ok(Some(session))
        }
        Ok(None) => {
            store.sessions.revoke_of(member).await?;
            Ok(None)
        }
        Err(OfficeError::Telegram(error)) if unseen < UNCHECKED => {
            tracing::warn!(%error, "cannot ask who belongs to the staff's chat: sessions go on for now");
            Ok(Some(session))
        }
        Err(error) => Err(error),
    }
}

impl From<TelegramError> for OfficeError {
    fn from(error: TelegramError) -> Self {
        Self::Telegram(error)
    }
}
