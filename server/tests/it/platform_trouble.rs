//! A platform that is down, slow or broken: pages that say so, forms that keep what was typed, nothing done twice.

use crate::{
    actor::{Actor, Reply, Who},
    findings::Findings,
    portal::Portal,
    table::{Answer, NEW_CUSTOMER, NEW_LINE, as_theirs, functions, pages},
    world::World,
};
use serde_json::json;
use std::time::{Duration, Instant};
use switchhook_sandbox::{Fault, FaultRule, RecordedRequest};

/// Pages that need no platform.
const ALONE: [&str; 15] = [
    "/resellers/{id}/credential",
    "/",
    "/sign-in",
    "/audit",
    "/destination-policy",
    "/forward-templates",
    "/forward-templates/{id}",
    "/contacts/new",
    "/account",
    "/accounts",
    "/accounts/new",
    "/accounts/{id}",
    "/accounts/policy",
    "/account/second-factor",
    "/account/sessions",
];

/// Longer than any test waits.
const FOREVER: Duration = Duration::from_mins(5);

/// How a platform fails.
fn troubles() -> Vec<(&'static str, Fault)> {
    let page = |text: &str| format!("<html><body><h1>{text}</h1></body></html>");
    vec![
        ("down", Fault::ResetBefore),
        ("slow", Fault::Latency(FOREVER)),
        ("stalled", Fault::Stall(FOREVER)),
        ("broken", Fault::Status(500, page("Internal Server Error"))),
        ("behind a proxy without a server", Fault::Status(502, page("Bad Gateway"))),
        ("busy", Fault::Status(503, page("Service Unavailable"))),
        ("talking nonsense", Fault::Status(200, page("Welcome to nginx!"))),
    ]
}

/// Whether the page says what is wrong: with its status, or where a part of it is missing.
fn says_so(reply: &Reply) -> bool {
    let page = reply.page();
    let is_page = !page.text_of("h1").trim().is_empty() && page.text_of("main").trim().len() > 40;
    let is_failure = matches!(reply.status.as_u16(), 502..=504);
    let is_in_part = reply.status == 200 && !page.texts_of_class("missing").is_empty();
    is_page && (is_failure || is_in_part)
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_say_that_the_platform_is_in_trouble() {
    let tests = troubles().into_iter().map(|(name, fault)| pages_in_trouble(name, fault));
    Findings::of_all(tests).await.none();
}

async fn pages_in_trouble(name: &'static str, fault: Fault) -> Findings {
    let mut findings = Findings::default();
    let portal = Portal::impatient().await;
    let world = World::of(&portal).await;
    let mut actors: Vec<(Who, Actor)> = Vec::new();
    for who in [Who::Admin, Who::Reseller, Who::Helpdesk, Who::Customer] {
        actors.push((who, portal.actor(who).await.in_haste()));
    }
    portal.sandbox.clear_requests();
    portal.sandbox.add_fault(FaultRule::new("/", fault));
    for (who, actor) in actors {
        for row in pages().into_iter().filter(|row| row.answer(who) == Answer::Shown) {
            let path = (row.path)(&world);
            let begin = Instant::now();
            let reply = actor.get(&path).await;
            let what = format!("{who:?} gets {path} from a platform that is {name}");
            let right = if ALONE.contains(&row.route) { reply.status == 200 } else { says_so(&reply) };
            findings.expect(right, || {
                let text = reply.page().text_of("main").chars().take(200).collect::<String>();
                format!("{what}: {} {} {text}", reply.status, reply.location())
            });
            let took = begin.elapsed();
            findings.expect(took < FOREVER / 4, || format!("{what} took {took:?}"));
            for theirs in ["Bad Gateway", "nginx", "Internal Server Error"] {
                findings.expect(!reply.body.contains(theirs), || format!("{what} shows {theirs:?}"));
            }
        }
    }
    portal.expect_no_write(&mut findings, name);
    findings
}

#[tokio::test(flavor = "multi_thread")]
async fn forms_keep_what_was_typed_and_can_be_sent_when_the_platform_is_back() {
    let tests = troubles().into_iter().map(|(name, fault)| forms_in_trouble(name, fault));
    Findings::of_all(tests).await.none();
}

async fn forms_in_trouble(name: &'static str, fault: Fault) -> Findings {
    let mut findings = Findings::default();
    for row in functions().into_iter().filter(|row| row.platform) {
        let portal = Portal::impatient().await;
        let world = World::of(&portal).await;
        let actor = portal.actor(row.by).await;
        // A form that lies a step behind another is sent by the same person.
        let form = as_theirs(&row.filled(&portal, &world).await, &actor).await;
        portal.sandbox.add_fault(FaultRule::new("/", fault.clone()));
        portal.sandbox.clear_requests();
        let reply = actor.in_haste().submit(&form).await;
        let what = format!("{} at a platform that is {name}", row.path);
        findings.expect(reply.is_draft(), || format!("{what}: {} {}", reply.status, reply.location()));
        portal.sandbox.set_faults(Vec::new());
        let writes = portal.writes();
        // What was answered before it knew who asks was not carried out.
        let undone =
            |write: &RecordedRequest| write.login.is_none() || write.status.is_none_or(|it| it >= 500);
        findings.expect(writes.iter().all(undone), || format!("{what} wrote {writes:?}"));
        if !reply.is_draft() {
            continue;
        }
        let page = actor.page(reply.location()).await;
        let told = page.texts_of_class("summary").concat();
        findings.expect(told.len() > 40, || format!("{what} is not told: {told:?}"));
        let again = page.form(row.path);
        for (name, value) in
            form.typed().iter().filter(|(_, value)| row.typed.iter().any(|(_, typed)| typed == value))
        {
            let shown = again.get(name);
            findings.expect(shown == Some(value), || format!("{what}: {name} became {shown:?}"));
        }
        // The button that was pressed is pressed again.
        let again = form.get("press").into_iter().fold(again, |again, press| again.with("press", press));
        let reply = actor.submit(&again).await;
        let done = reply.status == 303 && reply.is_draft() == (row.answer(row.by) == Answer::Back);
        findings.expect(done, || format!("{what}, once more: {} {}", reply.status, reply.location()));
    }
    findings
}

#[tokio::test(flavor = "multi_thread")]
async fn the_form_of_a_new_customer_shows_while_the_platform_is_down() {
    let portal = Portal::impatient().await;
    let actor = portal.actor(Who::Reseller).await;
    let mut form = actor.form("/customers/new", "/api/customers/create").await;
    for (name, value) in NEW_CUSTOMER {
        form.set(name, value);
    }
    portal.sandbox.add_fault(FaultRule::new("/", Fault::ResetBefore));
    let page = actor.refused(&form).await;
    let again = page.form("/api/customers/create");
    for (name, value) in NEW_CUSTOMER {
        assert_eq!(again.get(name), Some(*value), "{name}");
    }
    assert!(!page.texts_of_class("missing").is_empty(), "nothing says that suggestions are missing");
}

/// Presses the button until it is done, at most three times: somebody who reads the page and tries again.
async fn insist(actor: &Actor, path: &str, action: &str, typed: &[(&str, &str)]) -> Result<Reply, String> {
    let mut form = actor.form(path, action).await;
    for (name, value) in typed {
        form.set(name, value);
    }
    for _ in 0..3 {
        let reply = actor.submit(&form).await;
        if reply.status != 303 {
            return Err(format!("{} {}", reply.status, reply.page().text_of("main")));
        }
        if !reply.is_draft() {
            return Ok(reply);
        }
        form = actor.page(reply.location()).await.form(action);
    }
    let page = actor.page(path).await;
    Err(format!("refused three times: {:?} {:?}", page.invalid(), page.texts_of_class("summary")))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_whose_answer_was_lost_is_not_made_twice() {
    let faults = [Fault::ResetAfter, Fault::Stall(FOREVER), Fault::ResetBefore];
    Findings::of_all(faults.into_iter().map(customers_with_lost_answers)).await.none();
}

async fn customers_with_lost_answers(fault: Fault) -> Findings {
    let mut findings = Findings::default();
    let without_reference: Vec<_> =
        NEW_CUSTOMER.iter().copied().filter(|(name, _)| *name != "form[external_id]").collect();
    for typed in [NEW_CUSTOMER, &without_reference] {
        for resource in ["customercontacts", "customers", "subscribers"] {
            let portal = Portal::impatient().await;
            let actor = portal.actor(Who::Reseller).await;
            let before = counts(&portal).await;
            let rule = FaultRule::new(format!("/api/{resource}/"), fault.clone()).method("POST");
            portal.sandbox.fail_next(rule);
            let done = insist(&actor, "/customers/new", "/api/customers/create", typed).await;
            let what = format!(
                "{fault:?} at POST {resource}, with {} fields of {}",
                typed.len(),
                NEW_CUSTOMER.len()
            );
            findings.expect(done.is_ok(), || format!("{what}: {done:?}"));
            let after = counts(&portal).await;
            let made: Vec<_> = after.iter().zip(before).map(|(after, before)| after - before).collect();
            findings
                .expect(made == [1, 1, 1], || format!("{what}: made {made:?} contacts, customers, lines"));
        }
    }
    findings
}

/// How many contacts, customers and lines the platform holds.
async fn counts(portal: &Portal) -> [usize; 3] {
    let count = async |resource: &str| portal.platform.ids(resource, "").await.len();
    [count("customercontacts").await, count("customers").await, count("subscribers").await]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_whose_answer_was_lost_is_not_made_twice() {
    let mut findings = Findings::default();
    for fault in [Fault::ResetAfter, Fault::Stall(FOREVER), Fault::ResetBefore] {
        let portal = Portal::impatient().await;
        let world = World::of(&portal).await;
        let actor = portal.actor(Who::Reseller).await;
        let query = format!("customer_id={}", world.customer);
        portal.sandbox.fail_next(FaultRule::new("/api/subscribers/", fault.clone()).method("POST"));
        let path = format!("/subscribers/new?customer={}", world.customer);
        let done = insist(&actor, &path, "/api/subscribers/create", NEW_LINE).await;
        findings.expect(done.is_ok(), || format!("{fault:?}: {done:?}"));
        let lines = portal.platform.ids("subscribers", &query).await.len();
        findings.expect(lines == 4, || format!("{fault:?}: {} new lines", lines - 3));
    }
    findings.none();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_termination_whose_answer_was_lost_ends_well() {
    let mut findings = Findings::default();
    for (fault, times) in
        [(Fault::ResetAfter, 1), (Fault::ResetAfter, 9), (Fault::Status(500, String::new()), 1)]
    {
        for row in functions().into_iter().filter(|row| row.path.ends_with("/terminate")) {
            let portal = Portal::impatient().await;
            let world = World::of(&portal).await;
            let actor = portal.actor(Who::Reseller).await;
            let path = (row.form)(&world);
            let mut form = actor.form(&path, row.path).await;
            for (name, value) in row.typed {
                form.set(name, value);
            }
            for method in ["DELETE", "PATCH", "PUT"] {
                portal.sandbox.add_fault(FaultRule::new("/api/", fault.clone()).method(method).times(times));
            }
            let reply = actor.submit(&form).await;
            portal.sandbox.set_faults(Vec::new());
            let what = format!("{} with {times} x {fault:?}", row.path);
            findings.expect(reply.status == 303, || format!("{what}: {}", reply.status));
            let next = actor.get(reply.location()).await;
            // Done, or the form once more, or that it was done already; but not that there never was such a thing.
            let page = next.page();
            let already = page.forms().iter().all(|form| form.action != row.path);
            let told = if reply.is_draft() { "summary" } else { "notices" };
            let is_told = next.status == 200 && (already || !page.texts_of_class(told).is_empty());
            findings.expect(is_told, || format!("{what}: {} then {}", reply.location(), next.status));
        }
    }
    findings.none();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_portal_says_how_it_is_itself_while_the_platform_is_down() {
    let portal = Portal::impatient().await;
    portal.sandbox.add_fault(FaultRule::new("/", Fault::ResetBefore));
    let actor = portal.stranger();
    actor.get("/health/live").await.expect_status(200);
    let ready = actor.get("/health/ready").await.expect_status(200);
    let report: serde_json::Value = serde_json::from_str(&ready.body).unwrap();
    assert_eq!((&report["database"], &report["platform"]), (&"reachable".into(), &"unreachable".into()));
    portal.sandbox.set_faults(Vec::new());
    let ready = actor.get("/health/ready").await.expect_status(200);
    assert!(!ready.body.contains("unreachable"));
}

#[tokio::test(flavor = "multi_thread")]
async fn people_sign_in_and_out_without_the_platform() {
    let portal = Portal::impatient().await;
    portal.sandbox.add_fault(FaultRule::new("/", Fault::ResetBefore));
    for who in [Who::Admin, Who::Reseller, Who::Helpdesk, Who::Customer] {
        let actor = portal.actor(who).await;
        let reply = actor.post("/api/sign-out", &[]).await;
        assert_eq!((reply.status.as_u16(), reply.location()), (303, "/sign-in"), "{who:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_platform_login_that_is_refused_is_told_and_not_tried_again_and_again() {
    let portal = Portal::impatient().await;
    let world = World::of(&portal).await;
    let actor = portal.actor(Who::Reseller).await;
    // The platform has another password by now: tokens are void, and the login is refused.
    let void = json!({ "code": 403, "message": "Invalid user" }).to_string();
    portal.sandbox.add_fault(FaultRule::new("/api/", Fault::Status(403, void)));
    portal
        .sandbox
        .add_fault(FaultRule::new("/login_jwt", Fault::Status(401, "Authorization required.".into())));
    portal.sandbox.clear_requests();
    for _ in 0..5 {
        for path in ["/customers", "/subscribers", &format!("/subscribers/{}", world.lines[0])] {
            let reply = actor.get(path).await;
            assert!(matches!(reply.status.as_u16(), 502..=504), "{path}: {}", reply.status);
        }
    }
    let requests = portal.sandbox.requests();
    let logins = requests.iter().filter(|request| request.path.starts_with("/login_jwt")).count();
    assert!(logins <= 2, "{logins} times a login that is refused: it will be banned");
}
