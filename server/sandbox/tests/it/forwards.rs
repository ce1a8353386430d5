//! Contract 3.17 to 3.23 and 10.5.

use reqwest::Method;
use serde_json::{Value, json};

use crate::client::{Client, alpine, items, send};

struct Line {
    client: Client,
    id: u64,
}

impl Line {
    async fn new() -> Self {
        let client = alpine().await;
        let id = client.new_subscriber("forwards", "601").await;
        Self { client, id }
    }

    fn simple(&self) -> String {
        format!("/api/callforwards/{}", self.id)
    }

    fn mappings(&self) -> String {
        format!("/api/cfmappings/{}", self.id)
    }

    async fn destinations(&self, name: &str) -> u64 {
        let body = json!({ "subscriber_id": self.id, "name": name,
            "destinations": [{ "destination": "43664111", "timeout": 20, "priority": 1 }] });
        self.client.post("/api/cfdestinationsets/", &body).await.id()
    }

    async fn times(&self) -> u64 {
        let body = json!({ "subscriber_id": self.id, "name": "office hours", "times": [{ "wday": "2-6", "hour": "8-17" }] });
        self.client.post("/api/cftimesets/", &body).await.id()
    }

    async fn map(&self, types: Value) {
        self.client.put(&self.mappings(), &mappings(&types)).await.expect_status(204);
    }
}

/// All seven types, and some of them filled.
fn mappings(types: &Value) -> Value {
    let mut body = json!({ "cfu": [], "cfb": [], "cft": [], "cfna": [], "cfs": [], "cfr": [], "cfo": [] });
    for (name, value) in types.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

#[tokio::test]
pub async fn the_simple_view_makes_and_clears_quick_sets() {
    let line = Line::new().await;
    let client = &line.client;
    let empty = client.read(&line.simple()).await;
    assert_eq!((&empty["cfu"], &empty["cfo"]), (&json!({}), &json!({})));
    assert!(empty.get("id").is_none());
    let body = json!({ "cfu": { "destinations": [{ "destination": "12345" }, { "destination": "voicebox" }] },
        "cft": { "destinations": [{ "destination": "a@b" }], "ringtimeout": 20 } });
    client.put(&line.simple(), &body).await.expect_status(204);
    let item = client.read(&line.simple()).await;
    let first = &item["cfu"]["destinations"][0];
    assert_eq!(first["destination"], "sip:12345@alpine.example");
    assert_eq!(
        (&first["simple_destination"], &first["timeout"], &first["priority"]),
        (&json!("12345"), &json!(300), &Value::Null)
    );
    let second = &item["cfu"]["destinations"][1];
    assert_eq!(second["destination"], "voicebox");
    assert!(second.get("simple_destination").is_none());
    assert_eq!(item["cfu"]["destination_set"]["name"], "quickset_cfu");
    assert_ne!(item["cfu"]["destination_set"]["subscriber_id"], line.id);
    assert_eq!(item["cft"]["ringtimeout"], 20);
    let set = client.read(&format!("/api/cfdestinationsets/{}", item["cfu"]["destination_set"]["id"])).await;
    assert_eq!(set["destinations"][1]["destination"], "sip:vmu437777601@voicebox.local");
    client.put(&line.simple(), &json!({ "cfb": { "destinations": [{ "destination": "voicebox" }] } })).await;
    let item = client.read(&line.simple()).await;
    assert_eq!((&item["cfu"], &item["cft"]), (&json!({}), &json!({})));
    assert_eq!(client.read(&line.mappings()).await["cft_ringtimeout"], Value::Null);
    let busy = client.read(&format!("/api/cfdestinationsets/{}", item["cfb"]["destination_set"]["id"])).await;
    assert_eq!(busy["destinations"][0]["destination"], "sip:vmb437777601@voicebox.local");
    client.delete(&line.simple()).await.expect_status(204);
    assert_eq!(
        client.read(&format!("/api/cfdestinationsets/?subscriber_id={}", line.id)).await["total_count"],
        0
    );
}

#[tokio::test]
pub async fn the_simple_view_stumbles_where_the_platform_does() {
    let line = Line::new().await;
    let put = async |cfu: Value, status: u16| {
        line.client.put(&line.simple(), &json!({ "cfu": cfu })).await.expect_status(status).message()
    };
    let to = json!([{ "destination": "431", "timeout": 5 }]);
    let failed = "CallForward 'cfu' could not be updated.";
    let sources = json!([{ "source": "4366*" }]);
    assert_eq!(put(json!({ "destinations": to, "sources": sources }), 500).await, failed);
    assert_eq!(
        put(json!({ "destinations": to, "sources": sources, "sources_mode": "whitelist" }), 500).await,
        failed
    );
    assert_eq!(put(json!({ "destinations": [{ "timeout": 5 }] }), 500).await, failed);
    assert_eq!(put(json!({ "destinations": "431" }), 500).await, failed);
    let text = put(json!({ "destinations": [{ "destination": "431", "timeout": "abc" }] }), 422).await;
    assert!(text.contains(
        "field='0_timeout', input='abc', errors='Value must be an integer,Value must be a positive"
    ));
    let announced = json!({ "destinations": [{ "destination": "voicebox", "announcement_id": 1 }] });
    assert!(put(announced, 422).await.starts_with("Invalid parameter 'announcement_id'"));
    let handles = line.client.read("/api/soundhandles/?group=custom_announcements").await;
    let known = items(&handles, "soundhandles")[0]["id"].clone();
    let announced =
        |id: &Value| json!({ "destinations": [{ "destination": "customhours", "announcement_id": id }] });
    assert_eq!(put(announced(&json!(1)), 422).await, "Unknown announcement_id in 'cfu'");
    line.client.put(&line.simple(), &json!({ "cfu": announced(&known) })).await.expect_status(204);
    assert_eq!(line.client.read(&line.simple()).await["cfu"]["destinations"][0]["announcement_id"], known);
    line.client.put(&line.simple(), &json!({})).await.expect_status(204);
    assert_eq!(line.client.read(&line.simple()).await["cfu"], json!({}));
    let good = json!({ "cfu": { "destinations": to, "sources": sources, "sources_mode": "blacklist",
        "sources_is_regex": false, "times": [{ "hour": "77" }] } });
    line.client.put(&line.simple(), &good).await.expect_status(204);
    let item = line.client.read(&line.simple()).await;
    assert_eq!(item["cfu"]["source_set"]["is_regex"], 0);
    assert_eq!(item["cfu"]["sources_mode"], "blacklist");
    assert_eq!(item["cfu"]["times"][0]["hour"], "77");
}

#[tokio::test]
pub async fn the_simple_view_refuses_several_mappings() {
    let line = Line::new().await;
    let (one, other) = (line.destinations("one").await, line.destinations("other").await);
    line.map(json!({ "cfna": [{ "destinationset_id": one }, { "destinationset_id": other }] })).await;
    for reply in [
        line.client.put(&line.simple(), &json!({})).await,
        line.client.replace(&line.simple(), "/cfu", json!({})).await,
        line.client.delete(&line.simple()).await,
    ] {
        assert_eq!(reply.expect_status(422).message(), "Not a simple cf. Multiple cfna-s configured.");
    }
}

#[tokio::test]
pub async fn mappings_need_all_seven_types_and_a_destination() {
    let line = Line::new().await;
    let put = async |body: Value| line.client.put(&line.mappings(), &body).await.expect_status(422).message();
    let mut short = mappings(&json!({}));
    short.as_object_mut().unwrap().remove("cfo");
    assert_eq!(put(short).await, "Invalid field 'cfo'. Must be an array.");
    let bare = put(mappings(&json!({ "cfu": [{}] }))).await;
    assert_eq!(bare, "Missing field 'destinationset' or 'destinationset_id' in 'cfu'.");
    let unknown = put(mappings(&json!({ "cfu": [{ "destinationset_id": 99_999 }] }))).await;
    assert_eq!(unknown, "Invalid 'destinationset'. Could not be found.");
    let id = line.destinations("one").await;
    let flag = put(mappings(&json!({ "cfu": [{ "destinationset_id": id, "enabled": "true" }] }))).await;
    assert_eq!(flag, "Failed to create cfmapping.");
    put(mappings(&json!({ "cft_ringtimeout": -1 }))).await;
    let inline = json!({ "cfu": [{ "destinationset": { "name": "inline", "destinations": [{ "destination": "431" }] } }] });
    line.map(inline).await;
    let item = line.client.read(&line.mappings()).await;
    assert_eq!(item["cfu"][0]["destinationset"], "inline");
    assert!(item["cfu"][0]["destinationset_id"].is_u64());
    assert_eq!(
        (&item["cfu"][0]["enabled"], &item["cfu"][0]["use_redirection"]),
        (&json!(true), &json!(false))
    );
}

#[tokio::test]
pub async fn mappings_are_renumbered_and_ids_win_over_names() {
    let line = Line::new().await;
    let client = &line.client;
    let (one, other) = (line.destinations("one").await, line.destinations("other").await);
    line.map(json!({ "cfu": [{ "destinationset_id": one }] })).await;
    let before = client.read(&line.mappings()).await["cfu"][0]["cfm_id"].clone();
    client.replace(&line.mappings(), "/cfu/0/destinationset", json!("other")).await.expect_status(204);
    let after = client.read(&line.mappings()).await["cfu"][0].clone();
    assert_eq!(after["destinationset_id"], one);
    assert_ne!(after["cfm_id"], before);
    client
        .replace(&line.mappings(), "/cfu/0/destinationset_id", json!(other.to_string()))
        .await
        .expect_status(204);
    client.replace(&line.mappings(), "/cfu/0/enabled", json!(false)).await.expect_status(204);
    let after = client.read(&line.mappings()).await["cfu"][0].clone();
    assert_eq!((&after["destinationset"], &after["enabled"]), (&json!("other"), &json!(false)));
}

#[tokio::test]
pub async fn a_patch_that_only_adds_appends_and_shows_nothing() {
    let line = Line::new().await;
    let id = line.destinations("one").await;
    line.map(json!({ "cfu": [{ "destinationset_id": id }] })).await;
    let patch = json!([{ "op": "add", "path": "/cfu/-", "value": { "destinationset_id": id } }]);
    let request =
        line.client.request(Method::PATCH, &line.mappings()).header("prefer", "return=representation");
    let request = request.header("content-type", "application/json-patch+json").body(patch.to_string());
    assert_eq!(send(request).await.expect_status(200).json()["cfu"], json!([]));
    let item = line.client.read(&line.mappings()).await;
    assert_eq!(item["cfu"].as_array().map(Vec::len), Some(2));
    let set = line.client.read(&format!("/api/cfdestinationsets/{id}")).await;
    assert_eq!(set["usage_count"], 2);
}

#[tokio::test]
pub async fn foreign_sets_are_taken_by_id_and_not_by_name() {
    let line = Line::new().await;
    let harbour = line.client.login("harbour");
    let theirs = harbour.read("/api/cfdestinationsets/?rows=1").await["_embedded"]["ngcp:cfdestinationsets"]
        [0]
    .clone();
    line.map(json!({ "cfu": [{ "destinationset_id": theirs["id"] }] })).await;
    let name = json!({ "cfu": [{ "destinationset": theirs["name"] }] });
    let refused = line.client.put(&line.mappings(), &mappings(&name)).await.expect_status(422).message();
    assert_eq!(refused, "Invalid 'destinationset'. Could not be found.");
    let body = json!({ "subscriber_id": line.id, "name": "planted", "destinations": [] });
    let planted = harbour.post("/api/cfdestinationsets/", &body).await.id();
    harbour.get(&format!("/api/cfdestinationsets/{planted}")).await.expect_status(404);
}

#[tokio::test]
pub async fn deleting_a_set_deletes_its_mappings() {
    let line = Line::new().await;
    let client = &line.client;
    let (set, times) = (line.destinations("one").await, line.times().await);
    let both = json!({ "cfu": [{ "destinationset_id": set, "timeset_id": times }], "cft": [{ "destinationset_id": set }],
        "cft_ringtimeout": 25 });
    line.map(both.clone()).await;
    client.delete(&format!("/api/cftimesets/{times}?unassign_first=1")).await.expect_status(204);
    let item = client.read(&line.mappings()).await;
    assert_eq!(item["cfu"][0]["timeset"], Value::Null);
    assert_eq!(item["cft_ringtimeout"], 25);
    let times = line.times().await;
    line.map(json!({ "cfu": [{ "destinationset_id": set, "timeset_id": times }], "cft": [{ "destinationset_id": set }] })).await;
    assert_eq!(client.read(&line.mappings()).await["cft_ringtimeout"], 25);
    client.delete(&format!("/api/cftimesets/{times}")).await.expect_status(204);
    let item = client.read(&line.mappings()).await;
    assert_eq!((&item["cfu"], item["cft"].as_array().map(Vec::len)), (&json!([]), Some(1)));
    client.delete(&format!("/api/cfdestinationsets/{set}")).await.expect_status(204);
    assert_eq!(client.read(&line.mappings()).await["cft"], json!([]));
    client.put(&line.mappings(), &mappings(&json!({}))).await.expect_status(204);
    assert_eq!(client.read(&line.mappings()).await["cft_ringtimeout"], Value::Null);
}

#[tokio::test]
pub async fn sets_are_checked() {
    let line = Line::new().await;
    let post = async |path: &str, body: Value, status: u16| {
        let mut body = body;
        if body.get("subscriber_id").is_none() {
            body["subscriber_id"] = line.id.into();
        }
        line.client.post(path, &body).await.expect_status(status)
    };
    let refused = async |path: &str, body: Value| post(path, body, 422).await.message();
    let destinations = "/api/cfdestinationsets/";
    assert!(
        refused(destinations, json!({ "name": "x", "subscriber_id": null }))
            .await
            .contains("Subscriber id field is required")
    );
    assert_eq!(
        refused(destinations, json!({ "name": "x", "subscriber_id": 999_999 })).await,
        "Invalid 'subscriber_id'."
    );
    assert!(refused(destinations, json!({})).await.contains("Name field is required"));
    let null = json!({ "name": "x", "destinations": [{ "destination": "431", "priority": null }] });
    assert_eq!(refused(destinations, null).await, "Invalid priority for the destination '431'");
    let null = json!({ "name": "x", "destinations": [{ "destination": "431", "timeout": null }] });
    assert_eq!(refused(destinations, null).await, "Invalid timeout for the destination '431'");
    assert_eq!(
        refused(destinations, json!({ "name": "x", "destinations": "431" })).await,
        "Invalid field 'destinations'. Must be an array."
    );
    post(destinations, json!({ "name": "x", "destinations": [{ "timeout": 5 }] }), 500).await;
    post(destinations, json!({ "name": "x" }), 201).await;
    assert_eq!(
        refused(destinations, json!({ "name": "x" })).await,
        "a destination set with this name already exists"
    );
    let hour = refused("/api/cftimesets/", json!({ "name": "x", "times": [{ "hour": "25" }] })).await;
    assert!(hour.contains("field='0_hour', input='25', errors='Second value too big'"));
    post("/api/cftimesets/", json!({ "name": "x", "times": [{ "hour": "1,2" }] }), 500).await;
    let year = refused("/api/cftimesets/", json!({ "name": "x", "times": [{ "year": "2030-2020" }] })).await;
    assert!(year.contains("Second value smaller than first"), "{year}");
    let wrapped =
        post("/api/cftimesets/", json!({ "name": "x", "times": [{ "hour": "18-8" }] }), 201).await.id();
    let added = json!([{ "op": "add", "path": "/times/-", "value": { "wday": "1" } }]);
    line.client.patch(&format!("/api/cftimesets/{wrapped}"), &added).await.expect_status(204);
    let other = line.client.new_subscriber("neighbour", "602").await;
    post("/api/cftimesets/", json!({ "name": "x", "times": [], "subscriber_id": other }), 201).await;
    assert_eq!(
        refused("/api/cftimesets/", json!({ "name": "y", "times": null })).await,
        "Invalid field 'times'. Must be an array."
    );
    assert!(refused("/api/cfsourcesets/", json!({ "name": "x" })).await.contains("Mode field is required"));
    let sources =
        json!({ "name": "x", "mode": "whitelist", "is_regex": true, "sources": [{ "source": 431 }] });
    let path = format!("/api/cfsourcesets/{}", post("/api/cfsourcesets/", sources, 201).await.id());
    let keep = json!({ "subscriber_id": line.id, "name": "x", "mode": "blacklist" });
    line.client.put(&path, &keep).await.expect_status(204);
    let item = line.client.read(&path).await;
    assert_eq!(
        (&item["is_regex"], &item["sources"], &item["mode"]),
        (&json!(true), &json!([]), &json!("blacklist"))
    );
    let bnumbers = json!({ "name": "x", "mode": "whitelist", "bnumbers": [{ "bnumber": "431" }] });
    post("/api/cfbnumbersets/", bnumbers, 201).await;
}

#[tokio::test]
pub async fn a_stored_null_priority_makes_a_set_impossible_to_change() {
    let line = Line::new().await;
    line.client.put(&line.simple(), &json!({ "cfu": { "destinations": [{ "destination": "431" }] } })).await;
    let id = line.client.read(&line.simple()).await["cfu"]["destination_set"]["id"].clone();
    let path = format!("/api/cfdestinationsets/{id}");
    line.client.replace(&path, "/name", json!("new")).await.expect_status(422);
    line.client.replace(&path, "/destinations/0/priority", json!(1)).await.expect_status(204);
    line.client.replace(&path, "/name", json!("new")).await.expect_status(204);
    line.client
        .patch(&path, &json!([{ "op": "add", "path": "/name", "value": "x" }]))
        .await
        .expect_status(400);
}
