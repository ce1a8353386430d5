//! Contract 3.16, 3.24, 3.27 and 3.28: registrations, voice boxes, speed dials, calls.

use serde_json::{Value, json};

use crate::client::{Client, alpine, ids, items};

async fn demo_line(client: &Client) -> u64 {
    let list = client.read("/api/subscribers/?subscriber_external_id=demo-line-1").await;
    ids(&list, "subscribers")[0]
}

#[tokio::test]
pub async fn a_voice_box_is_changed_as_a_whole() {
    let client = alpine().await;
    let path = format!("/api/voicemailsettings/{}", demo_line(&client).await);
    let body = json!({ "pin": "12ab", "email": "a@example.org", "attach": true, "delete": true, "sms_number": "43664" });
    client.put(&path, &body).await.expect_status(204);
    let item = client.read(&path).await;
    for (name, value) in body.as_object().unwrap() {
        assert_eq!(item[name], *value, "{name}");
    }
    client.put(&path, &json!({ "pin": 4711 })).await.expect_status(204);
    let item = client.read(&path).await;
    assert_eq!(item["pin"], "4711");
    assert_eq!((&item["email"], &item["sms_number"]), (&json!(""), &json!("")));
    assert_eq!((&item["attach"], &item["delete"]), (&json!(false), &json!(false)));
}

#[tokio::test]
pub async fn a_voice_box_refuses_what_cannot_be() {
    let client = alpine().await;
    let path = format!("/api/voicemailsettings/{}", demo_line(&client).await);
    for (body, field, message) in [
        (json!({}), "pin", "Pin field is required"),
        (json!({ "pin": "123" }), "pin", "Field must be at least 4 characters. You entered 3"),
        (json!({ "pin": "1234", "delete": true }), "attach", "Must be set if delete is set"),
        (json!({ "pin": "1234", "sms_number": "0664" }), "sms_number", "Invalid E164 number"),
        (json!({ "pin": "1234", "email": "nobody" }), "email", "someuser@example.com"),
    ] {
        let refusal = client.put(&path, &body).await.expect_status(422).message();
        assert!(refusal.contains(&format!("field='{field}'")) && refusal.contains(message), "{refusal}");
    }
}

#[tokio::test]
pub async fn speed_dials_are_replaced_and_completed() {
    let client = alpine().await;
    let path = format!("/api/speeddials/{}", demo_line(&client).await);
    let body = json!({ "speeddials": [{ "slot": "*1", "destination": "431" }, { "slot": "*2", "destination": "sip:a@b.example" }] });
    client.put(&path, &body).await.expect_status(204);
    let item = client.read(&path).await;
    assert_eq!(item["speeddials"][0]["destination"], "sip:431@alpine.example");
    assert_eq!(item["speeddials"][1]["destination"], "sip:a@b.example");
    assert!(item.get("id").is_none());
    let added =
        json!([{ "op": "add", "path": "/speeddials/-", "value": { "slot": "*3", "destination": "43 1" } }]);
    client.patch(&path, &added).await.expect_status(204);
    assert_eq!(client.read(&path).await["speeddials"][2]["destination"], "sip:43 1@alpine.example");
    client.put(&path, &json!({ "speeddials": [] })).await.expect_status(204);
    let nonempty = client.read("/api/speeddials/?nonempty=1&rows=1000").await;
    assert!(
        items(&nonempty, "speeddials").iter().all(|item| item["_links"]["self"]["href"] != path.as_str())
    );
    assert!(!items(&nonempty, "speeddials").is_empty());
}

#[tokio::test]
pub async fn speed_dials_refuse_what_cannot_be() {
    let client = alpine().await;
    let path = format!("/api/speeddials/{}", demo_line(&client).await);
    let dial = |slot: &str| json!({ "slot": slot, "destination": "431" });
    for (body, message) in [
        (json!({}), "Invalid field 'speeddials'. Must be an array."),
        (json!({ "speeddials": "x" }), "Invalid field 'speeddials'. Must be an array."),
        (json!({ "speeddials": [dial("*1"), dial("*1")] }), "Slot '*1' must be unique."),
        (json!({ "speeddials": [dial("1")] }), "Slot invalid."),
        (json!({ "speeddials": [dial("*11")] }), "Slot invalid."),
    ] {
        assert_eq!(client.put(&path, &body).await.expect_status(422).message(), message);
    }
}

#[tokio::test]
pub async fn registrations_come_and_go_with_new_ids() {
    let client = alpine().await;
    let line = demo_line(&client).await;
    let body = json!({ "subscriber_id": line, "contact": "sip:anna@192.0.2.7:5060", "expires": "2099-01-01 12:00:00", "q": 0.5, "user_agent": "desk" });
    let id = client.post("/api/subscriberregistrations/", &body).await.id();
    let item = client.read(&format!("/api/subscriberregistrations/{id}")).await;
    assert_eq!(item["expires"], "2099-01-01 12:00:00");
    assert_eq!((&item["q"], &item["nat"], &item["path"]), (&json!(0.5), &json!(false), &Value::Null));
    client.put(&format!("/api/subscriberregistrations/{id}"), &body).await.expect_status(204);
    client.get(&format!("/api/subscriberregistrations/{id}")).await.expect_status(404);
    let list = client.read(&format!("/api/subscriberregistrations/?subscriber_id={line}&rows=50")).await;
    let desk =
        items(&list, "subscriberregistrations").iter().find(|item| item["user_agent"] == "desk").unwrap();
    let path = format!("/api/subscriberregistrations/{}", desk["id"]);
    client.delete(&path).await.expect_status(204);
    client.get(&path).await.expect_status(404);
    client.post("/api/subscriberregistrations/", &json!({ "subscriber_id": line })).await.expect_status(422);
    let mut foreign = body.clone();
    foreign["subscriber_id"] = json!(999_999);
    let refusal = client.post("/api/subscriberregistrations/", &foreign).await.expect_status(422).message();
    assert_eq!(refusal, "No subscriber for subscriber_id found");
    let harbour = client.login("harbour").read("/api/subscriberregistrations/?rows=1000").await;
    let alpine: Vec<u64> =
        ids(&client.read("/api/subscriberregistrations/?rows=1000").await, "subscriberregistrations");
    assert!(ids(&harbour, "subscriberregistrations").iter().all(|id| !alpine.contains(id)));
}

#[tokio::test]
pub async fn calls_need_an_owner_within_reach() {
    let client = alpine().await;
    let line = demo_line(&client).await;
    let missing = client.get("/api/calllists/").await.expect_status(422).message();
    assert_eq!(missing, "Mandatory parameter 'subscriber_id' or 'customer_id' missing in request");
    let harbour = client.login("harbour");
    let foreign = harbour.get(&format!("/api/calllists/?subscriber_id={line}")).await.expect_status(404);
    assert_eq!(foreign.message(), "Invalid 'subscriber_id'.");
    harbour.get("/api/calllists/?customer_id=999999").await.expect_status(404);
    client.get(&format!("/api/calllists/?subscriber_id={line}&tz=Mars/X")).await.expect_status(422);
    client.post("/api/calllists/", &json!({})).await.expect_status(404);
}

#[tokio::test]
pub async fn calls_are_seen_from_their_owner_and_filtered() {
    let client = alpine().await;
    let line = demo_line(&client).await;
    let base = format!("/api/calllists/?subscriber_id={line}&rows=1000");
    let all = client.read(&base).await;
    let calls = items(&all, "calllists");
    assert!(calls.len() >= 10);
    for call in calls {
        let href = call["_links"]["self"]["href"].as_str().unwrap();
        assert!(href.ends_with(&format!("?subscriber_id={line}")), "{href}");
        assert_eq!(call["own_cli"], "4315550101");
        assert!(call["duration"].as_str().unwrap().contains(':'));
    }
    let first = calls[0]["_links"]["self"]["href"].as_str().unwrap();
    assert_eq!(client.read(first).await["call_id"], calls[0]["call_id"]);
    for (filter, member, value) in
        [("direction=in", "direction", "in"), ("status=ok", "status", "ok"), ("type=cft", "type", "cft")]
    {
        let list = client.read(&format!("{base}&{filter}")).await;
        let found = items(&list, "calllists");
        assert!(found.iter().all(|call| call[member] == value), "{filter}");
        assert_eq!(found.len(), calls.iter().filter(|call| call[member] == value).count(), "{filter}");
    }
    let none = client.read(&format!("{base}&start_ge=2999-01-01")).await;
    assert_eq!(none["total_count"], 0);
    let day = calls[0]["start_time"].as_str().unwrap().get(..10).unwrap();
    let until = client.read(&format!("{base}&start_le={day}")).await;
    assert!(until["total_count"].as_u64().unwrap() >= 1);
}
