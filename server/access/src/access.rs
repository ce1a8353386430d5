//! The one handle on everything that decides who may do what.

use crate::{
    accounts::Accounts,
    audit::Audit,
    credentials::Credentials,
    database::Database,
    destination_policies::DestinationPolicies,
    doors::Doors,
    drafts::Drafts,
    forward_templates::ForwardTemplates,
    key::SecretKeys,
    links::Links,
    passkeys::Passkeys,
    password::{HashCost, HashError, Hasher},
    policies::SignInPolicies,
    principal::Principal,
    resellers::Resellers,
    second_factor::SecondFactors,
    session::{SessionError, SessionState},
    session_store::{DatabaseSessions, Lifetimes},
    storage::StorageError,
    submissions::Submissions,
    throttle::{Throttle, ThrottlePolicy},
    vault::Vault,
};
use std::sync::Arc;
use switchhook_domain::permission::Scope;
use time::Duration;
use tower_sessions::Session;

/// What may be tuned.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// The cost of hashing a password.
    pub hashing: HashCost,
    /// When attempts to sign in are slowed down.
    pub throttling: ThrottlePolicy,
    /// How long sessions live.
    pub lifetimes: Lifetimes,
    /// How long the audit trail is kept; for ever if absent.
    pub audit_kept: Option<Duration>,
    /// How long a refusal takes of the login of a line: longer than the platform needs for any.
    pub line_refusal: std::time::Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            hashing: HashCost::default(),
            throttling: ThrottlePolicy::default(),
            lifetimes: Lifetimes::default(),
            audit_kept: None,
            line_refusal: std::time::Duration::from_secs(2),
        }
    }
}

/// Why it is not known who is asking.
#[derive(Debug, thiserror::Error)]
pub enum PrincipalError {
    /// The session failed.
    #[error(transparent)]
    Session(#[from] SessionError),
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Accounts, sessions, credentials, audit. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Access(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    database: Database,
    doors: Doors,
    options: Options,
    accounts: Accounts,
    credentials: Credentials,
    resellers: Resellers,
    drafts: Drafts,
    destination_policies: DestinationPolicies,
    forward_templates: ForwardTemplates,
    submissions: Submissions,
    links: Links,
    second_factors: SecondFactors,
    passkeys: Passkeys,
    policies: SignInPolicies,
    audit: Audit,
    sessions: DatabaseSessions,
    throttle: Throttle,
    vault: Vault,
}

impl Access {
    /// Puts everything together.
    ///
    /// # Errors
    /// The cost of hashing is out of bounds.
    pub fn new(
        database: Database,
        keys: SecretKeys,
        doors: Doors,
        options: Options,
    ) -> Result<Self, HashError> {
        let hasher = Hasher::new(options.hashing, doors.clone())?;
        let vault = Vault::new(keys, doors.clone());
        let accounts = Accounts::new(database.clone(), doors.clone(), hasher);
        Ok(Self(Arc::new(Inner {
            second_factors: SecondFactors::new(database.clone(), doors.clone(), vault.clone()),
            passkeys: Passkeys::new(database.clone(), doors.clone()),
            policies: SignInPolicies::new(database.clone()),
            links: Links::new(database.clone(), doors.clone(), accounts.clone()),
            accounts,
            credentials: Credentials::new(database.clone(), doors.clone(), vault.clone()),
            drafts: Drafts::new(database.clone(), doors.clone(), vault.clone()),
            destination_policies: DestinationPolicies::new(database.clone(), doors.clone()),
            forward_templates: ForwardTemplates::new(database.clone(), doors.clone()),
            submissions: Submissions::new(database.clone(), doors.clone()),
            audit: Audit::new(database.clone(), doors.clone()),
            resellers: Resellers::new(database.clone(), doors.clone()),
            sessions: DatabaseSessions::new(database.clone(), doors.clone(), options.lifetimes),
            throttle: Throttle::new(options.throttling, doors.clone()),
            vault,
            database,
            doors,
            options,
        })))
    }

    /// The database.
    #[must_use]
    pub fn database(&self) -> &Database {
        &self.0.database
    }

    /// Clock and chance.
    #[must_use]
    pub fn doors(&self) -> &Doors {
        &self.0.doors
    }

    /// The accounts.
    #[must_use]
    pub fn accounts(&self) -> &Accounts {
        &self.0.accounts
    }

    /// The stored platform credentials.
    #[must_use]
    pub fn credentials(&self) -> &Credentials {
        &self.0.credentials
    }

    /// The connected resellers.
    #[must_use]
    pub fn resellers(&self) -> &Resellers {
        &self.0.resellers
    }

    /// What people typed into forms that failed.
    #[must_use]
    pub fn drafts(&self) -> &Drafts {
        &self.0.drafts
    }

    /// Where resellers let customers send calls.
    #[must_use]
    pub fn destination_policies(&self) -> &DestinationPolicies {
        &self.0.destination_policies
    }

    /// The templates of call forwards that resellers made.
    #[must_use]
    pub fn forward_templates(&self) -> &ForwardTemplates {
        &self.0.forward_templates
    }

    /// The forms that were sent.
    #[must_use]
    pub fn submissions(&self) -> &Submissions {
        &self.0.submissions
    }

    /// The second factors of accounts.
    #[must_use]
    pub fn second_factors(&self) -> &SecondFactors {
        &self.0.second_factors
    }

    /// The passkeys of accounts.
    #[must_use]
    pub fn passkeys(&self) -> &Passkeys {
        &self.0.passkeys
    }

    /// How people may sign in.
    #[must_use]
    pub fn policies(&self) -> &SignInPolicies {
        &self.0.policies
    }

    /// One-time links by which people choose their password.
    #[must_use]
    pub fn links(&self) -> &Links {
        &self.0.links
    }

    /// The audit trail.
    #[must_use]
    pub fn audit(&self) -> &Audit {
        &self.0.audit
    }

    /// The store for the session layer.
    #[must_use]
    pub fn session_store(&self) -> DatabaseSessions {
        self.0.sessions.clone()
    }

    pub(crate) fn vault(&self) -> &Vault {
        &self.0.vault
    }

    pub(crate) fn options(&self) -> &Options {
        &self.0.options
    }

    pub(crate) fn throttle(&self) -> &Throttle {
        &self.0.throttle
    }

    /// What the portal keeps in the session of a request.
    #[must_use]
    pub fn session(&self, session: Session) -> SessionState {
        SessionState::new(session, self.0.doors.clone(), self.0.options.lifetimes)
    }

    /// Who is asking, read from the database at each request: a changed role counts at once, and the session of a
    /// disabled or deleted account is nobody's.
    ///
    /// # Errors
    /// [`PrincipalError`].
    pub async fn principal(&self, session: &SessionState) -> Result<Option<Principal>, PrincipalError> {
        let (Some(id), Some(proven_at)) = (session.account_id().await?, session.proven_at().await?) else {
            return Ok(None);
        };
        let account = self.accounts().find(Scope::Operator, id).await?.filter(|account| !account.disabled);
        let Some(account) = account else { return Ok(None) };
        // A policy that was set after the sign-in counts at once, too.
        if account.line.is_some() && !self.policies().of(account.scope).await?.line_sign_in {
            return Ok(None);
        }
        if !session.has_second_factor().await? && self.policies().requires_second_factor(&account).await? {
            return Ok(None);
        }
        Ok(Some(Principal::new(account, proven_at, session.view().await?, session.origin().address)))
    }

    /// Deletes what has expired: sessions, drafts, forms that were sent, old entries of the audit trail. To be called now and
    /// then.
    ///
    /// # Errors
    /// The database failed.
    pub async fn sweep(&self) -> Result<(), StorageError> {
        let sessions = self.0.sessions.sweep().await?;
        let drafts = self.0.drafts.sweep().await?;
        self.0.links.sweep().await?;
        let submissions = self.0.submissions.sweep().await?;
        let entries = match self.0.options.audit_kept {
            Some(kept) => self.audit().prune(kept).await?,
            None => 0,
        };
        tracing::debug!(sessions, drafts, submissions, entries, "swept what had expired");
        // In the log, the head is out of the reach of whoever writes to the database.
        let head = self.audit().head().await?.to_string();
        tracing::info!(head, "the audit trail ends here");
        Ok(())
    }
}
