//! The commands of a customer's chat and of the staff's, with their texts in Telegram's menu of commands and on the
//! keyboard.

use domain::{Locale, VariantArray};
use strum::{EnumString, IntoStaticStr};

use crate::text;

/// A command, in the order of the menu of commands. Its name is what follows the slash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr, strum::VariantArray)]
#[strum(serialize_all = "lowercase", ascii_case_insensitive)]
pub enum Command {
    Start,
    Catalog,
    Deals,
    Cart,
    Orders,
    News,
    Profile,
    Write,
    Menu,
    Help,
    Cancel,
}

impl Command {
    /// The keys of its description in the menu of commands, and of the label of its button, if it has one.
    const fn keys(self) -> (&'static str, Option<&'static str>) {
        match self {
            Self::Start => ("command-start", None),
            Self::Catalog => ("command-catalog", Some("menu-categories")),
            Self::Deals => ("command-deals", Some("menu-deals")),
            Self::Cart => ("command-cart", Some("menu-cart")),
            Self::Orders => ("command-orders", Some("menu-orders")),
            Self::News => ("command-news", Some("menu-news")),
            Self::Profile => ("command-profile", Some("menu-profile")),
            Self::Write => ("command-write", Some("menu-write")),
            Self::Menu => ("command-menu", None),
            Self::Help => ("command-help", None),
            Self::Cancel => ("command-cancel", Some("cancel")),
        }
    }

    /// Its description in the menu of commands.
    pub fn description(self, locale: Locale) -> String {
        text(locale, self.keys().0, &[])
    }

    /// The label of its button in place of the phone's keyboard.
    pub fn label(self, locale: Locale) -> Option<String> {
        self.keys().1.map(|key| text(locale, key, &[]))
    }

    /// The command of a button. In any language: the keyboard on the phone may be older than a change of language.
    pub fn of_label(label: &str) -> Option<Self> {
        let has_label =
            |command: &Self| Locale::VARIANTS.iter().any(|locale| command.label(*locale).as_deref() == Some(label));
        Self::VARIANTS.iter().copied().find(has_label)
    }
}

/// A command of the staff chat, in the order of its menu of commands. Its name is what follows the slash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr, strum::VariantArray)]
#[strum(serialize_all = "lowercase", ascii_case_insensitive)]
pub enum StaffCommand {
    Orders,
    Order,
    Stats,
    Broadcast,
    Office,
}

impl StaffCommand {
    /// Its description in the menu of commands.
    pub fn description(self, locale: Locale) -> String {
        let key = match self {
            Self::Orders => "staff-command-orders",
            Self::Order => "staff-command-order",
            Self::Stats => "staff-command-stats",
            Self::Broadcast => "staff-command-broadcast",
            Self::Office => "staff-command-office",
        };
        text(locale, key, &[])
    }
}
