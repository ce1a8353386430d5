//! A new customer in one flow: contact, contract, first line. Everything is looked up before anything is written, and what one
//! try has made the next one goes on from.

use super::{existing, name_of};
use crate::{
    failure::Failure,
    writes::{
        act::{Act, Done, Undone, at_fields, conclude},
        new_line,
    },
};
use leptos::prelude::*;
use serde_json::{Value, json};
use switchhook_access::{
    audit::{Action, Object, ObjectKind},
    needs,
};
use switchhook_domain::{
    FieldError, FieldErrors,
    customer::{CustomerForm, NewContact, NewCustomerOrder},
    identifier::{ContactId, CustomerId},
    number::NumberForm,
    permission::Permission,
    subscriber::NewSubscriber,
};
use switchhook_platform::{BillingProfile, Contact, Customer, Scoped};

const PATH: &str = "/api/customers/create";
const LINE: &str = "form[subscriber]";
/// The platform's names of the members of a contact, and the fields they come from.
pub(in crate::writes) const CONTACT_FIELDS: &[(&str, &str)] = &[
    ("email", "form[contact][email]"),
    ("firstname", "form[contact][firstname]"),
    ("lastname", "form[contact][lastname]"),
    ("company", "form[contact][company]"),
    ("street", "form[contact][street]"),
    ("postcode", "form[contact][postcode]"),
    ("city", "form[contact][city]"),
    ("country", "form[contact][country]"),
    ("phonenumber", "form[contact][phonenumber]"),
];
/// The same of a customer.
pub(super) const CUSTOMER_FIELDS: &[(&str, &str)] = &[
    ("billing_profile_id", "form[billing_profile]"),
    ("type", "form[kind]"),
    ("status", "form[status]"),
    ("external_id", "form[external_id]"),
    ("max_subscribers", "form[max_subscribers]"),
];

pub(in crate::writes) type Writer = Act<needs::EditCustomers>;

/// Creates a customer with its contact and, if wanted, its first subscriber.
#[server(name = CreateCustomer, prefix = "/api", endpoint = "customers/create")]
pub async fn create_customer(
    #[server(default)] token: String,
    #[server(default)] from: String,
    #[server(default)] add: String,
    #[server(default)] form: CustomerForm,
) -> Result<(), ServerFnError> {
    let mut form = form;
    let done = create(&token, &add, &mut form).await;
    conclude(PATH, &from, &form, done).await
}

async fn create(token: &str, add: &str, form: &mut CustomerForm) -> Result<Done, Undone> {
    let act = Writer::begin(token).await?;
    if !add.is_empty() {
        form.subscriber.aliases.push(NumberForm::default());
        return Err(Undone::MoreRows);
    }
    if form.wants_subscriber() && !act.principal.may(Permission::EditSubscribers) {
        return Err(Failure::NotFound.into());
    }
    let order = if form.wants_subscriber() {
        let subscriber = new_line::with_passwords(&act, &form.subscriber)?;
        CustomerForm { subscriber, ..form.clone() }.parse()?
    } else {
        form.parse()?
    };
    let profile = look_up(&act, form, &order).await?;

    let contact = match &form.made.contact[..] {
        "" => {
            let id = create_contact(&act, &order.contact).await?;
            form.made.contact = id.to_string();
            act.client.contact(id).await?
        }
        _ => existing::contact(&act, form, &order.contact).await?,
    };
    let customer = match &form.made.customer[..] {
        "" => {
            let id = create_contract(&act, &contact, &profile, &order).await?;
            form.made.customer = id.to_string();
            act.client.customer(id).await?
        }
        _ => existing::customer(&act, form, &contact, &profile, &order.customer).await?,
    };
    let to = format!("/customers/{}", customer.id);
    let name = name_of(&customer, Some(&contact));
    let Some(line) = &order.subscriber else {
        return Ok(Done { to, notice: say!(customers.new.done, name = name) });
    };
    create_line(&act, form, &customer, line).await?;
    let address = format!("{}@{}", line.username, line.domain);
    let number = line.numbers.primary.to_string();
    Ok(Done { to, notice: say!(customers.new.done_with_line, name = name, line = address, number = number) })
}

/// The billing profile, if all that the form names exists and all that it wants to have is free.
async fn look_up(
    act: &Writer,
    form: &CustomerForm,
    order: &NewCustomerOrder,
) -> Result<Scoped<BillingProfile>, Undone> {
    let line = async {
        match &order.subscriber {
            Some(line) => new_line::look_up(&act.client, LINE, &form.subscriber, line).await,
            None => Ok(FieldErrors::new()),
        }
    };
    let profile = act.client.find_billing_profile(&order.billing_profile);
    let (profile, mut errors) = tokio::try_join!(profile, line)?;
    if profile.is_none() {
        errors.add("form[billing_profile]", FieldError::Unknown);
    }
    match profile {
        Some(profile) if errors.is_empty() => Ok(profile),
        _ => Err(Undone::Invalid(errors)),
    }
}

pub(in crate::writes) async fn create_contact(
    act: &Writer,
    contact: &NewContact,
) -> Result<ContactId, Undone> {
    let object = Object::new(ObjectKind::Contact, &"", contact.email.clone());
    let write = act.client.create_contact(contact);
    let created = act.audited(Action::CreateContact, object, contact_members(contact), write).await;
    created.map_err(|failure| at_fields(failure, CONTACT_FIELDS))
}

async fn create_contract(
    act: &Writer,
    contact: &Scoped<Contact>,
    profile: &Scoped<BillingProfile>,
    order: &NewCustomerOrder,
) -> Result<CustomerId, Undone> {
    let customer = &order.customer;
    let change = json!({
        "contact_id": contact.id,
        "billing_profile": profile.handle,
        "type": customer.kind.name(),
        "external_id": customer.external_id,
        "max_subscribers": customer.max_subscribers,
    });
    let name = customer.external_id.clone().unwrap_or_else(|| contact.email.clone());
    let object = Object::new(ObjectKind::Customer, &"", name);
    let write = act.client.create_customer(contact, profile, customer);
    let created = act.audited(Action::CreateCustomer, object, change, write).await;
    created.map_err(|failure| at_fields(failure, CUSTOMER_FIELDS))
}

async fn create_line(
    act: &Writer,
    form: &CustomerForm,
    customer: &Scoped<Customer>,
    line: &NewSubscriber,
) -> Result<(), Undone> {
    let aliases: Vec<String> = line.numbers.aliases.iter().map(ToString::to_string).collect();
    let change = json!({
        "customer_id": customer.id,
        "username": line.username,
        "domain": line.domain,
        "primary_number": line.numbers.primary.to_string(),
        "alias_numbers": aliases,
        "external_id": line.external_id,
    });
    let object = Object::new(ObjectKind::Subscriber, &"", format!("{}@{}", line.username, line.domain));
    let write = act.client.create_subscriber(customer, line);
    let created = act.audited(Action::CreateSubscriber, object, change, write).await;
    created.map(drop).map_err(|failure| new_line::refused(failure, LINE, &form.subscriber, line))
}

/// A contact for the audit trail.
pub(in crate::writes) fn contact_members(contact: &NewContact) -> Value {
    json!({
        "email": contact.email,
        "firstname": contact.firstname,
        "lastname": contact.lastname,
        "company": contact.company,
        "street": contact.street,
        "postcode": contact.postcode,
        "city": contact.city,
        "country": contact.country,
        "phonenumber": contact.phonenumber,
    })
}
