//! An embedded sip:provider platform for demos and tests.
//!
//! It answers `/api/…` and `/login_jwt` as the panel of release mr26.2 does: HAL documents, filters, patches, error
//! texts, cascades, and the quirks that a client meets. Everything is in memory and starts from a deterministic
//! seed. It is written from the contract alone and shares no code with the client, so that a wrong belief in the
//! client shows as a failing test.
//!
//! ```no_run
//! # async fn example() -> std::io::Result<()> {
//! use switchhook_sandbox::{Sandbox, SandboxOptions};
//!
//! let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
//! Sandbox::new(SandboxOptions::default()).serve(listener).await
//! # }
//! ```

mod authentication;
mod caller;
mod chance;
mod clock;
mod control;
mod error;
mod expand;
mod faults;
mod filter;
mod form;
mod forwards;
mod hal;
mod json;
mod listing;
mod moment;
mod options;
mod patch;
mod pattern;
mod preferences;
mod query;
mod recording;
mod release;
mod resources;
mod responses;
mod sandbox;
mod seed;
mod server;
mod state;
mod target;
mod tls;

pub use authentication::SecondFactor;
pub use chance::{Chance, SeededChance};
pub use clock::{Clock, ManualClock};
pub use faults::{Fault, FaultRule};
pub use options::{BanRule, Login, Role, SandboxOptions, Seed, Tenant};
pub use recording::RecordedRequest;
pub use release::Release;
pub use sandbox::Sandbox;
pub use tls::{Authority, AuthorityError, ClientIdentity, Flaw};
