//! Links, in markup and behind buttons.

/// A link as Telegram keeps it: with a scheme and a path; `None` for what is no link.
pub(crate) fn check_link(url: &str) -> Option<String> {
    let url = url.trim();
    let (scheme, rest) = url.split_once("://").unwrap_or(("http", url));
    let scheme = scheme.to_lowercase();
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if host.is_empty() || url.contains(char::is_whitespace) {
        return None;
    }
    match scheme.as_str() {
        "tg" | "ton" => Some(format!("{scheme}://{rest}")),
        "http" | "https" if host.contains('.') && !host.starts_with('.') && !host.ends_with('.') => {
            let slash = if rest.len() == host.len() { "/" } else { "" };
            Some(format!("{scheme}://{}{}{slash}", host.to_lowercase(), &rest[host.len()..]))
        }
        _ => None,
    }
}
