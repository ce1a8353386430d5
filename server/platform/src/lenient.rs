//! Reading JSON as the platform writes it: numbers as strings, 0 and 1 for booleans, unknown values (contract 2.7).

use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::Value;

/// A whole number, or a string that holds one.
pub(crate) fn number<'de, D: Deserializer<'de>, T: DeserializeOwned>(deserializer: D) -> Result<T, D::Error> {
    let value = as_number(Value::deserialize(deserializer)?);
    serde_json::from_value(value).map_err(|_| serde::de::Error::custom("not a number"))
}

/// A whole number, a string that holds one, or nothing. What is neither counts as nothing.
pub(crate) fn optional_number<'de, D: Deserializer<'de>, T: DeserializeOwned>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    let value = as_number(Value::deserialize(deserializer)?);
    Ok(serde_json::from_value(value).ok())
}

/// A text; a number becomes its digits, nothing becomes empty.
pub(crate) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::String(text) => text,
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    })
}

/// A truth value, or 0 or 1; nothing is false.
pub(crate) fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::Bool(flag) => flag,
        Value::Number(number) => number.as_i64() != Some(0),
        Value::String(text) => !matches!(text.as_str(), "" | "0" | "false"),
        _ => false,
    })
}

/// One of the known values, or none.
pub(crate) fn known<'de, D: Deserializer<'de>, T: DeserializeOwned>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    Ok(serde_json::from_value(Value::deserialize(deserializer)?).ok())
}

fn as_number(value: Value) -> Value {
    match value {
        Value::String(text) => text.trim().parse::<i64>().map_or(Value::Null, Value::from),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Row {
        #[serde(deserialize_with = "number")]
        id: u64,
        #[serde(default, deserialize_with = "optional_number")]
        limit: Option<u32>,
        #[serde(default, deserialize_with = "text")]
        ac: String,
        #[serde(default, deserialize_with = "flag")]
        own: bool,
    }

    #[test]
    fn both_ways_of_writing_are_read() {
        let read = |value| serde_json::from_value::<Row>(value).unwrap();
        let row = Row { id: 7, limit: Some(3), ac: "1".into(), own: true };
        assert_eq!(read(json!({"id": 7, "limit": 3, "ac": 1, "own": true})), row);
        assert_eq!(read(json!({"id": "7", "limit": "3", "ac": "1", "own": 1, "new": []})), row);
        assert_eq!(
            read(json!({"id": 7, "limit": null, "ac": null})),
            Row { id: 7, limit: None, ac: String::new(), own: false }
        );
        assert!(serde_json::from_value::<Row>(json!({"id": null})).is_err());
    }
}
