//! Contacts by themselves: a new one, changes, and the end of one that nothing uses.

use super::{
    act::{Act, Done, Undone, at_fields, conclude},
    confirmation::ConfirmationForm,
    customers::{CONTACT_FIELDS, Writer, as_new, contact_members, create_contact},
};
use crate::{
    customer_name::{company_or_person, contact_name},
    failure::Failure,
};
use leptos::prelude::*;
use serde_json::json;
use switchhook_access::{
    audit::{Action, Object, ObjectKind},
    needs::{self, Fresh},
};
use switchhook_domain::{
    contact::ContactEditForm,
    customer::{ContactForm, NewContact},
    identifier::ContactId,
};
use switchhook_platform::{Contact, Error as PlatformError, Scoped};

const CREATE: &str = "/api/contacts/create";
const EDIT: &str = "/api/contacts/edit";
const TERMINATE: &str = "/api/contacts/terminate";

/// Creates a contact.
#[server(name = NewContactAlone, prefix = "/api", endpoint = "contacts/create")]
pub async fn new_contact(
    #[server(default)] token: String,
    #[server(default)] from: String,
    #[server(default)] form: ContactEditForm,
) -> Result<(), ServerFnError> {
    let done = create(&token, &form).await;
    conclude(CREATE, &from, &form, done).await
}

async fn create(token: &str, form: &ContactEditForm) -> Result<Done, Undone> {
    let act = Writer::begin(token).await?;
    let wanted = form.parse()?;
    let id = create_contact(&act, &wanted).await?;
    // It is there, whether it can be read now or not.
    let read = act.client.contact(id).await;
    let name = read.map_or_else(|_| wanted_name(&wanted), |contact| name(&contact));
    Ok(Done { to: format!("/contacts/{id}"), notice: say!(contacts.created, name = name) })
}

/// Changes a contact.
#[server(name = EditContact, prefix = "/api", endpoint = "contacts/edit")]
pub async fn edit_contact(
    #[server(default)] token: String,
    #[server(default)] from: String,
    #[server(default)] id: String,
    #[server(default)] form: ContactEditForm,
) -> Result<(), ServerFnError> {
    let mut form = form;
    let done = edit(&token, &id, &mut form).await;
    conclude(EDIT, &from, &form, done).await
}

async fn edit(token: &str, id: &str, form: &mut ContactEditForm) -> Result<Done, Undone> {
    let act = Writer::begin(token).await?;
    let contact = find(&act, id).await?;
    let wanted = form.parse_change(&as_typed(&contact))?;
    let present = as_new(&contact);
    if present == wanted {
        return Ok(back(&contact, say!(customers.edit.nothing)));
    }
    let change = json!({ "before": contact_members(&present), "after": contact_members(&wanted) });
    let object = Object::new(ObjectKind::Contact, &contact.id, name(&contact));
    let write = act.client.update_contact(&contact, &wanted);
    let changed = act.audited(Action::ChangeContact, object, change, write).await;
    changed.map_err(|failure| at_fields(failure, CONTACT_FIELDS))?;
    let notice = match act.client.contact(contact.id).await {
        Ok(after) if as_new(&after) == wanted => say!(contacts.changed, name = name(&after)),
        Ok(after) => say!(contacts.differs, name = name(&after)),
        Err(_) => say!(contacts.unread, name = wanted_name(&wanted)),
    };
    Ok(back(&contact, notice))
}

/// Terminates a contact.
#[server(name = TerminateContact, prefix = "/api", endpoint = "contacts/terminate")]
pub async fn terminate_contact(
    #[server(default)] token: String,
    #[server(default)] from: String,
    #[server(default)] id: String,
    #[server(default)] form: ConfirmationForm,
) -> Result<(), ServerFnError> {
    let done = terminate(&token, &id, &form).await;
    conclude(TERMINATE, &from, &form, done).await
}

async fn terminate(token: &str, id: &str, form: &ConfirmationForm) -> Result<Done, Undone> {
    let act = Act::<Fresh<needs::EditCustomers>>::begin(token).await?;
    let contact = find(&act, id).await?;
    let name = name(&contact);
    form.confirms(&name)?;
    let change = json!({ "before": contact_members(&as_new(&contact)) });
    let object = Object::new(ObjectKind::Contact, &contact.id, name.clone());
    act.audited(Action::DeleteContact, object, change, async {
        match act.client.delete_contact(&contact).await {
            // The answer was lost; whether the contact is gone, the platform tells.
            Err(PlatformError::UnknownOutcome)
                if act.client.contact(contact.id).await.err() == Some(PlatformError::NotFound) =>
            {
                Ok(())
            }
            result => result,
        }
    })
    .await?;
    Ok(Done { to: "/contacts".to_owned(), notice: say!(contacts.terminated, name = name) })
}

async fn find<P>(act: &Act<P>, id: &str) -> Result<Scoped<Contact>, Failure> {
    let id: ContactId = id.parse().map_err(|_| Failure::NotFound)?;
    Ok(act.client.contact(id).await?)
}

fn back(contact: &Contact, notice: String) -> Done {
    Done { to: format!("/contacts/{}", contact.id), notice }
}

/// What people call a contact.
pub(crate) fn name(contact: &Contact) -> String {
    contact_name(contact).unwrap_or_else(|| contact.email.clone())
}

fn wanted_name(contact: &NewContact) -> String {
    let person = [&contact.firstname, &contact.lastname].map(Option::as_deref);
    company_or_person(contact.company.as_deref(), person).unwrap_or_else(|| contact.email.clone())
}

/// A contact as its form shows it.
pub(crate) fn as_typed(contact: &Contact) -> ContactForm {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    ContactForm {
        firstname: text(&contact.firstname),
        lastname: text(&contact.lastname),
        company: text(&contact.company),
        email: contact.email.clone(),
        street: text(&contact.street),
        postcode: text(&contact.postcode),
        city: text(&contact.city),
        country: text(&contact.country),
        phonenumber: text(&contact.phonenumber),
    }
}
