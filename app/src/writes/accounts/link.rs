//! Links by which the owner of an account chooses a password: sent by e-mail, or shown to be passed on.

use super::{managed, storage};
use crate::{
    failure::Failure,
    mail::Letter,
    writes::{
        act::{Done, Undone, conclude},
        portal_act::{PortalAct, show_once},
    },
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::ops::Deref;
use switchhook_access::{
    Account, LinkPurpose, Principal, Require,
    audit::{Action, Object},
    needs::ResetAccounts,
};
use switchhook_domain::{permission::Permission, text};

/// The server function.
pub(crate) const PATH: &str = "/api/accounts/link";

/// A link that is shown once to whoever issued it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ShownLink {
    pub(crate) link: String,
}

/// Issues a link: once more after an invitation, or because the password is forgotten.
#[server(name = IssueLink, prefix = "/api", endpoint = "accounts/link")]
pub async fn issue_link(
    #[server(default)] token: String,
    #[server(default)] from: String,
    #[server(default)] id: String,
) -> Result<(), ServerFnError> {
    let done = begin(&token, &id).await;
    conclude(PATH, &from, &(), done).await
}

async fn begin(token: &str, id: &str) -> Result<Done, Undone> {
    let act = PortalAct::<Require<ResetAccounts>>::begin(token).await?;
    let account = managed(&act, id).await?;
    if account.line.is_some() {
        return Err(Failure::NotFound.into());
    }
    if account.disabled {
        return Ok(Done {
            to: place(&account),
            notice: say!(accounts.link.disabled, login = &account.login),
        });
    }
    issue(&act, &account).await
}

pub(super) fn place(account: &Account) -> String {
    format!("/accounts/{}", account.id)
}

/// Issues the link and sends it. It is shown only where it cannot be sent, and only to who may manage accounts: helpdesk never
/// holds what chooses somebody's password.
pub(super) async fn issue<W: Deref<Target = Principal>>(
    act: &PortalAct<W>,
    account: &Account,
) -> Result<Done, Undone> {
    let login = account.login.clone();
    let mailer = act.portal.mailer().filter(|_| text::email(&login).is_ok());
    let may_see = act.principal.may(Permission::ManageAccounts);
    if mailer.is_none() && !may_see {
        return Ok(Done { to: place(account), notice: say!(accounts.link.no_mail) });
    }
    let links = act.portal.access().links();
    let write = async { links.issue(account).await.map_err(storage) };
    let (token, purpose) =
        act.audited(Action::IssueLink, Object::account(account), Value::Null, write).await?;
    let link = act.portal.address(&format!("/invitation/{}", token.reveal()));
    let Some(mailer) = mailer else { return show(act, account, link, purpose).await };
    match mailer.send(letter(&login, &link, purpose)).await {
        Ok(()) => {
            let notice = match purpose {
                LinkPurpose::Invitation => say!(accounts.link.invitation_sent, login = &login),
                LinkPurpose::Reset => say!(accounts.link.reset_sent, login = &login),
            };
            Ok(Done { to: place(account), notice })
        }
        Err(error) => {
            tracing::error!(%error, "a link was not sent");
            if may_see {
                return show(act, account, link, purpose).await;
            }
            links.revoke(account).await?;
            Ok(Done { to: place(account), notice: say!(accounts.link.not_sent) })
        }
    }
}

/// Keeps the link, sealed, for the page that shows it once.
async fn show<W: Deref<Target = Principal>>(
    act: &PortalAct<W>,
    account: &Account,
    link: String,
    purpose: LinkPurpose,
) -> Result<Done, Undone> {
    let owner = act.principal.account();
    let to = show_once(&act.portal, owner, &place(account), "link", &ShownLink { link }).await?;
    let notice = match purpose {
        LinkPurpose::Invitation => say!(accounts.link.invitation_shown, login = &account.login),
        LinkPurpose::Reset => say!(accounts.link.reset_shown, login = &account.login),
    };
    Ok(Done { to, notice })
}

fn letter(login: &str, link: &str, purpose: LinkPurpose) -> Letter {
    let (subject, text) = match purpose {
        LinkPurpose::Invitation => {
            (say!(accounts.letter.invitation_subject), say!(accounts.letter.invitation, link = link))
        }
        LinkPurpose::Reset => (say!(accounts.letter.reset_subject), say!(accounts.letter.reset, link = link)),
    };
    Letter { to: login.to_owned(), subject, text }
}
