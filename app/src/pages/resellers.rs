//! `/resellers`

use crate::{
    components::{Cell, Column, Empty, Page, Pager, Table},
    failure::Failure,
    guard::{Guard, guarded},
    listing::ListQuery,
    portal::Portal,
    words,
};
use leptos::prelude::*;
use std::collections::BTreeMap;
use switchhook_access::needs;
use switchhook_domain::identifier::ResellerId;
use switchhook_platform::{
    ListOptions, Reseller,
    resellers::{ResellerFilter, ResellerSort},
};

/// `/resellers`: the resellers of the platform, and which of them the portal works for.
#[component]
pub(crate) fn ResellersPage() -> impl IntoView {
    let portal = Portal::current();
    guarded::<needs::ViewResellers, _, _>(|guard| async move { page(guard, portal).await })
}

async fn page(guard: Guard<needs::ViewResellers>, portal: Portal) -> Result<AnyView, Failure> {
    let query = ListQuery::of(&guard.visitor);
    let (column, descending) = query.sort().unwrap_or(("id", false));
    let sort = match column {
        "name" => ResellerSort::Name,
        "status" => ResellerSort::Status,
        _ => ResellerSort::Id,
    };
    let options = ListOptions { page: query.page(), rows: query.rows(), sort, descending, count: true };
    let filter = ResellerFilter::default();
    let (page, known) = tokio::join!(
        guard.client.resellers(&filter, &options),
        portal.access().resellers().list(guard.principal.scope()),
    );
    let (page, known) = (page?, known?);
    let known: BTreeMap<_, _> =
        known.into_iter().map(|reseller| (reseller.id, reseller.has_credential)).collect();
    let list = if page.rows.is_empty() {
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
        ];
        let rows = page.rows.iter().map(|reseller| row(reseller, &known)).collect();
        view! {
            <Table caption=say!(resellers.title) columns=columns rows=rows query=query.clone()/>
            <Pager query=query.clone() total=page.total has_next=page.has_next()/>
        }
        .into_any()
    };
    Ok(view! { <Page title=say!(resellers.title)><p>{say!(resellers.lead)}</p>{list}</Page> }.into_any())
}

fn row(reseller: &Reseller, known: &BTreeMap<ResellerId, bool>) -> Vec<Cell> {
    let portal = match known.get(&reseller.id) {
        Some(true) => say!(resellers.credential),
        Some(false) => say!(resellers.no_credential),
        None => say!(resellers.unknown),
    };
    vec![
        reseller.id.to_string().into_any(),
        reseller.name.clone().into_any(),
        view! { <span class="status" data-status=reseller.status.name()>{words::status(reseller.status)}</span> }
            .into_any(),
        portal.into_any(),
    ]
}
