//! A new line of a customer.

use super::super::{
    act::{Act, Done, Undone, conclude},
    new_line,
};
use crate::failure::Failure;
use leptos::prelude::*;
use serde_json::json;
use switchhook_access::{
    audit::{Action, Object, ObjectKind},
    needs,
};
use switchhook_domain::{
    FieldErrors,
    identifier::CustomerId,
    number::NumberForm,
    subscriber::{NewSubscriber, SubscriberForm},
};

const PATH: &str = "/api/subscribers/create";

/// Creates a line of a customer.
#[server(name = CreateSubscriber, prefix = "/api", endpoint = "subscribers/create")]
pub async fn create_subscriber(
    #[server(default)] token: String,
    #[server(default)] from: String,
    #[server(default)] add: String,
    #[server(default)] id: String,
    #[server(default)] form: SubscriberForm,
) -> Result<(), ServerFnError> {
    let mut form = form;
    let done = create(&token, &add, &id, &mut form).await;
    conclude(PATH, &from, &form, done).await
}

async fn create(token: &str, add: &str, id: &str, form: &mut SubscriberForm) -> Result<Done, Undone> {
    let act = Act::<needs::EditSubscribers>::begin(token).await?;
    let customer: CustomerId = id.parse().map_err(|_| Failure::NotFound)?;
    let customer = act.client.customer(customer).await?;
    if !add.is_empty() {
        form.aliases.push(NumberForm::default());
        return Err(Undone::MoreRows);
    }
    let mut errors = FieldErrors::new();
    let kind = act.client.next_line_kind(&customer).await?;
    let typed = new_line::with_passwords(&act, form)?;
    let Some(line) = typed.parse("form", &kind, &mut errors) else { return Err(errors.into()) };
    let errors = new_line::look_up(&act.client, "form", form, &line).await?;
    if !errors.is_empty() {
        return Err(errors.into());
    }
    let name = format!("{}@{}", line.username, line.domain);
    let object = Object::new(ObjectKind::Subscriber, &"", name.clone());
    let id = act
        .audited(Action::CreateSubscriber, object, described(customer.id, &line), async {
            act.client.create_subscriber(&customer, &line).await
        })
        .await
        .map_err(|failure| new_line::refused(failure, "form", form, &line))?;
    let number = line.numbers.primary.to_string();
    Ok(Done {
        to: format!("/subscribers/{id}"),
        notice: say!(subscribers.notice.created, name = name, number = number),
    })
}

fn described(customer: CustomerId, line: &NewSubscriber) -> serde_json::Value {
    let aliases: Vec<_> = line.numbers.aliases.iter().map(ToString::to_string).collect();
    json!({ "after": {
        "customer_id": customer,
        "username": line.username,
        "domain": line.domain,
        "primary_number": line.numbers.primary.to_string(),
        "alias_numbers": aliases,
        "external_id": line.external_id,
        "extension": line.pbx.as_ref().and_then(|pbx| pbx.extension.as_deref()),
        "display_name": line.pbx.as_ref().and_then(|pbx| pbx.display_name.as_deref()),
    } })
}
