//! The sandbox over a real socket.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

mod activity;
mod authentication;
mod client;
mod customers;
mod faults;
mod forwards;
mod lists;
mod preferences;
mod releases;
mod replay;
mod roles;
mod subscribers;
mod tls;
mod transport;
