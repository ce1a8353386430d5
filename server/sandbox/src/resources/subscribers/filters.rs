//! The filters of `subscribers` (contract 3.11.5 and 10.2).

use crate::filter::{Filter, Kind, numeric_prefix};
use crate::pattern::Pattern;
use crate::query::Query;
use crate::state::{Number, Seat, State, Subscriber};

/// The best index for a query.
pub(super) fn narrowed(state: &State, query: &Query) -> Option<Vec<u32>> {
    let rows = &state.subscribers;
    if let Some(customer) = query.get("customer_id").filter(|text| !text.starts_with('$')) {
        let customer = numeric_prefix(customer).and_then(|id| u32::try_from(id).ok());
        return Some(customer.map(|id| rows.of_customer(id).to_vec()).unwrap_or_default());
    }
    if let Some(name) = query.get("webusername").filter(|text| !text.starts_with('$')) {
        return Some(rows.with_webusername(name));
    }
    let pattern = |name: &str| query.get(name).map(Pattern::subscriber_style);
    let indexed = [
        (query.get("username").map(Pattern::wild), rows.by_username()),
        (pattern("alias"), rows.by_number()),
        (pattern("primary_number"), rows.by_number()),
        (pattern("subscriber_external_id"), rows.by_external_id()),
    ];
    for (pattern, index) in indexed {
        if let Some(ids) = pattern.and_then(|pattern| index.candidates(&pattern)) {
            return Some(ids);
        }
    }
    if let Some(customers) = pattern("customer_external_id")
        .and_then(|pattern| state.customers.by_external_id().candidates(&pattern))
    {
        let mut ids: Vec<u32> = customers.iter().flat_map(|id| rows.of_customer(*id)).copied().collect();
        ids.sort_unstable();
        return Some(ids);
    }
    let domain = query.get("domain").filter(|text| !text.contains(['*', '?']))?;
    Some(state.domains.by_name(domain).map(|id| rows.of_domain(id).to_vec()).unwrap_or_default())
}

fn with(state: &State, id: u32, test: impl FnOnce(&Subscriber) -> bool) -> bool {
    state.subscribers.get(id).is_some_and(test)
}

fn seated(state: &State, id: u32, test: impl FnOnce(Option<&Seat>) -> bool) -> bool {
    with(state, id, |row| test(row.seat.as_deref()))
}

pub(super) const FILTERS: [Filter; 20] = [
    Filter {
        name: "profile_id",
        kind: Kind::Id,
        holds: |view, id, test| with(view.state, id, |row| test.id(row.profile)),
    },
    Filter {
        name: "username",
        kind: Kind::Wild,
        holds: |view, id, test| with(view.state, id, |row| test.text(Some(&row.username))),
    },
    Filter {
        name: "webusername",
        kind: Kind::Equal,
        holds: |view, id, test| with(view.state, id, |row| test.text(row.webusername.as_deref())),
    },
    Filter {
        name: "domain",
        kind: Kind::Pattern,
        holds: |view, id, test| test.text(Some(view.state.domain_of_subscriber(id))),
    },
    Filter {
        name: "customer_id",
        kind: Kind::Id,
        holds: |view, id, test| with(view.state, id, |row| test.id(Some(row.customer))),
    },
    Filter {
        name: "customer_external_id",
        kind: Kind::Pattern,
        holds: |view, id, test| {
            with(view.state, id, |row| {
                let customer = view.state.customers.get(row.customer);
                test.text(customer.and_then(|customer| customer.external_id.as_deref()))
            })
        },
    },
    Filter {
        name: "subscriber_external_id",
        kind: Kind::Pattern,
        holds: |view, id, test| with(view.state, id, |row| test.text(row.external_id.as_deref())),
    },
    Filter {
        name: "is_pbx_group",
        kind: Kind::Flag,
        holds: |view, id, test| {
            seated(view.state, id, |seat| test.flag(seat.is_some_and(|seat| seat.is_group)))
        },
    },
    Filter {
        name: "is_pbx_pilot",
        kind: Kind::Flag,
        holds: |view, id, test| {
            seated(view.state, id, |seat| test.flag(seat.is_some_and(|seat| seat.is_pilot)))
        },
    },
    Filter {
        name: "is_admin",
        kind: Kind::Flag,
        holds: |view, id, test| with(view.state, id, |row| test.flag(row.administrative)),
    },
    Filter {
        name: "alias",
        kind: Kind::Pattern,
        holds: |view, id, test| {
            with(view.state, id, |row| row.numbers().any(|number| test.text(Some(&number.digits()))))
        },
    },
    Filter {
        name: "primary_number",
        kind: Kind::Pattern,
        holds: |view, id, test| {
            with(view.state, id, |row| test.text(row.primary.as_ref().map(Number::digits).as_deref()))
        },
    },
    Filter {
        name: "pbx_extension",
        kind: Kind::Pattern,
        holds: |view, id, test| {
            seated(view.state, id, |seat| test.text(seat.and_then(|seat| seat.extension.as_deref())))
        },
    },
    Filter {
        name: "display_name",
        kind: Kind::Pattern,
        holds: |view, id, test| with(view.state, id, |row| test.text(row.preferences.text("display_name"))),
    },
    Filter {
        name: "reseller_id",
        kind: Kind::Id,
        holds: |view, id, test| with(view.state, id, |row| test.id(Some(row.reseller))),
    },
    Filter {
        name: "contact_id",
        kind: Kind::Id,
        holds: |view, id, test| {
            with(view.state, id, |row| {
                test.id(view.state.customers.get(row.customer).map(|customer| customer.contact))
            })
        },
    },
    Filter {
        name: "create_timestamp_gt",
        kind: Kind::From,
        holds: |view, id, test| with(view.state, id, |row| test.time(Some(row.created))),
    },
    Filter {
        name: "create_timestamp_lt",
        kind: Kind::Until,
        holds: |view, id, test| with(view.state, id, |row| test.time(Some(row.created))),
    },
    Filter {
        name: "modify_timestamp_gt",
        kind: Kind::From,
        holds: |view, id, test| with(view.state, id, |row| test.time(Some(row.modified))),
    },
    Filter {
        name: "modify_timestamp_lt",
        kind: Kind::Until,
        holds: |view, id, test| with(view.state, id, |row| test.time(Some(row.modified))),
    },
];
