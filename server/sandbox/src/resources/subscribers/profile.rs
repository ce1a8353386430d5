//! The profile that a request gives a subscriber (contract 3.11.1).

use serde_json::{Map, Value};

use crate::error::ApiError;
use crate::json;
use crate::resources::Call;
use crate::state::State;

/// The named profile, or the default one of the named set.
pub(super) fn of(call: &Call<'_>, reseller: u32, body: &Map<String, Value>) -> Result<Option<u32>, ApiError> {
    let named = |name: &str| body.get(name).filter(|value| !value.is_null() && value.as_str() != Some(""));
    let Some(set) = named("profile_set_id") else {
        return match named("profile_id") {
            Some(_) => Err(ApiError::unprocessable("Empty profile_set_id parameter")),
            None => Ok(None),
        };
    };
    let set = json::id_of(set)
        .filter(|id| call.state.profile_sets.get(*id).is_some_and(|row| row.reseller == reseller))
        .ok_or_else(|| ApiError::unprocessable("Invalid profile_set_id parameter"))?;
    let profile = named("profile_id")
        .and_then(json::id_of)
        .filter(|id| call.state.set_of_profile(*id) == Some(set))
        // A profile that the set does not have is silently replaced by the default one.
        .or_else(|| call.state.default_profile(set));
    profile.map(Some).ok_or_else(|| {
        ApiError::unprocessable("Can not determine allowed profile for subscribers profile_set")
    })
}

/// Changes a subscriber's profile: what the new one does not hold is taken away.
pub(super) fn give(state: &mut State, id: u32, profile: Option<u32>) {
    let before = state.subscribers.get(id).and_then(|row| row.profile);
    if before == profile {
        return;
    }
    state.subscribers.edit(id, |row| row.profile = profile);
    let attributes = |profile: Option<u32>| {
        profile.and_then(|id| state.subscriber_profiles.get(id)).map(|row| row.attributes.clone())
    };
    if let (Some(before), Some(after)) = (attributes(before), attributes(profile)) {
        let lost: Vec<String> = before.into_iter().filter(|name| !after.contains(name)).collect();
        state.withdraw_from(id, &lost);
    }
}
