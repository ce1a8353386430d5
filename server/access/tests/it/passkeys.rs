use crate::{
    authenticator::Authenticator,
    stage::{ALPINE, HOME, Stage, line, on_both_engines},
};
use switchhook_access::{
    Account, MOST_PASSKEYS, NewPasskey, NextStep, NoPasskeys, PasskeyRefusal, RelyingParty,
    SecondFactorError, SecondStepError, SignInPolicy,
    audit::{Action, AuditFilter, Outcome, PageRequest},
    code_at,
};
use switchhook_domain::permission::{Role, Scope};
use time::Duration;
use tower_sessions::session::Id;

on_both_engines! {
    a_passkey_is_added_and_takes_the_second_step
    a_passkey_alone_signs_in
    answers_to_something_else_are_refused
    an_answer_works_once_in_its_session_and_for_a_while
    somebody_elses_passkey_opens_nothing
    a_counter_that_goes_back_shows_a_copy
    a_removed_passkey_and_a_disabled_account_open_nothing
    new_passkeys_are_checked_as_well
    an_account_has_so_many_passkeys_and_no_more
    the_first_passkey_ends_the_sessions_without_it
    the_last_second_factor_stays_where_one_is_needed
    a_policy_is_met_with_a_passkey
    a_line_shows_its_password_first
    losing_them_is_mended_by_a_reset
    guesses_are_slowed_down
    everything_is_in_the_trail
}

const ORIGIN: &str = "https://portal.example.com";
const BY: (std::net::IpAddr, &str) = (HOME, "request-1");

fn party() -> RelyingParty {
    RelyingParty::at(ORIGIN).unwrap()
}

/// Why a passkey was refused.
#[track_caller]
fn refusal<T: std::fmt::Debug>(result: Result<T, SecondStepError>) -> PasskeyRefusal {
    match result {
        Err(SecondStepError::Factor(SecondFactorError::Passkey(refusal))) => refusal,
        other => panic!("{other:?}"),
    }
}

/// Adds a passkey in a session, and tells the cookie after it.
async fn add(stage: &Stage, cookie: Id, with: &mut Authenticator, name: &str) -> Result<Id, SecondStepError> {
    let request = stage.request(Some(cookie));
    let principal = stage.access.principal(&request.state).await.unwrap().unwrap();
    let options = stage.access.ask_for_new_passkey(&party(), &request.state, principal.account()).await?;
    let answer = with.create(&options);
    let new = NewPasskey { name, answer: &answer };
    let added = stage.access.add_passkey(&party(), &request.state, &principal, new, BY).await;
    let cookie = request.answer().await.unwrap();
    added.map(|()| cookie)
}

/// An account with a passkey, and the authenticator that has it.
async fn enrolled(stage: &Stage, account: &Account) -> Authenticator {
    let mut authenticator = Authenticator::at(ORIGIN);
    let cookie = stage.signed_in(account).await;
    add(stage, cookie, &mut authenticator, "Phone").await.unwrap();
    authenticator
}

/// The cookie after the password was right.
async fn first_step(stage: &Stage, account: &Account, wanted: NextStep) -> Id {
    let request = stage.request(None);
    assert_eq!(stage.access.enter(&request.state, account).await.unwrap(), wanted);
    request.answer().await.unwrap()
}

/// What the page of the second step asks, and the cookie after it.
async fn asked(stage: &Stage, cookie: Id) -> (String, Id) {
    let request = stage.request(Some(cookie));
    let (account, _) = stage.access.waiting(&request.state).await.unwrap().unwrap();
    let options = stage.access.ask_for_passkey(&party(), &request.state, &account).await.unwrap();
    (options, request.answer().await.unwrap())
}

/// What the page of passkeys asks somebody who is nobody yet, and the cookie after it.
async fn asked_anybody(stage: &Stage) -> (String, Id) {
    let request = stage.request(None);
    let options = stage.access.ask_for_any_passkey(&party(), &request.state).await.unwrap();
    (options, request.answer().await.unwrap())
}

async fn second_step(stage: &Stage, cookie: Id, answer: &str) -> Result<Id, SecondStepError> {
    let request = stage.request(Some(cookie));
    let new = NewPasskey { name: "Phone", answer };
    let taken = stage.access.take_second_step_with_passkey(&party(), &request.state, new, BY).await;
    let cookie = request.answer().await;
    taken.map(|_| cookie.unwrap())
}

async fn alone(stage: &Stage, cookie: Id, answer: &str) -> Result<Id, SecondStepError> {
    let request = stage.request(Some(cookie));
    let signed_in = stage.access.sign_in_with_passkey(&party(), &request.state, answer, BY).await;
    let cookie = request.answer().await;
    signed_in.map(|_| cookie.unwrap())
}

async fn a_passkey_is_added_and_takes_the_second_step(stage: Stage) {
    let account = stage.reseller().await;
    let mut phone = enrolled(&stage, &account).await;
    let passkeys = stage.access.passkeys().of(&account).await.unwrap();
    assert_eq!((passkeys.len(), passkeys[0].name.as_str(), passkeys[0].used_at), (1, "Phone", None));
    let waiting = first_step(&stage, &account, NextStep::Passkey).await;
    assert!(stage.principal(waiting).await.is_none(), "the password alone begins a session");
    stage.clock.advance(Duration::seconds(5));
    let (options, waiting) = asked(&stage, waiting).await;
    // An authenticator that does not tell whose key it is knows that it was asked for this one.
    phone.names_the_user = false;
    let cookie = second_step(&stage, waiting, &phone.get(&options)).await.unwrap();
    assert_ne!(cookie, waiting);
    assert_eq!(stage.principal(cookie).await.unwrap().account().id, account.id);
    assert!(stage.principal(waiting).await.is_none());
    let passkey = &stage.access.passkeys().of(&account).await.unwrap()[0];
    assert_eq!(passkey.used_at, Some(passkey.created_at + Duration::seconds(5)));
    // With an app beside it, either does.
    let factors = stage.access.second_factors();
    let secret = factors.enrolment(&account).await.unwrap().secret().to_owned();
    let code = code_at(&secret, switchhook_access::Clock::now(&*stage.clock));
    factors.confirm(&account, &code).await.unwrap();
    first_step(&stage, &account, NextStep::CodeOrPasskey).await;
}

async fn a_passkey_alone_signs_in(stage: Stage) {
    let account = stage.reseller().await;
    let mut phone = enrolled(&stage, &account).await;
    stage.access.policies().set(Scope::Operator, &asking(Role::Reseller)).await.unwrap();
    let (options, before) = asked_anybody(&stage).await;
    assert!(!options.contains(&account.login), "{options}");
    let cookie = alone(&stage, before, &phone.get(&options)).await.unwrap();
    assert_ne!(cookie, before);
    // It is two factors: a policy that asks for a second one is met.
    assert_eq!(stage.principal(cookie).await.unwrap().account().id, account.id);
    assert!(stage.principal(before).await.is_none());
}

async fn answers_to_something_else_are_refused(stage: Stage) {
    use PasskeyRefusal::{NotVerified, Wrong};
    let account = stage.reseller().await;
    let mut phone = enrolled(&stage, &account).await;
    let mut wrong = Vec::new();
    for change in ["origin", "relying party", "verification", "signature"] {
        let (options, cookie) = asked_anybody(&stage).await;
        let mut answer = String::new();
        match change {
            "origin" => {
                phone.origin = "https://portal.example.com.evil.example".into();
                answer = phone.get(&options);
                phone.origin = ORIGIN.into();
            }
            "relying party" => {
                phone.relying_party = Some("evil.example".into());
                answer = phone.get(&options);
                phone.relying_party = None;
            }
            "verification" => {
                phone.verifies = false;
                answer = phone.get(&options);
                phone.verifies = true;
            }
            _ => answer.push_str(&forged(&phone.get(&options))),
        }
        wrong.push(refusal(alone(&stage, cookie, &answer).await));
        stage.clock.advance(Duration::minutes(20));
    }
    assert_eq!(wrong, [Wrong, Wrong, NotVerified, Wrong]);
    for rubbish in ["", "{}", "null", "[[[", &"[".repeat(10_000)] {
        let (_, cookie) = asked_anybody(&stage).await;
        assert_eq!(refusal(alone(&stage, cookie, rubbish).await), PasskeyRefusal::Unreadable);
        stage.clock.advance(Duration::minutes(20));
    }
    // Nobody has typed a login, so the authenticator tells it.
    phone.names_the_user = false;
    let (options, cookie) = asked_anybody(&stage).await;
    assert_eq!(refusal(alone(&stage, cookie, &phone.get(&options)).await), Wrong);
    phone.names_the_user = true;
    let (options, cookie) = asked_anybody(&stage).await;
    alone(&stage, cookie, &phone.get(&options)).await.unwrap();
}

/// The same answer with the signature of nothing.
fn forged(answer: &str) -> String {
    let mut answer: serde_json::Value = serde_json::from_str(answer).unwrap();
    answer["response"]["signature"] = "MAYCAQECAQE".into();
    answer.to_string()
}

async fn an_answer_works_once_in_its_session_and_for_a_while(stage: Stage) {
    let account = stage.reseller().await;
    let mut phone = enrolled(&stage, &account).await;
    let not_asked = PasskeyRefusal::NotAsked;
    // Replayed in its own session, and in another one that was asked something else.
    let (options, cookie) = asked_anybody(&stage).await;
    let answer = phone.get(&options);
    let cookie = alone(&stage, cookie, &answer).await.unwrap();
    assert_eq!(refusal(alone(&stage, cookie, &answer).await), not_asked);
    let (_, other) = asked_anybody(&stage).await;
    assert_eq!(refusal(alone(&stage, other, &answer).await), PasskeyRefusal::Wrong);
    // A wrong answer spends the question, too.
    let (options, cookie) = asked_anybody(&stage).await;
    let answer = phone.get(&options);
    assert_eq!(refusal(alone(&stage, cookie, "{}").await), PasskeyRefusal::Unreadable);
    assert_eq!(refusal(alone(&stage, cookie, &answer).await), not_asked);
    stage.clock.advance(Duration::minutes(20));
    // The answer to one page does not do for the other.
    let waiting = first_step(&stage, &account, NextStep::Passkey).await;
    let (options, waiting) = asked(&stage, waiting).await;
    let answer = phone.get(&options);
    assert_eq!(refusal(alone(&stage, waiting, &answer).await), not_asked);
    second_step(&stage, waiting, &answer).await.unwrap();
    // Whoever was asked too long ago is asked anew.
    let (options, cookie) = asked_anybody(&stage).await;
    let answer = phone.get(&options);
    stage.clock.advance(Duration::minutes(15));
    assert_eq!(refusal(alone(&stage, cookie, &answer).await), not_asked);
    // A second page takes the place of the first.
    let (options, cookie) = asked_anybody(&stage).await;
    let first = phone.get(&options);
    let request = stage.request(Some(cookie));
    stage.access.ask_for_any_passkey(&party(), &request.state).await.unwrap();
    let cookie = request.answer().await.unwrap();
    assert_eq!(refusal(alone(&stage, cookie, &first).await), PasskeyRefusal::Wrong);
}

async fn somebody_elses_passkey_opens_nothing(stage: Stage) {
    let (account, other) = (stage.reseller().await, stage.admin().await);
    enrolled(&stage, &account).await;
    let mut theirs = enrolled(&stage, &other).await;
    let waiting = first_step(&stage, &account, NextStep::Passkey).await;
    let (options, waiting) = asked(&stage, waiting).await;
    let answer = theirs.get_with_first(&options);
    assert_eq!(refusal(second_step(&stage, waiting, &answer).await), PasskeyRefusal::Unknown);
    // With the other account's name in it, too.
    let (options, cookie) = asked_anybody(&stage).await;
    let mut answer: serde_json::Value = serde_json::from_str(&theirs.get(&options)).unwrap();
    answer["response"]["userHandle"] = "AAAAAAAAAAAAAAAAAAAAAA".into();
    assert_eq!(refusal(alone(&stage, cookie, &answer.to_string()).await), PasskeyRefusal::Wrong);
    let mut stranger = Authenticator::at(ORIGIN);
    let elsewhere = stage.request(Some(stage.signed_in(&account).await));
    let options = stage.access.ask_for_new_passkey(&party(), &elsewhere.state, &account).await.unwrap();
    stranger.create(&options);
    let (options, cookie) = asked_anybody(&stage).await;
    assert_eq!(refusal(alone(&stage, cookie, &stranger.get(&options)).await), PasskeyRefusal::Unknown);
    // Nobody takes the second step without the first.
    let nobody = stage.request(None);
    let new = NewPasskey { name: "x", answer: "{}" };
    let refused = stage.access.take_second_step_with_passkey(&party(), &nobody.state, new, BY).await;
    assert!(matches!(refused, Err(SecondStepError::NoFirstStep)));
    // Nor renames or removes what is another one's.
    let principal = stage.principal(stage.signed_in(&account).await).await.unwrap();
    let id = stage.access.passkeys().of(&other).await.unwrap()[0].id;
    let renamed = stage.access.rename_passkey(&principal, id, "Mine", BY).await;
    assert!(matches!(renamed, Err(SecondStepError::NotThere)));
    let removed = stage.access.remove_passkey(&principal, id, BY).await;
    assert!(matches!(removed, Err(SecondStepError::NotThere)));
    assert_eq!(stage.access.passkeys().of(&other).await.unwrap()[0].name, "Phone");
}

async fn a_counter_that_goes_back_shows_a_copy(stage: Stage) {
    let account = stage.reseller().await;
    let mut phone = enrolled(&stage, &account).await;
    for _ in 0..2 {
        let (options, cookie) = asked_anybody(&stage).await;
        alone(&stage, cookie, &phone.get(&options)).await.unwrap();
    }
    phone.counter -= 1;
    let (options, cookie) = asked_anybody(&stage).await;
    assert_eq!(refusal(alone(&stage, cookie, &phone.get(&options)).await), PasskeyRefusal::CounterWentBack);
    phone.counter += 1;
    // Two requests with what the same authenticator signed at one time: one of them comes through.
    let ((one, here), (other, there)) = (asked_anybody(&stage).await, asked_anybody(&stage).await);
    let (one, other) = (phone.get(&one), phone.get(&other));
    let (one, other) = tokio::join!(alone(&stage, here, &one), alone(&stage, there, &other));
    assert!(one.is_ok() || other.is_ok(), "{one:?} {other:?}");
}

async fn a_removed_passkey_and_a_disabled_account_open_nothing(stage: Stage) {
    let account = stage.reseller().await;
    let mut phone = enrolled(&stage, &account).await;
    let cookie = {
        let (options, cookie) = asked_anybody(&stage).await;
        alone(&stage, cookie, &phone.get(&options)).await.unwrap()
    };
    let principal = stage.principal(cookie).await.unwrap();
    let waiting = first_step(&stage, &account, NextStep::Passkey).await;
    let (step, waiting) = asked(&stage, waiting).await;
    let (options, asked) = asked_anybody(&stage).await;
    let id = stage.access.passkeys().of(&account).await.unwrap()[0].id;
    stage.access.remove_passkey(&principal, id, BY).await.unwrap();
    // It was asked while the passkey was there.
    assert_eq!(refusal(alone(&stage, asked, &phone.get(&options)).await), PasskeyRefusal::Unknown);
    // Without one there is no second step by a passkey.
    let late = second_step(&stage, waiting, &phone.get(&step)).await;
    assert!(late.is_err(), "{late:?}");
    stage.clock.advance(Duration::minutes(20));

    let mut phone = enrolled(&stage, &account).await;
    let (options, cookie) = asked_anybody(&stage).await;
    stage.access.accounts().disable(&account).await.unwrap();
    assert_eq!(refusal(alone(&stage, cookie, &phone.get(&options)).await), PasskeyRefusal::Disabled);
}

async fn new_passkeys_are_checked_as_well(stage: Stage) {
    let account = stage.reseller().await;
    let cookie = stage.signed_in(&account).await;
    let mut phone = Authenticator::at("https://evil.example");
    assert_eq!(refusal(add(&stage, cookie, &mut phone, "A").await), PasskeyRefusal::Wrong);
    let mut phone = Authenticator::at(ORIGIN);
    phone.relying_party = Some("evil.example".into());
    assert_eq!(refusal(add(&stage, cookie, &mut phone, "A").await), PasskeyRefusal::Wrong);
    phone.relying_party = None;
    phone.verifies = false;
    assert_eq!(refusal(add(&stage, cookie, &mut phone, "A").await), PasskeyRefusal::NotVerified);
    // What somebody else's session was asked.
    let (one, other) = (stage.request(Some(cookie)), stage.request(Some(stage.signed_in(&account).await)));
    let principal = stage.principal(cookie).await.unwrap();
    let mut phone = Authenticator::at(ORIGIN);
    let options = stage.access.ask_for_new_passkey(&party(), &one.state, &account).await.unwrap();
    let answer = phone.create(&options);
    let new = NewPasskey { name: "A", answer: &answer };
    let foreign = stage.access.add_passkey(&party(), &other.state, &principal, new, BY).await;
    assert_eq!(refusal(foreign), PasskeyRefusal::NotAsked);
    stage.clock.advance(Duration::minutes(15));
    let late = stage.access.add_passkey(&party(), &one.state, &principal, new, BY).await;
    assert_eq!(refusal(late), PasskeyRefusal::NotAsked);
    assert!(stage.access.passkeys().of(&account).await.unwrap().is_empty());
}

async fn an_account_has_so_many_passkeys_and_no_more(stage: Stage) {
    let account = stage.reseller().await;
    let mut cookie = stage.signed_in(&account).await;
    for number in 0..MOST_PASSKEYS {
        let name = format!("Key {number}");
        cookie = add(&stage, cookie, &mut Authenticator::at(ORIGIN), &name).await.unwrap();
        stage.clock.advance(Duration::seconds(1));
    }
    let one_more = add(&stage, cookie, &mut Authenticator::at(ORIGIN), "One more").await;
    assert_eq!(refusal(one_more), PasskeyRefusal::TooMany);
    let names: Vec<_> =
        stage.access.passkeys().of(&account).await.unwrap().into_iter().map(|one| one.name).collect();
    assert_eq!((names.len(), names[0].as_str(), names[9].as_str()), (10, "Key 0", "Key 9"));
}

async fn the_first_passkey_ends_the_sessions_without_it(stage: Stage) {
    let account = stage.reseller().await;
    let (here, there) = (stage.signed_in(&account).await, stage.signed_in(&account).await);
    let first = add(&stage, here, &mut Authenticator::at(ORIGIN), "First").await.unwrap();
    assert!(stage.principal(first).await.is_some());
    assert!(stage.principal(here).await.is_none() && stage.principal(there).await.is_none());
    let second = add(&stage, first, &mut Authenticator::at(ORIGIN), "Second").await.unwrap();
    assert!(stage.principal(second).await.is_some());
}

fn asking(role: Role) -> SignInPolicy {
    SignInPolicy { second_factor: [role].into(), ..SignInPolicy::default() }
}

async fn the_last_second_factor_stays_where_one_is_needed(stage: Stage) {
    let account = stage.reseller().await;
    let first = add(&stage, stage.signed_in(&account).await, &mut Authenticator::at(ORIGIN), "A").await;
    let cookie = add(&stage, first.unwrap(), &mut Authenticator::at(ORIGIN), "B").await.unwrap();
    let policies = stage.access.policies();
    policies.set(Scope::Operator, &asking(Role::Reseller)).await.unwrap();
    let principal = stage.principal(cookie).await.unwrap();
    let passkeys = stage.access.passkeys().of(&account).await.unwrap();
    stage.access.remove_passkey(&principal, passkeys[0].id, BY).await.unwrap();
    let refused = stage.access.remove_passkey(&principal, passkeys[1].id, BY).await;
    assert!(matches!(refused, Err(SecondStepError::Required)));
    // An app instead, and the last passkey may go; then the app may not.
    let factors = stage.access.second_factors();
    let secret = factors.enrolment(&account).await.unwrap().secret().to_owned();
    let code = |stage: &Stage| code_at(&secret, switchhook_access::Clock::now(&*stage.clock));
    factors.confirm(&account, &code(&stage)).await.unwrap();
    stage.access.remove_passkey(&principal, passkeys[1].id, BY).await.unwrap();
    stage.clock.advance(Duration::seconds(90));
    let refused = stage.access.remove_second_factor(&principal, &code(&stage), BY).await;
    assert!(matches!(refused, Err(SecondStepError::Required)));
    // With a passkey again, the app may.
    add(&stage, cookie, &mut Authenticator::at(ORIGIN), "C").await.unwrap();
    stage.access.remove_second_factor(&principal, &code(&stage), BY).await.unwrap();
    first_step(&stage, &account, NextStep::Passkey).await;
}

async fn a_policy_is_met_with_a_passkey(stage: Stage) {
    let account = stage.reseller().await;
    stage.access.policies().set(Scope::Operator, &asking(Role::Reseller)).await.unwrap();
    let waiting = first_step(&stage, &account, NextStep::Enrol).await;
    let request = stage.request(Some(waiting));
    let options = stage.access.ask_for_new_passkey(&party(), &request.state, &account).await.unwrap();
    let waiting = request.answer().await.unwrap();
    let mut phone = Authenticator::at(ORIGIN);
    let cookie = second_step(&stage, waiting, &phone.create(&options)).await.unwrap();
    assert!(stage.principal(cookie).await.is_some());
    let waiting = first_step(&stage, &account, NextStep::Passkey).await;
    // Whoever has one is not let in with a new one.
    let request = stage.request(Some(waiting));
    let options = stage.access.ask_for_new_passkey(&party(), &request.state, &account).await.unwrap();
    let waiting = request.answer().await.unwrap();
    let answer = Authenticator::at(ORIGIN).create(&options);
    assert_eq!(refusal(second_step(&stage, waiting, &answer).await), PasskeyRefusal::Unreadable);
    assert_eq!(stage.access.passkeys().of(&account).await.unwrap().len(), 1);
}

async fn a_line_shows_its_password_first(stage: Stage) {
    let account = stage.person("line@alpine.example", Role::Customer, line(ALPINE, 5, 6)).await;
    let mut phone = enrolled(&stage, &account).await;
    sqlx::query("UPDATE accounts SET line_id = 6 WHERE id = $1")
        .bind(account.id.to_string())
        .execute(&stage.tables().await)
        .await
        .unwrap();
    let (options, cookie) = asked_anybody(&stage).await;
    assert_eq!(refusal(alone(&stage, cookie, &phone.get(&options)).await), PasskeyRefusal::OfALine);
    let waiting = first_step(&stage, &account, NextStep::Passkey).await;
    let (options, waiting) = asked(&stage, waiting).await;
    second_step(&stage, waiting, &phone.get(&options)).await.unwrap();
}

async fn losing_them_is_mended_by_a_reset(stage: Stage) {
    let account = stage.reseller().await;
    let mut phone = enrolled(&stage, &account).await;
    stage.access.reset_second_factors(&account).await.unwrap();
    first_step(&stage, &account, NextStep::None).await;
    let (options, cookie) = asked_anybody(&stage).await;
    assert_eq!(refusal(alone(&stage, cookie, &phone.get(&options)).await), PasskeyRefusal::Unknown);
    // With the account, its passkeys go.
    enrolled(&stage, &account).await;
    stage.access.accounts().delete(&account).await.unwrap();
    assert!(stage.column("SELECT id FROM passkeys").await.is_empty());
}

async fn guesses_are_slowed_down(stage: Stage) {
    let account = stage.reseller().await;
    let mut phone = enrolled(&stage, &account).await;
    let mut throttled = false;
    for _ in 0..8 {
        let (options, cookie) = asked_anybody(&stage).await;
        let guess = alone(&stage, cookie, &forged(&phone.get(&options))).await;
        throttled |= matches!(guess, Err(SecondStepError::Throttled(_)));
    }
    assert!(throttled);
    // Guesses at codes and at passkeys count together.
    let waiting = first_step(&stage, &account, NextStep::Passkey).await;
    let (options, waiting) = asked(&stage, waiting).await;
    let right = second_step(&stage, waiting, &phone.get(&options)).await;
    assert!(matches!(right, Err(SecondStepError::Throttled(_))));
}

async fn everything_is_in_the_trail(stage: Stage) {
    let account = stage.reseller().await;
    let mut phone = enrolled(&stage, &account).await;
    let (options, cookie) = asked_anybody(&stage).await;
    let cookie = alone(&stage, cookie, &phone.get(&options)).await.unwrap();
    let principal = stage.principal(cookie).await.unwrap();
    let (options, other) = asked_anybody(&stage).await;
    alone(&stage, other, &forged(&phone.get(&options))).await.unwrap_err();
    let waiting = first_step(&stage, &account, NextStep::Passkey).await;
    let (options, waiting) = asked(&stage, waiting).await;
    second_step(&stage, waiting, &phone.get(&options)).await.unwrap();
    let id = stage.access.passkeys().of(&account).await.unwrap()[0].id;
    stage.access.rename_passkey(&principal, id, "Old phone", BY).await.unwrap();
    stage.access.remove_passkey(&principal, id, BY).await.unwrap();
    let page = PageRequest { page: 1, rows: 50 };
    let trail = stage.access.audit().list(account.scope, &AuditFilter::default(), page).await.unwrap();
    let mut seen: Vec<_> =
        trail.records.iter().map(|record| (record.action, record.outcome, record.detail.as_str())).collect();
    seen.reverse();
    assert_eq!(
        seen,
        [
            (Action::AddPasskey, Some(Outcome::Done), ""),
            (Action::SignIn, Some(Outcome::Done), "with a passkey"),
            (Action::SignIn, Some(Outcome::Refused), "wrong answer"),
            (Action::UsePasskey, Some(Outcome::Done), ""),
            (Action::RenamePasskey, Some(Outcome::Done), ""),
            (Action::RemovePasskey, Some(Outcome::Done), ""),
        ]
    );
    assert!(trail.records.iter().any(|record| record.change.to_string().contains("Old phone")));
}

#[test]
fn there_are_no_passkeys_at_an_address() {
    assert_eq!(RelyingParty::at("http://127.0.0.1:3000").err(), Some(NoPasskeys::NoHostName));
}
