//! What an earlier try of the flow has made: checked to be just that, and brought to what the form says by now.

use super::create::{CONTACT_FIELDS, CUSTOMER_FIELDS, Writer, contact_members};
use crate::writes::act::{Undone, at_fields};
use serde_json::json;
use switchhook_access::audit::{Action, Object, ObjectKind};
use switchhook_domain::{
    FieldError, FieldErrors,
    customer::{CustomerForm, Made, NewContact, NewCustomer},
    identifier::{ContactId, CustomerId},
    lock::Status,
};
use switchhook_platform::{
    BillingProfile, Contact, Customer, ListOptions, Scoped,
    customers::{CustomerChange, CustomerFilter},
    subscribers::SubscriberFilter,
};

/// The contact of an earlier try: one that no customer uses but the one made with it.
pub(super) async fn contact(
    act: &Writer,
    form: &mut CustomerForm,
    wanted: &NewContact,
) -> Result<Scoped<Contact>, Undone> {
    let id: ContactId = super::id(&form.made.contact)?;
    let contact = act.client.contact(id).await?;
    let filter = CustomerFilter { contact: Some(id), ..CustomerFilter::default() };
    let options = ListOptions { rows: 2, count: false, ..ListOptions::default() };
    let users = act.client.customers(&filter, &options).await?;
    if users.rows.iter().any(|user| user.id.to_string() != form.made.customer) {
        return Err(begin_anew(form));
    }
    let present = as_typed(&contact);
    if present == *wanted {
        return Ok(contact);
    }
    let change = json!({ "before": contact_members(&present), "after": contact_members(wanted) });
    let object = Object::new(ObjectKind::Contact, &id, wanted.email.clone());
    let write = act.client.update_contact(&contact, wanted);
    let changed = act.audited(Action::ChangeContact, object, change, write).await;
    changed.map_err(|failure| at_fields(failure, CONTACT_FIELDS))?;
    Ok(act.client.contact(id).await?)
}

/// The customer of an earlier try: one with that contact and without subscribers.
pub(super) async fn customer(
    act: &Writer,
    form: &mut CustomerForm,
    contact: &Scoped<Contact>,
    profile: &Scoped<BillingProfile>,
    wanted: &NewCustomer,
) -> Result<Scoped<Customer>, Undone> {
    let id: CustomerId = super::id(&form.made.customer)?;
    let filter = SubscriberFilter { customer: Some(id), ..SubscriberFilter::default() };
    let options = ListOptions { rows: 1, count: false, ..ListOptions::default() };
    let (customer, lines) =
        tokio::try_join!(act.client.customer(id), act.client.subscribers(&filter, &options))?;
    let usable =
        customer.contact_id == contact.id && customer.status != Status::Terminated && lines.rows.is_empty();
    if !usable {
        return Err(begin_anew(form));
    }
    // The kind of a customer is for ever (contract 3.7).
    if customer.kind != Some(wanted.kind) {
        return Err(FieldErrors::of("form[kind]", FieldError::Refused).into());
    }
    let same = customer.billing_profile_id == Some(profile.id)
        && customer.external_id == wanted.external_id
        && customer.max_subscribers == wanted.max_subscribers;
    if same {
        return Ok(customer);
    }
    let change = json!({
        "before": { "external_id": customer.external_id, "max_subscribers": customer.max_subscribers },
        "after": {
            "billing_profile": profile.handle,
            "external_id": wanted.external_id,
            "max_subscribers": wanted.max_subscribers,
        },
    });
    let object = Object::new(ObjectKind::Customer, &id, contact.email.clone());
    let order = CustomerChange {
        billing_profile: Some(profile),
        external_id: Some(wanted.external_id.as_deref()),
        max_subscribers: Some(wanted.max_subscribers),
        ..CustomerChange::default()
    };
    let write = act.client.update_customer(&customer, &order);
    let changed = act.audited(Action::ChangeCustomer, object, change, write).await;
    changed.map_err(|failure| at_fields(failure, CUSTOMER_FIELDS))?;
    Ok(act.client.customer(id).await?)
}

/// What was made is in use by now: it is left alone, and the next try makes its own.
fn begin_anew(form: &mut CustomerForm) -> Undone {
    form.made = Made::default();
    FieldErrors::of("form[contact][email]", FieldError::ChangedMeanwhile).into()
}

/// A contact as the form would have it.
pub(in crate::writes) fn as_typed(contact: &Contact) -> NewContact {
    NewContact {
        email: contact.email.clone(),
        firstname: contact.firstname.clone(),
        lastname: contact.lastname.clone(),
        company: contact.company.clone(),
        street: contact.street.clone(),
        postcode: contact.postcode.clone(),
        city: contact.city.clone(),
        country: contact.country.clone(),
        phonenumber: contact.phonenumber.clone(),
    }
}
