//! The summary a customer confirms, and how it may differ from what the shop can deliver a moment later.
//!
//! What the customer saw is what the customer pays: the summary they were shown is kept with the conversation, and
//! placing the order compares it with a fresh one. Any [`SummaryDifference`] means: ask again.

use serde::{Deserialize, Serialize};

use crate::{
    Basket, BasketLine, Contact, Languages, LineState, Money, ProductId, Quantity, Title, Titles, Translations,
};

/// What a customer is asked to confirm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// What is bought.
    pub lines: Vec<SummaryLine>,
    /// What it costs altogether.
    pub total: Money,
    /// For whom.
    pub contact: Contact,
}

/// A line of a summary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SummaryLine {
    pub product_id: ProductId,
    pub title: Title,
    /// The title in other languages.
    #[serde(default, skip_serializing_if = "Translations::is_empty")]
    pub translations: Translations<Title>,
    /// Price of one, after the discount.
    pub unit_price: Money,
    pub quantity: Quantity,
}

/// How a basket differs from the summary that was shown, or what can be had now from an order of old.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SummaryDifference {
    /// One unit costs more or less.
    Price {
        title: Titles,
        /// As shown.
        from: Money,
        /// As it is.
        to: Money,
    },
    /// Another quantity, or a product that was not shown (`from` is 0) or is not in the cart any more (`to` is 0).
    Quantity {
        title: Titles,
        /// As shown.
        from: u32,
        /// As it is.
        to: u32,
    },
    /// Fewer are left than wanted; `left` may be 0.
    Stock {
        title: Titles,
        /// How many there are.
        left: u32,
    },
    /// The catalogue has it no more.
    Gone { title: Titles },
    /// It is called something else now.
    Title {
        /// As shown.
        from: Titles,
        /// As it is.
        to: Titles,
    },
}

impl Summary {
    /// The summary of a basket; `None` when a line of it cannot be had, or there is none.
    pub fn of(basket: &Basket, contact: Contact) -> Option<Self> {
        if basket.is_empty() {
            return None;
        }
        let lines = basket.lines.iter().map(SummaryLine::of).collect::<Option<Vec<_>>>()?;
        Some(Self { lines, total: basket.total, contact })
    }

    /// What became of the lines in the meantime; empty when `basket` is just what was shown.
    pub fn changes(&self, basket: &Basket) -> Vec<SummaryDifference> {
        let removed =
            self.lines.iter().filter(|shown| !basket.lines.iter().any(|now| now.product_id == shown.product_id));
        let removed = removed.map(|shown| SummaryDifference::Quantity {
            title: shown.titles(),
            from: shown.quantity.get(),
            to: 0,
        });
        let changed = basket.lines.iter().flat_map(|now| {
            self.lines.iter().find(|shown| shown.product_id == now.product_id).map_or_else(
                || vec![SummaryDifference::Quantity { title: now.title.clone(), from: 0, to: now.quantity.get() }],
                |shown| line_changes(shown, now),
            )
        });
        removed.chain(changed).collect()
    }
}

impl SummaryLine {
    fn of(line: &BasketLine) -> Option<Self> {
        let LineState::Available { unit_price, .. } = line.state else {
            return None;
        };
        let Titles { base: title, translations } = line.title.clone();
        Some(Self { product_id: line.product_id, title, translations, unit_price, quantity: line.quantity })
    }

    /// The title in every language there was.
    pub fn titles(&self) -> Titles {
        Titles { base: self.title.clone(), translations: self.translations.clone() }
    }

    /// The title as it is shown.
    pub fn title_in(&self, languages: Languages) -> &Title {
        languages.pick(&self.translations, Some).unwrap_or(&self.title)
    }

    /// What this line costs.
    pub const fn total(&self) -> Money {
        self.unit_price.times(self.quantity)
    }
}

fn line_changes(shown: &SummaryLine, now: &BasketLine) -> Vec<SummaryDifference> {
    let title = now.title.clone();
    let mut changes = Vec::new();
    match now.state {
        LineState::Gone => return vec![SummaryDifference::Gone { title }],
        LineState::SoldOut => return vec![SummaryDifference::Stock { title, left: 0 }],
        LineState::Short { left } => changes.push(SummaryDifference::Stock { title: title.clone(), left }),
        LineState::Available { unit_price, .. } if unit_price != shown.unit_price => {
            changes.push(SummaryDifference::Price { title: title.clone(), from: shown.unit_price, to: unit_price });
        }
        LineState::Available { .. } => {}
    }
    if now.quantity != shown.quantity {
        changes.push(SummaryDifference::Quantity {
            title: title.clone(),
            from: shown.quantity.get(),
            to: now.quantity.get(),
        });
    }
    if title != shown.titles() {
        changes.push(SummaryDifference::Title { from: shown.titles(), to: title });
    }
    changes
}
