//! Contract 2.2 to 2.8.

use serde_json::Value;

use crate::client::{alpine, ids, items};

#[tokio::test]
async fn pages_lead_to_each_other() {
    let client = alpine().await;
    let first = client.read("/api/subscribers/?rows=100&order_by=id").await;
    let total = first["total_count"].as_u64().unwrap();
    assert!(total >= 250);
    assert_eq!(first["_links"]["next"]["href"], "/api/subscribers/?page=2&rows=100&order_by=id");
    assert!(first["_links"].get("prev").is_none());
    let mut seen = Vec::new();
    for page in 1..=3 {
        seen.extend(ids(
            &client.read(&format!("/api/subscribers/?page={page}&rows=100&order_by=id")).await,
            "subscribers",
        ));
    }
    assert_eq!(seen.len() as u64, total);
    assert!(seen.is_sorted_by(|one, other| one < other));
    let beyond = client.read("/api/subscribers/?page=9&rows=100").await;
    assert!(beyond.get("_embedded").is_none());
    assert_eq!(beyond["_links"]["prev"]["href"], "/api/subscribers/?page=8&rows=100");
    let uncounted = client.read("/api/subscribers/?no_count=1").await;
    assert_eq!(uncounted["total_count"], Value::Null);
    assert!(uncounted["_links"].get("next").is_some());
}

#[tokio::test]
async fn bad_pages_are_refused_in_the_platform_s_way() {
    let client = alpine().await;
    let zero = client.get("/api/customers/?page=0").await.expect_status(400);
    assert_eq!(zero.message(), "Query parameters 'page' and 'rows', when specified, must be greater than 0.");
    for query in ["rows=abc", "page=", "rows=-1", "rows=1&rows=2"] {
        client.get(&format!("/api/customers/?{query}")).await.expect_status(500);
    }
}

#[tokio::test]
async fn unknown_filters_return_everyone() {
    let client = alpine().await;
    let all = client.read("/api/subscribers/?rows=1").await["total_count"].clone();
    for filter in ["external_id=demo-line-1", "status=locked", "number=431", "nonsense=1"] {
        let list = client.read(&format!("/api/subscribers/?rows=1&{filter}")).await;
        assert_eq!(list["total_count"], all, "{filter}");
    }
}

#[tokio::test]
async fn subscribers_are_found_by_everything_that_a_caller_says() {
    let client = alpine().await;
    for filter in [
        "alias=4315550101",
        "alias=4315550111",
        "primary_number=4315550101",
        "primary_number=431555010*",
        "username=anna.huber&domain=alpine.example",
        "username=ANNA.H*&domain=alpine*",
        "webusername=anna.huber&domain=alpine.example",
        "subscriber_external_id=demo-line-1",
        "customer_external_id=demo-customer",
        "display_name=anna huber",
    ] {
        let list = client.read(&format!("/api/subscribers/?{filter}")).await;
        let found = items(&list, "subscribers").iter().any(|item| item["external_id"] == "demo-line-1");
        assert!(found, "{filter}: {}", list["total_count"]);
    }
    for filter in
        ["alias=0043", "primary_number=4315550111", "username=$null", "webusername=anna*", "customer_id=abc"]
    {
        let list = client.read(&format!("/api/subscribers/?{filter}")).await;
        assert_eq!(list["total_count"], 0, "{filter}");
        assert!(list.get("_embedded").is_none());
    }
}

#[tokio::test]
async fn customers_and_others_are_filtered() {
    let client = alpine().await;
    let demo = client.read("/api/customers/?external_id=demo-customer").await;
    assert_eq!(demo["total_count"], 1);
    let customer = &items(&demo, "customers")[0];
    let lines = client.read(&format!("/api/subscribers/?customer_id={}", customer["id"])).await;
    assert_eq!(lines["total_count"], 3);
    let contact = client.read(&format!("/api/customers/?contact_id={}", customer["contact_id"])).await;
    assert_eq!(contact["total_count"], 1);
    assert_eq!(client.read("/api/customers/?status=terminated,pending").await["total_count"], 2);
    let alive = client.read("/api/customers/?not_status=terminated").await["total_count"].as_u64().unwrap();
    assert_eq!(client.read("/api/customers/").await["total_count"].as_u64().unwrap(), alive + 1);
    assert_eq!(client.read("/api/domains/?domain=*.alpine.example").await["total_count"], 3);
    assert_eq!(client.read("/api/billingprofiles/?handle=alpine_*").await["total_count"], 4);
    assert_eq!(client.read("/api/billingprofiles/?handle=alpine?flat").await["total_count"], 0);
    assert_eq!(client.read("/api/customercontacts/?email=anna.huber@huber*").await["total_count"], 1);
}

#[tokio::test]
async fn order_is_by_columns_only() {
    let client = alpine().await;
    let names = |list: Value| -> Vec<String> {
        items(&list, "subscribers").iter().map(|item| item["username"].as_str().unwrap().to_owned()).collect()
    };
    let ascending = names(client.read("/api/subscribers/?order_by=username&rows=1000").await);
    assert!(ascending.is_sorted());
    let mut descending =
        names(client.read("/api/subscribers/?order_by=username&order_by_direction=DESC&rows=1000").await);
    descending.reverse();
    assert_eq!(ascending, descending);
    let unknown = ids(&client.read("/api/subscribers/?order_by=nonsense").await, "subscribers");
    assert_eq!(unknown, ids(&client.read("/api/subscribers/").await, "subscribers"));
}

#[tokio::test]
async fn related_objects_are_expanded() {
    let client = alpine().await;
    let item = client.read("/api/subscribers/1?expand=customer_id.contact_id").await;
    assert_eq!(item["customer_id_expand"]["contact_id_expand"]["lastname"], "Huber");
    let unknown = client.get("/api/subscribers/1?expand=nonsense").await.expect_status(409);
    assert_eq!(unknown.json()["username"], "anna.huber");
    client.get("/api/subscribers/1?expand=nonsense&soft_expand=1").await.expect_status(200);
}
