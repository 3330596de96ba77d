//! What a shop is, and the rules it lives by: money, discount, product, category, cart, order, user, news.
//!
//! Nothing here does I/O. The types cannot hold a wrong value: they are made at the edge (a chat message, a JSON body)
//! by `parse` or `new`, and whoever receives one need not check again. `store` keeps them in MongoDB with the serde
//! shapes given here, `locales` turns them into words.
//!
//! ```
//! use domain::{Currency, Discount, Money, Phone};
//!
//! let price = Money::new(19_999_00, Currency::UAH).unwrap();
//! assert_eq!(Discount::new(15).unwrap().apply(price).amount(), 16_999_15);
//! assert_eq!(Phone::parse("067 123-45-67").unwrap().as_str(), "+380671234567");
//! ```
mod access;
mod again;
mod alert;
mod broadcast;
mod bulk;
mod cart;
mod category;
mod clock;
mod contact;
mod day;
mod error;
mod formatted;
mod id;
mod import;
mod locale;
mod message;
mod money;
mod news;
mod order;
mod order_life;
mod parsed;
mod price;
mod product;
mod quantity;
pub mod search;
mod staff;
pub mod stored;
mod summary;
mod text;
mod translations;
mod user;

pub use access::{KeyName, Scope};
pub use again::Again;
pub use alert::{Alert, AlertKind};
pub use broadcast::{Broadcast, BroadcastSource, BroadcastStatus, Failure, Preview, Progress};
pub use bulk::{BulkChange, BulkRefusal, PricePercent, StockDifference, Terms};
pub use cart::{Basket, BasketLine, Cart, CartLine, LineState};
pub use category::{Category, CategoryPosition, CategoryText};
pub use clock::Clock;
pub use contact::{Contact, Email, Phone};
pub use day::Day;
pub use error::DomainError;
pub use formatted::{FormatError, FormatProblem, Formatted};
pub use id::{
    AuditId, BroadcastId, BulkId, CategoryId, ImageId, ImportId, MessageId, NewsId, OrderId, ProductId, SessionId,
    UserId,
};
pub use import::{FileFormat, Import, ImportFault, ImportOrder, ImportStatus, Tally};
pub use iso_currency::Currency;
pub use locale::Locale;
pub use message::{Author, Message, MessageKind};
pub use money::{Discount, Money, PriceAmount};
pub use news::{News, NewsText};
pub use order::{Order, OrderChange, OrderLine, OrderNumber, StaffCard, TransitionRefused};
pub use order_life::{Actor, By, HistoryEntry, OrderStatus, Transition};
pub use parsed::Ranged;
pub use price::PriceError;
pub use product::{Attribute, Hold, Image, Product, ProductText, TelegramFile};
pub use quantity::{Quantity, Stock};
pub use staff::{Member, Role};
pub use strum::VariantArray;
pub use summary::{Summary, SummaryDifference, SummaryLine};
pub use text::{
    Address, AttributeName, AttributeValue, BroadcastText, CategoryDescription, CategoryTitle, Lines, MessageText,
    NewsContent, OrderNote, PersonName, ProductDescription, Sku, Text, Title, TrackingNumber,
};
pub use translations::{Languages, Titles, Translations};
pub use user::{TelegramProfile, User, Username};
