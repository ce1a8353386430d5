//! One line: what it is, and the forms for those who may change it.

use super::{edit, trail_to_list};
use crate::{
    components::{Missing, Page},
    customer_name::customer_name,
    failure::Failure,
    guard::{Guard, guarded},
    pages::{id_in_path, line::sections},
    words,
    writes::line::{Blocked, Setting, Side, SpeedDials, Staff, Voicebox},
};
use leptos::prelude::*;
use switchhook_access::needs;
use switchhook_domain::{
    identifier::{CustomerId, SubscriberId},
    permission::Permission,
};
use switchhook_platform::Subscriber;

type Viewer = Guard<needs::ViewSubscribers>;

/// `/subscribers/{id}`
#[component]
pub(crate) fn SubscriberPage() -> impl IntoView {
    let id = id_in_path();
    guarded::<needs::ViewSubscribers, _, _>(async move |guard| page(guard, id).await)
}

async fn page(guard: Viewer, id: Option<SubscriberId>) -> Result<AnyView, Failure> {
    let line = guard.client.subscriber(id.ok_or(Failure::NotFound)?).await?;
    let customer = if guard.principal.may(Permission::ViewCustomers) {
        Some(customer_words(&guard, line.customer_id).await)
    } else {
        None
    };
    let activity = sections(&guard, &line).await?;
    let parts = [
        edit::numbers(&guard, &line).await?,
        edit::passwords(&guard, &line).await?,
        edit::lock(&guard, &line).await?,
        edit::external_id(&guard, &line).await?,
        guard.principal.may(Permission::TerminateSubscribers).then(|| termination(&line)),
    ];
    let islands = guard.principal.may(Permission::EditSubscribers);
    Ok(view! {
        <Page title=words::line(&line) islands=islands trail=trail_to_list()>
            {links(&guard, &line)}
            {facts(&line, customer)}
            {activity}
            {parts.into_iter().flatten().collect_view()}
        </Page>
    }
    .into_any())
}

fn termination(line: &Subscriber) -> AnyView {
    let href = format!("/subscribers/{}/terminate", line.id);
    view! {
        <section>
            <h2>{say!(subscribers.terminate.heading)}</h2>
            <p>{say!(subscribers.terminate.hint)}</p>
            <p class="actions"><a class="danger" href=href>{say!(subscribers.terminate.button)}</a></p>
        </section>
    }
    .into_any()
}

/// What people call the customer, or why nobody knows.
async fn customer_words(guard: &Viewer, id: CustomerId) -> Result<String, Failure> {
    let customer = guard.client.customer(id).await?;
    let contact = guard.client.contact(customer.contact_id).await.ok();
    Ok(customer_name(&customer, contact.as_deref()))
}

fn links(guard: &Viewer, line: &Subscriber) -> impl IntoView + use<> {
    let places = [
        (Permission::EditForwards, format!("/subscribers/{}/forwards", line.id), say!(subscribers.forwards)),
        (Permission::EditPreferences, Staff::path(line.id, Voicebox::PATH), say!(voicebox.title)),
        (Permission::EditPreferences, Staff::path(line.id, Blocked::PATH), say!(blocked.title)),
        (Permission::EditPreferences, Staff::path(line.id, SpeedDials::PATH), say!(speed_dials.title)),
        (
            Permission::EditPreferences,
            format!("/subscribers/{}/preferences", line.id),
            say!(subscribers.preferences),
        ),
        (
            Permission::ViewAudit,
            format!("/audit?kind=subscriber&object={}", line.id),
            say!(subscribers.audit),
        ),
        (
            Permission::ManageAccounts,
            format!("/accounts/new?customer={}&subscriber={}", line.customer_id, line.id),
            say!(accounts.new.title),
        ),
    ];
    let links = places
        .into_iter()
        .filter(|(permission, ..)| guard.principal.may(*permission))
        .map(|(_, href, words)| view! { <li><a href=href>{words}</a></li> })
        .collect_view();
    view! { <nav aria-label=say!(subscribers.belongs)><ul class="links">{links}</ul></nav> }
}

fn facts(line: &Subscriber, customer: Option<Result<String, Failure>>) -> impl IntoView + use<> {
    let fact = |term: String, value: AnyView| view! { <dt>{term}</dt><dd>{value}</dd> };
    let text = |value: Option<&str>| value.filter(|value| !value.is_empty()).unwrap_or("–").to_owned();
    let lock = match line.lock {
        Some(level) => format!("{} ({})", words::lock(line.lock), level.number()),
        None => words::lock(None),
    };
    let customer_id = line.customer_id;
    let customer = match customer {
        Some(Ok(name)) => view! { <a href=format!("/customers/{customer_id}")>{name}</a> }.into_any(),
        Some(Err(failure)) => view! {
            <a href=format!("/customers/{customer_id}")>{customer_id.to_string()}</a>
            <Missing part=say!(subscribers.customer) failure=failure/>
        }
        .into_any(),
        None => customer_id.to_string().into_any(),
    };
    let aliases = line.alias_numbers.iter().map(|alias| view! { <li>{alias.number.to_string()}</li> });
    let aliases = match line.alias_numbers.len() {
        0 => "–".into_any(),
        _ => view! { <ul>{aliases.collect_view()}</ul> }.into_any(),
    };
    let primary = line.primary_number.as_ref().map(ToString::to_string);
    let timezone = line.timezone.clone().unwrap_or_else(|| say!(subscribers.timezone_of_customer));
    let created = line.create_timestamp.clone().unwrap_or_default();
    let shown = created.replace('T', " ").replace("+00:00", " UTC");
    view! {
        <dl class="facts">
            {fact(say!(subscribers.customer), customer)}
            {fact(say!(subscribers.primary), text(primary.as_deref()).into_any())}
            {fact(say!(subscribers.aliases), aliases)}
            {line.pbx_extension.clone().map(|extension| fact(say!(subscribers.extension), extension.into_any()))}
            {line.display_name.clone().map(|name| fact(say!(subscribers.display_name), name.into_any()))}
            {fact(say!(subscribers.status), words::status(line.status).into_any())}
            {fact(say!(subscribers.lock_level), lock.into_any())}
            {fact(say!(subscribers.webusername), text(line.webusername.as_deref()).into_any())}
            {fact(say!(subscribers.external_id), text(line.external_id.as_deref()).into_any())}
            {fact(say!(subscribers.timezone), timezone.into_any())}
            {fact(say!(subscribers.created), view! { <time datetime=created>{shown}</time> }.into_any())}
            {fact(say!(subscribers.id), line.id.to_string().into_any())}
        </dl>
    }
}
