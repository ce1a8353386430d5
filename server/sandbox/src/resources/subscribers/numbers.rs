//! The numbers of a subscriber in a request (contract 3.11.2).

use serde_json::{Map, Value};

use crate::error::{ApiError, FieldError, FieldErrors};
use crate::json;
use crate::state::{Number, Subscriber, Subscribers};

/// A number as it is submitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Parts {
    cc: u32,
    ac: String,
    sn: String,
    is_devid: bool,
}

/// The primary number of a body, if there is one.
pub(super) fn primary_shape(body: &Map<String, Value>) -> Result<Option<Parts>, ApiError> {
    match body.get("primary_number") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Object(members)) => parts(members),
        Some(_) => Err(ApiError::unprocessable("Invalid primary_number parameter, must be a hash.")),
    }
}

/// The alias numbers of a body.
pub(super) fn aliases_shape(body: &Map<String, Value>) -> Result<Vec<Parts>, ApiError> {
    let elements = match body.get("alias_numbers") {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(Value::Array(elements)) => elements,
        Some(_) => return Err(ApiError::unprocessable("Invalid alias_number parameter, must be an array.")),
    };
    let mut aliases: Vec<Parts> = Vec::new();
    for element in elements {
        let Value::Object(members) = element else {
            return Err(ApiError::unprocessable(
                "Invalid alias_number parameter, must be an array of the hashes.",
            ));
        };
        // The same number twice in a request is stored once.
        aliases.extend(parts(members)?.filter(|parts| !aliases.contains(parts)));
    }
    Ok(aliases)
}

fn parts(members: &Map<String, Value>) -> Result<Option<Parts>, ApiError> {
    let text = |name: &str| json::text_of(members.get(name)).unwrap_or_default();
    let (cc, ac, sn) = (text("cc"), text("ac"), text("sn"));
    if cc.is_empty() && ac.is_empty() && sn.is_empty() {
        return Ok(None);
    }
    let refuse = |field: &str, input: &str, error: String| {
        let error = FieldError { field: field.to_owned(), input: input.to_owned(), errors: vec![error] };
        Err(ApiError::Validation(FieldErrors(vec![error])))
    };
    let whole = json::text_of(Some(&Value::Object(members.clone()))).unwrap_or_default();
    if sn.is_empty() {
        return refuse("e164", &whole, "Subscriber Number required if Country Code is set".to_owned());
    }
    if cc.is_empty() {
        return refuse("e164", &whole, "Country Code required if Subscriber Number is set".to_owned());
    }
    for (name, value, limit) in [("e164_cc", &cc, 4), ("e164_ac", &ac, 7), ("e164_sn", &sn, 31)] {
        let length = value.chars().count();
        if length > limit {
            return refuse(name, value, format!("value must not exceed {limit} digits but is {length}"));
        }
    }
    match cc.trim_start_matches('+').trim().parse() {
        Ok(0) | Err(_) => refuse("e164", &whole, "Country code must be greater than zero".to_owned()),
        Ok(cc) => Ok(Some(Parts { cc, ac, sn, is_devid: members.get("is_devid").is_some_and(is_set) })),
    }
}

impl Parts {
    /// A number that goes on where another ends.
    pub(super) fn extended(number: &Number, extension: &str) -> Self {
        Self {
            cc: number.cc,
            ac: number.ac.to_string(),
            sn: format!("{}{extension}", number.sn),
            is_devid: false,
        }
    }
}

fn is_set(value: &Value) -> bool {
    json::text_of(Some(value)).is_some_and(|text| crate::query::is_trueish(&text))
}

fn number(rows: &mut Subscribers, parts: Parts, known: Option<&Number>) -> Number {
    let id = known.map_or_else(|| rows.take_number_id(), |known| known.id);
    let Parts { cc, ac, sn, is_devid } = parts;
    Number { id, cc, ac: ac.into(), sn: sn.into(), is_devid }
}

/// A number with an id of its own, for rows that do not come from a request.
pub(crate) fn new_number(rows: &mut Subscribers, cc: u32, ac: &str, sn: &str) -> Number {
    number(rows, Parts { cc, ac: ac.to_owned(), sn: sn.to_owned(), is_devid: false }, None)
}

fn as_number(parts: &Parts) -> Number {
    Number {
        id: 0,
        cc: parts.cc,
        ac: parts.ac.as_str().into(),
        sn: parts.sn.as_str().into(),
        is_devid: false,
    }
}

/// The primary number, if it is free or the subscriber's own.
pub(super) fn claim_primary(
    rows: &mut Subscribers,
    parts: Parts,
    own: Option<&Subscriber>,
) -> Result<Number, ApiError> {
    let wanted = as_number(&parts);
    let present =
        own.and_then(|row| row.primary.as_ref()).filter(|number| number.same_parts(&wanted)).cloned();
    if present.is_none() && rows.owner_of(&wanted.digits()).is_some() {
        return Err(ApiError::unprocessable(format!(
            "Number '{}-{}-{}' already exists.",
            wanted.cc, wanted.ac, wanted.sn
        )));
    }
    Ok(number(rows, Parts { is_devid: false, ..parts }, present.as_ref()))
}

/// The alias numbers, if they are free or the subscriber's own.
pub(super) fn claim_aliases(
    rows: &mut Subscribers,
    aliases: Vec<Parts>,
    primary: Option<&Number>,
    own: Option<(u32, &Subscriber)>,
) -> Result<Vec<Number>, ApiError> {
    let id = own.map(|(id, _)| id);
    let taken: Vec<String> = aliases
        .iter()
        .map(|parts| as_number(parts).digits())
        .filter(|digits| rows.owner_of(digits).is_some_and(|owner| Some(owner) != id))
        .collect();
    match taken.as_slice() {
        [] => {}
        [digits] => return Err(ApiError::unprocessable(format!("Number '{digits}' already exists."))),
        many if many.len() > 10 => {
            return Err(ApiError::unprocessable("more than 10 provided aliases already exist"));
        }
        many => return Err(ApiError::unprocessable(format!("Numbers '{}' already exist.", many.join(",")))),
    }
    let mut seen: Vec<String> = primary.map(Number::digits).into_iter().collect();
    for parts in &aliases {
        let digits = as_number(parts).digits();
        if seen.contains(&digits) {
            return Err(ApiError::Internal);
        }
        seen.push(digits);
    }
    let mut claimed: Vec<Number> = Vec::new();
    for parts in aliases {
        let wanted = as_number(&parts);
        let known = own.and_then(|(_, row)| row.aliases.iter().find(|number| number.same_parts(&wanted)));
        claimed.push(number(rows, parts, known));
    }
    claimed.sort_by_key(|number| number.id);
    Ok(claimed)
}

/// The ids of numbers, to see whether a list has changed.
pub(super) fn release_order(numbers: &[Number]) -> Vec<u32> {
    numbers.iter().map(|number| number.id).collect()
}
