//! Templates: a few words become a change that is shown, saved and undone like any other, and ends by itself.

use super::{OWN, STAFF, path_of, uris};
use crate::{
    actor::{Actor, Reply, Who},
    findings::Findings,
    html::Form,
    portal::Portal,
    world::World,
};
use serde_json::json;
use switchhook_sandbox::{Fault, FaultRule};

const STAFF_TEMPLATE: &str = "/api/forwards/template";
const OWN_TEMPLATE: &str = "/api/my/forwards/template";
const MOBILE: &str = "436647654321";

/// Fills in a template and looks at what it does: the form of the rules, ready to be saved.
async fn shown(actor: &Actor, path: &str, recipe: &str, typed: &[(&str, &str)]) -> Form {
    let (template, save) =
        if path.starts_with("/my/") { (OWN_TEMPLATE, OWN) } else { (STAFF_TEMPLATE, STAFF) };
    let mut form = actor.form(&format!("{path}?template={recipe}"), template).await;
    for (name, value) in typed {
        form.set(name, value);
    }
    let page = actor.refused(&form).await;
    assert_eq!(page.texts_of_class("review").len(), 1, "{:?}", page.texts_of_class("summary"));
    page.form(save)
}

async fn saved(actor: &Actor, form: Form) -> Reply {
    let reply = actor.submit(&form.with("press", "save")).await;
    assert!(reply.status == 303 && !reply.is_draft(), "{} {}", reply.status, reply.location());
    reply
}

/// A rule for every call, at any time, to a number.
async fn always_to(portal: &Portal, line: &str, number: &str) {
    let destinations =
        json!([{ "destination": format!("sip:{number}@alpine.example"), "timeout": 20, "priority": 1 }]);
    let body = json!({ "name": "front", "subscriber_id": line.parse::<u64>().unwrap(), "destinations": destinations });
    let set: u64 = portal.platform.create("cfdestinationsets", &body).await.parse().unwrap();
    let mapping = json!([{ "destinationset_id": set, "timeset_id": null }]);
    portal.platform.replace(&format!("/api/cfmappings/{line}"), "/cfu", &mapping).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_template_is_shown_then_saved_then_undone() {
    for (who, place, save) in
        [(Who::Helpdesk, "/subscribers/{id}/forwards", STAFF), (Who::Customer, "/my/forwards/{id}", OWN)]
    {
        let portal = Portal::start().await;
        let world = World::of(&portal).await;
        let line = &world.lines[2];
        always_to(&portal, line, "4319990001").await;
        let before = portal.platform.routing(line).await.heard();
        let actor = portal.actor(who).await;
        let path = place.replace("{id}", line);
        portal.sandbox.clear_requests();
        let typed =
            [("form[target]", "number"), ("form[number]", "0664 7654321"), ("form[last]", "2030-01-06")];
        let form = shown(&actor, &path, "holiday", &typed).await;
        assert!(portal.writes().is_empty(), "{:?}", portal.writes());
        let reply = saved(&actor, form).await;

        let routing = portal.platform.routing(line).await;
        assert_eq!(routing.mappings["cfu"].as_array().unwrap().len(), 2);
        assert!(uris(&routing, "cfu")[0].0.contains(MOBILE), "{:?}", uris(&routing, "cfu"));
        // The old rule works again from the next day on, for ever.
        let rest = routing.time_set("cfu", 1)["times"].as_array().unwrap().clone();
        assert!(rest.iter().any(|row| row["year"] == "2031-3000"), "{rest:?}");
        assert_eq!(routing.mappings["cfu"][1]["enabled"], json!(true));
        assert!(routing.orphans().is_empty(), "{:?}", routing.orphans());
        let page = actor.get(reply.location()).await.body;
        assert!(page.contains("from 7 Jan 2030 on"), "the old rule is not told in words");

        let undo = page.split("?undo=").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
        let form = actor.form(&format!("{path}?undo={undo}"), &save.replace("save", "undo")).await;
        assert!(!actor.submit(&form).await.is_draft());
        assert_eq!(portal.platform.routing(line).await.heard(), before);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn today_ends_at_midnight_of_the_line_and_the_next_day_uses_the_same_rule() {
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let line = &world.lines[2];
    let actor = portal.actor(Who::Customer).await;
    let path = format!("/my/forwards/{line}");
    let mut days = Vec::new();
    for _ in 0..2 {
        let form = shown(&actor, &path, "today", &[("form[number]", "+43 664 7654321")]).await;
        saved(&actor, form).await;
        let routing = portal.platform.routing(line).await;
        let times = routing.time_set("cfu", 0)["times"].as_array().unwrap().clone();
        assert_eq!((times.len(), routing.mappings["cfu"].as_array().unwrap().len()), (1, 1));
        days.push(["year", "month", "mday"].map(|part| times[0][part].as_str().unwrap().to_owned()));
        assert!(routing.orphans().is_empty(), "{:?}", routing.orphans());
        // Sessions are shorter than a day.
        portal.clock.advance(time::Duration::days(1));
        actor.sign_in(Who::Customer.login().unwrap(), switchhook_access::demo::PASSWORD).await;
    }
    assert_ne!(days[0], days[1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn office_hours_keep_the_rules_that_were_there_switched_off() {
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let line = &world.lines[2];
    always_to(&portal, line, "4319990001").await;
    let actor = portal.actor(Who::Reseller).await;
    let typed = [
        ("form[number]", "0664 7654321"),
        ("form[hours][0][from]", "08:30"),
        ("form[hours][0][until]", "17:15"),
        ("form[place]", "AT"),
    ];
    saved(&actor, shown(&actor, &path_of(line), "office-hours", &typed).await).await;
    let routing = portal.platform.routing(line).await;
    let enabled: Vec<_> = routing.mappings["cfu"]
        .as_array()
        .unwrap()
        .iter()
        .map(|mapping| mapping["enabled"].clone())
        .collect();
    assert_eq!(enabled, [json!(true), json!(false)]);
    let page = actor.page(&path_of(line)).await.text_of("main");
    assert!(page.contains("outside of Mon–Fri 08:30–17:15"), "{page}");
    assert!(page.contains("25 Dec"), "the holidays are missing: {page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn customers_cannot_send_calls_through_a_template_where_they_must_not() {
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let line = &world.lines[2];
    let reseller = portal.actor(Who::Reseller).await;
    let form = reseller.form("/destination-policy", "/api/destination-policy/save").await;
    reseller.submit(&form.with("form[values][denied]", "+43900")).await;
    let customer = portal.actor(Who::Customer).await;
    portal.sandbox.clear_requests();
    for recipe in ["office-hours", "holiday", "today"] {
        let page = format!("/my/forwards/{line}?template={recipe}");
        let form = customer.form(&page, OWN_TEMPLATE).await;
        let form = form.with("form[target]", "number").with("form[number]", "0900 123456");
        let page = customer.refused(&form).await;
        assert_eq!(page.invalid().into_iter().collect::<Vec<_>>(), ["form[number]"], "{recipe}");
        assert_eq!(page.form(OWN_TEMPLATE).get("form[number]"), Some("0900 123456"));
    }
    // The draft of a template is no way around it: what is saved is judged again.
    let draft =
        shown(&customer, &format!("/my/forwards/{line}"), "today", &[("form[number]", "0664 7654321")]).await;
    let number = format!("{}[destinations][0][number]", super::rule(&draft, "cfu"));
    let page = customer.refused(&draft.with(&number, "0900 123456").with("press", "save")).await;
    assert!(page.invalid().contains(&number), "{:?}", page.invalid());
    assert!(portal.writes().is_empty(), "{:?}", portal.writes());
    // Staff may, and is warned.
    let page = path_of(line);
    let form = reseller.form(&format!("{page}?template=today"), STAFF_TEMPLATE).await;
    let page = reseller.refused(&form.with("form[number]", "0900 123456")).await;
    assert!(page.texts_of_class("warning").concat().contains("900"), "{:?}", page.texts_of_class("warning"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_by_somebody_else_after_the_template_was_shown_is_not_overwritten() {
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let line = &world.lines[2];
    let (first, second) = (portal.actor(Who::Customer).await, portal.actor(Who::Reseller).await);
    let path = format!("/my/forwards/{line}");
    let draft = shown(&first, &path, "today", &[("form[number]", "0664 7654321")]).await;
    let other = shown(&second, &path_of(line), "today", &[("form[number]", "0664 1111111")]).await;
    saved(&second, other).await;
    let held = portal.platform.routing(line).await.heard();
    portal.sandbox.clear_requests();
    first.refused(&draft.with("press", "save")).await;
    assert!(portal.writes().is_empty(), "{:?}", portal.writes());
    assert_eq!(portal.platform.routing(line).await.heard(), held);
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_breaks_leaves_the_old_routing_or_the_new_one() {
    let mut findings = Findings::default();
    for failing in 1..=6 {
        let portal = Portal::start().await;
        let world = World::of(&portal).await;
        let line = &world.lines[2];
        always_to(&portal, line, "4319990001").await;
        let before = portal.platform.routing(line).await.heard();
        let actor = portal.actor(Who::Customer).await;
        let path = format!("/my/forwards/{line}");
        let form = shown(&actor, &path, "today", &[("form[number]", "0664 7654321")]).await;
        for method in ["POST", "PUT", "PATCH", "DELETE"] {
            let fault = FaultRule::new("/api/cf", Fault::Status(500, String::new()));
            portal.sandbox.add_fault(fault.method(method).after(failing - 1).times(1));
        }
        let reply = actor.submit(&form.with("press", "save")).await;
        portal.sandbox.set_faults(Vec::new());
        let routing = portal.platform.routing(line).await;
        let (now, is_done) = (routing.heard(), !reply.is_draft());
        findings.expect(is_done || now == before, || format!("{failing}: {now}"));
        findings
            .expect(!is_done || uris(&routing, "cfu")[0].0.contains(MOBILE), || format!("{failing}: {now}"));
        findings
            .expect(routing.mappings["cfu"].as_array().unwrap().len() < 3, || format!("{failing}: {now}"));
    }
    findings.none();
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_templates_and_templates_of_lines_without_rules_answer() {
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let actor = portal.actor(Who::Customer).await;
    for unknown in ["tomorrow", "%00", "Today"] {
        let reply = actor.get(&format!("/my/forwards/{}?template={unknown}", world.lines[2])).await;
        assert_eq!(reply.status, 404, "{unknown}");
    }
    let page = actor.page(&format!("/my/forwards/{}", world.lines[2])).await;
    for recipe in ["office-hours", "holiday", "today"] {
        let link = format!("/my/forwards/{}?template={recipe}", world.lines[2]);
        assert!(page.named("a").any(|a| a.get("href") == Some(&link)), "{recipe} is not offered");
    }
    for line in &world.lines {
        for recipe in ["office-hours", "holiday", "today"] {
            actor.page(&format!("/my/forwards/{line}?template={recipe}")).await;
        }
    }
}
