//! New portal accounts.

use super::{link, undone};
use crate::{
    failure::Failure,
    writes::{
        act::{Done, Undone, conclude},
        portal_act::PortalAct,
    },
};
use leptos::prelude::*;
use serde_json::json;
use switchhook_access::{
    Invitee, Require,
    audit::{Action, Object, ObjectKind},
    needs::ManageAccounts,
};
use switchhook_domain::{
    FieldError, FieldErrors,
    account::{Invitation, InvitationForm, Place},
    identifier::ResellerId,
    permission::{Role, Scope},
};
use switchhook_platform::Error as PlatformError;

const PATH: &str = "/api/accounts/invite";

/// Creates an account and issues the link by which its owner chooses a password.
#[server(name = InviteAccount, prefix = "/api", endpoint = "accounts/invite")]
pub async fn invite_account(
    #[server(default)] token: String,
    #[server(default)] from: String,
    #[server(default)] form: InvitationForm,
) -> Result<(), ServerFnError> {
    let done = invite(&token, &form).await;
    conclude(PATH, &from, &form, done).await
}

async fn invite(token: &str, form: &InvitationForm) -> Result<Done, Undone> {
    let act = PortalAct::<Require<ManageAccounts>>::begin(token).await?;
    let invitation = form.parse(act.principal.role())?;
    let scope = scope(&act, &invitation).await?;
    let permissions = match &invitation.place {
        Place::Helpdesk(permissions) => Some(permissions.clone()),
        _ => None,
    };
    let change = json!({ "after": {
        "login": invitation.login,
        "role": invitation.place.role().name(),
        "permissions": permissions,
    }});
    let object = Object::new(ObjectKind::Account, &"", invitation.login.clone()).within(scope);
    let invitee = Invitee {
        login: invitation.login,
        role: invitation.place.role(),
        scope,
        permissions,
        language: None,
    };
    let accounts = act.portal.access().accounts();
    let within = act.principal.scope();
    let write = async { accounts.invite(within, invitee).await.map_err(undone) };
    let account = act.audited(Action::CreateAccount, object, change, write).await?;
    // Without a link the account is there all the same: its page has the button that makes another.
    let linked = link::issue(&act, &account).await;
    Ok(linked.unwrap_or_else(|_| Done {
        to: link::place(&account),
        notice: say!(accounts.link.not_made, login = &account.login),
    }))
}

/// Whose objects the account may touch: checked against what the portal and the platform know.
async fn scope(act: &PortalAct<Require<ManageAccounts>>, invitation: &Invitation) -> Result<Scope, Undone> {
    let unknown = |field: &str| Undone::Invalid(FieldErrors::of(field, FieldError::Unknown));
    if invitation.place == Place::Operator {
        return Ok(Scope::Operator);
    }
    let reseller = match act.principal.role() {
        Role::Admin => {
            let named = invitation.reseller.ok_or_else(|| unknown("form[reseller]"))?;
            let resellers = act.portal.access().resellers();
            resellers.find(act.principal.scope(), named).await?.ok_or_else(|| unknown("form[reseller]"))?.id
        }
        _ => act.principal.scope().reseller().ok_or(Failure::NotFound)?,
    };
    match invitation.place {
        Place::Customer(customer) => {
            let client = client(act, reseller).await?;
            match client.customer(customer).await {
                Ok(customer) => Ok(Scope::Customer(reseller, customer.id)),
                Err(PlatformError::NotFound) => Err(unknown("form[customer]")),
                Err(error) => Err(error.into()),
            }
        }
        Place::Line(customer, line) => {
            let client = client(act, reseller).await?;
            match client.subscriber(line).await {
                Ok(line) if line.customer_id == customer => Ok(Scope::Line(reseller, customer, line.id)),
                Ok(_) | Err(PlatformError::NotFound) => Err(unknown("form[subscriber]")),
                Err(error) => Err(error.into()),
            }
        }
        Place::Operator => Ok(Scope::Operator),
        Place::Reseller | Place::Helpdesk(_) => Ok(Scope::Reseller(reseller)),
    }
}

async fn client(
    act: &PortalAct<Require<ManageAccounts>>,
    reseller: ResellerId,
) -> Result<switchhook_platform::Client, Failure> {
    act.portal.client_within(Scope::Reseller(reseller)).await
}
