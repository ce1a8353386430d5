use crate::stage::{ALPINE, PASSWORD, Stage, attempt, on_both_engines};
use switchhook_access::{
    SignInError,
    audit::{Action, AuditFilter, Outcome, PageRequest},
};
use switchhook_domain::permission::Scope;
use time::Duration;

on_both_engines! {
    the_right_password_signs_in
    unknown_wrong_and_disabled_look_the_same
    guessing_is_slowed_down_and_success_forgives
    many_guesses_at_once_do_not_slip_through
    every_attempt_is_in_the_trail_and_no_unknown_login_is
}

async fn the_right_password_signs_in(stage: Stage) {
    let account = stage.reseller().await;
    let signed_in = stage.sign_in(" Reseller@Alpine.example", PASSWORD).await.unwrap();
    assert_eq!(signed_in.id, account.id);
    let stored = stage.access.accounts().find(Scope::Operator, account.id).await.unwrap().unwrap();
    assert_eq!(stored.signed_in_at, Some(stage.access.doors().now().replace_nanosecond(0).unwrap()));
}

async fn unknown_wrong_and_disabled_look_the_same(stage: Stage) {
    let account = stage.reseller().await;
    let mut answers = Vec::new();
    for (login, password) in [
        ("nobody@alpine.example", PASSWORD),
        ("", PASSWORD),
        ("with blank", PASSWORD),
        ("reseller@alpine.example", "wrong"),
        ("reseller@alpine.example", ""),
    ] {
        answers.push(stage.sign_in(login, password).await.unwrap_err().to_string());
    }
    stage.access.accounts().disable(&account).await.unwrap();
    answers.push(stage.sign_in("reseller@alpine.example", PASSWORD).await.unwrap_err().to_string());
    answers.dedup();
    assert_eq!(answers, ["the login or the password is wrong"]);
}

async fn guessing_is_slowed_down_and_success_forgives(stage: Stage) {
    stage.reseller().await;
    let try_with = async |password| stage.sign_in("reseller@alpine.example", password).await;
    for _ in 0..5 {
        assert!(matches!(try_with("wrong").await, Err(SignInError::Refused)));
    }
    // Even the right password waits, so that the answer tells a guesser nothing.
    let Err(SignInError::Throttled(wait)) = try_with(PASSWORD).await else { panic!("not throttled") };
    assert_eq!(wait, Duration::seconds(1));
    stage.clock.advance(wait);
    assert!(matches!(try_with("wrong").await, Err(SignInError::Refused)));
    let Err(SignInError::Throttled(wait)) = try_with(PASSWORD).await else { panic!("not throttled") };
    assert_eq!(wait, Duration::seconds(2));
    stage.clock.advance(wait);
    assert!(try_with(PASSWORD).await.is_ok());
    for _ in 0..4 {
        assert!(matches!(try_with("wrong").await, Err(SignInError::Refused)));
    }
    assert!(try_with(PASSWORD).await.is_ok());
}

async fn many_guesses_at_once_do_not_slip_through(stage: Stage) {
    stage.reseller().await;
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..40 {
        let access = stage.access.clone();
        tasks.spawn(async move { access.sign_in(attempt("reseller@alpine.example", "wrong")).await });
    }
    let answers = tasks.join_all().await;
    let hashed = answers.iter().filter(|answer| matches!(answer, Err(SignInError::Refused))).count();
    assert_eq!(hashed, 5);
}

async fn every_attempt_is_in_the_trail_and_no_unknown_login_is(stage: Stage) {
    stage.reseller().await;
    let _ = stage.sign_in("my-secret-typed-into-the-wrong-field", "x").await;
    let _ = stage.sign_in("reseller@alpine.example", "wrong").await;
    stage.sign_in("reseller@alpine.example", PASSWORD).await.unwrap();
    let page = PageRequest { page: 1, rows: 10 };
    let filter = AuditFilter { action: Some(Action::SignIn), ..AuditFilter::default() };
    let all = stage.access.audit().list(Scope::Operator, &filter, page).await.unwrap();
    let told: Vec<_> = all
        .records
        .iter()
        .map(|record| (record.object.name.as_str(), record.outcome, record.detail.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("reseller@alpine.example", Some(Outcome::Done), ""),
            ("reseller@alpine.example", Some(Outcome::Refused), "wrong password"),
            ("", Some(Outcome::Refused), "unknown login"),
        ]
    );
    assert_eq!(all.records[0].address.as_deref(), Some("192.0.2.1"));
    let own = stage.access.audit().list(Scope::Reseller(ALPINE), &filter, page).await.unwrap();
    assert_eq!(own.total, 2);
}
