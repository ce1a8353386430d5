//! An administrator in the view of a reseller.

use crate::{
    actor::{Actor, Reply, Who},
    findings::Findings,
    html::{Form, Page},
    portal::Portal,
    table::{Answer, NEW_CUSTOMER, NEW_LINE, pages},
    world::World,
};
use serde_json::json;
use switchhook_access::{
    Owner,
    audit::{Action, AuditFilter, AuditRecord, Outcome, PageRequest},
    demo,
};
use switchhook_domain::{identifier::ResellerId, permission::Scope};
use time::Duration;

const STEP_INTO: &str = "/api/resellers/step-into";
const STEP_OUT: &str = "/api/resellers/step-out";

fn forms_into(page: &Page) -> Vec<Form> {
    page.forms().into_iter().filter(|form| form.action == STEP_INTO).collect()
}

/// The button that leads to the view of a reseller.
async fn button(admin: &Actor, id: &str) -> Form {
    let forms = forms_into(&admin.page("/resellers").await);
    forms.into_iter().find(|form| form.get("id") == Some(id)).expect("it can be entered")
}

/// An administrator in alpine's view.
async fn in_view(portal: &Portal, world: &World) -> Actor {
    let admin = portal.actor(Who::Admin).await;
    let reply = admin.submit(&button(&admin, &world.reseller).await).await.expect_status(303);
    assert_eq!(reply.location(), "/");
    admin
}

fn has_banner(page: &Page) -> bool {
    let named = page.text_of("aside").contains("alpine");
    named && page.forms().iter().any(|form| form.action == STEP_OUT)
}

async fn trail(portal: &Portal, within: Scope) -> Vec<AuditRecord> {
    let page = PageRequest { page: 1, rows: 100 };
    portal.access.audit().list(within, &AuditFilter::default(), page).await.unwrap().records
}

fn scope(world: &World) -> Scope {
    Scope::Reseller(world.reseller.parse().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_of_a_view_says_whose_it_is_and_leads_out() {
    let mut findings = Findings::default();
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let admin = in_view(&portal, &world).await;
    for row in pages().into_iter().filter(|row| row.answer(Who::Reseller) == Answer::Shown) {
        let path = (row.path)(&world);
        let reply = admin.get(&path).await;
        // Accounts are managed in one's own name.
        let wanted = if path.starts_with("/accounts") { 404 } else { 200 };
        findings.expect(reply.status == wanted, || format!("{path}: {}", reply.status));
        findings.expect(has_banner(&reply.page()), || format!("{path} has no banner"));
    }
    let credential = format!("/resellers/{}/credential", world.reseller);
    for path in ["/resellers", &credential, "/resellers/operator/credential", "/my/forwards", "/nothing"] {
        let reply = admin.get(path).await;
        findings.expect(reply.status == 404, || format!("{path}: {}", reply.status));
        findings.expect(has_banner(&reply.page()), || format!("{path} has no banner"));
    }
    findings.none();

    let page = admin.page("/").await;
    assert!(page.named("a").any(|link| link.get("href") == Some("/customers")));
    let label = page.named("aside").next().and_then(|aside| aside.get("aria-label")).unwrap_or_default();
    assert!(!label.is_empty(), "a landmark has a name");
    let reply = admin.submit(&page.form(STEP_OUT)).await.expect_status(303);
    assert_eq!(reply.location(), "/resellers");
    let page = admin.page("/resellers").await;
    assert!(!has_banner(&page) && page.named("aside").count() == 0);
    assert_eq!(admin.get("/customers").await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_done_in_a_view_is_in_the_trail_under_both_names() {
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let admin = in_view(&portal, &world).await;
    let form = admin.form(&format!("/customers/{}", world.customer), "/api/customers/edit").await;
    admin.submit(&form.with("form[external_id]", "SEEN-1")).await.expect_status(303);
    admin.submit(&admin.form("/", STEP_OUT).await).await;

    let own: ResellerId = world.reseller.parse().unwrap();
    let told: Vec<_> = trail(&portal, scope(&world))
        .await
        .into_iter()
        .filter(|record| record.actor.as_ref().is_some_and(|actor| actor.login == "admin@demo.example"))
        .map(|record| (record.action, record.outcome, record.acting_as, record.object.name))
        .collect();
    let done = Some(Outcome::Done);
    assert_eq!(told.len(), 3, "{told:?}");
    assert_eq!(told[0], (Action::StepOut, done, Some(own), "alpine".to_owned()));
    assert_eq!((told[1].0, told[1].1, told[1].2), (Action::ChangeCustomer, done, Some(own)));
    assert_eq!(told[2], (Action::StepInto, done, None, "alpine".to_owned()));

    let page = portal.actor(Who::Reseller).await.page("/audit?action=change_customer").await;
    let text = page.text_of("main");
    assert!(text.contains("admin@demo.example"), "the reseller sees who it was: {text}");
    let words = page.text_of("small");
    assert!(words.contains(&world.reseller), "and as whom: {words}");
    let other = trail(&portal, portal_scope(&portal, "reseller@harbour.example").await).await;
    assert!(other.iter().all(|record| record.acting_as.is_none()), "it is not the other reseller's business");
}

async fn portal_scope(portal: &Portal, login: &str) -> Scope {
    crate::world::account(portal, login).await.scope
}

#[tokio::test(flavor = "multi_thread")]
async fn passwords_of_lines_are_neither_shown_nor_set_in_a_view() {
    let mut findings = Findings::default();
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let pin = json!([{ "op": "add", "path": "/conference_pin", "value": "7351946" }]);
    portal.platform.patch(&format!("/api/subscriberpreferences/{}", world.lines[0]), &pin).await;
    let admin = in_view(&portal, &world).await;
    let line = format!("/subscribers/{}", world.lines[0]);
    let new_line = format!("/subscribers/new?customer={}", world.customer);
    let preferences = format!("{line}/preferences?all=yes");
    let voicebox = format!("{line}/voicebox");
    for path in [&line, &new_line, "/customers/new", &preferences, &voicebox] {
        let reply = admin.get(path).await.expect_status(200);
        findings.expect(!reply.body.contains("7351946"), || format!("{path} shows a code"));
        for element in reply.page().elements() {
            let name = element.get("name").unwrap_or_default();
            let is_secret = ["password", "[pin]", "_pin]", "_pass]"].iter().any(|word| name.contains(word));
            findings
                .expect(!is_secret || element.get("type") == Some("hidden"), || format!("{path}: {name}"));
        }
    }
    portal.sandbox.clear_requests();
    let refused = |what: &str, reply: &Reply, findings: &mut Findings| {
        findings.expect(reply.status == 423, || format!("{what}: {} {}", reply.status, reply.location()));
        findings.expect(reply.page().text_of("main").contains("never by an administrator"), || {
            format!("{what} is not told why")
        });
        portal.expect_no_write(findings, what);
    };
    let fields =
        [("id", world.lines[0].as_str()), ("from", line.as_str()), ("form[password]", "Kmv7q-Trx4d-Bns9h")];
    refused("passwords", &admin.post("/api/subscribers/passwords", &fields).await, &mut findings);
    let fields = [("id", world.lines[0].as_str()), ("form[webpassword]", "Kmv7q-Trx4d-Bns9h")];
    refused("a web password", &admin.post("/api/subscribers/passwords", &fields).await, &mut findings);
    let mut fields = vec![("id", world.customer.as_str()), ("from", new_line.as_str())];
    fields.extend(NEW_LINE);
    refused("a new line", &admin.post("/api/subscribers/create", &fields).await, &mut findings);
    let mut fields = vec![("from", "/customers/new")];
    fields.extend(NEW_CUSTOMER);
    refused("a new customer", &admin.post("/api/customers/create", &fields).await, &mut findings);

    let form = admin.form(&preferences, "/api/preferences/save").await;
    let form =
        form.with("form[values][conference_pin]", "1111111").with("form[before][conference_pin]", "7351946");
    let reply = admin.submit(&form).await;
    findings.expect(reply.is_draft(), || format!("a code: {} {}", reply.status, reply.location()));
    portal.expect_no_write(&mut findings, "a code");
    findings.none();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_is_made_in_a_view_has_a_password_that_nobody_chose() {
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let admin = in_view(&portal, &world).await;
    let mut form =
        admin.form(&format!("/subscribers/new?customer={}", world.customer), "/api/subscribers/create").await;
    for (name, value) in NEW_LINE.iter().filter(|(name, _)| !name.contains("password")) {
        form.set(name, value);
    }
    let reply = admin.submit(&form).await.expect_status(303);
    assert!(reply.location().starts_with("/subscribers/") && !reply.is_draft(), "{}", reply.location());
    // Its own staff goes on from there.
    let staff = portal.actor(Who::Reseller).await;
    let form = staff.form(reply.location(), "/api/subscribers/passwords").await;
    let reply = staff.submit(&form.with("form[password]", "Kmv7q-Trx4d-Bns9h")).await.expect_status(303);
    assert!(!reply.is_draft());
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_steps_into_what_is_unknown_not_connected_or_terminated() {
    let mut findings = Findings::default();
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let harbour = portal_scope(&portal, "reseller@harbour.example").await.reseller().unwrap();
    let operator = portal.platform.operator();
    operator.replace(&format!("/api/resellers/{harbour}"), "/status", &json!("terminated")).await;
    let mut ids = world.nonsense();
    ids.extend([harbour.to_string(), "1".to_owned(), "operator".to_owned()]);
    let admin = portal.actor(Who::Admin).await;
    let offered: Vec<_> = forms_into(&admin.page("/resellers").await)
        .iter()
        .map(|form| form.get("id").unwrap_or_default().to_owned())
        .collect();
    assert_eq!(offered, std::slice::from_ref(&world.reseller), "the list offers what can be entered");
    portal.access.credentials().delete(Owner::Reseller(world.reseller.parse().unwrap())).await.unwrap();
    ids.push(world.reseller.clone());
    for id in ids {
        let reply = admin.post(STEP_INTO, &[("id", &id), ("from", "/resellers")]).await;
        findings.expect(reply.status == 404, || format!("{id}: {} {}", reply.status, reply.location()));
        findings.expect(reply.page().named("aside").count() == 0, || format!("{id}: a banner"));
    }
    findings.none();
    assert_eq!(admin.get("/resellers").await.status, 200, "still in one's own view");
    let entered = trail(&portal, Scope::Operator).await;
    assert!(entered.iter().all(|record| record.action != Action::StepInto), "{entered:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_begun_for_one_reseller_in_another_tab_is_not_done_to_the_next() {
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let harbour = portal_scope(&portal, "reseller@harbour.example").await.reseller().unwrap().to_string();
    // Tabs of one browser share the cookie.
    let admin = portal.actor(Who::Admin).await;
    let into_alpine = button(&admin, &world.reseller).await;
    let into_harbour = button(&admin, &harbour).await;
    let before = admin.cookie("session").unwrap();
    admin.submit(&into_alpine).await.expect_status(303);
    let thief = portal.stranger();
    thief.set_cookie("session", &before);
    assert_eq!(thief.get("/").await.location(), "/sign-in?next=%2F", "the id changes with the privilege");

    admin.submit(&into_harbour).await.expect_status(404);
    assert!(has_banner(&admin.page("/").await), "a step from the list of the other tab leads nowhere");
    let contact = admin.form("/contacts/new", "/api/contacts/create").await;
    let contact =
        contact.with("form[contact][lastname]", "Neu").with("form[contact][email]", "neu@example.com");
    let stale = admin.page("/").await;
    admin.submit(&stale.form(STEP_OUT)).await.expect_status(303);
    admin.submit(&button(&admin, &harbour).await).await.expect_status(303);
    portal.sandbox.clear_requests();
    let reply = admin.submit(&contact).await;
    assert_eq!(reply.status, 403, "{}", reply.location());
    assert!(portal.writes().is_empty(), "{:?}", portal.writes());
    assert!(reply.page().text_of("aside").contains("harbour"));

    // The button of an old banner leads out of whatever view there is, and of none.
    for _ in 0..2 {
        let reply = admin.submit(&stale.form(STEP_OUT)).await.expect_status(303);
        assert_eq!(reply.location(), "/resellers");
    }
    let left = trail(&portal, Scope::Operator).await;
    assert_eq!(left.iter().filter(|record| record.action == Action::StepOut).count(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_ends_with_its_session() {
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let admin = in_view(&portal, &world).await;
    let page = admin.page("/").await;
    admin.submit(&page.form("/api/sign-out")).await.expect_status(303);
    let trail = trail(&portal, scope(&world)).await;
    let left = trail.iter().find(|record| record.action == Action::SignOut).expect("it is in the trail");
    assert_eq!(left.acting_as, Some(world.reseller.parse().unwrap()));
    let login = Who::Admin.login().unwrap();
    admin.sign_in(login, demo::PASSWORD).await.expect_status(303);
    assert_eq!(admin.page("/resellers").await.named("aside").count(), 0);

    let admin = in_view(&portal, &world).await;
    portal.clock.advance(Duration::hours(13));
    assert_eq!(admin.get("/customers").await.location(), "/sign-in?next=%2Fcustomers");
    admin.sign_in(login, demo::PASSWORD).await.expect_status(303);
    assert_eq!(admin.get("/customers").await.status, 404, "a view does not outlive its session");
    assert_eq!(admin.page("/resellers").await.named("aside").count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_in_a_view_that_stops_working_is_led_out() {
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let admin = in_view(&portal, &world).await;
    portal.access.credentials().delete(Owner::Reseller(world.reseller.parse().unwrap())).await.unwrap();
    let reply = admin.get("/customers").await.expect_status(503);
    let page = reply.page();
    assert!(has_banner(&page));
    admin.submit(&page.form(STEP_OUT)).await.expect_status(303);
    assert_eq!(admin.get("/resellers").await.status, 200);
}
