//! Which billing profile holds for a customer when (contract 3.7).

use serde_json::{Map, Value};

use crate::error::ApiError;
use crate::json;
use crate::moment;
use crate::resources::Call;
use crate::state::ProfileInterval;

/// The intervals after a write; `customer` is none for a new one.
pub(super) fn intervals(
    call: &Call<'_>,
    body: &Map<String, Value>,
    reseller: u32,
    customer: Option<u32>,
) -> Result<Vec<ProfileInterval>, ApiError> {
    let present = customer.and_then(|id| call.state.customers.get(id)).map(|row| row.profiles.clone());
    if body.get("billing_profile_definition").and_then(Value::as_str) == Some("profiles") {
        return listed(call, body, reseller, present);
    }
    let Some(value) = body.get("billing_profile_id").filter(|value| !value.is_null()) else {
        return Err(ApiError::unprocessable("Invalid 'billing_profile_id', not defined."));
    };
    let profile = profile(call, value, reseller, "billing_profile_id")?;
    let Some(mut intervals) = present else {
        return Ok(vec![ProfileInterval { profile, start: None, stop: None }]);
    };
    let holds = intervals
        .iter()
        .rev()
        .find(|interval| interval.start.is_none_or(|start| start <= call.now))
        .map(|interval| interval.profile);
    if holds != Some(profile) {
        let place =
            intervals.iter().take_while(|known| known.start.is_none_or(|start| start <= call.now)).count();
        intervals.insert(place, ProfileInterval { profile, start: Some(call.now), stop: None });
    }
    Ok(intervals)
}

fn listed(
    call: &Call<'_>,
    body: &Map<String, Value>,
    reseller: u32,
    present: Option<Vec<ProfileInterval>>,
) -> Result<Vec<ProfileInterval>, ApiError> {
    let is_new = present.is_none();
    let mut intervals = present.unwrap_or_default();
    intervals.retain(|interval| interval.start.is_none_or(|start| start <= call.now));
    let listed = body.get("billing_profiles").and_then(Value::as_array).cloned().unwrap_or_default();
    for element in listed {
        let profile =
            profile(call, element.get("profile_id").unwrap_or(&Value::Null), reseller, "billing_profiles")?;
        let text = |name: &str| json::text_of(element.get(name));
        let (start, stop) = (text("start"), text("stop"));
        match start {
            None if is_new && intervals.is_empty() => {}
            None => return Err(ApiError::unprocessable("An interval without 'start' is not allowed.")),
            Some(text) if moment::parse(&text).is_none_or(|start| start <= call.now) => {
                return Err(ApiError::unprocessable(format!("'start' timestamp ({text}) is not in future.")));
            }
            Some(_) => {}
        }
        let time = |text: Option<String>| text.and_then(|text| moment::parse(&text));
        let interval = ProfileInterval { profile, start: time(text("start")), stop: time(stop) };
        intervals.push(interval);
    }
    if intervals.iter().all(|interval| interval.start.is_some()) {
        return Err(ApiError::unprocessable(
            "An initial interval without 'start' and 'stop' timestamps and no billing network is required.",
        ));
    }
    intervals.sort_by_key(|interval| interval.start);
    Ok(intervals)
}

/// A profile of the contact's reseller.
fn profile(call: &Call<'_>, value: &Value, reseller: u32, field: &str) -> Result<u32, ApiError> {
    let text = json::text_of(Some(value)).unwrap_or_default();
    let id = json::integer_of(value).and_then(|id| u32::try_from(id).ok());
    let Some((id, row)) = id.and_then(|id| Some((id, call.state.profiles.get(id)?))) else {
        return Err(ApiError::unprocessable(format!("Invalid '{field}' ({text}).")));
    };
    if row.reseller != reseller {
        return Err(ApiError::unprocessable(format!(
            "The reseller of the contact doesn't match the reseller of the billing profile ({}).",
            row.name
        )));
    }
    Ok(id)
}
