//! The whole crate against real databases: every test of stored things runs on SQLite and on PostgreSQL.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that meets an error has failed")]

mod accounts;
mod audit;
mod authenticator;
mod chain;
mod credentials;
mod database;
mod demo;
mod destination_policies;
mod drafts;
mod forward_templates;
mod key;
mod links;
mod live_sessions;
mod passkeys;
mod postgres;
mod principal;
mod proof;
mod rotation;
mod second_factor;
mod security;
mod sessions;
mod sign_in;
mod stage;
mod storm;
mod submissions;
