//! `subscriberpreferences` (contract 3.15).

use serde_json::{Map, Value};

use super::preference_values::Wanted;
use super::{Call, Change, Resource, Roles, Rows, Shape, SortKey, View, roles, verbs};
use crate::error::ApiError;
use crate::filter::{Filter, Kind as Match};
use crate::hal::Document;
use crate::patch::Operations;
use crate::preferences::definitions;

pub(crate) struct SubscriberPreferences;

impl Resource for SubscriberPreferences {
    fn shape(&self) -> &'static Shape {
        const {
            &Shape {
                name: "subscriberpreferences",
                entity: "subscriberpreferences",
                collection: verbs::READABLE,
                item: verbs::CHANGEABLE,
                operations: Operations::All,
                roles: Roles::all(roles::EVERYBODY),
                rows: Rows::Subscribers,
                generic: false,
            }
        }
    }

    fn filters(&self) -> &'static [Filter] {
        &[
            Filter {
                name: "reseller_id",
                kind: Match::Id,
                holds: |view, id, test| test.id(view.state.reseller_of_subscriber(id)),
            },
            Filter {
                name: "contact_id",
                kind: Match::Id,
                holds: |view, id, test| {
                    let customer =
                        view.state.subscribers.get(id).and_then(|row| view.state.customers.get(row.customer));
                    test.id(customer.map(|customer| customer.contact))
                },
            },
        ]
    }

    fn sort_key(&self, view: &View<'_>, column: &str, id: u32) -> Option<SortKey> {
        let row = view.state.subscribers.get(id)?;
        (column == "username").then(|| SortKey::text(Some(&row.username)))
    }

    fn document(&self, view: &View<'_>, id: u32) -> Document {
        let mut document = Document::new("subscriberpreferences", id);
        document.relate("subscribers", format!("/api/subscribers/{id}"));
        document.relate_journal();
        if let Some(row) = view.state.subscribers.get(id) {
            let is_shown = |name: &str| !view.caller.is_subscriber() || view.state.profile_allows(id, name);
            let preferences = row.preferences.iter().filter(|(definition, _)| {
                definition.is_shown_to(view.caller.role) && is_shown(definition.name)
            });
            for (definition, values) in preferences {
                document.set(definition.name, values.shown());
            }
            if let Some(lock) = row.lock.filter(|_| !view.caller.is_subscriber()) {
                document.set("lock", lock.to_string());
            }
        }
        document.set("id", id);
        document.set("subscriber_id", id);
        document
    }

    fn update(
        &self,
        call: &mut Call<'_>,
        id: u32,
        body: &Map<String, Value>,
        change: Change<'_>,
    ) -> Result<(), ApiError> {
        if call.caller.is_subscriber()
            && let Some(name) = body
                .keys()
                .find(|name| definitions::find(name).is_some() && !call.state.profile_allows(id, name))
        {
            return Err(ApiError::missing_pointer(&format!("/{name}")));
        }
        let reseller = call.state.reseller_of_subscriber(id).unwrap_or_default();
        let wanted = Wanted::parse(call.state, reseller, body, change)?;
        call.state.subscribers.edit(id, |row| {
            if wanted.removes("lock") {
                row.lock = None;
            }
            row.lock = wanted.lock.clone().or(row.lock);
            wanted.write(&mut row.preferences);
        });
        Ok(())
    }
}
