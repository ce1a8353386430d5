//! Whose a platform login is: the platform is asked before one is stored, and nothing else is believed.

use crate::{
    access::Access,
    credentials::{CredentialError, Owner},
};
use std::net::IpAddr;
use switchhook_domain::identifier::ResellerId;
use switchhook_platform::{Credential, Error as PlatformError, LoginRole, Platform, Proof};
use time::{Duration, OffsetDateTime};

/// A login that the platform has taken, and whose it is.
#[derive(Clone, Debug)]
pub struct TestedLogin {
    owner: Owner,
    credential: Credential,
}

/// Why the portal cannot work with a platform login.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LoginProblem {
    /// The platform does not take it, or was not there to be asked.
    #[error("the platform does not take the login")]
    Platform(#[from] PlatformError),
    /// It failed so often that the platform would ban it soon, and the portal with it; so long to wait.
    #[error("the login has failed too often")]
    Throttled(Duration),
    /// Its certificate is no longer valid.
    #[error("the certificate has expired")]
    Expired,
    /// Its certificate is not valid yet.
    #[error("the certificate is not valid yet")]
    NotYet,
    /// It may change nothing.
    #[error("the login is read-only")]
    ReadOnly,
    /// It is of a role that may not do what the portal does for a reseller or the operator.
    #[error("the login is of a role that the portal cannot work with")]
    Role,
    /// The platform tells a reseller its own id nowhere but at its login and its billing profiles.
    #[error("the platform does not tell whose login this is")]
    Unknown,
    /// It is another reseller's.
    #[error("the login belongs to reseller {0}")]
    OfReseller(ResellerId),
    /// It is the operator's.
    #[error("the login belongs to the operator")]
    OfOperator,
}

impl TestedLogin {
    /// Asks the platform whose login it is. `named` is believed only where the platform does not tell.
    ///
    /// # Errors
    /// [`LoginProblem`].
    pub async fn of(
        platform: &Platform,
        credential: Credential,
        named: Option<ResellerId>,
        now: OffsetDateTime,
    ) -> Result<Self, LoginProblem> {
        if let Proof::Certificate(certificate) = &credential.proof {
            let facts = certificate.facts();
            if facts.not_after < now {
                return Err(LoginProblem::Expired);
            }
            if facts.not_before > now {
                return Err(LoginProblem::NotYet);
            }
        }
        let identity = platform.who_am_i(credential.clone()).await?;
        if identity.is_read_only == Some(true) {
            return Err(LoginProblem::ReadOnly);
        }
        let owner = match (identity.role, identity.reseller, named) {
            (LoginRole::Admin, _, _) => Owner::Operator,
            (role, _, _) if !role.is_of_one_reseller() => return Err(LoginProblem::Role),
            (_, Some(told), Some(named)) if told != named => return Err(LoginProblem::OfReseller(told)),
            (_, told, named) => Owner::Reseller(told.or(named).ok_or(LoginProblem::Unknown)?),
        };
        Ok(Self { owner, credential })
    }

    /// Whose login it is.
    #[must_use]
    pub const fn owner(&self) -> Owner {
        self.owner
    }

    /// The login, if it is the one's whose it should be.
    fn belonging_to(self, wanted: Owner) -> Result<Self, LoginProblem> {
        match self.owner {
            owner if owner == wanted => Ok(self),
            Owner::Operator => Err(LoginProblem::OfOperator),
            Owner::Reseller(id) => Err(LoginProblem::OfReseller(id)),
        }
    }
}

impl Access {
    /// Tests a login that somebody typed for this owner. Wrong passwords are counted: the platform would ban the login at the
    /// portal's own address, and whoever works with it would stand still (contract 1.5).
    ///
    /// # Errors
    /// [`LoginProblem`].
    pub async fn test_login(
        &self,
        platform: &Platform,
        credential: Credential,
        wanted: Owner,
        address: IpAddr,
    ) -> Result<TestedLogin, LoginProblem> {
        let has_password = matches!(credential.proof, Proof::Password(_));
        // No line is called so: there is a blank in it.
        let counted = has_password.then(|| format!("platform login {}", credential.login.to_lowercase()));
        if let Some(name) = &counted {
            self.throttle().admit_line(name, address).map_err(LoginProblem::Throttled)?;
        }
        let tested = TestedLogin::of(platform, credential, None, self.doors().now()).await;
        let is_proven = match &tested {
            Err(LoginProblem::Platform(error)) => {
                matches!(error, PlatformError::PasswordExpired | PlatformError::Forbidden(_))
            }
            _ => true,
        };
        if let Some(name) = counted.filter(|_| is_proven) {
            self.throttle().succeeded_line(&name, address);
        }
        tested?.belonging_to(wanted)
    }

    /// Stores a tested login in place of the one before; its reseller is known by this name from now on.
    ///
    /// # Errors
    /// [`CredentialError`].
    pub async fn store_login(&self, login: &TestedLogin, name: &str) -> Result<(), CredentialError> {
        if let Owner::Reseller(id) = login.owner {
            self.resellers().connect(id, name).await?;
        }
        self.credentials().store(login.owner, &login.credential).await
    }
}
