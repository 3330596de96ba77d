//! The books of a shop: what must hold whatever happened on the way.

use std::collections::{BTreeMap, BTreeSet};

use domain::{Order, ProductId, UserId};
use store::Store;

use crate::customer::Visit;

/// What there was to sell.
pub(crate) struct Books {
    stock: BTreeMap<ProductId, i64>,
}

impl Books {
    /// A category of so many products with so many pieces each.
    pub(crate) async fn open(store: &Store, products: usize, stock: i64) -> Self {
        let category = testing::category(store, "Kettles", None).await;
        let mut books = Self { stock: BTreeMap::new() };
        for n in 0..products {
            let title = format!("Kettle {n}");
            let product = testing::product(store, &category).title(&title).stock(stock).create().await;
            books.stock.insert(product.id, stock);
        }
        books
    }

    pub(crate) fn products(&self) -> Vec<ProductId> {
        self.stock.keys().copied().collect()
    }

    /// Checks everything but what was told to the staff, and says how many orders there are.
    ///
    /// `repeats` is how many messages may have been sent twice.
    pub(crate) async fn check(&self, store: &Store, visits: &[Visit], repeats: u64) -> usize {
        let mut orders = Vec::new();
        let mut thanks = 0;
        for visit in visits {
            assert_eq!(visit.unanswered, Vec::<serde_json::Value>::new(), "updates to which nothing was said");
            let placed = store.orders.of_user(UserId(visit.user_id), None, 100).await.expect("orders");
            let numbers: BTreeSet<i64> = placed.iter().map(|order| order.number.0).collect();
            let thanked: BTreeSet<i64> = visit.thanked.iter().copied().collect();
            assert_eq!(numbers, thanked, "customer {} knows of every order and of no other", visit.user_id);
            assert!(numbers.len() <= visit.confirmed, "an order without a confirmation");
            thanks += visit.thanked.len();
            orders.extend(placed);
        }
        let repeated = (thanks - orders.len()) as u64;
        assert!(repeated <= repeats, "{repeated} orders were confirmed twice, {repeats} may be");
        self.check_stock(store, &orders).await;
        let numbers: BTreeSet<i64> = orders.iter().map(|order| order.number.0).collect();
        assert_eq!(numbers.len(), orders.len(), "every order has a number of its own");
        orders.len()
    }

    async fn check_stock(&self, store: &Store, orders: &[Order]) {
        let mut sold: BTreeMap<ProductId, i64> = BTreeMap::new();
        for line in orders.iter().flat_map(|order| &order.lines) {
            *sold.entry(line.product_id).or_default() += i64::from(line.quantity.get());
        }
        for (id, before) in &self.stock {
            let product = store.products.find(*id).await.expect("the database answers").expect("still there");
            let sold = sold.get(id).copied().unwrap_or_default();
            assert_eq!(i64::from(product.stock.get()) + sold, *before, "stock + sold of {id}");
        }
    }
}
