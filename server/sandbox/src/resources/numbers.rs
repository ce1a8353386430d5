//! `numbers`: every number of the subscribers (contract 3.31).

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::{Call, Change, Resource, Roles, Rows, Shape, SortKey, View, roles, verbs};
use crate::error::ApiError;
use crate::filter::{Filter, Kind, Test};
use crate::form::Form;
use crate::hal::Document;
use crate::json;
use crate::options::Role;
use crate::patch::Operations;
use crate::preferences::Scalar;
use crate::query::Query;
use crate::state::{Number, Subscriber};

pub(crate) struct Numbers;

impl Resource for Numbers {
    fn shape(&self) -> &'static Shape {
        const {
            &Shape {
                name: "numbers",
                entity: "number",
                collection: verbs::READABLE,
                item: verbs::CHANGEABLE,
                operations: Operations::Basic,
                roles: Roles::all(roles::OWNERS_AND_CUSTOMERS),
                rows: Rows::Own,
                generic: true,
            }
        }
    }

    fn ids<'v>(&self, view: &View<'v>) -> Cow<'v, [u32]> {
        let lines = view.ids(Rows::Subscribers);
        numbers_of(view, &lines).into()
    }

    fn sees(&self, view: &View<'_>, id: u32) -> bool {
        view.state.subscribers.owner_of_id(id).is_some_and(|owner| view.sees_subscriber(owner))
    }

    fn narrowed(&self, view: &View<'_>, query: &Query) -> Option<Vec<u32>> {
        if let Some(subscriber) = query.id("subscriber_id") {
            return Some(numbers_of(view, &[subscriber]));
        }
        query.id("customer_id").map(|id| numbers_of(view, view.state.subscribers.of_customer(id)))
    }

    fn filters(&self) -> &'static [Filter] {
        &FILTERS
    }

    fn sort_key(&self, view: &View<'_>, column: &str, id: u32) -> Option<SortKey> {
        let (owner, _, number, _) = found(view, id)?;
        match column {
            "cc" => Some(SortKey::Number(number.cc.into())),
            "ac" => Some(SortKey::text(Some(&number.ac))),
            "sn" => Some(SortKey::text(Some(&number.sn))),
            "subscriber_id" => Some(SortKey::Number(owner.into())),
            _ => None,
        }
    }

    fn document(&self, view: &View<'_>, id: u32) -> Document {
        let mut document = Document::new("numbers", id);
        let Some((owner, row, number, is_primary)) = found(view, id) else { return document };
        document.relate("numbers", format!("/api/numbers/{id}"));
        document.relate("subscribers", format!("/api/subscribers/{owner}"));
        document.set("id", id);
        document.set("cc", number.cc);
        document.set("ac", &*number.ac);
        document.set("sn", &*number.sn);
        document.set("subscriber_id", owner);
        document.set("is_primary", is_primary);
        document.set("is_devid", number.is_devid);
        if view.is_admin() {
            document.set("reseller_id", row.reseller);
        }
        document
    }

    fn update(
        &self,
        call: &mut Call<'_>,
        id: u32,
        body: &Map<String, Value>,
        _change: Change<'_>,
    ) -> Result<(), ApiError> {
        let view = call.view();
        let Some((owner, _, number, is_primary)) = found(&view, id) else { return Err(ApiError::Internal) };
        let fixed = [
            ("cc", number.cc.to_string()),
            ("ac", number.ac.to_string()),
            ("sn", number.sn.to_string()),
            ("is_primary", u8::from(is_primary).to_string()),
        ];
        let mut form = Form::new(body);
        if form.require("subscriber_id") {
            form.id("subscriber_id");
        }
        let is_devid = form.boolean("is_devid").unwrap_or(number.is_devid);
        form.finish("Internal Server Error")?;
        for (name, present) in fixed {
            if json::text_of(body.get(name)).as_ref() != Some(&present) {
                return Err(ApiError::unprocessable(format!(
                    "Field '{name}' is not allowed to be updated via this API endpoint, use /api/subscriber instead."
                )));
            }
        }
        // Whose reseller it is, the platform asks of administrators of a customer only.
        let target = body
            .get("subscriber_id")
            .and_then(json::id_of)
            .filter(|target| view.state.subscribers.living(*target).is_some())
            .filter(|target| call.caller.role != Role::SubscriberAdmin || view.sees_subscriber(*target))
            .ok_or_else(|| ApiError::unprocessable("Invalid 'subscriber_id', does not exist."))?;
        if is_primary && target != owner {
            return Err(ApiError::unprocessable(format!(
                "Cannot reassign primary number, already at subscriber {owner}"
            )));
        }
        let moved = Number { is_devid, ..number.clone() };
        if !is_primary {
            let shown = Scalar::Text(moved.digits().into());
            call.state.subscribers.edit(owner, |row| {
                row.aliases.retain(|number| number.id != id);
                if target != owner {
                    row.preferences.withdraw("allowed_clis", &shown);
                }
            });
            call.state.subscribers.edit(target, |row| {
                row.aliases.push(moved);
                row.aliases.sort_by_key(|number| number.id);
                if target != owner {
                    row.preferences.append_new("allowed_clis", shown);
                }
            });
        }
        Ok(())
    }
}

/// The ids of the numbers of some subscribers, in order.
fn numbers_of(view: &View<'_>, subscribers: &[u32]) -> Vec<u32> {
    let rows = subscribers.iter().filter_map(|id| view.state.subscribers.living(*id));
    let mut ids: Vec<u32> = rows.flat_map(Subscriber::numbers).map(|number| number.id).collect();
    ids.sort_unstable();
    ids
}

/// Whose a number is, the number, and whether it is the primary one.
fn found<'a>(view: &View<'a>, id: u32) -> Option<(u32, &'a Subscriber, &'a Number, bool)> {
    let owner = view.state.subscribers.owner_of_id(id)?;
    let row = view.state.subscribers.living(owner)?;
    let number = row.numbers().find(|number| number.id == id)?;
    Some((owner, row, number, row.primary.as_ref().is_some_and(|primary| primary.id == id)))
}

fn with(view: &View<'_>, id: u32, test: impl FnOnce(u32, &Subscriber, &Number, bool) -> bool) -> bool {
    found(view, id).is_some_and(|(owner, row, number, is_primary)| test(owner, row, number, is_primary))
}

/// An unknown type is no filter.
fn of_type(view: &View<'_>, id: u32, test: &Test) -> bool {
    let asked = view.query.get("type").unwrap_or_default();
    !matches!(asked, "primary" | "alias")
        || with(view, id, |_, _, _, is_primary| test.text(Some(if is_primary { "primary" } else { "alias" })))
}

const FILTERS: [Filter; 7] = [
    Filter {
        name: "reseller_id",
        kind: Kind::Id,
        holds: |view, id, test| with(view, id, |_, row, _, _| test.id(Some(row.reseller))),
    },
    Filter {
        name: "customer_id",
        kind: Kind::Id,
        holds: |view, id, test| with(view, id, |_, row, _, _| test.id(Some(row.customer))),
    },
    Filter {
        name: "subscriber_id",
        kind: Kind::Id,
        holds: |view, id, test| with(view, id, |owner, _, _, _| test.id(Some(owner))),
    },
    Filter {
        name: "cc",
        kind: Kind::Wild,
        holds: |view, id, test| with(view, id, |_, _, number, _| test.text(Some(&number.cc.to_string()))),
    },
    Filter {
        name: "ac",
        kind: Kind::Wild,
        holds: |view, id, test| with(view, id, |_, _, number, _| test.text(Some(&number.ac))),
    },
    Filter {
        name: "sn",
        kind: Kind::Wild,
        holds: |view, id, test| with(view, id, |_, _, number, _| test.text(Some(&number.sn))),
    },
    Filter { name: "type", kind: Kind::Equal, holds: of_type },
];
