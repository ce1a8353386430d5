//! Platform logins: tested, stored, forgotten. What a login proves itself by comes in and never goes out again.

use super::{
    act::{Done, Undone, conclude},
    confirmation::ConfirmationForm,
    portal_act::PortalAct,
};
use crate::{failure::Failure, portal::Portal};
use leptos::prelude::*;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::fmt;
use switchhook_access::{
    CredentialError, CredentialFacts, LoginProblem, Owner, Require, StorageError,
    audit::{Action, Object, ObjectKind},
    needs::ManageCredentials,
};
use switchhook_domain::{
    FieldError, FieldErrors, identifier::ResellerId, lock::Status, permission::Scope, text,
};
use switchhook_platform::{
    CertificateProblem, ClientCertificate, Credential, Error as PlatformError, Flaw, Forbidden,
    NotACertificate, Proof,
};

/// The server function that tests a platform login and stores it.
pub(crate) const STORE: &str = "/api/resellers/credential/store";
/// The server function that forgets it.
pub(crate) const DISCONNECT: &str = "/api/resellers/credential/disconnect";
/// The id of the operator's own login.
pub(crate) const OPERATOR: &str = "operator";
/// How a login proves itself.
pub(crate) const BY_PASSWORD: &str = "password";
pub(crate) const BY_CERTIFICATE: &str = "certificate";
const LIST: &str = "/resellers";

/// A platform login as typed. What proves it is read from a form and never written again: not into a draft, not into a log.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CredentialForm {
    /// The login on the platform.
    pub login: String,
    /// By password or by certificate.
    pub kind: String,
    /// The password.
    #[serde(skip_serializing)]
    pub password: String,
    /// The certificate and its key in PEM.
    #[serde(skip_serializing)]
    pub pem: String,
}

impl fmt::Debug for CredentialForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CredentialForm").field("login", &self.login).finish_non_exhaustive()
    }
}

impl CredentialForm {
    fn parse(&self) -> Result<Credential, FieldErrors> {
        let mut errors = FieldErrors::new();
        let login = errors.take("form[login]", text::required(&self.login, 31));
        let proof = match self.kind.as_str() {
            BY_PASSWORD => errors.take("form[password]", password(&self.password)),
            BY_CERTIFICATE => errors.take("form[pem]", certificate(&self.pem)),
            _ => errors.take("form[kind]", Err(FieldError::InvalidChoice)),
        };
        match (login, proof) {
            (Some(login), Some(proof)) => Ok(Credential { login, proof }),
            _ => Err(errors),
        }
    }
}

fn password(typed: &str) -> Result<Proof, FieldError> {
    match typed {
        "" => Err(FieldError::Missing),
        // The platform takes no others (contract 1.2).
        typed if !typed.is_ascii() => Err(FieldError::NotAscii),
        typed => Ok(Proof::Password(SecretString::from(typed))),
    }
}

fn certificate(typed: &str) -> Result<Proof, FieldError> {
    if typed.trim().is_empty() {
        return Err(FieldError::Missing);
    }
    // Browsers end lines as DOS does.
    let pem = ClientCertificate::from_pem(typed.replace("\r\n", "\n"));
    pem.map(Proof::Certificate).map_err(|error| match error {
        NotACertificate::Unreadable => FieldError::NotACertificate,
        NotACertificate::EncryptedKey => FieldError::EncryptedKey,
        NotACertificate::OtherKey => FieldError::OtherKey,
    })
}

/// Whose platform login it is about.
pub(crate) struct Target {
    pub(crate) owner: Owner,
    /// What people call the owner.
    pub(crate) name: String,
    pub(crate) is_terminated: bool,
    pub(crate) stored: Stored,
}

/// What is stored of an owner.
pub(crate) enum Stored {
    Nothing,
    Login(CredentialFacts),
    /// It cannot be opened with the portal's key.
    Closed,
}

impl Stored {
    /// What is stored of an owner.
    pub(crate) async fn of(portal: &Portal, owner: Owner) -> Result<Self, StorageError> {
        match portal.access().credentials().load(owner).await {
            Ok(Some(credential)) => Ok(Self::Login(CredentialFacts::of(&credential))),
            Ok(None) => Ok(Self::Nothing),
            Err(CredentialError::Storage(error)) => Err(error),
            Err(CredentialError::Sealed(_) | CredentialError::UnknownReseller) => Ok(Self::Closed),
        }
    }

    /// For the audit trail, without what is secret.
    fn told(&self) -> Value {
        match self {
            Self::Nothing => Value::Null,
            Self::Login(facts) => told(facts),
            Self::Closed => json!({ "kind": "unreadable" }),
        }
    }
}

fn told(facts: &CredentialFacts) -> Value {
    match &facts.certificate {
        None => json!({ "login": facts.login, "kind": BY_PASSWORD }),
        Some(certificate) => json!({
            "login": facts.login,
            "kind": BY_CERTIFICATE,
            "serial": certificate.serial,
            "ends": certificate.not_after.unix_timestamp(),
        }),
    }
}

/// The owner that a page or a form names: the operator, or a reseller that the platform or the portal knows. The platform need
/// not answer for what the portal knows itself: a login that no longer works can be replaced.
pub(crate) async fn target(
    portal: &Portal,
    by: &Require<ManageCredentials>,
    id: &str,
) -> Result<Target, Failure> {
    if id == OPERATOR {
        let (owner, name) = (Owner::Operator, say!(resellers.operator_name));
        let stored = Stored::of(portal, owner).await?;
        return Ok(Target { owner, name, is_terminated: false, stored });
    }
    let id: ResellerId = id.parse().map_err(|_| Failure::NotFound)?;
    let owner = Owner::Reseller(id);
    let known = portal.access().resellers().find(by.scope(), id).await?;
    let told = match portal.client_within(Scope::Operator).await {
        Ok(client) => client.reseller(id).await.map_err(Failure::from),
        Err(failure) => Err(failure),
    };
    let (name, is_terminated) = match (told, known) {
        (Ok(told), _) => (told.name.clone(), told.status == Status::Terminated),
        (Err(_), Some(known)) => (known.name, false),
        (Err(failure), None) => return Err(failure),
    };
    let stored = Stored::of(portal, owner).await?;
    if is_terminated && matches!(stored, Stored::Nothing) {
        return Err(Failure::NotFound);
    }
    Ok(Target { owner, name, is_terminated, stored })
}

/// The credential as the audit trail names it; its reseller sees the entry, too.
fn object(target: &Target) -> Object {
    match target.owner {
        Owner::Operator => Object::new(ObjectKind::Credential, &OPERATOR, OPERATOR),
        Owner::Reseller(id) => {
            Object::new(ObjectKind::Credential, &id, target.name.clone()).within(Scope::Reseller(id))
        }
    }
}

/// Tests a platform login and stores it in place of the one before.
#[server(name = StoreCredential, prefix = "/api", endpoint = "resellers/credential/store")]
pub async fn store_credential(
    #[server(default)] token: String,
    #[server(default)] from: String,
    #[server(default)] id: String,
    #[server(default)] form: CredentialForm,
) -> Result<(), ServerFnError> {
    let done = store(&token, &id, &form).await;
    conclude(STORE, &from, &form, done).await
}

async fn store(token: &str, id: &str, form: &CredentialForm) -> Result<Done, Undone> {
    let act = PortalAct::<Require<ManageCredentials>>::begin(token).await?;
    let target = target(&act.portal, &act.principal, id).await?;
    if target.is_terminated {
        return Err(Failure::NotFound.into());
    }
    let credential = form.parse()?;
    let (access, platform) = (act.portal.access(), act.portal.platform());
    let after = told(&CredentialFacts::of(&credential));
    let by_password = matches!(credential.proof, Proof::Password(_));
    let tested = access.test_login(platform, credential, target.owner, act.visitor.address).await;
    let tested = tested.map_err(|problem| undone(problem, by_password))?;
    let change = json!({ "before": target.stored.told(), "after": after });
    act.audited(Action::StoreCredential, object(&target), change, async {
        Ok(access.store_login(&tested, &target.name).await?)
    })
    .await?;
    Ok(Done { to: LIST.to_owned(), notice: say!(resellers.login.stored, name = target.name) })
}

/// Puts what is wrong with a login at the field that can mend it.
fn undone(problem: LoginProblem, by_password: bool) -> Undone {
    let proof = if by_password { "form[password]" } else { "form[pem]" };
    let (field, error) = match problem {
        LoginProblem::Throttled(wait) => {
            return Undone::Failed(Failure::SignInThrottled(wait.whole_seconds().max(1)));
        }
        LoginProblem::Expired => (proof, FieldError::CertificateExpired),
        LoginProblem::NotYet => (proof, FieldError::CertificateNotYet),
        LoginProblem::ReadOnly => ("form[login]", FieldError::LoginReadOnly),
        LoginProblem::Role => ("form[login]", FieldError::LoginOfOtherRole),
        LoginProblem::Unknown => ("form[login]", FieldError::LoginOfNobody),
        LoginProblem::OfReseller(id) => ("form[login]", FieldError::LoginOfReseller(id.0)),
        LoginProblem::OfOperator => ("form[login]", FieldError::LoginOfOperator),
        LoginProblem::Platform(error) => match error {
            PlatformError::Unauthorised if by_password => (proof, FieldError::LoginRefused),
            PlatformError::Unauthorised => (proof, FieldError::CertificateRefused),
            PlatformError::Banned => ("form[login]", FieldError::LoginBanned),
            PlatformError::PasswordExpired => (proof, FieldError::LoginExpired),
            PlatformError::Forbidden(Forbidden::SecondFactor) => ("form[login]", FieldError::LoginNeedsCode),
            PlatformError::Forbidden(_) => ("form[login]", FieldError::LoginOfOtherRole),
            PlatformError::Certificate(CertificateProblem::Login(flaw)) => (
                proof,
                match flaw {
                    Flaw::Unknown => FieldError::CertificateUnknown,
                    Flaw::Expired => FieldError::CertificateExpired,
                    Flaw::NotYet => FieldError::CertificateNotYet,
                    _ => FieldError::CertificateRefused,
                },
            ),
            other => return Undone::Failed(Failure::Platform(other)),
        },
    };
    FieldErrors::of(field, error).into()
}

/// Forgets a platform login.
#[server(name = DisconnectReseller, prefix = "/api", endpoint = "resellers/credential/disconnect")]
pub async fn disconnect_reseller(
    #[server(default)] token: String,
    #[server(default)] from: String,
    #[server(default)] id: String,
    #[server(default)] form: ConfirmationForm,
) -> Result<(), ServerFnError> {
    let done = disconnect(&token, &id, &form).await;
    conclude(DISCONNECT, &from, &form, done).await
}

async fn disconnect(token: &str, id: &str, form: &ConfirmationForm) -> Result<Done, Undone> {
    let act = PortalAct::<Require<ManageCredentials>>::begin(token).await?;
    let target = target(&act.portal, &act.principal, id).await?;
    if matches!(target.stored, Stored::Nothing) {
        return Err(Failure::NotFound.into());
    }
    form.confirms(to_be_typed(&target))?;
    let change = json!({ "before": target.stored.told(), "after": null });
    act.audited(Action::DeleteCredential, object(&target), change, async {
        Ok(act.portal.access().credentials().delete(target.owner).await?)
    })
    .await?;
    Ok(Done { to: LIST.to_owned(), notice: say!(resellers.disconnect.done, name = target.name) })
}

/// What confirms that a login shall be forgotten: the reseller's name; for the operator, the word of its address.
pub(crate) fn to_be_typed(target: &Target) -> &str {
    match target.owner {
        Owner::Operator => OPERATOR,
        Owner::Reseller(_) => &target.name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_proves_a_login_is_neither_printed_nor_written() {
        let form = CredentialForm {
            login: "alpine".into(),
            kind: BY_PASSWORD.into(),
            password: "hunter2hunter2".into(),
            pem: "-----BEGIN PRIVATE KEY-----".into(),
        };
        let shown = format!("{form:?} {}", serde_json::to_string(&form).unwrap());
        assert!(
            shown.contains("alpine") && !shown.contains("hunter2") && !shown.contains("PRIVATE"),
            "{shown}"
        );
    }

    #[test]
    fn mistakes_stand_at_their_fields() {
        let parse = |kind: &str, password: &str, pem: &str| {
            let form = CredentialForm {
                login: "alpine".into(),
                kind: kind.into(),
                password: password.into(),
                pem: pem.into(),
            };
            form.parse().map(drop)
        };
        assert_eq!(parse(BY_PASSWORD, "secret", ""), Ok(()));
        for (kind, password, pem, field, error) in [
            ("", "secret", "", "form[kind]", FieldError::InvalidChoice),
            (BY_PASSWORD, "", "x", "form[password]", FieldError::Missing),
            (BY_PASSWORD, "pässwort", "", "form[password]", FieldError::NotAscii),
            (BY_CERTIFICATE, "secret", " ", "form[pem]", FieldError::Missing),
            (BY_CERTIFICATE, "", "x", "form[pem]", FieldError::NotACertificate),
        ] {
            assert_eq!(parse(kind, password, pem), Err(FieldErrors::of(field, error)), "{kind}");
        }
    }
}
