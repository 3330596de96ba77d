//! Who may ask for what. Every page and form is in this table with the least role that may; a new one has to be put into
//! it, and whoever may not is refused, whatever they send.

use std::collections::BTreeSet;

use axum::http::Method;
use domain::{Role, VariantArray};

use crate::desk::Desk;

/// Method, path, the least role.
const TABLE: &[(&str, &str, Role)] = &[
    ("GET", "/office", Role::Clerk),
    ("GET", "/office/audit", Role::Owner),
    ("GET", "/office/audit/export", Role::Owner),
    ("GET", "/office/broadcasts", Role::Manager),
    ("GET", "/office/broadcasts/new", Role::Manager),
    ("POST", "/office/broadcasts/new", Role::Manager),
    ("GET", "/office/broadcasts/{id}", Role::Manager),
    ("POST", "/office/broadcasts/{id}/cancel", Role::Manager),
    ("GET", "/office/customers", Role::Clerk),
    ("GET", "/office/customers/{telegram_id}", Role::Clerk),
    ("POST", "/office/customers/{telegram_id}/erase", Role::Clerk),
    ("GET", "/office/customers/{telegram_id}/export", Role::Clerk),
    ("POST", "/office/customers/{telegram_id}/messages", Role::Clerk),
    ("GET", "/office/categories", Role::Clerk),
    ("POST", "/office/categories", Role::Manager),
    ("GET", "/office/categories/{id}", Role::Clerk),
    ("POST", "/office/categories/{id}", Role::Manager),
    ("POST", "/office/categories/{id}/delete", Role::Manager),
    ("POST", "/office/categories/{id}/place", Role::Manager),
    ("GET", "/office/export", Role::Manager),
    ("GET", "/office/import", Role::Manager),
    ("POST", "/office/import", Role::Manager),
    ("GET", "/office/import/{id}", Role::Manager),
    ("POST", "/office/import/{id}/apply", Role::Manager),
    ("GET", "/office/keys", Role::Owner),
    ("POST", "/office/keys", Role::Owner),
    ("POST", "/office/keys/{name}/revoke", Role::Owner),
    ("POST", "/office/language", Role::Clerk),
    ("POST", "/office/logout", Role::Clerk),
    ("GET", "/office/news", Role::Manager),
    ("GET", "/office/news/new", Role::Manager),
    ("POST", "/office/news/new", Role::Manager),
    ("GET", "/office/news/{id}", Role::Manager),
    ("POST", "/office/news/{id}", Role::Manager),
    ("POST", "/office/news/{id}/delete", Role::Manager),
    ("GET", "/office/orders", Role::Clerk),
    ("POST", "/office/orders/bulk", Role::Clerk),
    ("GET", "/office/orders/events", Role::Clerk),
    ("GET", "/office/orders/{number}", Role::Clerk),
    ("POST", "/office/orders/{number}/messages", Role::Clerk),
    ("GET", "/office/orders/{number}/slip", Role::Clerk),
    ("POST", "/office/orders/{number}/status", Role::Clerk),
    ("GET", "/office/photos/{image_id}", Role::Clerk),
    ("GET", "/office/products", Role::Clerk),
    ("POST", "/office/products/bulk", Role::Manager),
    ("POST", "/office/products/bulk/apply", Role::Manager),
    ("GET", "/office/products/bulk/{bulk_id}", Role::Manager),
    ("GET", "/office/products/new", Role::Manager),
    ("POST", "/office/products/new", Role::Manager),
    ("POST", "/office/products/preview", Role::Manager),
    ("GET", "/office/products/{id}", Role::Clerk),
    ("POST", "/office/products/{id}", Role::Manager),
    ("POST", "/office/products/{id}/cells", Role::Manager),
    ("POST", "/office/products/{id}/delete", Role::Manager),
    ("POST", "/office/products/{id}/duplicate", Role::Manager),
    ("POST", "/office/products/{id}/photos", Role::Manager),
    ("POST", "/office/products/{id}/photos/order", Role::Manager),
    ("POST", "/office/products/{id}/photos/{image_id}/delete", Role::Manager),
    ("POST", "/office/products/{id}/undo", Role::Manager),
    ("GET", "/office/settings", Role::Manager),
    ("GET", "/office/staff", Role::Owner),
    ("POST", "/office/staff", Role::Owner),
    ("POST", "/office/staff/sessions/{id}/revoke", Role::Owner),
    ("POST", "/office/staff/{member_id}/role", Role::Owner),
];

#[tokio::test]
async fn every_page_is_in_the_table_with_the_role_it_needs() {
    let desk = Desk::open().await;
    let routes: BTreeSet<_> =
        desk.routes().iter().map(|route| format!("{} {} {}", route.method, route.path, route.role)).collect();
    let table: BTreeSet<_> = TABLE.iter().map(|(method, path, role)| format!("{method} {path} {role}")).collect();
    assert_eq!(routes, table);
}

#[tokio::test]
async fn no_role_gets_further_than_the_table_says() {
    let desk = Desk::open().await;
    for role in Role::VARIANTS {
        let mut browser = desk.signed_in(*role).await;
        // The one ends the session, the other goes on until the page is closed
        let pages = TABLE.iter().filter(|(_, path, _)| !["/office/logout", "/office/orders/events"].contains(path));
        for (method, path, least) in pages {
            let path = example(path);
            let method: Method = method.parse().unwrap();
            let page = if method == Method::POST { browser.post(&path, &[]).await } else { browser.get(&path).await };
            let is_refused = page.status == 403;
            assert_eq!(is_refused, !role.includes(*least), "{method} {path} as {role}: {}", page.status);
            assert!(!page.status.is_server_error(), "{method} {path} as {role}: {}", page.text);
        }
    }
}

#[tokio::test]
async fn without_a_session_or_its_csrf_field_nothing_is_changed() {
    let desk = Desk::open().await;
    let mut other = desk.signed_in(Role::Owner).await;
    let foreign = other.get("/office").await.csrf().unwrap();
    for (_, path, _) in TABLE.iter().filter(|(method, ..)| *method == "POST") {
        let path = example(path);
        desk.browser().post(&path, &[]).await.expect(303);
        let mut owner = desk.signed_in(Role::Owner).await;
        for fields in [vec![], vec![("csrf", "")], vec![("csrf", "0")], vec![("csrf", foreign.as_str())]] {
            owner.post_alone(&path, &fields).await.expect(403);
        }
        owner.get("/office").await.expect(200);
    }
}

/// A path that leads to nothing there is.
fn example(path: &str) -> String {
    let parts = path.split('/').map(|part| match part {
        "{number}" | "{telegram_id}" | "{member_id}" => "1",
        "{name}" => "website",
        part if part.starts_with('{') => "65f000000000000000000001",
        part => part,
    });
    parts.collect::<Vec<_>>().join("/")
}
