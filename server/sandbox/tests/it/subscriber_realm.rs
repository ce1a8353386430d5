//! Contract 1.3 and 10.8: what subscribers and the administrators of a customer see and may.

use serde_json::{Value, json};

use crate::client::{Client, alpine, items, subscriber};

/// A customer with an administrator and somebody who is none, both asking for themselves.
struct House {
    client: Client,
    customer: u64,
    head: Client,
    head_id: u64,
    member: Client,
    member_id: u64,
}

impl House {
    async fn new() -> Self {
        let client = alpine().await;
        let customer = client.new_customer().await;
        let line = async |name: &str, sn: &str, administrative: bool| {
            let mut body = subscriber(customer, name, sn);
            body["webpassword"] = json!("web-Secret#77aa");
            body["administrative"] = json!(administrative);
            client.post("/api/subscribers/", &body).await.id()
        };
        let (head_id, member_id) = (line("head", "971", true).await, line("member", "972", false).await);
        let port = client.subscribers().await;
        let own = |name: &'static str| port.with(name, "web-Secret#77aa");
        let (head, member) = (own("head@alpine.example"), own("member@alpine.example"));
        Self { client, customer, head, head_id, member, member_id }
    }
}

#[tokio::test]
pub async fn the_administrator_of_a_customer_reads_that_customer_alone() {
    let house = House::new().await;
    house.head.get(&format!("/api/customers/{}", house.customer)).await.expect_status(200);
    let other = house.client.new_customer().await;
    let refused = house.head.get(&format!("/api/customers/{other}")).await.expect_status(403).message();
    assert_eq!(refused, "Invalid customer id");
    assert_eq!(house.head.get("/api/customers/").await.expect_status(403).message(), "Invalid user");
}

#[tokio::test]
pub async fn a_subscriber_sees_one_line_and_not_all_of_it() {
    let house = House::new().await;
    let list = house.member.read("/api/subscribers/").await;
    let [own] = items(&list, "subscribers") else { panic!("one line: {list}") };
    assert_eq!(own["id"], house.member_id);
    for hidden in ["lock", "uuid", "customer_id"] {
        assert!(own.get(hidden).is_none(), "{hidden}");
    }
    assert_eq!(house.head.read("/api/subscribers/").await["total_count"], 2);
}

#[tokio::test]
pub async fn a_subscriber_makes_and_changes_no_other() {
    let house = House::new().await;
    let body = subscriber(house.customer, "third", "973");
    let refused = house.member.post("/api/subscribers/", &body).await.expect_status(403).message();
    assert_eq!(refused, "Invalid user");
    let path = format!("/api/subscribers/{}", house.head_id);
    let refused = house.member.put(&path, &body).await.expect_status(403).message();
    assert_eq!(refused, "Read-only resource for authenticated role");
}

#[tokio::test]
pub async fn the_fewer_rights_the_fewer_preferences_are_described() {
    let house = House::new().await;
    let count = async |client: &Client| {
        let document = client.read("/api/subscriberpreferencedefs/").await;
        assert!(document.get("total_count").is_none());
        document.as_object().map_or(0, serde_json::Map::len)
    };
    let admin = count(&house.client.login("administrator")).await;
    let (head, member) = (count(&house.head).await, count(&house.member).await);
    assert!(member < head && head < admin, "{member} {head} {admin}");
}

#[tokio::test]
pub async fn only_subscribers_need_not_say_whose_set_it_is() {
    let house = House::new().await;
    let set = json!({ "name": "own", "destinations": [] });
    for client in [&house.client.login("administrator"), &house.head] {
        let refused = client.post("/api/cfdestinationsets/", &set).await.expect_status(422).message();
        assert!(refused.contains("field='subscriber_id'"), "{refused}");
    }
    let id = house.member.post("/api/cfdestinationsets/", &set).await.id();
    let made = house.client.read(&format!("/api/cfdestinationsets/{id}")).await;
    assert_eq!(made["subscriber_id"], house.member_id);
}

#[tokio::test]
pub async fn a_kind_of_forward_that_a_profile_loses_is_lost_to_its_subscribers() {
    let House { client, customer, .. } = House::new().await;
    let set = json!({ "name": "set", "description": "d" });
    let set = client.post("/api/subscriberprofilesets/", &set).await.id();
    let profile = |attributes: Value| json!({ "profile_set_id": set, "name": "p", "description": "d", "attributes": attributes });
    let id = client.post("/api/subscriberprofiles/", &profile(json!(["cfu", "cfb"]))).await.id();
    let mut body = subscriber(customer, "profiled", "974");
    body["profile_set_id"] = json!(set);
    let line = client.post("/api/subscribers/", &body).await.id();
    let to = json!({ "destinations": [{ "destination": "431" }] });
    let path = format!("/api/callforwards/{line}");
    client.put(&path, &json!({ "cfu": to, "cfb": to })).await.expect_status(204);
    client.put(&format!("/api/subscriberprofiles/{id}"), &profile(json!(["cfb"]))).await.expect_status(204);
    let mappings = client.read(&format!("/api/cfmappings/{line}")).await;
    assert_eq!((&mappings["cfu"], mappings["cfb"].as_array().map(Vec::len)), (&json!([]), Some(1)));
}
