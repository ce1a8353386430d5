//! The pages about resellers and the platform logins that the portal works with.

mod credential;
mod list;

pub(crate) use credential::CredentialPage;
pub(crate) use list::ResellersPage;

use crate::{words, writes::credentials::Stored};
use leptos::prelude::*;
use switchhook_access::CredentialFacts;
use switchhook_platform::CertificateFacts;
use time::{Duration, OffsetDateTime};

/// So long before a certificate ends people are asked to renew it.
const SOON: Duration = Duration::days(30);

/// Login and kind, in words; none if nothing is stored.
fn login(stored: &Stored) -> Option<String> {
    match stored {
        Stored::Nothing => None,
        Stored::Login(CredentialFacts { login, certificate: None }) => {
            Some(say!(resellers.login.by_password, login = login))
        }
        Stored::Login(CredentialFacts { login, certificate: Some(_) }) => {
            Some(say!(resellers.login.by_certificate, login = login))
        }
        Stored::Closed => Some(say!(resellers.login.closed)),
    }
}

/// What to beware of, if a certificate has ended or ends soon.
fn end(certificate: &CertificateFacts, now: OffsetDateTime) -> Option<AnyView> {
    let date = words::moment(certificate.not_after);
    let warning = if certificate.not_after < now {
        say!(resellers.login.ended, date = date)
    } else if certificate.not_after < now + SOON {
        say!(resellers.login.ends_soon, date = date)
    } else {
        return None;
    };
    Some(view! { <p class="warning">{warning}</p> }.into_any())
}
