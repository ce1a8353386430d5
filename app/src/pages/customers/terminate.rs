//! `/customers/{id}/terminate`

use super::{customer_in_path, trail};
use crate::{
    components::{Confirmation, Draft, Missing, Page},
    customer_name::customer_name,
    failure::Failure,
    guard::{Guard, guarded},
    writes::ConfirmationForm,
};
use leptos::prelude::*;
use switchhook_access::needs;
use switchhook_domain::{identifier::CustomerId, lock::Status};
use switchhook_platform::{
    Error as PlatformError, ListOptions, Page as Rows, Subscriber, subscribers::SubscriberFilter,
};

const ACTION: &str = "/api/customers/terminate";
/// How many lines are named.
const NAMED: u32 = 25;

/// `/customers/{id}/terminate`: the last question.
#[component]
pub(crate) fn TerminateCustomerPage() -> impl IntoView {
    let id = customer_in_path();
    guarded::<needs::TerminateCustomers, _, _>(|guard| async move { page(guard, id?).await })
}

async fn page(guard: Guard<needs::TerminateCustomers>, id: CustomerId) -> Result<AnyView, Failure> {
    let customer = guard.client.customer(id).await?;
    let filter = SubscriberFilter { customer: Some(id), ..SubscriberFilter::default() };
    let options = ListOptions { rows: NAMED, ..ListOptions::default() };
    let (contact, lines, draft) = tokio::join!(
        guard.client.contact(customer.contact_id),
        guard.client.subscribers(&filter, &options),
        guard.draft::<ConfirmationForm>(ACTION),
    );
    let contact = match contact {
        Ok(contact) => Some(contact),
        Err(PlatformError::NotFound) => None,
        Err(error) => return Err(error.into()),
    };
    let name = customer_name(&customer, contact.as_deref());
    let back = format!("/customers/{id}");
    let title = say!(customers.terminate.title, name = &name);
    let trail = trail().into_iter().chain([(back.clone(), name.clone())]).collect();
    if customer.status == Status::Terminated {
        return Ok(view! {
            <Page title=title trail=trail>
                <p class="lead">{say!(customers.terminate.already, name = &name)}</p>
                <p><a href=back>{say!(customers.terminate.back)}</a></p>
            </Page>
        }
        .into_any());
    }
    let (form, state) = Draft::or_else(draft?, ConfirmationForm::default);
    let lines = match lines {
        Ok(lines) => going(&lines),
        Err(error) => {
            let failure = Failure::from(error);
            view! { <Missing part=say!(customers.lines.title) failure=failure/> }.into_any()
        }
    };
    Ok(view! {
        <Page title=title trail=trail>
            {lines}
            <Confirmation
                action=ACTION
                id=id.to_string()
                name=name
                consequences=say!(customers.terminate.consequences)
                button=say!(customers.terminate.button)
                back=back
                typed=form.name
                state=state
            />
        </Page>
    }
    .into_any())
}

/// The lines that go with the customer.
fn going(lines: &Rows<Subscriber>) -> AnyView {
    let count = lines.total.unwrap_or_else(|| u64::try_from(lines.rows.len()).unwrap_or(u64::MAX));
    if count == 0 {
        return view! { <p>{say!(customers.terminate.no_lines)}</p> }.into_any();
    }
    let items = lines
        .rows
        .iter()
        .map(|line| {
            let number = line.primary_number.as_ref().map(|number| format!(" {number}"));
            view! { <li><code>{line.username.clone()}"@"{line.domain.clone()}</code>{number}</li> }
        })
        .collect_view();
    let more = lines.has_next().then(|| view! { <li>{say!(customers.terminate.more)}</li> });
    view! {
        <section>
            <h2>{say!(customers.terminate.lines, count = count)}</h2>
            <ul>{items}{more}</ul>
        </section>
    }
    .into_any()
}
