//! What a customer changes of their cart, as the write that claims the update does it.
//!
//! It has two forms, as the claim has (see [`visit`](crate::visit)). [`CartChange::document`] is an expression over the
//! cart as it is, whatever that is. [`CartChange::plain`] is for what is asked most, one more of a product, where it is
//! known or likely that there is a line of it, or none.

use bson::{Bson, Document, doc};
use domain::{Cart, ProductId, Quantity};
use serde::Deserialize;

/// How many updates a cart remembers.
pub(crate) const REMEMBERED: i32 = 100;

/// A change of a cart, as the customer asks for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CartChange {
    /// One more of a product; a new line if there is none, unless the cart is full.
    Add(ProductId),
    /// One more of a line, if there is one.
    Plus(ProductId),
    /// One less of a line; the last one takes the line away.
    Minus(ProductId),
    /// A line less.
    Remove(ProductId),
    /// No lines any more.
    Clear,
}

/// A line as a change found it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct LineBefore {
    /// How many were in the cart.
    pub quantity: u32,
    /// Which line it was, from 0; negative when there was none.
    pub index: i32,
}

/// A change as a part of a plain update, of a cart that has the line it is about, or has none.
pub(crate) struct PlainChange {
    /// What the document must be like.
    pub(crate) filter: Document,
    /// What is set.
    pub(crate) set: Document,
    /// The other operators.
    pub(crate) update: Document,
    /// Which line `$[line]` is.
    pub(crate) array_filter: Option<Document>,
}

impl LineBefore {
    /// There was no such line.
    pub const NONE: Self = Self { quantity: 0, index: -1 };

    pub(crate) fn document(self) -> Document {
        doc! { "quantity": i64::from(self.quantity), "index": self.index }
    }
}

impl CartChange {
    /// The product whose line changes.
    pub const fn product_id(self) -> Option<ProductId> {
        match self {
            Self::Add(id) | Self::Plus(id) | Self::Minus(id) | Self::Remove(id) => Some(id),
            Self::Clear => None,
        }
    }

    /// The change without looking at the cart; `None` where it may depend on more than whether there is a line of the
    /// product. `seen` are the products of the cart's lines as this process saw them last.
    pub(crate) fn plain(self, update_id: i64, seen: Option<&[ProductId]>) -> Option<PlainChange> {
        let (id, has_line) = match self {
            Self::Add(id) => (id, seen?.contains(&id)),
            Self::Plus(id) => (id, true),
            Self::Minus(_) | Self::Remove(_) | Self::Clear => return None,
        };
        let mut filter = doc! { "cart.applied": { "$ne": update_id } };
        let mut push = doc! { "cart.applied": { "$each": [update_id], "$slice": -REMEMBERED } };
        // Not `before`, which such an update cannot know: CartDocument::before concludes it
        let mut last = doc! { "update_id": update_id };
        if has_line {
            let below_most = doc! { "$lt": i64::from(Quantity::MAX) };
            filter.insert("cart.lines", doc! { "$elemMatch": { "product_id": id, "quantity": below_most } });
            let (set, inc) = (doc! { "cart.last": last }, doc! { "cart.lines.$[line].quantity": 1_i64 });
            let (update, array_filter) = (doc! { "$inc": inc, "$push": push }, Some(doc! { "line.product_id": id }));
            return Some(PlainChange { filter, set, update, array_filter });
        }
        filter.insert("cart.lines.product_id", doc! { "$ne": id });
        filter.insert(format!("cart.lines.{}", Cart::MAX_LINES - 1), doc! { "$exists": false });
        push.insert("cart.lines", line_of_one(id));
        last.insert("before", LineBefore::NONE.document());
        let (set, update) = (doc! { "cart.last": last }, doc! { "$push": push });
        Some(PlainChange { filter, set, update, array_filter: None })
    }

    /// The field `cart` after the change, once per update, with what the change found of its product's line: a repeated
    /// update is answered by what the first one found.
    pub(crate) fn document(self, update_id: i64) -> Document {
        let applied = doc! { "$ifNull": ["$cart.applied", []] };
        let lines = doc! { "$let": {
            "vars": { "lines": { "$ifNull": ["$cart.lines", []] } },
            "in": self.lines(),
        } };
        let changed = doc! {
            "lines": lines,
            "applied": { "$slice": [{ "$concatArrays": [applied.clone(), [update_id]] }, -REMEMBERED] },
            "last": { "update_id": update_id, "before": self.product_id().map(line_before) },
        };
        doc! { "$cond": [{ "$in": [update_id, applied] }, "$cart", changed] }
    }

    /// An expression over `$$lines`.
    fn lines(self) -> Bson {
        match self {
            Self::Add(id) => {
                let is_there = doc! { "$in": [id, "$$lines.product_id"] };
                doc! { "$cond": [is_there, Self::Plus(id).lines(), appended(id)] }.into()
            }
            Self::Plus(id) => {
                let raised = doc! { "$add": ["$$line.quantity", 1_i64] };
                with_quantity(id, doc! { "$min": [raised, i64::from(Quantity::MAX)] }).into()
            }
            Self::Minus(id) => {
                let lowered = with_quantity(id, doc! { "$subtract": ["$$line.quantity", 1_i64] });
                let is_left = doc! { "$gt": ["$$line.quantity", 0_i64] };
                doc! { "$filter": { "input": lowered, "as": "line", "cond": is_left } }.into()
            }
            Self::Remove(id) => {
                let others = doc! { "$ne": ["$$line.product_id", id] };
                doc! { "$filter": { "input": "$$lines", "as": "line", "cond": others } }.into()
            }
            Self::Clear => Bson::Array(vec![]),
        }
    }
}

/// The lines with one more, unless the cart is full. Its title is stored later: the write does not know it.
fn appended(product_id: ProductId) -> Document {
    let room = doc! { "$lt": [{ "$size": "$$lines" }, i32::try_from(Cart::MAX_LINES).unwrap_or(i32::MAX)] };
    doc! { "$cond": [room, { "$concatArrays": ["$$lines", [line_of_one(product_id)]] }, "$$lines"] }
}

fn line_of_one(product_id: ProductId) -> Document {
    doc! { "product_id": product_id, "quantity": 1_i64 }
}

/// [`LineBefore`], from the cart as it is before the change.
fn line_before(product_id: ProductId) -> Document {
    let index = doc! { "$indexOfArray": [{ "$ifNull": ["$cart.lines.product_id", []] }, product_id] };
    let quantity = doc! { "$cond": [
        { "$lt": ["$$index", 0] }, 0_i64, { "$arrayElemAt": ["$cart.lines.quantity", "$$index"] },
    ] };
    doc! { "$let": { "vars": { "index": index }, "in": { "quantity": quantity, "index": "$$index" } } }
}

/// The lines with another quantity for one product.
fn with_quantity(product_id: ProductId, quantity: Document) -> Document {
    let changed = doc! { "$mergeObjects": ["$$line", { "quantity": quantity }] };
    let is_it = doc! { "$eq": ["$$line.product_id", product_id] };
    doc! { "$map": { "input": "$$lines", "as": "line", "in": { "$cond": [is_it, changed, "$$line"] } } }
}
