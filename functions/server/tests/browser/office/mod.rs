//! The back office in a browser.
//!
//! ```text
//! look.rs    every page on a phone and a laptop, light and dark: nothing for axe-core to find, nothing beside the screen
//! walks.rs   what the shop's people do there
//! desk.rs    what somebody does with a page
//! ```

mod desk;
mod look;
mod walks;
