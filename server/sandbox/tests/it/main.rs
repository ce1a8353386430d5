//! The sandbox over a real socket.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

mod activity;
mod admins;
mod authentication;
mod client;
mod customers;
mod faults;
mod forwards;
mod items;
mod lists;
mod preferences;
mod releases;
mod replay;
mod roles;
mod subscriber_realm;
mod subscribers;
mod tls;
mod transport;
