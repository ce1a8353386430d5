//! Contract 3.1, 3.4, 3.6, 3.7 and 3.10.

use reqwest::Method;
use serde_json::{Value, json};

use crate::client::{alpine, send, subscriber};

#[tokio::test]
pub async fn contacts_are_checked() {
    let client = alpine().await;
    let post = async |body: Value| client.post("/api/customercontacts/", &body).await;
    let missing = post(json!({ "firstname": "A" })).await.expect_status(422).message();
    assert_eq!(missing, "Validation failed. field='email', input='', errors='Email field is required'");
    assert_eq!(
        post(json!({ "email": "a@example.org", "firstname": "😀" })).await.expect_status(500).message(),
        "Failed to create contact."
    );
    post(json!({ "email": "a@example.org", "country": "AUT" })).await.expect_status(500);
    let zone = post(json!({ "email": "a@example.org", "timezone": "Mars/X" })).await.expect_status(422);
    assert!(zone.message().contains("Invalid timezone name: Mars/X"));
    let id =
        post(json!({ "email": "a@example.org", "country": "ZZ", "reseller_id": 1, "nosuch": 1 })).await.id();
    let item = client.read(&format!("/api/customercontacts/{id}")).await;
    assert_eq!(item["country"], "ZZ");
    assert!(item.get("reseller_id").is_none() && item.get("nosuch").is_none());
    let seen = client.login("administrator").read(&format!("/api/customercontacts/{id}")).await;
    assert_eq!(seen["reseller_id"], 2);
}

#[tokio::test]
pub async fn a_put_of_a_contact_keeps_all_but_country_and_zone() {
    let client = alpine().await;
    let full =
        json!({ "email": "a@example.org", "firstname": "A", "country": "AT", "timezone": "Europe/Vienna" });
    let path = format!("/api/customercontacts/{}", client.post("/api/customercontacts/", &full).await.id());
    client.put(&path, &json!({ "email": "a@example.org" })).await.expect_status(204);
    let item = client.read(&path).await;
    assert_eq!(
        (&item["firstname"], &item["country"], &item["timezone"]),
        (&json!("A"), &Value::Null, &Value::Null)
    );
}

#[tokio::test]
pub async fn a_contact_in_use_stays() {
    let client = alpine().await;
    let customer = client.new_customer().await;
    let contact = client.read(&format!("/api/customers/{customer}")).await["contact_id"].clone();
    let path = format!("/api/customercontacts/{contact}");
    assert_eq!(client.delete(&path).await.expect_status(423).message(), "Contact is still in use.");
    client
        .replace(&format!("/api/customers/{customer}"), "/status", json!("terminated"))
        .await
        .expect_status(204);
    client.delete(&path).await.expect_status(204);
    client.get(&path).await.expect_status(404);
    assert_eq!(client.read(&format!("/api/customers/{customer}")).await["contact_id"], contact);
}

#[tokio::test]
pub async fn the_status_of_a_customer_is_that_of_its_lines() {
    let client = alpine().await;
    let line = client.new_subscriber("cascade", "1").await;
    let line = format!("/api/subscribers/{line}");
    let customer = format!("/api/customers/{}", client.read(&line).await["customer_id"]);
    client.replace(&line, "/lock", json!(2)).await.expect_status(204);
    client.replace(&customer, "/status", json!("pending")).await.expect_status(500);
    client.replace(&customer, "/status", json!("locked")).await.expect_status(204);
    let item = client.read(&line).await;
    assert_eq!((&item["status"], &item["lock"]), (&json!("locked"), &json!("4")));
    client.replace(&customer, "/status", json!("active")).await.expect_status(204);
    assert_eq!(client.read(&line).await["lock"], Value::Null);
    client.replace(&customer, "/status", json!("terminated")).await.expect_status(204);
    client.get(&line).await.expect_status(404);
    assert_ne!(client.read(&customer).await["terminate_timestamp"], Value::Null);
    let refused = client.replace(&customer, "/status", json!("active")).await.expect_status(422);
    assert_eq!(refused.message(), "Customer is already terminated and cannot be changed.");
}

#[tokio::test]
pub async fn customers_are_checked() {
    let client = alpine().await;
    let (admin, profile) = (client.login("administrator"), client.profile().await);
    let contact = client.post("/api/customercontacts/", &json!({ "email": "a@example.org" })).await.id();
    let body = |changes: Value| {
        let mut body = json!({ "contact_id": contact, "billing_profile_id": profile, "type": "sipaccount", "status": "active" });
        for (name, value) in changes.as_object().unwrap() {
            body[name] = value.clone();
        }
        body
    };
    for (changes, message) in [
        (json!({ "contact_id": 999_999 }), "Invalid 'contact_id'"),
        (json!({ "billing_profile_id": 999_999 }), "Invalid 'billing_profile_id' (999999)."),
        (json!({ "billing_profile_id": null }), "Invalid 'billing_profile_id', not defined."),
        (
            json!({ "billing_profile_id": 1 }),
            "The reseller of the contact doesn't match the reseller of the billing profile (Default Billing Profile).",
        ),
    ] {
        let reply = admin.post("/api/customers/", &body(changes)).await.expect_status(422);
        assert_eq!(reply.message(), message);
    }
    let past = json!({ "billing_profile_definition": "profiles",
        "billing_profiles": [{ "profile_id": profile }, { "profile_id": profile, "start": "2020-01-01 00:00:00" }] });
    let reply = client.post("/api/customers/", &body(past)).await.expect_status(422);
    assert_eq!(reply.message(), "'start' timestamp (2020-01-01 00:00:00) is not in future.");
    let future = json!({ "billing_profile_definition": "profiles",
        "billing_profiles": [{ "profile_id": profile }, { "profile_id": profile, "start": "2999-01-01 00:00:00" }] });
    let id = client.post("/api/customers/", &body(future)).await.id();
    let item = client.read(&format!("/api/customers/{id}")).await;
    assert_eq!(item["billing_profiles"][0]["start"], "2999-01-01 00:00:00");
    assert_eq!(item["all_billing_profiles"].as_array().map(Vec::len), Some(2));
    let id =
        client.post("/api/customers/", &body(json!({ "max_subscribers": "1", "vat_rate": 19.5 }))).await.id();
    let item = client.read(&format!("/api/customers/{id}")).await;
    assert_eq!((&item["max_subscribers"], &item["vat_rate"]), (&json!(1), &json!(19.5)));
    client.post("/api/subscribers/", &subscriber(id, "one", "201")).await.expect_status(201);
    let full = client.post("/api/subscribers/", &subscriber(id, "two", "202")).await.expect_status(403);
    assert_eq!(full.message(), "Maximum number of customer subscribers reached.");
}

#[tokio::test]
pub async fn an_unchanged_customer_can_be_put_back() {
    let client = alpine().await;
    let path = format!("/api/customers/{}", client.new_customer().await);
    let mut before = client.read(&path).await;
    client.put(&path, &before).await.expect_status(204);
    let mut after = client.read(&path).await;
    for item in [&mut before, &mut after] {
        item["modify_timestamp"] = Value::Null;
    }
    assert_eq!(before, after);
}

#[tokio::test]
pub async fn billing_profiles_are_unique_frozen_and_terminated() {
    let client = alpine().await;
    let post = async |body: Value| client.post("/api/billingprofiles/", &body).await;
    let dash = post(json!({ "name": "n", "handle": "a-b" })).await.expect_status(422).message();
    assert!(dash.contains("Only lower-case, upper-case, digits and _ allowed"));
    let taken = post(json!({ "name": "n", "handle": "alpine_flat" })).await.expect_status(422).message();
    assert_eq!(taken, "Reseller-Billing Profile handle '2-alpine_flat' already exists.");
    let flat = format!("/api/billingprofiles/{}", client.profile().await);
    let frozen = client.replace(&flat, "/interval_charge", json!(5)).await.expect_status(422).message();
    assert!(frozen.starts_with("Interval charge cannot be changed (profile linked to"), "{frozen}");
    let week = json!([{ "weekday": 0, "start": "08:00:00", "stop": "18:00:00" }]);
    let id = post(json!({ "name": "n", "handle": "n", "peaktime_weekdays": week })).await.id();
    let path = format!("/api/billingprofiles/{id}");
    assert_eq!(client.read(&path).await["peaktime_weekdays"], week);
    client.put(&path, &json!({ "name": "n2", "handle": "n", "interval_charge": 5 })).await.expect_status(204);
    let item = client.read(&path).await;
    assert_eq!((&item["peaktime_weekdays"], &item["interval_charge"]), (&json!([]), &json!(5)));
    client.delete(&path).await.expect_status(204);
    client.get(&path).await.expect_status(404);
}

#[tokio::test]
pub async fn a_domain_takes_its_lines_with_it() {
    let client = alpine().await;
    let own = json!({ "domain": "gone.example" });
    let domain = client.post("/api/domains/", &own).await.id();
    let taken = client.login("harbour").post("/api/domains/", &own).await.expect_status(422).message();
    assert_eq!(taken, "Domain 'gone.example' already exists.");
    let mut body = subscriber(client.new_customer().await, "gone", "301");
    body["domain"] = json!("gone.example");
    let line = client.post("/api/subscribers/", &body).await.id();
    client.delete(&format!("/api/domains/{domain}")).await.expect_status(204);
    client.get(&format!("/api/subscribers/{line}")).await.expect_status(404);
    assert_eq!(client.read("/api/subscribers/?alias=437777301").await["total_count"], 0);
}

#[tokio::test]
pub async fn a_terminated_reseller_loses_its_domains_and_logins() {
    let client = alpine().await;
    let admin = client.login("administrator");
    admin.replace("/api/resellers/3", "/status", json!("locked")).await.expect_status(204);
    let locked = client.login("harbour").read("/api/subscribers/?rows=1").await;
    assert_eq!(locked["_embedded"]["ngcp:subscribers"][0]["lock"], "4");
    admin.delete("/api/resellers/3").await.expect_status(404);
    admin.replace("/api/resellers/3", "/status", json!("terminated")).await.expect_status(204);
    client.login("harbour").get("/api/domains/").await.expect_status(401);
    assert_eq!(admin.read("/api/domains/?reseller_id=3").await["total_count"], 0);
    let alive = admin.read("/api/customers/?reseller_id=3&not_status=terminated").await;
    assert_eq!(alive["total_count"], 0);
    assert_eq!(admin.read("/api/subscribers/?reseller_id=3").await["total_count"], 0);
    let again = json!({ "contract_id": 4, "name": "harbour", "status": "active" });
    admin.post("/api/resellers/", &again).await.expect_status(201);
    assert_eq!(admin.read("/api/resellers/3").await["name"], "old_3_harbour");
    let same = json!({ "contract_id": 4, "name": "other", "status": "active" });
    let taken = admin.post("/api/resellers/", &same).await.expect_status(422).message();
    assert_eq!(taken, "Invalid 'contract_id', reseller with this contract already exists");
    let customer = json!({ "contract_id": 6, "name": "other", "status": "active" });
    let foreign = admin.post("/api/resellers/", &customer).await.expect_status(422).message();
    assert_eq!(foreign, "Invalid 'contract_id' linking to a customer contact");
}

#[tokio::test]
pub async fn the_contract_of_the_platform_is_no_customer() {
    let admin = alpine().await.login("administrator");
    let refused = admin.replace("/api/customers/1", "/status", json!("locked")).await.expect_status(404);
    assert_eq!(refused.message(), "Entity 'customer' not found.");
}

#[tokio::test]
pub async fn a_new_customer_is_not_shown_in_the_answer() {
    let client = alpine().await;
    let contact = client.post("/api/customercontacts/", &json!({ "email": "a@example.org" })).await.id();
    let body = json!({ "contact_id": contact, "billing_profile_id": client.profile().await, "type": "sipaccount", "status": "active" });
    let request = client.request(Method::POST, "/api/customers/").header("prefer", "return=representation");
    let reply = send(request.json(&body)).await;
    assert_eq!(reply.header("location"), format!("/api/customers/{}", reply.id()));
    assert!(reply.bytes.is_empty() && reply.header("preference-applied").is_empty());
}
