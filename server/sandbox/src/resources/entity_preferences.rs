//! `customerpreferences` and `domainpreferences` (contract 3.9 and 3.10).

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::preference_values::Wanted;
use super::{Call, Change, Resource, Roles, Rows, Shape, View, roles, verbs};
use crate::error::ApiError;
use crate::hal::Document;
use crate::patch::Operations;
use crate::preferences::Preferences;
use crate::state::State;

/// The preferences of one kind of things.
pub(super) struct EntityPreferences {
    shape: &'static Shape,
    /// The member that names the thing, and the resource that it is in.
    member: &'static str,
    resource: &'static str,
    rows: fn(&State) -> &HashMap<u32, Preferences>,
    rows_mut: fn(&mut State) -> &mut HashMap<u32, Preferences>,
    reseller: fn(&State, u32) -> Option<u32>,
}

const fn shape(name: &'static str, entity: &'static str, roles: Roles, rows: Rows) -> Shape {
    Shape {
        name,
        entity,
        collection: verbs::READABLE,
        item: verbs::CHANGEABLE,
        operations: Operations::All,
        roles,
        rows,
        generic: false,
    }
}

pub(super) static CUSTOMER_PREFERENCES: EntityPreferences = EntityPreferences {
    shape: &shape(
        "customerpreferences",
        "customerpreferences",
        Roles::all(roles::STAFF_AND_CUSTOMERS),
        Rows::Customers,
    ),
    member: "customer_id",
    resource: "customers",
    rows: |state| &state.customer_preferences,
    rows_mut: |state| &mut state.customer_preferences,
    reseller: |state, id| state.customers.get(id).map(|row| row.reseller),
};

pub(super) static DOMAIN_PREFERENCES: EntityPreferences = EntityPreferences {
    shape: &shape("domainpreferences", "domainpreferences", Roles::all(roles::OWNERS), Rows::Domains),
    member: "domain_id",
    resource: "domains",
    rows: |state| &state.domain_preferences,
    rows_mut: |state| &mut state.domain_preferences,
    reseller: |state, id| state.domains.get(id).map(|row| row.reseller),
};

impl Resource for EntityPreferences {
    fn shape(&self) -> &'static Shape {
        self.shape
    }

    fn document(&self, view: &View<'_>, id: u32) -> Document {
        let mut document = Document::new(self.shape.name, id);
        document.relate(self.resource, format!("/api/{}/{id}", self.resource));
        document.relate_journal();
        if let Some(preferences) = (self.rows)(view.state).get(&id) {
            let role = view.caller.role;
            for (definition, values) in preferences.iter().filter(|(known, _)| known.is_shown_to(role)) {
                document.set(definition.name, values.shown());
            }
        }
        document.set("id", id);
        document.set(self.member, id);
        document
    }

    fn update(
        &self,
        call: &mut Call<'_>,
        id: u32,
        body: &Map<String, Value>,
        change: Change<'_>,
    ) -> Result<(), ApiError> {
        let reseller = (self.reseller)(call.state, id).unwrap_or_default();
        let wanted = Wanted::parse(call.state, reseller, body, change)?;
        wanted.write((self.rows_mut)(call.state).entry(id).or_default());
        Ok(())
    }
}
