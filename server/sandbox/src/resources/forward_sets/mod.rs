//! `cfdestinationsets`, `cftimesets`, `cfsourcesets` and `cfbnumbersets` (contract 3.20 to 3.23).

mod elements;

use std::borrow::Cow;

use serde_json::{Map, Value, json};

pub(super) use self::elements::{announcement, destination_shown, elements, patterns_shown};
use super::{Call, Change, Resource, Roles, Rows, Shape, SortKey, View, roles, verbs};
use crate::caller::Scope;
use crate::error::ApiError;
use crate::filter::{Filter, Kind, numeric_prefix};
use crate::form::Form;
use crate::forwards::{self, Addressee};
use crate::hal::Document;
use crate::options::Role;
use crate::patch::Operations;
use crate::query::Query;
use crate::state::State;
use crate::state::forwards::{Elements, Set, SetKind};

/// The sets of one kind.
pub(crate) struct ForwardSets {
    kind: SetKind,
    shape: Shape,
    /// What a set is called in messages.
    noun: &'static str,
    filters: &'static [Filter],
}

const fn shape(name: &'static str, entity: &'static str, operations: Operations) -> Shape {
    Shape {
        name,
        entity,
        collection: verbs::CREATABLE,
        item: verbs::CHANGEABLE_AND_DELETABLE,
        operations,
        roles: Roles::all(roles::EVERYBODY),
        rows: Rows::Own,
        generic: true,
    }
}

macro_rules! filters {
    ($kind:expr) => {
        &[
            Filter {
                name: "subscriber_id",
                kind: Kind::Id,
                holds: |view, id, test| {
                    view.state.forwards.sets($kind).get(id).is_some_and(|set| test.id(Some(set.subscriber)))
                },
            },
            Filter {
                name: "name",
                kind: Kind::Wild,
                holds: |view, id, test| {
                    view.state.forwards.sets($kind).get(id).is_some_and(|set| test.text(Some(&set.name)))
                },
            },
        ]
    };
}

pub(super) const DESTINATION_SETS: ForwardSets = ForwardSets {
    kind: SetKind::Destination,
    shape: shape("cfdestinationsets", "cfdestinationset", Operations::Basic),
    noun: "destination",
    filters: filters!(SetKind::Destination),
};

pub(super) const TIME_SETS: ForwardSets = ForwardSets {
    kind: SetKind::Time,
    shape: shape("cftimesets", "cftimeset", Operations::All),
    noun: "time",
    filters: filters!(SetKind::Time),
};

pub(super) const SOURCE_SETS: ForwardSets = ForwardSets {
    kind: SetKind::Source,
    shape: shape("cfsourcesets", "cfsourceset", Operations::All),
    noun: "source",
    filters: filters!(SetKind::Source),
};

pub(super) const BNUMBER_SETS: ForwardSets = ForwardSets {
    kind: SetKind::Bnumber,
    shape: shape("cfbnumbersets", "cfbnumberset", Operations::All),
    noun: "bnumber",
    filters: filters!(SetKind::Bnumber),
};

impl Resource for ForwardSets {
    fn shape(&self) -> &'static Shape {
        match self.kind {
            SetKind::Destination => &DESTINATION_SETS.shape,
            SetKind::Time => &TIME_SETS.shape,
            SetKind::Source => &SOURCE_SETS.shape,
            SetKind::Bnumber => &BNUMBER_SETS.shape,
        }
    }

    fn ids<'v>(&self, view: &View<'v>) -> Cow<'v, [u32]> {
        let ids = view.state.forwards.sets(self.kind).ids();
        match view.caller.scope {
            Scope::Platform => ids.into(),
            _ => ids.iter().copied().filter(|id| self.sees(view, *id)).collect::<Vec<_>>().into(),
        }
    }

    fn sees(&self, view: &View<'_>, id: u32) -> bool {
        let set = view.state.forwards.sets(self.kind).get(id);
        set.is_some_and(|set| view.sees_subscriber(set.subscriber) || self.is_used_by(view, id))
    }

    fn narrowed(&self, view: &View<'_>, query: &Query) -> Option<Vec<u32>> {
        let subscriber = query.get("subscriber_id").filter(|text| !text.starts_with('$'))?;
        let subscriber = numeric_prefix(subscriber).and_then(|id| u32::try_from(id).ok());
        Some(
            subscriber
                .map(|id| view.state.forwards.sets(self.kind).of_subscriber(id).to_vec())
                .unwrap_or_default(),
        )
    }

    fn filters(&self) -> &'static [Filter] {
        self.filters
    }

    fn sort_key(&self, view: &View<'_>, column: &str, id: u32) -> Option<SortKey> {
        let set = view.state.forwards.sets(self.kind).get(id)?;
        (column == "name").then(|| SortKey::text(Some(&set.name)))
    }

    fn document(&self, view: &View<'_>, id: u32) -> Document {
        let name = self.shape.name;
        let mut document = Document::new(name, id);
        let Some(set) = view.state.forwards.sets(self.kind).get(id) else { return document };
        // Source sets are without their own relation, and the last two kinds without a journal.
        if self.kind != SetKind::Source {
            document.relate(name, format!("/api/{name}/{id}"));
        }
        document.relate("subscribers", format!("/api/subscribers/{}", set.subscriber));
        if matches!(self.kind, SetKind::Destination | SetKind::Time) && !view.caller.is_subscriber() {
            document.relate_journal();
        }
        document.set("id", id);
        document.set("name", set.name.as_str());
        if view.caller.role != Role::Subscriber {
            document.set("subscriber_id", set.subscriber);
        }
        if view.caller.is_subscriber() {
            document.set("own", u8::from(set.subscriber == view.caller.id));
        }
        document.set("usage_count", view.state.forwards.users_of(self.kind, id).len());
        match &set.elements {
            Elements::Destinations(destinations) => {
                let addressee = Addressee::of(view.state, set.subscriber);
                let shown = destinations.iter().map(|destination| destination_shown(destination, &addressee));
                document.set("destinations", shown.collect::<Vec<_>>());
            }
            Elements::Periods(periods) => {
                document.set("times", periods.iter().map(forwards::shown).collect::<Vec<_>>());
            }
            Elements::Patterns { whitelist, is_regex, patterns } => {
                let (list, member) = self.pattern_names();
                document.set(list, patterns_shown(patterns, member));
                document.set("mode", if *whitelist { "whitelist" } else { "blacklist" });
                document.set("is_regex", *is_regex);
            }
        }
        document
    }

    fn create(&self, call: &mut Call<'_>, body: &Map<String, Value>) -> Result<u32, ApiError> {
        let (subscriber, name, elements) = self.checked(call, body, None)?;
        Ok(call.state.forwards.sets_mut(self.kind).add(Set { subscriber, name, elements }))
    }

    fn update(
        &self,
        call: &mut Call<'_>,
        id: u32,
        body: &Map<String, Value>,
        _change: Change<'_>,
    ) -> Result<(), ApiError> {
        self.own(call, id)?;
        let (subscriber, name, elements) = self.checked(call, body, Some(id))?;
        call.state.forwards.sets_mut(self.kind).edit(id, |set| {
            set.subscriber = subscriber;
            set.name = name;
            set.elements = elements;
        });
        Ok(())
    }

    fn delete(&self, call: &mut Call<'_>, id: u32) -> Result<(), ApiError> {
        self.own(call, id)?;
        if call.query.flag("unassign_first") {
            call.state.forwards.unassign_set(self.kind, id);
        }
        call.state.forwards.remove_set(self.kind, id);
        Ok(())
    }
}

impl ForwardSets {
    /// A subscriber sees the sets that its mappings use, whosever they are.
    fn is_used_by(&self, view: &View<'_>, id: u32) -> bool {
        let Scope::Subscriber(own) = view.caller.scope else { return false };
        view.state.forwards.mappings_of(own).any(|(_, row)| match self.kind {
            SetKind::Destination => row.destination == id,
            kind => row.set(kind) == Some(id),
        })
    }

    /// What is only seen is not written.
    fn own(&self, call: &Call<'_>, id: u32) -> Result<(), ApiError> {
        let set = call.state.forwards.sets(self.kind).get(id);
        if set.is_some_and(|set| call.view().sees_subscriber(set.subscriber)) {
            return Ok(());
        }
        Err(ApiError::Forbidden("This destination set does not belong to the user"))
    }

    fn pattern_names(&self) -> (&'static str, &'static str) {
        if self.kind == SetKind::Source { ("sources", "source") } else { ("bnumbers", "bnumber") }
    }

    fn checked(
        &self,
        call: &Call<'_>,
        body: &Map<String, Value>,
        own: Option<u32>,
    ) -> Result<(u32, String, Elements), ApiError> {
        let mut form = Form::new(body);
        // A subscriber makes sets for itself, whatever it sends.
        let forced = (call.caller.role == Role::Subscriber).then_some(call.caller.id);
        if forced.is_none() && form.require("subscriber_id") {
            form.id("subscriber_id");
        }
        form.require("name");
        let name = form.text_up_to("name", 255).unwrap_or_default();
        if matches!(self.kind, SetKind::Source | SetKind::Bnumber) {
            form.require("mode");
            form.choice("mode", &["whitelist", "blacklist"]);
        }
        form.finish(&format!("Failed to create {}.", self.shape.entity))?;
        // Whose subscriber it is, the platform does not ask.
        let subscriber = forced
            .or_else(|| crate::json::id_of(body.get("subscriber_id")?))
            .filter(|id| !call.caller.is_subscriber() || call.view().sees_subscriber(*id))
            .filter(|id| call.state.subscribers.living(*id).is_some())
            .ok_or_else(|| ApiError::unprocessable("Invalid 'subscriber_id'."))?;
        let sets = call.state.forwards.sets(self.kind);
        let present = own.and_then(|id| sets.get(id)).map(|set| &set.elements);
        let addressee = Addressee::of(call.state, subscriber);
        let elements = elements(self.kind, body, &addressee, present)?;
        if sets.named(subscriber, &name).is_some_and(|other| Some(other) != own) {
            return Err(ApiError::unprocessable(format!(
                "a {} set with this name already exists",
                self.noun
            )));
        }
        Ok((subscriber, name, elements))
    }
}

/// A set as the simple view of forwards shows it; the id of its owner is one that is used nowhere else.
pub(super) fn set_shown(state: &State, kind: SetKind, id: u32, subscriber: u32) -> Value {
    let Some(set) = state.forwards.sets(kind).get(id) else { return Value::Null };
    let mut shown = json!({
        "id": id,
        "name": set.name,
        "own": u8::from(set.subscriber == subscriber),
        "subscriber_id": set.subscriber + PROVISIONING_OFFSET,
    });
    if let Elements::Patterns { whitelist, is_regex, .. } = set.elements {
        shown["mode"] = if whitelist { "whitelist" } else { "blacklist" }.into();
        shown["is_regex"] = u8::from(is_regex).into();
    }
    shown
}

/// The internal ids of subscribers differ from the ones of the API (contract 3.18).
const PROVISIONING_OFFSET: u32 = 4;
