use crate::stage::{ALPINE, HOME, Stage, on_both_engines};
use switchhook_access::{
    Account, ClientOrigin, LiveSession, Principal, SessionState, SessionsToEnd,
    audit::{Action, AuditFilter, Outcome, PageRequest},
};
use switchhook_domain::permission::{Role, Scope};
use time::Duration;
use tower_sessions::session::Id;

on_both_engines! {
    people_see_their_own_sessions_and_where_they_began
    one_session_or_all_others_can_be_ended_and_nobody_elses
    an_ended_session_is_not_brought_back_by_a_request_of_its_own
}

async fn sign_in(stage: &Stage, account: &Account, device: &str) -> Id {
    let request = stage.request(None);
    let origin = ClientOrigin { address: Some(HOME), device: device.to_owned() };
    request.state.clone().of(origin).begin(account).await.unwrap();
    request.answer().await.unwrap()
}

async fn asking(stage: &Stage, cookie: Id) -> (Principal, SessionState) {
    let session = stage.request(Some(cookie)).state;
    (stage.access.principal(&session).await.unwrap().unwrap(), session)
}

async fn listed(stage: &Stage, cookie: Id) -> Vec<LiveSession> {
    let (principal, session) = asking(stage, cookie).await;
    stage.access.live_sessions(&principal, &session).await.unwrap()
}

async fn people_see_their_own_sessions_and_where_they_began(stage: Stage) {
    let account = stage.reseller().await;
    let old = sign_in(&stage, &account, "A browser\u{0}").await;
    stage.clock.advance(Duration::minutes(5));
    let new = sign_in(&stage, &account, &"x".repeat(1_000)).await;
    let other = stage.person("other@alpine.example", Role::Helpdesk, Scope::Reseller(ALPINE)).await;
    sign_in(&stage, &other, "Another's").await;
    let sessions = listed(&stage, new).await;
    let told: Vec<_> =
        sessions.iter().map(|it| (it.is_present, it.device.len(), it.address.as_str())).collect();
    assert_eq!(told, [(true, 200, "192.0.2.1"), (false, 9, "192.0.2.1")]);
    assert_eq!(sessions[0].began_at - sessions[1].began_at, Duration::minutes(5));
    for session in &sessions {
        assert!(!session.key.contains(&old.to_string()) && !session.key.contains(&new.to_string()));
    }
    // What has ended is not told.
    stage.clock.advance(Duration::minutes(56));
    assert_eq!(listed(&stage, new).await.len(), 1);
}

async fn one_session_or_all_others_can_be_ended_and_nobody_elses(stage: Stage) {
    let account = stage.reseller().await;
    let other = stage.person("other@alpine.example", Role::Helpdesk, Scope::Reseller(ALPINE)).await;
    let mut cookies = Vec::new();
    for device in ["one", "two", "three", "four"] {
        cookies.push(sign_in(&stage, &account, device).await);
    }
    let theirs = sign_in(&stage, &other, "theirs").await;
    let their_key = listed(&stage, theirs).await.remove(0).key;
    let (principal, session) = asking(&stage, cookies[0]).await;
    let end = async |which: SessionsToEnd<'_>| {
        stage.access.end_own_sessions(&principal, &session, which, "request-1").await.unwrap()
    };
    for foreign in [their_key.as_str(), "' OR 1 = 1 --", "", "%"] {
        assert_eq!(end(SessionsToEnd::One(foreign)).await, 0, "{foreign}");
    }
    assert_eq!(listed(&stage, cookies[0]).await.len(), 4);
    assert!(stage.principal(theirs).await.is_some());
    let two = listed(&stage, cookies[0]).await.into_iter().find(|session| session.device == "two").unwrap();
    assert_eq!(end(SessionsToEnd::One(&two.key)).await, 1);
    assert_eq!(end(SessionsToEnd::One(&two.key)).await, 0, "it has ended already");
    assert!(stage.principal(cookies[1]).await.is_none());
    assert_eq!(end(SessionsToEnd::Others).await, 2);
    assert_eq!(end(SessionsToEnd::Others).await, 0);
    assert!(stage.principal(cookies[0]).await.is_some());
    assert!(stage.principal(cookies[3]).await.is_none());
    assert!(stage.principal(theirs).await.is_some());
    let filter = AuditFilter { action: Some(Action::EndOwnSessions), ..AuditFilter::default() };
    let page = PageRequest { page: 1, rows: 20 };
    let trail = stage.access.audit().list(Scope::Reseller(ALPINE), &filter, page).await.unwrap();
    let told: Vec<_> = trail.records.iter().rev().map(|record| record.detail.as_str()).collect();
    let (none, one) = ("0 ended", "1 ended");
    assert_eq!(told, [none, none, none, none, one, none, "2 ended", none]);
    assert!(trail.records.iter().all(|record| record.outcome == Some(Outcome::Done)));
}

async fn an_ended_session_is_not_brought_back_by_a_request_of_its_own(stage: Stage) {
    let account = stage.reseller().await;
    let (here, there) = (sign_in(&stage, &account, "here").await, sign_in(&stage, &account, "there").await);
    let slow = stage.request(Some(there));
    assert!(stage.access.principal(&slow.state).await.unwrap().is_some());
    slow.state.notify(&"saved").await.unwrap();
    let (principal, session) = asking(&stage, here).await;
    let ended = stage
        .access
        .end_own_sessions(&principal, &session, SessionsToEnd::Others, "request-1")
        .await
        .unwrap();
    assert_eq!(ended, 1);
    slow.answer().await;
    assert!(stage.principal(there).await.is_none());
    assert_eq!(listed(&stage, here).await.len(), 1);
}
