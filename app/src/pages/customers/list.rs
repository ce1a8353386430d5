//! `/customers`

use super::search::{Found, STATUSES, Search};
use crate::{
    components::{Cell, Choice, Column, EmptyList, Filters, Page, Pager, SelectField, Table, TextFilter},
    customer_name::contact_name,
    export::ExportedList,
    failure::Failure,
    guard::{Guard, guarded},
    listing::ListQuery,
    words,
};
use leptos::prelude::*;
use switchhook_access::needs;
use switchhook_domain::permission::Permission;
use switchhook_platform::{Contact, Customer, Scoped};

/// `/customers`: all customers, filtered and sorted.
#[component]
pub(crate) fn CustomersPage() -> impl IntoView {
    guarded::<needs::ViewCustomers, _, _>(|guard| async move { page(guard).await })
}

async fn page(guard: Guard<needs::ViewCustomers>) -> Result<AnyView, Failure> {
    let query = ListQuery::of(&guard.visitor);
    let search = Search::of(&query);
    let found = search.run(&guard.client).await?;
    let may_create = guard.principal.may(Permission::EditCustomers);
    let new = may_create.then(|| {
        view! { <p class="actions"><a href="/customers/new">{say!(customers.new.title)}</a></p> }
    });
    let matched = matched(&found, &query);
    let list = list(found, &query, may_create);
    Ok(view! {
        <Page title=say!(customers.title)>
            {new}
            {filters(&query)}
            {matched}
            {list}
        </Page>
    }
    .into_any())
}

fn filters(query: &ListQuery) -> impl IntoView + use<> {
    let status = query.typed("status");
    let statuses = std::iter::once(Choice::new("", say!(customers.filter.any_status)))
        .chain(STATUSES.into_iter().map(|status| Choice::new(status.name(), words::status(status))))
        .collect();
    let query = query.clone();
    view! {
        <Filters query=query>
            <TextFilter
                name="external_id"
                label=say!(customers.label.external_id)
                hint=say!(customers.filter.pattern)
            />
            <TextFilter
                name="email"
                label=say!(customers.filter.email)
                hint=say!(customers.filter.pattern)
                inputmode="email"
            />
            <SelectField
                name="status"
                label=say!(customers.label.status)
                choices=statuses
                value=status
            />
        </Filters>
    }
}

/// How many contacts have such an e-mail address.
fn matched(found: &Found, query: &ListQuery) -> Option<impl IntoView + use<>> {
    let matched = found.matched.as_ref()?;
    let email = query.get("email").unwrap_or_default().to_owned();
    let text = match matched.all {
        Some(all) => say!(customers.filter.matched, count = all, email = email),
        None => say!(customers.filter.matched, count = matched.shown, email = email),
    };
    let more = matched.more.then(|| say!(customers.filter.more, shown = matched.shown));
    Some(view! { <p role="status">{text}" "{more}</p> })
}

fn list(found: Found, query: &ListQuery, may_create: bool) -> AnyView {
    if found.rows.is_empty() {
        let new = may_create.then(|| view! { <a href="/customers/new">{say!(customers.new.title)}</a> });
        return view! {
            <EmptyList query=query.clone() filters=&["external_id", "email", "status"] none=say!(customers.none)>
                {new}
            </EmptyList>
        }
        .into_any();
    }
    let columns = vec![
        Column::sorted(say!(customers.label.id), "id"),
        Column::plain(say!(customers.label.contact)),
        Column::sorted(say!(customers.label.external_id), "external_id"),
        Column::sorted(say!(customers.label.status), "status"),
        Column::sorted(say!(customers.label.created), "created"),
    ];
    let rows =
        found.rows.iter().map(|customer| row(customer, found.contacts.get(&customer.contact_id))).collect();
    view! {
        <Table caption=say!(customers.title) columns=columns rows=rows query=query.clone()/>
        <Pager query=query.clone() total=found.total has_next=found.has_next/>
        <p><a href=ExportedList::Customers.link(query) download="">{say!(export.link)}</a></p>
    }
    .into_any()
}

fn row(customer: &Customer, contact: Option<&Scoped<Contact>>) -> Vec<Cell> {
    let id = customer.id.to_string();
    let href = format!("/customers/{id}");
    let who = match contact {
        Some(contact) => {
            let name = contact_name(contact).unwrap_or_default();
            view! { <span>{name}" "<small>{contact.email.clone()}</small></span> }.into_any()
        }
        None => view! { <em>{say!(customers.contact_missing)}</em> }.into_any(),
    };
    let created = customer.create_timestamp.clone().unwrap_or_default();
    vec![
        view! { <a href=href>{id}</a> }.into_any(),
        who,
        customer.external_id.clone().into_any(),
        view! { <span class="status" data-status=customer.status.name()>{words::status(customer.status)}</span> }
            .into_any(),
        created.into_any(),
    ]
}
