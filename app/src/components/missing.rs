//! What stands where a part of a page could not be read.

use crate::failure::Failure;
use leptos::prelude::*;

/// Says which part is missing, and why; the rest of the page works.
#[component]
pub(crate) fn Missing(
    /// What would stand here.
    #[prop(into)]
    part: String,
    failure: Failure,
) -> impl IntoView {
    let (headline, advice) = failure.words();
    let again = failure.again().map(|here| view! { " "<a href=here>{say!(failure.again)}</a> });
    view! { <p class="missing"><strong>{part}": "{headline}"."</strong>" "{advice}{again}</p> }
}
