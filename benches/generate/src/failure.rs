//! Why nothing was generated: whatever it is, it ends the program.

use std::error::Error;

pub(crate) type Failure = Box<dyn Error + Send + Sync>;
