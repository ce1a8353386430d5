//! The platform itself, asked past the portal: what it holds is what counts.

use reqwest::{Method, header::LOCATION};
use serde_json::{Value, json};

/// The sandbox's own API, as one of its resellers.
#[derive(Clone)]
pub struct PlatformApi {
    http: reqwest::Client,
    base: String,
    login: &'static str,
}

/// What the forwards of a line consist of.
#[derive(Clone, Debug, PartialEq)]
pub struct Routing {
    pub mappings: Value,
    pub destination_sets: Vec<Value>,
    pub time_sets: Vec<Value>,
}

impl PlatformApi {
    pub fn new(http: reqwest::Client, base: String) -> Self {
        Self { http, base, login: "alpine" }
    }

    pub fn harbour(&self) -> Self {
        Self { login: "harbour", ..self.clone() }
    }

    /// As the operator.
    pub fn operator(&self) -> Self {
        Self { login: "administrator", ..self.clone() }
    }

    async fn send(&self, method: Method, path: &str, body: Option<(&str, String)>) -> reqwest::Response {
        let request = self.http.request(method, format!("{}{path}", self.base));
        let request = request.basic_auth(self.login, Some(self.login));
        let request = match body {
            Some((kind, body)) => request.header("content-type", kind).body(body),
            None => request,
        };
        request.send().await.unwrap()
    }

    /// An item or a list that must be there.
    pub async fn read(&self, path: &str) -> Value {
        let response = self.send(Method::GET, path, None).await;
        assert_eq!(response.status(), 200, "{path}");
        serde_json::from_slice(&response.bytes().await.unwrap()).unwrap()
    }

    /// The items of a list.
    pub async fn list(&self, resource: &str, query: &str) -> Vec<Value> {
        let list = self.read(&format!("/api/{resource}/?{query}&rows=1000")).await;
        list["_embedded"][format!("ngcp:{resource}")].as_array().cloned().unwrap_or_default()
    }

    /// The ids of the items of a list.
    pub async fn ids(&self, resource: &str, query: &str) -> Vec<String> {
        self.list(resource, query).await.iter().map(|item| item["id"].to_string()).collect()
    }

    /// Creates something and tells its id.
    pub async fn create(&self, resource: &str, body: &Value) -> String {
        let path = format!("/api/{resource}/");
        let response = self.send(Method::POST, &path, Some(("application/json", body.to_string()))).await;
        let (status, headers) = (response.status(), response.headers().clone());
        assert_eq!(status, 201, "{}", response.text().await.unwrap());
        headers[LOCATION].to_str().unwrap().rsplit_once('/').unwrap().1.to_owned()
    }

    /// Replaces one member.
    pub async fn replace(&self, path: &str, member: &str, value: &Value) {
        self.patch(path, &json!([{ "op": "replace", "path": member, "value": value }])).await;
    }

    /// Carries out operations of a JSON Patch.
    pub async fn patch(&self, path: &str, operations: &Value) {
        let body = ("application/json-patch+json", operations.to_string());
        let response = self.send(Method::PATCH, path, Some(body)).await;
        let status = response.status();
        assert!(status.is_success(), "{status}: {}", response.text().await.unwrap());
    }

    /// All that decides where the calls of a line go.
    pub async fn routing(&self, line: &str) -> Routing {
        let sets = async |resource| {
            let query = format!("subscriber_id={line}&order_by=id");
            self.list(resource, &query).await.into_iter().map(|set| bare(&set)).collect()
        };
        let mappings = self.read(&format!("/api/cfmappings/{line}")).await;
        let (destination_sets, time_sets) = (sets("cfdestinationsets").await, sets("cftimesets").await);
        Routing { mappings: bare(&mappings), destination_sets, time_sets }
    }
}

impl Routing {
    /// The set that the n-th rule of a kind uses.
    pub fn destination_set(&self, kind: &str, rule: usize) -> &Value {
        let id = &self.mappings[kind][rule]["destinationset_id"];
        assert!(id.is_number(), "{kind} has no rule {rule}: {}", self.mappings);
        self.destination_sets.iter().find(|set| set["id"] == *id).expect("the set is there")
    }

    /// The times of the n-th rule of a kind.
    pub fn time_set(&self, kind: &str, rule: usize) -> &Value {
        let id = &self.mappings[kind][rule]["timeset_id"];
        self.time_sets.iter().find(|set| set["id"] == *id).expect("the set is there")
    }

    /// The names of the sets that no rule uses.
    pub fn orphans(&self) -> Vec<String> {
        let mappings = self.mappings.as_object().unwrap();
        let used = |member: &str, set: &Value| {
            mappings.values().filter_map(Value::as_array).flatten().any(|rule| rule[member] == set["id"])
        };
        let orphan = |sets: &[Value], member: &str| -> Vec<String> {
            sets.iter().filter(|set| !used(member, set)).map(|set| set["name"].to_string()).collect()
        };
        [orphan(&self.destination_sets, "destinationset_id"), orphan(&self.time_sets, "timeset_id")].concat()
    }

    /// Who rings when, with contents in place of ids: what a caller notices.
    pub fn heard(&self) -> Value {
        let mappings = self.mappings.as_object().unwrap();
        let kinds = mappings.iter().filter_map(|(kind, rules)| Some((kind, rules.as_array()?)));
        let described = kinds.filter(|(_, rules)| !rules.is_empty()).map(|(kind, rules)| {
            let rules: Vec<Value> = rules
                .iter()
                .enumerate()
                .map(|(index, rule)| {
                    let times = rule["timeset_id"].is_number().then(|| &self.time_set(kind, index)["times"]);
                    json!({
                        "to": self.destination_set(kind, index)["destinations"],
                        "when": times,
                        "from": rule["sourceset_id"],
                        "called": rule["bnumberset_id"],
                        "enabled": rule["enabled"],
                    })
                })
                .collect();
            (kind.clone(), Value::from(rules))
        });
        let mut heard: serde_json::Map<String, Value> = described.collect();
        heard.insert("ring".into(), self.mappings["cft_ringtimeout"].clone());
        heard.into()
    }
}

/// Without the links.
fn bare(item: &Value) -> Value {
    let mut item = item.clone();
    if let Some(members) = item.as_object_mut() {
        members.remove("_links");
    }
    item
}
