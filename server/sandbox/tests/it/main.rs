//! The sandbox over a real socket.

mod authentication;
mod client;
mod customers;
mod faults;
mod forwards;
mod lists;
mod preferences;
mod replay;
mod subscribers;
mod transport;
