//! An end to one's own sessions.

use super::NothingTyped;
use crate::writes::{
    act::{Done, Undone, conclude},
    portal_act::PortalAct,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use switchhook_access::SessionsToEnd;

/// The server function that ends one.
pub(crate) const END: &str = "/api/account/sessions/end";
/// The server function that ends all but the present one.
pub(crate) const END_OTHERS: &str = "/api/account/sessions/end-others";
const PAGE: &str = "/account/sessions";

/// The form of [`end_session`].
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct EndForm {
    /// Which one.
    pub key: String,
}

/// Ends one of one's own sessions.
#[server(name = EndSession, prefix = "/api", endpoint = "account/sessions/end")]
pub async fn end_session(
    #[server(default)] token: String,
    #[server(default)] from: String,
    #[server(default)] form: EndForm,
) -> Result<(), ServerFnError> {
    let done = end(&token, SessionsToEnd::One(&form.key)).await;
    conclude(END, &from, &form, done).await
}

/// Ends all of one's own sessions but the present one.
#[server(name = EndOtherSessions, prefix = "/api", endpoint = "account/sessions/end-others")]
pub async fn end_other_sessions(
    #[server(default)] token: String,
    #[server(default)] from: String,
) -> Result<(), ServerFnError> {
    let done = end(&token, SessionsToEnd::Others).await;
    conclude(END_OTHERS, &from, &NothingTyped {}, done).await
}

async fn end(token: &str, which: SessionsToEnd<'_>) -> Result<Done, Undone> {
    let act = PortalAct::begin_own_fresh(token).await?;
    let (access, visitor) = (act.portal.access(), &act.visitor);
    let ended = access.end_own_sessions(&act.principal, &visitor.session, which, &visitor.request_id).await?;
    let notice = match which {
        SessionsToEnd::Others => say!(sessions.others_ended),
        SessionsToEnd::One(_) if ended == 0 => say!(sessions.gone),
        SessionsToEnd::One(_) => say!(sessions.ended),
    };
    Ok(Done { to: PAGE.to_owned(), notice })
}
