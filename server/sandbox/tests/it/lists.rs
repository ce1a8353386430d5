//! Contract 2.2 to 2.8.

use serde_json::{Value, json};
use switchhook_sandbox::{Login, Role, SandboxOptions, Seed, Tenant};

use crate::client::{Client, alpine, ids, items, start};

#[tokio::test]
pub async fn pages_lead_to_each_other() {
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
pub async fn bad_pages_are_refused_in_the_platform_s_way() {
    let client = alpine().await;
    let zero = client.get("/api/customers/?page=0").await.expect_status(400);
    assert_eq!(zero.message(), "Query parameters 'page' and 'rows', when specified, must be greater than 0.");
    for query in ["rows=abc", "page=", "rows=-1", "rows=1&rows=2"] {
        client.get(&format!("/api/customers/?{query}")).await.expect_status(500);
    }
}

#[tokio::test]
pub async fn unknown_filters_return_everyone() {
    let client = alpine().await;
    let all = client.read("/api/subscribers/?rows=1").await["total_count"].clone();
    for filter in ["external_id=demo-line-1", "status=locked", "number=431", "nonsense=1"] {
        let list = client.read(&format!("/api/subscribers/?rows=1&{filter}")).await;
        assert_eq!(list["total_count"], all, "{filter}");
    }
}

#[tokio::test]
pub async fn subscribers_are_found_by_everything_that_a_caller_says() {
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
pub async fn customers_and_others_are_filtered() {
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
pub async fn order_is_by_columns_only() {
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
pub async fn related_objects_are_expanded() {
    let client = alpine().await;
    let item = client.read("/api/subscribers/1?expand=customer_id.contact_id").await;
    assert_eq!(item["customer_id_expand"]["contact_id_expand"]["lastname"], "Huber");
    let unknown = client.get("/api/subscribers/1?expand=nonsense").await.expect_status(409);
    assert_eq!(unknown.json()["username"], "anna.huber");
    client.get("/api/subscribers/1?expand=nonsense&soft_expand=1").await.expect_status(200);
}

/// A reseller with so many domains and nothing else.
async fn with_domains(count: usize) -> Client {
    let tenant = Tenant {
        reseller: "alpine".into(),
        billing_profiles: Vec::new(),
        logins: vec![Login::new("alpine", "alpine", Role::Reseller)],
    };
    let client = start(SandboxOptions { seed: Seed::Bare(vec![tenant]), ..SandboxOptions::default() }).await;
    for number in 0..count {
        client
            .post("/api/domains/", &json!({ "domain": format!("d{number}.example") }))
            .await
            .expect_status(201);
    }
    client
}

#[tokio::test]
pub async fn the_last_page_has_no_next_and_a_page_beyond_it_only_leads_back() {
    for (count, pages) in [(23, 3), (20, 2)] {
        let client = with_domains(count).await;
        for page in 1..=pages + 1 {
            let list = client.read(&format!("/api/domains/?rows=10&page={page}&order_by=id")).await;
            let links = &list["_links"];
            assert_eq!(links.get("next").is_some(), page < pages, "{count} rows, page {page}");
            assert_eq!(links.get("prev").is_some(), page > 1, "{count} rows, page {page}");
            assert_eq!(list.get("_embedded").is_some(), page <= pages, "{count} rows, page {page}");
            assert_eq!(list["total_count"], count);
        }
    }
}

#[tokio::test]
pub async fn an_empty_list_has_its_own_address_and_nothing_else() {
    let client = alpine().await;
    let list = client.read("/api/customers/?external_id=nobody-has-this").await;
    assert_eq!(list["total_count"], 0);
    assert!(list.get("_embedded").is_none() && list["_links"].get("ngcp:customers").is_none());
    let own = list["_links"]["self"]["href"].as_str().unwrap();
    assert!(own.starts_with("/api/customers/?") && own.contains("external_id=nobody-has-this"), "{own}");
}

#[tokio::test]
pub async fn one_match_is_a_list_of_one() {
    let list = alpine().await.read("/api/customers/?external_id=demo-customer").await;
    assert_eq!(items(&list, "customers").len(), 1);
    assert_eq!(list["_links"]["ngcp:customers"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
pub async fn only_one_and_true_leave_the_count_out() {
    let client = alpine().await;
    for (value, is_counted) in [("1", false), ("true", false), ("yes", true), ("0", true)] {
        let list = client.read(&format!("/api/subscribers/?rows=1&no_count={value}")).await;
        assert_eq!(list["total_count"].is_u64(), is_counted, "{value}");
        assert!(list["_links"].get("next").is_some());
    }
}

#[tokio::test]
pub async fn what_is_not_known_is_echoed_in_the_links() {
    let list = alpine().await.read("/api/subscribers/?rows=1&nonsense=1").await;
    for name in ["self", "next"] {
        let href = list["_links"][name]["href"].as_str().unwrap();
        assert!(href.contains("nonsense=1"), "{name}: {href}");
    }
}

#[tokio::test]
pub async fn texts_are_equal_whatever_their_case_and_only_a_star_stands_for_more() {
    let client = alpine().await;
    let admin = client.login("administrator");
    for (name, count) in [("ALPINE", 1), ("alpin", 0), ("alp*", 1), ("*", 3)] {
        assert_eq!(admin.read(&format!("/api/resellers/?name={name}")).await["total_count"], count, "{name}");
    }
    client.post("/api/billingprofiles/", &json!({ "name": "n", "handle": "a_b" })).await.expect_status(201);
    client.post("/api/billingprofiles/", &json!({ "name": "m", "handle": "axb" })).await.expect_status(201);
    let list = client.read("/api/billingprofiles/?handle=a_b").await;
    assert_eq!(
        (items(&list, "billingprofiles")[0]["handle"].as_str(), &list["total_count"]),
        (Some("a_b"), &json!(1))
    );
}

#[tokio::test]
pub async fn the_word_false_is_true_for_a_flag() {
    let client = alpine().await;
    let all = client.read("/api/subscribers/?rows=1").await["total_count"].clone();
    for (value, count) in [("false", json!(0)), ("true", json!(0)), ("0", all.clone()), ("", all)] {
        let list = client.read(&format!("/api/subscribers/?rows=1&is_pbx_group={value}")).await;
        assert_eq!(list["total_count"], count, "{value}");
    }
}

#[tokio::test]
pub async fn voice_boxes_do_not_lead_to_their_next_page() {
    let list = alpine().await.read("/api/voicemailsettings/?rows=1").await;
    assert!(list["total_count"].as_u64().unwrap() > 1);
    assert!(list["_links"].get("next").is_none());
}
