//! Passkeys: adding, renaming and removing one's own, and signing in with one.

use super::{
    NothingTyped,
    second_factor::{Way, begin_anew, undone},
};
use crate::{
    failure::{Failure, redirect},
    visitor::local_path,
    writes::{
        act::{Done, Undone, conclude},
        portal_act::{PortalAct, genuine},
    },
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use switchhook_access::{NewPasskey, NextStep, PASSKEY_NAME_LONGEST, PasskeyId, SecondStepError};
use switchhook_domain::{FieldErrors, text};

/// The server function that adds one.
pub(crate) const ADD: &str = "/api/account/passkeys/add";
/// The server function that gives one another name.
pub(crate) const RENAME: &str = "/api/account/passkeys/rename";
/// The server function that removes one.
pub(crate) const REMOVE: &str = "/api/account/passkeys/remove";
/// The server function of the second step with one.
pub(crate) const STEP: &str = "/api/sign-in/second-factor/passkey";
/// The server function that signs in with one alone.
pub(crate) const SIGN_IN: &str = "/api/sign-in/passkey";
/// The page about one's second factors.
const PAGE: &str = "/account/second-factor";

/// A passkey's name and what the browser answered, which is good for nothing a second time.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PasskeyForm {
    /// As typed.
    pub name: String,
    /// In JSON.
    #[serde(skip_serializing)]
    pub answer: String,
}

impl PasskeyForm {
    fn name(&self) -> Result<String, FieldErrors> {
        text::required(&self.name, PASSKEY_NAME_LONGEST).map_err(|error| FieldErrors::of("form[name]", error))
    }
}

/// Adds a passkey to one's account.
#[server(name = AddPasskey, prefix = "/api", endpoint = "account/passkeys/add")]
pub async fn add_passkey(
    #[server(default)] token: String,
    #[server(default)] from: String,
    #[server(default)] form: PasskeyForm,
) -> Result<(), ServerFnError> {
    let done = add(&token, &form).await;
    conclude(ADD, &from, &form, done).await
}

async fn add(token: &str, form: &PasskeyForm) -> Result<Done, Undone> {
    let act = PortalAct::begin_own_fresh(token).await?;
    let party = act.portal.relying_party().map_err(|_| Failure::NotFound)?;
    let by = (act.visitor.address, act.visitor.request_id.as_str());
    let name = form.name()?;
    let new = NewPasskey { name: &name, answer: &form.answer };
    let access = act.portal.access();
    access.add_passkey(party, &act.visitor.session, &act.principal, new, by).await.map_err(undone)?;
    Ok(Done { to: PAGE.to_owned(), notice: say!(passkeys.added, name = name) })
}

/// Gives one of one's passkeys another name.
#[server(name = RenamePasskey, prefix = "/api", endpoint = "account/passkeys/rename")]
pub async fn rename_passkey(
    #[server(default)] token: String,
    #[server(default)] from: String,
    #[server(default)] id: String,
    #[server(default)] form: PasskeyForm,
) -> Result<(), ServerFnError> {
    let done = rename(&token, &id, &form).await;
    conclude(RENAME, &from, &form, done).await
}

async fn rename(token: &str, id: &str, form: &PasskeyForm) -> Result<Done, Undone> {
    let act = PortalAct::begin_own(token).await?;
    let id: PasskeyId = id.parse().map_err(|_| Failure::NotFound)?;
    let by = (act.visitor.address, act.visitor.request_id.as_str());
    let access = act.portal.access();
    // Whether it is there is told before what is wrong with the name.
    access.passkeys().find(act.principal.account(), id).await?.ok_or(Failure::NotFound)?;
    let name = form.name()?;
    access.rename_passkey(&act.principal, id, &name, by).await.map_err(undone)?;
    Ok(Done { to: PAGE.to_owned(), notice: say!(passkeys.renamed, name = name) })
}

/// Removes one of one's passkeys.
#[server(name = RemovePasskey, prefix = "/api", endpoint = "account/passkeys/remove")]
pub async fn remove_passkey(
    #[server(default)] token: String,
    #[server(default)] from: String,
    #[server(default)] id: String,
) -> Result<(), ServerFnError> {
    let done = remove(&token, &id).await;
    conclude(REMOVE, &from, &NothingTyped {}, done).await
}

async fn remove(token: &str, id: &str) -> Result<Done, Undone> {
    let act = PortalAct::begin_own_fresh(token).await?;
    let id: PasskeyId = id.parse().map_err(|_| Failure::NotFound)?;
    let by = (act.visitor.address, act.visitor.request_id.as_str());
    act.portal.access().remove_passkey(&act.principal, id, by).await.map_err(undone)?;
    Ok(Done { to: PAGE.to_owned(), notice: say!(passkeys.removed) })
}

/// Takes the second step of signing in with a passkey.
#[server(name = TakeSecondStepWithPasskey, prefix = "/api", endpoint = "sign-in/second-factor/passkey")]
pub async fn take_second_step_with_passkey(
    #[server(default)] token: String,
    #[server(default)] next: String,
    #[server(default)] form: PasskeyForm,
) -> Result<(), ServerFnError> {
    let next = local_path(&next).unwrap_or("/");
    match step(&token, &form).await {
        Ok(()) => {
            redirect(next);
            Ok(())
        }
        Err(undone) => {
            begin_anew(Way { action: STEP, page: "/sign-in/second-factor" }, next, &form, undone).await
        }
    }
}

async fn step(token: &str, form: &PasskeyForm) -> Result<(), Undone> {
    let (portal, visitor) = genuine(token).await?;
    let waiting = portal.access().waiting(&visitor.session).await?;
    let (_, next) = waiting.ok_or_else(|| undone(SecondStepError::NoFirstStep))?;
    let party = portal.relying_party().map_err(|_| Failure::NotFound)?;
    let name = if next == NextStep::Enrol { form.name()? } else { String::new() };
    let new = NewPasskey { name: &name, answer: &form.answer };
    let by = (visitor.address, visitor.request_id.as_str());
    portal.access().take_second_step_with_passkey(party, &visitor.session, new, by).await.map_err(undone)?;
    Ok(())
}

/// Signs in with a passkey alone.
#[server(name = SignInWithPasskey, prefix = "/api", endpoint = "sign-in/passkey")]
pub async fn sign_in_with_passkey(
    #[server(default)] token: String,
    #[server(default)] next: String,
    #[server(default)] form: PasskeyForm,
) -> Result<(), ServerFnError> {
    let next = local_path(&next).unwrap_or("/");
    match sign_in(&token, &form).await {
        Ok(()) => {
            redirect(next);
            Ok(())
        }
        Err(undone) => {
            begin_anew(Way { action: SIGN_IN, page: "/sign-in/passkey" }, next, &form, undone).await
        }
    }
}

async fn sign_in(token: &str, form: &PasskeyForm) -> Result<(), Undone> {
    let (portal, visitor) = genuine(token).await?;
    let party = portal.relying_party().map_err(|_| Failure::NotFound)?;
    let by = (visitor.address, visitor.request_id.as_str());
    let signed_in = portal.access().sign_in_with_passkey(party, &visitor.session, &form.answer, by).await;
    signed_in.map_err(undone)?;
    Ok(())
}
