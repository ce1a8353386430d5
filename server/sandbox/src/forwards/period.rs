//! The periods of time sets (contract 3.17 and 10.5).

use serde_json::{Map, Value};

use crate::error::{ApiError, FieldError, FieldErrors};
use crate::json;
use crate::state::forwards::Period;

/// The bounds of each part, in the order of `Period::PARTS`.
const BOUNDS: [(u32, u32); 6] = [(1990, 3000), (1, 12), (1, 31), (1, 7), (0, 23), (0, 59)];

/// A period without any check, as the simple view of forwards stores it.
pub(crate) fn loose(members: &Map<String, Value>) -> Period {
    Period(Period::PARTS.map(|part| json::text_of(members.get(part)).map(Into::into)))
}

/// A period whose parts are checked, as the time sets do it.
pub(crate) fn strict(members: &Map<String, Value>, index: usize) -> Result<Period, ApiError> {
    let period = loose(members);
    for (place, part) in Period::PARTS.into_iter().enumerate() {
        let Some(text) = period.0[place].as_deref().filter(|text| !text.trim().is_empty()) else { continue };
        // What is neither a number nor a range breaks the platform's own check.
        let (first, second) =
            range(text).ok_or(ApiError::Failed("Failed to create cftimeset.".to_owned()))?;
        let (low, high) = BOUNDS[place];
        let mistake = if second.unwrap_or(first) > high || first > high {
            Some("Second value too big")
        } else if first < low || second.is_some_and(|second| second < low) {
            Some("First value too small")
        } else if part == "year" && second.is_some_and(|second| second < first) {
            Some("Second value smaller than first")
        } else {
            None
        };
        if let Some(mistake) = mistake {
            let error = FieldError {
                field: format!("{index}_{part}"),
                input: text.to_owned(),
                errors: vec![mistake.to_owned()],
            };
            return Err(ApiError::Validation(FieldErrors(vec![error])));
        }
    }
    Ok(period)
}

fn range(text: &str) -> Option<(u32, Option<u32>)> {
    let number = |text: &str| text.trim().parse::<u32>().ok();
    match text.split_once('-') {
        Some((first, second)) => Some((number(first)?, Some(number(second)?))),
        None => Some((number(text)?, None)),
    }
}

/// A period as it is shown: all six parts, texts or null.
pub(crate) fn shown(period: &Period) -> Value {
    let parts = Period::PARTS.into_iter().zip(&period.0);
    Value::Object(parts.map(|(part, text)| (part.to_owned(), Value::from(text.as_deref()))).collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn checked(value: &Value) -> Result<Period, ApiError> {
        strict(value.as_object().unwrap(), 0)
    }

    #[test]
    fn ranges_may_wrap_except_years() {
        for good in [
            json!({ "hour": "22-6" }),
            json!({ "month": "12-1" }),
            json!({ "wday": "6-2" }),
            json!({ "hour": "8 - 16" }),
            json!({ "hour": 8 }),
            json!({ "minute": "50-10" }),
            json!({}),
        ] {
            assert!(checked(&good).is_ok(), "{good}");
        }
        let refused = checked(&json!({ "year": "2030-2020" })).unwrap_err();
        assert!(refused.to_string().contains("Second value smaller than first"));
    }

    #[test]
    fn parts_out_of_bounds_are_refused() {
        for bad in [
            json!({ "hour": "25" }),
            json!({ "month": "13" }),
            json!({ "wday": "0" }),
            json!({ "mday": "32" }),
        ] {
            assert!(matches!(checked(&bad), Err(ApiError::Validation(_))), "{bad}");
        }
        let refused = checked(&json!({ "hour": "25-99" })).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "Validation failed. field='0_hour', input='25-99', errors='Second value too big'"
        );
    }

    #[test]
    fn what_is_no_range_is_a_failure() {
        for bad in [
            json!({ "hour": "1,2" }),
            json!({ "hour": "*" }),
            json!({ "hour": "8:30" }),
            json!({ "hour": "-1" }),
        ] {
            assert!(matches!(checked(&bad), Err(ApiError::Failed(_))), "{bad}");
        }
    }

    #[test]
    fn all_six_parts_are_shown_as_texts() {
        let period = checked(&json!({ "hour": 8, "minute": "" })).unwrap();
        assert_eq!(
            shown(&period),
            json!({ "year": null, "month": null, "mday": null, "wday": null, "hour": "8", "minute": "" })
        );
    }
}
