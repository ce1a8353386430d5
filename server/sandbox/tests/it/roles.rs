//! Contract 3.11.1, 3.13, 3.31 and 10.8: seats of a PBX, profiles, numbers, and what subscribers may do.

use serde_json::{Value, json};

use crate::client::{Client, alpine, ids, subscriber};

async fn pbx_customer(client: &Client) -> u64 {
    let contact = client.post("/api/customercontacts/", &json!({ "email": "pbx@example.org" })).await.id();
    let body = json!({
        "contact_id": contact,
        "billing_profile_id": client.profile().await,
        "type": "pbxaccount",
        "status": "active",
    });
    client.post("/api/customers/", &body).await.id()
}

#[tokio::test]
pub async fn a_pbx_has_one_pilot_and_seats_with_extensions() {
    let client = alpine().await;
    let customer = pbx_customer(&client).await;
    let refused =
        async |body: &Value| client.post("/api/subscribers/", body).await.expect_status(422).message();
    let mut pilot = subscriber(customer, "pilot", "900");
    assert_eq!(
        refused(&pilot).await,
        "Customer has no pbx pilot subscriber yet and is_pbx_pilot is not set."
    );
    pilot["is_pbx_pilot"] = json!(true);
    pilot["display_name"] = json!("Reception");
    let id = client.post("/api/subscribers/", &pilot).await.id();
    let path = format!("/api/subscribers/{id}");
    let item = client.read(&path).await;
    assert_eq!((&item["is_pbx_pilot"], &item["display_name"]), (&json!(true), &json!("Reception")));
    let mut seat = subscriber(customer, "seat", "1");
    assert_eq!(
        refused(&seat).await,
        "A pbx_extension is required if customer is PBX and pilot subscriber exists."
    );
    seat["pbx_extension"] = json!("101");
    seat["alias_numbers"] = json!([{ "cc": 43, "ac": "7777", "sn": "955" }]);
    let seat_id = client.post("/api/subscribers/", &seat).await.id();
    let shown = client.read(&format!("/api/subscribers/{seat_id}")).await;
    assert_eq!(shown["primary_number"]["sn"], "900101");
    seat["username"] = json!("seat2");
    assert_eq!(refused(&seat).await, "The pbx_extension already exists for this customer.");
    seat["is_pbx_pilot"] = json!(true);
    assert_eq!(refused(&seat).await, "Customer already has a pbx pilot subscriber.");
    pilot["is_pbx_pilot"] = json!(false);
    let revoked = client.put(&path, &pilot).await.expect_status(422).message();
    assert_eq!(revoked, "Cannot revoke is_pbx_pilot status from a subscriber.");
    let kept = client.delete(&path).await.expect_status(403).message();
    assert_eq!(kept, "Cannot terminate pilot subscriber when other subscribers exists");
    client.delete(&format!("/api/subscribers/{seat_id}")).await.expect_status(204);
    assert_eq!(client.read(&path).await["alias_numbers"][0]["sn"], "955");
    client.delete(&path).await.expect_status(204);
}

#[tokio::test]
pub async fn a_profile_is_all_that_its_subscriber_sees() {
    let client = alpine().await;
    let set = client
        .post("/api/subscriberprofilesets/", &json!({ "name": "basic", "description": "few" }))
        .await
        .id();
    let body = json!({ "profile_set_id": set, "name": "quiet", "description": "no forwards", "attributes": ["clir", "cfb", "nonsense"], "set_default": false });
    let profile = client.post("/api/subscriberprofiles/", &body).await.id();
    let shown = client.read(&format!("/api/subscriberprofiles/{profile}")).await;
    assert_eq!((&shown["set_default"], &shown["attributes"]), (&json!(true), &json!(["clir", "cfb"])));
    let mut line = subscriber(client.new_customer().await, "quiet", "811");
    line["webpassword"] = json!("quiet-web");
    line["profile_set_id"] = json!(set);
    let id = client.post("/api/subscribers/", &line).await.id();
    assert_eq!(client.read(&format!("/api/subscribers/{id}")).await["profile_id"], profile);
    let own = client.subscribers().await.with("quiet@alpine.example", "quiet-web");
    let forwards = own.read(&format!("/api/callforwards/{id}")).await;
    assert!(forwards.get("cfb").is_some() && forwards.get("cfu").is_none());
    let preferences = format!("/api/subscriberpreferences/{id}");
    own.put(&preferences, &json!({ "clir": true })).await.expect_status(204);
    let refused = own.put(&preferences, &json!({ "block_in_clir": true })).await.expect_status(422).message();
    assert!(refused.ends_with("(pointer: /block_in_clir)"), "{refused}");
    own.put(&format!("/api/speeddials/{id}"), &json!({ "speeddials": [] })).await.expect_status(403);
    client.put(&format!("/api/speeddials/{id}"), &json!({ "speeddials": [] })).await.expect_status(403);
    let changed =
        json!({ "profile_set_id": set, "name": "quiet", "description": "nothing", "attributes": ["cfb"] });
    client.put(&format!("/api/subscriberprofiles/{profile}"), &changed).await.expect_status(204);
    assert!(client.read(&preferences).await.get("clir").is_none());
    client.delete(&format!("/api/subscriberprofilesets/{set}")).await.expect_status(204);
    assert_eq!(client.read(&format!("/api/subscribers/{id}")).await["profile_id"], Value::Null);
}

#[tokio::test]
pub async fn subscribers_reach_themselves_only() {
    let client = alpine().await;
    let own = client.subscribers().await.with("office@alpine.example", "demo-line");
    let me = ids(&own.read("/api/subscribers/").await, "subscribers");
    let [me] = me.as_slice() else { panic!("one subscriber") };
    let other = me - 1;
    for resource in ["callforwards", "cfmappings", "subscriberpreferences", "voicemailsettings", "speeddials"]
    {
        own.get(&format!("/api/{resource}/{me}")).await.expect_status(200);
        own.get(&format!("/api/{resource}/{other}")).await.expect_status(404);
    }
    for resource in
        ["customers", "numbers", "ncoslevels", "domains", "billingprofiles", "resellers", "customercontacts"]
    {
        assert_eq!(own.get(&format!("/api/{resource}/")).await.expect_status(403).message(), "Invalid user");
    }
    let refused = own.replace(&format!("/api/subscribers/{other}"), "/email", json!("a@b.example")).await;
    assert_eq!(refused.expect_status(403).message(), "Read-only resource for authenticated role");
    client.replace(&format!("/api/subscribers/{me}"), "/lock", json!(2)).await.expect_status(204);
    own.patch(&format!("/api/subscribers/{me}"), &json!([])).await.expect_status(204);
    let item = client.read(&format!("/api/subscribers/{me}")).await;
    assert_eq!((&item["lock"], &item["external_id"]), (&Value::Null, &json!("demo-line-2")));
    let calls = own.read("/api/calllists/").await;
    let link = calls["_links"]["self"]["href"].as_str().unwrap();
    assert!(link.ends_with(&format!("subscriber_id={me}")), "{link}");
}

#[tokio::test]
pub async fn an_alias_moves_and_a_primary_number_stays() {
    let client = alpine().await;
    let mut line = subscriber(client.new_customer().await, "giver", "821");
    line["alias_numbers"] = json!([{ "cc": 43, "ac": "7777", "sn": "822" }]);
    let giver = client.post("/api/subscribers/", &line).await.id();
    let taker = client.new_subscriber("taker", "823").await;
    let number = async |query: &str| {
        let list = client.read(&format!("/api/numbers/?subscriber_id={giver}&{query}")).await;
        ids(&list, "numbers")[0]
    };
    let (primary, alias) = (number("type=primary").await, number("type=alias").await);
    let refused = client.replace(&format!("/api/numbers/{primary}"), "/subscriber_id", json!(taker)).await;
    assert_eq!(
        refused.expect_status(422).message(),
        format!("Cannot reassign primary number, already at subscriber {giver}")
    );
    let path = format!("/api/numbers/{alias}");
    let refused = client.replace(&path, "/sn", json!("1")).await.expect_status(422).message();
    assert!(refused.starts_with("Field 'sn' is not allowed to be updated"), "{refused}");
    client.replace(&path, "/subscriber_id", json!(taker)).await.expect_status(204);
    let receiver = client.read(&format!("/api/subscribers/{taker}")).await;
    assert_eq!(receiver["alias_numbers"][0]["sn"], "822");
    for (line, allowed) in [(giver, json!(["437777821"])), (taker, json!(["437777823", "437777822"]))] {
        let preferences = client.read(&format!("/api/subscriberpreferences/{line}")).await;
        assert_eq!(preferences["allowed_clis"], allowed);
    }
    client.login("harbour").get(&path).await.expect_status(404);
}

#[tokio::test]
pub async fn balances_levels_and_preferences_of_customers_are_kept() {
    let client = alpine().await;
    let customer = client.new_customer().await;
    let path = format!("/api/customerbalances/{customer}");
    client.put(&path, &json!({ "cash_balance": 5.5, "free_time_balance": 60 })).await.expect_status(204);
    let balance = client.read(&path).await;
    assert_eq!((&balance["cash_balance"], &balance["free_time_balance"]), (&json!(5.5), &json!(60)));
    let level = json!({ "level": "own level", "mode": "whitelist" });
    let id = client.post("/api/ncoslevels/", &level).await.id();
    let taken = client.post("/api/ncoslevels/", &level).await.expect_status(422).message();
    assert_eq!(taken, "NCOS level already exists for this reseller");
    client.login("harbour").get(&format!("/api/ncoslevels/{id}")).await.expect_status(404);
    let path = format!("/api/customerpreferences/{customer}");
    client.put(&path, &json!({ "ncos": "own level", "block_in_list": ["43*"] })).await.expect_status(204);
    let shown = client.read(&path).await;
    assert_eq!((&shown["ncos"], &shown["customer_id"]), (&json!("own level"), &json!(customer)));
    client.put(&path, &json!({ "ncos": "no level" })).await.expect_status(422);
    let domain = ids(&client.read("/api/domains/").await, "domains")[0];
    let path = format!("/api/domainpreferences/{domain}");
    client.put(&path, &json!({ "concurrent_max": 5 })).await.expect_status(204);
    assert_eq!(client.read(&path).await["concurrent_max"], 5);
    client.read("/api/customerpreferencedefs/").await;
    client.read("/api/domainpreferencedefs/").await;
}
