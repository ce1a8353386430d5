//! What stands where a list has nothing to show.

use leptos::prelude::*;

/// Says why nothing is here and what to do about it.
#[component]
pub(crate) fn Empty(
    #[prop(into)] words: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! { <div class="empty"><p>{words}</p>{children.map(|children| children())}</div> }
}
