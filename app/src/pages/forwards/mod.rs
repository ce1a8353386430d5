//! Call forwards: for staff of any line in scope, for customers of their own lines.

mod editor;
mod my;
mod sentence;

pub(crate) use my::{MyForwardsPage, MyLineForwardsPage};

use crate::{
    components::Page,
    failure::Failure,
    guard::{Guard, guarded},
};
use editor::{Editor, editor};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use switchhook_access::needs;
use switchhook_domain::identifier::SubscriberId;

/// `/subscribers/{id}/forwards`
#[component]
pub(crate) fn ForwardsPage() -> impl IntoView {
    let id = line_of_path();
    guarded::<needs::EditForwards, _, _>(async move |guard| page(guard, id).await)
}

/// The line that the path names.
fn line_of_path() -> Option<SubscriberId> {
    use_params_map().read_untracked().get("id").and_then(|id| id.parse().ok())
}

async fn page(guard: Guard<needs::EditForwards>, id: Option<SubscriberId>) -> Result<AnyView, Failure> {
    let subscriber = guard.client.subscriber(id.ok_or(Failure::NotFound)?).await?;
    let name = format!("{}@{}", subscriber.username, subscriber.domain);
    let trail = vec![
        ("/subscribers".to_owned(), say!(frame.subscribers)),
        (format!("/subscribers/{}", subscriber.id), name.clone()),
    ];
    let action = "/api/forwards/save";
    let configuration = guard.client.forwards(&subscriber).await?;
    let draft = guard.draft(action).await?;
    let editor = editor(Editor {
        action,
        subscriber: &subscriber,
        configuration: &configuration,
        draft,
        is_staff: true,
    });
    Ok(view! { <Page title=say!(forwards.title_of, name = name) islands=true trail=trail>{editor}</Page> }
        .into_any())
}
