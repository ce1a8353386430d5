//! The way through the pages of a list.

use crate::listing::ListQuery;
use leptos::prelude::*;

/// Links to the pages around this one, and how many rows there are.
#[component]
pub(crate) fn Pager(
    query: ListQuery,
    /// All rows, if the platform counted them.
    total: Option<u64>,
    /// Whether there is a page after this one.
    has_next: bool,
) -> impl IntoView {
    let (page, rows) = (query.page(), query.rows());
    let pages = total.map(|total| total.div_ceil(u64::from(rows)).max(1));
    let link = |to: u64, words: String, rel: &'static str| {
        let href = query.with("page", &to.to_string());
        view! { <li><a href=href rel=rel>{words}</a></li> }
    };
    let page = u64::from(page);
    let sizes = crate::listing::ROWS
        .iter()
        .map(|size| {
            let current = (*size == rows).then_some("true");
            view! { <li><a href=query.with("rows", &size.to_string()) aria-current=current>{*size}</a></li> }
        })
        .collect_view();
    let position = match (total, pages) {
        (Some(total), Some(pages)) => say!(pager.of, page = page, pages = pages, total = total),
        _ => say!(pager.page, page = page),
    };
    view! {
        <nav class="pager" aria-label=say!(pager.label)>
            <p>{position}</p>
            <ul>
                {(page > 2).then(|| link(1, say!(pager.first), "first"))}
                {(page > 1).then(|| link(page - 1, say!(pager.previous), "prev"))}
                {has_next.then(|| link(page + 1, say!(pager.next), "next"))}
                {pages
                    .filter(|pages| *pages > page + 1)
                    .map(|pages| link(pages, say!(pager.last), "last"))}
            </ul>
            <ul class="sizes" aria-label=say!(pager.rows)>{sizes}</ul>
        </nav>
    }
}
