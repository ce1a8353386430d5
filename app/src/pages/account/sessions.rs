//! `/account/sessions`

use crate::{
    browser_name::browser_name,
    components::{Cell, Column, Draft, FormState, Hidden, Page, Table, WriteForm},
    failure::Failure,
    portal_guard::{Own, PortalGuard, own_guarded},
    words,
    writes::account::{
        NothingTyped,
        sessions::{END, END_OTHERS, EndForm},
    },
};
use leptos::prelude::*;
use switchhook_access::LiveSession;

/// `/account/sessions`: where one is signed in, and an end to it.
#[component]
pub(crate) fn SessionsPage() -> impl IntoView {
    own_guarded(|guard| async move { page(guard).await })
}

async fn page(guard: PortalGuard<Own>) -> Result<AnyView, Failure> {
    let sessions = guard.portal.access().live_sessions(&guard.principal, &guard.visitor.session).await?;
    let draft = guard.draft::<EndForm>(END).await?;
    let state = FormState::of(guard.draft::<NothingTyped>(END_OTHERS).await?);
    let others = sessions.iter().any(|session| !session.is_present);
    let rows = sessions.into_iter().map(|session| row(session, draft.as_ref())).collect();
    let columns = [
        say!(sessions.browser),
        say!(sessions.began),
        say!(sessions.seen),
        say!(sessions.address),
        say!(sessions.end_column),
    ];
    let columns = columns.into_iter().map(Column::plain).collect();
    let end_others = if others {
        view! {
            <section>
                <h2>{say!(sessions.others_title)}</h2>
                <p>{say!(sessions.others_lead)}</p>
                <WriteForm action=END_OTHERS state=state>
                    <div class="actions"><button class="danger">{say!(sessions.end_others)}</button></div>
                </WriteForm>
            </section>
        }
        .into_any()
    } else {
        view! { <p>{say!(sessions.alone)}</p> }.into_any()
    };
    let trail = vec![("/account".to_owned(), say!(frame.account))];
    Ok(view! {
        <Page title=say!(sessions.title) trail=trail>
            <p class="lead">{say!(sessions.lead)}</p>
            <Table caption=say!(sessions.caption) columns=columns rows=rows/>
            {end_others}
        </Page>
    }
    .into_any())
}

fn row(session: LiveSession, draft: Option<&Draft<EndForm>>) -> Vec<Cell> {
    let LiveSession { key, began_at, seen_at, address, device, is_present, .. } = session;
    let address = if address.is_empty() { say!(sessions.unknown_address) } else { address };
    let end = if is_present {
        view! { <span class="badge">{say!(sessions.present)}</span> }.into_any()
    } else {
        let state = FormState::of(draft.filter(|draft| draft.form.key == key).cloned());
        view! {
            <WriteForm action=END state=state>
                <Hidden name="form[key]" value=key/>
                <button class="quiet">{say!(sessions.end)}</button>
            </WriteForm>
        }
        .into_any()
    };
    vec![
        browser_name(&device).into_any(),
        words::moment(began_at).into_any(),
        words::moment(seen_at).into_any(),
        address.into_any(),
        end,
    ]
}
