//! `/my/forwards`: the lines of a customer, and the forwards of one of them.

use super::{line::body, line_of_path, sentence};
use crate::{
    components::{Empty, Page, Pager},
    failure::{Failure, redirect},
    guard::{Guard, guarded},
    listing::ListQuery,
    pages::line::own_links,
    words,
};
use leptos::prelude::*;
use switchhook_access::needs;
use switchhook_domain::{
    forwards::{Kind, Routing},
    identifier::SubscriberId,
    permission::Scope,
};
use switchhook_platform::{
    Client, ListOptions, Page as Rows, Scoped,
    subscribers::{Subscriber, SubscriberFilter, SubscriberSort},
};
use tokio::task::JoinSet;

/// `/my/forwards`
#[component]
pub(crate) fn MyForwardsPage() -> impl IntoView {
    guarded::<needs::EditOwnForwards, _, _>(lines)
}

/// `/my/forwards/{subscriber id}`
#[component]
pub(crate) fn MyLineForwardsPage() -> impl IntoView {
    let id = line_of_path();
    guarded::<needs::EditOwnForwards, _, _>(async move |guard| Box::pin(line(guard, id)).await)
}

async fn lines(guard: Guard<needs::EditOwnForwards>) -> Result<AnyView, Failure> {
    let query = ListQuery::of(&guard.visitor);
    let page = match guard.principal.scope() {
        Scope::Line(_, _, line) => {
            redirect(&format!("/my/forwards/{line}"));
            return Ok(().into_any());
        }
        Scope::Customer(_, customer) => {
            let filter = SubscriberFilter { customer: Some(customer), ..SubscriberFilter::default() };
            let options = ListOptions {
                page: query.page(),
                rows: query.rows(),
                ..ListOptions::<SubscriberSort>::default()
            };
            guard.client.subscribers(&filter, &options).await?
        }
        Scope::Operator | Scope::Reseller(_) => return Err(Failure::NotFound),
    };
    if let ([only], 1) = (&page.rows[..], query.page()) {
        redirect(&format!("/my/forwards/{}", only.id));
        return Ok(().into_any());
    }
    let (total, has_next) = (page.total, page.has_next());
    if page.rows.is_empty() {
        return Ok(view! {
            <Page title=say!(forwards.mine)><Empty words=say!(forwards.no_lines)/></Page>
        }
        .into_any());
    }
    let cards = cards(&guard.client, page).await.into_iter().map(|(_, card)| card).collect_view();
    Ok(view! {
        <Page title=say!(forwards.mine)>
            <p class="lead">{say!(forwards.which_line)}</p>
            <ul class="cards lines">{cards}</ul>
            {(has_next || query.page() > 1).then(|| view! { <Pager query=query total=total has_next=has_next/> })}
        </Page>
    }
    .into_any())
}

/// A card for each line, with what it forwards. The lines are read side by side; one that cannot be read says so.
async fn cards(client: &Client, page: Rows<Subscriber>) -> Vec<(usize, AnyView)> {
    let mut reading = JoinSet::new();
    for (index, subscriber) in page.rows.into_iter().enumerate() {
        let client = client.clone();
        reading.spawn(async move {
            let configuration = client.forwards(&subscriber).await;
            (index, subscriber, configuration)
        });
    }
    let mut cards = Vec::new();
    for (index, subscriber, configuration) in reading.join_all().await {
        let state = match configuration {
            Ok(configuration) => {
                let routing = Routing::of(&configuration);
                let active: Vec<String> =
                    Kind::ALL.into_iter().flat_map(|kind| sentence::active(&routing, kind)).collect();
                if active.is_empty() { vec![say!(forwards.nothing_set)] } else { active }
            }
            Err(error) => vec![Failure::from(error).words().0],
        };
        let items = state.into_iter().map(|sentence| view! { <li>{sentence}</li> }).collect_view();
        let href = format!("/my/forwards/{}", subscriber.id);
        let card = view! {
            <li><a href=href>{words::number_of(&subscriber)}</a><ul class="sentences">{items}</ul></li>
        };
        cards.push((index, card.into_any()));
    }
    cards.sort_by_key(|(index, _)| *index);
    cards
}

async fn line(guard: Guard<needs::EditOwnForwards>, id: Option<SubscriberId>) -> Result<AnyView, Failure> {
    let subscriber: Scoped<Subscriber> = guard.client.subscriber(id.ok_or(Failure::NotFound)?).await?;
    let trail = match guard.principal.scope() {
        Scope::Line(..) => Vec::new(),
        _ => vec![("/my/forwards".to_owned(), say!(forwards.mine))],
    };
    let title = words::number_of(&subscriber);
    let links = own_links(&guard.principal, subscriber.id, "forwards");
    let body = body(&guard, subscriber, "/api/my/forwards/save", "/api/my/forwards/undo").await?;
    Ok(view! {
        <Page title=title islands=true trail=trail>
            <p class="lead">{say!(forwards.lead)}</p>
            {links}
            {body}
        </Page>
    }
    .into_any())
}
