//! Signing in and out, and the language of the pages.

use super::{
    act::{Undone, conclude},
    line_session::{self, BY_LINE, LineForm},
    portal_act::genuine,
};
use crate::{
    cookie::set_cookie,
    failure::{Failure, redirect},
    language,
    portal::Portal,
    visitor::{Visitor, local_path},
};
use leptos::prelude::*;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use switchhook_access::{Account, Attempt, NextStep, SignInError};

/// The server function.
pub(crate) const SIGN_IN: &str = "/api/sign-in";

/// What of a failed attempt to sign in is shown again: never a password, never a code.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct SignInForm {
    pub(crate) login: String,
    /// Whether the platform asks for a code of its own second factor.
    pub(crate) needs_code: bool,
    /// Whether the password of the line has expired, so that another one must be chosen.
    pub(crate) has_expired: bool,
}

/// Signs in, with a portal account or with the login of a line.
#[server(name = SignIn, prefix = "/api", endpoint = "sign-in")]
pub async fn sign_in(
    #[server(default)] login: String,
    #[server(default)] password: String,
    #[server(default)] token: String,
    #[server(default)] next: String,
    #[server(default)] with: String,
    #[server(default)] line: LineForm,
) -> Result<(), ServerFnError> {
    let next = local_path(&next).unwrap_or("/").to_owned();
    let mut form = SignInForm { login: login.clone(), ..SignInForm::default() };
    let by_line = with == BY_LINE;
    let begun = if by_line {
        line_session::begin(&mut form, password, &line, &token).await
    } else {
        begin_session(&login, password, &token).await
    };
    match begun {
        Ok(step) => {
            redirect(&after_first_step(step, &next));
            Ok(())
        }
        Err(undone) => {
            let mut query = vec![("next", next.as_str())];
            query.extend(by_line.then_some(("with", BY_LINE)));
            let query = serde_urlencoded::to_string(query).unwrap_or_default();
            conclude(SIGN_IN, &format!("/sign-in?{query}"), &form, Err(undone)).await
        }
    }
}

async fn begin_session(login: &str, password: String, token: &str) -> Result<NextStep, Undone> {
    let (portal, visitor) = genuine(token).await?;
    let attempt = Attempt {
        login,
        password: SecretString::from(password),
        address: visitor.address,
        request_id: &visitor.request_id,
    };
    let account = portal.access().sign_in(attempt).await.map_err(refused)?;
    entered(&portal, &visitor, &account).await
}

pub(super) fn refused(error: SignInError) -> Undone {
    Undone::Failed(match error {
        SignInError::Refused => Failure::SignInRefused,
        SignInError::Throttled(wait) => Failure::SignInThrottled(wait.whole_seconds().max(1)),
        SignInError::Platform(error) => Failure::Platform(error),
        error => {
            tracing::error!(%error, "nobody can sign in");
            Failure::Internal
        }
    })
}

/// Begins the session of somebody whose first factor was right, or the second step.
pub(super) async fn entered(
    portal: &Portal,
    visitor: &Visitor,
    account: &Account,
) -> Result<NextStep, Undone> {
    Ok(portal.access().enter(&visitor.session, account).await?)
}

/// Where somebody goes after the first step.
pub(super) fn after_first_step(step: NextStep, next: &str) -> String {
    if step == NextStep::None {
        return next.to_owned();
    }
    let query = serde_urlencoded::to_string([("next", next)]).unwrap_or_default();
    format!("/sign-in/second-factor?{query}")
}

/// Signs out.
#[server(name = SignOut, prefix = "/api", endpoint = "sign-out")]
pub async fn sign_out() -> Result<(), ServerFnError> {
    let (portal, Some(visitor)) = (Portal::current(), Visitor::find()) else {
        Failure::Internal.set_status();
        return Ok(());
    };
    if let Some(principal) = &visitor.principal
        && let Err(error) = portal.access().sign_out(&visitor.session, principal, &visitor.request_id).await
    {
        tracing::error!(%error, "nobody can sign out");
        Failure::Internal.set_status();
        return Ok(());
    }
    redirect("/sign-in");
    Ok(())
}

/// Chooses the language of the pages.
#[allow(
    clippy::unused_async,
    reason = "server functions are asynchronous; only one of the two that the macro makes is meant"
)]
#[server(name = ChooseLanguage, prefix = "/api", endpoint = "language")]
pub async fn choose_language(
    #[server(default)] language: String,
    #[server(default)] from: String,
) -> Result<(), ServerFnError> {
    if language::from_tag(&language).is_some() {
        set_cookie(language::COOKIE, &language, 365 * 24 * 3600);
    }
    redirect(local_path(&from).unwrap_or("/"));
    Ok(())
}
