//! Contract 3.11, 10.4 and 10.7.

use serde_json::{Value, json};

use crate::client::{Client, alpine, subscriber};

async fn refusal(client: &Client, body: &Value, status: u16) -> String {
    client.post("/api/subscribers/", body).await.expect_status(status).message()
}

fn with(body: &Value, name: &str, value: Value) -> Value {
    let mut body = body.clone();
    body[name] = value;
    body
}

#[tokio::test]
pub async fn a_new_line_looks_like_the_platform_s() {
    let client = alpine().await;
    let mut body = subscriber(client.new_customer().await, "looks", "401");
    body["alias_numbers"] =
        json!([{ "cc": "43", "ac": 7777, "sn": "402" }, { "cc": 43, "ac": "7777", "sn": "402" }]);
    body["display_name"] = json!("ignored");
    let path = format!("/api/subscribers/{}", client.post("/api/subscribers/", &body).await.id());
    let item = client.read(&path).await;
    assert_eq!(item["primary_number"]["cc"], 43);
    assert_eq!(item["primary_number"]["ac"], "7777");
    assert_eq!(item["alias_numbers"].as_array().map(Vec::len), Some(1));
    assert_eq!(item["alias_numbers"][0]["is_devid"], false);
    assert_eq!(item["webusername"], "looks");
    assert_eq!(item["display_name"], Value::Null);
    assert_eq!(item["webpassword"], Value::Null);
    assert_eq!(item["uuid"].as_str().map(str::len), Some(36));
    assert!(item["create_timestamp"].as_str().unwrap().ends_with("+00:00"));
    assert_eq!(item["_links"]["ngcp:customers"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
pub async fn mistakes_are_told_in_the_platform_s_words() {
    let client = alpine().await;
    let body = subscriber(client.new_customer().await, "mistakes", "411");
    for (name, value, message) in [
        ("username", json!("a b"), "Cannot contain spaces."),
        ("username", json!("a@b"), "Contains invalid symbols."),
        ("username", json!(".a"), "Invalid identifier (dots not allowed at this position)."),
        ("password", Value::Null, "SIP Password field is required"),
        ("domain", json!("nowhere.example"), "Invalid 'domain', doesn't exist."),
        ("domain", json!("harbour.example"), "Invalid 'domain', doesn't exist."),
        ("primary_number", Value::Null, "A primary_number is required for the SIP subscriber."),
        ("primary_number", json!("431"), "Invalid primary_number parameter, must be a hash."),
        ("primary_number", json!({ "cc": 43 }), "Subscriber Number required if Country Code is set"),
        ("primary_number", json!({ "sn": 1 }), "Country Code required if Subscriber Number is set"),
        ("primary_number", json!({ "cc": 0, "sn": 1 }), "Country code must be greater than zero"),
        (
            "primary_number",
            json!({ "cc": 43, "ac": "12345678", "sn": 1 }),
            "value must not exceed 7 digits but is 8",
        ),
        ("alias_numbers", json!("431"), "Invalid alias_number parameter, must be an array."),
        ("alias_numbers", json!(["431"]), "must be an array of the hashes."),
        ("lock", json!(0), "'0' is not a valid value"),
        ("status", json!("nonsense"), "'nonsense' is not a valid value"),
        ("timezone", json!("Mars/X"), "Invalid timezone name: Mars/X"),
        ("email", json!("x"), "Email should be of the format someuser@example.com"),
        ("profile_id", json!(9), "Empty profile_set_id parameter"),
    ] {
        let told = refusal(&client, &with(&body, name, value.clone()), 422).await;
        assert!(told.contains(message), "{name} {value}: {told}");
    }
    for (name, value) in [
        ("customer_id", json!(999_999)),
        ("username", json!("x".repeat(128))),
        ("external_id", json!("x".repeat(256))),
        ("password", json!("x".repeat(41))),
        ("status", json!("terminated")),
        ("administrative", json!("true")),
        ("external_id", json!("😀")),
    ] {
        refusal(&client, &with(&body, name, value), 500).await;
    }
    let theirs = client.login("harbour").new_subscriber_of_harbour().await;
    let foreign = with(&body, "customer_id", theirs);
    assert_eq!(refusal(&client, &foreign, 422).await, "Invalid 'customer_id', doesn't exist.");
    let admin = client.login("administrator");
    let mixed = with(&body, "domain", json!("harbour.example"));
    assert!(
        refusal(&admin, &mixed, 422)
            .await
            .starts_with("Invalid 'domain', doesn't belong to the same reseller")
    );
    let empty = refusal(&client, &json!({}), 422).await;
    let order =
        ["'username'", "'domain_id'", "'password'", "'customer_id'"].map(|field| empty.find(field).unwrap());
    assert!(order.is_sorted());
    client.post("/api/subscribers/", &with(&body, "lock", Value::Null)).await.expect_status(201);
}

impl Client {
    /// The id of a customer of harbour.
    async fn new_subscriber_of_harbour(&self) -> Value {
        self.read("/api/customers/?rows=1").await["_embedded"]["ngcp:customers"][0]["id"].clone()
    }
}

#[tokio::test]
pub async fn names_and_numbers_belong_to_one_line() {
    let client = alpine().await;
    let customer = client.new_customer().await;
    let mut body = subscriber(customer, "taken", "421");
    body["alias_numbers"] = json!([{ "cc": 43, "ac": "7777", "sn": "422" }]);
    let first = client.post("/api/subscribers/", &body).await.id();
    assert_eq!(refusal(&client, &body, 422).await, "Subscriber already exists.");
    let other = subscriber(customer, "other", "421");
    assert_eq!(refusal(&client, &other, 422).await, "Number '43-7777-421' already exists.");
    let mut other = subscriber(customer, "other", "423");
    other["alias_numbers"] = json!([{ "cc": 43, "ac": "7777", "sn": "422" }]);
    assert_eq!(refusal(&client, &other, 500).await, "Failed to create subscriber");
    let named = with(&subscriber(customer, "other", "423"), "webusername", json!("taken"));
    assert!(refusal(&client, &named, 422).await.starts_with("Webusername-Domain combination 'taken-"));
    let second = client.post("/api/subscribers/", &subscriber(customer, "other", "423")).await.id();
    let second = format!("/api/subscribers/{second}");
    let alias = json!([{ "op": "add", "path": "/alias_numbers/-", "value": { "cc": 43, "ac": "7777", "sn": "422" } }]);
    let refused = client.patch(&second, &alias).await.expect_status(422).message();
    assert_eq!(refused, "Number '437777422' already exists.");
    client.delete(&format!("/api/subscribers/{first}")).await.expect_status(204);
    client.delete(&format!("/api/subscribers/{first}")).await.expect_status(404);
    client.patch(&second, &alias).await.expect_status(204);
    client.post("/api/subscribers/", &with(&body, "alias_numbers", json!([]))).await.expect_status(201);
}

#[tokio::test]
pub async fn a_put_resets_what_it_leaves_out() {
    let client = alpine().await;
    let mut body = subscriber(client.new_customer().await, "put", "431");
    body["alias_numbers"] = json!([{ "cc": 43, "ac": "7777", "sn": "432" }]);
    body["external_id"] = json!("ext");
    body["lock"] = json!(2);
    let path = format!("/api/subscribers/{}", client.post("/api/subscribers/", &body).await.id());
    let mut least = body.clone();
    for name in ["alias_numbers", "external_id", "lock", "password"] {
        least.as_object_mut().unwrap().remove(name);
    }
    client.put(&path, &least).await.expect_status(204);
    let item = client.read(&path).await;
    assert_eq!(item["alias_numbers"], json!([]));
    for name in ["external_id", "lock", "webusername"] {
        assert_eq!(item[name], Value::Null, "{name}");
    }
    assert_eq!(item["password"], "sip-Secret#77aa");
    let renamed =
        client.put(&path, &with(&least, "username", json!("new"))).await.expect_status(422).message();
    assert_eq!(renamed, "Subscriber with this username does not exist in the domain.");
    let customer = client.new_customer().await;
    let moved =
        client.put(&path, &with(&least, "customer_id", json!(customer))).await.expect_status(422).message();
    assert_eq!(moved, "customer_id can't be changed.");
}

#[tokio::test]
pub async fn an_unchanged_line_can_be_put_back() {
    let client = alpine().await;
    let mut before = client.read("/api/subscribers/1").await;
    client.put("/api/subscribers/1", &before).await.expect_status(204);
    let mut after = client.read("/api/subscribers/1").await;
    for item in [&mut before, &mut after] {
        item["modify_timestamp"] = Value::Null;
    }
    assert_eq!(before, after);
}

#[tokio::test]
pub async fn aliases_are_patched_by_content() {
    let client = alpine().await;
    let path = format!("/api/subscribers/{}", client.new_subscriber("aliases", "441").await);
    let append = json!([{ "op": "add", "path": "/alias_numbers", "mode": "append",
        "value": [{ "cc": 43, "ac": "7777", "sn": "442" }, { "cc": 43, "ac": "7777", "sn": "443" }] }]);
    client.patch(&path, &append).await.expect_status(204);
    let remove = |sn: &str| json!([{ "op": "remove", "path": "/alias_numbers", "value": { "sn": sn } }]);
    client.patch(&path, &remove("442")).await.expect_status(204);
    client.patch(&path, &remove("999")).await.expect_status(204);
    let aliases = client.read(&path).await["alias_numbers"].clone();
    assert_eq!(
        aliases.as_array().unwrap().iter().map(|alias| alias["sn"].clone()).collect::<Vec<_>>(),
        ["443"]
    );
}

#[tokio::test]
pub async fn status_and_lock_go_together_as_recorded() {
    let client = alpine().await;
    let id = client.new_subscriber("locks", "451").await;
    let (path, preferences) = (format!("/api/subscribers/{id}"), format!("/api/subscriberpreferences/{id}"));
    let both = async || {
        let item = client.read(&path).await;
        let preference = client.read(&preferences).await;
        assert_eq!(preference.get("lock").cloned().unwrap_or_default(), item["lock"]);
        (item["status"].clone(), item["lock"].clone())
    };
    for (member, value, status, lock) in [
        ("/lock", json!(1), "active", json!("1")),
        ("/lock", json!("5"), "active", json!("5")),
        ("/lock", Value::Null, "active", Value::Null),
        ("/status", json!("locked"), "locked", json!("4")),
        ("/lock", json!(2), "locked", json!("2")),
        ("/status", json!("active"), "active", json!("2")),
        ("/status", json!("locked"), "locked", json!("4")),
        ("/status", json!("active"), "active", json!("4")),
        ("/lock", json!(""), "active", Value::Null),
    ] {
        client.replace(&path, member, value.clone()).await.expect_status(204);
        assert_eq!(both().await, (json!(status), lock), "{member} {value}");
    }
    let together = json!([{ "op": "replace", "path": "/status", "value": "locked" },
        { "op": "replace", "path": "/lock", "value": 1 }]);
    client.patch(&path, &together).await.expect_status(204);
    assert_eq!(both().await, (json!("locked"), json!("4")));
}

#[tokio::test]
pub async fn mail_and_zone_cannot_be_cleared_one_by_one() {
    let client = alpine().await;
    client.replace("/api/subscribers/1", "/email", Value::Null).await.expect_status(500);
    client.replace("/api/subscribers/1", "/timezone", Value::Null).await.expect_status(500);
    let both = json!([{ "op": "replace", "path": "/email", "value": null },
        { "op": "replace", "path": "/timezone", "value": null }]);
    client.patch("/api/subscribers/1", &both).await.expect_status(204);
    client.replace("/api/subscribers/1", "/email", json!("a@example.org")).await.expect_status(204);
    client.replace("/api/subscribers/1", "/email", Value::Null).await.expect_status(204);
}

#[tokio::test]
pub async fn termination_by_patch_answers_once_more() {
    let client = alpine().await;
    let patch = json!([{ "op": "replace", "path": "/status", "value": "terminated" }]);
    let request = client
        .request(reqwest::Method::PATCH, "/api/subscribers/1")
        .header("content-type", "application/json-patch+json")
        .header("prefer", "return=representation");
    let reply = crate::client::send(request.body(patch.to_string())).await.expect_status(200);
    assert_eq!(reply.json()["status"], "terminated");
    assert_eq!(reply.json()["alias_numbers"], json!([]));
    client.get("/api/subscribers/1").await.expect_status(404);
    client.get("/api/callforwards/1").await.expect_status(404);
    assert_eq!(client.read("/api/cfdestinationsets/?subscriber_id=1").await["total_count"], 0);
    assert_eq!(client.read("/api/subscribers/?alias=4315550101").await["total_count"], 0);
}
