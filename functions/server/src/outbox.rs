//! `server outbox`: notices that could not be delivered, listed and tried again by the operator.

use std::error::Error;

use bson::oid::ObjectId;
use clap::Subcommand;
use store::{Notice, Store, StoreError, Undelivered};

use crate::table;

#[derive(Subcommand)]
pub(crate) enum OutboxCommand {
    /// Lists them: id, kind, what it is about, attempts, next attempt, and why the last one failed
    List,
    /// Has one or all of them tried again at once, also those that were given up
    #[command(arg_required_else_help = true)]
    Retry {
        /// The notice, as in the list
        #[arg(value_parser = id, required_unless_present = "all")]
        id: Option<ObjectId>,
        /// Every notice of the list
        #[arg(long, conflicts_with = "id")]
        all: bool,
    },
}

fn id(text: &str) -> Result<ObjectId, String> {
    ObjectId::parse_str(text).map_err(|_| "not an id of 24 hexadecimal digits".to_owned())
}

pub(crate) async fn run(command: OutboxCommand, store: &Store) -> Result<(), Box<dyn Error>> {
    match command {
        OutboxCommand::List => list(store).await?,
        OutboxCommand::Retry { id: None, .. } => retry_all(store).await?,
        OutboxCommand::Retry { id: Some(id), .. } if store.outbox.retry(id).await? => {
            println!("The notice {id} is tried again.");
        }
        OutboxCommand::Retry { id: Some(id), .. } => return Err(format!("there is no undelivered notice {id}").into()),
    }
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
    table::print(&rows);
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
        Some(
            Notice::OrderPlaced { order_id }
            | Notice::OrderCard { order_id }
            | Notice::OrderCancelled { order_id }
            | Notice::OrderChanged { order_id, .. },
        ) => {
            match store.orders.find(order_id).await {
                Ok(Some(order)) => format!("order {}", order.number.0),
                Err(error) if error.is_unavailable() => return Err(error),
                // Gone, or it cannot be read: the list must show the notice all the same
                Ok(None) | Err(_) => format!("order {order_id}"),
            }
        }
        Some(Notice::Message { message_id }) => format!("message {message_id}"),
        Some(Notice::ProductAlert { product_id, .. } | Notice::ProductDeleted { product_id }) => {
            format!("product {product_id}")
        }
        Some(Notice::NewsPublished { news_id }) => format!("news {news_id}"),
        Some(Notice::BroadcastEnded { broadcast_id }) => format!("broadcast {broadcast_id}"),
        Some(Notice::BroadcastTest { .. }) => "a test message".to_owned(),
        Some(Notice::CategoryMoved { category_id }) => format!("category {category_id}"),
        Some(Notice::BulkChange { bulk_id }) => format!("change of products {bulk_id}"),
        None => "?".to_owned(),
    })
}
