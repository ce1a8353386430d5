//! `/contacts/{id}/terminate`

use super::{contact_in_path, customers_of, edit::users, trail};
use crate::{
    components::{Confirmation, Draft, Page},
    failure::Failure,
    guard::{Guard, guarded},
    writes::{ConfirmationForm, contacts::name},
};
use leptos::prelude::*;
use switchhook_access::needs;
use switchhook_domain::{identifier::ContactId, lock::Status};

const ACTION: &str = "/api/contacts/terminate";

/// `/contacts/{id}/terminate`: the last question, if nothing uses the contact.
#[component]
pub(crate) fn TerminateContactPage() -> impl IntoView {
    let id = contact_in_path();
    guarded::<needs::EditCustomers, _, _>(|guard| async move { page(guard, id?).await })
}

async fn page(guard: Guard<needs::EditCustomers>, id: ContactId) -> Result<AnyView, Failure> {
    let (contact, customers, draft) =
        tokio::join!(guard.client.contact(id), customers_of(&guard.client, id), guard.draft(ACTION));
    let (contact, customers) = (contact?, customers?);
    let (name, back) = (name(&contact), format!("/contacts/{id}"));
    let title = say!(contacts.terminate.title, name = &name);
    let trail = trail().into_iter().chain([(back.clone(), name.clone())]).collect();
    // The platform keeps a contact that a contract needs (contract 3.4).
    let used = customers.rows.iter().any(|customer| customer.status != Status::Terminated);
    let body = if used {
        view! {
            <p class="lead">{say!(contacts.terminate.used)}</p>
            {users(&customers)}
            <p><a href=back>{say!(contacts.terminate.back)}</a></p>
        }
        .into_any()
    } else {
        let (form, state) = Draft::or_else(draft?, ConfirmationForm::default);
        view! {
            <Confirmation
                action=ACTION
                id=id.to_string()
                name=name
                consequences=say!(contacts.terminate.consequences)
                button=say!(contacts.terminate.button)
                back=back
                typed=form.name
                state=state
            />
        }
        .into_any()
    };
    Ok(view! { <Page title=title trail=trail>{body}</Page> }.into_any())
}
