//! A category's place: a step up or down among its siblings, beside another category, or below it.

use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::{Category, CategoryId};
use store::{Beside, CategoryNode, Precondition};

use super::{PATH, find, list, tree};
use crate::{
    change::{Action, Changed, Kind, field, object},
    context::Context,
    error::{OfficeError, see},
    form::Form,
};

/// Where a category goes.
enum Place {
    Beside(Beside),
    /// Below this one.
    Into(CategoryId),
    /// It is there already.
    Here,
}

pub(super) async fn change(context: Context, Path(id): Path<String>, form: Form) -> Result<Response, OfficeError> {
    let category = find(&context, &id).await?;
    let place = place(&form, &category, &tree(&context).await?)?;
    let categories = &context.store().categories;
    let made = context.change(Action::Change, object(Kind::Category, category.id, category.title.as_str()), async {
        match place {
            Place::Beside(beside) => {
                categories.put_beside(category.id, beside).await?;
            }
            Place::Into(parent_id) => {
                let below = move |category: &mut Category| category.parent_id = Some(parent_id);
                categories.change(category.id, below, Precondition::none()).await?;
            }
            Place::Here => {}
        }
        let after = categories.find(category.id).await?.ok_or(OfficeError::NotFound)?;
        let parent = field("parent_id", category.parent_id, after.parent_id);
        let position = field("position", Some(category.position.get()), Some(after.position.get()));
        Ok(Changed::new((), [parent, position].into_iter().filter(|field| field.before != field.after).collect()))
    });
    let said = match Box::pin(made).await {
        Ok(()) => None,
        Err(OfficeError::Conflict(key)) => Some(key),
        Err(error) => return Err(error),
    };
    if said.is_none() && !context.is_partial {
        return Ok(see(&format!("{PATH}?notice=saved#category-{}", category.id)));
    }
    let status = if said.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    let tree = list::section(&context, &tree(&context).await?, said);
    if context.is_partial {
        return Ok((status, tree).into_response());
    }
    let title = context.label("office-nav-categories");
    Ok((status, context.page(&title, &maud::html! { h1 { (title) } (tree) })).into_response())
}

fn place(form: &Form, category: &Category, tree: &[CategoryNode]) -> Result<Place, OfficeError> {
    let id = |text: &str| text.parse().map_err(|_| OfficeError::Malformed("not the id of a category"));
    let siblings = tree.iter().map(|node| &node.category).filter(|other| other.parent_id == category.parent_id);
    let siblings: Vec<CategoryId> = siblings.map(|sibling| sibling.id).collect();
    let at = siblings.iter().position(|sibling| *sibling == category.id).ok_or(OfficeError::NotFound)?;
    Ok(match (form.text("move"), form.text("before"), form.text("behind"), form.text("into")) {
        ("up", ..) if at > 0 => Place::Beside(Beside::Before(siblings[at - 1])),
        ("down", ..) if at + 1 < siblings.len() => Place::Beside(Beside::Behind(siblings[at + 1])),
        ("up" | "down", ..) => Place::Here,
        (_, before, ..) if !before.is_empty() => Place::Beside(Beside::Before(id(before)?)),
        (_, _, behind, _) if !behind.is_empty() => Place::Beside(Beside::Behind(id(behind)?)),
        (_, _, _, into) if !into.is_empty() => Place::Into(id(into)?),
        _ => return Err(OfficeError::Malformed("not a place")),
    })
}
