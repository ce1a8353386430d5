use crate::stage::{ALPINE, HARBOUR, HOME, Stage, customer, on_both_engines};
use std::collections::BTreeSet;
use switchhook_access::{Account, NextStep, SecondFactorError, SecondStepError, SignInPolicy, code_at};
use switchhook_domain::permission::{Role, Scope};
use time::Duration;
use tower_sessions::session::Id;

on_both_engines! {
    a_code_works_once_and_only_near_its_time
    a_recovery_code_works_once_and_new_ones_end_the_old
    an_app_is_taken_into_use_by_its_first_code
    the_password_alone_begins_no_session
    a_policy_asks_for_a_second_factor_at_once
    a_reseller_asks_its_own_and_nobody_else
    guesses_are_slowed_down
    secrets_and_codes_are_not_in_the_database
    setting_it_up_ends_the_sessions_without_it
}

/// Sets up a second factor, and tells the secret and the recovery codes.
async fn enrolled(stage: &Stage, account: &Account) -> (String, Vec<String>) {
    let factors = stage.access.second_factors();
    let secret = factors.enrolment(account).await.unwrap().secret().to_owned();
    let codes = factors.confirm(account, &code(stage, &secret)).await.unwrap();
    let codes = codes.reveal().map(str::to_owned).collect();
    // The code that set it up was used.
    stage.clock.advance(Duration::seconds(90));
    (secret, codes)
}

fn code(stage: &Stage, secret: &str) -> String {
    code_at(secret, switchhook_access::Clock::now(&*stage.clock))
}

async fn a_code_works_once_and_only_near_its_time(stage: Stage) {
    let account = stage.reseller().await;
    let factors = stage.access.second_factors();
    let (secret, _) = enrolled(&stage, &account).await;
    let now = code(&stage, &secret);
    factors.check(&account, &format!(" {} {} ", &now[..3], &now[3..])).await.unwrap();
    assert!(matches!(factors.check(&account, &now).await, Err(SecondFactorError::WrongCode)));
    stage.clock.advance(Duration::seconds(30));
    assert!(factors.check(&account, &now).await.is_err(), "still the code that was used");
    let next = code(&stage, &secret);
    let (one, other) = tokio::join!(factors.check(&account, &next), factors.check(&account, &next));
    assert_eq!(usize::from(one.is_ok()) + usize::from(other.is_ok()), 1);
    let old = code(&stage, &secret);
    stage.clock.advance(Duration::seconds(90));
    for wrong in [old.as_str(), "", "000000", "abcdef", &secret] {
        assert!(factors.check(&account, wrong).await.is_err(), "{wrong}");
    }
    let other = stage.admin().await;
    assert!(factors.check(&other, &code(&stage, &secret)).await.is_err());
}

async fn a_recovery_code_works_once_and_new_ones_end_the_old(stage: Stage) {
    let account = stage.reseller().await;
    let factors = stage.access.second_factors();
    let (_, codes) = enrolled(&stage, &account).await;
    assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), 10);
    factors.check(&account, &codes[0].to_lowercase().replace('-', " ")).await.unwrap();
    assert!(factors.check(&account, &codes[0]).await.is_err());
    assert_eq!(factors.find(&account).await.unwrap().unwrap().recovery_codes, 9);
    let other = stage.admin().await;
    enrolled(&stage, &other).await;
    assert!(factors.check(&other, &codes[1]).await.is_err(), "somebody else's recovery code");
    let fresh = factors.new_recovery_codes(&account).await.unwrap();
    assert!(factors.check(&account, &codes[1]).await.is_err());
    factors.check(&account, fresh.reveal().next().unwrap()).await.unwrap();
    stage.access.reset_second_factors(&account).await.unwrap();
    assert!(factors.check(&account, fresh.reveal().last().unwrap()).await.is_err());
    assert!(factors.find(&account).await.unwrap().is_none());
}

async fn an_app_is_taken_into_use_by_its_first_code(stage: Stage) {
    let account = stage.reseller().await;
    let factors = stage.access.second_factors();
    let first = factors.enrolment(&account).await.unwrap();
    assert_eq!(factors.enrolment(&account).await.unwrap().secret(), first.secret());
    assert!(factors.find(&account).await.unwrap().is_none());
    let now = code(&stage, first.secret());
    assert!(factors.check(&account, &now).await.is_err(), "not in use yet");
    assert!(matches!(factors.confirm(&account, "000000").await, Err(SecondFactorError::WrongCode)));
    factors.confirm(&account, &now).await.unwrap();
    assert!(factors.check(&account, &now).await.is_err(), "the first code works once, too");
    assert!(matches!(factors.enrolment(&account).await, Err(SecondFactorError::Present)));
    assert!(matches!(factors.confirm(&account, &now).await, Err(SecondFactorError::Present)));
}

/// The cookie after the password was right.
async fn first_step(stage: &Stage, account: &Account, wanted: NextStep) -> Id {
    let request = stage.request(None);
    assert_eq!(stage.access.enter(&request.state, account).await.unwrap(), wanted);
    request.answer().await.unwrap()
}

/// Takes the second step, and tells the cookie after it.
async fn second_step(stage: &Stage, cookie: Id, typed: &str) -> Result<Id, SecondStepError> {
    let request = stage.request(Some(cookie));
    stage.access.take_second_step(&request.state, typed, (HOME, "request-1")).await?;
    Ok(request.answer().await.unwrap())
}

async fn the_password_alone_begins_no_session(stage: Stage) {
    let account = stage.reseller().await;
    let (secret, _) = enrolled(&stage, &account).await;
    let waiting = first_step(&stage, &account, NextStep::Code).await;
    assert!(stage.principal(waiting).await.is_none());
    let wrong = second_step(&stage, waiting, "000000").await;
    assert!(matches!(wrong, Err(SecondStepError::Factor(SecondFactorError::WrongCode))));
    let cookie = second_step(&stage, waiting, &code(&stage, &secret)).await.unwrap();
    assert_ne!(cookie, waiting);
    assert!(stage.principal(cookie).await.is_some());
    assert!(stage.principal(waiting).await.is_none());
    // A session without a first step goes nowhere, nor does one that waited too long.
    stage.clock.advance(Duration::seconds(60));
    let nobody = stage.request(None);
    let refused = stage.access.take_second_step(&nobody.state, &code(&stage, &secret), (HOME, "r")).await;
    assert!(matches!(refused, Err(SecondStepError::NoFirstStep)));
    let late = first_step(&stage, &account, NextStep::Code).await;
    stage.clock.advance(Duration::minutes(15));
    let refused = second_step(&stage, late, &code(&stage, &secret)).await;
    assert!(matches!(refused, Err(SecondStepError::NoFirstStep)));
    let disabled = first_step(&stage, &account, NextStep::Code).await;
    stage.access.accounts().disable(&account).await.unwrap();
    let refused = second_step(&stage, disabled, &code(&stage, &secret)).await;
    assert!(matches!(refused, Err(SecondStepError::NoFirstStep)));
}

fn asking(roles: &[Role]) -> SignInPolicy {
    SignInPolicy { second_factor: roles.iter().copied().collect(), ..SignInPolicy::default() }
}

async fn a_policy_asks_for_a_second_factor_at_once(stage: Stage) {
    let account = stage.reseller().await;
    let before = stage.signed_in(&account).await;
    let policies = stage.access.policies();
    policies.set(Scope::Operator, &asking(&[Role::Reseller])).await.unwrap();
    assert!(stage.principal(before).await.is_none(), "a session that began without it goes on");
    let waiting = first_step(&stage, &account, NextStep::Enrol).await;
    let secret = stage.access.second_factors().enrolment(&account).await.unwrap().secret().to_owned();
    let cookie = second_step(&stage, waiting, &code(&stage, &secret)).await.unwrap();
    let principal = stage.principal(cookie).await.unwrap();
    stage.clock.advance(Duration::seconds(60));
    let removal = stage.access.remove_second_factor(&principal, &code(&stage, &secret), (HOME, "r")).await;
    assert!(matches!(removal, Err(SecondStepError::Required)));
    policies.set(Scope::Operator, &SignInPolicy::default()).await.unwrap();
    stage.access.remove_second_factor(&principal, &code(&stage, &secret), (HOME, "r")).await.unwrap();
    first_step(&stage, &account, NextStep::None).await;
}

async fn a_reseller_asks_its_own_and_nobody_else(stage: Stage) {
    let policies = stage.access.policies();
    policies.set(Scope::Reseller(ALPINE), &asking(&[Role::Helpdesk])).await.unwrap();
    let alpine = stage.person("helpdesk@alpine", Role::Helpdesk, Scope::Reseller(ALPINE)).await;
    let harbour = stage.person("helpdesk@harbour", Role::Helpdesk, Scope::Reseller(HARBOUR)).await;
    let patron = stage.person("customer@alpine", Role::Customer, customer(ALPINE, 7)).await;
    for (account, needs) in [(&alpine, true), (&harbour, false), (&patron, false)] {
        assert_eq!(policies.requires_second_factor(account).await.unwrap(), needs, "{}", account.login);
    }
    let read = policies.of(Scope::Reseller(ALPINE)).await.unwrap();
    assert_eq!(read, asking(&[Role::Helpdesk]));
    assert_eq!(policies.of(customer(ALPINE, 7)).await.unwrap(), read);
    assert_eq!(policies.of(Scope::Operator).await.unwrap(), SignInPolicy::default());
}

async fn guesses_are_slowed_down(stage: Stage) {
    let account = stage.reseller().await;
    let (secret, _) = enrolled(&stage, &account).await;
    let waiting = first_step(&stage, &account, NextStep::Code).await;
    let mut throttled = false;
    for _ in 0..8 {
        let guess = second_step(&stage, waiting, "000000").await;
        throttled |= matches!(guess, Err(SecondStepError::Throttled(_)));
    }
    assert!(throttled);
    let right = second_step(&stage, waiting, &code(&stage, &secret)).await;
    assert!(matches!(right, Err(SecondStepError::Throttled(_))));
}

async fn secrets_and_codes_are_not_in_the_database(stage: Stage) {
    let account = stage.reseller().await;
    let (secret, codes) = enrolled(&stage, &account).await;
    let stored = stage.column("SELECT sealed FROM second_factors").await.concat();
    assert!(!stored.contains(&secret));
    let keys = stage.column("SELECT key FROM recovery_codes").await;
    assert_eq!(keys.len(), 10);
    assert!(codes.iter().all(|code| !keys.contains(code)));
    let enrolment = stage.access.second_factors().enrolment(&stage.admin().await).await.unwrap();
    assert!(!format!("{enrolment:?}").contains(enrolment.secret()));
    let other = stage.with_another_key().await;
    assert!(matches!(
        other.second_factors().check(&account, "000000").await,
        Err(SecondFactorError::Sealed(_))
    ));
}

async fn setting_it_up_ends_the_sessions_without_it(stage: Stage) {
    let account = stage.reseller().await;
    let (here, there) = (stage.signed_in(&account).await, stage.signed_in(&account).await);
    let secret = stage.access.second_factors().enrolment(&account).await.unwrap().secret().to_owned();
    let request = stage.request(Some(here));
    let principal = stage.access.principal(&request.state).await.unwrap().unwrap();
    let by = (HOME, "request-1");
    stage.access.enrol_second_factor(&request.state, &principal, &code(&stage, &secret), by).await.unwrap();
    let cookie = request.answer().await.unwrap();
    assert!(stage.principal(cookie).await.is_some());
    assert!(stage.principal(there).await.is_none());
    assert!(stage.principal(here).await.is_none());
}
