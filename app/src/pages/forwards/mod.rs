//! Call forwards: for staff of any line in scope, for customers of their own lines.

mod around;
mod destinations;
mod editor;
mod history;
mod holidays;
mod line;
mod my;
mod parts;
mod picture;
mod review;
mod sentence;
mod sets;
pub(crate) mod template;
mod timeline;
mod undo;
mod view;
mod week;
mod zone;

pub(crate) use my::{MyForwardsPage, MyLineForwardsPage};
pub(crate) use view::own_numbers;
pub(crate) use zone::{NamedZone, local_date};

use crate::{
    components::Page,
    failure::Failure,
    guard::{Guard, guarded},
    words,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use switchhook_access::needs;
use switchhook_domain::identifier::SubscriberId;

/// `/subscribers/{id}/forwards`
#[component]
pub(crate) fn ForwardsPage() -> impl IntoView {
    let id = line_of_path();
    guarded::<needs::EditForwards, _, _>(async move |guard| Box::pin(page(guard, id)).await)
}

/// The line that the path names.
fn line_of_path() -> Option<SubscriberId> {
    use_params_map().read_untracked().get("id").and_then(|id| id.parse().ok())
}

async fn page(guard: Guard<needs::EditForwards>, id: Option<SubscriberId>) -> Result<AnyView, Failure> {
    let subscriber = guard.client.subscriber(id.ok_or(Failure::NotFound)?).await?;
    let name = words::line(&subscriber);
    let trail = vec![
        ("/subscribers".to_owned(), say!(frame.subscribers)),
        (format!("/subscribers/{}", subscriber.id), name.clone()),
    ];
    let body = line::body(&guard, subscriber, "/api/forwards/save", "/api/forwards/undo").await?;
    Ok(view! { <Page title=say!(forwards.title_of, name = name) islands=true trail=trail>{body}</Page> }
        .into_any())
}
