//! Who is who, and who may do what: accounts, sessions, roles, scopes, stored platform credentials, audit, and their
//! database.
//!
//! Everything is reached through [`Access`]. A [`Principal`] comes from a session, a [`Require`] from a principal that
//! has the permission; nothing else makes one. The time and chance come through [`Doors`] alone.

mod access;
mod account;
mod accounts;
pub mod audit;
mod conditions;
mod credentials;
mod database;
pub mod demo;
mod destination_policies;
mod doors;
mod drafts;
pub mod fake;
mod id;
mod key;
pub mod needs;
mod password;
mod principal;
mod resellers;
mod rotation;
mod session;
mod session_store;
mod sign_in;
mod softlock;
mod storage;
mod submissions;
mod throttle;
mod vault;
mod view;

pub use access::{Access, Options, PrincipalError};
pub use account::{Account, LOGIN_LONGEST, LoginError, NewAccount, parse_login};
pub use accounts::{AccountError, Accounts};
pub use credentials::{CredentialError, Credentials, Owner};
pub use database::{ConnectError, Database};
pub use destination_policies::DestinationPolicies;
pub use doors::{Chance, Clock, Doors, SystemChance, SystemClock};
pub use drafts::{DraftError, Drafts};
pub use id::{AccountId, AuditId, DraftId, NotAnId, SubmissionId};
pub use key::{KeyError, SecretKeys};
pub use password::{
    HashCost, HashError, LONGEST as PASSWORD_LONGEST, PasswordError, SHORTEST as PASSWORD_SHORTEST,
    check_policy,
};
pub use principal::{Denied, Principal, Require};
pub use resellers::{Reseller, Resellers};
pub use rotation::{Rotation, RotationError};
pub use session::{ClientOrigin, SessionError, SessionState};
pub use session_store::{DatabaseSessions, Lifetimes};
pub use sign_in::{Attempt, SignInError};
pub use softlock::LockPolicy;
pub use storage::{ReplaceError, StorageError};
pub use submissions::{Answer, Claim, Submissions};
pub use throttle::ThrottlePolicy;
pub use vault::SealError;
