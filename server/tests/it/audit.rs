//! The audit trail over the whole portal: nobody sends a form, and nobody is kept from something, without an entry.

use crate::{
    actor::{Actor, Reply, Who, body},
    findings::Findings,
    portal::Portal,
    table::{Answer, as_theirs, functions, pages},
    world::World,
};
use reqwest::{Method, header::ORIGIN};
use serde_json::json;
use switchhook_access::audit::{Action, AuditFilter, AuditRecord, ObjectKind, Outcome, PageRequest};
use switchhook_domain::permission::Scope;
use switchhook_sandbox::{Fault, FaultRule};
use time::Duration;

/// What says nothing about anybody: the choice of a language.
const NO_WRITE: [&str; 1] = ["/api/language"];

async fn entries(portal: &Portal, reply: &Reply) -> Vec<AuditRecord> {
    let request = Some(reply.header("x-request-id").to_owned());
    let filter = AuditFilter { request, ..AuditFilter::default() };
    let page = PageRequest { page: 1, rows: 100 };
    portal.access.audit().list(Scope::Operator, &filter, page).await.unwrap().records
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_takes_a_list_as_a_file_leaves_an_entry_with_its_filter() {
    let portal = Portal::start().await;
    let actor = portal.actor(Who::Helpdesk).await;
    let reply = actor.get("/subscribers.csv?domain=alpine.example&status=").await.expect_status(200);
    let entries_of = async |reply: &Reply| entries(&portal, reply).await;
    let [entry] = &entries_of(&reply).await[..] else { panic!("one entry") };
    assert_eq!((entry.action, entry.object.name.as_str()), (Action::ExportList, "/subscribers.csv"));
    assert_eq!(entry.actor.as_ref().map(|actor| Some(actor.login.as_str())), Some(Who::Helpdesk.login()));
    assert_eq!(entry.change, json!({ "filter": { "domain": "alpine.example" } }));
    let rows = reply.body.lines().count() - 1;
    assert_eq!((entry.outcome, entry.detail.clone()), (Some(Outcome::Done), format!("{rows} rows")));

    portal.sandbox.add_fault(FaultRule::new("/api/customers/", Fault::Refusal(403, "Forbidden".to_owned())));
    let reply = portal.actor(Who::Reseller).await.get("/customers.csv").await.expect_status(200);
    let [entry] = &entries_of(&reply).await[..] else { panic!("one entry") };
    assert_eq!((entry.outcome, entry.detail.as_str()), (Some(Outcome::Failed), "0 rows"));

    let reply = portal.actor(Who::Customer).await.get("/customers.csv").await.expect_status(404);
    assert!(entries_of(&reply).await.iter().all(|entry| entry.action != Action::ExportList));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_sends_a_form_leaves_an_entry_whether_it_was_done_or_refused() {
    let mut findings = Findings::default();
    for row in functions().into_iter().filter(|row| !NO_WRITE.contains(&row.path)) {
        let mut portal = Portal::start().await;
        let mut world = World::of(&portal).await;
        for who in Who::ALL {
            let form = row.filled(&portal, &world).await;
            let actor = portal.actor(who).await;
            let theirs = as_theirs(&form, &actor).await;
            let reply = actor.submit(&theirs).await;
            let entries = entries(&portal, &reply).await;
            let what = format!("{who:?} calls {}", row.path);
            if who == Who::Anonymous && row.path == "/api/sign-out" {
                findings.expect(entries.is_empty(), || format!("{what}: nobody signed out"));
                continue;
            }
            if row.path.ends_with("/template") && row.answer(who) == Answer::Back {
                findings.expect(entries.is_empty(), || format!("{what}: nothing was done yet"));
                continue;
            }
            if row.path == "/api/resellers/step-out" && who == Who::Admin {
                findings.expect(entries.is_empty(), || format!("{what}: they were in no view"));
                continue;
            }
            findings.expect(!entries.is_empty(), || format!("{what} leaves no entry"));
            for entry in entries {
                let wanted = match row.answer(who) {
                    Answer::Done | Answer::To(_) => Outcome::Done,
                    _ => Outcome::Refused,
                };
                findings.expect(entry.outcome == Some(wanted), || {
                    format!("{what}: {:?} {:?} {}", entry.action, entry.outcome, entry.detail)
                });
                findings.expect(entry.address.as_deref() == Some("127.0.0.1"), || {
                    format!("{what} came from {:?}", entry.address)
                });
                let login = entry.actor.map(|actor| actor.login);
                let known = row.path == "/api/sign-in" || login.as_deref() == who.login();
                findings.expect(known, || format!("{what}: it was {login:?}"));
                let made = entry.action.name().starts_with("create_") && wanted == Outcome::Done;
                findings.expect(!made || !entry.object.id.is_empty(), || format!("{what}: without an id"));
            }
            if row.answer(who) == Answer::Done {
                // What is done cannot be done again.
                portal = Portal::start().await;
                world = World::of(&portal).await;
            }
        }
    }
    findings.none();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_is_refused_before_it_is_read_leaves_an_entry() {
    let mut findings = Findings::default();
    let portal = Portal::start().await;
    let actor = portal.actor(Who::Reseller).await;
    let post = |path: &str| actor.request(Method::POST, path).header(ORIGIN, &portal.origin);
    let forms = [
        ("from elsewhere", actor.request(Method::POST, "/api/subscribers/lock"), "another site"),
        ("without a token", body(post("/api/subscribers/lock"), &[("id", "1")]), "another session"),
        ("too large", post("/api/subscribers/lock").body("x".repeat(600 * 1024)), "too large"),
        (
            "no form",
            body(post("/api/subscribers/lock"), &[("form", "1"), ("form[lock][x]", "3")]),
            "not understood",
        ),
        ("unknown", body(post("/api/nothing"), &[("id", "1")]), "no such thing"),
    ];
    for (what, request, reason) in forms {
        let reply = actor.send(request).await;
        let found = entries(&portal, &reply).await;
        findings.expect(found.len() == 1, || format!("{what}: {} entries", found.len()));
        for entry in found {
            let expected = (Action::SendForm, Some(Outcome::Refused), ObjectKind::Page);
            findings.expect((entry.action, entry.outcome, entry.object.kind) == expected, || {
                format!("{what}: {:?} {:?}", entry.action, entry.outcome)
            });
            findings.expect(entry.detail.contains(reason), || format!("{what}: {}", entry.detail));
        }
    }
    findings.none();
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_asks_for_a_page_of_another_role_leaves_an_entry() {
    let mut findings = Findings::default();
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let actor = portal.actor(Who::Customer).await;
    for row in pages().into_iter().filter(|row| row.answer(Who::Customer) == Answer::NotFound) {
        let path = (row.path)(&world);
        let found = entries(&portal, &actor.get(&path).await).await;
        let told =
            found.iter().any(|entry| entry.action == Action::OpenPage && path.starts_with(&entry.object.id));
        findings.expect(told, || format!("{path} leaves no entry"));
    }
    findings.none();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_trail_is_whole_after_all_that() {
    let portal = Portal::start().await;
    let actor = portal.actor(Who::Reseller).await;
    actor.post("/api/sign-out", &[]).await;
    let verified = portal.access.audit().verify(None).await.unwrap().unwrap();
    assert_eq!(verified.rows, 4);
}

async fn export(actor: &Actor, query: &str) -> Reply {
    actor.get(&format!("/audit.csv{query}")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_trail_as_a_file_is_whole_filtered_and_no_formula() {
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let actor = portal.actor(Who::Reseller).await;
    let form = actor.form(&format!("/customers/{}", world.customer), "/api/customers/edit").await;
    actor.submit(&form.with("form[external_id]", "=HYPERLINK(1)")).await.expect_status(303);
    portal.clock.advance(Duration::minutes(1));
    let reply = export(&actor, "").await.expect_status(200);
    assert_eq!(reply.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(reply.header("content-disposition"), "attachment; filename=\"audit.csv\"");
    assert_eq!(reply.header("cache-control"), "no-store");
    let lines: Vec<_> = reply.body.lines().collect();
    assert!(lines[0].starts_with("\"began_at\",\"ended_at\",\"login\""), "{}", lines[0]);
    assert!(lines[1].contains("\"export_audit\""), "{}", lines[1]);
    assert!(reply.body.contains("\"change_customer\"") && reply.body.contains("HYPERLINK"));
    for cell in reply.body.split("\",\"") {
        assert!(!cell.starts_with(['=', '+', '-', '@']), "{cell}");
    }
    let signed_in = export(&actor, "?action=sign_in&login=reseller%40alpine.example").await;
    assert_eq!(signed_in.body.lines().count(), 2);
    assert!(signed_in.body.lines().nth(1).unwrap().contains("\"sign_in\""));
    let page = actor.page("/audit?action=sign_in").await;
    let link = page.named("a").filter_map(|link| link.get("href")).find(|href| href.contains(".csv"));
    assert_eq!(link, Some("/audit.csv?action=sign_in"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_trail_as_a_file_is_for_those_who_may_read_it_and_holds_theirs_alone() {
    let portal = Portal::start().await;
    portal.actor(Who::Reseller).await;
    for who in [Who::Helpdesk, Who::Customer] {
        let reply = export(&portal.actor(who).await, "").await.expect_status(404);
        assert!(reply.body.contains("<h1"));
        assert_eq!(entries(&portal, &reply).await.len(), 1);
    }
    let reply = export(&portal.stranger(), "").await.expect_status(303);
    assert_eq!(reply.location(), "/sign-in?next=%2Faudit");
    let other = export(&portal.actor(Who::OtherReseller).await, "").await.expect_status(200);
    assert!(other.body.contains("harbour.example") && !other.body.contains("alpine"));
    let all = export(&portal.actor(Who::Admin).await, "").await.expect_status(200);
    assert!(all.body.contains("harbour.example") && all.body.contains("alpine.example"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_filters_by_person_day_and_request() {
    let portal = Portal::start().await;
    let actor = portal.actor(Who::Reseller).await;
    let world = World::of(&portal).await;
    let form = actor.form(&format!("/customers/{}", world.customer), "/api/customers/edit").await;
    let reply = actor.submit(&form.with("form[external_id]", "CHANGED-7")).await;
    let request = reply.header("x-request-id").to_owned();
    let today = portal.access.doors().now().date();
    let tomorrow = today.next_day().unwrap();
    for (query, rows) in [
        (format!("request={request}"), 1),
        (format!("since={today}&until={today}&login=reseller%40alpine.example"), 2),
        (format!("since={tomorrow}"), 0),
        ("login=helpdesk%40alpine.example".to_owned(), 0),
        (format!("object={}&kind=customer", world.customer), 1),
    ] {
        let page = actor.page(&format!("/audit?{query}")).await;
        // One more is that of the navigation.
        assert_eq!(page.named("summary").count(), rows + 1, "{query}");
    }
}
