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
mod forward_templates;
mod id;
mod key;
mod line_sign_in;
mod links;
mod live_sessions;
pub mod needs;
mod own_password;
mod passkey_steps;
mod passkeys;
mod password;
mod platform_login;
mod policies;
mod principal;
mod proof;
mod relying_party;
mod resellers;
mod rotation;
mod second_factor;
mod second_step;
mod session;
mod session_steps;
mod session_store;
mod sign_in;
mod softlock;
mod storage;
mod submissions;
mod throttle;
mod totp;
mod vault;
mod view;

pub use access::{Access, Options, PrincipalError};
pub use account::{Account, AccountState, Invitee, LOGIN_LONGEST, LoginError, NewAccount, parse_login};
pub use accounts::{AccountError, AccountFilter, AccountPage, Accounts, Managed};
pub use credentials::{CredentialError, CredentialFacts, Credentials, Owner};
pub use database::{ConnectError, Database};
pub use destination_policies::DestinationPolicies;
pub use doors::{Chance, Clock, Doors, SystemChance, SystemClock};
pub use drafts::{DraftError, Drafts};
pub use forward_templates::{
    ForwardTemplate, ForwardTemplateError, ForwardTemplates, MOST as MOST_FORWARD_TEMPLATES,
};
pub use id::{AccountId, AuditId, DraftId, ForwardTemplateId, NotAnId, PasskeyId, SubmissionId};
pub use key::{KeyError, SecretKeys};
pub use line_sign_in::LineAttempt;
pub use links::{IssuedLink, LinkKey, LinkPurpose, LinkToken, Links, OpenLink, RedeemError};
pub use live_sessions::{LiveSession, SessionsToEnd};
pub use own_password::OwnPasswordError;
pub use passkey_steps::NewPasskey;
pub use passkeys::{
    MOST as MOST_PASSKEYS, NAME_LONGEST as PASSKEY_NAME_LONGEST, Passkey, PasskeyRefusal, Passkeys,
};
pub use password::{
    HashCost, HashError, LONGEST as PASSWORD_LONGEST, PasswordError, SHORTEST as PASSWORD_SHORTEST,
    check_policy,
};
pub use platform_login::{LoginProblem, TestedLogin};
pub use policies::{SignInPolicies, SignInPolicy};
pub use principal::{Denied, PROOF_LASTS, Principal, Require};
pub use proof::{Proof, ProofError};
pub use relying_party::{NoPasskeys, RelyingParty};
pub use resellers::{Reseller, Resellers};
pub use rotation::{Rotation, RotationError};
pub use second_factor::{
    Enrolment, RECOVERY_CODES, RecoveryCodes, SecondFactor, SecondFactorError, SecondFactors,
};
pub use second_step::{By, NextStep, SecondStepError};
pub use session::{ClientOrigin, SessionError, SessionState};
pub use session_store::{DatabaseSessions, Lifetimes};
pub use sign_in::{Attempt, SignInError};
pub use softlock::LockPolicy;
pub use storage::{ReplaceError, StorageError};
pub use submissions::{Answer, Claim, Submissions};
pub use throttle::ThrottlePolicy;
pub use totp::code_at;
pub use vault::SealError;
