//! `/domains/{id}/delete`

use crate::{
    components::{Confirmation, Draft, Page},
    failure::Failure,
    guard::{Guard, guarded},
    pages::id_in_path,
    writes::{
        ConfirmationForm,
        domains::{lines_in, to_be_typed},
    },
};
use leptos::prelude::*;
use switchhook_access::needs;
use switchhook_domain::identifier::DomainId;

const ACTION: &str = "/api/domains/delete";

/// `/domains/{id}/delete`: the last question. The platform asks none (contract 3.10).
#[component]
pub(crate) fn DeleteDomainPage() -> impl IntoView {
    let id = id_in_path();
    guarded::<needs::EditDomains, _, _>(move |guard| async move {
        page(guard, id.ok_or(Failure::NotFound)?).await
    })
}

async fn page(guard: Guard<needs::EditDomains>, id: DomainId) -> Result<AnyView, Failure> {
    let domain = guard.client.domain(id).await?;
    let (lines, draft) = tokio::join!(lines_in(&guard.client, &domain), guard.draft(ACTION));
    let lines = lines?;
    let (form, state) = Draft::or_else(draft?, ConfirmationForm::default);
    let name = &domain.domain;
    let title = say!(domains.delete.title, name = name);
    let consequences = if lines == 0 {
        say!(domains.delete.empty, name = name)
    } else {
        say!(domains.delete.consequences, name = name, count = lines)
    };
    let shown = (lines > 0).then(|| {
        let query = serde_urlencoded::to_string([("domain", format!("={name}"))]).unwrap_or_default();
        view! { <p><a href=format!("/subscribers?{query}")>{say!(domains.delete.lines, count = lines)}</a></p> }
    });
    Ok(view! {
        <Page title=title trail=vec![("/domains".to_owned(), say!(domains.title))]>
            {shown}
            <Confirmation
                action=ACTION
                id=id.to_string()
                name=to_be_typed(&domain, lines)
                consequences=consequences
                button=say!(domains.delete.button)
                back="/domains"
                typed=form.name
                state=state
            />
        </Page>
    }
    .into_any())
}
