//! `/accounts/{id}`

use super::{badge, last_seen, permissions::PermissionBoxes, place, reseller_names, trail};
use crate::{
    components::{Draft, FormState, Hidden, Page, WriteForm},
    failure::Failure,
    pages::account::factors_in_use,
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
use switchhook_access::{Account, IssuedLink, LinkPurpose, Managed, Require, needs::ResetAccounts};
use switchhook_domain::{
    permission::{Permission, Role},
    text,
};

/// `/accounts/{id}`: one account, and what can be done about it.
#[component]
pub(crate) fn OneAccountPage() -> impl IntoView {
    let id = use_params_map().with_untracked(|parameters| parameters.get("id")).unwrap_or_default();
    portal_guarded::<ResetAccounts, _, _>(|guard| async move { page(guard, &id).await })
}

type Viewer = PortalGuard<Require<ResetAccounts>>;

async fn page(guard: Viewer, id: &str) -> Result<AnyView, Failure> {
    let account = accounts::find(&guard.portal, &guard.principal, id).await?;
    let (issued, names) = tokio::try_join!(
        guard.portal.access().links().issued(&account),
        reseller_names(&guard.portal, &guard.principal),
    )?;
    let shown = shown_link(&guard, &account).await?;
    let draft = guard.draft::<ChoiceForm>(permissions::PATH).await?;
    let may_manage = guard.principal.may(Permission::ManageAccounts);
    let choice = (may_manage && account.role == Role::Helpdesk).then(|| {
        let present = || ChoiceForm::of(&account.permissions);
        let (form, state) = Draft::or_else(draft, present);
        choice(&account, form, state)
    });
    let factor = factors_in_use(guard.portal.access(), &account).await?;
    let factor = match factor.filter(|_| may_manage) {
        Some(factor) => Some(factor_section(&guard, &account, factor).await?),
        None => None,
    };
    let access = if may_manage { Some(access_section(&guard, &account).await?) } else { None };
    let can_mail = guard.portal.mailer().is_some() && text::email(&account.login).is_ok();
    let link = link_section(&guard, &account, issued, can_mail).await?;
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
            {link}
            {choice}
            {factor}
            {access}
        </Page>
    }
    .into_any())
}

/// The link that was issued a moment ago, shown once.
async fn shown_link(guard: &Viewer, account: &Account) -> Result<Option<AnyView>, Failure> {
    let pass_on = say!(accounts.link.pass_on, login = &account.login);
    Ok(guard.shown_once("link").await?.map(|ShownLink { link }| {
        view! {
            <section class="shown-once">
                <h2>{say!(accounts.link.title)}</h2>
                <p>{pass_on}</p>
                <p><code class="copy">{link}</code></p>
                <p class="hint">{say!(accounts.link.once)}</p>
            </section>
        }
        .into_any()
    }))
}

/// A form with nothing to fill in.
async fn button(
    guard: &Viewer,
    action: &'static str,
    account: &Account,
    words: String,
    class: &'static str,
) -> Result<AnyView, Failure> {
    let id = account.id.to_string();
    let state = FormState::of(guard.draft::<()>(action).await?);
    Ok(view! {
        <WriteForm action=action state=state>
            <Hidden name="id" value=id/>
            <div class="actions"><button class=class>{words}</button></div>
        </WriteForm>
    }
    .into_any())
}

async fn factor_section(guard: &Viewer, account: &Account, in_use: String) -> Result<AnyView, Failure> {
    let words = say!(second_factor.reset_button);
    let form = button(guard, second_factor::PATH, account, words, "danger").await?;
    Ok(view! {
        <section>
            <h2>{say!(second_factor.reset_title)}</h2>
            <p>{in_use}". "{say!(second_factor.reset_lead)}</p>
            {form}
        </section>
    }
    .into_any())
}

async fn link_section(
    guard: &Viewer,
    account: &Managed,
    issued: Option<IssuedLink>,
    can_mail: bool,
) -> Result<Option<AnyView>, Failure> {
    if account.disabled {
        return Ok(None);
    }
    if account.line.is_some() {
        return Ok(Some(view! { <p>{say!(accounts.by_line)}</p> }.into_any()));
    }
    let may_manage = guard.principal.may(Permission::ManageAccounts);
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
    let form = if can_mail || may_manage {
        Some(button(guard, link::PATH, account, words, "").await?)
    } else {
        None
    };
    Ok(Some(
        view! {
            <section>
                <h2>{title}</h2>
                {pending.map(|pending| view! { <p>{pending}</p> })}
                <p>{how}</p>
                {form}
            </section>
        }
        .into_any(),
    ))
}

fn choice(account: &Managed, form: ChoiceForm, state: FormState) -> AnyView {
    let id = account.id.to_string();
    view! {
        <section>
            <h2>{say!(accounts.permissions.headline)}</h2>
            <WriteForm action=permissions::PATH state=state>
                <Hidden name="id" value=id/>
                <Hidden name="form[seen]" value=form.seen/>
                <PermissionBoxes form=form.permissions/>
                <div class="actions"><button>{say!(form.save)}</button></div>
            </WriteForm>
        </section>
    }
    .into_any()
}

async fn access_section(guard: &Viewer, account: &Managed) -> Result<AnyView, Failure> {
    let (words, buttons) = if account.disabled {
        let enable = button(guard, state::ENABLE, account, say!(accounts.state_forms.enable), "").await?;
        (say!(accounts.state_forms.is_disabled), vec![enable])
    } else {
        let end = say!(accounts.state_forms.end_sessions);
        let end = button(guard, state::END_SESSIONS, account, end, "quiet").await?;
        let disable = say!(accounts.state_forms.disable);
        let disable = button(guard, state::DISABLE, account, disable, "danger").await?;
        (say!(accounts.state_forms.is_enabled), vec![end, disable])
    };
    Ok(view! {
        <section>
            <h2>{say!(accounts.state_forms.title)}</h2>
            <p>{words}</p>
            {buttons}
        </section>
    }
    .into_any())
}
