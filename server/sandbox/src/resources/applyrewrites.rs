//! `applyrewrites`: numbers as a subscriber's rewrite rules make them (contract 3.33). The sandbox has no rules, so that they come
//! back as they were.

use serde_json::{Map, Value, json};

use super::{View, roles};
use crate::error::ApiError;
use crate::form::Form;
use crate::json;

const DIRECTIONS: [&str; 6] =
    ["caller_in", "callee_in", "caller_out", "callee_out", "caller_lnp", "callee_lnp"];

/// The answer to a request.
pub(crate) fn rewritten(view: &View<'_>, body: &Map<String, Value>) -> Result<Value, ApiError> {
    if !roles::OWNERS_AND_SUBSCRIBERS.contains(&view.caller.role) {
        return Err(ApiError::InvalidUser);
    }
    let mut form = Form::new(body);
    form.require("subscriber_id");
    let subscriber = form.id("subscriber_id").and_then(|id| u32::try_from(id).ok());
    form.require("direction");
    form.choice("direction", &DIRECTIONS);
    let numbers: Vec<String> = match body.get("numbers") {
        Some(Value::Array(numbers)) => numbers.iter().filter_map(|one| json::text_of(Some(one))).collect(),
        single => json::text_of(single).into_iter().collect(),
    };
    if numbers.is_empty() {
        form.fail("numbers", "User or number to rewrite field is required");
    }
    form.finish("Internal Server Error")?;
    if !subscriber.is_some_and(|id| view.sees_subscriber(id)) {
        return Err(ApiError::NotFound("Calling subscriber not found."));
    }
    // One number comes back bare, also where it was sent in a list.
    let result = if let [only] = numbers.as_slice() { json!(only) } else { json!(numbers) };
    Ok(json!({ "result": result }))
}
