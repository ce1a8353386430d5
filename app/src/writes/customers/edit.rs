//! Changes of a customer: status, billing profile, reference, limit.

use super::{create::CUSTOMER_FIELDS, name_of, with_contact};
use crate::{
    words,
    writes::act::{Act, Done, Undone, at_fields, conclude},
};
use leptos::prelude::*;
use serde_json::json;
use switchhook_access::{
    audit::{Action, Object, ObjectKind},
    needs,
};
use switchhook_domain::{
    FieldError, FieldErrors,
    customer::{CustomerEdit, CustomerEditForm, CustomerShown},
    lock::Status,
};
use switchhook_platform::{
    BillingProfile, Client, Customer, Error as PlatformError, ListOptions, Scoped, customers::CustomerChange,
    subscribers::SubscriberFilter,
};

const PATH: &str = "/api/customers/edit";

/// Changes a customer.
#[server(name = EditCustomer, prefix = "/api", endpoint = "customers/edit")]
pub async fn edit_customer(
    #[server(default)] token: String,
    #[server(default)] from: String,
    #[server(default)] id: String,
    #[server(default)] form: CustomerEditForm,
) -> Result<(), ServerFnError> {
    let mut form = form;
    let done = edit(&token, &id, &mut form).await;
    conclude(PATH, &from, &form, done).await
}

async fn edit(token: &str, id: &str, form: &mut CustomerEditForm) -> Result<Done, Undone> {
    let act = Act::<needs::EditCustomers>::begin(token).await?;
    let (customer, contact) = with_contact(&act.client, id).await?;
    let to = format!("/customers/{}", customer.id);
    if customer.status == Status::Terminated {
        return Ok(Done { to, notice: say!(customers.edit.terminated) });
    }
    form.parse()?;
    let present = shown(&act.client, &customer).await?;
    form.catch_up(present)?;
    let edit = form.parse()?;
    let name = name_of(&customer, contact.as_deref());
    if edit.is_empty() {
        return Ok(Done { to, notice: say!(customers.edit.nothing) });
    }
    let profile = look_up(&act.client, &customer, &edit).await?;
    let order = CustomerChange {
        status: edit.status,
        billing_profile: profile.as_ref(),
        contact: None,
        external_id: edit.external_id.as_ref().map(Option::as_deref),
        max_subscribers: edit.max_subscribers,
    };
    let only_profile = CustomerEdit { billing_profile: None, ..edit.clone() }.is_empty();
    let action = if only_profile { Action::AssignBillingProfile } else { Action::ChangeCustomer };
    let change = json!({ "before": members(&form.before), "after": {
        "status": form.status,
        "billing_profile": profile.as_ref().map_or(&form.before.billing_profile, |profile| &profile.handle),
        "external_id": form.external_id,
        "max_subscribers": form.max_subscribers,
    }});
    let object = Object::new(ObjectKind::Customer, &customer.id, name.clone());
    let write = act.client.update_customer(&customer, &order);
    let written = act.audited(action, object, change, write).await;
    written.map_err(|failure| at_fields(failure, CUSTOMER_FIELDS))?;

    let after = act.client.customer(customer.id).await;
    let notice = match after {
        Ok(after) if holds(&after, &edit, profile.as_ref()) => {
            say!(customers.edit.done, name = name, changes = told(&edit, profile.as_ref()))
        }
        Ok(_) => say!(customers.edit.differs, name = name),
        Err(_) => say!(customers.edit.unread, name = name),
    };
    Ok(Done { to, notice })
}

/// The customer's values as its page shows them.
async fn shown(client: &Client, customer: &Customer) -> Result<CustomerShown, PlatformError> {
    let handle = match customer.billing_profile_id {
        Some(id) => match client.billing_profile(id).await {
            Ok(profile) => profile.handle.clone(),
            Err(PlatformError::NotFound) => String::new(),
            Err(error) => return Err(error),
        },
        None => String::new(),
    };
    Ok(as_shown(customer, handle))
}

/// The customer's values with the handle of its billing profile, which is empty if the profile is gone.
pub(crate) fn as_shown(customer: &Customer, billing_profile: String) -> CustomerShown {
    CustomerShown {
        status: customer.status.name().to_owned(),
        billing_profile,
        external_id: customer.external_id.clone().unwrap_or_default(),
        max_subscribers: customer.max_subscribers.map(|limit| limit.to_string()).unwrap_or_default(),
    }
}

/// The billing profile, if another one is wanted and exists; and what the platform would refuse.
async fn look_up(
    client: &Client,
    customer: &Customer,
    edit: &CustomerEdit,
) -> Result<Option<Scoped<BillingProfile>>, Undone> {
    let mut errors = FieldErrors::new();
    let profile = match &edit.billing_profile {
        Some(wanted) => client.find_billing_profile(wanted).await?,
        None => None,
    };
    if edit.billing_profile.is_some() && profile.is_none() {
        errors.add("form[billing_profile]", FieldError::Unknown);
    }
    // With subscribers this is a platform error (contract 3.7).
    if edit.status == Some(Status::Pending) {
        let filter = SubscriberFilter { customer: Some(customer.id), ..SubscriberFilter::default() };
        let options = ListOptions { rows: 1, count: false, ..ListOptions::default() };
        if !client.subscribers(&filter, &options).await?.rows.is_empty() {
            errors.add("form[status]", FieldError::Refused);
        }
    }
    if errors.is_empty() { Ok(profile) } else { Err(errors.into()) }
}

/// Whether the customer is by now what it should be.
fn holds(customer: &Customer, edit: &CustomerEdit, profile: Option<&Scoped<BillingProfile>>) -> bool {
    edit.status.is_none_or(|status| status == customer.status)
        && profile.is_none_or(|profile| customer.billing_profile_id == Some(profile.id))
        && edit.external_id.as_ref().is_none_or(|wanted| *wanted == customer.external_id)
        && edit.max_subscribers.is_none_or(|wanted| wanted == customer.max_subscribers)
}

/// What was changed, in words.
fn told(edit: &CustomerEdit, profile: Option<&Scoped<BillingProfile>>) -> String {
    let none = || say!(customers.none_value);
    let pair = |label: String, value: String| format!("{label}: {value}");
    let parts = [
        edit.status.map(|status| pair(say!(customers.label.status), words::status(status))),
        profile.map(|profile| pair(say!(customers.label.billing_profile), profile.name.clone())),
        edit.external_id
            .as_ref()
            .map(|id| pair(say!(customers.label.external_id), id.clone().unwrap_or_else(none))),
        edit.max_subscribers.map(|limit| {
            let limit = limit.map_or_else(|| say!(customers.no_limit), |limit| limit.to_string());
            pair(say!(customers.label.max_subscribers), limit)
        }),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn members(shown: &CustomerShown) -> serde_json::Value {
    json!({
        "status": shown.status,
        "billing_profile": shown.billing_profile,
        "external_id": shown.external_id,
        "max_subscribers": shown.max_subscribers,
    })
}
