//! Where settings are read from: the process's environment, or a table in a test.

use std::{collections::HashMap, fmt, sync::Arc};

/// Environment variables. An empty one counts as not set.
#[derive(Clone)]
pub struct Env(Source);

#[derive(Clone)]
enum Source {
    Process,
    Table(Arc<HashMap<String, String>>),
}

impl Env {
    /// The process's own.
    pub const fn of_process() -> Self {
        Self(Source::Process)
    }

    /// A table, for tests.
    pub fn of<const N: usize>(variables: [(&str, &str); N]) -> Self {
        let table = variables.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Self(Source::Table(Arc::new(table)))
    }

    /// The value of a variable, if set.
    pub fn get(&self, name: &str) -> Option<String> {
        let value = match &self.0 {
            Source::Process => std::env::var(name).ok(),
            Source::Table(table) => table.get(name).cloned(),
        };
        value.map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
    }
}

impl fmt::Debug for Env {
    // Values may be secret
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Env")
    }
}
