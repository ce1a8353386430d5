//! Proving again who one is.

use crate::stage::{ALPINE, HOME, PASSWORD, Stage, on_both_engines};
use std::collections::BTreeSet;
use switchhook_access::{
    Clock, PROOF_LASTS, Proof, ProofError, SignInError, SignInPolicy,
    audit::{Action, AuditFilter, Outcome, PageRequest},
    code_at, needs,
};
use switchhook_domain::permission::{Role, Scope};
use switchhook_platform::{Platform, PlatformOptions};
use time::Duration;
use tower_sessions::session::Id;

on_both_engines! {
    a_proof_lasts_a_quarter_of_an_hour_and_is_given_again
    proving_again_makes_no_session_live_longer
    the_view_and_the_shown_second_factor_stay
    guesses_count_as_guesses_at_sign_in
    setting_up_a_second_factor_proves_nothing
    every_proof_is_in_the_trail
    a_disabled_account_proves_nothing
}

/// Somebody types a password to prove again who they are; tells the cookie after it.
async fn prove(stage: &Stage, cookie: Id, password: &str) -> Result<Id, ProofError> {
    let request = stage.request(Some(cookie));
    let principal = stage.access.principal(&request.state).await.unwrap().unwrap();
    // No account of these tests is of a line, so that nobody asks it.
    let platform = Platform::new(&PlatformOptions::new("http://127.0.0.1:1".to_owned())).unwrap();
    let proof = Proof { password: password.into(), code: None };
    let by = (HOME, "request-7");
    stage.access.prove_again(&platform, &request.state, &principal, proof, by).await?;
    Ok(request.answer().await.unwrap())
}

/// Somebody sets up a second factor; tells the cookie after it.
async fn enrol(stage: &Stage, cookie: Id) -> Id {
    let request = stage.request(Some(cookie));
    let principal = stage.access.principal(&request.state).await.unwrap().unwrap();
    let enrolment = stage.access.second_factors().enrolment(principal.account()).await.unwrap();
    let code = code_at(enrolment.secret(), stage.clock.now());
    let by = (HOME, "request-1");
    stage.access.enrol_second_factor(&request.state, &principal, &code, by).await.unwrap();
    request.answer().await.unwrap()
}

async fn is_proven(stage: &Stage, cookie: Id) -> bool {
    stage.principal(cookie).await.unwrap().is_proven_at(stage.clock.now())
}

fn refused(proven: &Result<Id, ProofError>) -> bool {
    matches!(proven, Err(ProofError::SignIn(SignInError::Refused)))
}

async fn a_proof_lasts_a_quarter_of_an_hour_and_is_given_again(stage: Stage) {
    let account = stage.reseller().await;
    let old = stage.signed_in(&account).await;
    stage.clock.advance(PROOF_LASTS - Duration::SECOND);
    assert!(is_proven(&stage, old).await);
    stage.clock.advance(Duration::SECOND);
    assert!(!is_proven(&stage, old).await);
    for wrong in ["", "wrong", &PASSWORD.to_uppercase()] {
        assert!(refused(&prove(&stage, old, wrong).await));
    }
    assert!(!is_proven(&stage, old).await, "a wrong password proves nothing");

    let request = stage.request(Some(old));
    let token = request.state.csrf_token().await.unwrap();
    request.answer().await;
    let new = prove(&stage, old, PASSWORD).await.unwrap();
    assert_ne!(new, old);
    assert!(stage.principal(old).await.is_none(), "the old id is worth nothing");
    assert!(is_proven(&stage, new).await);
    // A form in another tab of the browser goes on.
    stage.request(Some(new)).state.verify_csrf(&token).await.unwrap();
    stage.clock.advance(PROOF_LASTS);
    assert!(!is_proven(&stage, new).await);
}

async fn proving_again_makes_no_session_live_longer(stage: Stage) {
    let account = stage.reseller().await;
    let mut cookie = stage.signed_in(&account).await;
    for _ in 0..23 {
        stage.clock.advance(Duration::minutes(30));
        cookie = prove(&stage, cookie, PASSWORD).await.unwrap();
    }
    assert!(is_proven(&stage, cookie).await);
    stage.clock.advance(Duration::minutes(30));
    assert!(stage.principal(cookie).await.is_none(), "half a day is over");
}

async fn the_view_and_the_shown_second_factor_stay(stage: Stage) {
    let admin = stage.admin().await;
    let cookie = stage.signed_in(&admin).await;
    let cookie = enrol(&stage, cookie).await;
    let policy = SignInPolicy { second_factor: BTreeSet::from([Role::Admin]), ..SignInPolicy::default() };
    stage.access.policies().set(Scope::Operator, &policy).await.unwrap();

    let request = stage.request(Some(cookie));
    let principal = stage.access.principal(&request.state).await.unwrap().unwrap();
    let alpine = stage.access.resellers().find(principal.scope(), ALPINE).await.unwrap().unwrap();
    let proof = principal.require::<needs::ViewResellers>().unwrap();
    stage.access.step_into(&request.state, &proof, &alpine, "request-2").await.unwrap();
    let cookie = request.answer().await.unwrap();

    stage.clock.advance(PROOF_LASTS);
    let cookie = prove(&stage, cookie, PASSWORD).await.unwrap();
    let principal = stage.principal(cookie).await.expect("the second factor was shown");
    assert_eq!((principal.view(), principal.role()), (Some(ALPINE), Role::Reseller));
    assert!(principal.is_proven_at(stage.clock.now()));
}

async fn guesses_count_as_guesses_at_sign_in(stage: Stage) {
    let account = stage.reseller().await;
    let cookie = stage.signed_in(&account).await;
    for _ in 0..5 {
        assert!(refused(&prove(&stage, cookie, "wrong").await));
    }
    let early = prove(&stage, cookie, PASSWORD).await;
    assert!(
        matches!(early, Err(ProofError::SignIn(SignInError::Throttled(_)))),
        "even the right password waits"
    );
    let elsewhere = stage.sign_in(&account.login, PASSWORD).await;
    assert!(matches!(elsewhere, Err(SignInError::Throttled(_))));
    // Of somebody else nothing is known by that.
    let other = stage.person("other@alpine.example", Role::Helpdesk, Scope::Reseller(ALPINE)).await;
    let theirs = stage.signed_in(&other).await;
    prove(&stage, theirs, PASSWORD).await.unwrap();
    stage.clock.advance(Duration::SECOND);
    prove(&stage, cookie, PASSWORD).await.unwrap();
    assert!(stage.sign_in(&account.login, PASSWORD).await.is_ok(), "success forgives");
}

async fn setting_up_a_second_factor_proves_nothing(stage: Stage) {
    let account = stage.reseller().await;
    let cookie = stage.signed_in(&account).await;
    stage.clock.advance(PROOF_LASTS);
    let cookie = enrol(&stage, cookie).await;
    assert!(!is_proven(&stage, cookie).await, "whoever sits there may have brought their own phone");
}

async fn every_proof_is_in_the_trail(stage: Stage) {
    let account = stage.reseller().await;
    let cookie = stage.signed_in(&account).await;
    assert!(refused(&prove(&stage, cookie, "wrong").await));
    prove(&stage, cookie, PASSWORD).await.unwrap();
    let filter = AuditFilter { action: Some(Action::ProveAgain), ..AuditFilter::default() };
    let page = PageRequest { page: 1, rows: 10 };
    let trail = stage.access.audit().list(Scope::Reseller(ALPINE), &filter, page).await.unwrap();
    let told: Vec<_> = trail.records.iter().map(|record| (record.outcome, record.detail.as_str())).collect();
    assert_eq!(told, [(Some(Outcome::Done), ""), (Some(Outcome::Refused), "wrong password")]);
}

async fn a_disabled_account_proves_nothing(stage: Stage) {
    let account = stage.reseller().await;
    let cookie = stage.signed_in(&account).await;
    let request = stage.request(Some(cookie));
    let principal = stage.access.principal(&request.state).await.unwrap().unwrap();
    // In the very moment in which they press the button.
    stage.access.accounts().disable(&account).await.unwrap();
    let platform = Platform::new(&PlatformOptions::new("http://127.0.0.1:1".to_owned())).unwrap();
    let proof = Proof { password: PASSWORD.into(), code: None };
    let answer =
        stage.access.prove_again(&platform, &request.state, &principal, proof, (HOME, "request-1")).await;
    assert!(matches!(answer, Err(ProofError::SignIn(SignInError::Refused))));
}
