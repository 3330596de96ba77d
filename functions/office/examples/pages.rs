//! How long the pages of the back office take in a large shop: `cargo run --release -p office --example pages`.
//!
//! The shop is the one that `MONGODB_URI` names, such as `generate --products 100000 --customers 100000 --orders 1000000`
//! made. Each page is asked for in process, one after the other, and its bytes are counted as they would go over the wire.

use std::time::Instant;

use axum::{
    Router,
    body::{Body, to_bytes},
    http::Request,
};
use domain::{Locale, Member, PersonName, Role};
use exporter::FeedSettings;
use office::{Office, OfficeSettings, ProcessSettings};
use rest::{ApiState, RestSettings};
use runtime::StorefrontSettings;
use settings::Env;
use store::{NewSession, PageRequest, Store, Token};
use telegram::StaffSettings;
use tower::ServiceExt;

const TIMES: usize = 60;
const KEY: &str = "bench-key-bench-key-bench-key-bench-key";

#[tokio::main]
async fn main() {
    let env = Env::of_process();
    let store = Store::open(&env.read().expect("MONGODB_URI"), "pages").await.expect("MONGODB_URI");
    let token = Token::of([7; 32]);
    let member = Member { id: None, name: PersonName::parse("Owner").expect("a name") };
    let new = NewSession { member, role: Role::Owner, locale: Locale::Uk, browser: String::new() };
    let session = store.sessions.create(&token, new).await.expect("a session");
    let router = router(&store, &env);
    println!("| page | median ms | 99 of 100 within ms | bytes, compressed |\n| --- | --- | --- | --- |");
    for path in paths(&store).await {
        let (mut times, mut bytes) = (Vec::new(), 0);
        for _ in 0..TIMES {
            let began = Instant::now();
            bytes = ask(&router, &path, &token).await;
            times.push(began.elapsed().as_secs_f64() * 1e3);
        }
        times.sort_by(f64::total_cmp);
        println!("| `{path}` | {:.1} | {:.1} | {bytes} |", times[TIMES / 2], times[TIMES - 1]);
    }
    store.sessions.revoke(session.id).await.expect("the session");
}

fn router(store: &Store, env: &Env) -> Router {
    let shop = testing::shop_settings();
    let rest = RestSettings {
        admin_key: Some(KEY.to_owned().into()),
        origins: None,
        requests_per_second: 0,
        trusted_proxies: 0,
    };
    let settings = OfficeSettings {
        staff: StaffSettings { chat: None },
        shop,
        storefront: StorefrontSettings { name: "Kiosk".into(), public_url: None },
        feed: FeedSettings { stock_tag: files::StockTag::default(), old_price_tag: files::OldPriceTag::default() },
        trusted_proxies: 0,
        given: env.given::<ProcessSettings>(),
    };
    office::router(Office::new(ApiState::new(store.clone(), shop.currency, &rest), None, settings))
}

async fn paths(store: &Store) -> Vec<String> {
    let one = PageRequest::first(1);
    let order = store.orders.list(&store::OrderQuery::default(), &one).await.expect("orders").items.remove(0);
    let product = order.lines[0].product_id;
    let customer = order.user_id;
    let lists = [
        "/office",
        "/office?period=month",
        "/office/orders",
        "/office/orders?status=new",
        "/office/orders?status=completed",
        "/office/products",
        "/office/products?q=чайник",
        "/office/products?stock=low",
        "/office/products/new",
        "/office/categories",
        "/office/customers",
        "/office/customers?q=Customer 777",
        "/office/news",
        "/office/broadcasts",
        "/office/import",
        "/office/staff",
        "/office/keys",
        "/office/audit",
        "/office/settings",
    ];
    let details = [
        format!("/office/orders?customer={customer}"),
        format!("/office/orders/{}", order.number),
        format!("/office/products/{product}"),
        format!("/office/customers/{customer}"),
    ];
    lists.map(str::to_owned).into_iter().chain(details).collect()
}

async fn ask(router: &Router, path: &str, token: &Token) -> usize {
    let encoded: String =
        path.chars().map(|c| if c.is_ascii() && c != ' ' { c.to_string() } else { encoded(c) }).collect();
    let request = Request::builder()
        .uri(encoded)
        .header("host", "localhost")
        .header("cookie", format!("kiosk={token}"))
        .header("accept-encoding", "gzip")
        .body(Body::empty())
        .expect("a request");
    let response = router.clone().oneshot(request).await.expect("an answer");
    let status = response.status();
    let body = to_bytes(response.into_body(), usize::MAX).await.expect("a body");
    assert!(status.is_success(), "{path}: {status}");
    body.len()
}

fn encoded(c: char) -> String {
    url::form_urlencoded::byte_serialize(c.to_string().as_bytes()).collect()
}
