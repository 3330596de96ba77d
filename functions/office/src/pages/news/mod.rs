//! `/office/news`: what the shop tells its customers, published at once or later.
//!
//! ```text
//! list.rs     newest first, with what is still to come
//! draft.rs    what was typed, as a news item
//! editor.rs   the form, side by side with what customers will see
//! item.rs     written, tried out in the staff's chat, changed, deleted
//! ```

mod draft;
mod editor;
mod item;
mod list;

use domain::Role;

use crate::routes::Routes;

pub(super) fn register(routes: Routes) -> Routes {
    routes
        .get(Role::Manager, "/office/news", list::show)
        .get(Role::Manager, "/office/news/new", item::new)
        .post(Role::Manager, "/office/news/new", item::create)
        .get(Role::Manager, "/office/news/{id}", item::show)
        .post(Role::Manager, "/office/news/{id}", item::change)
        .post(Role::Manager, "/office/news/{id}/delete", item::delete)
}
