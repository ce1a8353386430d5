//! The end of a customer and of all its lines.

use super::{name_of, with_contact};
use crate::writes::{
    act::{Act, Done, Undone, conclude},
    confirmation::ConfirmationForm,
};
use leptos::prelude::*;
use serde_json::json;
use switchhook_access::{
    audit::{Action, Object, ObjectKind},
    needs,
};
use switchhook_domain::lock::Status;

const PATH: &str = "/api/customers/terminate";

/// Terminates a customer and all its subscribers, for ever.
#[server(name = TerminateCustomer, prefix = "/api", endpoint = "customers/terminate")]
pub async fn terminate_customer(
    #[server(default)] token: String,
    #[server(default)] from: String,
    #[server(default)] id: String,
    #[server(default)] form: ConfirmationForm,
) -> Result<(), ServerFnError> {
    let done = terminate(&token, &id, &form).await;
    conclude(PATH, &from, &form, done).await
}

async fn terminate(token: &str, id: &str, form: &ConfirmationForm) -> Result<Done, Undone> {
    let act = Act::<needs::TerminateCustomers>::begin(token).await?;
    let (customer, contact) = with_contact(&act.client, id).await?;
    let name = name_of(&customer, contact.as_deref());
    let to = format!("/customers/{}", customer.id);
    if customer.status == Status::Terminated {
        return Ok(Done { to, notice: say!(customers.terminate.already, name = name) });
    }
    form.confirms(&name)?;
    let change = json!({
        "before": { "status": customer.status.name() },
        "after": { "status": Status::Terminated.name() },
    });
    let object = Object::new(ObjectKind::Customer, &customer.id, name.clone());
    let write = act.client.terminate_customer(&customer);
    act.audited(Action::TerminateCustomer, object, change, write).await?;
    let notice = match act.client.customer(customer.id).await {
        Ok(after) if after.status == Status::Terminated => say!(customers.terminate.done, name = name),
        Ok(_) => say!(customers.edit.differs, name = name),
        Err(_) => say!(customers.edit.unread, name = name),
    };
    Ok(Done { to, notice })
}
