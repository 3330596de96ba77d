//! What holds for every REST function, whatever its handlers do. What needs real handlers is tested where they come
//! together, in `functions/server/tests/rest`.

mod errors;
