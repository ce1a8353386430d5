//! Contract 1.2, 1.3 and 1.5.

use std::time::Duration;

use reqwest::Method;
use serde_json::json;
use switchhook_sandbox::{BanRule, Clock, Login, ManualClock, Role, SandboxOptions, Seed, Tenant};

use crate::client::{alpine, ids, send, start};

#[tokio::test]
async fn without_credentials_the_answer_is_plain_text() {
    let client = alpine().await;
    let reply = send(client.bare(Method::GET, "/api/customers/")).await.expect_status(401);
    assert_eq!(reply.bytes, b"Authorization required.");
    assert_eq!(reply.header("www-authenticate"), "Basic realm=\"api_admin_http\"");
    assert!(reply.header("content-type").starts_with("text/plain"));
    let wrong = client.bare(Method::GET, "/api/customers/").basic_auth("alpine", Some("x"));
    send(wrong).await.expect_status(401);
}

#[tokio::test]
async fn a_token_works_until_it_expires() {
    let clock = ManualClock::at(1_800_000_000);
    let options = SandboxOptions {
        token_lifetime: Some(Duration::from_mins(1)),
        clock: Clock::Manual(clock.clone()),
        ..SandboxOptions::default()
    };
    let client = start(options).await;
    let login =
        client.bare(Method::POST, "/login_jwt").json(&json!({ "username": "alpine", "password": "alpine" }));
    let answer = send(login).await.expect_status(200).json();
    assert_eq!(answer["expires"], 1_800_000_060);
    let token = answer["jwt"].as_str().unwrap().to_owned();
    assert_eq!(token.split('.').count(), 3);
    let ask = || send(client.bare(Method::GET, "/api/domains/").bearer_auth(&token));
    ask().await.expect_status(200);
    clock.advance(Duration::from_mins(1));
    assert_eq!(ask().await.expect_status(403).message(), "Invalid user");
}

#[tokio::test]
async fn the_login_refuses_with_its_own_words() {
    let client = alpine().await;
    let log_in = |body| send(client.bare(Method::POST, "/login_jwt").json(&body));
    assert_eq!(log_in(json!({})).await.expect_status(422).message(), "No username or password given");
    let wrong = log_in(json!({ "username": "alpine", "password": "x" })).await;
    assert_eq!(wrong.expect_status(403).message(), "User not found");
    let garbage = send(client.bare(Method::GET, "/api/customers/").bearer_auth("garbage")).await;
    assert_eq!(garbage.expect_status(403).message(), "Invalid user");
}

#[tokio::test]
async fn five_wrong_passwords_lock_the_right_one_out_but_not_a_token() {
    let client = start(SandboxOptions { bans: Some(BanRule::default()), ..SandboxOptions::default() }).await;
    let login =
        client.bare(Method::POST, "/login_jwt").json(&json!({ "username": "alpine", "password": "alpine" }));
    let token = send(login).await.json()["jwt"].as_str().unwrap().to_owned();
    for _ in 0..5 {
        send(client.bare(Method::GET, "/api/domains/").basic_auth("alpine", Some("x")))
            .await
            .expect_status(401);
    }
    assert_eq!(client.get("/api/domains/").await.expect_status(403).message(), "Banned");
    send(client.bare(Method::GET, "/api/domains/").bearer_auth(token)).await.expect_status(200);
    client.login("harbour").get("/api/domains/").await.expect_status(200);
}

#[tokio::test]
async fn resellers_do_not_see_each_other() {
    let client = alpine().await;
    let harbour = client.login("harbour");
    for resource in
        ["customers", "subscribers", "domains", "customercontacts", "billingprofiles", "cfdestinationsets"]
    {
        let theirs = ids(&client.read(&format!("/api/{resource}/?rows=1000")).await, resource);
        let ours = ids(&harbour.read(&format!("/api/{resource}/?rows=1000")).await, resource);
        assert!(!ours.is_empty() && ours.iter().all(|id| !theirs.contains(id)), "{resource}");
        harbour.get(&format!("/api/{resource}/{}", theirs[0])).await.expect_status(404);
    }
    let theirs = ids(&client.read("/api/subscribers/").await, "subscribers")[0];
    harbour.put(&format!("/api/callforwards/{theirs}"), &json!({})).await.expect_status(404);
    harbour.replace(&format!("/api/subscribers/{theirs}"), "/lock", json!(1)).await.expect_status(404);
}

#[tokio::test]
async fn only_an_administrator_sees_resellers() {
    let client = alpine().await;
    assert_eq!(client.get("/api/resellers/").await.expect_status(403).message(), "Invalid user");
    let list = client.login("administrator").read("/api/resellers/?name=alp*").await;
    assert_eq!(list["_embedded"]["ngcp:resellers"][0]["name"], "alpine");
}

#[tokio::test]
async fn a_read_only_login_reads() {
    let login = Login {
        name: "viewer".into(),
        password: "viewer".into(),
        role: Role::Reseller,
        read_only: true,
        show_passwords: true,
    };
    let tenant = Tenant { reseller: "r".into(), billing_profiles: Vec::new(), logins: vec![login] };
    let client = start(SandboxOptions { seed: Seed::Bare(vec![tenant]), ..SandboxOptions::default() }).await;
    let viewer = client.login("viewer");
    viewer.get("/api/domains/").await.expect_status(200);
    let refused = viewer.post("/api/domains/", &json!({ "domain": "x" })).await.expect_status(403);
    assert_eq!(refused.message(), "Invalid HTTP method for read-only user");
    let options = send(viewer.request(Method::OPTIONS, "/api/domains/")).await.expect_status(200);
    assert_eq!(options.header("allow"), "GET, OPTIONS, HEAD");
}
