//! A price, a discount or a stock, changed where it stands in the list: by a row's form, or each for itself as soon as it is left.
//! The value that was seen goes along; whoever comes second is shown both values and decides.

use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::{Discount, Money, Product, Ranged, Role, Stock};
use maud::{Markup, html};
use screens::Words;
use store::{Cell, CellOutcome};

use super::{PATH, amount, currency, filters::Filters, find, list, wrong_price};
use crate::{
    change::{Action, Changed, Kind, difference, object},
    context::Context,
    error::{OfficeError, see},
    form::{Form, in_words},
    parts::{csrf, money},
    query::Query,
};

/// A value that stands in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "lowercase", const_into_str)]
pub(super) enum Which {
    Price,
    Discount,
    Stock,
}

pub(super) const ALL: [Which; 3] = [Which::Price, Which::Discount, Which::Stock];

/// What became of a value that somebody typed.
#[derive(Debug, Clone)]
enum State {
    Saved,
    /// It cannot be read.
    Wrong {
        typed: String,
        seen: String,
        why: String,
    },
    /// Somebody else had changed it.
    Differs {
        typed: String,
    },
}

/// What became of a row's values.
#[derive(Debug, Clone, Default)]
pub(super) struct Cells(Vec<(Which, State)>);

impl Cells {
    fn state(&self, which: Which) -> Option<&State> {
        self.0.iter().find(|(of, _)| *of == which).map(|(_, state)| state)
    }

    fn status(&self) -> StatusCode {
        let is = |matches: fn(&State) -> bool| self.0.iter().any(|(_, state)| matches(state));
        if is(|state| matches!(state, State::Differs { .. })) {
            StatusCode::CONFLICT
        } else if is(|state| matches!(state, State::Wrong { .. })) {
            StatusCode::UNPROCESSABLE_ENTITY
        } else {
            StatusCode::OK
        }
    }
}

impl Which {
    const fn label_key(self) -> &'static str {
        match self {
            Self::Price => "office-products-price",
            Self::Discount => "office-products-discount-percent",
            Self::Stock => "office-products-stock",
        }
    }

    /// The number as it is stored.
    fn raw(self, product: &Product) -> i64 {
        match self {
            Self::Price => product.price.amount(),
            Self::Discount => product.discount.into(),
            Self::Stock => product.stock.into(),
        }
    }

    /// As it is typed.
    fn typed(self, words: Words, product: &Product) -> String {
        match self {
            Self::Price => amount(words, product.price),
            Self::Discount | Self::Stock => self.raw(product).to_string(),
        }
    }

    /// As it is read.
    fn shown(self, words: Words, product: &Product) -> String {
        match self {
            Self::Price => money(words, product.price),
            Self::Discount => format!("{}\u{a0}%", product.discount.get()),
            Self::Stock => product.stock.get().to_string(),
        }
    }

    /// The change from what was seen to what was typed; or why there is none.
    fn change(self, context: &Context, seen: i64, typed: &str) -> Result<Result<Cell, String>, OfficeError> {
        let (words, not_seen) = (context.words, |_| OfficeError::Malformed("not a value that was seen"));
        Ok(match self {
            Self::Price => {
                let seen = Money::new(seen, currency(context)).map_err(not_seen)?;
                let to = Money::parse(typed, currency(context)).map_err(|error| wrong_price(words, error));
                to.map(|to| Cell::Price { seen, to })
            }
            Self::Discount => {
                let seen = Discount::new(seen).map_err(not_seen)?;
                whole(words, typed.trim_end_matches('%')).map(|to| Cell::Discount { seen, to })
            }
            Self::Stock => {
                let seen = Stock::new(seen).map_err(not_seen)?;
                whole(words, typed).map(|to| Cell::Stock { seen, to })
            }
        })
    }
}

/// A whole number, with spaces between thousands or without.
pub(super) fn whole<T: Ranged>(words: Words, typed: &str) -> Result<T, String> {
    let digits: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    let number: i64 = digits.parse().map_err(|_| words.label("office-products-not-a-number"))?;
    T::try_from(number).map_err(|error| in_words(words, error))
}

pub(super) async fn change(
    context: Context,
    Path(id): Path<String>,
    Query(filters): Query<Filters>,
    form: Form,
) -> Result<Response, OfficeError> {
    let mut product = find(&context, &id).await?;
    let one: Option<Which> = form.text("cell").parse().ok();
    let mut cells = Cells::default();
    for which in ALL.into_iter().filter(|which| one.is_none_or(|one| one == *which)) {
        let (name, seen) = (which.into_str(), form.text(seen_name(which)).to_owned());
        let typed = form.text(name).to_owned();
        let Ok(number) = seen.parse() else { continue };
        match which.change(&context, number, &typed)? {
            Err(why) => cells.0.push((which, State::Wrong { typed, seen, why })),
            Ok(cell) if is_as_seen(cell) => {}
            Ok(cell) => {
                let (state, now) = save(&context, product, cell, typed).await?;
                product = now;
                cells.0.push((which, state));
            }
        }
    }
    let status = cells.status();
    match one {
        Some(which) if context.is_partial => {
            Ok((status, self::show(&context, &filters, &product, which, &cells)).into_response())
        }
        _ if status == StatusCode::OK => Ok(see(&filters.list_with("saved"))),
        _ => Ok((status, again(&context, &filters, &product, cells)).into_response()),
    }
}

fn is_as_seen(cell: Cell) -> bool {
    match cell {
        Cell::Price { seen, to } => seen == to,
        Cell::Discount { seen, to } => seen == to,
        Cell::Stock { seen, to } => seen == to,
    }
}

const fn seen_name(which: Which) -> &'static str {
    match which {
        Which::Price => "seen_price",
        Which::Discount => "seen_discount",
        Which::Stock => "seen_stock",
    }
}

async fn save(context: &Context, before: Product, cell: Cell, typed: String) -> Result<(State, Product), OfficeError> {
    let named = object(Kind::Product, before.id, before.title.as_str());
    let mut other = None;
    let made = context.change(Action::Change, named, async {
        match context.store().products.change_cell(before.id, cell).await? {
            CellOutcome::Changed(after) => {
                let changes = difference(&before, &after);
                Ok(Changed::new(after, changes))
            }
            CellOutcome::Differs(product) => {
                other = Some(product);
                Err(OfficeError::Conflict("office-error-changed-meanwhile"))
            }
        }
    });
    match (made.await, other) {
        (Ok(after), _) => Ok((State::Saved, after)),
        (Err(_), Some(product)) => Ok((State::Differs { typed }, product)),
        (Err(error), None) => Err(error),
    }
}

/// The row alone, with what is wrong in it.
fn again(context: &Context, filters: &Filters, product: &Product, cells: Cells) -> Response {
    let title = context.label("office-nav-products");
    let row = list::Row { product, cells, is_going: false };
    let body = html! {
        h1 { (title) }
        p .notice.warm role="alert" { (context.label("office-products-look-again")) }
        (list::table(context, filters, &[row]))
        p { a .button href=(filters.address(PATH)) { (context.label("office-products-back")) } }
    };
    context.page(&title, &body)
}

/// The form of a row: its fields stand in the row's cells.
pub(super) fn form(context: &Context, filters: &Filters, product: &Product) -> Markup {
    html! {
        form #{ "form-" (product.id) } method="post" action=(action(filters, product)) {
            (csrf(context))
            button .plain type="submit" { (context.label("office-save")) }
        }
    }
}

fn action(filters: &Filters, product: &Product) -> String {
    filters.address(&format!("{PATH}/{}/cells", product.id))
}

/// A value in its cell, to be changed by whoever may.
pub(super) fn show(context: &Context, filters: &Filters, product: &Product, which: Which, cells: &Cells) -> Markup {
    let words = context.words;
    let label = words.label(which.label_key());
    if !context.may(Role::Manager) {
        return html! { td data-label=(label) { (which.shown(words, product)) } };
    }
    let (name, state) = (which.into_str(), cells.state(which));
    let raw = which.raw(product).to_string();
    let (typed, seen) = match state {
        Some(State::Wrong { typed, seen, .. }) => (typed.clone(), seen.clone()),
        Some(State::Differs { typed }) => (typed.clone(), raw),
        Some(State::Saved) | None => (which.typed(words, product), raw),
    };
    let named = format!("{label}: {}", product.title_in(words.languages()).as_str());
    let (form, id) = (format!("form-{}", product.id), format!("{name}-{}", product.id));
    let (path, cell) = (action(filters, product), format!("{{\"cell\":\"{name}\"}}"));
    let is_wrong = matches!(state, Some(State::Wrong { .. } | State::Differs { .. }));
    html! {
        td .cell data-label=(label) {
            div {
                input type="hidden" name=(seen_name(which)) value=(seen) form=(form);
                input .short #(id) type="text" name=(name) value=(typed) form=(form) aria-label=(named) autocomplete="off" maxlength="32"
                    inputmode=(if which == Which::Price { "decimal" } else { "numeric" })
                    aria-invalid=[is_wrong.then_some("true")] aria-describedby=[is_wrong.then(|| format!("{id}-wrong"))]
                    hx-post=(path) hx-trigger="change" hx-target="closest td" hx-swap="outerHTML" hx-vals=(cell);
                @match state {
                    Some(State::Saved) => p .good role="status" { (words.label("office-products-cell-saved")) },
                    Some(State::Wrong { why, .. }) => p #{ (id) "-wrong" } .wrong role="alert" { (why) },
                    Some(State::Differs { typed }) => {
                        p #{ (id) "-wrong" } .wrong role="alert" {
                            (words.message("office-products-cell-differs").text("now", which.shown(words, product)).text("yours", typed.as_str()).plain())
                        }
                        button .plain type="submit" form=(form) hx-post=(path) hx-target="closest td" hx-swap="outerHTML" hx-vals=(cell) {
                            (words.label("office-products-keep-mine"))
                        }
                    },
                    None => {},
                }
            }
        }
    }
}
