//! Orders, as customers look at them. They are placed in [`crate::placement`].

use bson::{Document, doc};
use chrono::{DateTime, Utc};
use domain::{Currency, Day, Money, Order, OrderId, OrderNumber, OrderStatus, Product, StaffCard, UserId};
use futures_util::TryStreamExt;
use mongodb::{ClientSession, Database, IndexModel};
use serde::Deserialize;

use crate::{
    Page, PageRequest, Position, StoreError,
    documents::{Documents, all},
    figures,
    index::{hint, index, unique_index},
    keyset::{Key, Keyset},
    names::PRODUCTS,
    stamp,
};

pub(crate) const COLLECTION: &str = "orders";
const OPEN: &str = "open";
pub(crate) const NUMBER: &str = "numbered";
pub(crate) const CHANGED: &str = "changed";
pub(crate) const NEWEST_OF_STATUS: &str = "newest_of_status";

const NEWEST: Keyset = Keyset { field: Some("created_at"), descending: true };

pub(crate) fn indexes() -> Vec<IndexModel> {
    let newest = doc! { "created_at": -1, "_id": -1, "status": 1 };
    let within = |field: &str| [doc! { field: 1 }, newest.clone()].into_iter().flatten().collect::<Document>();
    vec![
        figures::index_of_orders(),
        index("newest", newest.clone()),
        index("newest_of_user", within("user_id")),
        index(NEWEST_OF_STATUS, doc! { "status": 1, "created_at": -1, "_id": -1 }),
        // Each once, as they come from a counter
        index(NUMBER, doc! { "number": 1, "_id": 1 }),
        index(CHANGED, doc! { "modified_at": -1 }),
        index(OPEN, doc! { "status": 1, "number": 1 }),
        index("of_user", doc! { "user_id": 1, "number": -1 }),
        // One update places one order, however often it is delivered
        unique_index("placed_by", doc! { "user_id": 1, "update_id": 1 }),
    ]
}

/// The collection `orders`.
#[derive(Clone, Debug)]
pub struct Orders {
    collection: Documents,
}

/// Which orders.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OrderQuery {
    /// This customer's.
    pub user_id: Option<UserId>,
    /// Those that have come so far.
    pub status: Option<OrderStatus>,
    /// Placed then or later.
    pub from: Option<DateTime<Utc>>,
    /// Placed before.
    pub to: Option<DateTime<Utc>>,
}

#[derive(Deserialize)]
struct WithProducts {
    order: Order,
    products: Vec<Product>,
}

/// Orders of some time, summed up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sales {
    /// All that were placed.
    pub orders: i64,
    /// Of these, how many are cancelled.
    pub cancelled: i64,
    /// Of these, how many are sold: neither cancelled nor returned.
    pub sold: i64,
    /// What those that are sold cost together.
    pub revenue: Money,
}

#[derive(Deserialize)]
struct SalesOfStatus {
    #[serde(rename = "_id")]
    status: String,
    orders: i64,
    revenue: Money,
}

impl Sales {
    /// What an order that is sold costs on average; zero if none is.
    pub fn average(&self) -> Money {
        self.revenue.divided_by(self.sold)
    }
}

impl OrderQuery {
    fn conditions(&self) -> Vec<Document> {
        let mut conditions = vec![];
        conditions.extend(self.user_id.map(|id| doc! { "user_id": id }));
        conditions.extend(self.status.map(|status| doc! { "status": status.into_str() }));
        conditions.extend(self.from.map(|at| doc! { "created_at": { "$gte": bson::DateTime::from(at) } }));
        conditions.extend(self.to.map(|at| doc! { "created_at": { "$lt": bson::DateTime::from(at) } }));
        conditions
    }
}

impl Orders {
    pub(crate) fn new(db: &Database) -> Self {
        Self { collection: Documents::of(db, COLLECTION) }
    }

    pub(crate) const fn collection(&self) -> &Documents {
        &self.collection
    }

    /// A customer's orders, newest first, those before `before` if given.
    pub async fn of_user(
        &self,
        user_id: UserId,
        before: Option<OrderNumber>,
        limit: i64,
    ) -> Result<Vec<Order>, StoreError> {
        let mut filter = doc! { "user_id": user_id };
        if let Some(before) = before {
            filter.insert("number", doc! { "$lt": before.0 });
        }
        let orders = self.collection.typed();
        all(orders.find(filter).sort(doc! { "number": -1 }).limit(limit)).await
    }

    /// An order of this customer; `None` when it does not exist or is somebody else's.
    pub async fn find_of_user(&self, id: OrderId, user_id: UserId) -> Result<Option<Order>, StoreError> {
        Ok(self.collection.typed().find_one(doc! { "_id": id, "user_id": user_id }).await?)
    }

    /// The same with those of its products that still exist.
    pub async fn find_with_products(
        &self,
        id: OrderId,
        user_id: UserId,
    ) -> Result<Option<(Order, Vec<Product>)>, StoreError> {
        let pipeline = [
            doc! { "$match": { "_id": id, "user_id": user_id } },
            doc! { "$project": { "_id": 0, "order": "$$ROOT" } },
            doc! { "$lookup": {
                "from": PRODUCTS, "localField": "order.items.product_id", "foreignField": "_id", "as": "products",
            } },
        ];
        let mut found = self.collection.aggregate(pipeline).with_type::<WithProducts>().await?;
        Ok(found.try_next().await?.map(|WithProducts { order, products }| (order, products)))
    }

    /// The order with this number, if it exists.
    pub async fn find_number(&self, number: OrderNumber) -> Result<Option<Order>, StoreError> {
        Ok(self.collection.typed().find_one(doc! { "number": number.0 }).await?)
    }

    /// Orders about which the shop still has to do something, oldest first, those after `after` if given.
    pub async fn open(&self, after: Option<OrderNumber>, limit: i64) -> Result<Vec<Order>, StoreError> {
        let after = after.map_or(0, |number| number.0);
        let open = OrderStatus::OPEN.map(|status| status.into_str()).to_vec();
        let filter = doc! { "status": { "$in": open }, "number": { "$gt": after } };
        all(self.collection.typed().find(filter).sort(doc! { "number": 1 }).limit(limit)).await
    }

    /// Orders that have waited longest for the shop: those it has not looked at yet, then those to be shipped; oldest first.
    pub(crate) async fn waiting(&self, limit: i64) -> Result<Vec<Order>, StoreError> {
        let orders = self.collection.typed();
        let oldest = async |status: OrderStatus| {
            let of_status = doc! { "status": status.into_str() };
            all(orders.find(of_status).sort(doc! { "number": 1 }).hint(hint(OPEN)).limit(limit)).await
        };
        let (new, accepted) = tokio::try_join!(oldest(OrderStatus::New), oldest(OrderStatus::Accepted))?;
        let limit = usize::try_from(limit).unwrap_or_default();
        Ok(new.into_iter().chain(accepted).take(limit).collect())
    }

    /// Notes which message shows an order to the staff. The order itself does not change by it.
    pub async fn set_staff_card(&self, id: OrderId, card: StaffCard) -> Result<(), StoreError> {
        let set = doc! { "staff_card": bson::serialize_to_bson(&card)? };
        self.collection.update_one(doc! { "_id": id }, doc! { "$set": set }).await?;
        Ok(())
    }

    /// An order, if it exists.
    pub async fn find(&self, id: OrderId) -> Result<Option<Order>, StoreError> {
        self.collection.typed().get(id).await
    }

    /// The order that an update placed, if it placed one.
    pub async fn placed_by(&self, user_id: UserId, update_id: i64) -> Result<Option<Order>, StoreError> {
        Ok(self.collection.typed().find_one(doc! { "user_id": user_id, "update_id": update_id }).await?)
    }

    /// A page of orders, newest first.
    ///
    /// # Errors
    /// [`StoreError::WrongPosition`] when the page begins at a position of another list; [`StoreError::Driver`].
    pub async fn list(&self, query: &OrderQuery, request: &PageRequest) -> Result<Page<Order>, StoreError> {
        let filter = NEWEST.filter(request, &query.conditions())?;
        let orders = self.collection.typed();
        let found = orders.find(filter).sort(NEWEST.sort()).limit(request.read_limit());
        let items = all(found).await?;
        Ok(Page::of(items, request, |order: &Order| Position::of(Some(Key::from(order.created_at)), order.id.0)))
    }

    /// How many orders were placed behind this one, up to 100.
    pub async fn newer_than(&self, after: OrderNumber) -> Result<u64, StoreError> {
        Ok(self.collection.count_documents(doc! { "number": { "$gt": after.0 } }).limit(100).await?)
    }

    /// What was ordered on a day, in one currency.
    pub async fn sales(&self, day: Day, currency: Currency) -> Result<Sales, StoreError> {
        let placed = doc! {
            "created_at": { "$gte": bson::DateTime::from(day.from), "$lt": bson::DateTime::from(day.to) },
            "total.currency": currency.code(),
        };
        let sum = doc! { "_id": "$status", "orders": { "$sum": 1_i64 }, "amount": { "$sum": "$total.amount" } };
        let revenue = doc! { "amount": "$amount", "currency": { "$literal": currency.code() } };
        let pipeline = [
            doc! { "$match": placed },
            doc! { "$group": sum },
            doc! { "$project": { "orders": 1, "revenue": revenue } },
        ];
        let mut sums = self.collection.aggregate(pipeline).with_type::<SalesOfStatus>().await?;
        let mut sales = Sales { orders: 0, cancelled: 0, sold: 0, revenue: Money::zero(currency) };
        while let Some(SalesOfStatus { status, orders, revenue }) = sums.try_next().await? {
            sales.orders += orders;
            if status == OrderStatus::Cancelled.into_str() {
                sales.cancelled += orders;
            } else if status != OrderStatus::Returned.into_str() {
                sales.sold += orders;
                sales.revenue = Money::sum(currency, [sales.revenue, revenue])?;
            }
        }
        Ok(sales)
    }

    /// Takes the contact out of a customer's orders; what was bought and for how much stays.
    pub(crate) async fn forget_contact(
        &self,
        user_id: UserId,
        now: DateTime<Utc>,
        session: &mut ClientSession,
    ) -> Result<(), StoreError> {
        let update = stamp::modified(now, doc! { "$set": { "contact": null } });
        self.collection.update_many(doc! { "user_id": user_id }, update).session(session).await?;
        Ok(())
    }
}
