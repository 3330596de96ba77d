//! The back office over HTTP, as a browser without JavaScript uses it; MongoDB is real, the Bot API a double at the
//! socket.

mod access;
mod broadcasts;
mod bulk;
mod categories;
mod customers;
mod desk;
mod home;
mod hostile;
mod import;
mod news;
mod orders;
mod product;
mod products;
mod sign_in;
mod staff;
