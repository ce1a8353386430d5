//! Contract 3.14 and 3.15.

use serde_json::{Value, json};

use crate::client::{Client, alpine};

async fn new_line(client: &Client) -> String {
    format!("/api/subscriberpreferences/{}", client.new_subscriber("preferences", "501").await)
}

fn values(mut document: Value) -> Value {
    for name in ["_links", "id", "subscriber_id"] {
        document.as_object_mut().unwrap().remove(name);
    }
    document
}

#[tokio::test]
pub async fn a_new_line_has_what_the_platform_writes() {
    let client = alpine().await;
    let path = new_line(&client).await;
    assert_eq!(
        values(client.read(&path).await),
        json!({ "ac": "7777", "cc": "43", "allowed_clis": ["437777501"], "call_log_level": "notice",
            "emergency_location_format": "cirpack" })
    );
}

#[tokio::test]
pub async fn a_put_replaces_everything() {
    let client = alpine().await;
    let path = new_line(&client).await;
    let put = json!({ "block_in_list": ["4366*", "43900*"], "clir": true, "concurrent_max": "5", "lock": 3,
        "nonsense": 1, "account_id": 9, "display_name": null, "allowed_clis": [] });
    client.put(&path, &put).await.expect_status(204);
    assert_eq!(
        values(client.read(&path).await),
        json!({ "block_in_list": ["4366*", "43900*"], "clir": true, "concurrent_max": 5, "lock": "3" })
    );
    client.put(&path, &json!({})).await.expect_status(204);
    assert_eq!(values(client.read(&path).await), json!({}));
}

#[tokio::test]
pub async fn values_are_checked_by_their_definition() {
    let client = alpine().await;
    let path = new_line(&client).await;
    for (name, value, message) in [
        (
            "block_in_list",
            json!("1234"),
            "Invalid data type '' for preference 'block_in_list', expected ARRAY",
        ),
        ("clir", json!([true]), "Invalid data type 'ARRAY' for preference 'clir', expected flat value"),
        ("clir", json!("true"), "Invalid data type for element in preference 'clir', expected 'boolean'"),
        (
            "concurrent_max",
            json!("x"),
            "Invalid data type for element in preference 'concurrent_max', expected 'int'",
        ),
        ("use_rtpproxy", json!("nonsense"), "Invalid enum value in preference 'use_rtpproxy'"),
        ("lock", json!(0), "Invalid enum value in preference 'lock'"),
        ("ncos", json!("nolevel"), "Unknown ncos_level 'nolevel'"),
        ("allowed_clis", json!(["1", "1"]), "Duplicate allowed_clis value: 1"),
        ("cli", json!("x".repeat(129)), "Preference 'cli' exceeds maximum length of 128 characters"),
    ] {
        let refused = client.put(&path, &json!({ name: value })).await.expect_status(422);
        assert_eq!(refused.message(), message);
    }
    assert_eq!(client.read(&path).await["call_log_level"], "notice");
    client.put(&path, &json!({ "ncos": "national", "language": "de", "clir": 0 })).await.expect_status(204);
    assert_eq!(
        values(client.read(&path).await),
        json!({ "ncos": "national", "language": "de", "clir": false })
    );
}

#[tokio::test]
pub async fn a_patch_changes_only_what_it_names() {
    let client = alpine().await;
    let path = new_line(&client).await;
    client.replace(&path, "/concurrent_max", json!(2)).await.expect_status(422);
    let add = json!([{ "op": "add", "path": "/concurrent_max", "value": 2 }, { "op": "add", "path": "/cli", "value": "431" }]);
    client.patch(&path, &add).await.expect_status(204);
    client.replace(&path, "/cli", Value::Null).await.expect_status(204);
    assert_eq!(client.read(&path).await["cli"], "431");
    client.patch(&path, &json!([{ "op": "remove", "path": "/cli" }])).await.expect_status(204);
    let item = client.read(&path).await;
    assert!(item.get("cli").is_none());
    assert_eq!((&item["concurrent_max"], &item["cc"]), (&json!(2), &json!("43")));
}

#[tokio::test]
pub async fn the_definitions_are_one_document() {
    let client = alpine().await;
    let document = client.read("/api/subscriberpreferencedefs/").await;
    assert!(document.get("total_count").is_none());
    assert_eq!(document.as_object().map(serde_json::Map::len), Some(247));
    assert_eq!(document["language"]["enum_values"][0]["value"], Value::Null);
    let list = client.read("/api/subscriberpreferences/?rows=5").await;
    assert_eq!(list["_embedded"]["ngcp:subscriberpreferences"][0]["display_name"], "Anna Huber");
}
