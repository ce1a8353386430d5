//! What is in a set, in a request and in an answer.

use serde_json::{Map, Value, json};

use crate::error::ApiError;
use crate::forwards::{self, Addressee, stored};
use crate::json;
use crate::resources::soundhandles::is_announcement;
use crate::state::forwards::{Destination, Elements, SetKind};

/// The elements of a body; `present` is what an update may keep.
pub(crate) fn elements(
    kind: SetKind,
    body: &Map<String, Value>,
    addressee: &Addressee,
    present: Option<&Elements>,
) -> Result<Elements, ApiError> {
    match kind {
        SetKind::Destination => {
            let list = objects(body, "destinations")?;
            let destinations = list.into_iter().map(|members| destination(members, addressee));
            Ok(Elements::Destinations(destinations.collect::<Result<_, _>>()?))
        }
        SetKind::Time => {
            let list = objects(body, "times")?;
            let periods =
                list.into_iter().enumerate().map(|(index, members)| forwards::strict(members, index));
            Ok(Elements::Periods(periods.collect::<Result<_, _>>()?))
        }
        SetKind::Source => patterns(body, "sources", "source", present),
        SetKind::Bnumber => patterns(body, "bnumbers", "bnumber", present),
    }
}

fn objects<'a>(body: &'a Map<String, Value>, name: &str) -> Result<Vec<&'a Map<String, Value>>, ApiError> {
    match body.get(name) {
        None => Ok(Vec::new()),
        Some(Value::Array(list)) => list
            .iter()
            .map(|element| match element {
                Value::Object(members) => Ok(members),
                // The platform's own check of periods breaks on them.
                _ if name == "times" => Err(ApiError::Failed("Failed to create cftimeset.".to_owned())),
                _ => Err(ApiError::unprocessable(format!(
                    "Invalid element in array '{name}'. Must be an object."
                ))),
            })
            .collect(),
        Some(_) => Err(ApiError::unprocessable(format!("Invalid field '{name}'. Must be an array."))),
    }
}

fn destination(members: &Map<String, Value>, addressee: &Addressee) -> Result<Destination, ApiError> {
    let failed = || ApiError::Failed("Failed to create cfdestinationset.".to_owned());
    let target =
        json::text_of(members.get("destination")).filter(|text| !text.is_empty()).ok_or_else(failed)?;
    let number = |name: &str| -> Result<Option<i64>, ApiError> {
        let Some(value) = members.get(name) else { return Ok(None) };
        match json::integer_of(value).filter(|number| name == "priority" || *number >= 0) {
            Some(number) => Ok(Some(number)),
            None => Err(ApiError::unprocessable(format!("Invalid {name} for the destination '{target}'"))),
        }
    };
    let timeout = number("timeout")?.unwrap_or(300);
    let priority = number("priority")?;
    let announcement = announcement(members, &target, "")?;
    Ok(Destination { uri: stored(&target, addressee, None), timeout, priority, announcement })
}

/// The announcement of a destination: one place to play it may have one, as keyword or as stored.
pub(crate) fn announcement(
    members: &Map<String, Value>,
    target: &str,
    place: &str,
) -> Result<Option<u32>, ApiError> {
    let Some(wanted) = members.get("announcement_id").filter(|id| !id.is_null()) else { return Ok(None) };
    if !matches!(target, "customhours" | "sip:custom-hours@app.local") {
        return Err(ApiError::unprocessable(format!(
            "Invalid parameter 'announcement_id' for the destination '{target}'{place}"
        )));
    }
    let known =
        json::integer_of(wanted).and_then(|id| u32::try_from(id).ok()).filter(|id| is_announcement(*id));
    known.map(Some).ok_or_else(|| ApiError::unprocessable(format!("Unknown announcement_id{place}")))
}

fn patterns(
    body: &Map<String, Value>,
    list: &str,
    member: &str,
    present: Option<&Elements>,
) -> Result<Elements, ApiError> {
    let patterns = objects(body, list)?
        .into_iter()
        .map(|members| json::text_of(members.get(member)).unwrap_or_default());
    let kept = matches!(present, Some(Elements::Patterns { is_regex: true, .. }));
    let is_regex = body.get("is_regex").and_then(|value| json::text_of(Some(value)));
    Ok(Elements::Patterns {
        whitelist: body.get("mode").and_then(Value::as_str) != Some("blacklist"),
        is_regex: is_regex.map_or(kept, |text| crate::query::is_trueish(&text)),
        patterns: patterns.collect(),
    })
}

/// A destination with its stored address and, where it is no keyword, the short form.
pub(crate) fn destination_shown(destination: &Destination, addressee: &Addressee) -> Value {
    let mut shown = json!({
        "destination": destination.uri,
        "timeout": destination.timeout,
        "priority": destination.priority,
        "announcement_id": destination.announcement,
    });
    if let Some(simple) = addressee.simple(&destination.uri) {
        shown["simple_destination"] = simple.into();
    }
    shown
}

/// Patterns as objects of one member.
pub(crate) fn patterns_shown(patterns: &[String], member: &str) -> Value {
    patterns.iter().map(|pattern| json!({ member: pattern })).collect()
}
