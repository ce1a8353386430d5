//! Contract 1.2, 1.3 and 1.5.

use std::time::Duration;

use reqwest::Method;
use serde_json::json;
use switchhook_sandbox::{
    BanRule, Clock, Login, ManualClock, Role, SandboxOptions, SecondFactor, Seed, Tenant,
};

use crate::client::{Client, alpine, ids, send, start};

const NOON: i64 = 1_800_000_000;

/// A sandbox with a clock that a test moves.
async fn with_clock(options: SandboxOptions) -> (Client, ManualClock) {
    let clock = ManualClock::at(NOON);
    let client = start(SandboxOptions { clock: Clock::Manual(clock.clone()), ..options }).await;
    (client, clock)
}

/// A bare sandbox with one more login.
async fn with_login(login: Login, options: SandboxOptions) -> (Client, ManualClock) {
    let tenant = Tenant { reseller: "r".into(), billing_profiles: Vec::new(), logins: vec![login] };
    with_clock(SandboxOptions { seed: Seed::Bare(vec![tenant]), ..options }).await
}

#[tokio::test]
pub async fn without_credentials_the_answer_is_plain_text() {
    let client = alpine().await;
    let reply = send(client.bare(Method::GET, "/api/customers/")).await.expect_status(401);
    assert_eq!(reply.bytes, b"Authorization required.");
    assert_eq!(reply.header("www-authenticate"), "Basic realm=\"api_admin_http\"");
    assert!(reply.header("content-type").starts_with("text/plain"));
    let port = client.subscribers().await;
    let reply = send(port.bare(Method::GET, "/api/customers/")).await.expect_status(401);
    assert_eq!(reply.header("www-authenticate"), "Basic realm=\"api_subscriber_http\"");
    let wrong = client.bare(Method::GET, "/api/customers/").basic_auth("alpine", Some("x"));
    send(wrong).await.expect_status(401);
}

#[tokio::test]
pub async fn a_token_works_until_it_expires() {
    let options =
        SandboxOptions { token_lifetime: Some(Duration::from_mins(1)), ..SandboxOptions::default() };
    let (client, clock) = with_clock(options).await;
    let answer =
        client.log_in(json!({ "username": "alpine", "password": "alpine" })).await.expect_status(200);
    assert_eq!(answer.json()["expires"], NOON + 60);
    let token = answer.json()["jwt"].as_str().unwrap().to_owned();
    assert_eq!(token.split('.').count(), 3);
    let ask = || send(client.bare(Method::GET, "/api/domains/").bearer_auth(&token));
    ask().await.expect_status(200);
    let renewed = client.log_in(json!({ "jwt": token })).await.expect_status(200).json();
    assert_eq!(renewed["id"], answer.json()["id"]);
    clock.advance(Duration::from_mins(1));
    assert_eq!(ask().await.expect_status(403).message(), "Invalid user");
    assert_eq!(client.log_in(json!({ "jwt": token })).await.expect_status(403).message(), "Forbidden!");
}

#[tokio::test]
pub async fn the_login_refuses_with_its_own_words() {
    let client = alpine().await;
    let log_in = |body| send(client.bare(Method::POST, "/login_jwt").json(&body));
    assert_eq!(log_in(json!({})).await.expect_status(422).message(), "No username or password given");
    let wrong = log_in(json!({ "username": "alpine", "password": "x" })).await;
    assert_eq!(wrong.expect_status(403).message(), "User not found");
    let garbage = send(client.bare(Method::GET, "/api/customers/").bearer_auth("garbage")).await;
    assert_eq!(garbage.expect_status(403).message(), "Invalid user");
}

#[tokio::test]
pub async fn five_wrong_passwords_lock_the_right_one_out_but_not_a_token() {
    let options = SandboxOptions { bans: Some(BanRule::default()), ..SandboxOptions::default() };
    let (client, clock) = with_clock(options).await;
    let good = json!({ "username": "alpine", "password": "alpine" });
    let token = client.log_in(good.clone()).await.json()["jwt"].as_str().unwrap().to_owned();
    for _ in 0..5 {
        client.with("alpine", "wrong").get("/api/domains/").await.expect_status(401);
    }
    assert_eq!(client.get("/api/domains/").await.expect_status(403).message(), "Banned");
    assert_eq!(client.log_in(good).await.expect_status(403).message(), "Banned");
    send(client.bare(Method::GET, "/api/domains/").bearer_auth(token)).await.expect_status(200);
    client.login("harbour").get("/api/domains/").await.expect_status(200);
    clock.advance(Duration::from_mins(5));
    client.get("/api/domains/").await.expect_status(200);
}

#[tokio::test]
pub async fn names_that_nobody_has_are_banned_where_they_are_counted() {
    let options = SandboxOptions { bans: Some(BanRule::default()), ..SandboxOptions::default() };
    let (client, clock) = with_clock(options).await;
    for _ in 0..9 {
        client.login("nobody").get("/api/domains/").await.expect_status(401);
    }
    let log_in = || client.log_in(json!({ "username": "nobody", "password": "x" }));
    for _ in 0..5 {
        assert_eq!(log_in().await.expect_status(403).message(), "User not found");
    }
    clock.advance(Duration::from_mins(59));
    assert_eq!(log_in().await.expect_status(403).message(), "Banned");
    assert_eq!(client.login("nobody").get("/api/domains/").await.expect_status(403).message(), "Banned");
}

#[tokio::test]
pub async fn subscribers_have_a_port_and_a_realm_of_their_own() {
    let client = alpine().await;
    let port = client.subscribers().await;
    let anna = port.with("anna.huber@alpine.example", "demo-line");
    let own = anna.read("/api/subscribers/").await;
    assert_eq!(own["total_count"], 1);
    for stranger in [
        anna.with("anna.huber@alpine.example", "wrong"),
        anna.with("anna.huber", "demo-line"),
        anna.with("anna.huber@harbour.example", "demo-line"),
        port.login("alpine"),
    ] {
        let refused = stranger.get("/api/subscribers/").await.expect_status(401);
        assert_eq!(refused.header("www-authenticate"), "Basic realm=\"api_subscriber_http\"");
    }
    let elsewhere = client.with("anna.huber@alpine.example", "demo-line").get("/api/subscribers/").await;
    assert_eq!(elsewhere.expect_status(401).header("www-authenticate"), "Basic realm=\"api_admin_http\"");
    anna.get("/api/domains/").await.expect_status(403);
    let logins: Vec<_> = client.sandbox.requests().into_iter().filter_map(|request| request.login).collect();
    assert_eq!(logins, ["anna.huber@alpine.example", "anna.huber@alpine.example"]);
}

#[tokio::test]
pub async fn a_subscribers_token_is_good_for_its_own_port_and_expires() {
    let (client, clock) = with_clock(SandboxOptions::default()).await;
    let port = client.subscribers().await;
    let login = json!({ "username": "anna.huber@alpine.example", "password": "demo-line" });
    let answer = port.log_in(login.clone()).await.expect_status(200).json();
    assert_eq!(answer["expires"], NOON + 36_000);
    let id =
        client.read("/api/subscribers/?username=anna.huber").await["_embedded"]["ngcp:subscribers"][0]["id"]
            .clone();
    assert_eq!(answer["subscriber_id"], id);
    let token = answer["jwt"].as_str().unwrap();
    let ask = |at: &Client| send(at.bare(Method::GET, "/api/subscribers/").bearer_auth(token));
    ask(&port).await.expect_status(200);
    assert_eq!(ask(&client).await.expect_status(403).message(), "Invalid user");
    assert_eq!(client.log_in(login).await.expect_status(403).message(), "User not found");
    let reseller = client.log_in(json!({ "username": "alpine", "password": "alpine" })).await.json();
    let theirs = port.bare(Method::GET, "/api/subscribers/").bearer_auth(reseller["jwt"].as_str().unwrap());
    assert_eq!(send(theirs).await.expect_status(403).message(), "Invalid user");
    clock.advance(Duration::from_hours(10));
    assert_eq!(ask(&port).await.expect_status(403).message(), "Invalid user");
}

#[tokio::test]
pub async fn a_line_that_is_not_active_stays_outside_and_so_does_one_of_such_a_customer() {
    let client = alpine().await;
    let port = client.subscribers().await;
    let anna = port.with("anna.huber@alpine.example", "demo-line");
    let row = client.read("/api/subscribers/?username=anna.huber").await["_embedded"]["ngcp:subscribers"][0]
        .clone();
    let (line, customer) =
        (format!("/api/subscribers/{}", row["id"]), format!("/api/customers/{}", row["customer_id"]));
    let body = json!({ "username": "anna.huber@alpine.example", "password": "demo-line" });
    let token = port.log_in(body.clone()).await.json()["jwt"].as_str().unwrap().to_owned();
    for path in [&line, &customer] {
        client.replace(path, "/status", json!("locked")).await.expect_status(204);
        anna.get("/api/subscribers/").await.expect_status(401);
        assert_eq!(port.log_in(body.clone()).await.expect_status(403).message(), "User not found");
        send(port.bare(Method::GET, "/api/subscribers/").bearer_auth(&token)).await.expect_status(403);
        client.replace(path, "/status", json!("active")).await.expect_status(204);
        anna.get("/api/subscribers/").await.expect_status(200);
    }
}

#[tokio::test]
pub async fn a_second_factor_is_asked_for_and_what_is_wrong_counts() {
    let factor = SecondFactor::new(*b"a secret of twenty b");
    let login = Login::new("careful", "careful", Role::Reseller).second_factor(factor.clone());
    let options = SandboxOptions { bans: Some(BanRule::default()), ..SandboxOptions::default() };
    let (client, clock) = with_login(login, options).await;
    let careful = client.login("careful");
    let with_code = |code: &str| send(careful.request(Method::GET, "/api/domains/").header("x-otp", code));
    assert_eq!(careful.get("/api/domains/").await.expect_status(403).message(), "Invalid OTP");
    assert_eq!(with_code("000000").await.expect_status(403).message(), "Invalid OTP");
    with_code(&factor.code_at(NOON)).await.expect_status(200);
    clock.advance(Duration::from_mins(2));
    assert_eq!(with_code(&factor.code_at(NOON)).await.expect_status(403).message(), "Invalid OTP");
    let mut body = json!({ "username": "careful", "password": "careful" });
    assert_eq!(client.log_in(body.clone()).await.expect_status(403).message(), "Invalid OTP");
    body["otp"] = factor.code_at(NOON + 120).into();
    client.log_in(body).await.expect_status(200);
    for _ in 0..5 {
        with_code("000000").await.expect_status(403);
    }
    assert_eq!(with_code(&factor.code_at(NOON + 120)).await.expect_status(403).message(), "Banned");
}

#[tokio::test]
pub async fn a_subscriber_without_the_second_factor_is_refused_like_anybody() {
    let (client, _) = with_clock(SandboxOptions::default()).await;
    let port = client.subscribers().await;
    let factor = SecondFactor::new(*b"another");
    assert!(client.sandbox.set_second_factor("anna.huber@alpine.example", Some(factor.clone())));
    assert!(!client.sandbox.set_second_factor("nobody@alpine.example", Some(factor.clone())));
    let anna = port.with("anna.huber@alpine.example", "demo-line");
    anna.get("/api/subscribers/").await.expect_status(401);
    let code = factor.code_at(NOON);
    send(anna.request(Method::GET, "/api/subscribers/").header("x-otp", code)).await.expect_status(200);
    assert!(client.sandbox.set_second_factor("anna.huber@alpine.example", None));
    anna.get("/api/subscribers/").await.expect_status(200);
}

#[tokio::test]
pub async fn an_old_password_opens_nothing_but_its_own_change() {
    let options =
        SandboxOptions { password_max_age: Some(Duration::from_hours(24)), ..SandboxOptions::default() };
    let (client, clock) = with_clock(options).await;
    let anna = client.subscribers().await.with("anna.huber@alpine.example", "demo-line");
    let admin = client.login("administrator");
    let body = json!({ "username": "administrator", "password": "administrator" });
    let token = client.log_in(body.clone()).await.json()["jwt"].as_str().unwrap().to_owned();
    admin.get("/api/domains/").await.expect_status(200);
    clock.advance(Duration::from_hours(25));
    for (old, path) in [(&admin, "/api/domains/"), (&anna, "/api/subscribers/")] {
        assert_eq!(old.get(path).await.expect_status(403).message(), "Password expired");
        let refused = old.post("/api/passwordchange/", &json!({})).await.expect_status(422);
        assert!(refused.message().contains("field='new_password'"), "{}", refused.message());
        old.post("/api/passwordchange/", &json!({ "new_password": "fresh-one" })).await.expect_status(204);
        old.get(path).await.expect_status(401);
    }
    client.with("administrator", "fresh-one").get("/api/domains/").await.expect_status(200);
    anna.with("anna.huber@alpine.example", "fresh-one").get("/api/subscribers/").await.expect_status(200);
    send(client.bare(Method::GET, "/api/domains/").bearer_auth(token)).await.expect_status(200);
    let old = json!({ "username": "alpine", "password": "alpine" });
    assert_eq!(client.log_in(old).await.expect_status(403).message(), "Password expired");
}

#[tokio::test]
pub async fn an_inactive_login_stays_outside() {
    let (client, _) =
        with_login(Login::new("gone", "gone", Role::Reseller).inactive(), SandboxOptions::default()).await;
    client.login("gone").get("/api/domains/").await.expect_status(401);
    assert!(client.sandbox.set_active("gone", true));
    let body = json!({ "username": "gone", "password": "gone" });
    let token = client.log_in(body).await.expect_status(200).json()["jwt"].as_str().unwrap().to_owned();
    assert!(client.sandbox.set_active("gone", false));
    let refused = send(client.bare(Method::GET, "/api/domains/").bearer_auth(token)).await;
    assert_eq!(refused.expect_status(403).message(), "Forbidden");
}

#[tokio::test]
pub async fn resellers_do_not_see_each_other() {
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
pub async fn only_an_administrator_sees_resellers() {
    let client = alpine().await;
    assert_eq!(client.get("/api/resellers/").await.expect_status(403).message(), "Invalid user");
    let list = client.login("administrator").read("/api/resellers/?name=alp*").await;
    assert_eq!(list["_embedded"]["ngcp:resellers"][0]["name"], "alpine");
}

#[tokio::test]
pub async fn a_read_only_login_reads() {
    let login = Login::new("viewer", "viewer", Role::Reseller).read_only(true);
    let (client, _) = with_login(login, SandboxOptions::default()).await;
    let viewer = client.login("viewer");
    viewer.get("/api/domains/").await.expect_status(200);
    let refused = viewer.post("/api/domains/", &json!({ "domain": "x" })).await.expect_status(403);
    assert_eq!(refused.message(), "Invalid HTTP method for read-only user");
    let options = send(viewer.request(Method::OPTIONS, "/api/domains/")).await.expect_status(200);
    assert_eq!(options.header("allow"), "GET, OPTIONS, HEAD");
}
