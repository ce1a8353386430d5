//! `/audit`: who changed what, and when, within one's scope.

mod change;
pub(crate) mod export;
mod filter;
mod names;

use crate::{
    components::{
        Cell, Choice, Column, Empty, Filters, Page, Pager, SelectField, Table, TextField, TextFilter,
    },
    failure::Failure,
    guard::permitted,
    listing::ListQuery,
    portal::Portal,
    visitor::Visitor,
};
use change::details;
use leptos::prelude::*;
use switchhook_access::{
    Principal,
    audit::{Action, AuditRecord, ObjectKind, Outcome, PageRequest},
    needs,
};
use switchhook_domain::permission::Permission;
use time::{OffsetDateTime, UtcOffset, macros::format_description};

/// What the outcome filter calls an act whose end nobody saw.
const UNFINISHED: &str = "unfinished";

/// `/audit`. It needs no platform, so it opens without one.
#[component]
pub(crate) fn AuditPage() -> impl IntoView {
    let (portal, visitor) = (Portal::current(), Visitor::find());
    Suspend::new(async move { page(portal, visitor).await.unwrap_or_else(|failure| failure.page()) })
}

async fn page(portal: Portal, visitor: Option<Visitor>) -> Result<AnyView, Failure> {
    let visitor = visitor.ok_or(Failure::Internal)?;
    let principal = visitor.principal.as_ref().ok_or_else(|| Failure::SignIn(visitor.here()))?;
    let principal = permitted::<needs::ViewAudit>(&portal, &visitor, principal).await?;
    let query = ListQuery::of(&visitor);
    let request = PageRequest { page: query.page(), rows: query.rows() };
    let page = portal.access().audit().list(principal.scope(), &filter::of(&query), request).await?;
    let has_next = u64::from(request.page) * u64::from(request.rows) < page.total;
    let list = if page.records.is_empty() {
        view! { <Empty words=say!(audit.none)><a href="/audit">{say!(audit.all)}</a></Empty> }.into_any()
    } else {
        let columns = vec![
            Column::plain(say!(audit.when)),
            Column::plain(say!(audit.who)),
            Column::plain(say!(audit.what)),
            Column::plain(say!(audit.object)),
            Column::plain(say!(audit.outcome)),
            Column::plain(say!(audit.details)),
        ];
        let rows = page.records.iter().map(|record| row(record, &principal)).collect();
        view! {
            <Table caption=say!(audit.title) columns=columns rows=rows/>
            <Pager query=query.clone() total=Some(page.total) has_next=has_next/>
            <p><a href=export::link(&visitor) download="">{say!(audit.export)}</a></p>
        }
        .into_any()
    };
    let filters = filters(&query);
    Ok(view! {
        <Page title=say!(audit.title)>
            <p class="lead">{say!(audit.lead)}</p>
            {filters}
            {list}
        </Page>
    }
    .into_any())
}

fn filters(query: &ListQuery) -> impl IntoView + use<> {
    let [action, kind, outcome, since, until] =
        ["action", "kind", "outcome", "since", "until"].map(|name| query.typed(name));
    let query = query.clone();
    let any = || Choice::new("", say!(audit.any));
    let mut actions: Vec<_> =
        Action::ALL.iter().map(|action| Choice::new(action.name(), names::action(*action))).collect();
    actions.sort_by(|a, b| a.words.cmp(&b.words));
    actions.insert(0, any());
    let kinds = ObjectKind::ALL.iter().map(|kind| Choice::new(kind.name(), names::kind(*kind)));
    let kinds = std::iter::once(any()).chain(kinds).collect();
    let outcomes =
        Outcome::ALL.iter().map(|outcome| Choice::new(outcome.name(), names::outcome(Some(*outcome))));
    let unfinished = Choice::new(UNFINISHED, names::outcome(None));
    let outcomes = std::iter::once(any()).chain(outcomes).chain([unfinished]).collect();
    view! {
        <Filters query=query>
            <TextFilter name="login" label=say!(audit.login) inputmode="email"/>
            <SelectField name="action" label=say!(audit.what) choices=actions value=action/>
            <SelectField name="kind" label=say!(audit.kind) choices=kinds value=kind/>
            <TextFilter name="object" label=say!(audit.object_id) class="short"/>
            <SelectField name="outcome" label=say!(audit.outcome) choices=outcomes value=outcome/>
            <TextField name="since" label=say!(audit.since) value=since kind="date" class="short"/>
            <TextField name="until" label=say!(audit.until) value=until kind="date" class="short"/>
            <TextFilter name="request" label=say!(audit.request_id) class="short"/>
        </Filters>
    }
}

fn row(record: &AuditRecord, principal: &Principal) -> Vec<Cell> {
    let who = match (&record.actor, &record.address) {
        (Some(actor), _) => actor.login.clone(),
        (None, Some(address)) => say!(audit.from_address, address = address),
        (None, None) => say!(audit.portal),
    };
    let view =
        record.acting_as.map(|id| view! { " "<small>{say!(audit.as_reseller, id = id.to_string())}</small> });
    vec![
        when(record.began_at),
        view! { {who}{view} }.into_any(),
        view! { {names::action(record.action)} }.into_any(),
        object(record, principal),
        view! { {names::outcome(record.outcome)} }.into_any(),
        details(record),
    ]
}

fn when(moment: OffsetDateTime) -> Cell {
    let moment = moment.to_offset(UtcOffset::UTC);
    let shown = moment
        .format(format_description!("[year]-[month]-[day] [hour]:[minute]:[second] UTC"))
        .unwrap_or_default();
    let exact = moment
        .format(format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z"))
        .unwrap_or_default();
    view! { <time datetime=exact>{shown}</time> }.into_any()
}

/// Kind and name, with a link where there is a page.
fn object(record: &AuditRecord, principal: &Principal) -> Cell {
    let object = &record.object;
    let name = if object.name.is_empty() { object.id.clone() } else { object.name.clone() };
    let kind = names::kind(object.kind);
    let page = match object.kind {
        ObjectKind::Customer => Some(("customers", Permission::ViewCustomers)),
        ObjectKind::Subscriber => Some(("subscribers", Permission::ViewSubscribers)),
        _ => None,
    };
    let page = page.filter(|(_, permission)| principal.may(*permission) && !object.id.is_empty());
    match page {
        Some((place, _)) => {
            view! { <span>{kind}" "<a href=format!("/{place}/{}", object.id)>{name}</a></span> }.into_any()
        }
        None => view! { <span>{kind}" "{name}</span> }.into_any(),
    }
}
