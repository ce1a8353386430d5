//! A fresh proof of who it is, before what matters.

use crate::{
    actor::{Actor, Reply, Who},
    findings::Findings,
    html::Form,
    portal::Portal,
    table::{Answer, functions, pages},
    world::{World, account},
};
use std::sync::Arc;
use switchhook_access::{
    PROOF_LASTS,
    audit::{Action, AuditFilter, Outcome, PageRequest},
    demo::{LINE, LINE_PASSWORD, PASSWORD},
    needs,
};
use switchhook_domain::{identifier::ResellerId, permission::Scope};
use time::Duration;
use tower_sessions::Session;

const AGAIN: &str = "/api/sign-in/again";
const RESELLER: &str = "reseller@alpine.example";

/// What asks for a fresh proof.
const GRAVE: [&str; 19] = [
    "/api/account/passkeys/add",
    "/api/account/passkeys/remove",
    "/api/account/second-factor/enrol",
    "/api/account/sessions/end",
    "/api/account/sessions/end-others",
    "/api/accounts/disable",
    "/api/accounts/enable",
    "/api/accounts/end-sessions",
    "/api/accounts/invite",
    "/api/accounts/link",
    "/api/accounts/permissions",
    "/api/accounts/policy",
    "/api/accounts/second-factor",
    "/api/contacts/terminate",
    "/api/customers/terminate",
    "/api/domains/delete",
    "/api/resellers/credential/disconnect",
    "/api/resellers/credential/store",
    "/api/subscribers/terminate",
];
const TERMINATE: &str = "/api/customers/terminate";

fn is_asked(reply: &Reply) -> bool {
    reply.status == 303 && reply.location().starts_with("/sign-in/again?next=%2F")
}

/// The form that asks for the proof, after something was refused without.
async fn asked(actor: &Actor, reply: &Reply) -> Form {
    assert!(is_asked(reply), "{} {:?}", reply.status, reply.location());
    actor.page(reply.location()).await.form(AGAIN)
}

/// The form of a customer's end, as somebody fills it in.
async fn termination(actor: &Actor, world: &World) -> Form {
    let form = actor.form(&format!("/customers/{}/terminate", world.customer), TERMINATE).await;
    form.with("form[name]", "Huber & Söhne Tischlerei")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_matters_asks_for_a_fresh_proof_and_nothing_else_does() {
    let mut findings = Findings::default();
    let portal = Portal::start().await;
    let mut asking = Vec::new();
    for row in functions().into_iter().filter(|row| row.path != AGAIN) {
        let who = if row.by == Who::Anonymous { Who::Reseller } else { row.by };
        let actor = portal.actor(who).await;
        portal.clock.advance(PROOF_LASTS);
        portal.sandbox.clear_requests();
        // With nothing typed: before anything else is looked at.
        let reply = actor.post(row.path, &[("id", "0"), ("from", "/account")]).await;
        if is_asked(&reply) {
            asking.push(row.path);
        }
        portal.expect_no_write(&mut findings, row.path);
    }
    findings.none();
    asking.sort_unstable();
    assert_eq!(asking, GRAVE);
}

#[tokio::test(flavor = "multi_thread")]
async fn reading_asks_for_no_proof() {
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let actor = portal.actor(Who::Reseller).await;
    portal.clock.advance(PROOF_LASTS);
    for row in pages().into_iter().filter(|row| row.answer(Who::Reseller) == Answer::Shown) {
        actor.page(&(row.path)(&world)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn after_the_proof_the_form_is_as_it_was_typed_and_one_press_carries_it_out() {
    let mut findings = Findings::default();
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let ends = ["/api/contacts/terminate", "/api/domains/delete", "/api/subscribers/terminate", TERMINATE];
    for path in ends {
        let row = functions().into_iter().find(|row| row.path == path).unwrap();
        let actor = portal.actor(Who::Reseller).await;
        let mut form = row.shown(&actor, &world).await;
        for (name, value) in row.typed {
            form.set(name, value);
        }
        portal.clock.advance(PROOF_LASTS);
        portal.sandbox.clear_requests();
        let again = asked(&actor, &actor.submit(&form).await).await;
        assert_eq!(again.get("login"), None, "whose proof it is cannot be chosen");
        for wrong in ["", "wrong-password-77"] {
            let reply = actor.submit(&again.clone().with("password", wrong)).await;
            assert!(
                reply.is_draft() && reply.location().starts_with("/sign-in/again?"),
                "{}",
                reply.location()
            );
            let shown = actor.get(reply.location()).await.expect_status(200);
            assert!(!shown.body.contains("wrong-password-77"));
            assert_eq!(shown.page().texts_of_class("summary").len(), 1);
        }
        assert!(is_asked(&actor.submit(&form).await), "{path} after wrong passwords");
        portal.expect_no_write(&mut findings, path);

        let old = actor.cookie("session");
        let reply = actor.submit(&again.with("password", PASSWORD)).await;
        assert!(reply.is_draft(), "{path}: {}", reply.location());
        assert_ne!(actor.cookie("session"), old, "the session has a new id");
        let page = actor.page(reply.location()).await;
        assert_eq!(page.texts_of_class("summary").len(), 1, "{path} does not say that nothing is done yet");
        assert_eq!(page.form(path).typed(), form.typed());
        portal.expect_no_write(&mut findings, path);
        let reply = actor.submit(&page.form(path)).await;
        assert!(reply.status == 303 && !reply.is_draft(), "{path}: {}", reply.location());
        assert!(!portal.writes().is_empty(), "{path}");
        assert_eq!(actor.page(reply.location()).await.texts_of_class("notices").len(), 1, "{path}");
    }
    findings.none();
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_are_managed_after_a_fresh_proof_only() {
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let (disable, path) = ("/api/accounts/disable", format!("/accounts/{}", world.customer_account));
    let actor = portal.actor(Who::Reseller).await;
    let form = actor.form(&path, disable).await;
    portal.clock.advance(PROOF_LASTS);
    let again = asked(&actor, &actor.submit(&form).await).await;
    // Nothing is done.
    portal.actor(Who::Customer).await;
    let reply = actor.submit(&again.with("password", PASSWORD)).await;
    let page = actor.page(reply.location()).await;
    assert_eq!(page.texts_of_class("summary").len(), 1);
    actor.submit(&page.form(disable)).await.expect_status(303);
    assert!(account(&portal, "customer@alpine.example").await.disabled);
    // In the trail stand what was refused without a proof, and the proof.
    let trail = async |action| {
        let filter = AuditFilter { action: Some(action), ..AuditFilter::default() };
        let page = PageRequest { page: 1, rows: 10 };
        let scope = account(&portal, RESELLER).await.scope;
        let records = portal.access.audit().list(scope, &filter, page).await.unwrap().records;
        records.iter().filter_map(|record| record.outcome).collect::<Vec<_>>()
    };
    assert_eq!(trail(Action::ProveAgain).await, [Outcome::Done]);
    assert_eq!(trail(Action::SendForm).await, [Outcome::Refused]);
    assert_eq!(trail(Action::DisableAccount).await, [Outcome::Done]);
}

#[tokio::test(flavor = "multi_thread")]
async fn guesses_have_to_wait_and_count_as_guesses_at_sign_in() {
    let mut findings = Findings::default();
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let actor = portal.actor(Who::Reseller).await;
    let form = termination(&actor, &world).await;
    portal.clock.advance(PROOF_LASTS);
    portal.sandbox.clear_requests();
    let again = asked(&actor, &actor.submit(&form).await).await;
    for _ in 0..7 {
        assert!(actor.submit(&again.clone().with("password", "wrong-password-77")).await.is_draft());
    }
    let right = again.with("password", PASSWORD);
    let waiting = actor.submit(&right).await;
    assert!(waiting.is_draft() && waiting.location().starts_with("/sign-in/again?"));
    assert!(is_asked(&actor.submit(&form).await));
    portal.expect_no_write(&mut findings, "the right password, too early");
    assert!(portal.stranger().sign_in(RESELLER, PASSWORD).await.is_draft(), "elsewhere as well");
    portal.actor(Who::Helpdesk).await;
    portal.clock.advance(Duration::minutes(15));
    let reply =
        actor.submit(&actor.page(waiting.location()).await.form(AGAIN).with("password", PASSWORD)).await;
    let form = actor.form(reply.location(), TERMINATE).await;
    let reply = actor.submit(&form).await;
    assert!(reply.status == 303 && !reply.is_draft(), "{}", reply.location());
    findings.none();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_ended_meanwhile_takes_nothing_with_it() {
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let actor = portal.actor(Who::Reseller).await;
    let form = termination(&actor, &world).await;
    portal.clock.advance(PROOF_LASTS);
    let again = asked(&actor, &actor.submit(&form).await).await;
    portal.access.accounts().end_sessions(&account(&portal, RESELLER).await).await.unwrap();
    portal.sandbox.clear_requests();
    let reply = actor.submit(&again.with("password", PASSWORD)).await.expect_status(303);
    assert!(reply.location().starts_with("/sign-in?next=%2Fsign-in%2Fagain"), "{}", reply.location());
    let sign_in = actor.page(reply.location()).await.form("/api/sign-in");
    let reply = actor.submit(&sign_in.with("login", RESELLER).with("password", PASSWORD)).await;
    // Whoever has just signed in has proven who they are.
    let reply = actor.get(reply.location()).await.expect_status(303);
    let shown = actor.form(reply.location(), TERMINATE).await;
    assert_eq!(shown.typed(), form.typed());
    assert!(portal.writes().is_empty());
    let reply = actor.submit(&shown).await;
    assert!(reply.status == 303 && !reply.is_draft(), "{}", reply.location());
}

#[tokio::test(flavor = "multi_thread")]
async fn another_tab_goes_on_after_the_proof_and_a_second_press_does_no_harm() {
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let actor = portal.actor(Who::Reseller).await;
    let (form, other_tab) = (termination(&actor, &world).await, termination(&actor, &world).await);
    portal.clock.advance(PROOF_LASTS);
    let again = asked(&actor, &actor.submit(&form).await).await.with("password", PASSWORD);
    let late = portal.stranger();
    late.set_cookie("session", &actor.cookie("session").unwrap());
    let proven = actor.submit(&again).await.expect_status(303);
    assert_eq!(actor.submit(&again).await.location(), proven.location());
    // A second press whose answer to the first never came back.
    let reply = late.submit(&again).await.expect_status(303);
    assert!(reply.location().starts_with("/sign-in?next=%2Fsign-in%2Fagain"), "{}", reply.location());
    let reply = actor.submit(&other_tab).await;
    assert!(reply.status == 303 && !reply.is_draft(), "{}", reply.location());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_proof_is_of_whoever_is_signed_in_and_leads_to_no_other_site() {
    let portal = Portal::start().await;
    for (next, to) in [
        ("/customers?page=2", "/customers?page=2"),
        ("https://evil.example/", "/"),
        ("//evil.example", "/"),
        ("/api/sign-out", "/"),
    ] {
        let actor = portal.actor(Who::Helpdesk).await;
        let query = serde_urlencoded::to_string([("next", next)]).unwrap();
        assert_eq!(actor.get(&format!("/sign-in/again?{query}")).await.location(), to, "proven: {next}");
        portal.clock.advance(PROOF_LASTS);
        let page = actor.page(&format!("/sign-in/again?{query}")).await;
        let shown = page.named("input").find(|input| input.get("id") == Some("login")).unwrap();
        assert_eq!(shown.get("value"), Some("helpdesk@alpine.example"));
        assert!(shown.get("readonly").is_some() && shown.get("name").is_none());
        let form = page.form(AGAIN).with("login", "admin@demo.example").with("password", PASSWORD);
        let reply = actor.submit(&form.with("next", next)).await;
        assert_eq!((reply.status.as_u16(), reply.location()), (303, to), "{next}");
        assert_eq!(actor.get("/resellers").await.status, 404, "still the helpdesk");
    }
    let stranger = portal.stranger();
    let reply = stranger.post(AGAIN, &[("login", RESELLER), ("password", PASSWORD)]).await;
    assert!(reply.location().starts_with("/sign-in?next="), "{}", reply.location());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_stays_in_the_view_of_a_reseller() {
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let actor = portal.actor(Who::Admin).await;
    let Scope::Reseller(alpine) = account(&portal, RESELLER).await.scope else { panic!("a reseller") };
    step_into(&portal, &actor, alpine).await;
    let form = termination(&actor, &world).await;
    portal.clock.advance(PROOF_LASTS);
    portal.sandbox.clear_requests();
    let again = asked(&actor, &actor.submit(&form).await).await;
    assert!(portal.writes().is_empty());
    let reply = actor.submit(&again.with("password", PASSWORD)).await.expect_status(303);
    let form = actor.form(reply.location(), TERMINATE).await;
    let reply = actor.submit(&form).await;
    assert!(reply.status == 303 && !reply.is_draft(), "{}", reply.location());
    assert_eq!(actor.get("/resellers").await.status, 404, "the view goes on");
}

async fn step_into(portal: &Portal, actor: &Actor, reseller: ResellerId) {
    let id = actor.cookie("session").unwrap().parse().unwrap();
    let session = Session::new(Some(id), Arc::new(portal.access.session_store()), None);
    let state = portal.access.session(session.clone());
    let principal = portal.access.principal(&state).await.unwrap().unwrap();
    let reseller = portal.access.resellers().find(principal.scope(), reseller).await.unwrap().unwrap();
    let proof = principal.require::<needs::ViewResellers>().unwrap();
    portal.access.step_into(&state, &proof, &reseller, "request-1").await.unwrap();
    session.save().await.unwrap();
    actor.set_cookie("session", &session.id().unwrap().to_string());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_proves_who_it_is_at_the_platform() {
    let portal = Portal::start().await;
    let line = async || {
        let actor = portal.stranger();
        let form = actor.form("/sign-in?with=line", "/api/sign-in").await;
        let reply = actor.submit(&form.with("login", LINE).with("password", LINE_PASSWORD)).await;
        assert_eq!(reply.location(), "/");
        actor
    };
    let (here, there) = (line().await, line().await);
    let form = here.form("/account/sessions", "/api/account/sessions/end-others").await;
    portal.clock.advance(PROOF_LASTS);
    let again = asked(&here, &here.submit(&form).await).await;
    let page = here.page("/sign-in/again").await;
    assert_eq!(
        page.named("input").find(|input| input.get("id") == Some("login")).unwrap().get("value"),
        Some(LINE)
    );
    // The password of the demo's accounts opens no line.
    assert!(here.submit(&again.clone().with("password", PASSWORD)).await.is_draft());
    there.get("/account").await.expect_status(200);
    let reply = here.submit(&again.with("password", LINE_PASSWORD)).await.expect_status(303);
    assert!(!reply.location().starts_with("/sign-in"), "{}", reply.location());
    let form = here.form(reply.location(), "/api/account/sessions/end-others").await;
    here.submit(&form).await.expect_status(303);
    assert!(there.get("/account").await.location().starts_with("/sign-in?"));
    here.get("/account").await.expect_status(200);
}
