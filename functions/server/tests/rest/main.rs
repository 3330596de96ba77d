//! What holds for every REST function, seen from outside: the five of them as one API.

mod auth;
mod errors;
mod limits;
mod openapi;
mod web;
