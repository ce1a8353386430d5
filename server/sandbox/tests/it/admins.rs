//! Contract 3.2, 3.3, 3.33: logins of the platform, contracts of resellers, and what is there to be read only.

use reqwest::Method;
use serde_json::{Value, json};
use switchhook_sandbox::{Login, Role, SandboxOptions, Seed, Tenant};

use crate::client::{Client, alpine, ids, items, send, start, subscriber};

/// A reseller with a master, somebody who only reads, and customer care.
async fn staffed() -> Client {
    let login = |name: &str, role| Login::new(name, name, role);
    let tenant = Tenant {
        reseller: "staffed".into(),
        billing_profiles: Vec::new(),
        logins: vec![
            login("master", Role::Reseller),
            login("reader", Role::Reseller).read_only(true),
            login("carer", Role::CustomerCare).show_passwords(false),
        ],
    };
    start(SandboxOptions { seed: Seed::Bare(vec![tenant]), ..SandboxOptions::default() }).await
}

fn logins(list: &Value) -> Vec<&str> {
    items(list, "admins").iter().map(|item| item["login"].as_str().unwrap()).collect()
}

#[tokio::test]
pub async fn a_login_is_what_was_named_when_it_was_made() {
    let client = staffed().await;
    let admin = client.login("administrator");
    let body = json!({ "login": "second", "password": "second", "reseller_id": 2 });
    let path = format!("/api/admins/{}", admin.post("/api/admins/", &body).await.id());
    let item = admin.read(&path).await;
    assert_eq!((&item["is_active"], &item["role"]), (&json!(false), &json!("reseller")));
    assert!(item.get("password").is_none());
    client.login("second").get("/api/domains/").await.expect_status(401);
    admin.replace(&path, "/is_active", json!(true)).await.expect_status(204);
    client.login("second").get("/api/domains/").await.expect_status(200);
    let taken = admin.post("/api/admins/", &body).await.expect_status(422).message();
    assert_eq!(taken, "Admin with this login already exists");
    let odd = json!({ "login": "third", "password": "third", "reseller_id": 2, "role": "king" });
    assert_eq!(admin.post("/api/admins/", &odd).await.expect_status(422).message(), "Unknown role: king");
}

#[tokio::test]
pub async fn nobody_changes_or_deletes_what_they_may_themselves() {
    let client = staffed().await;
    for login in ["administrator", "master"] {
        let own = client.login(login);
        let list = own.read(&format!("/api/admins/?login={login}")).await;
        let path = format!("/api/admins/{}", ids(&list, "admins")[0]);
        let refused = own.replace(&path, "/is_active", json!(false)).await.expect_status(403).message();
        assert_eq!(refused, "User cannot modify own permissions");
        assert_eq!(own.delete(&path).await.expect_status(403).message(), "Cannot delete own user");
        own.replace(&path, "/email", json!(format!("{login}@example.org"))).await.expect_status(204);
    }
}

#[tokio::test]
pub async fn passwords_are_set_by_their_owner_or_the_built_in_login() {
    let client = staffed().await;
    let master = client.login("master");
    let body = json!({ "login": "second", "password": "second", "role": "reseller", "is_active": true });
    let path = format!("/api/admins/{}", master.post("/api/admins/", &body).await.id());
    let refused = master.replace(&path, "/password", json!("other")).await.expect_status(403).message();
    assert_eq!(refused, "Only own user can change password");
    client.login("second").replace(&path, "/password", json!("own-one")).await.expect_status(204);
    client.with("second", "own-one").get("/api/domains/").await.expect_status(200);
    client.login("administrator").replace(&path, "/password", json!("given")).await.expect_status(204);
    client.with("second", "own-one").get("/api/domains/").await.expect_status(401);
    client.with("second", "given").get("/api/domains/").await.expect_status(200);
}

#[tokio::test]
pub async fn masters_see_and_make_the_others() {
    let client = staffed().await;
    let body = json!({ "login": "other", "password": "other" });
    let refused = client.login("carer").post("/api/admins/", &body).await.expect_status(403).message();
    assert_eq!(refused, "Cannot create admin without master permissions");
    let seen = async |login| client.login(login).read("/api/admins/").await;
    assert_eq!(logins(&seen("master").await), ["master", "reader", "carer"]);
    assert_eq!(logins(&seen("reader").await), ["reader"]);
    assert_eq!(logins(&seen("carer").await), ["carer"]);
    assert_eq!(logins(&seen("administrator").await), ["administrator", "master", "reader", "carer"]);
    let built_in = client.login("master").get("/api/admins/1").await.expect_status(404);
    assert_eq!(built_in.message(), "Entity 'admin' not found.");
    let item = seen("master").await["_embedded"]["ngcp:admins"][0].clone();
    assert!(item.get("reseller_id").is_none() && item.get("is_superuser").is_none());
    let carer = ids(&client.login("administrator").read("/api/admins/?login=carer").await, "admins")[0];
    client.login("master").delete(&format!("/api/admins/{carer}")).await.expect_status(204);
    client.login("carer").get("/api/domains/").await.expect_status(401);
}

#[tokio::test]
pub async fn customer_care_reads_billing_profiles_and_sees_no_passwords() {
    let client = staffed().await;
    let carer = client.login("carer");
    carer.get("/api/billingprofiles/").await.expect_status(200);
    let body = json!({ "name": "n", "handle": "n" });
    let refused = carer.post("/api/billingprofiles/", &body).await.expect_status(403).message();
    assert_eq!(refused, "Read-only resource for authenticated role");
    let master = client.login("master");
    let profile = master.post("/api/billingprofiles/", &body).await.id();
    let contact = master.post("/api/customercontacts/", &json!({ "email": "a@example.org" })).await.id();
    master.post("/api/domains/", &json!({ "domain": "alpine.example" })).await.expect_status(201);
    let customer = json!({ "contact_id": contact, "billing_profile_id": profile, "type": "sipaccount", "status": "active" });
    let customer = master.post("/api/customers/", &customer).await.id();
    let mut line = subscriber(customer, "line", "1");
    line["webpassword"] = json!("web-Secret#77aa");
    let path = format!("/api/subscribers/{}", master.post("/api/subscribers/", &line).await.id());
    let shown = master.read(&path).await;
    assert_eq!(shown["password"], line["password"]);
    let hidden = carer.read(&path).await;
    assert!(hidden.get("password").is_none());
    assert!([shown, hidden].iter().all(|line| line.get("webpassword").is_none()));
}

#[tokio::test]
pub async fn contracts_are_the_operators_to_read() {
    let client = alpine().await;
    assert_eq!(client.get("/api/contracts/").await.expect_status(403).message(), "Invalid user");
    let admin = client.login("administrator");
    let reseller = admin.read("/api/resellers/2").await;
    let path = format!("/api/contracts/{}", reseller["contract_id"]);
    let contract = admin.read(&path).await;
    assert_eq!((&contract["type"], &contract["status"]), (&json!("reseller"), &json!("active")));
    assert_eq!(admin.read("/api/contracts/?type=sippeering").await["total_count"], 0);
    assert_eq!(admin.read("/api/contracts/?type=sippeering,reseller").await["total_count"], 5);
    admin.replace("/api/resellers/3", "/status", json!("terminated")).await.expect_status(204);
    assert_eq!(admin.read("/api/contracts/").await["total_count"], 4);
    admin.put(&path, &contract).await.expect_status(404);
}

#[tokio::test]
pub async fn rewritten_numbers_come_back_as_they_were() {
    let client = alpine().await;
    let post = async |body: Value| client.post("/api/applyrewrites/", &body).await;
    let ask = |numbers: Value| json!({ "subscriber_id": 1, "direction": "caller_in", "numbers": numbers });
    let two = post(ask(json!(["431", "432"]))).await.expect_status(200);
    assert_eq!((two.json()["result"].clone(), two.header("content-type")), (json!(["431", "432"]), ""));
    for one in [json!("431"), json!(["431"])] {
        assert_eq!(post(ask(one)).await.expect_status(200).json()["result"], "431");
    }
    let none = post(ask(json!([]))).await.expect_status(422).message();
    assert!(none.contains("User or number to rewrite field is required"), "{none}");
    post(json!({ "subscriber_id": 1, "direction": "sideways", "numbers": "431" })).await.expect_status(422);
    let foreign = client.login("harbour").post("/api/applyrewrites/", &ask(json!("431"))).await;
    assert_eq!(foreign.expect_status(404).message(), "Calling subscriber not found.");
    assert_eq!(
        send(client.bare(Method::GET, "/api/applyrewrites/")).await.expect_status(404).message(),
        "Path not found"
    );
}

#[tokio::test]
pub async fn sound_handles_are_there_by_group() {
    let client = alpine().await;
    let list = client.read("/api/soundhandles/?group=music_on_hold").await;
    let [handle] = items(&list, "soundhandles") else { panic!("one handle: {list}") };
    assert_eq!(handle["handle"], "music_on_hold");
    client.get(&format!("/api/soundhandles/{}", handle["id"])).await.expect_status(200);
    client.get("/api/soundhandles/999").await.expect_status(404);
    client.post("/api/soundhandles/", &json!({})).await.expect_status(404);
}
