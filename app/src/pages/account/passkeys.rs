//! Passkeys: a section of `/account/second-factor`, `/account/passkeys/{id}`, a way to take the second step, `/sign-in/passkey`.

use crate::{
    components::{Cell, Column, Draft, FormState, FormToken, Hidden, Page, Table, TextField, WriteForm},
    failure::Failure,
    guard::{draft_of, outside, proven},
    islands::{PasskeyButton, PasskeyWords},
    pages::id_in_path,
    portal::Portal,
    portal_guard::{Own, PortalGuard, own_guarded},
    visitor::Visitor,
    words,
    writes::account::{
        NothingTyped,
        passkeys::{ADD, PasskeyForm, REMOVE, RENAME, SIGN_IN, STEP},
    },
};
use leptos::prelude::*;
use switchhook_access::{Account, MOST_PASSKEYS, NextStep, NoPasskeys, Passkey, PasskeyId};

/// What the browser is asked.
pub(super) struct Question {
    action: &'static str,
    is_new: bool,
    options: String,
}

/// The button, with words for whoever has no JavaScript.
fn button(Question { action, is_new, options }: Question, label: String) -> impl IntoView {
    let words = PasskeyWords {
        waiting: say!(passkeys.told.waiting),
        nothing: if is_new { say!(passkeys.told.not_added) } else { say!(passkeys.told.nothing) },
        present: say!(passkeys.told.present),
        unsupported: say!(passkeys.told.unsupported),
        failed: say!(passkeys.told.failed),
    };
    view! {
        <Hidden name="form[answer]" value=""/>
        <noscript><p>{say!(passkeys.script)}</p></noscript>
        <PasskeyButton action=action.to_owned() is_new=is_new options=options label=label words=words/>
    }
}

/// Why there are none.
fn missing(why: NoPasskeys) -> String {
    match why {
        NoPasskeys::NoHostName => say!(passkeys.no_host_name),
        NoPasskeys::Insecure => say!(passkeys.insecure),
    }
}

/// The passkeys of `/account/second-factor`, and whether the section has an island.
pub(super) async fn section(guard: &PortalGuard<Own>) -> Result<(AnyView, bool), Failure> {
    let (account, access) = (guard.principal.account(), guard.portal.access());
    let passkeys = access.passkeys().of(account).await?;
    let party = guard.portal.relying_party();
    // Asked for before an authenticator makes a key: one that the server then refuses would stay there for nothing.
    let is_proven = guard.principal.is_proven_at(access.doors().now());
    let has_room = passkeys.len() < MOST_PASSKEYS;
    let question = match &party {
        Ok(party) if has_room && is_proven => {
            let options = access.ask_for_new_passkey(party, &guard.visitor.session, account).await?;
            Some(Question { action: ADD, is_new: true, options })
        }
        _ => None,
    };
    let has_island = question.is_some();
    let add = if let Some(question) = question {
        new_passkey(question, guard.draft::<PasskeyForm>(ADD).await?, None)
    } else if party.is_ok() && has_room {
        view! { <p><a href="/sign-in/again?next=%2Faccount%2Fsecond-factor">{say!(proof.before_passkey)}</a></p> }
            .into_any()
    } else {
        let why = party.err().map_or_else(|| say!(passkeys.enough, most = MOST_PASSKEYS), missing);
        view! { <p>{why}</p> }.into_any()
    };
    let by_line = account.line.is_some().then(|| view! { <p>{say!(passkeys.of_a_line)}</p> });
    let list = (!passkeys.is_empty()).then(|| {
        let columns = vec![
            Column::plain(say!(passkeys.name)),
            Column::plain(say!(passkeys.since)),
            Column::plain(say!(passkeys.used)),
        ];
        let rows = passkeys.iter().map(row).collect();
        view! { <Table caption=say!(passkeys.title) columns=columns rows=rows/> }
    });
    let section = view! {
        <section aria-labelledby="passkeys">
            <h2 id="passkeys">{say!(passkeys.title)}</h2>
            <p>{say!(passkeys.lead)}</p>
            {by_line}
            {list}
            {add}
        </section>
    };
    Ok((section.into_any(), has_island))
}

fn row(passkey: &Passkey) -> Vec<Cell> {
    let (href, name) = (format!("/account/passkeys/{}", passkey.id), passkey.name.clone());
    let used = passkey.used_at.map_or_else(|| say!(passkeys.never), words::moment);
    vec![
        view! { <a href=href>{name}</a> }.into_any(),
        words::moment(passkey.created_at).into_any(),
        used.into_any(),
    ]
}

/// What its owner calls it.
fn name_field(value: String) -> impl IntoView {
    view! {
        <TextField
            name="form[name]"
            label=say!(passkeys.new_name)
            hint=say!(passkeys.name_hint)
            value=value
            required=true
        />
    }
}

/// The form for a new one.
fn new_passkey(question: Question, draft: Option<Draft<PasskeyForm>>, next: Option<String>) -> AnyView {
    let (form, state) = Draft::or_else(draft, PasskeyForm::default);
    view! {
        <WriteForm action=question.action state=state class="narrow">
            {next.map(|next| view! { <Hidden name="next" value=next/> })}
            {name_field(form.name)}
            {button(question, say!(passkeys.add))}
        </WriteForm>
    }
    .into_any()
}

/// `/account/passkeys/{id}`: its name, and removing it.
#[component]
pub(crate) fn PasskeyPage() -> impl IntoView {
    let id = id_in_path();
    own_guarded(move |guard| async move { one(guard, id).await })
}

async fn one(guard: PortalGuard<Own>, id: Option<PasskeyId>) -> Result<AnyView, Failure> {
    let (account, access) = (guard.principal.account(), guard.portal.access());
    let found = match id {
        Some(id) => access.passkeys().find(account, id).await?,
        None => None,
    };
    // Whoever asks for somebody else's leaves an entry in the audit trail.
    let Passkey { id, name: present, .. } = proven(&guard.portal, &guard.visitor, found).await?;
    let title = present.clone();
    let draft = guard.draft::<PasskeyForm>(RENAME).await?;
    let (form, state) = Draft::or_else(draft, || PasskeyForm { name: present, ..PasskeyForm::default() });
    let remove = if access.needs_passkey(account).await? {
        view! { <p>{say!(passkeys.required)}</p> }.into_any()
    } else {
        let state = FormState::of(guard.draft::<NothingTyped>(REMOVE).await?);
        view! {
            <p>{say!(passkeys.consequences)}</p>
            <WriteForm action=REMOVE state=state class="narrow second">
                <Hidden name="id" value=id.to_string()/>
                <div class="actions"><button class="danger">{say!(passkeys.remove)}</button></div>
            </WriteForm>
        }
        .into_any()
    };
    let trail = vec![
        ("/account".to_owned(), say!(frame.account)),
        ("/account/second-factor".to_owned(), say!(second_factor.title)),
    ];
    Ok(view! {
        <Page title=title trail=trail>
            <WriteForm action=RENAME state=state class="narrow">
                <Hidden name="id" value=id.to_string()/>
                {name_field(form.name)}
                <div class="actions"><button>{say!(form.save)}</button></div>
            </WriteForm>
            <section aria-labelledby="remove">
                <h2 id="remove">{say!(passkeys.remove)}</h2>
                {remove}
            </section>
        </Page>
    }
    .into_any())
}

/// The second step with a passkey, if there is that way: one that is there, or a new one.
pub(super) async fn step(
    portal: &Portal,
    visitor: &Visitor,
    account: &Account,
    next_step: NextStep,
    next: &str,
) -> Result<Option<AnyView>, Failure> {
    let (access, session) = (portal.access(), &visitor.session);
    let is_new = next_step == NextStep::Enrol;
    if !is_new && !next_step.takes_passkey() {
        return Ok(None);
    }
    let party = match portal.relying_party() {
        Ok(party) => party,
        // Nobody who sets up a second factor needs to hear what else there could be.
        Err(_) if is_new => return Ok(None),
        Err(why) => return Ok(Some(view! { <p>{missing(why)}</p> }.into_any())),
    };
    let draft = draft_of::<PasskeyForm>(portal, visitor, None, STEP).await?;
    let (title, form) = if is_new {
        let options = access.ask_for_new_passkey(party, session, account).await?;
        let question = Question { action: STEP, is_new, options };
        (say!(passkeys.or_new), new_passkey(question, draft, Some(next.to_owned())))
    } else {
        let options = access.ask_for_passkey(party, session, account).await?;
        let question = Question { action: STEP, is_new, options };
        (say!(passkeys.own), with_passkey(question, FormState::of(draft), next, say!(passkeys.use_own)))
    };
    Ok(Some(
        view! { <section aria-labelledby="passkey"><h2 id="passkey">{title}</h2>{form}</section> }.into_any(),
    ))
}

/// The form that shows a passkey.
fn with_passkey(question: Question, state: FormState, next: &str, label: String) -> AnyView {
    let next = next.to_owned();
    view! {
        <WriteForm action=question.action state=state class="narrow" kept=say!(passkeys.again)>
            <Hidden name="next" value=next/>
            {button(question, label)}
        </WriteForm>
    }
    .into_any()
}

/// `/sign-in/passkey`: signing in with a passkey alone.
#[component]
pub(crate) fn PasskeySignInPage() -> impl IntoView {
    let (portal, visitor) = (Portal::current(), Visitor::find());
    Suspend::new(async move { sign_in(portal, visitor).await.unwrap_or_else(|failure| failure.page()) })
}

async fn sign_in(portal: Portal, visitor: Option<Visitor>) -> Result<AnyView, Failure> {
    let Some((visitor, next)) = outside(visitor)? else { return Ok(().into_any()) };
    provide_context(FormToken(visitor.session.csrf_token().await?));
    let (form, islands) = match portal.relying_party() {
        Ok(party) => {
            let options = portal.access().ask_for_any_passkey(party, &visitor.session).await?;
            let draft = draft_of::<NothingTyped>(&portal, &visitor, None, SIGN_IN).await?;
            let question = Question { action: SIGN_IN, is_new: false, options };
            (with_passkey(question, FormState::of(draft), &next, say!(passkeys.use_own)), true)
        }
        Err(why) => (view! { <p>{missing(why)}</p> }.into_any(), false),
    };
    let query = serde_urlencoded::to_string([("next", next)]).unwrap_or_default();
    let back = format!("/sign-in?{query}");
    Ok(view! {
        <Page title=say!(passkeys.sign_in) islands=islands>
            <p class="lead">{say!(passkeys.sign_in_lead)}</p>
            {form}
            <p><a href=back>{say!(passkeys.password)}</a></p>
        </Page>
    }
    .into_any())
}
