//! Imports into a real database: rows, categories, photos, deaths.

mod photos;
mod rows;
mod support;
