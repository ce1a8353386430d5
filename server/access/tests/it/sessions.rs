use crate::stage::{PASSWORD, Stage, on_both_engines};
use serde::{Deserialize, Serialize};
use switchhook_access::SessionError;
use time::Duration;

on_both_engines! {
    signing_in_changes_the_id_and_drops_what_was_before
    signing_out_ends_the_session_for_every_request
    a_request_under_way_cannot_bring_a_session_back
    a_session_ends_without_requests
    a_session_ends_after_half_a_day_whatever_happens
    a_visitor_is_forgotten_soon
    sweeping_leaves_what_lives
    the_table_tells_nobody_how_to_become_somebody
    a_token_belongs_to_one_session
    tokens_never_repeat
    a_notice_is_shown_once
    reading_changes_nothing
}

async fn signing_in_changes_the_id_and_drops_what_was_before(stage: Stage) {
    let visit = stage.request(None);
    let token = visit.state.csrf_token().await.unwrap();
    visit.state.notify(&"planted").await.unwrap();
    let planted = visit.answer().await.unwrap();

    let account = stage.reseller().await;
    let request = stage.request(Some(planted));
    request.state.verify_csrf(&token).await.unwrap();
    request.state.begin(&account).await.unwrap();
    let own = request.answer().await.unwrap();

    assert_ne!(own, planted);
    assert!(stage.principal(planted).await.is_none());
    assert_eq!(stage.principal(own).await.unwrap().account().id, account.id);
    let next = stage.request(Some(own));
    assert!(matches!(next.state.verify_csrf(&token).await, Err(SessionError::ForeignToken)));
    assert!(next.state.take_notices::<String>().await.unwrap().is_empty());
}

async fn signing_out_ends_the_session_for_every_request(stage: Stage) {
    let account = stage.reseller().await;
    let cookie = stage.signed_in(&account).await;
    let principal = stage.principal(cookie).await.unwrap();
    let request = stage.request(Some(cookie));
    stage.access.sign_out(&request.state, &principal, "request-2").await.unwrap();
    assert_eq!(request.answer().await, None);
    assert!(stage.principal(cookie).await.is_none());
}

async fn a_request_under_way_cannot_bring_a_session_back(stage: Stage) {
    let account = stage.reseller().await;
    let cookie = stage.signed_in(&account).await;
    // Two requests have read the session; one signs out, the other saves a notice later.
    let (slow, quick) = (stage.request(Some(cookie)), stage.request(Some(cookie)));
    assert!(slow.state.account_id().await.unwrap().is_some());
    slow.state.notify(&"saved").await.unwrap();
    quick.state.end().await.unwrap();
    slow.answer().await;
    assert!(stage.principal(cookie).await.is_none());
    assert!(stage.column("SELECT key FROM sessions").await.is_empty());
}

async fn a_session_ends_without_requests(stage: Stage) {
    let account = stage.reseller().await;
    let cookie = stage.signed_in(&account).await;
    for _ in 0..3 {
        stage.clock.advance(Duration::minutes(59));
        assert!(stage.principal(cookie).await.is_some(), "each request keeps it alive");
    }
    stage.clock.advance(Duration::minutes(61));
    assert!(stage.principal(cookie).await.is_none());
}

async fn a_session_ends_after_half_a_day_whatever_happens(stage: Stage) {
    let account = stage.reseller().await;
    let cookie = stage.signed_in(&account).await;
    let long = stage.request(Some(cookie));
    for _ in 0..23 {
        stage.clock.advance(Duration::minutes(30));
        assert!(stage.principal(cookie).await.is_some());
    }
    assert!(long.state.account_id().await.unwrap().is_some());
    stage.clock.advance(Duration::minutes(30));
    assert!(stage.principal(cookie).await.is_none());
    assert!(long.state.account_id().await.unwrap().is_none(), "also for a request that runs for long");
}

async fn a_visitor_is_forgotten_soon(stage: Stage) {
    let visit = stage.request(None);
    let token = visit.state.csrf_token().await.unwrap();
    let cookie = visit.answer().await.unwrap();
    stage.clock.advance(Duration::minutes(59));
    stage.request(Some(cookie)).state.verify_csrf(&token).await.unwrap();
    stage.clock.advance(Duration::minutes(2));
    assert!(stage.request(Some(cookie)).state.verify_csrf(&token).await.is_err());
}

async fn sweeping_leaves_what_lives(stage: Stage) {
    let account = stage.reseller().await;
    stage.signed_in(&account).await;
    stage.clock.advance(Duration::minutes(50));
    let living = stage.signed_in(&account).await;
    stage.clock.advance(Duration::minutes(20));
    stage.access.sweep().await.unwrap();
    assert_eq!(stage.column("SELECT key FROM sessions").await.len(), 1);
    assert!(stage.principal(living).await.is_some());
}

async fn the_table_tells_nobody_how_to_become_somebody(stage: Stage) {
    let account = stage.reseller().await;
    let cookie = stage.signed_in(&account).await;
    let stored = stage.column("SELECT key || ' ' || data FROM sessions").await.concat();
    assert!(!stored.contains(&cookie.to_string()));
    assert!(!stored.contains(&cookie.0.to_string()));
    let passwords = stage.column("SELECT password FROM accounts").await.concat();
    assert!(passwords.starts_with("$argon2id$") && !passwords.contains(PASSWORD));
}

async fn a_token_belongs_to_one_session(stage: Stage) {
    let (one, other) = (stage.request(None), stage.request(None));
    let token = one.state.csrf_token().await.unwrap();
    let foreign = other.state.csrf_token().await.unwrap();
    let cookie = one.answer().await.unwrap();
    let next = stage.request(Some(cookie));
    next.state.verify_csrf(&token).await.unwrap();
    for wrong in ["", "x", &foreign, &token[1..], &format!("{token}A"), &token.to_lowercase()] {
        assert!(matches!(next.state.verify_csrf(wrong).await, Err(SessionError::ForeignToken)), "{wrong}");
    }
    assert!(stage.request(None).state.verify_csrf(&token).await.is_err(), "no session, no token");
}

async fn tokens_never_repeat(stage: Stage) {
    let request = stage.request(None);
    let first = request.state.csrf_token().await.unwrap();
    let second = request.state.csrf_token().await.unwrap();
    assert_ne!(first, second);
    request.state.verify_csrf(&first).await.unwrap();
    request.state.verify_csrf(&second).await.unwrap();
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
enum Notice {
    Saved { name: String },
    Nothing,
}

async fn a_notice_is_shown_once(stage: Stage) {
    let request = stage.request(None);
    request.state.notify(&"from another version").await.unwrap();
    request.state.notify(&Notice::Saved { name: "Huber".to_owned() }).await.unwrap();
    request.state.notify(&Notice::Nothing).await.unwrap();
    let cookie = request.answer().await.unwrap();

    let next = stage.request(Some(cookie));
    let shown: Vec<Notice> = next.state.take_notices().await.unwrap();
    assert_eq!(shown, [Notice::Saved { name: "Huber".to_owned() }, Notice::Nothing]);
    next.answer().await;
    assert!(stage.request(Some(cookie)).state.take_notices::<Notice>().await.unwrap().is_empty());
}

async fn reading_changes_nothing(stage: Stage) {
    let account = stage.reseller().await;
    let cookie = stage.signed_in(&account).await;
    let request = stage.request(Some(cookie));
    assert!(stage.access.principal(&request.state).await.unwrap().is_some());
    assert!(request.state.take_notices::<Notice>().await.unwrap().is_empty());
    assert!(!request.session.is_modified(), "what is not changed is not written back");
}
