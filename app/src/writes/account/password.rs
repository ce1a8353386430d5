//! One's own password.

use super::NothingTyped;
use crate::{
    failure::Failure,
    writes::{
        accounts::undone,
        act::{Done, Undone, conclude},
        portal_act::PortalAct,
    },
};
use leptos::prelude::*;
use switchhook_access::OwnPasswordError;
use switchhook_domain::{FieldError, FieldErrors, account::ChosenPassword};

/// The server function.
pub(crate) const PATH: &str = "/api/account/password";

/// Changes one's own password.
#[server(name = ChangeOwnPassword, prefix = "/api", endpoint = "account/password")]
pub async fn change_own_password(
    #[server(default)] token: String,
    #[server(default)] from: String,
    #[server(default)] form: ChosenPassword,
) -> Result<(), ServerFnError> {
    let done = change(&token, form).await;
    conclude(PATH, &from, &NothingTyped {}, done).await
}

async fn change(token: &str, form: ChosenPassword) -> Result<Done, Undone> {
    let act = PortalAct::begin_own(token).await?;
    if form.present.is_empty() {
        return Err(FieldErrors::of("form[present]", FieldError::Missing).into());
    }
    form.check()?;
    let by = (act.visitor.address, act.visitor.request_id.as_str());
    let (present, new) = (form.present.into(), form.password.into());
    let access = act.portal.access();
    let changed = access.change_own_password(&act.visitor.session, &act.principal, present, new, by).await;
    changed.map_err(|error| match error {
        OwnPasswordError::Wrong => FieldErrors::of("form[present]", FieldError::WrongPassword).into(),
        OwnPasswordError::Throttled(wait) => {
            Undone::Failed(Failure::SignInThrottled(wait.whole_seconds().max(1)))
        }
        OwnPasswordError::Account(error) => undone(error),
        OwnPasswordError::Session(error) => {
            tracing::error!(%error, "a session cannot begin anew");
            Undone::Failed(Failure::Internal)
        }
    })?;
    Ok(Done { to: "/account".to_owned(), notice: say!(account.password.changed) })
}
