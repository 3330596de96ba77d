//! `server outbox`: notices that could not be delivered, listed and tried again by the operator.

use bson::oid::ObjectId;
use clap::{Arg, ArgAction, ArgMatches, Command};
use store::{Notice, Store, StoreError, Undelivered};

/// Why `server outbox` could not do what it was asked to.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OutboxError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("there is no undelivered notice {0}")]
    Unknown(ObjectId),
}

pub(crate) fn command() -> Command {
    let id = Arg::new("id").value_name("ID").value_parser(id).help("The notice, as in the list");
    let all = Arg::new("all").long("all").action(ArgAction::SetTrue).help("Every notice of the list");
    let list = Command::new("list")
        .about("Lists them: id, kind, what it is about, attempts, next attempt, and why the last one failed");
    let retry = Command::new("retry")
        .about("Has one or all of them tried again at once, also those that were given up")
        .args([id.required_unless_present("all"), all.conflicts_with("id")])
        .arg_required_else_help(true);
    Command::new("outbox")
        .about("Lists notices that could not be delivered, and has them tried again")
        .subcommands([list, retry])
        .subcommand_required(true)
        .arg_required_else_help(true)
}

fn id(text: &str) -> Result<ObjectId, String> {
    ObjectId::parse_str(text).map_err(|_| "not an id of 24 hexadecimal digits".to_owned())
}

pub(crate) async fn run(words: &ArgMatches, store: &Store) -> Result<(), OutboxError> {
    match words.subcommand() {
        Some(("retry", words)) => match words.get_one::<ObjectId>("id") {
            Some(id) => retry(*id, store).await,
            None => Ok(retry_all(store).await?),
        },
        _ => Ok(list(store).await?),
    }
}

async fn retry(id: ObjectId, store: &Store) -> Result<(), OutboxError> {
    if !store.outbox.retry(id).await? {
        return Err(OutboxError::Unknown(id));
    }
    println!("The notice {id} is tried again.");
    Ok(())
}

async fn retry_all(store: &Store) -> Result<(), StoreError> {
    match store.outbox.retry_all().await? {
        0 => println!("There are no undelivered notices."),
        1 => println!("1 notice is tried again."),
        count => println!("{count} notices are tried again."),
    }
    Ok(())
}

async fn list(store: &Store) -> Result<(), StoreError> {
    let mut rows = Vec::new();
    for notice in store.outbox.undelivered().await? {
        rows.push(row(&notice, store).await?);
    }
    if rows.is_empty() {
        println!("There are no undelivered notices.");
    }
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
    for [id, kind, about, attempts, next, reason] in &rows {
        println!(
            "{id:0$}  {kind:1$}  {about:2$}  {attempts:3$}  {next:4$}  {reason}",
            width(0),
            width(1),
            width(2),
            width(3),
            width(4)
        );
    }
    Ok(())
}

async fn row(notice: &Undelivered, store: &Store) -> Result<[String; 6], StoreError> {
    let attempts = match notice.attempts {
        1 => "1 attempt".to_owned(),
        count => format!("{count} attempts"),
    };
    let next = match notice.next_attempt {
        Some(next) => format!("next {}", next.format("%Y-%m-%d %H:%M UTC")),
        None => "given up".to_owned(),
    };
    // A line per notice, whatever Telegram said
    let reason = notice.reason.replace(char::is_control, " ");
    Ok([notice.id.clone(), notice.kind.clone(), about(notice, store).await?, attempts, next, reason])
}

async fn about(notice: &Undelivered, store: &Store) -> Result<String, StoreError> {
    Ok(match notice.notice {
        Some(Notice::OrderPlaced { order_id } | Notice::OrderChanged { order_id, .. }) => {
            match store.orders.find(order_id).await {
                Ok(Some(order)) => format!("order {}", order.number.0),
                Err(error) if error.is_unavailable() => return Err(error),
                // Gone, or it cannot be read: the list must show the notice all the same
                Ok(None) | Err(_) => format!("order {order_id}"),
            }
        }
        Some(Notice::NewsPublished { news_id }) => format!("news {news_id}"),
        Some(Notice::BroadcastEnded { broadcast_id }) => format!("broadcast {broadcast_id}"),
        Some(Notice::CategoryMoved { category_id }) => format!("category {category_id}"),
        None => "?".to_owned(),
    })
}
