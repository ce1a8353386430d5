//! `/domains`

use crate::{
    components::{
        Cell, Column, Draft, EmptyList, Filters, FormState, Page, Pager, Table, TextField, TextFilter,
        WriteForm,
    },
    failure::Failure,
    guard::{Guard, guarded},
    listing::ListQuery,
    pages::customers::pattern,
};
use leptos::prelude::*;
use switchhook_access::needs;
use switchhook_domain::sip_domain::DomainForm;
use switchhook_platform::{
    Domain, ListOptions,
    domains::{DomainFilter, DomainSort},
};

const CREATE: &str = "/api/domains/create";

/// `/domains`: the domains of the reseller, and a new one.
#[component]
pub(crate) fn DomainsPage() -> impl IntoView {
    guarded::<needs::EditDomains, _, _>(|guard| async move { page(guard).await })
}

async fn page(guard: Guard<needs::EditDomains>) -> Result<AnyView, Failure> {
    let query = ListQuery::of(&guard.visitor);
    let (column, descending) = query.sort().unwrap_or(("domain", false));
    let sort = if column == "id" { DomainSort::Id } else { DomainSort::Domain };
    let options = ListOptions { page: query.page(), rows: query.rows(), sort, descending, count: true };
    let found = match query.get("domain").map(pattern) {
        // What cannot be stored cannot be found.
        Some(None) => None,
        domain => Some(guard.client.domains(&DomainFilter { domain: domain.flatten() }, &options).await?),
    };
    let (form, state) = Draft::or_else(guard.draft(CREATE).await?, DomainForm::default);
    let list = match found {
        Some(found) if !found.rows.is_empty() => {
            let columns = vec![
                Column::sorted(say!(domains.domain), "domain"),
                Column::sorted(say!(customers.label.id), "id"),
                Column::plain(say!(domains.subscribers)),
                Column::plain(say!(domains.delete.short)),
            ];
            let rows = found.rows.iter().map(|domain| row(domain)).collect();
            view! {
                <Table caption=say!(domains.title) columns=columns rows=rows query=query.clone()/>
                <Pager query=query.clone() total=found.total has_next=found.has_next()/>
            }
            .into_any()
        }
        _ => {
            view! { <EmptyList query=query.clone() filters=&["domain"] none=say!(domains.none)/> }.into_any()
        }
    };
    Ok(view! {
        <Page title=say!(domains.title)>
            <Filters query=query>
                <TextFilter name="domain" label=say!(domains.domain) hint=say!(customers.filter.pattern)/>
            </Filters>
            {list}
            {new(form, state)}
        </Page>
    }
    .into_any())
}

fn row(domain: &Domain) -> Vec<Cell> {
    let query = serde_urlencoded::to_string([("domain", format!("={}", domain.domain))]).unwrap_or_default();
    let lines = format!("/subscribers?{query}");
    let delete = format!("/domains/{}/delete", domain.id);
    vec![
        domain.domain.clone().into_any(),
        domain.id.to_string().into_any(),
        view! { <a href=lines>{say!(domains.show)}</a> }.into_any(),
        view! { <a href=delete>{say!(domains.delete.link, name = &domain.domain)}</a> }.into_any(),
    ]
}

fn new(form: DomainForm, state: FormState) -> impl IntoView {
    view! {
        <section>
            <h2>{say!(domains.new)}</h2>
            <WriteForm action=CREATE state=state>
                <TextField
                    name="form[domain]"
                    label=say!(domains.domain)
                    value=form.domain
                    hint=say!(domains.hint)
                    required=true
                />
                <div class="actions"><button>{say!(domains.button)}</button></div>
            </WriteForm>
        </section>
    }
}
