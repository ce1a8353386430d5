//! The last question before the end of a line.

use super::trail_to;
use crate::{
    components::{Confirmation, Draft, Page},
    failure::Failure,
    guard::{Guard, guarded},
    pages::id_in_path,
    words,
    writes::ConfirmationForm,
};
use leptos::prelude::*;
use switchhook_access::needs;
use switchhook_domain::{identifier::SubscriberId, subscriber::NumbersForm};

const PATH: &str = "/api/subscribers/terminate";

/// `/subscribers/{id}/terminate`
#[component]
pub(crate) fn TerminateSubscriberPage() -> impl IntoView {
    let id = id_in_path();
    guarded::<needs::TerminateSubscribers, _, _>(async move |guard| page(guard, id).await)
}

async fn page(
    guard: Guard<needs::TerminateSubscribers>,
    id: Option<SubscriberId>,
) -> Result<AnyView, Failure> {
    let line = guard.client.subscriber(id.ok_or(Failure::NotFound)?).await?;
    let name = words::line(&line);
    let (form, state) =
        Draft::or_else(guard.draft::<ConfirmationForm>(PATH).await?, ConfirmationForm::default);
    let aliases: Vec<_> = line.alias_numbers.iter().map(|alias| &alias.number).collect();
    let numbers = NumbersForm::shown(line.primary_number.as_ref(), &aliases);
    let consequences = say!(subscribers.terminate.consequences, name = &name, numbers = numbers);
    let (id, back) = (line.id.to_string(), format!("/subscribers/{}", line.id));
    let title = say!(subscribers.terminate.title, name = &name);
    Ok(view! {
        <Page title=title trail=trail_to(&line)>
            <Confirmation
                action=PATH
                id=id
                name=name
                consequences=consequences
                button=say!(subscribers.terminate.button)
                back=back
                typed=form.name
                state=state
            />
        </Page>
    }
    .into_any())
}
