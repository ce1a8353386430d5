//! `/billing-profiles`

use crate::{
    components::{Cell, Column, EmptyList, Filters, Page, Pager, Table, TextFilter},
    failure::Failure,
    guard::{Guard, guarded},
    listing::ListQuery,
    pages::customers::pattern,
};
use leptos::prelude::*;
use switchhook_access::needs;
use switchhook_platform::{
    BillingProfile, ListOptions,
    billing_profiles::{BillingProfileFilter, BillingProfileSort, MOST_COUNTED},
};

/// `/billing-profiles`: what customers can be billed by, and how many are.
#[component]
pub(crate) fn BillingProfilesPage() -> impl IntoView {
    guarded::<needs::EditCustomers, _, _>(|guard| async move { page(guard).await })
}

async fn page(guard: Guard<needs::EditCustomers>) -> Result<AnyView, Failure> {
    let query = ListQuery::of(&guard.visitor);
    let (column, descending) = query.sort().unwrap_or(("name", false));
    let sort = match column {
        "handle" => BillingProfileSort::Handle,
        "id" => BillingProfileSort::Id,
        _ => BillingProfileSort::Name,
    };
    let options = ListOptions { page: query.page(), rows: query.rows(), sort, descending, count: true };
    let typed = ["name", "handle"].map(|name| query.get(name).map(pattern));
    let found = match typed {
        // What cannot be stored cannot be found.
        [Some(None), _] | [_, Some(None)] => None,
        [name, handle] => {
            let filter = BillingProfileFilter { name: name.flatten(), handle: handle.flatten() };
            Some(guard.client.billing_profiles_in_use(&filter, &options).await?)
        }
    };
    let list = match found {
        Some(found) if !found.rows.is_empty() => {
            let columns = vec![
                Column::sorted(say!(billing_profiles.name), "name"),
                Column::sorted(say!(billing_profiles.handle), "handle"),
                Column::plain(say!(billing_profiles.payment)),
                Column::plain(say!(billing_profiles.currency)),
                Column::plain(say!(billing_profiles.customers)),
                Column::sorted(say!(customers.label.id), "id"),
            ];
            let rows = found.rows.iter().map(|profile| row(profile)).collect();
            view! {
                <Table caption=say!(billing_profiles.title) columns=columns rows=rows query=query.clone()/>
                <Pager query=query.clone() total=found.total has_next=found.has_next()/>
            }
            .into_any()
        }
        _ => view! {
            <EmptyList query=query.clone() filters=&["name", "handle"] none=say!(billing_profiles.none)/>
        }
        .into_any(),
    };
    Ok(view! {
        <Page title=say!(billing_profiles.title)>
            <p>{say!(billing_profiles.lead)}</p>
            <Filters query=query>
                <TextFilter name="name" label=say!(billing_profiles.name) hint=say!(customers.filter.pattern)/>
                <TextFilter name="handle" label=say!(billing_profiles.handle) hint=say!(customers.filter.pattern)/>
            </Filters>
            {list}
        </Page>
    }
    .into_any())
}

fn row(profile: &BillingProfile) -> Vec<Cell> {
    let payment =
        if profile.prepaid { say!(billing_profiles.prepaid) } else { say!(billing_profiles.postpaid) };
    let customers = match profile.contract_cnt {
        Some(0) => say!(billing_profiles.unused),
        Some(count) if count >= MOST_COUNTED => say!(billing_profiles.many, count = MOST_COUNTED),
        Some(count) => count.to_string(),
        None => say!(billing_profiles.not_told),
    };
    vec![
        profile.name.clone().into_any(),
        view! { <code>{profile.handle.clone()}</code> }.into_any(),
        payment.into_any(),
        profile.currency.clone().into_any(),
        customers.into_any(),
        profile.id.to_string().into_any(),
    ]
}
