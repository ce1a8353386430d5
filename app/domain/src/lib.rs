//! The language of the field, shared by server and browser.
//!
//! Everything here is pure: no framework, no I/O, and it compiles to wasm. Input becomes a type of this crate or a
//! [`FieldError`] in one place; what cannot be built here never reaches the platform.

pub mod account;
pub mod blocking;
pub mod contact;
pub mod csv;
pub mod customer;
pub mod destination_policy;
pub mod field;
pub mod forwards;
pub mod holidays;
pub mod icalendar;
pub mod identifier;
pub mod lock;
pub mod mark;
pub mod number;
pub mod number_search;
pub mod permission;
pub mod preference;
pub mod secret;
pub mod sip_domain;
pub mod speed_dial;
pub mod subscriber;
pub mod text;
pub mod voicebox;

pub use field::{FieldError, FieldErrors};
