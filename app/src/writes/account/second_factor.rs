//! The second factor: its code at sign-in, setting it up, new recovery codes, doing without.

use super::NothingTyped;
use crate::{
    failure::{Failure, redirect},
    portal::Portal,
    visitor::local_path,
    writes::{
        act::{Done, Undone, conclude},
        portal_act::{PortalAct, genuine, show_once},
    },
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use std::fmt;
use switchhook_access::{Account, RecoveryCodes, SecondFactorError, SecondStepError};
use switchhook_domain::{FieldError, FieldErrors};

/// The server function of the second step.
pub(crate) const STEP: &str = "/api/sign-in/second-factor";
/// The server function that sets a second factor up.
pub(crate) const ENROL: &str = "/api/account/second-factor/enrol";
/// The server function that makes new recovery codes.
pub(crate) const RENEW: &str = "/api/account/second-factor/renew";
/// The server function that removes the second factor.
pub(crate) const REMOVE: &str = "/api/account/second-factor/remove";
/// The page about one's second factor.
const PAGE: &str = "/account/second-factor";

/// A code, read from a form and never written again.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CodeForm {
    /// As typed.
    #[serde(skip_serializing)]
    pub code: String,
}

impl fmt::Debug for CodeForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CodeForm(…)")
    }
}

impl CodeForm {
    fn filled(&self) -> Result<&str, FieldErrors> {
        match self.code.trim() {
            "" => Err(FieldErrors::of("form[code]", FieldError::Missing)),
            code => Ok(code),
        }
    }
}

/// Recovery codes that are shown once.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ShownCodes {
    pub(crate) codes: Vec<String>,
}

/// Takes the second step of signing in.
#[server(name = TakeSecondStep, prefix = "/api", endpoint = "sign-in/second-factor")]
pub async fn take_second_step(
    #[server(default)] token: String,
    #[server(default)] next: String,
    #[server(default)] form: CodeForm,
) -> Result<(), ServerFnError> {
    let next = local_path(&next).unwrap_or("/").to_owned();
    match step(&token, &next, &form).await {
        Ok(to) => {
            redirect(&to);
            Ok(())
        }
        Err(undone) => {
            let way = Way { action: STEP, page: "/sign-in/second-factor" };
            begin_anew(way, &next, &NothingTyped {}, undone).await
        }
    }
}

/// A way to sign in: its server function and the page with its form.
#[derive(Clone, Copy)]
pub(super) struct Way {
    pub(super) action: &'static str,
    pub(super) page: &'static str,
}

/// Back to the form of a way to sign in, or to its beginning.
pub(super) async fn begin_anew<F: Serialize + Sync>(
    way: Way,
    next: &str,
    form: &F,
    undone: Undone,
) -> Result<(), ServerFnError> {
    // Whoever has to begin anew comes to the page that they wanted, not to the step that they missed.
    let from = if matches!(undone, Undone::Failed(Failure::SignIn(_))) {
        next.to_owned()
    } else {
        let query = serde_urlencoded::to_string([("next", next)]).unwrap_or_default();
        format!("{}?{query}", way.page)
    };
    conclude(way.action, &from, form, Err(undone)).await
}

async fn step(token: &str, next: &str, form: &CodeForm) -> Result<String, Undone> {
    let (portal, visitor) = genuine(token).await?;
    if portal.access().waiting(&visitor.session).await.map_err(|error| undone(error.into()))?.is_none() {
        return Err(undone(SecondStepError::NoFirstStep));
    }
    let by = (visitor.address, visitor.request_id.as_str());
    let answer = portal.access().take_second_step(&visitor.session, form.filled()?, by).await;
    let (account, codes) = answer.map_err(undone)?;
    match codes {
        Some(codes) => show(&portal, &account, &codes).await,
        None => Ok(next.to_owned()),
    }
}

/// Sets up one's second factor.
#[server(name = EnrolSecondFactor, prefix = "/api", endpoint = "account/second-factor/enrol")]
pub async fn enrol_second_factor(
    #[server(default)] token: String,
    #[server(default)] from: String,
    #[server(default)] form: CodeForm,
) -> Result<(), ServerFnError> {
    let done = enrol(&token, &form).await;
    conclude(ENROL, &from, &NothingTyped {}, done).await
}

async fn enrol(token: &str, form: &CodeForm) -> Result<Done, Undone> {
    let act = PortalAct::begin_own_fresh(token).await?;
    let by = (act.visitor.address, act.visitor.request_id.as_str());
    let access = act.portal.access();
    let enrolled = access.enrol_second_factor(&act.visitor.session, &act.principal, form.filled()?, by).await;
    let to = show(&act.portal, act.principal.account(), &enrolled.map_err(undone)?).await?;
    Ok(Done { to, notice: say!(second_factor.enrolled) })
}

/// Makes new recovery codes.
#[server(name = RenewRecoveryCodes, prefix = "/api", endpoint = "account/second-factor/renew")]
pub async fn renew_recovery_codes(
    #[server(default)] token: String,
    #[server(default)] from: String,
    #[server(default)] form: CodeForm,
) -> Result<(), ServerFnError> {
    let done = renew(&token, &form).await;
    conclude(RENEW, &from, &NothingTyped {}, done).await
}

async fn renew(token: &str, form: &CodeForm) -> Result<Done, Undone> {
    let act = PortalAct::begin_own(token).await?;
    let by = (act.visitor.address, act.visitor.request_id.as_str());
    let renewed = act.portal.access().renew_recovery_codes(&act.principal, form.filled()?, by).await;
    let to = show(&act.portal, act.principal.account(), &renewed.map_err(undone)?).await?;
    Ok(Done { to, notice: say!(second_factor.renewed) })
}

/// Removes one's second factor.
#[server(name = RemoveSecondFactor, prefix = "/api", endpoint = "account/second-factor/remove")]
pub async fn remove_second_factor(
    #[server(default)] token: String,
    #[server(default)] from: String,
    #[server(default)] form: CodeForm,
) -> Result<(), ServerFnError> {
    let done = remove(&token, &form).await;
    conclude(REMOVE, &from, &NothingTyped {}, done).await
}

async fn remove(token: &str, form: &CodeForm) -> Result<Done, Undone> {
    let act = PortalAct::begin_own(token).await?;
    let by = (act.visitor.address, act.visitor.request_id.as_str());
    let removed = act.portal.access().remove_second_factor(&act.principal, form.filled()?, by).await;
    removed.map_err(undone)?;
    Ok(Done { to: PAGE.to_owned(), notice: say!(second_factor.removed) })
}

/// Keeps recovery codes, sealed, for the page that shows them once.
async fn show(portal: &Portal, account: &Account, codes: &RecoveryCodes) -> Result<String, Undone> {
    let codes = ShownCodes { codes: codes.reveal().map(str::to_owned).collect() };
    Ok(show_once(portal, account, PAGE, "codes", &codes).await?)
}

pub(super) fn undone(error: SecondStepError) -> Undone {
    match error {
        SecondStepError::Factor(SecondFactorError::WrongCode) => {
            FieldErrors::of("form[code]", FieldError::WrongCode).into()
        }
        SecondStepError::Factor(SecondFactorError::Passkey(refusal)) => {
            Undone::Failed(Failure::Passkey(refusal))
        }
        SecondStepError::Throttled(wait) => {
            Undone::Failed(Failure::SignInThrottled(wait.whole_seconds().max(1)))
        }
        SecondStepError::NoFirstStep => Undone::Failed(Failure::SignIn("/".to_owned())),
        SecondStepError::Required
        | SecondStepError::NotThere
        | SecondStepError::Factor(SecondFactorError::Present) => Undone::Failed(Failure::NotFound),
        SecondStepError::Session(error) => {
            tracing::error!(%error, "the second step failed");
            Undone::Failed(Failure::Internal)
        }
        SecondStepError::Factor(error) => {
            tracing::error!(%error, "a second factor failed");
            Undone::Failed(Failure::Internal)
        }
    }
}
