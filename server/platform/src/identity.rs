//! Whom a credential belongs to: asked when a reseller is connected, and by the operator's self-check.

use crate::{
    billing_profiles::BillingProfile,
    certificate::{CertificateProblem, Flaw},
    client::Row,
    credential::Proof,
    entries::Admin,
    error::{Error, Forbidden},
    hal::{self, Listing},
    lane::Lane,
    list::{ById, ListOptions},
    pattern,
    request::Request,
    resellers::Reseller,
    transport::Wire,
};
use serde::Deserialize;
use switchhook_domain::identifier::ResellerId;

/// What the platform tells about a login.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The login as the platform writes it.
    pub login: String,
    /// Its role.
    pub role: LoginRole,
    /// Whether it may only read, so that the portal can change nothing with it; none if the platform does not tell.
    pub is_read_only: Option<bool>,
    /// Whether SIP passwords are shown to it; none if the platform does not tell.
    pub shows_passwords: Option<bool>,
    /// The reseller that it belongs to. None for an operator, and for a reseller as long as it has no billing profile: the
    /// platform tells a reseller its own id nowhere else.
    pub reseller: Option<ResellerId>,
}

/// The roles of platform logins (contract 1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LoginRole {
    /// Everything, all resellers.
    #[serde(alias = "system")]
    Admin,
    /// One reseller.
    Reseller,
    /// Customer care of all resellers.
    CcareAdmin,
    /// Customer care of one reseller.
    Ccare,
    /// Lawful intercept, or a role that the portal does not know.
    #[serde(other)]
    Other,
}

impl LoginRole {
    /// Whether the login sees one reseller only.
    #[must_use]
    pub const fn is_of_one_reseller(self) -> bool {
        matches!(self, Self::Reseller | Self::Ccare)
    }
}

/// Asks for the login's own account, and for a reseller's login, for a billing profile: the one thing a reseller is shown that
/// names the reseller.
pub(crate) async fn read(wire: &Wire, lane: &Lane) -> Result<Identity, Error> {
    match tell(wire, lane).await {
        // Every login may ask this; a certificate that no login has is refused as a role is (contract 1.2).
        Err(Error::Forbidden(Forbidden::Role)) if matches!(lane.credential.proof, Proof::Certificate(_)) => {
            Err(Error::Certificate(CertificateProblem::Login(Flaw::Unknown)))
        }
        other => other,
    }
}

async fn tell(wire: &Wire, lane: &Lane) -> Result<Identity, Error> {
    let account = account(wire, lane).await?;
    let role = match &account {
        Some(account) => account.role,
        None => probed_role(wire, lane).await?,
    };
    let shown = account.as_ref().and_then(|account| account.reseller_id);
    let reseller = match shown {
        _ if !role.is_of_one_reseller() => None,
        Some(reseller) => Some(reseller),
        None => {
            let request =
                Request::collection(BillingProfile::COLLECTION, ListOptions::<ById>::first(1).query());
            let profiles: Listing<BillingProfile> =
                collection(wire, lane, &request, BillingProfile::COLLECTION).await?;
            profiles.rows.first().and_then(|profile| profile.reseller_id)
        }
    };
    Ok(Identity {
        role,
        is_read_only: account.as_ref().map(|account| account.read_only),
        shows_passwords: account.as_ref().map(|account| account.show_passwords),
        reseller,
        login: account.map_or_else(|| lane.credential.login.clone(), |account| account.login),
    })
}

/// The login's own account; none on platforms that do not show accounts.
async fn account(wire: &Wire, lane: &Lane) -> Result<Option<Admin>, Error> {
    let login = &lane.credential.login;
    let query = ListOptions::<ById>::first(10).query();
    let request = Request::collection(Admin::COLLECTION, query).with("login", pattern::literal(login));
    match collection::<Admin>(wire, lane, &request, Admin::COLLECTION).await {
        Ok(accounts) => Ok(accounts.rows.into_iter().find(|row| row.login.eq_ignore_ascii_case(login))),
        Err(Error::NotFound | Error::Forbidden(Forbidden::Role)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Who may list resellers is an operator (contract 3.1).
async fn probed_role(wire: &Wire, lane: &Lane) -> Result<LoginRole, Error> {
    let request = Request::collection(Reseller::COLLECTION, ListOptions::<ById>::first(1).query());
    match collection::<Reseller>(wire, lane, &request, Reseller::COLLECTION).await {
        Ok(_) => Ok(LoginRole::Admin),
        Err(Error::Forbidden(Forbidden::Role)) => Ok(LoginRole::Reseller),
        Err(error) => Err(error),
    }
}

async fn collection<T: serde::de::DeserializeOwned>(
    wire: &Wire,
    lane: &Lane,
    request: &Request,
    name: &str,
) -> Result<Listing<T>, Error> {
    hal::listing(wire.send(lane, request).await?.successful()?.json()?, name)
}
