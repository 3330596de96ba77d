//! The session's cookie. `__Host-` has browsers refuse it unless it came over https, for this host alone and for all of its
//! paths (RFC 6265bis, 4.1.3.2). Over plain http, which is for a shop on one's own machine, it has another name.

use axum::http::{HeaderMap, HeaderValue, header::HOST};
use headers::{Cookie, HeaderMapExt};
use store::{Sessions, Token};

const SECURE: &str = "__Host-kiosk";
const LOCAL: &str = "kiosk";

/// Whether the request came over plain http to this machine itself.
fn is_local(headers: &HeaderMap) -> bool {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, port)| if port.ends_with(']') { host } else { name });
    let is_https = headers.get("x-forwarded-proto").is_some_and(|proto| proto == "https");
    matches!(name, "localhost" | "127.0.0.1" | "[::1]") && !is_https
}

fn name(headers: &HeaderMap) -> &'static str {
    if is_local(headers) { LOCAL } else { SECURE }
}

/// The token that a request carries.
pub(crate) fn token(headers: &HeaderMap) -> Option<Token> {
    headers.typed_get::<Cookie>()?.get(name(headers))?.parse().ok()
}

/// Has the browser keep a token for as long as a session lasts.
pub(crate) fn keep(headers: &HeaderMap, token: &Token) -> HeaderValue {
    set(headers, &token.to_string(), Sessions::VALID.num_seconds())
}

/// Has the browser forget it.
pub(crate) fn forget(headers: &HeaderMap) -> HeaderValue {
    set(headers, "", 0)
}

fn set(headers: &HeaderMap, value: &str, seconds: i64) -> HeaderValue {
    let secure = if is_local(headers) { "" } else { "; Secure" };
    let cookie = format!("{}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}", name(headers));
    HeaderValue::try_from(cookie).expect("hexadecimal digits and words")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(host: &str, cookie: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(HOST, host.parse().unwrap());
        headers.insert("cookie", cookie.parse().unwrap());
        headers
    }

    #[test]
    fn only_this_machine_gets_a_cookie_over_plain_http() {
        let token = Token::of([7; 32]);
        for host in ["localhost", "localhost:8080", "127.0.0.1:8080", "[::1]", "[::1]:8080"] {
            let kept = keep(&headers(host, "a=b"), &token);
            assert!(kept.to_str().unwrap().starts_with("kiosk=0707"), "{host}: {kept:?}");
            assert!(!kept.to_str().unwrap().contains("Secure"), "{host}");
        }
        for host in ["shop.example.com", "localhost.example.com", "127.0.0.1.example.com:80", ""] {
            let kept = keep(&headers(host, "a=b"), &token);
            let kept = kept.to_str().unwrap();
            assert!(kept.starts_with("__Host-kiosk=0707"), "{host}: {kept}");
            assert!(kept.ends_with("Path=/; Max-Age=43200; HttpOnly; SameSite=Lax; Secure"), "{host}: {kept}");
        }
        let mut proxied = headers("localhost", "a=b");
        proxied.insert("x-forwarded-proto", "https".parse().unwrap());
        assert!(keep(&proxied, &token).to_str().unwrap().starts_with("__Host-kiosk="));
    }

    #[test]
    fn a_cookie_of_the_other_name_is_no_session() {
        let secret = Token::of([7; 32]).to_string();
        let found = |host: &str, name: &str| token(&headers(host, &format!("x=y; {name}={secret}"))).is_some();
        assert!(found("shop.example.com", "__Host-kiosk") && found("localhost", "kiosk"));
        assert!(!found("shop.example.com", "kiosk") && !found("localhost", "__Host-kiosk"));
    }
}
