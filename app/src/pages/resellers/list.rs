//! `/resellers`

use super::{end, login};
use crate::{
    components::{Cell, Column, Draft, Empty, FormState, Hidden, Missing, Page, Pager, Table, WriteForm},
    failure::Failure,
    listing::ListQuery,
    portal_guard::{PortalGuard, portal_guarded},
    words,
    writes::{
        credentials::{OPERATOR, Stored},
        view::{Chosen, STEP_INTO},
    },
};
use leptos::prelude::*;
use std::collections::BTreeMap;
use switchhook_access::{Owner, Require, needs::ViewResellers};
use switchhook_domain::{
    identifier::ResellerId,
    lock::Status,
    permission::{Permission, Scope},
};
use switchhook_platform::{
    ListOptions,
    resellers::{ResellerFilter, ResellerSort},
};
use time::OffsetDateTime;

type Viewer = PortalGuard<Require<ViewResellers>>;

/// `/resellers`: the resellers of the platform, which of them the portal works for, and with which login.
#[component]
pub(crate) fn ResellersPage() -> impl IntoView {
    portal_guarded::<ViewResellers, _, _>(|guard| async move { page(guard).await })
}

/// A reseller as the list shows it.
struct Row {
    id: ResellerId,
    name: String,
    /// None where the platform does not tell.
    status: Option<Status>,
    /// Whether the portal knows it.
    is_known: bool,
    stored: Stored,
}

impl Row {
    fn can_be_entered(&self) -> bool {
        self.status != Some(Status::Terminated) && !matches!(self.stored, Stored::Nothing)
    }
}

/// The rows that were asked for.
struct Listed {
    rows: Vec<Row>,
    total: Option<u64>,
    has_next: bool,
    /// Why these are only the ones that the portal knows itself.
    missing: Option<Failure>,
}

async fn page(guard: Viewer) -> Result<AnyView, Failure> {
    let query = ListQuery::of(&guard.visitor);
    let now = guard.portal.access().doors().now();
    let Listed { rows, total, has_next, missing } = rows(&guard, &query).await?;
    let manages = guard.principal.may(Permission::ManageCredentials);
    let operator = operator(&Stored::of(&guard.portal, Owner::Operator).await?, manages, now);
    let draft = guard.draft::<Chosen>(STEP_INTO).await?;
    let list = if rows.is_empty() {
        view! {
            <Empty words=say!(resellers.none)><a href="/resellers">{say!(resellers.first_page)}</a></Empty>
        }
        .into_any()
    } else {
        let columns = vec![
            Column::sorted(say!(resellers.id), "id"),
            Column::sorted(say!(resellers.name), "name"),
            Column::sorted(say!(resellers.status), "status"),
            Column::plain(say!(resellers.portal)),
            Column::plain(say!(resellers.actions)),
        ];
        let cells = rows.iter().map(|reseller| {
            let is_chosen = |draft: &&Draft<Chosen>| draft.form.id == reseller.id.to_string();
            cells(reseller, manages, now, FormState::of(draft.as_ref().filter(is_chosen).cloned()))
        });
        view! {
            <Table caption=say!(resellers.title) columns=columns rows=cells.collect() query=query.clone()/>
            <Pager query=query.clone() total=total has_next=has_next/>
        }
        .into_any()
    };
    let missing = missing.map(|failure| view! { <Missing part=say!(resellers.list) failure=failure/> });
    Ok(view! {
        <Page title=say!(resellers.title)>
            <p>{say!(resellers.lead)}</p>
            {operator}
            {missing}
            {list}
        </Page>
    }
    .into_any())
}

/// The resellers of the platform; those that the portal knows where the platform cannot be asked.
async fn rows(guard: &Viewer, query: &ListQuery) -> Result<Listed, Failure> {
    let (column, descending) = query.sort().unwrap_or(("id", false));
    let sort = match column {
        "name" => ResellerSort::Name,
        "status" => ResellerSort::Status,
        _ => ResellerSort::Id,
    };
    let options = ListOptions { page: query.page(), rows: query.rows(), sort, descending, count: true };
    let known = guard.portal.access().resellers().list(guard.principal.scope()).await?;
    let told = match guard.portal.client_within(Scope::Operator).await {
        Ok(client) => client.resellers(&ResellerFilter::default(), &options).await.map_err(Failure::from),
        Err(failure) => Err(failure),
    };
    let (named, total, has_next, missing): (Vec<_>, _, _, _) = match told {
        Ok(page) => {
            let named = page.rows.iter().map(|row| (row.id, row.name.clone(), Some(row.status))).collect();
            (named, page.total, page.has_next(), None)
        }
        Err(failure) => {
            let named = known.iter().map(|reseller| (reseller.id, reseller.name.clone(), None)).collect();
            // That nothing is stored, the page says in its own words.
            (named, None, false, Some(failure).filter(|failure| *failure != Failure::NotConnected))
        }
    };
    let known: BTreeMap<_, _> =
        known.into_iter().map(|reseller| (reseller.id, reseller.has_credential)).collect();
    let mut rows = Vec::with_capacity(named.len());
    for (id, name, status) in named {
        let has_credential = known.get(&id).copied();
        let stored = match has_credential {
            Some(true) => Stored::of(&guard.portal, Owner::Reseller(id)).await?,
            _ => Stored::Nothing,
        };
        rows.push(Row { id, name, status, is_known: has_credential.is_some(), stored });
    }
    Ok(Listed { rows, total, has_next, missing })
}

/// The login of the operator.
fn operator(stored: &Stored, manages: bool, now: OffsetDateTime) -> AnyView {
    let link = manages.then(|| link(OPERATOR, stored));
    let present = match login(stored) {
        Some(words) => view! { <p>{words}</p> }.into_any(),
        None => view! { <p class="warning">{say!(resellers.operator_none)}</p> }.into_any(),
    };
    view! {
        <section>
            <h2>{say!(resellers.operator)}</h2>
            {present}
            {ending(stored, now)}
            {link}
        </section>
    }
    .into_any()
}

/// The way to the page of a login.
fn link(id: &str, stored: &Stored) -> AnyView {
    let words = match stored {
        Stored::Nothing => say!(resellers.connect),
        _ => say!(resellers.change),
    };
    view! { <p><a href=format!("/resellers/{id}/credential")>{words}</a></p> }.into_any()
}

/// When a certificate ends, with a warning if that is soon.
fn ending(stored: &Stored, now: OffsetDateTime) -> Option<AnyView> {
    let Stored::Login(facts) = stored else { return None };
    let certificate = facts.certificate.as_ref()?;
    let date = words::moment(certificate.not_after);
    let plain = || view! { <p>{say!(resellers.login.ends_on, date = date)}</p> }.into_any();
    Some(end(certificate, now).unwrap_or_else(plain))
}

fn cells(reseller: &Row, manages: bool, now: OffsetDateTime, state: FormState) -> Vec<Cell> {
    let portal = match (&reseller.stored, reseller.is_known) {
        (Stored::Nothing, true) => say!(resellers.no_credential),
        (Stored::Nothing, false) => say!(resellers.unknown),
        _ => say!(resellers.credential),
    };
    let login = login(&reseller.stored).map(|words| view! { <p>{words}</p> });
    let is_over = reseller.status == Some(Status::Terminated) && matches!(reseller.stored, Stored::Nothing);
    let link = (manages && !is_over).then(|| link(&reseller.id.to_string(), &reseller.stored));
    let ending = ending(&reseller.stored, now);
    let status = reseller.status.map(|status| {
        view! { <span class="status" data-status=status.name()>{words::status(status)}</span> }
    });
    let step = reseller.can_be_entered().then(|| {
        let (id, name) = (reseller.id.to_string(), reseller.name.clone());
        view! {
            <WriteForm action=STEP_INTO state=state>
                <Hidden name="id" value=id/>
                <button>{say!(resellers.view, name = name)}</button>
            </WriteForm>
        }
    });
    vec![
        reseller.id.to_string().into_any(),
        reseller.name.clone().into_any(),
        view! { {status} }.into_any(),
        view! { <div>{portal}{login}{ending}{link}</div> }.into_any(),
        view! { <div>{step}</div> }.into_any(),
    ]
}
