//! `/invitation/{token}` and `/invitation`: a link is opened, then its owner chooses a password. The token is in the first
//! address alone: the second has a form, whose address goes into drafts and to whatever it links to.

use crate::{
    components::{FormState, FormToken, NewPassword, Page, WriteForm},
    failure::{Failure, redirect},
    guard::draft_of,
    portal::Portal,
    visitor::Visitor,
    writes::account::{NothingTyped, accept},
};
use http::StatusCode;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_router::hooks::use_params_map;
use switchhook_access::{LinkKey, LinkPurpose, audit::Action};

/// `/invitation/{token}`: remembers the link in the session. Looking at it does not use it up: mail scanners do.
#[component]
pub(crate) fn OpenLinkPage() -> impl IntoView {
    let token = use_params_map().with_untracked(|parameters| parameters.get("token")).unwrap_or_default();
    let (portal, visitor) = (Portal::current(), Visitor::find());
    Suspend::new(async move { open(portal, visitor, &token).await.unwrap_or_else(|failure| failure.page()) })
}

async fn open(portal: Portal, visitor: Option<Visitor>, token: &str) -> Result<AnyView, Failure> {
    let visitor = visitor.ok_or(Failure::Internal)?;
    let key = LinkKey::of(token);
    if portal.access().links().find(&key).await?.is_none() {
        return spent(&portal, &visitor).await;
    }
    visitor.session.open_link(&key).await?;
    redirect("/invitation");
    Ok(().into_any())
}

/// `/invitation`: the form to choose a password.
#[component]
pub(crate) fn InvitationPage() -> impl IntoView {
    let (portal, visitor) = (Portal::current(), Visitor::find());
    Suspend::new(async move { form(portal, visitor).await.unwrap_or_else(|failure| failure.page()) })
}

async fn form(portal: Portal, visitor: Option<Visitor>) -> Result<AnyView, Failure> {
    let visitor = visitor.ok_or(Failure::Internal)?;
    let link = match visitor.session.opened_link().await? {
        Some(key) => portal.access().links().find(&key).await?,
        None => None,
    };
    let Some(link) = link else { return spent(&portal, &visitor).await };
    provide_context(FormToken(visitor.session.csrf_token().await?));
    let owner = visitor.principal.as_ref();
    let state = FormState::of(draft_of::<NothingTyped>(&portal, &visitor, owner, accept::PATH).await?);
    let login = link.account.login;
    let (title, lead) = match link.purpose {
        LinkPurpose::Invitation => (say!(account.link.invitation_title), say!(account.link.invitation)),
        LinkPurpose::Reset => (say!(account.link.reset_title), say!(account.link.reset)),
    };
    Ok(view! {
        <Page title=title>
            <p class="lead">{lead}</p>
            <dl class="facts"><dt>{say!(accounts.login)}</dt><dd>{login.clone()}</dd></dl>
            <WriteForm action=accept::PATH state=state class="narrow">
                // For password managers, which keep the login with the password.
                <input type="hidden" name="username" value=login autocomplete="username"/>
                <NewPassword name="form[password]" again="form[again]" hint=say!(account.password.hint)/>
                <div class="actions"><button>{say!(account.link.button)}</button></div>
            </WriteForm>
        </Page>
    }
    .into_any())
}

/// What stands where a link is not valid any more. The audit trail tells of it, without the token.
async fn spent(portal: &Portal, visitor: &Visitor) -> Result<AnyView, Failure> {
    let refused = visitor.refused(Action::OpenPage, "/invitation", "the link is not valid any more");
    portal.access().audit().refused(refused).await?;
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(StatusCode::NOT_FOUND);
    }
    Ok(view! {
        <Page title=say!(account.link.spent_title)>
            <p class="lead">{say!(account.link.spent)}</p>
            <p><a href="/sign-in">{say!(account.link.to_sign_in)}</a></p>
        </Page>
    }
    .into_any())
}
