//! SIP domains: a new one, and the end of one with everything in it.

use super::{
    act::{Act, Done, Undone, at_fields, conclude},
    confirmation::ConfirmationForm,
};
use crate::failure::Failure;
use leptos::prelude::*;
use serde_json::json;
use switchhook_access::{
    audit::{Action, Object, ObjectKind},
    needs::{self, Fresh},
};
use switchhook_domain::{identifier::DomainId, sip_domain::DomainForm};
use switchhook_platform::{
    Client, Domain, Error as PlatformError, ListOptions, subscribers::SubscriberFilter,
};

const CREATE: &str = "/api/domains/create";
const DELETE: &str = "/api/domains/delete";

type Writer = Act<needs::EditDomains>;

/// Creates a domain.
#[server(name = CreateDomain, prefix = "/api", endpoint = "domains/create")]
pub async fn create_domain(
    #[server(default)] token: String,
    #[server(default)] from: String,
    #[server(default)] form: DomainForm,
) -> Result<(), ServerFnError> {
    let done = create(&token, &form).await;
    conclude(CREATE, &from, &form, done).await
}

async fn create(token: &str, form: &DomainForm) -> Result<Done, Undone> {
    let act = Writer::begin(token).await?;
    let name = form.parse()?;
    let object = Object::new(ObjectKind::Domain, &"", name.clone());
    let write = act.client.create_domain(&name);
    let created =
        act.audited(Action::CreateDomain, object, json!({ "after": { "domain": name } }), write).await;
    created.map_err(|failure| at_fields(failure, &[("domain", "form[domain]")]))?;
    Ok(Done { to: "/domains".to_owned(), notice: say!(domains.created, name = name) })
}

/// Deletes a domain with all its subscribers.
#[server(name = DeleteDomain, prefix = "/api", endpoint = "domains/delete")]
pub async fn delete_domain(
    #[server(default)] token: String,
    #[server(default)] from: String,
    #[server(default)] id: String,
    #[server(default)] form: ConfirmationForm,
) -> Result<(), ServerFnError> {
    let done = delete(&token, &id, &form).await;
    conclude(DELETE, &from, &form, done).await
}

async fn delete(token: &str, id: &str, form: &ConfirmationForm) -> Result<Done, Undone> {
    let act = Act::<Fresh<needs::EditDomains>>::begin(token).await?;
    let id: DomainId = id.parse().map_err(|_| Failure::NotFound)?;
    let domain = act.client.domain(id).await?;
    let lines = lines_in(&act.client, &domain).await?;
    form.confirms(&to_be_typed(&domain, lines))?;
    let change = json!({ "before": { "domain": domain.domain, "subscribers": lines } });
    let object = Object::new(ObjectKind::Domain, &domain.id, domain.domain.clone());
    act.audited(Action::DeleteDomain, object, change, async {
        match act.client.delete_domain(&domain).await {
            // Deleted is it also if only what comes afterwards has failed (contract 3.10).
            Err(PlatformError::UnknownOutcome | PlatformError::PlatformError { .. })
                if act.client.domain(domain.id).await.err() == Some(PlatformError::NotFound) =>
            {
                Ok(())
            }
            result => result,
        }
    })
    .await?;
    let notice = say!(domains.deleted, name = &domain.domain, count = lines);
    Ok(Done { to: "/domains".to_owned(), notice })
}

/// How many subscribers a domain has.
pub(crate) async fn lines_in(client: &Client, domain: &Domain) -> Result<u64, Failure> {
    let filter = SubscriberFilter { domain: Some(domain.domain.clone()), ..SubscriberFilter::default() };
    let options = ListOptions { rows: 1, ..ListOptions::default() };
    // Without a count nobody could say what is lost.
    Ok(client.subscribers(&filter, &options).await?.total.ok_or(PlatformError::Unreadable)?)
}

/// What confirms that a domain shall go: its name, and how many subscribers go with it.
pub(crate) fn to_be_typed(domain: &Domain, lines: u64) -> String {
    if lines == 0 { domain.domain.clone() } else { format!("{} {lines}", domain.domain) }
}
