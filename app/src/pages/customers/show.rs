//! `/customers/{id}`

use super::{billing_profiles, customer_in_path, edit, kind, trail};
use crate::{
    components::{Cell, Column, Draft, Empty, Missing, Page, Table},
    customer_name::{contact_name, customer_name},
    failure::Failure,
    guard::{Guard, guarded},
    words,
    writes::as_shown,
};
use leptos::prelude::*;
use switchhook_access::needs;
use switchhook_domain::{
    customer::CustomerEditForm,
    identifier::{BillingProfileId, CustomerId},
    lock::Status,
    permission::Permission,
};
use switchhook_platform::{
    BillingProfile, Client, Contact, Customer, ListOptions, Page as Rows, Scoped, Subscriber,
    subscribers::SubscriberFilter,
};

/// How many lines are shown here; all of them have a page of their own.
const LINES: u32 = 10;

/// `/customers/{id}`: what there is to know about a customer, and what may change.
#[component]
pub(crate) fn CustomerPage() -> impl IntoView {
    let id = customer_in_path();
    guarded::<needs::ViewCustomers, _, _>(|guard| async move { page(guard, id?).await })
}

async fn page(guard: Guard<needs::ViewCustomers>, id: CustomerId) -> Result<AnyView, Failure> {
    let customer = guard.client.customer(id).await?;
    let may = |permission| guard.principal.may(permission) && customer.status != Status::Terminated;
    let may_edit = may(Permission::EditCustomers);
    let sees_lines = guard.principal.may(Permission::ViewSubscribers);
    let (contact, profile, lines, profiles, draft) = tokio::join!(
        guard.client.contact(customer.contact_id),
        billing_profile(&guard.client, customer.billing_profile_id),
        lines(&guard.client, id, sees_lines),
        async { if may_edit { billing_profiles(&guard.client).await } else { Ok(Vec::new()) } },
        guard.draft::<CustomerEditForm>(edit::ACTION),
    );
    let contact = contact.map_err(Failure::from);
    let name = customer_name(&customer, contact.as_deref().ok());
    let facts = facts(&customer, &profile);
    let lines = lines.map(|lines| lines_section(lines, id, may(Permission::EditSubscribers)));
    let form = if may_edit {
        let profile = match &profile {
            Ok(profile) => Ok(profile.as_ref().map(|profile| profile.handle.clone()).unwrap_or_default()),
            // A profile that is gone can only be replaced.
            Err(Failure::NotFound) => Ok(String::new()),
            Err(failure) => Err(failure.clone()),
        };
        Some(match profile {
            Ok(handle) => {
                let shown = as_shown(&customer, handle);
                let (form, state) = Draft::or_else(draft?, || CustomerEditForm::showing(shown));
                edit::section(id, form, state, profiles.unwrap_or_default()).into_any()
            }
            Err(failure) => view! { <Missing part=say!(customers.edit.title) failure=failure/> }.into_any(),
        })
    } else {
        None
    };
    let end = may(Permission::TerminateCustomers).then(|| {
        let href = format!("/customers/{id}/terminate");
        view! {
            <section>
                <h2>{say!(customers.terminate.short)}</h2>
                <p>{say!(customers.terminate.teaser)}</p>
                <p class="actions"><a class="danger" href=href>{say!(customers.terminate.link)}</a></p>
            </section>
        }
    });
    let invite = guard.principal.may(Permission::ManageAccounts).then(|| {
        let href = format!("/accounts/new?customer={id}");
        view! { <p class="actions"><a href=href>{say!(accounts.new.title)}</a></p> }
    });
    let gone = (customer.status == Status::Terminated)
        .then(|| view! { <p class="lead">{say!(customers.is_terminated)}</p> });
    Ok(view! {
        <Page title=name trail=trail()>
            {gone}
            {invite}
            <section><h2>{say!(customers.contract)}</h2>{facts}</section>
            <section><h2>{say!(customers.label.contact)}</h2>{contact_facts(contact)}</section>
            {lines}
            {form}
            {end}
        </Page>
    }
    .into_any())
}

async fn billing_profile(
    client: &Client,
    id: Option<BillingProfileId>,
) -> Result<Option<Scoped<BillingProfile>>, Failure> {
    match id {
        Some(id) => Ok(Some(client.billing_profile(id).await?)),
        None => Ok(None),
    }
}

/// The first lines of the customer, for those who may see lines.
async fn lines(
    client: &Client,
    customer: CustomerId,
    wanted: bool,
) -> Option<Result<Rows<Subscriber>, Failure>> {
    if !wanted {
        return None;
    }
    let filter = SubscriberFilter { customer: Some(customer), ..SubscriberFilter::default() };
    let options = ListOptions { rows: LINES, ..ListOptions::default() };
    Some(client.subscribers(&filter, &options).await.map_err(Failure::from))
}

/// A line of a definition list; nothing is told in a word.
fn fact(term: String, value: Option<impl IntoView + 'static>) -> AnyView {
    let value = match value {
        Some(value) => value.into_any(),
        None => say!(customers.none_value).into_any(),
    };
    view! { <dt>{term}</dt><dd>{value}</dd> }.into_any()
}

fn facts(
    customer: &Customer,
    profile: &Result<Option<Scoped<BillingProfile>>, Failure>,
) -> impl IntoView + use<> {
    let profile = match profile {
        Ok(profile) => profile.as_ref().map(|profile| {
            view! { {profile.name.clone()}" "<code>{profile.handle.clone()}</code> }.into_any()
        }),
        Err(Failure::NotFound) => Some(say!(customers.profile_gone).into_any()),
        Err(failure) => Some(
            view! { <Missing part=say!(customers.label.billing_profile) failure=failure.clone()/> }
                .into_any(),
        ),
    };
    let kind = customer.kind.map(|it| view! { {kind(it)}" "<code>{it.name()}</code> });
    let status = view! {
        <span class="status" data-status=customer.status.name()>{words::status(customer.status)}</span>
    };
    let limit = customer.max_subscribers.map_or_else(|| say!(customers.no_limit), |limit| limit.to_string());
    let terminated = customer.terminate_timestamp.clone();
    view! {
        <dl class="facts">
            {fact(say!(customers.label.id), Some(customer.id.to_string()))}
            {fact(say!(customers.label.status), Some(status))}
            {fact(say!(customers.label.kind), kind)}
            {fact(say!(customers.label.billing_profile), profile)}
            {fact(say!(customers.label.external_id), customer.external_id.clone())}
            {fact(say!(customers.label.max_subscribers), Some(limit))}
            {fact(say!(customers.label.created), customer.create_timestamp.clone())}
            {terminated.map(|at| fact(say!(customers.label.terminated), Some(at)))}
        </dl>
    }
}

fn contact_facts(contact: Result<Scoped<Contact>, Failure>) -> AnyView {
    let contact = match contact {
        Ok(contact) => contact,
        Err(Failure::NotFound) => return view! { <p>{say!(customers.contact_missing)}</p> }.into_any(),
        Err(failure) => {
            return view! { <Missing part=say!(customers.label.contact) failure=failure/> }.into_any();
        }
    };
    let join = |parts: [&Option<String>; 2]| {
        let parts: Vec<_> = parts.into_iter().flatten().map(String::as_str).collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    };
    let person = join([&contact.firstname, &contact.lastname])
        .filter(|person| contact_name(&contact).as_ref() != Some(person));
    let mail = format!("mailto:{}", contact.email);
    view! {
        <dl class="facts">
            {fact(say!(customers.contact.name), contact_name(&contact))}
            {person.map(|person| fact(say!(customers.contact.person), Some(person)))}
            {fact(
                say!(customers.contact.email),
                Some(view! { <a href=mail>{contact.email.clone()}</a> }),
            )}
            {fact(say!(customers.contact.phonenumber), contact.phonenumber.clone())}
            {fact(say!(customers.contact.street), contact.street.clone())}
            {fact(say!(customers.contact.place), join([&contact.postcode, &contact.city]))}
            {fact(say!(customers.contact.country), contact.country.clone())}
        </dl>
    }
    .into_any()
}

fn lines_section(
    lines: Result<Rows<Subscriber>, Failure>,
    customer: CustomerId,
    may_add: bool,
) -> impl IntoView {
    let new = may_add.then(|| {
        let href = format!("/subscribers/new?customer={customer}");
        view! { <p class="actions"><a href=href>{say!(customers.lines.new)}</a></p> }
    });
    let list = match lines {
        Err(failure) => view! { <Missing part=say!(customers.lines.title) failure=failure/> }.into_any(),
        Ok(lines) if lines.rows.is_empty() => view! { <Empty words=say!(customers.lines.none)/> }.into_any(),
        Ok(lines) => lines_table(&lines, customer),
    };
    view! { <section><h2>{say!(customers.lines.title)}</h2>{list}{new}</section> }
}

fn lines_table(lines: &Rows<Subscriber>, customer: CustomerId) -> AnyView {
    let columns: Vec<_> = [
        say!(customers.lines.address),
        say!(customers.lines.number),
        say!(customers.label.status),
        say!(customers.lines.lock),
    ]
    .map(Column::plain)
    .into();
    let all = format!("/subscribers?customer={customer}");
    let total = lines.total.map_or_else(String::new, |total| total.to_string());
    let rows = lines.rows.iter().map(|line| line_row(line)).collect();
    view! {
        <Table
            caption=say!(customers.lines.title)
            columns=columns
            rows=rows
        />
        <p><a href=all>{say!(customers.lines.all, total = total)}</a></p>
    }
    .into_any()
}

fn line_row(line: &Subscriber) -> Vec<Cell> {
    let href = format!("/subscribers/{}", line.id);
    let address = format!("{}@{}", line.username, line.domain);
    let number = line.primary_number.as_ref().map(ToString::to_string);
    vec![
        view! { <a href=href>{address}</a> }.into_any(),
        view! { <span class="phone">{number}</span> }.into_any(),
        view! { <span class="status" data-status=line.status.name()>{words::status(line.status)}</span> }
            .into_any(),
        words::lock(line.lock).into_any(),
    ]
}
