//! The whole portal over real sockets, with the sandbox as its platform: what people of every role get, what reaches the
//! platform, and what happens when it fails.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that meets an error has failed")]

mod accounts;
mod actor;
mod audit;
// The one of the tests of accounts.
#[path = "../../access/tests/it/authenticator.rs"]
mod authenticator;
mod bad_input;
mod credentials;
mod doctor;
mod escaping;
mod exports;
mod faults;
mod findings;
mod folder;
mod forward_templates;
mod forwards;
mod headers;
mod html;
mod isolation;
mod line;
mod line_sign_in;
mod matrix;
mod methods;
mod metrics;
mod mistakes;
mod navigation;
mod needs;
mod neighbours;
mod passkeys;
mod pbx;
mod platform;
mod platform_trouble;
mod portal;
mod proof;
mod second_factor;
mod secrets;
mod sent_twice;
mod sessions;
mod slow_clients;
mod table;
mod views;
mod world;
