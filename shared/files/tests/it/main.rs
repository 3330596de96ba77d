//! Files as shops have them, and as they should not be.

mod csv;
mod hostile;
mod round_trip;
mod structure;
mod support;
mod xlsx;
mod yml;
