//! Typed client of the sip:provider REST API, the only place that speaks HTTP to a platform.
//!
//! A [`Platform`] is one installation: its connections, the tokens of its logins, its circuit breaker. A [`Client`] works for one
//! [`Credential`] inside one [`Scope`](switchhook_domain::permission::Scope). It alone makes [`Scoped`] objects, and whatever
//! writes to something that exists takes one: an unchecked id does not compile.
//!
//! Sections named "contract" are those of the description of the platform's API that the project keeps beside its sources.

mod balances;
pub mod billing_profiles;
pub mod calls;
pub mod clock;
pub mod contacts;
pub mod customers;
pub mod domains;
pub mod entries;
pub mod forwards;
pub mod identity;
mod info;
pub mod list;
mod numbers;
mod preferences;
pub mod registrations;
pub mod resellers;
pub mod rewrites;
pub mod speed_dials;
pub mod subscribers;
mod voiceboxes;

mod breaker;
mod certificate;
mod client;
mod credential;
mod error;
mod filter;
mod hal;
mod lane;
mod lenient;
mod of_reseller;
mod options;
mod outcomes;
mod patch;
mod patience;
mod pattern;
mod platform;
mod reference;
mod refusal;
mod request;
mod scope;
mod subscriber_login;
mod subscriber_writes;
mod time_zone;
mod token;
mod transport;

pub use balances::Balance;
pub use billing_profiles::BillingProfile;
pub use calls::Call;
pub use certificate::{CertificateFacts, CertificateProblem, ClientCertificate, Flaw, NotACertificate};
pub use client::Client;
pub use clock::{Clock, SystemClock};
pub use contacts::Contact;
pub use credential::{Credential, Proof};
pub use customers::Customer;
pub use domains::Domain;
pub use error::{Error, Forbidden, Limit, SetupError};
pub use identity::{Identity, LoginRole};
pub use info::PlatformInfo;
pub use list::{ListOptions, MOST_ROWS, Page};
pub use numbers::LineNumber;
pub use options::PlatformOptions;
pub use outcomes::Histogram;
pub use platform::Platform;
pub use refusal::Refusal;
pub use registrations::Registration;
pub use resellers::Reseller;
pub use scope::Scoped;
pub use speed_dials::{SpeedDial, SpeedDials};
pub use subscriber_login::{WebIdentity, WebLogin};
pub use subscribers::Subscriber;
pub use voiceboxes::Voicebox;
