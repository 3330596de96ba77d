//! Settings from environment variables.
//!
//! A struct declares its variables with [`clap::Args`]: name, default, type and help of each. [`Env::read`] reads them,
//! and [`help`] lists them for `--help`. A program flattens the structs of the crates it uses into one of its own.
//!
//! ```
//! use clap::{Args, value_parser};
//! use settings::Env;
//!
//! #[derive(Args)]
//! struct Settings {
//!     /// Messages per second, 1 to 1000
//!     #[arg(env = "RATE", default_value = "25", value_parser = value_parser!(u32).range(1..=1_000))]
//!     rate: u32,
//! }
//!
//! let settings: Settings = Env::of([("RATE", "10")]).read().unwrap();
//! assert_eq!(settings.rate, 10);
//! let error = Env::of([("RATE", "x")]).read::<Settings>().err().unwrap();
//! assert_eq!(error.to_string(), "RATE: malformed, expected: Messages per second, 1 to 1000");
//! ```
//!
//! clap would read the environment by itself, but takes a blank variable for a value, repeats values in its errors, and
//! knows no other environment than the process's.

use std::{
    collections::HashMap,
    ffi::{OsStr, OsString},
};

use clap::{
    Arg, Args, Command,
    error::{ContextKind, ContextValue, ErrorKind},
};

/// Environment variables. A blank one counts as not set.
pub struct Env(HashMap<String, String>);

/// A variable that is not set or malformed. Its value is not repeated, as it may be secret.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingError {
    #[error("{}: not set, expected: {}", .0.name, .0.help)]
    NotSet(Variable),
    #[error("{}: malformed, expected: {}", .0.name, .0.help)]
    Malformed(Variable),
}

/// What a struct declares of a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    pub name: String,
    /// One line, in Markdown.
    pub help: String,
    pub default: Option<String>,
    /// It must be set.
    pub is_required: bool,
}

impl Variable {
    fn of(arg: &Arg) -> Self {
        let text = |value: Option<&OsStr>| value.map(|value| value.to_string_lossy().into_owned());
        Self {
            name: text(arg.get_env()).expect("every setting has #[arg(env = …)]"),
            help: arg.get_help().expect("every setting has a doc comment").to_string(),
            default: text(arg.get_default_values().first().map(AsRef::as_ref)),
            is_required: arg.is_required_set(),
        }
    }
}

/// What a variable is.
#[derive(Clone, PartialEq, Eq, derive_more::Debug)]
pub struct Given {
    pub name: String,
    /// That of the environment, or the default. It may be secret.
    #[debug(skip)]
    pub value: Option<String>,
    /// Whether it is the environment's.
    pub is_set: bool,
}

/// The variables that `T` declares.
pub fn variables<T: Args>() -> Vec<Variable> {
    T::augment_args(Command::new("settings")).get_arguments().map(Variable::of).collect()
}

/// A command line with `--version` and `--help`, which lists the variables of `T`.
pub fn command<T: Args>(name: &'static str, about: &'static str) -> Command {
    Command::new(name).about(about).version(env!("CARGO_PKG_VERSION")).after_help(help::<T>())
}

/// The variables of `T`, one a line.
pub fn help<T: Args>() -> String {
    let line = |variable: Variable| {
        let default = match variable.default {
            _ if variable.is_required => " [required]".to_owned(),
            Some(default) => format!(" [default: {default}]"),
            None => String::new(),
        };
        format!("\n  {:<29}{}{default}", variable.name, variable.help)
    };
    let lines: String = variables::<T>().into_iter().map(line).collect();
    format!("Environment:{lines}")
}

impl Env {
    /// The process's own.
    pub fn of_process() -> Self {
        let text = |(name, value): (OsString, OsString)| Some((name.into_string().ok()?, value.into_string().ok()?));
        Self(std::env::vars_os().filter_map(text).collect())
    }

    /// A table, for tests.
    pub fn of<const N: usize>(variables: [(&str, &str); N]) -> Self {
        Self(variables.map(|(name, value)| (name.to_owned(), value.to_owned())).into())
    }

    /// The settings that `T` declares.
    pub fn read<T: Args>(&self) -> Result<T, SettingError> {
        let (mut words, mut options) = (vec![], vec![]);
        // clap parses the values as those of options named like the fields, without looking into the environment
        let command = T::augment_args(Command::new("settings").no_binary_name(true)).mut_args(|arg| {
            let (id, variable) = (arg.get_id().clone(), Variable::of(&arg));
            words.extend(self.get(&variable.name).map(|value| format!("--{id}={value}")));
            options.push((format!("--{id} "), variable));
            arg.long(id).env(None::<&str>)
        });
        let settings = command.try_get_matches_from(words).and_then(|matches| T::from_arg_matches(&matches));
        settings.map_err(|error| {
            // Such as "--port <PORT>"
            let named = match error.get(ContextKind::InvalidArg) {
                Some(ContextValue::String(named)) => named.as_str(),
                Some(ContextValue::Strings(named)) => &named[0],
                _ => "",
            };
            let variable = options.into_iter().find(|(option, _)| named.starts_with(option));
            let (_, variable) = variable.expect("clap names the option");
            match error.kind() {
                ErrorKind::MissingRequiredArgument => SettingError::NotSet(variable),
                _ => SettingError::Malformed(variable),
            }
        })
    }

    /// What is set of the variables that `T` declares, and what holds where nothing is.
    pub fn given<T: Args>(&self) -> Vec<Given> {
        let given = |variable: Variable| {
            let value = self.get(&variable.name).map(str::to_owned);
            Given { is_set: value.is_some(), value: value.or(variable.default), name: variable.name }
        };
        variables::<T>().into_iter().map(given).collect()
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Args, Debug, PartialEq, Eq)]
    struct Settings {
        /// TCP port
        #[arg(env = "PORT", default_value = "8080")]
        port: u16,
        #[command(flatten)]
        chat: ChatSettings,
    }

    #[derive(Args, Debug, PartialEq, Eq)]
    struct ChatSettings {
        /// The bot's token
        #[arg(env = "TOKEN")]
        token: String,
        /// The staff's chat
        #[arg(env = "CHAT")]
        chat: Option<i64>,
    }

    #[test]
    fn a_blank_variable_counts_as_not_set() {
        let settings = Env::of([("PORT", " "), ("CHAT", ""), ("TOKEN", " a=b ")]).read();
        let chat = ChatSettings { token: "a=b".to_owned(), chat: None };
        assert_eq!(settings, Ok(Settings { port: 8080, chat }));
        let settings = Env::of([("PORT", "1"), ("CHAT", "-100"), ("TOKEN", "--port=2")]).read();
        let chat = ChatSettings { token: "--port=2".to_owned(), chat: Some(-100) };
        assert_eq!(settings, Ok(Settings { port: 1, chat }));
    }

    #[test]
    fn an_error_is_one_line_that_begins_with_the_name() {
        let error = |env: Env| env.read::<Settings>().unwrap_err().to_string();
        assert_eq!(error(Env::of([("TOKEN", "")])), "TOKEN: not set, expected: The bot's token");
        let malformed = [("TOKEN", "t"), ("CHAT", "@hunter2")];
        assert_eq!(error(Env::of(malformed)), "CHAT: malformed, expected: The staff's chat");
    }

    #[test]
    fn help_lists_the_variables() {
        let help = command::<Settings>("shop", "A shop").render_help().to_string();
        let (_, listed) = help.split_once("Environment:\n").unwrap();
        let expected = "  \
  PORT                         TCP port [default: 8080]
  TOKEN                        The bot's token [required]
  CHAT                         The staff's chat\n";
        assert_eq!(listed, expected);
    }
}
