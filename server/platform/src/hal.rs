//! Collections as the platform writes them (contract 2.2, 2.3).

use crate::error::Error;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The rows of a page and how many there are on all pages.
#[derive(Debug, PartialEq)]
pub(crate) struct Listing<T> {
    pub(crate) rows: Vec<T>,
    pub(crate) total: Option<u64>,
}

/// Reads a collection. `_embedded` is missing on an empty page; releases before mr12.1 collapse a single member to an object.
pub(crate) fn listing<T: DeserializeOwned>(mut body: Value, collection: &str) -> Result<Listing<T>, Error> {
    if !body.is_object() {
        return Err(Error::Unreadable);
    }
    let embedded = body.get_mut("_embedded").and_then(|all| all.get_mut(format!("ngcp:{collection}")));
    let rows = match embedded.map(Value::take) {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(rows)) => rows,
        Some(single) => vec![single],
    };
    let rows = rows.into_iter().map(object).collect::<Result<_, _>>()?;
    let total =
        body.get("total_count").and_then(|total| total.as_u64().or_else(|| total.as_str()?.parse().ok()));
    Ok(Listing { rows, total })
}

/// Reads one object.
pub(crate) fn object<T: DeserializeOwned>(value: Value) -> Result<T, Error> {
    serde_json::from_value(value).map_err(|error| {
        // Its text can quote a value; the category cannot.
        tracing::warn!(category = ?error.classify(), kind = std::any::type_name::<T>(), "unreadable object of the platform");
        Error::Unreadable
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn ids(body: Value) -> Result<Listing<u64>, Error> {
        listing(body, "domains")
    }

    #[test]
    fn missing_object_and_array_are_lists() {
        let list = |rows: &[u64], total| Ok(Listing { rows: rows.to_vec(), total });
        assert_eq!(ids(json!({"total_count": 0})), list(&[], Some(0)));
        assert_eq!(ids(json!({"_embedded": {"ngcp:domains": 1}, "total_count": "1"})), list(&[1], Some(1)));
        assert_eq!(
            ids(json!({"_embedded": {"ngcp:domains": [1, 2]}, "total_count": null})),
            list(&[1, 2], None)
        );
        assert_eq!(ids(json!({"_embedded": {"ngcp:other": [1]}})), list(&[], None));
    }

    #[test]
    fn what_is_no_collection_is_unreadable() {
        assert_eq!(ids(json!([])), Err(Error::Unreadable));
        assert_eq!(ids(json!({"_embedded": {"ngcp:domains": ["x"]}})), Err(Error::Unreadable));
    }
}
