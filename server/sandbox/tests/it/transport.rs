//! Contract 1.1 and 1.6 to 1.9.

use reqwest::Method;
use serde_json::{Value, json};

use crate::client::{alpine, ids, send};

#[tokio::test]
pub async fn unknown_paths_and_methods_are_the_same_and_need_no_login() {
    let client = alpine().await;
    for (method, path) in [
        (Method::GET, "/api/doesnotexist/"),
        (Method::DELETE, "/api/customers/5"),
        (Method::PUT, "/api/domains/5"),
        (Method::POST, "/api/callforwards/"),
        (Method::GET, "/api/callblockings/"),
    ] {
        let reply = send(client.bare(method, path)).await.expect_status(404);
        assert_eq!(reply.message(), "Path not found", "{path}");
    }
}

#[tokio::test]
pub async fn addresses_are_particular() {
    let client = alpine().await;
    let moved = client.get("/api/customers").await.expect_status(301);
    assert_eq!(moved.header("location"), format!("{}/api/customers/", client.base));
    assert_eq!(
        client.get("/api/customers/abc").await.expect_status(400).message(),
        "Invalid id in request URI"
    );
    let missing = client.get("/api/customers/999999999").await.expect_status(404);
    assert_eq!(missing.message(), "Entity 'customer' not found.");
    client.get("/api/subscribers/-1").await.expect_status(404);
    client.get("/api/subscribers/1/").await.expect_status(200);
}

#[tokio::test]
pub async fn media_types_are_checked() {
    let client = alpine().await;
    let post = |media: &str| {
        let request = client.request(Method::POST, "/api/customercontacts/").header("content-type", media);
        send(request.body(r#"{"email":"a@example.org"}"#))
    };
    let refused = post("text/plain").await.expect_status(415);
    assert_eq!(refused.message(), "Unsupported media type 'text/plain', accepting application/json only.");
    post("application/hal+json").await.expect_status(415);
    post("application/json; charset=utf-8").await.expect_status(201);
    post("application/json-patch+json").await.expect_status(201);
    let patch =
        client.request(Method::PATCH, "/api/subscribers/1").header("content-type", "application/json");
    let refused = send(patch.body("[]")).await.expect_status(415);
    assert!(refused.message().contains("accepting application/json-patch+json only"));
}

#[tokio::test]
pub async fn bodies_are_checked() {
    let client = alpine().await;
    let post = |body: &'static str| {
        let request =
            client.request(Method::POST, "/api/customercontacts/").header("content-type", "application/json");
        send(request.body(body))
    };
    assert!(
        post("{\"name\":").await.expect_status(400).message().starts_with("The entity is not a well-formed")
    );
    assert!(post(r#"{"a":1,"a":2}"#).await.expect_status(400).message().contains("duplicate object member"));
    post("").await.expect_status(400);
    post("\"x\"").await.expect_status(400);
    post("[]").await.expect_status(500);
    let linked = client.request(Method::POST, "/api/customercontacts/").header("link", "</x>; rel=y");
    send(linked.json(&json!({ "email": "a@example.org" }))).await.expect_status(400);
}

#[tokio::test]
pub async fn preferences_of_the_caller_are_applied() {
    let client = alpine().await;
    let contact = client.post("/api/customercontacts/", &json!({ "email": "a@example.org" })).await.id();
    let path = format!("/api/customercontacts/{contact}");
    let put = |prefer: &str| {
        let request = client.request(Method::PUT, &path).header("prefer", prefer);
        send(request.json(&json!({ "email": "b@example.org" })))
    };
    for minimal in ["return=minimal", "return=bogus", "nonsense"] {
        let reply = put(minimal).await.expect_status(204);
        assert_eq!(reply.header("preference-applied"), "return=minimal");
        assert!(reply.bytes.is_empty());
    }
    let reply = put("return=representation").await.expect_status(200);
    assert_eq!(reply.header("preference-applied"), "return=representation");
    assert_eq!(reply.json()["email"], "b@example.org");
    assert!(reply.headers.get_all("link").iter().count() >= 4);
    let deleted = client.delete(&path).await.expect_status(204);
    assert_eq!(deleted.header("preference-applied"), "");
}

#[tokio::test]
pub async fn classic_resources_answer_a_post_with_nothing_and_generic_ones_with_the_item() {
    let client = alpine().await;
    let post = |path: &str, body: Value| {
        send(client.request(Method::POST, path).header("prefer", "return=representation").json(&body))
    };
    let classic =
        post("/api/customercontacts/", json!({ "email": "a@example.org" })).await.expect_status(201);
    assert!(classic.bytes.is_empty());
    assert!(classic.header("location").starts_with("/api/customercontacts/"));
    assert_eq!(classic.header("content-type"), "");
    let generic = post("/api/cftimesets/", json!({ "subscriber_id": 1, "name": "n", "times": [] })).await;
    assert_eq!(generic.expect_status(201).json()["name"], "n");
}

#[tokio::test]
pub async fn options_tell_the_verbs() {
    let client = alpine().await;
    let ask = |path: &str| send(client.request(Method::OPTIONS, path));
    let item = ask("/api/subscribers/1").await.expect_status(200);
    assert_eq!(item.header("allow"), "GET, OPTIONS, HEAD, PATCH, PUT, DELETE");
    assert_eq!(item.header("accept-patch"), "application/json-patch+json");
    assert_eq!(item.json()["methods"][0], "GET");
    let collection = ask("/api/callforwards/").await.expect_status(200);
    assert_eq!(collection.header("allow"), "GET, OPTIONS, HEAD");
    assert_ne!(collection.header("accept-post"), "");
}

#[tokio::test]
pub async fn patches_are_checked() {
    let client = alpine().await;
    let refusal = async |path: &str, patch: Value, status: u16| {
        client.patch(path, &patch).await.expect_status(status).message()
    };
    let customer = client.new_customer().await;
    let path = format!("/api/customers/{customer}");
    assert_eq!(refusal(&path, json!({}), 400).await, "Body for PATCH must be an array.");
    let added = refusal(&path, json!([{ "op": "add", "path": "/x", "value": 1 }]), 400).await;
    assert!(added.starts_with("Invalid PATCH op 'add', must be one of"));
    let missing = refusal(&path, json!([{ "op": "replace", "path": "/status" }]), 400).await;
    assert_eq!(missing, "Missing PATCH keys 'value' for op 'replace'");
    let absent =
        refusal(&path, json!([{ "op": "replace", "path": "/type", "value": "pbxaccount" }]), 422).await;
    assert!(absent.contains("(pointer: /type)"));
    assert_eq!(refusal(&path, json!([]), 500).await, "Internal Server Error");
    client.patch("/api/subscribers/1", &json!([])).await.expect_status(204);
    refusal("/api/subscribers/1", json!([{ "op": "test", "path": "/username", "value": "x" }]), 400).await;
}

#[tokio::test]
pub async fn errors_with_umlauts_are_latin_1() {
    let client = alpine().await;
    let reply = client.post("/api/customercontacts/", &json!({ "email": "Käse" })).await.expect_status(422);
    assert!(reply.bytes.contains(&0xe4) && str::from_utf8(&reply.bytes).is_err());
    let cut = client.post("/api/customercontacts/", &json!({ "email": "€ 5" })).await.expect_status(422);
    assert!(serde_json::from_slice::<Value>(&cut.bytes).is_err());
}

#[tokio::test]
pub async fn the_accepted_type_labels_the_answer() {
    let client = alpine().await;
    let hal = client.get("/api/subscribers/1").await;
    assert_eq!(
        hal.header("content-type"),
        "application/hal+json; profile=\"http://purl.org/sipwise/ngcp-api/\"; charset=utf-8"
    );
    let json = client.request(Method::GET, "/api/subscribers/1").header("accept", "application/json");
    assert_eq!(send(json).await.header("content-type"), "application/json");
    let head = send(client.request(Method::HEAD, "/api/subscribers/1")).await.expect_status(200);
    assert!(head.bytes.is_empty());
    send(client.bare(Method::GET, "/api/platforminfo")).await.expect_status(200);
    assert!(client.read("/api/").await["customers"]["actions"].is_array());
}

#[tokio::test]
pub async fn a_put_is_checked_like_a_post() {
    let client = alpine().await;
    let contact = client.post("/api/customercontacts/", &json!({ "email": "a@example.org" })).await.id();
    let put = |body: &'static str| {
        let request = client.request(Method::PUT, &format!("/api/customercontacts/{contact}"));
        send(request.header("content-type", "application/json; charset=utf-8").body(body))
    };
    put(r#"{"email":"b@example.org"}"#).await.expect_status(204);
    put("").await.expect_status(400);
}

#[tokio::test]
pub async fn only_classic_items_are_given_to_who_accepts_hal_alone() {
    let client = alpine().await;
    let customer = client.new_customer().await;
    let ask = |path: String, accept: &'static str| {
        send(client.request(Method::GET, &path).header("accept", accept))
    };
    let hal = ask(format!("/api/customers/{customer}"), "application/hal+json").await.expect_status(200);
    assert!(hal.header("content-type").starts_with("application/hal+json"));
    let admin = ids(&client.read("/api/admins/").await, "admins")[0];
    let path = format!("/api/admins/{admin}");
    let refused = ask(path.clone(), "application/hal+json").await.expect_status(500).message();
    assert!(refused.starts_with("Requested unknown type"), "{refused}");
    let json = ask(path, "application/json").await.expect_status(200);
    assert_eq!(json.header("content-type"), "application/json");
}

#[tokio::test]
pub async fn operations_of_a_patch_have_their_members_and_no_other() {
    let client = alpine().await;
    let path = format!("/api/customers/{}", client.new_customer().await);
    let refusal =
        async |patch: Value, status: u16| client.patch(&path, &patch).await.expect_status(status).message();
    let unnamed = refusal(json!([{ "path": "/status", "value": "active" }]), 400).await;
    assert_eq!(unnamed, "PATCH element must have an 'op' field.");
    let more = json!([{ "op": "replace", "path": "/status", "value": "active", "foo": 1 }]);
    assert!(refusal(more, 400).await.starts_with("Invalid PATCH key 'foo'"));
    assert_eq!(
        refusal(json!([{ "op": "replace", "path": "/nonexistent", "value": 1 }]), 422).await,
        "The entity could not be processed: A pointer that references a non-existent value (pointer: /nonexistent)"
    );
}
