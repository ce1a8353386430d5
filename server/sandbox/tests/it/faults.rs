//! Faults on demand, and what was asked.

use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::json;
use switchhook_sandbox::{Clock, Fault, FaultRule, ManualClock, SandboxOptions};

use crate::client::{alpine, send, start};

#[tokio::test]
pub async fn a_status_stands_in_for_the_answer_once() {
    let client = alpine().await;
    client
        .sandbox
        .fail_next(FaultRule::new("/api/domains/", Fault::Status(502, "<h1>Bad Gateway</h1>".into())));
    let reply = client.get("/api/domains/").await.expect_status(502);
    assert_eq!(reply.bytes, b"<h1>Bad Gateway</h1>");
    client.get("/api/domains/").await.expect_status(200);
}

#[tokio::test]
pub async fn a_broken_connection_leaves_the_write_undone_or_done() {
    let client = alpine().await;
    for (fault, name, stored) in
        [(Fault::ResetBefore, "before.example", false), (Fault::ResetAfter, "after.example", true)]
    {
        client.sandbox.fail_next(FaultRule::new("/api/domains/", fault).method("POST"));
        let lost =
            client.request(Method::POST, "/api/domains/").json(&json!({ "domain": name })).send().await;
        assert!(lost.is_err(), "{name}");
        let found = client.read(&format!("/api/domains/?domain={name}")).await["total_count"].clone();
        assert_eq!(found, u32::from(stored), "{name}");
    }
    let requests = client.sandbox.requests();
    assert_eq!(requests.iter().filter(|request| request.status.is_none()).count(), 2);
}

#[tokio::test]
pub async fn answers_are_late_or_stall() {
    let client = alpine().await;
    let delay = Duration::from_millis(150);
    client.sandbox.fail_next(FaultRule::new("/api/domains/", Fault::Latency(delay)));
    let start = Instant::now();
    client.get("/api/domains/").await.expect_status(200);
    assert!(start.elapsed() >= delay);
    client.sandbox.fail_next(FaultRule::new("/api/domains/", Fault::Stall(delay)));
    let start = Instant::now();
    let response = client.request(Method::GET, "/api/domains/").send().await.unwrap();
    assert!(start.elapsed() < delay);
    assert!(response.text().await.unwrap().contains("alpine.example"));
    assert!(start.elapsed() >= delay);
}

#[tokio::test]
pub async fn refusals_are_in_the_platforms_own_words_and_nothing_is_done() {
    let client = alpine().await;
    let body = json!({ "domain": "refused.example" });
    for (fault, status, message) in [
        (Fault::banned(), 403, "Banned"),
        (Fault::password_expired(), 403, "Password expired"),
        (Fault::in_use(), 423, "Contact is still in use."),
    ] {
        client.sandbox.fail_next(FaultRule::new("/api/domains/", fault));
        assert_eq!(client.post("/api/domains/", &body).await.expect_status(status).message(), message);
    }
    for (fault, status) in [(Fault::internal_error(), 500), (Fault::bad_gateway(), 502)] {
        client.sandbox.fail_next(FaultRule::new("/api/domains/", fault));
        let page = client.post("/api/domains/", &body).await.expect_status(status);
        assert_eq!(page.header("content-type"), "text/html");
        assert!(page.bytes.starts_with(b"<html>"));
    }
    assert_eq!(client.read("/api/domains/?domain=refused.example").await["total_count"], 0);
}

#[tokio::test]
pub async fn half_an_answer_is_no_json() {
    let client = alpine().await;
    let rule = FaultRule::new("/api/subscribers/*", Fault::Truncated).method("GET").after(1).times(1);
    client.sandbox.add_fault(rule);
    let whole = client.get("/api/subscribers/1").await.expect_status(200);
    let half = client.get("/api/subscribers/1").await.expect_status(200);
    assert_eq!(half.bytes, whole.bytes[..whole.bytes.len() / 2]);
    assert!(serde_json::from_slice::<serde_json::Value>(&half.bytes).is_err());
    client.get("/api/subscribers/1").await.json();
}

#[tokio::test]
pub async fn dead_locks_are_retried_by_the_sandboxs_clock() {
    let clock = ManualClock::at(1_800_000_000);
    let client =
        start(SandboxOptions { clock: Clock::Manual(clock.clone()), ..SandboxOptions::default() }).await;
    for (count, name, status, stored) in [(5, "five.example", 201, 1), (6, "six.example", 500, 0)] {
        let rule = FaultRule::new("/api/domains/", Fault::DeadLocks(count)).method("POST");
        client.sandbox.fail_next(rule);
        let asking = tokio::spawn({
            let client = client.clone();
            async move { client.post("/api/domains/", &json!({ "domain": name })).await }
        });
        clock.until_waited_for(1).await;
        clock.advance(Duration::from_secs(4));
        assert!(!asking.is_finished());
        clock.advance(Duration::from_secs(1));
        asking.await.unwrap().expect_status(status);
        let found = client.read(&format!("/api/domains/?domain={name}")).await["total_count"].clone();
        assert_eq!(found, stored, "{name}");
    }
}

#[tokio::test]
pub async fn faults_of_the_options_hold_from_the_start_and_strike_by_their_seed() {
    let outcomes = async |fault_seed| {
        let faults = vec![FaultRule::new("/api/domains/", Fault::bad_gateway()).per_mille(400)];
        let client = start(SandboxOptions { faults, fault_seed, ..SandboxOptions::default() }).await;
        let mut outcomes = Vec::new();
        for _ in 0..30 {
            outcomes.push(client.get("/api/domains/").await.status.as_u16());
        }
        outcomes
    };
    let first = outcomes(11).await;
    assert!(first.contains(&200) && first.contains(&502));
    assert_eq!(first, outcomes(11).await);
    assert_ne!(first, outcomes(12).await);
}

#[tokio::test]
pub async fn latency_and_basic_latency_add_up() {
    let options = SandboxOptions {
        latency: Duration::from_millis(40),
        basic_latency: Duration::from_millis(60),
        ..SandboxOptions::default()
    };
    let client = start(options).await;
    let begin = Instant::now();
    client.get("/api/domains/").await.expect_status(200);
    assert!(begin.elapsed() >= Duration::from_millis(100));
}

#[tokio::test]
pub async fn requests_are_recorded() {
    let client = alpine().await;
    client.get("/api/domains/?rows=1").await;
    send(client.bare(Method::GET, "/api/domains/")).await;
    let requests = client.sandbox.requests();
    let [first, second] = requests.as_slice() else { panic!("two requests") };
    assert_eq!((first.method.as_str(), first.path.as_str()), ("GET", "/api/domains/?rows=1"));
    assert_eq!((first.login.as_deref(), first.status), (Some("alpine"), Some(200)));
    assert_eq!((second.login.as_deref(), second.status), (None, Some(401)));
    client.sandbox.clear_requests();
    assert!(client.sandbox.requests().is_empty());
}

#[tokio::test]
pub async fn the_control_surface_answers_only_where_it_is_wanted() {
    send(alpine().await.bare(Method::GET, "/sandbox/requests")).await.expect_status(404);
    let client = start(SandboxOptions { control: true, ..SandboxOptions::default() }).await;
    let rule = json!({ "method": "GET", "path_prefix": "/api/domains/", "fault": { "status": [503, ""] } });
    send(client.bare(Method::POST, "/sandbox/faults").json(&rule)).await.expect_status(204);
    client.get("/api/domains/").await.expect_status(503);
    client.get("/api/domains/").await.expect_status(503);
    send(client.bare(Method::DELETE, "/sandbox/faults")).await.expect_status(204);
    client.get("/api/domains/").await.expect_status(200);
    let requests = send(client.bare(Method::GET, "/sandbox/requests")).await.json();
    assert_eq!(requests.as_array().map(Vec::len), Some(3));
    send(client.bare(Method::DELETE, "/sandbox/requests")).await.expect_status(204);
    assert!(client.sandbox.requests().is_empty());
}
