//! The client against servers on a real socket: small fakes for what goes wrong, the sandbox for what the platform does.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod customers;
mod entries;
mod fake;
mod faults;
mod forwards;
mod line_settings;
mod lists;
mod logins;
mod platform;
mod preferences;
mod round_trips;
mod scopes;
mod subscribers;
mod tls;
mod web_logins;
mod wire;
