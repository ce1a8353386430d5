//! The first password, or another one, by a link.

use super::NothingTyped;
use crate::{
    failure::Failure,
    writes::{
        accounts::undone,
        act::{Done, Undone, conclude},
        portal_act::genuine,
        session::{SIGN_IN, SignInForm, after_first_step, entered},
    },
};
use leptos::prelude::*;
use switchhook_access::{Account, NextStep, RedeemError};
use switchhook_domain::account::ChosenPassword;

/// The server function.
pub(crate) const PATH: &str = "/api/invitation/accept";

/// Chooses the password of the account whose link was opened, and signs in.
#[server(name = AcceptLink, prefix = "/api", endpoint = "invitation/accept")]
pub async fn accept_link(
    #[server(default)] token: String,
    #[server(default)] from: String,
    #[server(default)] form: ChosenPassword,
) -> Result<(), ServerFnError> {
    let done = match accept(&token, form).await {
        Ok((_, Ok(step))) => {
            Ok(Done { to: after_first_step(step, "/"), notice: say!(account.link.accepted) })
        }
        // The password is saved whatever becomes of the session, and the link is used up.
        Ok((account, Err(_))) => {
            let form = SignInForm { login: account.login, ..SignInForm::default() };
            return conclude(SIGN_IN, "/sign-in", &form, Err(Failure::PasswordSaved.into())).await;
        }
        Err(undone) => Err(undone),
    };
    conclude(PATH, &from, &NothingTyped {}, done).await
}

/// Saves the password, then begins the session.
async fn accept(token: &str, form: ChosenPassword) -> Result<(Account, Result<NextStep, Undone>), Undone> {
    let (portal, visitor) = genuine(token).await?;
    let key = visitor.session.opened_link().await.map_err(Failure::from)?.ok_or(Failure::NotFound)?;
    form.check()?;
    let by = (visitor.address, visitor.request_id.as_str());
    let accepted = portal.access().accept_link(&key, form.password.into(), by).await;
    let account = accepted.map_err(|error| match error {
        RedeemError::Spent => Undone::Failed(Failure::NotFound),
        RedeemError::Account(error) => undone(error),
    })?;
    let step = entered(&portal, &visitor, &account).await;
    Ok((account, step))
}
