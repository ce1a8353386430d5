//! What people see: pages, islands, components, and the server functions behind them.
//!
//! Pages are rendered on the server and are whole without JavaScript; only [`islands`] exist in the browser, too.

#![cfg_attr(
    feature = "ssr",
    expect(clippy::needless_pass_by_value, reason = "components own their properties")
)]

pub mod islands;

#[cfg(feature = "ssr")]
include!(concat!(env!("OUT_DIR"), "/i18n/mod.rs"));

#[cfg(feature = "ssr")]
#[macro_use]
mod language;

#[cfg(feature = "ssr")]
mod browser_name;
#[cfg(feature = "ssr")]
mod components;
#[cfg(feature = "ssr")]
mod cookie;
#[cfg(feature = "ssr")]
mod customer_name;
#[cfg(feature = "ssr")]
mod document;
#[cfg(feature = "ssr")]
mod export;
#[cfg(feature = "ssr")]
mod failure;
#[cfg(feature = "ssr")]
mod guard;
#[cfg(feature = "ssr")]
mod listing;
#[cfg(feature = "ssr")]
mod mail;
#[cfg(feature = "ssr")]
mod pages;
#[cfg(feature = "ssr")]
mod portal;
#[cfg(feature = "ssr")]
mod portal_guard;
#[cfg(feature = "ssr")]
mod routes;
#[cfg(feature = "ssr")]
mod visitor;
#[cfg(feature = "ssr")]
mod words;
#[cfg(feature = "ssr")]
mod writes;

#[cfg(feature = "ssr")]
pub use cookie::Cookies;
#[cfg(feature = "ssr")]
pub use document::document;
#[cfg(feature = "ssr")]
pub use export::{ExportedList, ListExport};
#[cfg(feature = "ssr")]
pub use failure::Failure;
#[cfg(feature = "ssr")]
pub use language::language_of;
#[cfg(feature = "ssr")]
pub use mail::{Letter, Mailer, NotSent, Sending};
#[cfg(feature = "ssr")]
pub use pages::audit::export::{AUDIT_EXPORT, AuditExport};
#[cfg(feature = "ssr")]
pub use portal::{Assets, Portal};
#[cfg(feature = "ssr")]
pub use routes::{FailedRequest, PortalPages};
#[cfg(feature = "ssr")]
pub use visitor::{Visitor, Written};
