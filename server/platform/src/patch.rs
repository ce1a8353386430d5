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
}
