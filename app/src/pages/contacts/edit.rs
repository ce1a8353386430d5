//! `/contacts/new` and `/contacts/{id}`

use super::{contact_in_path, customers_of, trail};
use crate::{
    components::{Draft, Empty, Hidden, Missing, Page, WriteForm},
    customer_name::customer_name,
    failure::Failure,
    guard::{Guard, guarded},
    pages::customers::contact_fields,
    words,
    writes::contacts::{as_typed, name},
};
use leptos::prelude::*;
use switchhook_access::needs;
use switchhook_domain::{contact::ContactEditForm, identifier::ContactId};
use switchhook_platform::{Customer, Page as Rows};

const CREATE: &str = "/api/contacts/create";
const EDIT: &str = "/api/contacts/edit";

type Writer = Guard<needs::EditCustomers>;

/// `/contacts/new`
#[component]
pub(crate) fn NewContactPage() -> impl IntoView {
    guarded::<needs::EditCustomers, _, _>(|guard| async move { new(guard).await })
}

async fn new(guard: Writer) -> Result<AnyView, Failure> {
    let (form, state) = Draft::or_else(guard.draft(CREATE).await?, ContactEditForm::default);
    Ok(view! {
        <Page title=say!(contacts.new) trail=trail()>
            <WriteForm action=CREATE state=state>
                <section>{contact_fields(form.contact)}</section>
                <div class="actions">
                    <button>{say!(contacts.button)}</button>
                    <a href="/contacts">{say!(form.cancel)}</a>
                </div>
            </WriteForm>
        </Page>
    }
    .into_any())
}

/// `/contacts/{id}`: the contact, and whose it is.
#[component]
pub(crate) fn ContactPage() -> impl IntoView {
    let id = contact_in_path();
    guarded::<needs::EditCustomers, _, _>(|guard| async move { page(guard, id?).await })
}

async fn page(guard: Writer, id: ContactId) -> Result<AnyView, Failure> {
    let (contact, customers, draft) =
        tokio::join!(guard.client.contact(id), customers_of(&guard.client, id), guard.draft(EDIT));
    let contact = contact?;
    let (form, state) = Draft::or_else(draft?, || ContactEditForm::showing(as_typed(&contact)));
    let users = match customers {
        Ok(customers) => users(&customers),
        Err(failure) => view! { <Missing part=say!(contacts.customers) failure=failure/> }.into_any(),
    };
    let end = format!("/contacts/{id}/terminate");
    Ok(view! {
        <Page title=name(&contact) trail=trail()>
            <section><h2>{say!(contacts.customers)}</h2>{users}</section>
            <section>
                <h2>{say!(customers.edit.title)}</h2>
                <WriteForm action=EDIT state=state>
                    <Hidden name="id" value=id.to_string()/>
                    <Hidden name="form[before]" value=form.before/>
                    {contact_fields(form.contact)}
                    <div class="actions"><button>{say!(form.save)}</button></div>
                </WriteForm>
            </section>
            <section>
                <h2>{say!(contacts.terminate.short)}</h2>
                <p>{say!(contacts.terminate.teaser)}</p>
                <p class="actions"><a class="danger" href=end>{say!(contacts.terminate.link)}</a></p>
            </section>
        </Page>
    }
    .into_any())
}

/// The customers with this contact.
pub(super) fn users(customers: &Rows<Customer>) -> AnyView {
    if customers.rows.is_empty() {
        return view! { <Empty words=say!(contacts.no_customers)/> }.into_any();
    }
    let items = customers
        .rows
        .iter()
        .map(|customer| {
            let href = format!("/customers/{}", customer.id);
            let words = format!("{} ({})", customer_name(customer, None), words::status(customer.status));
            view! { <li><a href=href>{words}</a></li> }
        })
        .collect_view();
    let more = customers.has_next().then(|| view! { <li>{say!(customers.terminate.more)}</li> });
    view! { <ul>{items}{more}</ul> }.into_any()
}
