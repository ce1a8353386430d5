//! `speeddials` (contract 3.27).

use serde_json::{Map, Value, json};

use super::{Call, Change, Resource, Roles, Rows, Shape, View, roles, verbs};
use crate::error::ApiError;
use crate::filter::{Filter, Kind};
use crate::forwards;
use crate::hal::Document;
use crate::json;
use crate::patch::Operations;
use crate::state::SpeedDial;

pub(crate) struct SpeedDials;

impl Resource for SpeedDials {
    fn shape(&self) -> &'static Shape {
        const {
            &Shape {
                name: "speeddials",
                entity: "speeddials",
                collection: verbs::READABLE,
                item: verbs::CHANGEABLE,
                operations: Operations::All,
                roles: Roles::all(roles::EVERYBODY),
                rows: Rows::Subscribers,
                generic: true,
            }
        }
    }

    fn filters(&self) -> &'static [Filter] {
        &[Filter {
            name: "nonempty",
            kind: Kind::Flag,
            // Only those who have some can be asked for.
            holds: |view, id, test| !test.flag(true) || !view.state.extras.speed_dials(id).is_empty(),
        }]
    }

    fn document(&self, view: &View<'_>, id: u32) -> Document {
        let mut document = Document::new("speeddials", id);
        document.relate("speeddials", format!("/api/speeddials/{id}"));
        document.relate("subscribers", format!("/api/subscribers/{id}"));
        document.relate_journal();
        let dials = view.state.extras.speed_dials(id).iter();
        let shown = dials.map(|dial| json!({ "slot": dial.slot, "destination": dial.destination }));
        document.set("speeddials", shown.collect::<Vec<_>>());
        document
    }

    fn update(
        &self,
        call: &mut Call<'_>,
        id: u32,
        body: &Map<String, Value>,
        _change: Change<'_>,
    ) -> Result<(), ApiError> {
        // Whoever asks: the profile of the subscriber decides.
        if !call.state.profile_allows(id, "speed_dial") {
            return Err(ApiError::Forbidden("This user is not allowed to modify speeddials."));
        }
        let Some(Value::Array(elements)) = body.get("speeddials") else {
            return Err(ApiError::unprocessable("Invalid field 'speeddials'. Must be an array."));
        };
        let domain = call.state.domain_of_subscriber(id);
        let mut dials: Vec<SpeedDial> = Vec::new();
        for element in elements {
            let dial = dial(element, domain)?;
            if dials.iter().any(|known| known.slot == dial.slot) {
                return Err(ApiError::unprocessable(format!("Slot '{}' must be unique.", dial.slot)));
            }
            dials.push(dial);
        }
        call.state.extras.set_speed_dials(id, dials);
        Ok(())
    }
}

fn dial(element: &Value, domain: &str) -> Result<SpeedDial, ApiError> {
    let Value::Object(members) = element else {
        return Err(ApiError::unprocessable("Invalid element in array 'speeddials'. Must be an object."));
    };
    let text = |name: &str| json::text_of(members.get(name)).filter(|text| !text.is_empty());
    let slot = text("slot").ok_or_else(|| ApiError::unprocessable("Slot invalid."))?;
    if !matches!(slot.as_bytes(), [b'*', digit] if digit.is_ascii_digit()) {
        return Err(ApiError::unprocessable("Slot invalid."));
    }
    // What is called the platform does not check.
    let destination = text("destination")
        .ok_or_else(|| ApiError::unprocessable(format!("Destination for slot '{slot}' is required.")))?;
    Ok(SpeedDial { slot, destination: forwards::address(&destination, domain) })
}
