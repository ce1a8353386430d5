//! Preferences of subscribers, customers and domains, and their definitions (contract 3.9, 3.10, 3.14, 3.15).

use crate::{
    client::Client, customers::Customer, domains::Domain, error::Error, hal, lenient, patch::Operation,
    request::Request, scope::Scoped, subscribers::Subscriber,
};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::sync::Arc;
use switchhook_domain::preference::{Change, Choice, DataType, Definition, Values};

const OF_SUBSCRIBERS: &str = "subscriberpreferences";
const OF_CUSTOMERS: &str = "customerpreferences";
const OF_DOMAINS: &str = "domainpreferences";
const DEFINITIONS: &str = "subscriberpreferencedefs";
/// Members that are no preferences.
const NO_VALUES: [&str; 6] = ["_links", "id", "subscriber_id", "customer_id", "domain_id", "location_id"];

#[derive(Deserialize)]
struct WireDefinition {
    #[serde(default, deserialize_with = "lenient::text")]
    label: String,
    #[serde(default, deserialize_with = "lenient::text")]
    description: String,
    #[serde(default, deserialize_with = "lenient::text")]
    preference_group: String,
    data_type: DataType,
    #[serde(default, deserialize_with = "lenient::optional_number")]
    max_occur: Option<u32>,
    #[serde(default, deserialize_with = "lenient::flag")]
    read_only: bool,
    #[serde(default)]
    enum_values: Vec<WireChoice>,
}

#[derive(Deserialize)]
struct WireChoice {
    #[serde(default, deserialize_with = "lenient::text")]
    label: String,
    #[serde(default)]
    value: Value,
}

impl Client {
    /// The definitions of all preferences that the login may see, by name, with texts in a language (`en`, `de`, …). They are kept
    /// for some minutes.
    ///
    /// # Errors
    /// What reading can meet.
    pub async fn preference_definitions(&self, language: &str) -> Result<Arc<Vec<Definition>>, Error> {
        let (now, lifetime) = (self.now(), self.reference_lifetime());
        if let Some(kept) = self.lane.definitions.get(language, now) {
            return Ok(kept);
        }
        let request = Request::collection(DEFINITIONS, vec![("lang", language.to_owned())]);
        let body: Map<String, Value> = self.send(request).await?.json()?;
        // What is no definition (links, or a shape that the portal does not know) is not shown and so never written.
        let definitions = body.into_iter().filter_map(|(name, value)| {
            serde_json::from_value::<WireDefinition>(value).ok().map(|wire| wire.named(name))
        });
        let definitions = Arc::new(definitions.collect::<Vec<_>>());
        self.lane.definitions.keep(language, Arc::clone(&definitions), now + lifetime);
        Ok(definitions)
    }

    /// The preferences of a line that have a value.
    ///
    /// # Errors
    /// What reading can meet.
    pub async fn preferences(&self, subscriber: &Scoped<Subscriber>) -> Result<Values, Error> {
        self.check(subscriber)?;
        self.values(OF_SUBSCRIBERS, subscriber.id.0).await
    }

    /// Changes preferences of a line; all others stay.
    ///
    /// # Errors
    /// [`Error::Validation`] with the name of the preference as field; what writing can meet.
    pub async fn change_preferences(
        &self,
        subscriber: &Scoped<Subscriber>,
        changes: &[Change],
    ) -> Result<(), Error> {
        self.check(subscriber)?;
        self.change_values(OF_SUBSCRIBERS, subscriber.id.0, changes).await
    }

    /// The preferences of a customer that have a value; they are for all its lines (contract 3.9).
    ///
    /// # Errors
    /// What reading can meet.
    pub async fn customer_preferences(&self, customer: &Scoped<Customer>) -> Result<Values, Error> {
        self.check(customer)?;
        self.values(OF_CUSTOMERS, customer.id.0).await
    }

    /// Changes preferences of a customer; all others stay.
    ///
    /// # Errors
    /// As [`Client::change_preferences`].
    pub async fn change_customer_preferences(
        &self,
        customer: &Scoped<Customer>,
        changes: &[Change],
    ) -> Result<(), Error> {
        self.check(customer)?;
        self.change_values(OF_CUSTOMERS, customer.id.0, changes).await
    }

    /// The preferences of a domain that have a value; they are for all lines in it (contract 3.10).
    ///
    /// # Errors
    /// What reading can meet.
    pub async fn domain_preferences(&self, domain: &Scoped<Domain>) -> Result<Values, Error> {
        self.check(domain)?;
        self.values(OF_DOMAINS, domain.id.0).await
    }

    async fn values(&self, collection: &str, id: u64) -> Result<Values, Error> {
        let mut values: Values = hal::object(self.send(Request::item(collection, id)).await?.json()?)?;
        for member in NO_VALUES {
            values.remove(member);
        }
        Ok(values)
    }

    async fn change_values(&self, collection: &str, id: u64, changes: &[Change]) -> Result<(), Error> {
        let operations: Vec<_> = changes.iter().filter_map(operation).collect();
        self.patch(collection, id, &operations).await
    }
}

/// Setting is `add`, since `replace` fails where there is no value yet; taking away is `remove`, since null is ignored
/// (contract 3.15).
fn operation(change: &Change) -> Option<Operation> {
    let empty = |value: &Value| value.is_null() || value.as_array().is_some_and(Vec::is_empty);
    match change.to.as_ref().filter(|value| !empty(value)) {
        Some(value) => Some(Operation::add(&change.name, value.clone())),
        // Removing what is not there is refused.
        None => change.from.is_some().then(|| Operation::remove(&change.name)),
    }
}

impl WireDefinition {
    fn named(self, name: String) -> Definition {
        let choice = |wire: WireChoice| Choice {
            label: wire.label,
            value: match wire.value {
                Value::Null => None,
                Value::String(text) => Some(text),
                other => Some(other.to_string()),
            },
        };
        Definition {
            name,
            label: self.label,
            description: self.description,
            group: self.preference_group,
            data_type: self.data_type,
            list: self.max_occur.is_some_and(|most| most != 1),
            read_only: self.read_only,
            choices: self.enum_values.into_iter().map(choice).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn change(from: Option<Value>, to: Option<Value>) -> Value {
        let change = Change { name: "block_in_list".into(), from, to };
        operation(&change).map_or(Value::Null, |operation| serde_json::to_value(operation).unwrap())
    }

    #[test]
    fn values_are_added_and_removed_but_never_null() {
        let path = "/block_in_list";
        assert_eq!(change(None, Some(json!(["1"]))), json!({"op": "add", "path": path, "value": ["1"]}));
        assert_eq!(change(Some(json!(["1"])), None), json!({"op": "remove", "path": path}));
        assert_eq!(change(Some(json!(["1"])), Some(json!([]))), json!({"op": "remove", "path": path}));
        assert_eq!(change(None, None), Value::Null);
    }

    #[test]
    fn definitions_are_read() {
        let wire: WireDefinition = serde_json::from_value(json!({
            "label": "Lock", "data_type": "enum", "max_occur": 1, "read_only": false, "dynamic": 0,
            "enum_values": [{"label": "none", "value": null}, {"label": "foreign", "value": "1", "default_val": false}],
        }))
        .unwrap();
        let definition = wire.named("lock".into());
        assert_eq!(definition.data_type, DataType::Enum);
        assert!(!definition.list);
        assert_eq!(definition.choices[0].value, None);
        assert_eq!(definition.choices[1].value.as_deref(), Some("1"));
    }
}
