//! Tables that become cards on a phone.

use super::field::TextField;
use crate::listing::ListQuery;
use leptos::prelude::*;

/// A column.
pub(crate) struct Column {
    /// Its headline.
    pub(crate) words: String,
    /// What `sort` calls it, if the list can be sorted by it.
    pub(crate) sort: Option<&'static str>,
}

impl Column {
    /// A column that cannot be sorted by.
    pub(crate) fn plain(words: String) -> Self {
        Self { words, sort: None }
    }

    /// A column that can be sorted by.
    pub(crate) fn sorted(words: String, sort: &'static str) -> Self {
        Self { words, sort: Some(sort) }
    }
}

/// A cell: anything that can be shown.
pub(crate) type Cell = AnyView;

/// A table. The first cell of a row names the row.
#[component]
pub(crate) fn Table(
    #[prop(into)] caption: String,
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
    /// The view of the list, for links that sort.
    #[prop(optional)]
    query: Option<ListQuery>,
) -> impl IntoView {
    let labels: Vec<String> = columns.iter().map(|column| column.words.clone()).collect();
    let heads = columns.into_iter().map(|column| head(column, query.as_ref())).collect_view();
    let rows = rows
        .into_iter()
        .map(|cells| {
            let cells = cells
                .into_iter()
                .zip(labels.clone())
                .enumerate()
                .map(|(index, (cell, label))| match index {
                    0 => view! { <th scope="row">{cell}</th> }.into_any(),
                    _ => view! { <td data-label=label>{cell}</td> }.into_any(),
                })
                .collect_view();
            view! { <tr>{cells}</tr> }
        })
        .collect_view();
    view! {
        <table class="list">
            <caption class="hidden">{caption}</caption>
            <thead><tr>{heads}</tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

fn head(column: Column, query: Option<&ListQuery>) -> impl IntoView + use<> {
    let sorted = column.sort.zip(query).map(|(sort, query)| {
        let (order, next) = match query.sort() {
            Some((by, false)) if by == sort => (Some("ascending"), format!("-{sort}")),
            Some((by, true)) if by == sort => (Some("descending"), sort.to_owned()),
            _ => (None, sort.to_owned()),
        };
        (order, query.with("sort", &next))
    });
    match sorted {
        Some((order, href)) => {
            view! { <th scope="col" aria-sort=order><a href=href>{column.words}</a></th> }.into_any()
        }
        None => view! { <th scope="col">{column.words}</th> }.into_any(),
    }
}

/// The filters of a list: a form whose answer is a link.
#[component]
pub(crate) fn Filters(query: ListQuery, children: Children) -> impl IntoView {
    provide_context(query.clone());
    let kept = ["sort", "rows"]
        .into_iter()
        .filter_map(|name| query.get(name).map(|value| (name, value.to_owned())))
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
        .collect_view();
    view! {
        <form class="filters" method="get" role="search">
            {kept}
            {children()}
            <button class="quiet">{say!(list.filter)}</button>
        </form>
    }
}

/// A text that the list is filtered by, inside of its [`Filters`]; it shows what the present view is filtered by.
#[component]
pub(crate) fn TextFilter(
    name: &'static str,
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: String,
    /// Which keypad a phone shows.
    #[prop(default = "text")]
    inputmode: &'static str,
    /// How wide it is: a class such as `short`.
    #[prop(optional)]
    class: &'static str,
) -> impl IntoView {
    let value = use_context::<ListQuery>().map(|query| query.typed(name)).unwrap_or_default();
    view! { <TextField name=name label=label value=value hint=hint inputmode=inputmode class=class/> }
}
