//! Signing in with the login of a phone line.

use crate::{
    actor::{Actor, Reply, Who},
    findings::Findings,
    portal::Portal,
    world::World,
};
use serde_json::json;
use switchhook_access::{
    Account,
    audit::{Action, AuditFilter, AuditRecord, Outcome, PageRequest},
    demo::{LINE, LINE_PASSWORD},
};
use switchhook_domain::permission::{Role, Scope};
use switchhook_sandbox::{Fault, FaultRule};
use time::Duration;

const PAGE: &str = "/sign-in?with=line";
const SIGN_IN: &str = "/api/sign-in";
const POLICY: &str = "/api/accounts/policy";

async fn try_line(actor: &Actor, login: &str, password: &str) -> Reply {
    let form = actor.form(PAGE, SIGN_IN).await;
    actor.submit(&form.with("login", login).with("password", password)).await
}

async fn line_accounts(portal: &Portal) -> Vec<Account> {
    let accounts = portal.access.accounts().list(Scope::Operator).await.unwrap();
    accounts.into_iter().filter(|account| account.line.is_some()).collect()
}

async fn trail(portal: &Portal, within: Scope, action: Action) -> Vec<AuditRecord> {
    let filter = AuditFilter { action: Some(action), ..AuditFilter::default() };
    portal.access.audit().list(within, &filter, PageRequest { page: 1, rows: 100 }).await.unwrap().records
}

/// How often the platform was asked whether a login is right.
fn questions(portal: &Portal) -> usize {
    portal.sandbox.requests().iter().filter(|request| request.path.starts_with("/login_jwt")).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_signs_in_without_anything_set_up_and_sees_itself_alone() {
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let anna = portal.stranger();
    let reply = try_line(&anna, LINE, LINE_PASSWORD).await.expect_status(303);
    assert_eq!(reply.location(), "/");
    assert_eq!(anna.get("/").await.location(), "/my/forwards");
    anna.get(&format!("/my/forwards/{}", world.lines[0])).await.expect_status(200);
    for line in [&world.lines[1], &world.other_line, &world.foreign_line] {
        anna.get(&format!("/my/forwards/{line}")).await.expect_status(404);
    }
    for path in ["/customers", "/accounts", "/audit"] {
        anna.get(path).await.expect_status(404);
    }
    // There is no password to change, and none to reset.
    let page = anna.page("/account").await;
    assert!(!page.named("form").any(|form| form.get("action") == Some("/api/account/password")));
    let [account] = &line_accounts(&portal).await[..] else { panic!("one account") };
    assert_eq!(
        (account.role, account.line.map(|id| id.to_string())),
        (Role::Customer, Some(world.lines[0].clone()))
    );
    let reseller = portal.actor(Who::Reseller).await;
    let shown = reseller.page(&format!("/accounts/{}", account.id)).await;
    assert!(!shown.named("form").any(|form| form.get("action") == Some("/api/accounts/link")));
    let reply = reseller.post("/api/accounts/link", &[("id", &account.id.to_string())]).await;
    assert_eq!(reply.status, 404);
    // The second time it is the same account.
    let again = portal.stranger();
    assert_eq!(try_line(&again, &LINE.to_uppercase(), LINE_PASSWORD).await.location(), "/");
    assert_eq!(line_accounts(&portal).await.len(), 1);
    // Its name cannot be typed.
    assert!(again.sign_in(&account.login, "").await.is_draft());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrative_line_sees_its_customer() {
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let path = format!("/api/subscribers/{}", world.lines[0]);
    portal.platform.replace(&path, "/administrative", &json!(true)).await;
    let anna = portal.stranger();
    assert_eq!(try_line(&anna, LINE, LINE_PASSWORD).await.location(), "/");
    for line in &world.lines {
        anna.get(&format!("/my/forwards/{line}")).await.expect_status(200);
    }
    anna.get(&format!("/my/forwards/{}", world.other_line)).await.expect_status(404);
    // What it may see is what the platform says at the next sign-in.
    portal.platform.replace(&path, "/administrative", &json!(false)).await;
    assert_eq!(try_line(&portal.stranger(), LINE, LINE_PASSWORD).await.location(), "/");
    anna.get(&format!("/my/forwards/{}", world.lines[1])).await.expect_status(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_refusal_is_the_same() {
    let mut findings = Findings::default();
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    portal
        .platform
        .replace(&format!("/api/subscribers/{}", world.lines[1]), "/status", &json!("locked"))
        .await;
    let mut told = Vec::new();
    for (what, login, password) in [
        ("wrong", LINE, "something-else"),
        ("unknown", "nobody@alpine.example", LINE_PASSWORD),
        ("unknown domain", "anna.huber@nowhere.example", LINE_PASSWORD),
        ("no domain", "anna.huber", LINE_PASSWORD),
        ("locked", "office@alpine.example", LINE_PASSWORD),
        ("a portal account", "customer@alpine.example", "demo-portal"),
        ("nothing", "", ""),
    ] {
        let actor = portal.stranger();
        let reply = try_line(&actor, login, password).await;
        findings.expect(reply.is_draft(), || format!("{what}: {} {}", reply.status, reply.location()));
        let page = actor.page(reply.location()).await;
        told.push((what, page.texts_of_class("summary")));
        findings
            .expect(page.form(SIGN_IN).get("login") == Some(login), || format!("{what}: the login is lost"));
        findings.expect(page.form(SIGN_IN).get("password") != Some(password) || password.is_empty(), || {
            format!("{what}: the password is shown")
        });
    }
    for (what, words) in &told {
        findings.expect(words == &told[0].1, || format!("{what} is told {words:?}"));
    }
    findings.expect(line_accounts(&portal).await.is_empty(), || "an account was made".into());
    findings.none();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reseller_that_says_no_ends_these_sessions_and_nobody_elses() {
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let anna = portal.stranger();
    try_line(&anna, LINE, LINE_PASSWORD).await.expect_status(303);
    let forwards = format!("/my/forwards/{}", world.lines[0]);
    anna.get(&forwards).await.expect_status(200);
    let reseller = portal.actor(Who::Reseller).await;
    let mut form = reseller.form("/accounts/policy", POLICY).await;
    assert_eq!(form.get("form[line]"), Some("on"));
    form.remove("form[line]");
    assert!(!reseller.submit(&form).await.expect_status(303).is_draft());
    assert!(anna.get(&forwards).await.location().starts_with("/sign-in?next="));
    assert!(try_line(&portal.stranger(), LINE, LINE_PASSWORD).await.is_draft());
    portal.actor(Who::Customer).await.get(&forwards).await.expect_status(200);
    // The other reseller's lines go on.
    let line = portal.platform.harbour().read(&format!("/api/subscribers/{}", world.foreign_line)).await;
    let login = format!("{}@{}", line["webusername"].as_str().unwrap(), line["domain"].as_str().unwrap());
    let theirs = portal.stranger();
    assert_eq!(try_line(&theirs, &login, LINE_PASSWORD).await.location(), "/");
    theirs.get(&format!("/my/forwards/{}", world.foreign_line)).await.expect_status(200);
    theirs.get(&forwards).await.expect_status(404);
    // And when both say no, nobody is asked to sign in so, and the platform is not asked at all.
    let other = portal.actor(Who::OtherReseller).await;
    let mut form = other.form("/accounts/policy", POLICY).await;
    form.remove("form[line]");
    other.submit(&form).await.expect_status(303);
    let stranger = portal.stranger();
    assert!(!stranger.get("/sign-in").await.body.contains("with=line"));
}

#[tokio::test(flavor = "multi_thread")]
async fn guesses_end_before_the_platform_bans_the_line_for_everybody() {
    let portal = Portal::start().await;
    portal.sandbox.clear_requests();
    for guess in 0..10 {
        assert!(try_line(&portal.stranger(), LINE, &format!("guess-{guess}")).await.is_draft());
    }
    assert_eq!(questions(&portal), 4, "the fifth would be a ban");
    assert!(try_line(&portal.stranger(), LINE, LINE_PASSWORD).await.is_draft());
    assert_eq!(try_line(&portal.stranger(), "fax@alpine.example", LINE_PASSWORD).await.location(), "/");
    portal.clock.advance(Duration::minutes(62));
    assert_eq!(try_line(&portal.stranger(), LINE, LINE_PASSWORD).await.location(), "/");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_platform_that_fails_is_told_and_what_was_typed_is_there() {
    let portal = Portal::impatient().await;
    let anna = portal.stranger();
    portal.sandbox.add_fault(FaultRule::new("/login_jwt", Fault::Status(502, "Bad Gateway".into())));
    let reply = try_line(&anna, LINE, LINE_PASSWORD).await;
    let page = anna.page(reply.location()).await;
    assert!(
        page.texts_of_class("summary").concat().contains("platform failed"),
        "{:?}",
        page.texts_of_class("summary")
    );
    portal.sandbox.set_faults(Vec::new());
    let form = page.form(SIGN_IN);
    assert_eq!(form.get("login"), Some(LINE));
    assert_eq!(anna.submit(&form.with("password", LINE_PASSWORD)).await.location(), "/");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_password_and_a_second_factor_of_the_platform_lead_on() {
    let portal = Portal::start().await;
    let anna = portal.stranger();
    let said = |words: &str| Fault::Status(403, json!({ "code": 403, "message": words }).to_string());
    portal.sandbox.fail_next(FaultRule::new("/login_jwt", said("Invalid OTP")));
    let reply = try_line(&anna, LINE, LINE_PASSWORD).await;
    let page = anna.page(reply.location()).await;
    assert!(page.invalid().contains("line[code]"), "{:?}", page.invalid());
    // No line of the sandbox has one, so any code is right.
    let form = page.form(SIGN_IN).with("password", LINE_PASSWORD).with("line[code]", "123456");
    assert_eq!(anna.submit(&form).await.location(), "/");

    let expired = portal.stranger();
    portal.sandbox.fail_next(FaultRule::new("/login_jwt", said("Password expired")));
    let reply = try_line(&expired, LINE, LINE_PASSWORD).await;
    let page = expired.page(reply.location()).await;
    assert!(page.invalid().contains("line[new]"), "{:?}", page.invalid());
    let form = page.form(SIGN_IN).with("password", LINE_PASSWORD);
    for (new, again, field) in
        [("short", "short", "line[new]"), ("Kmv7q-Trx4d-Bns9h", "other", "line[again]")]
    {
        let page = expired.refused(&form.clone().with("line[new]", new).with("line[again]", again)).await;
        assert!(page.invalid().contains(field), "{new}: {:?}", page.invalid());
    }
    portal.sandbox.fail_next(FaultRule::new("/login_jwt", said("Password expired")));
    let form = form.with("line[new]", "Kmv7q-Trx4d-Bns9h").with("line[again]", "Kmv7q-Trx4d-Bns9h");
    assert_eq!(expired.submit(&form).await.location(), "/");
    assert!(try_line(&portal.stranger(), LINE, LINE_PASSWORD).await.is_draft());
    assert_eq!(try_line(&portal.stranger(), LINE, "Kmv7q-Trx4d-Bns9h").await.location(), "/");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_password_in_the_place_of_an_expired_one_is_in_the_trail_however_it_ends() {
    let portal = Portal::start().await;
    try_line(&portal.stranger(), LINE, LINE_PASSWORD).await.expect_status(303);
    let account = line_accounts(&portal).await.remove(0);
    let alpine = Scope::Reseller(account.scope.reseller().unwrap());
    let said = |words: &str| Fault::Status(403, json!({ "code": 403, "message": words }).to_string());
    let replace = async || {
        let stranger = portal.stranger();
        portal.sandbox.fail_next(FaultRule::new("/login_jwt", said("Password expired")));
        let form = stranger.form(PAGE, SIGN_IN).await.with("login", LINE).with("password", LINE_PASSWORD);
        let page = stranger.refused(&form).await;
        portal.sandbox.fail_next(FaultRule::new("/login_jwt", said("Password expired")));
        let form = page.form(SIGN_IN).with("password", LINE_PASSWORD);
        let form = form.with("line[new]", "Kmv7q-Trx4d-Bns9h").with("line[again]", "Kmv7q-Trx4d-Bns9h");
        stranger.submit(&form).await;
        trail(&portal, alpine, Action::ChangeOwnPassword).await
    };
    let change = FaultRule::new("/api/passwordchange/", Fault::Status(502, "Bad Gateway".into()));
    portal.sandbox.fail_next(change);
    for (number, outcome) in [(1, Outcome::Unknown), (2, Outcome::Done)] {
        let entries = replace().await;
        assert_eq!(entries.len(), number);
        assert_eq!(
            (entries[0].outcome, entries[0].object.id.clone()),
            (Some(outcome), account.id.to_string())
        );
        assert!(entries.iter().all(|entry| !format!("{entry:?}").contains("Kmv7q")));
    }
    // The old one is not right any more.
    let entries = replace().await;
    assert_eq!((entries.len(), entries[0].outcome), (3, Some(Outcome::Refused)));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_attempt_is_in_the_trail_and_a_disabled_line_stays_out() {
    let portal = Portal::start().await;
    let anna = portal.stranger();
    try_line(&anna, LINE, LINE_PASSWORD).await.expect_status(303);
    let account = line_accounts(&portal).await.remove(0);
    let alpine = Scope::Reseller(account.scope.reseller().unwrap());
    let made = trail(&portal, alpine, Action::CreateAccount).await;
    assert_eq!(made[0].object.id, account.id.to_string());
    try_line(&portal.stranger(), LINE, "something-else").await;
    let attempts = trail(&portal, alpine, Action::SignIn).await;
    assert_eq!(
        (attempts[0].outcome, attempts[0].object.name.as_str()),
        (Some(Outcome::Refused), account.login.as_str())
    );
    assert!(attempts.iter().all(|attempt| !attempt.detail.contains("something-else")));
    portal.access.accounts().disable(&account).await.unwrap();
    assert!(anna.get("/account").await.location().starts_with("/sign-in"));
    assert!(try_line(&portal.stranger(), LINE, LINE_PASSWORD).await.is_draft());
}
