//! What a browser is called.

/// What people call a browser, out of what it says of itself (RFC 9110, 10.1.5): the latter names all its ancestors.
pub(crate) fn name(said: &str) -> String {
    let known = |names: &[(&'static str, &'static str)]| {
        names.iter().find(|(part, _)| said.contains(part)).map(|(_, name)| *name)
    };
    let program = known(&[
        ("Edg", "Edge"),
        ("OPR", "Opera"),
        ("Firefox", "Firefox"),
        ("FxiOS", "Firefox"),
        ("Chrome", "Chrome"),
        ("CriOS", "Chrome"),
        ("Safari", "Safari"),
    ]);
    let system = known(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "Mac"),
        ("Linux", "Linux"),
    ]);
    match (program, system) {
        (Some(program), Some(system)) => format!("{program} · {system}"),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => said.chars().take(40).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn browsers_are_called_as_people_call_them() {
        let chrome =
            "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Mobile Safari/537.36";
        assert_eq!(name(chrome), "Chrome · Android");
        assert_eq!(
            name("Mozilla/5.0 (Macintosh; Intel Mac OS X 15.0) AppleWebKit/605.1 Version/18.0 Safari/605.1"),
            "Safari · Mac"
        );
        assert_eq!(name("curl/8"), "curl/8");
    }
}
