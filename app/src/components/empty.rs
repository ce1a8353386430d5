//! What stands where a list has nothing to show.

use crate::listing::ListQuery;
use leptos::prelude::*;

/// Says why nothing is here and what to do about it.
#[component]
pub(crate) fn Empty(
    #[prop(into)] words: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! { <div class="empty"><p>{words}</p>{children.map(|children| children())}</div> }
}

/// Why a list shows nothing, and what to do: it has no such page, nothing fits its filters, or there is nothing yet.
#[component]
pub(crate) fn EmptyList(
    query: ListQuery,
    /// The names of its filters.
    filters: &'static [&'static str],
    /// What is said where there is nothing yet.
    #[prop(into)]
    none: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    if query.page() > 1 {
        let first = query.with("page", "");
        return view! { <Empty words=say!(list.past_the_end, page = query.page())><a href=first>{say!(list.first_page)}</a></Empty> }
            .into_any();
    }
    if filters.iter().any(|name| query.get(name).is_some()) {
        let all = query.path().to_owned();
        return view! { <Empty words=say!(list.no_match)><a href=all>{say!(list.clear)}</a></Empty> }
            .into_any();
    }
    view! { <div class="empty"><p>{none}</p>{children.map(|children| children())}</div> }.into_any()
}
