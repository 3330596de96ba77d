//! Character references in HTML: those that Telegram knows.

/// `&lt;`, `&gt;`, `&amp;`, `&quot;` and `&#..;`: the character and how many bytes it took. Anything else is text.
pub(super) fn decode_reference(rest: &str) -> Option<(char, usize)> {
    let reference = rest.strip_prefix('&')?;
    let (body, base) = match reference.strip_prefix("#x") {
        Some(hex) => (hex, Some(16)),
        None => reference.strip_prefix('#').map_or((reference, None), |decimal| (decimal, Some(10))),
    };
    let prefix = rest.len() - body.len();
    let accept = |c: char| base.map_or(c.is_ascii_alphabetic(), |base| c.is_digit(base));
    let name = &body[..body.find(|c| !accept(c)).unwrap_or(body.len())];
    let c = match base {
        Some(base) => char::from_u32(u32::from_str_radix(name, base).ok()?).filter(|c| *c != '\0')?,
        None => match name {
            "lt" => '<',
            "gt" => '>',
            "amp" => '&',
            "quot" => '"',
            _ => return None,
        },
    };
    let used = prefix + name.len();
    Some((c, used + usize::from(rest[used..].starts_with(';'))))
}
