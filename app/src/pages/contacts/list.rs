//! `/contacts`

use crate::{
    components::{Cell, Column, EmptyList, Filters, Page, Pager, Table, TextFilter},
    customer_name::company_or_person,
    failure::Failure,
    guard::{Guard, guarded},
    listing::ListQuery,
    pages::customers::pattern,
    writes::contacts::name,
};
use leptos::prelude::*;
use switchhook_access::needs;
use switchhook_platform::{
    Contact, ListOptions,
    contacts::{ContactFilter, ContactSort},
};

/// `/contacts`: whom the contracts are with.
#[component]
pub(crate) fn ContactsPage() -> impl IntoView {
    guarded::<needs::EditCustomers, _, _>(|guard| async move { page(guard).await })
}

async fn page(guard: Guard<needs::EditCustomers>) -> Result<AnyView, Failure> {
    let query = ListQuery::of(&guard.visitor);
    let (column, descending) = query.sort().unwrap_or(("id", false));
    let sort = match column {
        "email" => ContactSort::Email,
        "name" => ContactSort::Lastname,
        "company" => ContactSort::Company,
        _ => ContactSort::Id,
    };
    let options = ListOptions { page: query.page(), rows: query.rows(), sort, descending, count: true };
    let found = match query.get("email").map(pattern) {
        // What cannot be stored cannot be found.
        Some(None) => None,
        email => Some(guard.client.contacts(&ContactFilter { email: email.flatten() }, &options).await?),
    };
    let list = match found {
        Some(found) if !found.rows.is_empty() => {
            let columns = vec![
                Column::sorted(say!(customers.contact.name), "name"),
                Column::sorted(say!(customers.contact.company), "company"),
                Column::sorted(say!(customers.contact.email), "email"),
                Column::plain(say!(customers.contact.phonenumber)),
                Column::plain(say!(customers.contact.city)),
                Column::sorted(say!(customers.label.id), "id"),
            ];
            let rows = found.rows.iter().map(|contact| row(contact)).collect();
            view! {
                <Table caption=say!(contacts.title) columns=columns rows=rows query=query.clone()/>
                <Pager query=query.clone() total=found.total has_next=found.has_next()/>
            }
            .into_any()
        }
        _ => view! {
            <EmptyList query=query.clone() filters=&["email"] none=say!(contacts.none)>
                <a href="/contacts/new">{say!(contacts.new)}</a>
            </EmptyList>
        }
        .into_any(),
    };
    Ok(view! {
        <Page title=say!(contacts.title)>
            <p class="actions"><a href="/contacts/new">{say!(contacts.new)}</a></p>
            <Filters query=query>
                <TextFilter
                    name="email"
                    label=say!(customers.contact.email)
                    hint=say!(customers.filter.pattern)
                    inputmode="email"
                />
            </Filters>
            {list}
        </Page>
    }
    .into_any())
}

fn row(contact: &Contact) -> Vec<Cell> {
    let href = format!("/contacts/{}", contact.id);
    let person = [&contact.firstname, &contact.lastname].map(Option::as_deref);
    let name = company_or_person(None, person).unwrap_or_else(|| name(contact));
    vec![
        view! { <a href=href>{name}</a> }.into_any(),
        contact.company.clone().into_any(),
        contact.email.clone().into_any(),
        contact.phonenumber.clone().into_any(),
        contact.city.clone().into_any(),
        contact.id.to_string().into_any(),
    ]
}
