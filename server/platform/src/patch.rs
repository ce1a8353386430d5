//! Operations of a PATCH document (contract 1.9).

use serde::{Serialize, Serializer};
use serde_json::Value;

/// One operation. Which ones a resource takes, differs; the platform refuses the others.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "op", rename_all = "lowercase")]
pub(crate) enum Operation {
    /// Sets a member, present or not.
    Add { path: Pointer, value: Value },
    /// Sets a member that is present, null included.
    Replace { path: Pointer, value: Value },
    /// Takes a member away.
    Remove { path: Pointer },
}

impl Operation {
    pub(crate) fn add(member: &str, value: impl Into<Value>) -> Self {
        Self::Add { path: Pointer(member.to_owned()), value: value.into() }
    }

    pub(crate) fn replace(member: &str, value: impl Into<Value>) -> Self {
        Self::Replace { path: Pointer(member.to_owned()), value: value.into() }
    }

    pub(crate) fn remove(member: &str) -> Self {
        Self::Remove { path: Pointer(member.to_owned()) }
    }

    /// Whether it may be carried out twice: what was taken away cannot be taken away again.
    pub(crate) const fn is_repeatable(&self) -> bool {
        !matches!(self, Self::Remove { .. })
    }

    /// Whether an item is as this would have it.
    pub(crate) fn holds_in(&self, item: &Value) -> bool {
        match self {
            Self::Add { path, value } | Self::Replace { path, value } => same(value, &item[&path.0]),
            Self::Remove { path } => item[&path.0].is_null(),
        }
    }
}

/// Whether a value was stored: numbers may be texts, and an object may have got more members (contract 2.7).
fn same(sent: &Value, held: &Value) -> bool {
    match (sent, held) {
        (Value::Object(sent), _) => sent.iter().all(|(name, value)| same(value, &held[name])),
        (Value::Array(sent), Value::Array(held)) => {
            sent.len() == held.len() && sent.iter().zip(held).all(|(sent, held)| same(sent, held))
        }
        (Value::Number(number), Value::String(text)) | (Value::String(text), Value::Number(number)) => {
            *text == number.to_string()
        }
        _ => sent == held,
    }
}

/// A JSON pointer to a member of the top level; escaped when written.
#[derive(Clone, Debug)]
pub(crate) struct Pointer(String);

impl Serialize for Pointer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("/{}", self.0.replace('~', "~0").replace('/', "~1")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn documents_have_the_standard_shape() {
        let document =
            [Operation::add("a/b", true), Operation::replace("lock", Value::Null), Operation::remove("clir")];
        assert_eq!(
            serde_json::to_value(document).unwrap(),
            json!([
                {"op": "add", "path": "/a~1b", "value": true},
                {"op": "replace", "path": "/lock", "value": null},
                {"op": "remove", "path": "/clir"},
            ])
        );
    }

    #[test]
    fn what_was_stored_is_recognised() {
        let item = json!({ "lock": "2", "concurrent_max": 3, "primary_number": { "cc": 43, "ac": "1", "sn": "5", "id": 7 } });
        let number = |sn: &str| Operation::add("primary_number", json!({ "cc": "43", "ac": "1", "sn": sn }));
        for (operation, holds) in [
            (Operation::replace("lock", "2"), true),
            (Operation::replace("lock", "3"), false),
            (Operation::replace("external_id", Value::Null), true),
            (Operation::add("concurrent_max", "3"), true),
            (number("5"), true),
            (number("6"), false),
            (Operation::remove("clir"), true),
            (Operation::remove("lock"), false),
        ] {
            assert_eq!(operation.holds_in(&item), holds, "{operation:?}");
        }
    }
}
