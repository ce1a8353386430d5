//! JSON patch with the platform's own extensions (contract 1.9).

use serde_json::{Map, Value};

use crate::error::ApiError;
use crate::json;

/// The operations that a resource allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operations {
    /// `replace` and `copy`.
    Basic,
    /// `add`, `replace`, `remove` and `copy`.
    All,
}

impl Operations {
    fn names(self) -> &'static [&'static str] {
        match self {
            Self::Basic => &["replace", "copy"],
            Self::All => &["add", "replace", "remove", "copy"],
        }
    }
}

/// A patch that has passed the check of its form.
#[derive(Clone, Debug)]
pub(crate) struct Patch {
    operations: Vec<Operation>,
}

#[derive(Clone, Debug)]
enum Operation {
    Replace { path: String, value: Value },
    Copy { from: String, path: String },
    Add { path: String, value: Value },
    Append { path: String, value: Value },
    Remove { path: String },
    RemoveValue { path: String, value: Value, index: Option<usize> },
}

impl Patch {
    pub(crate) fn parse(body: Value, allowed: Operations) -> Result<Self, ApiError> {
        let Value::Array(elements) = body else {
            return Err(ApiError::BadRequest("Body for PATCH must be an array.".to_owned()));
        };
        let operations =
            elements.into_iter().map(|element| operation(element, allowed)).collect::<Result<_, _>>()?;
        Ok(Self { operations })
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.operations.is_empty()
    }

    pub(crate) fn only_adds(&self) -> bool {
        !self.operations.is_empty()
            && self
                .operations
                .iter()
                .all(|operation| matches!(operation, Operation::Add { .. } | Operation::Append { .. }))
    }

    /// Applies the plain operations, then the platform's own: that is their order there.
    pub(crate) fn apply(&self, document: &mut Value) -> Result<(), ApiError> {
        let (own, plain): (Vec<_>, Vec<_>) = self.operations.iter().partition(|operation| {
            matches!(operation, Operation::Append { .. } | Operation::RemoveValue { .. })
        });
        plain.into_iter().chain(own).try_for_each(|operation| operation.apply(document))
    }
}

impl Operation {
    fn apply(&self, document: &mut Value) -> Result<(), ApiError> {
        match self {
            Self::Replace { path, value } => {
                *existing(document, path)? = value.clone();
                Ok(())
            }
            Self::Copy { from, path } => {
                let value = existing(document, from)?.clone();
                add(document, path, value)
            }
            Self::Add { path, value } => add(document, path, value.clone()),
            Self::Append { path, value } => append(document, path, value),
            Self::Remove { path } => remove(document, path),
            Self::RemoveValue { path, value, index } => remove_value(document, path, value, *index),
        }
    }
}

fn operation(element: Value, allowed: Operations) -> Result<Operation, ApiError> {
    let bad = |text: String| Err(ApiError::BadRequest(text));
    let Value::Object(mut keys) = element else {
        return bad("Array in body of PATCH must only contain hashes.".to_owned());
    };
    let Some(op) = json::text_of(keys.remove("op").as_ref()) else {
        return bad("PATCH element must have an 'op' field.".to_owned());
    };
    if !allowed.names().contains(&op.as_str()) {
        let names: Vec<String> = allowed.names().iter().map(|name| format!("'{name}'")).collect();
        return bad(format!("Invalid PATCH op '{op}', must be one of {}", names.join(", ")));
    }
    let (required, optional): (&[&str], &[&str]) = match op.as_str() {
        "replace" => (&["path", "value"], &[]),
        "copy" => (&["from", "path"], &[]),
        "add" => (&["path", "value"], &["mode"]),
        _ => (&["path"], &["value", "index"]),
    };
    if let Some(unknown) =
        keys.keys().find(|key| !required.contains(&key.as_str()) && !optional.contains(&key.as_str()))
    {
        let known: Vec<String> = required.iter().chain(optional).map(|key| format!("'{key}'")).collect();
        return bad(format!(
            "Invalid PATCH key '{unknown}' for op '{op}', must be one of {}",
            known.join(", ")
        ));
    }
    let missing: Vec<String> =
        required.iter().filter(|key| !keys.contains_key(**key)).map(|key| format!("'{key}'")).collect();
    if !missing.is_empty() {
        return bad(format!("Missing PATCH keys {} for op '{op}'", missing.join(", ")));
    }
    Ok(built(&op, keys))
}

fn built(op: &str, mut keys: Map<String, Value>) -> Operation {
    let path = json::text_of(keys.get("path")).unwrap_or_default();
    let value = keys.remove("value");
    match op {
        "replace" => Operation::Replace { path, value: value.unwrap_or_default() },
        "copy" => Operation::Copy { from: json::text_of(keys.get("from")).unwrap_or_default(), path },
        "add" if keys.get("mode").and_then(Value::as_str) == Some("append") => {
            let path = path.strip_suffix("/-").unwrap_or(&path).to_owned();
            Operation::Append { path, value: value.unwrap_or_default() }
        }
        "add" => Operation::Add { path, value: value.unwrap_or_default() },
        _ => match value {
            Some(value) => {
                let index = keys
                    .get("index")
                    .and_then(json::integer_of)
                    .and_then(|index| usize::try_from(index).ok());
                Operation::RemoveValue { path, value, index }
            }
            None => Operation::Remove { path },
        },
    }
}

fn existing<'a>(document: &'a mut Value, path: &str) -> Result<&'a mut Value, ApiError> {
    document.pointer_mut(path).ok_or_else(|| ApiError::missing_pointer(path))
}

fn parent<'a>(document: &'a mut Value, path: &str) -> Result<(&'a mut Value, String), ApiError> {
    let (parent, name) = path.rsplit_once('/').ok_or_else(|| ApiError::missing_pointer(path))?;
    let name = name.replace("~1", "/").replace("~0", "~");
    Ok((existing(document, parent).map_err(|_| ApiError::missing_pointer(path))?, name))
}

fn add(document: &mut Value, path: &str, value: Value) -> Result<(), ApiError> {
    match parent(document, path)? {
        (Value::Object(members), name) => {
            members.insert(name, value);
            Ok(())
        }
        (Value::Array(elements), name) => {
            let index = if name == "-" { Some(elements.len()) } else { name.parse().ok() };
            let index = index
                .filter(|index| *index <= elements.len())
                .ok_or_else(|| ApiError::missing_pointer(path))?;
            elements.insert(index, value);
            Ok(())
        }
        _ => Err(ApiError::missing_pointer(path)),
    }
}

fn append(document: &mut Value, path: &str, value: &Value) -> Result<(), ApiError> {
    match document.pointer_mut(path) {
        Some(Value::Array(elements)) if !elements.is_empty() => {
            match value {
                Value::Array(more) => elements.extend(more.iter().cloned()),
                single => elements.push(single.clone()),
            }
            Ok(())
        }
        _ => {
            let value = if value.is_array() { value.clone() } else { Value::Array(vec![value.clone()]) };
            add(document, path, value)
        }
    }
}

fn remove(document: &mut Value, path: &str) -> Result<(), ApiError> {
    let removed = match parent(document, path)? {
        (Value::Object(members), name) => members.remove(&name),
        (Value::Array(elements), name) => name
            .parse()
            .ok()
            .filter(|index| *index < elements.len())
            .map(|index: usize| elements.remove(index)),
        _ => None,
    };
    removed.map(drop).ok_or_else(|| ApiError::missing_pointer(path))
}

fn remove_value(
    document: &mut Value,
    path: &str,
    value: &Value,
    index: Option<usize>,
) -> Result<(), ApiError> {
    let Value::Array(elements) = existing(document, path)? else { return Ok(()) };
    let wanted: Vec<&Value> = match value {
        Value::Array(values) => values.iter().collect(),
        single => vec![single],
    };
    let hits: Vec<usize> = (0..elements.len())
        .filter(|position| wanted.iter().any(|value| matches_partly(&elements[*position], value)))
        .collect();
    let doomed = match index.filter(|_| !value.is_array()) {
        // The platform counts from the end.
        Some(index) => match hits.iter().rev().nth(index) {
            Some(position) => vec![*position],
            None if index == 0 => Vec::new(),
            None => {
                return Err(ApiError::Unprocessable(format!(
                    "The entity could not be processed: delete index {index} out of bounds"
                )));
            }
        },
        None => hits,
    };
    for position in doomed.into_iter().rev() {
        elements.remove(position);
    }
    Ok(())
}

/// Objects match when the members of the wanted one do; scalars match as text.
fn matches_partly(element: &Value, wanted: &Value) -> bool {
    match (element, wanted) {
        (Value::Object(members), Value::Object(wanted)) => wanted
            .iter()
            .all(|(name, value)| members.get(name).is_some_and(|member| matches_partly(member, value))),
        (Value::Array(elements), Value::Array(wanted)) => {
            elements.len() == wanted.len()
                && elements.iter().zip(wanted).all(|(element, value)| matches_partly(element, value))
        }
        _ => json::text_of(Some(element)) == json::text_of(Some(wanted)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn patched(document: Value, patch: Value, allowed: Operations) -> Result<Value, ApiError> {
        let patch = Patch::parse(patch, allowed)?;
        let mut document = document;
        patch.apply(&mut document)?;
        Ok(document)
    }

    fn refusal(patch: Value, allowed: Operations) -> String {
        patched(json!({}), patch, allowed).unwrap_err().to_string()
    }

    #[test]
    fn the_form_is_checked() {
        let all = Operations::All;
        assert_eq!(refusal(json!({}), all), "Body for PATCH must be an array.");
        assert_eq!(refusal(json!([1]), all), "Array in body of PATCH must only contain hashes.");
        assert_eq!(refusal(json!([{ "path": "/x" }]), all), "PATCH element must have an 'op' field.");
        assert_eq!(
            refusal(json!([{ "op": "add", "path": "/x", "value": 1 }]), Operations::Basic),
            "Invalid PATCH op 'add', must be one of 'replace', 'copy'"
        );
        assert_eq!(
            refusal(json!([{ "op": "replace", "path": "/x" }]), all),
            "Missing PATCH keys 'value' for op 'replace'"
        );
        assert!(
            refusal(json!([{ "op": "replace", "path": "/x", "value": 1, "foo": 1 }]), all)
                .starts_with("Invalid PATCH key 'foo' for op 'replace'")
        );
    }

    #[test]
    fn replacing_what_is_not_there_is_refused() {
        assert_eq!(
            refusal(json!([{ "op": "replace", "path": "/nosuch", "value": 1 }]), Operations::All),
            "The entity could not be processed: A pointer that references a non-existent value (pointer: /nosuch)"
        );
    }

    #[test]
    fn values_are_appended_and_removed_by_content() {
        let document = json!({ "a": [{ "sn": "1", "cc": 43 }, { "sn": "2", "cc": 43 }] });
        let appended = json!([{ "op": "add", "path": "/a", "mode": "append", "value": { "sn": "3" } }]);
        let result = patched(document.clone(), appended, Operations::All).unwrap();
        assert_eq!(result["a"].as_array().map(Vec::len), Some(3));
        let removed = json!([{ "op": "remove", "path": "/a", "value": { "cc": "43" }, "index": 0 }]);
        let result = patched(document.clone(), removed, Operations::All).unwrap();
        assert_eq!(result, json!({ "a": [{ "sn": "1", "cc": 43 }] }));
        let nothing = json!([{ "op": "remove", "path": "/a", "value": { "sn": "9" } }]);
        assert_eq!(patched(document.clone(), nothing, Operations::All).unwrap(), document);
    }

    #[test]
    fn copies_and_indexes_work() {
        let copy = json!([{ "op": "copy", "from": "/a", "path": "/b" }, { "op": "add", "path": "/c/-", "value": 2 }]);
        let result = patched(json!({ "a": 1, "c": [1] }), copy, Operations::All).unwrap();
        assert_eq!(result, json!({ "a": 1, "b": 1, "c": [1, 2] }));
    }
}
