//! `/accounts/{id}`

use super::{badge, last_seen, permissions::PermissionBoxes, place, reseller_names, trail};
use crate::{
    components::{Draft, FormState, Hidden, Page, WriteForm},
    failure::Failure,
    portal_guard::{PortalGuard, portal_guarded},
    words,
    writes::accounts::{
        self,
        link::{self, ShownLink},
        permissions::{self, ChoiceForm},
        second_factor, state,
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use switchhook_access::{Account, DraftId, IssuedLink, LinkPurpose, Managed, Require, needs::ResetAccounts};
use switchhook_domain::{
    account::PermissionsForm,
    permission::{Permission, Role},
    text,
};

/// `/accounts/{id}`: one account, and what can be done about it.
#[component]
pub(crate) fn OneAccountPage() -> impl IntoView {
    let id = use_params_map().with_untracked(|parameters| parameters.get("id")).unwrap_or_default();
    portal_guarded::<ResetAccounts, _, _>(|guard| async move { page(guard, &id).await })
}

async fn page(guard: PortalGuard<Require<ResetAccounts>>, id: &str) -> Result<AnyView, Failure> {
    let account = accounts::find(&guard.portal, &guard.principal, id).await?;
    let (issued, names) = tokio::try_join!(
        guard.portal.access().links().issued(&account),
        reseller_names(&guard.portal, &guard.principal),
    )?;
    let shown = shown_link(&guard, &account).await?;
    let draft = guard.draft::<ChoiceForm>(permissions::PATH).await?;
    let may_manage = guard.principal.may(Permission::ManageAccounts);
    let choice = (may_manage && account.role == Role::Helpdesk).then(|| {
        let present = || ChoiceForm { permissions: PermissionsForm::of(&account.permissions) };
        let (form, state) = Draft::or_else(draft, present);
        choice(&account, form, state)
    });
    let factor = guard.portal.access().second_factors().find(&account).await?;
    let factor = factor.filter(|_| may_manage).map(|factor| {
        let since = say!(second_factor.in_use, since = words::moment(factor.confirmed_at));
        let form = button(second_factor::PATH, &account, say!(second_factor.reset_button), "danger");
        view! {
            <section>
                <h2>{say!(second_factor.reset_title)}</h2>
                <p>{since}". "{say!(second_factor.reset_lead)}</p>
                {form}
            </section>
        }
    });
    let can_mail = guard.portal.mailer().is_some() && text::email(&account.login).is_ok();
    Ok(view! {
        <Page title=account.login.clone() trail=trail()>
            {shown}
            <dl class="facts">
                <dt>{say!(accounts.role)}</dt>
                <dd>{words::role(account.role)}</dd>
                <dt>{say!(accounts.place)}</dt>
                <dd>{place(&account, &guard.principal, &names)}</dd>
                <dt>{say!(accounts.state)}</dt>
                <dd>{badge(&account)}</dd>
                <dt>{say!(accounts.created)}</dt>
                <dd>{words::moment(account.created_at)}</dd>
                <dt>{say!(accounts.signed_in)}</dt>
                <dd>{last_seen(&account)}</dd>
            </dl>
            {link_section(&account, issued, can_mail, may_manage)}
            {choice}
            {factor}
            {may_manage.then(|| access_section(&account))}
        </Page>
    }
    .into_any())
}

/// The link that was issued a moment ago, shown once.
async fn shown_link(
    guard: &PortalGuard<Require<ResetAccounts>>,
    account: &Account,
) -> Result<Option<AnyView>, Failure> {
    let Some(id) = guard.visitor.parameter("link").and_then(|id| id.parse::<DraftId>().ok()) else {
        return Ok(None);
    };
    let owner = Some(guard.principal.account().id);
    let drafts = guard.portal.access().drafts();
    let Some(content) = drafts.find(owner, id, guard.visitor.uri.path()).await? else { return Ok(None) };
    drafts.forget(owner, id).await?;
    let draft = serde_json::from_value::<Draft<ShownLink>>(content).ok();
    let pass_on = say!(accounts.link.pass_on, login = &account.login);
    Ok(draft.filter(|draft| draft.action == link::PATH).map(|draft| {
        view! {
            <section class="shown-once">
                <h2>{say!(accounts.link.title)}</h2>
                <p>{pass_on}</p>
                <p><code class="copy">{draft.form.link}</code></p>
                <p class="hint">{say!(accounts.link.once)}</p>
            </section>
        }
        .into_any()
    }))
}

/// A form with nothing to fill in.
fn button(action: &'static str, account: &Account, words: String, class: &'static str) -> AnyView {
    let id = account.id.to_string();
    view! {
        <WriteForm action=action>
            <Hidden name="id" value=id/>
            <div class="actions"><button class=class>{words}</button></div>
        </WriteForm>
    }
    .into_any()
}

fn link_section(
    account: &Managed,
    issued: Option<IssuedLink>,
    can_mail: bool,
    may_manage: bool,
) -> Option<AnyView> {
    if account.disabled {
        return None;
    }
    if account.line.is_some() {
        return Some(view! { <p>{say!(accounts.by_line)}</p> }.into_any());
    }
    let pending = issued.map(|link| {
        let until = words::moment(link.expires_at);
        match link.purpose {
            LinkPurpose::Invitation => say!(accounts.link.invitation_until, until = until),
            LinkPurpose::Reset => say!(accounts.link.reset_until, until = until),
        }
    });
    let (title, words) = if account.has_password {
        (say!(accounts.link.reset_title), say!(accounts.link.reset_button))
    } else {
        (say!(accounts.link.invite_title), say!(accounts.link.invite_button))
    };
    let how = match (can_mail, may_manage) {
        (true, _) => say!(accounts.link.by_mail, login = &account.login),
        (false, true) => say!(accounts.link.by_hand),
        (false, false) => say!(accounts.link.no_mail),
    };
    let form = (can_mail || may_manage).then(|| button(link::PATH, account, words, ""));
    Some(
        view! {
            <section>
                <h2>{title}</h2>
                {pending.map(|pending| view! { <p>{pending}</p> })}
                <p>{how}</p>
                {form}
            </section>
        }
        .into_any(),
    )
}

fn choice(account: &Managed, form: ChoiceForm, state: FormState) -> AnyView {
    let id = account.id.to_string();
    view! {
        <section>
            <h2>{say!(accounts.permissions.headline)}</h2>
            <WriteForm action=permissions::PATH state=state>
                <Hidden name="id" value=id/>
                <PermissionBoxes form=form.permissions/>
                <div class="actions"><button>{say!(form.save)}</button></div>
            </WriteForm>
        </section>
    }
    .into_any()
}

fn access_section(account: &Managed) -> AnyView {
    let (words, buttons) = if account.disabled {
        let enable = button(state::ENABLE, account, say!(accounts.state_forms.enable), "");
        (say!(accounts.state_forms.is_disabled), enable)
    } else {
        let buttons = view! {
            {button(state::END_SESSIONS, account, say!(accounts.state_forms.end_sessions), "quiet")}
            {button(state::DISABLE, account, say!(accounts.state_forms.disable), "danger")}
        };
        (say!(accounts.state_forms.is_enabled), buttons.into_any())
    };
    view! {
        <section>
            <h2>{say!(accounts.state_forms.title)}</h2>
            <p>{words}</p>
            {buttons}
        </section>
    }
    .into_any()
}
