//! Proving again who one is, before what matters.

use super::NothingTyped;
use crate::{
    failure::redirect,
    visitor::local_path,
    writes::{
        act::{Undone, conclude},
        line_session::LineForm,
        portal_act::PortalAct,
        session::refused,
    },
};
use leptos::prelude::*;
use switchhook_access::{Proof, ProofError, SignInError};
use switchhook_domain::{FieldError, FieldErrors};

/// The server function.
pub(crate) const PATH: &str = "/api/sign-in/again";
/// The page with its form.
const PAGE: &str = "/sign-in/again";

/// Proves again who one is, and goes on to what was to be done.
#[server(name = ProveAgain, prefix = "/api", endpoint = "sign-in/again")]
pub async fn prove_again(
    #[server(default)] token: String,
    #[server(default)] next: String,
    #[server(default)] password: String,
    #[server(default)] line: LineForm,
) -> Result<(), ServerFnError> {
    let next = local_path(&next).unwrap_or("/").to_owned();
    match prove(&token, password, &line).await {
        Ok(()) => {
            redirect(&next);
            Ok(())
        }
        Err(undone) => {
            let query = serde_urlencoded::to_string([("next", next)]).unwrap_or_default();
            conclude(PATH, &format!("{PAGE}?{query}"), &NothingTyped {}, Err(undone)).await
        }
    }
}

async fn prove(token: &str, password: String, line: &LineForm) -> Result<(), Undone> {
    let act = PortalAct::begin_own(token).await?;
    let code = line.code.trim();
    let proof = Proof { password: password.into(), code: (!code.is_empty()).then(|| code.into()) };
    let by = (act.visitor.address, act.visitor.request_id.as_str());
    let (access, platform) = (act.portal.access(), act.portal.platform());
    let proven = access.prove_again(platform, &act.visitor.session, &act.principal, proof, by).await;
    proven.map_err(|error| match error {
        ProofError::SignIn(SignInError::CodeNeeded) => {
            let error = if code.is_empty() { FieldError::Missing } else { FieldError::WrongCode };
            FieldErrors::of("line[code]", error).into()
        }
        // Another one is chosen at sign-in.
        ProofError::SignIn(SignInError::PasswordExpired) => {
            FieldErrors::of("password", FieldError::PasswordExpired).into()
        }
        ProofError::SignIn(error) => refused(error),
        ProofError::Session(error) => error.into(),
    })
}
