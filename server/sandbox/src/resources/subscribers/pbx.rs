//! The rules of subscribers of a PBX customer: one pilot, and seats with extensions (contract 3.11.1).

use serde_json::{Map, Value, json};

use super::numbers::Parts;
use crate::error::ApiError;
use crate::form::Form;
use crate::hal::Document;
use crate::json;
use crate::options::Role;
use crate::preferences::{Preferences, Scalar};
use crate::resources::Call;
use crate::state::{CustomerKind, Seat, State, Subscriber};

/// The pilot of a customer.
pub(super) fn pilot(state: &State, customer: u32) -> Option<(u32, &Subscriber)> {
    let lines = state.subscribers.of_customer(customer).iter();
    lines
        .filter_map(|id| Some((*id, state.subscribers.living(*id)?)))
        .find(|(_, row)| row.seat.as_ref().is_some_and(|seat| seat.is_pilot))
}

pub(super) fn is_pbx(state: &State, customer: u32) -> bool {
    state.customers.get(customer).is_some_and(|row| row.kind == CustomerKind::Pbx)
}

/// The place that a request gives a subscriber in its PBX; nothing for customers without one.
pub(super) fn seat(
    state: &State,
    customer: u32,
    body: &Map<String, Value>,
    own: Option<u32>,
) -> Result<Option<Seat>, ApiError> {
    if !is_pbx(state, customer) {
        return Ok(None);
    }
    let refuse = |text: &str| Err(ApiError::unprocessable(text));
    let mut form = Form::new(body);
    let is_pilot = form.boolean("is_pbx_pilot").unwrap_or_default();
    let is_group = form.boolean("is_pbx_group").unwrap_or_default();
    let extension = form.text("pbx_extension").filter(|text| !text.is_empty());
    form.finish("Failed to create subscriber")?;
    let pilot = pilot(state, customer).map(|(id, _)| id);
    match (pilot, is_pilot) {
        (None, false) => {
            return refuse("Customer has no pbx pilot subscriber yet and is_pbx_pilot is not set.");
        }
        (Some(id), true) if own != Some(id) => return refuse("Customer already has a pbx pilot subscriber."),
        (Some(id), false) if own == Some(id) => {
            return refuse("Cannot revoke is_pbx_pilot status from a subscriber.");
        }
        (Some(_), false) if extension.is_none() => {
            return refuse("A pbx_extension is required if customer is PBX and pilot subscriber exists.");
        }
        _ => {}
    }
    let has_extension = |id: &u32| {
        let row = state.subscribers.living(*id);
        own != Some(*id)
            && extension.is_some()
            && row.and_then(|row| row.seat.as_ref()).is_some_and(|seat| seat.extension == extension)
    };
    if state.subscribers.of_customer(customer).iter().any(has_extension) {
        return refuse("The pbx_extension already exists for this customer.");
    }
    Ok(Some(Seat { is_pilot, is_group, extension, groups: groups(state, customer, body)? }))
}

fn groups(state: &State, customer: u32, body: &Map<String, Value>) -> Result<Vec<u32>, ApiError> {
    let Some(Value::Array(ids)) = body.get("pbx_group_ids") else { return Ok(Vec::new()) };
    let lines = state.subscribers.of_customer(customer);
    ids.iter()
        .map(|id| {
            json::id_of(id).filter(|id| lines.contains(id)).ok_or_else(|| {
                let id = json::text_of(Some(id)).unwrap_or_default();
                ApiError::unprocessable(format!(
                    "Invalid id '{id}' in pbx_group_ids, does not exist for this customer."
                ))
            })
        })
        .collect()
}

/// A seat's number is the pilot's with the extension, whatever was sent.
pub(super) fn number(state: &State, customer: u32, seat: Option<&Seat>) -> Option<Parts> {
    let extension = seat.filter(|seat| !seat.is_pilot)?.extension.as_deref()?;
    let (_, pilot) = pilot(state, customer)?;
    pilot.primary.as_ref().map(|number| Parts::extended(number, extension))
}

/// The name is kept as a preference, and is not cleared.
pub(super) fn name(preferences: &mut Preferences, seat: Option<&Seat>, body: &Map<String, Value>) {
    let name = json::text_of(body.get("display_name")).filter(|name| !name.is_empty());
    if let (Some(_), Some(name)) = (seat, name) {
        preferences.set_one("display_name", Scalar::Text(name.into()));
    }
}

/// The members that only subscribers of a PBX customer have.
pub(super) fn show(document: &mut Document, row: &Subscriber) {
    let Some(seat) = &row.seat else { return };
    document.set("display_name", row.preferences.text("display_name"));
    document.set("is_pbx_pilot", seat.is_pilot);
    document.set("is_pbx_group", seat.is_group);
    document.set("pbx_extension", seat.extension.as_deref());
    document.set("pbx_group_ids", json!(seat.groups));
}

/// Ends a subscriber: a pilot goes last, and a seat's alias numbers go back to it (contract 3.11.8).
pub(super) fn terminate(call: &mut Call<'_>, id: u32) -> Result<(), ApiError> {
    let Some(row) = call.state.subscribers.get(id).cloned() else { return Err(ApiError::Internal) };
    let is_pilot = row.seat.as_ref().is_some_and(|seat| seat.is_pilot);
    if is_pilot && call.state.subscribers.of_customer(row.customer).len() > 1 {
        return Err(ApiError::Forbidden("Cannot terminate pilot subscriber when other subscribers exists"));
    }
    if call.caller.role == Role::SubscriberAdmin {
        if is_pilot {
            return Err(ApiError::Forbidden("Cannot terminate pilot subscriber"));
        }
        if id == call.caller.id {
            return Err(ApiError::Forbidden("Cannot terminate own subscriber"));
        }
    }
    let pilot = pilot(call.state, row.customer).map(|(id, _)| id).filter(|_| row.seat.is_some());
    call.state.terminate_subscriber(id);
    if let Some(pilot) = pilot.filter(|pilot| *pilot != id) {
        call.state.subscribers.edit(pilot, |pilot| {
            pilot.aliases.extend(row.aliases);
            pilot.aliases.sort_by_key(|number| number.id);
        });
    }
    Ok(())
}
