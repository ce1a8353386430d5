//! `calllists`: the calls of a subscriber or of a customer, seen from there (contract 3.28).

use std::borrow::Cow;

use super::{Resource, Roles, Rows, Shape, SortKey, View, roles, verbs};
use crate::caller::Scope;
use crate::error::ApiError;
use crate::filter::{Filter, Kind, Test};
use crate::form;
use crate::hal::Document;
use crate::moment;
use crate::patch::Operations;
use crate::query::Query;
use crate::state::{CallRecord, State};

pub(crate) struct CallLists;

/// From where the calls are seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Owner {
    Subscriber(u32),
    Customer(u32),
}

impl Owner {
    /// The owner that a query names; the subscriber counts where both are named.
    fn of(query: &Query) -> Option<Self> {
        match (query.id("subscriber_id"), query.id("customer_id")) {
            (Some(subscriber), _) => Some(Self::Subscriber(subscriber)),
            (None, Some(customer)) => Some(Self::Customer(customer)),
            (None, None) => None,
        }
    }

    fn parameter(self) -> String {
        match self {
            Self::Subscriber(id) => format!("subscriber_id={id}"),
            Self::Customer(id) => format!("customer_id={id}"),
        }
    }

    fn has(self, state: &State, subscriber: Option<u32>) -> bool {
        subscriber.is_some_and(|id| match self {
            Self::Subscriber(own) => id == own,
            Self::Customer(customer) => state.subscribers.get(id).is_some_and(|row| row.customer == customer),
        })
    }

    /// Calls within a customer go out, seen from the customer.
    fn direction(self, state: &State, row: &CallRecord) -> &'static str {
        if self.has(state, row.source) { "out" } else { "in" }
    }
}

impl Resource for CallLists {
    fn shape(&self) -> &'static Shape {
        const {
            &Shape {
                name: "calllists",
                entity: "calllist",
                collection: verbs::READABLE,
                item: verbs::READABLE,
                operations: Operations::Basic,
                roles: Roles::all(roles::OWNERS_AND_SUBSCRIBERS),
                rows: Rows::Own,
                generic: true,
            }
        }
    }

    /// Subscribers see their own calls, administrators of a customer those of the customer.
    fn implied(&self, scope: Scope, query: &Query) -> Option<(&'static str, u32)> {
        match scope {
            Scope::Subscriber(id) => Some(("subscriber_id", id)),
            Scope::Customer(id) if query.get("subscriber_id").is_none() => Some(("customer_id", id)),
            _ => None,
        }
    }

    fn gate(&self, view: &View<'_>, _id: Option<u32>, _writes: bool) -> Result<(), ApiError> {
        if let Some(zone) = view.query.get("tz").filter(|zone| !form::is_timezone(zone)) {
            return Err(ApiError::unprocessable(format!(
                "Query parameter tz='{zone}' is not a valid time zone"
            )));
        }
        match Owner::of(view.query) {
            Some(Owner::Subscriber(id)) if view.sees_subscriber(id) => Ok(()),
            Some(Owner::Customer(id)) if view.sees_customer(id) => Ok(()),
            _ if view.query.get("subscriber_id").is_some() => {
                Err(ApiError::NotFound("Invalid 'subscriber_id'."))
            }
            _ if view.query.get("customer_id").is_some() => Err(ApiError::NotFound("Invalid 'customer_id'.")),
            _ => Err(ApiError::unprocessable(
                "Mandatory parameter 'subscriber_id' or 'customer_id' missing in request",
            )),
        }
    }

    fn ids<'v>(&self, view: &View<'v>) -> Cow<'v, [u32]> {
        let state = view.state;
        match Owner::of(view.query) {
            Some(Owner::Subscriber(id)) => state.calls.of_subscriber(id).into(),
            Some(Owner::Customer(id)) => {
                let lines = state.subscribers.of_customer(id).iter();
                let mut ids: Vec<u32> =
                    lines.flat_map(|line| state.calls.of_subscriber(*line)).copied().collect();
                ids.sort_unstable();
                ids.dedup();
                ids.into()
            }
            None => Cow::Borrowed(&[]),
        }
    }

    fn sees(&self, view: &View<'_>, id: u32) -> bool {
        self.ids(view).binary_search(&id).is_ok()
    }

    fn filters(&self) -> &'static [Filter] {
        &FILTERS
    }

    fn sort_key(&self, view: &View<'_>, column: &str, id: u32) -> Option<SortKey> {
        let row = view.state.calls.get(id)?;
        match column {
            "init_time" => Some(SortKey::Number(row.init)),
            "start_time" => Some(SortKey::Number(row.start())),
            "duration" => Some(SortKey::Number(row.duration)),
            "call_id" => Some(SortKey::text(Some(&row.call_id))),
            "call_type" => Some(SortKey::text(Some(row.kind.name()))),
            "call_status" => Some(SortKey::text(Some(row.status))),
            "source_cli" => Some(SortKey::text(Some(&row.source_cli))),
            _ => None,
        }
    }

    fn document(&self, view: &View<'_>, id: u32) -> Document {
        let Some((row, owner)) = view.state.calls.get(id).zip(Owner::of(view.query)) else {
            return Document::new("calllists", id);
        };
        let mut document = Document::owned("calllists", id, &owner.parameter());
        document.relate("calllists", document.location().to_owned());
        let state = view.state;
        let customer =
            |end: Option<u32>| end.and_then(|id| state.subscribers.get(id)).map(|row| row.customer);
        let outgoing = owner.direction(state, row) == "out";
        let (own, other) = if outgoing {
            (&row.source_cli, Some(other_end(&row.destination_cli)))
        } else {
            (&row.destination_cli, (!row.clir).then_some(row.source_cli.as_str()))
        };
        let cost = f64::from(if outgoing { row.cost } else { 0 });
        let taxed = customer(row.source)
            .and_then(|id| state.customers.get(id))
            .filter(|row| row.add_vat)
            .map_or(cost, |row| cost * (1.0 + f64::from(row.vat_rate) / 100.0));
        document.set("id", id);
        document.set("call_id", row.call_id.as_str());
        document.set("type", row.kind.name());
        document.set("direction", if outgoing { "out" } else { "in" });
        document.set("own_cli", own.as_str());
        document.set("other_cli", other);
        document.set("clir", u8::from(row.clir));
        document.set("status", row.status);
        document.set("rating_status", row.rating_status);
        document.set("init_time", moment::local(row.init));
        document.set("start_time", moment::exact(row.start_milliseconds()));
        document.set("duration", moment::duration(row.duration));
        document.set("customer_cost", cost);
        document.set("total_customer_cost", taxed);
        document.set("customer_free_time", row.free_time);
        document.set(
            "intra_customer",
            customer(row.source).is_some() && customer(row.source) == customer(row.destination),
        );
        for measure in
            ["mos_average", "mos_average_packetloss", "mos_average_jitter", "mos_average_roundtrip"]
        {
            document.set(measure, "0.0");
        }
        document
    }
}

/// Services of the platform are shown by their names.
fn other_end(cli: &str) -> &str {
    match cli.split_once('@').map(|(_, host)| host) {
        Some("voicebox.local") => "voicemail",
        Some("conference.local") => "conference",
        Some("fax2mail.local") => "fax2mail",
        _ => cli,
    }
}

fn with(view: &View<'_>, id: u32, test: impl FnOnce(&CallRecord) -> bool) -> bool {
    view.state.calls.get(id).is_some_and(test)
}

fn status(view: &View<'_>, id: u32, test: &Test) -> bool {
    with(view, id, |row| test.text(Some(row.status)))
}

fn rating(view: &View<'_>, id: u32, test: &Test) -> bool {
    with(view, id, |row| test.text(Some(row.rating_status)))
}

fn kind(view: &View<'_>, id: u32, test: &Test) -> bool {
    with(view, id, |row| test.text(Some(row.kind.name())))
}

fn start(view: &View<'_>, id: u32, test: &Test) -> bool {
    with(view, id, |row| test.time(Some(row.start())))
}

fn init(view: &View<'_>, id: u32, test: &Test) -> bool {
    with(view, id, |row| test.time(Some(row.init)))
}

fn duration(view: &View<'_>, id: u32, test: &Test) -> bool {
    with(view, id, |row| test.number(row.duration / 1000))
}

const FILTERS: [Filter; 17] = [
    // The owner was found before there was anything to filter.
    Filter { name: "subscriber_id", kind: Kind::Id, holds: |_, _, _| true },
    Filter { name: "customer_id", kind: Kind::Id, holds: |_, _, _| true },
    Filter { name: "status", kind: Kind::Equal, holds: status },
    Filter { name: "status_ne", kind: Kind::NoneOf, holds: status },
    Filter { name: "rating_status", kind: Kind::OneOf, holds: rating },
    Filter { name: "rating_status_ne", kind: Kind::NoneOf, holds: rating },
    Filter { name: "type", kind: Kind::Equal, holds: kind },
    Filter { name: "type_ne", kind: Kind::NoneOf, holds: kind },
    Filter {
        name: "direction",
        kind: Kind::Equal,
        holds: |view, id, test| {
            with(view, id, |row| {
                let owner = Owner::of(view.query);
                test.text(owner.map(|owner| owner.direction(view.state, row)))
            })
        },
    },
    Filter { name: "start_ge", kind: Kind::From, holds: start },
    Filter { name: "start_le", kind: Kind::UntilEndOf, holds: start },
    Filter { name: "init_ge", kind: Kind::From, holds: init },
    Filter { name: "init_le", kind: Kind::UntilEndOf, holds: init },
    Filter {
        name: "own_cli",
        kind: Kind::Equal,
        holds: |view, id, test| {
            with(view, id, |row| {
                let outgoing =
                    Owner::of(view.query).is_some_and(|owner| owner.direction(view.state, row) == "out");
                test.text(Some(if outgoing { &row.source_cli } else { &row.destination_cli }))
            })
        },
    },
    Filter { name: "duration_ge", kind: Kind::AtLeast, holds: duration },
    Filter { name: "duration_le", kind: Kind::AtMost, holds: duration },
    Filter {
        name: "call_id",
        kind: Kind::Prefix,
        holds: |view, id, test| with(view, id, |row| test.text(Some(&row.call_id))),
    },
];
