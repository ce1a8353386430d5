//! The list of lines: found by anything that a caller says.

use super::{
    filter::{FILTERS, filter, options},
    table::table,
};
use crate::{
    components::{Empty, Filters, Missing, Page, Pager, TextFilter},
    export::ExportedList,
    failure::Failure,
    guard::{Guard, guarded},
    listing::ListQuery,
    pages::search::SearchBox,
};
use leptos::prelude::*;
use switchhook_access::needs;
use switchhook_domain::{identifier::CustomerId, permission::Permission};

/// `/subscribers`
#[component]
pub(crate) fn SubscribersPage() -> impl IntoView {
    guarded::<needs::ViewSubscribers, _, _>(async |guard| Ok(page(guard).await))
}

async fn page(guard: Guard<needs::ViewSubscribers>) -> AnyView {
    let query = ListQuery::of(&guard.visitor);
    let filter = filter(&query);
    let customer = filter.as_ref().ok().and_then(|filter| filter.customer);
    let list = match filter {
        Ok(filter) => match guard.client.subscribers(&filter, &options(&query)).await {
            Ok(page) if page.rows.is_empty() => nothing(&query, &guard),
            Ok(page) => {
                let rows = table(&page.rows, Some(query.clone()), &guard.principal);
                let (total, has_next) = (page.total, page.has_next());
                let export = ExportedList::Subscribers.link(&query);
                view! {
                    {rows}
                    <Pager query=query.clone() total=total has_next=has_next/>
                    <p><a href=export download="">{say!(export.link)}</a></p>
                }
                .into_any()
            }
            Err(error) => {
                let failure = Failure::from(error);
                failure.set_status();
                view! { <Missing part=say!(subscribers.title) failure=failure/> }.into_any()
            }
        },
        Err(parameter) => {
            let words = match parameter {
                "number" => say!(subscribers.no_number),
                _ => say!(subscribers.no_customer_id),
            };
            view! { <Empty words=words><a href="/subscribers">{say!(subscribers.all)}</a></Empty> }.into_any()
        }
    };
    view! {
        <Page title=say!(subscribers.title)>
            <SearchBox/>
            {customer.map(|customer| of_customer(customer, &guard))}
            {filters(&query)}
            {list}
        </Page>
    }
    .into_any()
}

/// Whose lines these are, and the way to a new one.
fn of_customer(customer: CustomerId, guard: &Guard<needs::ViewSubscribers>) -> impl IntoView + use<> {
    let words = say!(subscribers.of_customer, id = customer);
    let words = if guard.principal.may(Permission::ViewCustomers) {
        view! { <a href=format!("/customers/{customer}")>{words}</a> }.into_any()
    } else {
        words.into_any()
    };
    let new = guard.principal.may(Permission::EditSubscribers).then(|| {
        let href = format!("/subscribers/new?customer={customer}");
        view! { <p class="actions"><a href=href>{say!(subscribers.new.link)}</a></p> }
    });
    view! { <p class="lead">{words}</p>{new} }
}

fn filters(query: &ListQuery) -> impl IntoView + use<> {
    let query = query.clone();
    view! {
        <Filters query=query>
            <TextFilter
                name="number"
                label=say!(subscribers.number)
                hint=say!(subscribers.filter.number_hint)
                inputmode="tel"
            />
            <TextFilter
                name="username"
                label=say!(subscribers.filter.username)
                hint=say!(subscribers.filter.username_hint)
            />
            <TextFilter
                name="domain"
                label=say!(subscribers.filter.domain)
                hint=say!(subscribers.filter.domain_hint)
            />
            <TextFilter
                name="external_id"
                label=say!(subscribers.external_id)
                hint=say!(subscribers.filter.external_id_hint)
            />
            <TextFilter
                name="customer"
                label=say!(subscribers.filter.customer)
                inputmode="numeric"
                class="short"
            />
        </Filters>
    }
}

/// Why nothing is here: nobody fits the filter, this is no page, or there are no lines yet.
fn nothing(query: &ListQuery, guard: &Guard<needs::ViewSubscribers>) -> AnyView {
    if query.page() > 1 {
        let first = query.with("page", "");
        return view! {
            <Empty words=say!(subscribers.no_such_page)><a href=first>{say!(pager.first)}</a></Empty>
        }
        .into_any();
    }
    if FILTERS.iter().any(|name| query.get(name).is_some()) {
        return view! {
            <Empty words=say!(subscribers.none_found)><a href="/subscribers">{say!(subscribers.all)}</a></Empty>
        }
        .into_any();
    }
    let customers = guard.principal.may(Permission::ViewCustomers);
    let customers = customers.then(|| view! { <a href="/customers">{say!(subscribers.choose_customer)}</a> });
    view! { <Empty words=say!(subscribers.none_yet)>{customers}</Empty> }.into_any()
}
