//! `ncoslevels` and `subscriberprofilesets`: rows of a reseller with a name and a few members
//! (contract 3.12 and 3.32).

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::{Call, Change, Resource, Roles, Rows, Shape, SortKey, View, roles, verbs};
use crate::error::ApiError;
use crate::filter::{Filter, Kind};
use crate::form::Form;
use crate::hal::Document;
use crate::json;
use crate::patch::Operations;
use crate::state::{State, Table, TenantRow};

/// What a member holds.
#[derive(Clone, Copy)]
enum Field {
    Text,
    OptionalText,
    Choice(&'static [&'static str]),
    Flag,
    Id,
}

/// A resource of such rows.
pub(super) struct TenantRows {
    shape: &'static Shape,
    fields: &'static [(&'static str, Field)],
    /// The member that is unique within the reseller, and what is said where it is taken.
    key: &'static str,
    taken: &'static str,
    table: fn(&State) -> &Table<TenantRow>,
    table_mut: fn(&mut State) -> &mut Table<TenantRow>,
    filters: &'static [Filter],
    /// What goes with a row that is deleted.
    cascade: fn(&mut State, u32),
}

/// The filters of such rows: by their reseller, and by the member that is unique within it.
macro_rules! filters {
    ($table:ident, $key:literal) => {
        &[
            Filter {
                name: "reseller_id",
                kind: Kind::Id,
                holds: |view, id, test| test.id(view.state.$table.get(id).map(|row| row.reseller)),
            },
            Filter {
                name: $key,
                kind: Kind::Wild,
                holds: |view, id, test| test.text(view.state.$table.get(id).and_then(|row| row.text($key))),
            },
        ]
    };
}

pub(super) static NCOS_LEVELS: TenantRows = TenantRows {
    shape: &Shape {
        name: "ncoslevels",
        entity: "ncoslevel",
        collection: verbs::CREATABLE,
        item: verbs::CHANGEABLE_AND_DELETABLE,
        operations: Operations::Basic,
        roles: Roles::all(roles::OWNERS).list(roles::OWNERS_AND_CUSTOMERS).read(roles::OWNERS_AND_CUSTOMERS),
        rows: Rows::Own,
        generic: false,
    },
    fields: &[
        ("level", Field::Text),
        ("mode", Field::Choice(&["whitelist", "blacklist"])),
        ("description", Field::OptionalText),
        ("local_ac", Field::Flag),
        ("intra_pbx", Field::Flag),
        ("time_set_invert", Field::Flag),
        ("expose_to_customer", Field::Flag),
        ("time_set_id", Field::Id),
    ],
    key: "level",
    taken: "NCOS level already exists for this reseller",
    table: |state| &state.ncos_levels,
    table_mut: |state| &mut state.ncos_levels,
    filters: filters!(ncos_levels, "level"),
    cascade: |_, _| {},
};

pub(super) static PROFILE_SETS: TenantRows = TenantRows {
    shape: &Shape {
        name: "subscriberprofilesets",
        entity: "subscriberprofileset",
        collection: verbs::CREATABLE,
        item: verbs::CHANGEABLE_AND_DELETABLE,
        operations: Operations::Basic,
        roles: Roles::all(roles::STAFF),
        rows: Rows::Own,
        generic: false,
    },
    fields: &[("name", Field::Text), ("description", Field::Text)],
    key: "name",
    taken: "Subscriber profile set with this name already exists for this reseller",
    table: |state| &state.profile_sets,
    table_mut: |state| &mut state.profile_sets,
    filters: filters!(profile_sets, "name"),
    cascade: State::forget_profile_set,
};

impl Resource for TenantRows {
    fn shape(&self) -> &'static Shape {
        self.shape
    }

    fn ids<'v>(&self, view: &View<'v>) -> Cow<'v, [u32]> {
        let ids = (self.table)(view.state).visible(view.reseller());
        if view.caller.is_subscriber() {
            return ids.iter().copied().filter(|id| self.sees(view, *id)).collect::<Vec<_>>().into();
        }
        ids.into()
    }

    fn sees(&self, view: &View<'_>, id: u32) -> bool {
        (self.table)(view.state).get(id).is_some_and(|row| {
            // Customers see what is meant for them.
            let exposed = row.members.get("expose_to_customer").and_then(Value::as_bool);
            view.reaches(row.reseller) && (!view.caller.is_subscriber() || exposed == Some(true))
        })
    }

    fn filters(&self) -> &'static [Filter] {
        self.filters
    }

    fn sort_key(&self, view: &View<'_>, column: &str, id: u32) -> Option<SortKey> {
        let row = (self.table)(view.state).get(id)?;
        self.fields.iter().find(|(name, _)| *name == column).map(|_| SortKey::text(row.text(column)))
    }

    fn document(&self, view: &View<'_>, id: u32) -> Document {
        let mut document = Document::new(self.shape.name, id);
        if self.key == "name" {
            document.relate_journal();
        }
        document.set("id", id);
        if let Some(row) = (self.table)(view.state).get(id) {
            for (name, value) in &row.members {
                document.set(name, value.clone());
            }
            if view.is_admin() {
                document.set("reseller_id", row.reseller);
            }
        }
        document
    }

    fn create(&self, call: &mut Call<'_>, body: &Map<String, Value>) -> Result<u32, ApiError> {
        let (reseller, members) = self.checked(call, body, None)?;
        Ok((self.table_mut)(call.state).add(TenantRow { reseller, members }))
    }

    fn update(
        &self,
        call: &mut Call<'_>,
        id: u32,
        body: &Map<String, Value>,
        _change: Change<'_>,
    ) -> Result<(), ApiError> {
        let (_, members) = self.checked(call, body, Some(id))?;
        (self.table_mut)(call.state).edit(id, |row| row.members.extend(members));
        Ok(())
    }

    fn delete(&self, call: &mut Call<'_>, id: u32) -> Result<(), ApiError> {
        roles::writable(call)?;
        (self.table_mut)(call.state).remove(id);
        (self.cascade)(call.state, id);
        Ok(())
    }
}

impl TenantRows {
    /// The reseller and the members of a row; a new one has all members, a changed one those that are sent.
    fn checked(
        &self,
        call: &Call<'_>,
        body: &Map<String, Value>,
        own: Option<u32>,
    ) -> Result<(u32, Map<String, Value>), ApiError> {
        roles::writable(call)?;
        let mut form = Form::new(body);
        let present = own.and_then(|id| (self.table)(call.state).get(id));
        let reseller = form.reseller(call, present.map(|row| row.reseller));
        let mut members = Map::new();
        for (name, field) in self.fields {
            let value = match field {
                Field::Text => {
                    form.require(name);
                    Value::from(form.text_up_to(name, 255))
                }
                Field::OptionalText => form.text_up_to(name, 255).into(),
                Field::Choice(choices) => {
                    form.require(name);
                    form.choice(name, choices).into()
                }
                Field::Flag => form.boolean(name).unwrap_or_default().into(),
                Field::Id => form.id(name).into(),
            };
            if own.is_none() || body.contains_key(*name) {
                members.insert((*name).to_owned(), value);
            }
        }
        form.finish("Internal Server Error")?;
        let reseller = reseller?;
        let table = (self.table)(call.state);
        let wanted = json::text_of(members.get(self.key));
        let namesake = table.visible(Some(reseller)).iter().find(|id| {
            own != Some(**id) && table.get(**id).and_then(|row| row.text(self.key)) == wanted.as_deref()
        });
        if namesake.is_some() {
            return Err(ApiError::unprocessable(self.taken));
        }
        Ok((reseller, members))
    }
}
