//! Customers as staff look at them: listed and searched, summed up, and exported with everything that is stored about them.

use bson::{Bson, Document, RawDocumentBuf, doc};
use chrono::{DateTime, SecondsFormat, Utc};
use domain::{Currency, Money, OrderStatus, User, UserId};
use futures_util::TryStreamExt;
use serde::Deserialize;
use serde_json::Value;

use super::{Users, profile_only, terms};
use crate::{
    Page, PageRequest, Position, StoreError, alerts,
    documents::{Documents, all, part},
    keyset::{Key, Keyset},
    messages, orders, stamp,
};

const NEWEST: Keyset = Keyset { field: Some("created_at"), descending: true };

/// Which customers a list shows: those that fulfil all of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CustomerQuery {
    /// Those that this finds; all, if it is empty.
    pub text: String,
    /// Who first came then or later.
    pub from: Option<DateTime<Utc>>,
    /// Who first came before.
    pub to: Option<DateTime<Utc>>,
}

impl CustomerQuery {
    /// Those that this finds.
    pub fn text(text: &str) -> Self {
        Self { text: text.to_owned(), ..Self::default() }
    }

    fn conditions(&self) -> Vec<Document> {
        let mut conditions = terms::conditions(&self.text);
        conditions.extend(self.from.map(|at| doc! { "created_at": { "$gte": stamp::date(at) } }));
        conditions.extend(self.to.map(|at| doc! { "created_at": { "$lt": stamp::date(at) } }));
        conditions
    }
}

/// A customer in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedCustomer {
    pub user: User,
    /// How many orders they have placed, as far as the worker has counted.
    pub orders: i64,
}

/// A customer, and what they have bought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerSummary {
    pub user: User,
    /// All they have placed.
    pub orders: i64,
    /// What those cost that are neither cancelled nor returned.
    pub spent: Money,
    /// When they placed the last one.
    pub last_order_at: Option<DateTime<Utc>>,
}

#[derive(Deserialize)]
struct Counted {
    #[serde(default)]
    orders: i64,
}

#[derive(Deserialize)]
struct Bought {
    orders: i64,
    spent: i64,
    last_order_at: bson::DateTime,
}

impl Users {
    /// A page of the customers that are asked for, newest first.
    ///
    /// # Errors
    /// [`StoreError::WrongPosition`] when the page begins at a position of another list; [`StoreError::Driver`].
    pub async fn search(
        &self,
        query: &CustomerQuery,
        request: &PageRequest,
    ) -> Result<Page<ListedCustomer>, StoreError> {
        let users = self.collection.typed::<RawDocumentBuf>();
        let filter = NEWEST.filter(request, &query.conditions())?;
        let found = users.find(filter).sort(NEWEST.sort()).projection(profile_only()).limit(request.read_limit());
        let read = |raw: RawDocumentBuf| {
            let Counted { orders } = part(&raw)?;
            Ok(ListedCustomer { user: part(&raw)?, orders })
        };
        let items = all(found).await?.into_iter().map(read).collect::<Result<Vec<_>, StoreError>>()?;
        let position = |item: &ListedCustomer| Position::of(Some(Key::from(item.user.created_at)), item.user.id.0);
        Ok(Page::of(items, request, position))
    }

    /// A customer with what they have bought in this currency, if they are known.
    pub async fn summary(&self, id: UserId, currency: Currency) -> Result<Option<CustomerSummary>, StoreError> {
        let back = [OrderStatus::Cancelled, OrderStatus::Returned].map(|status| status.into_str()).to_vec();
        let sold = doc! { "$and": [
            { "$not": { "$in": ["$status", back] } }, { "$eq": ["$total.currency", currency.code()] },
        ] };
        let sums = doc! {
            "_id": null,
            "orders": { "$sum": 1_i64 },
            "spent": { "$sum": { "$cond": [sold, "$total.amount", 0_i64] } },
            "last_order_at": { "$max": "$created_at" },
        };
        let bought = async {
            let orders: Documents = Documents::of(&self.db, orders::COLLECTION);
            let pipeline = [doc! { "$match": { "user_id": id } }, doc! { "$group": sums }];
            let mut sums = orders.aggregate(pipeline).with_type::<Bought>().await?;
            Ok(sums.try_next().await?)
        };
        let (user, bought) = tokio::try_join!(self.find(id), bought)?;
        let Some(user) = user else { return Ok(None) };
        let spent = bought.as_ref().and_then(|bought| Money::total(bought.spent, currency));
        Ok(Some(CustomerSummary {
            user,
            orders: bought.as_ref().map_or(0, |bought| bought.orders),
            spent: spent.unwrap_or(Money::zero(currency)),
            last_order_at: bought.map(|bought| bought.last_order_at.to_chrono()),
        }))
    }

    /// Everything that is stored about a person, for them to read: who they are and their cart, orders, messages and alerts.
    /// `None` when nothing is.
    pub async fn export(&self, id: UserId) -> Result<Option<Value>, StoreError> {
        let of = async |name: &str, projection: Document| {
            let documents: Documents = Documents::of(&self.db, name);
            let found = documents.find(doc! { "user_id": id }).projection(projection);
            all::<Document>(found).await
        };
        let person = async {
            let bookkeeping = doc! { "claim": 0, "handled": 0, "step": 0, "step_at": 0, "terms": 0, "orders": 0 };
            let found = self.collection.find(doc! { "_id": id }).projection(bookkeeping).limit(-1);
            Ok::<_, StoreError>(all::<Document>(found).await?.pop())
        };
        let (person, orders, messages, alerts) = tokio::try_join!(
            person,
            of(orders::COLLECTION, doc! { "update_id": 0, "counted": 0, "uncounted": 0 }),
            of(messages::COLLECTION, doc! { "update_id": 0 }),
            of(alerts::COLLECTION, doc! { "told": 0 }),
        )?;
        if person.is_none() && orders.is_empty() && messages.is_empty() && alerts.is_empty() {
            return Ok(None);
        }
        let list = |documents: Vec<Document>| documents.into_iter().map(plain_document).collect::<Vec<_>>();
        Ok(Some(serde_json::json!({
            "customer": person.map(plain_document),
            "orders": list(orders),
            "messages": list(messages),
            "alerts": list(alerts),
        })))
    }
}

fn plain_document(document: Document) -> Value {
    document
        .into_iter()
        .map(|(name, value)| (if name == "_id" { "id".to_owned() } else { name }, plain(value)))
        .collect()
}

/// As people and programs read it: times in RFC 3339, ids in hexadecimal digits.
fn plain(value: Bson) -> Value {
    match value {
        Bson::Document(document) => plain_document(document),
        Bson::Array(items) => items.into_iter().map(plain).collect(),
        Bson::DateTime(at) => at.to_chrono().to_rfc3339_opts(SecondsFormat::Millis, true).into(),
        Bson::ObjectId(id) => id.to_hex().into(),
        Bson::String(text) => text.into(),
        Bson::Int32(number) => number.into(),
        Bson::Int64(number) => number.into(),
        Bson::Double(number) => number.into(),
        Bson::Boolean(is_so) => is_so.into(),
        Bson::Null | Bson::Undefined => Value::Null,
        other => other.to_string().into(),
    }
}
