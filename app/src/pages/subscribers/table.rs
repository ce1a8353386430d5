//! Lines as rows.

use crate::{
    components::{Cell, Column, Table},
    listing::ListQuery,
    words,
};
use leptos::prelude::*;
use switchhook_access::Principal;
use switchhook_domain::{
    identifier::CustomerId,
    lock::{LockLevel, Status},
    permission::Permission,
};
use switchhook_platform::{Scoped, Subscriber};

/// A table of lines; with a query its headlines sort.
pub(in super::super) fn table(
    rows: &[Scoped<Subscriber>],
    query: Option<ListQuery>,
    principal: &Principal,
) -> AnyView {
    let sorted = query.is_some();
    let column = |words: String, sort: &'static str| {
        if sorted { Column::sorted(words, sort) } else { Column::plain(words) }
    };
    let columns = vec![
        column(say!(subscribers.username), "username"),
        Column::plain(say!(subscribers.number)),
        column(say!(subscribers.customer), "customer"),
        column(say!(subscribers.external_id), "external_id"),
        Column::plain(say!(subscribers.status)),
        column(say!(subscribers.created), "created"),
        column(say!(subscribers.id), "id"),
    ];
    let rows = rows.iter().map(|line| row(line, principal)).collect();
    let caption = say!(subscribers.title);
    match query {
        Some(query) => view! { <Table caption=caption columns=columns rows=rows query=query/> }.into_any(),
        None => view! { <Table caption=caption columns=columns rows=rows/> }.into_any(),
    }
}

fn row(line: &Subscriber, principal: &Principal) -> Vec<Cell> {
    let href = format!("/subscribers/{}", line.id);
    let status = state_words(line.status, line.lock);
    let created = line.create_timestamp.clone().unwrap_or_default();
    let day = created.split(['T', ' ']).next().unwrap_or_default().to_owned();
    vec![
        view! { <a href=href>{words::line(line)}</a> }.into_any(),
        numbers(line),
        customer_link(line.customer_id, principal),
        view! { {line.external_id.clone().unwrap_or_default()} }.into_any(),
        view! { {status} }.into_any(),
        view! { <time datetime=created>{day}</time> }.into_any(),
        view! { {line.id.to_string()} }.into_any(),
    ]
}

fn numbers(line: &Subscriber) -> Cell {
    let primary = line.primary_number.as_ref().map(ToString::to_string).unwrap_or_default();
    let aliases = line.alias_numbers.len();
    let more = (aliases > 0).then(|| {
        let words = say!(subscribers.more_numbers, count = aliases);
        view! { " "<small>{words}</small> }
    });
    view! { <span><span class="phone">{primary}</span>{more}</span> }.into_any()
}

fn customer_link(id: CustomerId, principal: &Principal) -> Cell {
    if principal.may(Permission::ViewCustomers) {
        view! { <a href=format!("/customers/{id}")>{id.to_string()}</a> }.into_any()
    } else {
        view! { {id.to_string()} }.into_any()
    }
}

/// Status and lock in a few words: a line without lock needs only its status.
fn state_words(status: Status, lock: Option<LockLevel>) -> String {
    match lock {
        None => words::status(status),
        Some(level) => format!("{}: {} ({})", words::status(status), words::lock(lock), level.number()),
    }
}
