//! A new line of a customer.

use super::trail_to_list;
use crate::{
    components::{Draft, Empty, Hidden, Missing, Page, SubscriberFields, WriteForm},
    customer_name::customer_name,
    failure::Failure,
    guard::{Guard, guarded},
};
use leptos::prelude::*;
use switchhook_access::needs;
use switchhook_domain::{
    identifier::CustomerId,
    lock::Status,
    permission::Permission,
    subscriber::{NewLineKind, SubscriberForm},
};
use switchhook_platform::{
    Customer, ListOptions, Scoped,
    domains::{DomainFilter, DomainSort},
    subscribers::SubscriberFilter,
};

const PATH: &str = "/api/subscribers/create";
/// How many domains are suggested; others may be typed.
const SUGGESTIONS: u32 = 100;

/// `/subscribers/new?customer={id}`
#[component]
pub(crate) fn NewSubscriberPage() -> impl IntoView {
    guarded::<needs::EditSubscribers, _, _>(async |guard| page(guard).await)
}

async fn page(guard: Guard<needs::EditSubscribers>) -> Result<AnyView, Failure> {
    let id = guard.visitor.parameter("customer").and_then(|id| id.parse::<CustomerId>().ok());
    let customer = guard.client.customer(id.ok_or(Failure::NotFound)?).await?;
    let contact = async { guard.client.contact(customer.contact_id).await.ok() };
    let domains =
        ListOptions { rows: SUGGESTIONS, sort: DomainSort::Domain, count: false, ..ListOptions::default() };
    let no_filter = DomainFilter::default();
    let (contact, domains, draft, used, kind) = tokio::join!(
        contact,
        guard.client.domains(&no_filter, &domains),
        guard.draft::<SubscriberForm>(PATH),
        lines(&guard, &customer),
        guard.client.next_line_kind(&customer)
    );
    let (draft, kind) = (draft?, kind?);
    let name = customer_name(&customer, contact.as_deref());
    let body = if let Some(words) = refusal(&customer, used) {
        view! { <Empty words=words/> }.into_any()
    } else {
        let (form, state) = Draft::or_else(draft, SubscriberForm::default);
        let (domains, missing) = match domains {
            Ok(page) => (page.rows.iter().map(|row| row.domain.clone()).collect(), None),
            Err(error) => (Vec::new(), Some(Failure::from(error))),
        };
        let id = customer.id.to_string();
        let limit = customer.max_subscribers.zip(used);
        let passwords = guard.principal.may(Permission::EditPasswords);
        view! {
                {limit.map(|(most, used)| view! { <p>{say!(subscribers.new.limit, used = used, most = most)}</p> })}
                {(kind == NewLineKind::Pilot).then(|| view! { <p>{say!(subscribers.new.pilot)}</p> })}
                {missing.map(|failure| view! { <Missing part=say!(subscribers.new.domains) failure=failure/> })}
                <WriteForm action=PATH state=state>
                    <Hidden name="id" value=id/>
                    <SubscriberFields
                        prefix="form"
                        form=form
                        kind=kind
                        domains=domains
                        passwords=passwords
                    />
                    <div class="actions"><button>{say!(subscribers.new.button)}</button></div>
                </WriteForm>
            }
            .into_any()
    };
    let trail = if guard.principal.may(Permission::ViewCustomers) {
        vec![
            ("/customers".to_owned(), say!(frame.customers)),
            (format!("/customers/{}", customer.id), name.clone()),
        ]
    } else {
        trail_to_list()
    };
    Ok(view! {
        <Page title=say!(subscribers.new.title) islands=true trail=trail>
            <p class="lead">{say!(subscribers.new.lead, name = name)}</p>
            {body}
        </Page>
    }
    .into_any())
}

/// How many lines the customer has; none if there is no limit, or nobody knows.
async fn lines(guard: &Guard<needs::EditSubscribers>, customer: &Customer) -> Option<u64> {
    customer.max_subscribers?;
    let filter = SubscriberFilter { customer: Some(customer.id), ..SubscriberFilter::default() };
    let options = ListOptions { rows: 1, ..ListOptions::default() };
    guard.client.subscribers(&filter, &options).await.ok()?.total
}

/// Why this customer gets no new line, if so.
fn refusal(customer: &Scoped<Customer>, used: Option<u64>) -> Option<String> {
    if customer.status == Status::Terminated {
        return Some(say!(subscribers.new.terminated));
    }
    let (most, used) = customer.max_subscribers.zip(used)?;
    (used >= u64::from(most)).then(|| say!(subscribers.new.full, most = most))
}
