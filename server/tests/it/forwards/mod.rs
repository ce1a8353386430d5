//! Call forwards from the form to the platform: what is entered is what it holds, and whatever breaks leaves the old
//! routing or the new one.

mod broken;
mod circle;
mod holidays;
mod lists;
mod seldom;
mod templates;
mod whole;

use crate::{
    actor::{Actor, Reply, Who},
    findings::Findings,
    html::Form,
    platform::Routing,
    portal::Portal,
    world::World,
};
use serde_json::{Value, json};

pub const STAFF: &str = "/api/forwards/save";
const OWN: &str = "/api/my/forwards/save";

pub fn path_of(line: &str) -> String {
    format!("/subscribers/{line}/forwards")
}

/// The name of the first rule of a kind in a form; the form has a blank one where there is none.
pub fn rule(form: &Form, kind: &str) -> String {
    let is_kind = |(name, value): &&(String, String)| name.ends_with("][kind]") && value == kind;
    let (name, _) =
        form.fields.iter().find(is_kind).unwrap_or_else(|| panic!("no rule {kind}: {:?}", form.fields));
    name.trim_end_matches("[kind]").to_owned()
}

/// Types who rings for a kind; a destination is a target, a number and seconds. None removes the rule.
pub fn ring(form: &mut Form, kind: &str, destinations: &[(&str, &str, &str)]) {
    let rule = rule(form, kind);
    let before: Vec<String> = form.fields.iter().map(|(name, _)| name.clone()).collect();
    for name in before.iter().filter(|name| name.starts_with(&format!("{rule}[destinations]"))) {
        form.remove(name);
    }
    if destinations.is_empty() {
        form.set(&format!("{rule}[gone]"), "on");
    }
    for (index, (target, number, seconds)) in destinations.iter().enumerate() {
        for (part, value) in [("target", target), ("number", number), ("seconds", seconds)] {
            form.set(&format!("{rule}[destinations][{index}][{part}]"), value);
        }
    }
    form.set(&format!("{rule}[enabled]"), "on");
}

/// One weekly time and no other.
fn weekly(form: &mut Form, kind: &str, days: &[&str], from: &str, until: &str) {
    let rule = rule(form, kind);
    form.fields.retain(|(name, _)| !name.starts_with(&format!("{rule}[parts]")));
    for day in days {
        form.set(&format!("{rule}[parts][0][{day}]"), "on");
    }
    let name = |part: &str| format!("{rule}[{part}]");
    form.set(&name("when"), "times").set(&name("parts][0][what"), "weekly");
    form.set(&name("parts][0][from"), from).set(&name("parts][0][until"), until);
}

/// Looks at what will change, and saves it. What cannot be saved comes back as a draft.
pub async fn save(actor: &Actor, form: &Form) -> Reply {
    let reply = actor.submit(&form.clone().with("press", "review")).await;
    if !reply.is_draft() {
        return reply;
    }
    let page = actor.page(reply.location()).await;
    let again = page.form(&form.action);
    if again.get("form[reviewed]").is_none_or(str::is_empty) {
        return reply;
    }
    actor.submit(&again.with("press", "save")).await
}

async fn saved(actor: &Actor, form: &Form) {
    let reply = save(actor, form).await;
    assert_eq!(reply.status, 303);
    if reply.is_draft() {
        let page = actor.page(reply.location()).await;
        panic!("not saved: {:?} {:?}", page.invalid(), page.texts_of_class("summary"));
    }
}

fn uris(routing: &Routing, kind: &str) -> Vec<(String, u64)> {
    let destinations = routing.destination_set(kind, 0)["destinations"].as_array().unwrap().clone();
    let mut destinations: Vec<_> = destinations
        .into_iter()
        .map(|one| {
            (one["priority"].as_u64().unwrap(), one["destination"].clone(), one["timeout"].as_u64().unwrap())
        })
        .collect();
    destinations.sort_by_key(|(priority, ..)| *priority);
    destinations.into_iter().map(|(_, uri, seconds)| (uri.as_str().unwrap().to_owned(), seconds)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_entered_is_what_the_platform_holds() {
    for (who, place, action) in
        [(Who::Reseller, "/subscribers/{id}/forwards", STAFF), (Who::Customer, "/my/forwards/{id}", OWN)]
    {
        let portal = Portal::start().await;
        let world = World::of(&portal).await;
        let line = &world.lines[2];
        let actor = portal.actor(who).await;
        let path = place.replace("{id}", line);
        let mut form = actor.form(&path, action).await;
        ring(&mut form, "cfu", &[("number", "0664 123 45 67", "30"), ("voicebox", "", "300")]);
        weekly(&mut form, "cfu", &["mon", "tue", "wed", "thu", "fri"], "08:30", "17:15");
        ring(&mut form, "cfb", &[("voicebox", "", "120")]);
        ring(&mut form, "cft", &[("number", "+49 40 600500", "15"), ("number", "5550101", "25")]);
        form.set("form[ring_seconds]", "20");
        ring(&mut form, "cfna", &[("number", "front.desk@alpine.example", "40")]);
        saved(&actor, &form).await;

        let routing = portal.platform.routing(line).await;
        assert_eq!(routing.mappings["cft_ringtimeout"], 20);
        let cfu = uris(&routing, "cfu");
        assert_eq!(cfu.len(), 2);
        assert!(cfu[0].0.contains("436641234567") && cfu[0].1 == 30, "{cfu:?}");
        assert!(cfu[1].0.contains("vmu") || cfu[1].0.contains("voicebox"), "{cfu:?}");
        assert_eq!(uris(&routing, "cfb")[0].1, 120);
        let cft = uris(&routing, "cft");
        assert!(cft[0].0.contains("4940600500") && cft[0].1 == 15, "{cft:?}");
        assert!(cft[1].0.contains("5550101") && cft[1].1 == 25, "{cft:?}");
        assert_eq!(uris(&routing, "cfna"), [("sip:front.desk@alpine.example".to_owned(), 40)]);
        // Monday to Friday are 2 to 6; 08:30 to 17:15 is three rows; the last minute is 17:14.
        let times = routing.time_set("cfu", 0)["times"].as_array().unwrap().clone();
        let mut rows: Vec<_> =
            times.iter().map(|row| [&row["wday"], &row["hour"], &row["minute"]].map(part)).collect();
        rows.sort();
        assert_eq!(rows, [["2-6", "17", "0-14"], ["2-6", "8", "30-59"], ["2-6", "9-16", ""]]);
        assert!(routing.orphans().is_empty(), "{:?}", routing.orphans());

        // The page shows it as it was entered, and saving that changes nothing.
        let again = actor.form(&path, action).await;
        let rule = rule(&again, "cfu");
        let get = |part: &str| again.get(&format!("{rule}[{part}]"));
        assert_eq!((get("parts][0][from"), get("parts][0][until")), (Some("08:30"), Some("17:15")));
        assert_eq!((get("when"), get("parts][0][what")), (Some("times"), Some("weekly")));
        assert_eq!((get("parts][0][mon"), get("parts][0][sat")), (Some("on"), None));
        assert_eq!(again.get("form[ring_seconds]"), Some("20"));
        portal.sandbox.clear_requests();
        saved(&actor, &again).await;
        assert!(portal.writes().is_empty(), "{:?}", portal.writes());
    }
}

fn part(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forward_is_switched_off_and_on_and_taken_away() {
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let line = &world.lines[0];
    let actor = portal.actor(Who::Reseller).await;
    let before = portal.platform.routing(line).await;
    let form = actor.form(&path_of(line), STAFF).await;
    let mut off = form.clone();
    off.remove(&format!("{}[enabled]", rule(&form, "cfna")));
    saved(&actor, &off).await;
    let routing = portal.platform.routing(line).await;
    assert_eq!(routing.mappings["cfna"][0]["enabled"], json!(false));
    assert_eq!(routing.heard()["cft"], before.heard()["cft"], "another kind changed");

    let mut on = actor.form(&path_of(line), STAFF).await;
    let enabled = format!("{}[enabled]", rule(&on, "cfna"));
    on.set(&enabled, "on");
    saved(&actor, &on).await;
    assert_eq!(portal.platform.routing(line).await.heard(), before.heard());

    let mut gone = actor.form(&path_of(line), STAFF).await;
    ring(&mut gone, "cfna", &[]);
    saved(&actor, &gone).await;
    let routing = portal.platform.routing(line).await;
    assert_eq!(routing.mappings["cfna"], json!([]));
    assert_eq!(routing.heard()["cft"], before.heard()["cft"], "another kind changed");
}

#[tokio::test(flavor = "multi_thread")]
async fn saving_what_is_shown_writes_nothing_for_any_line() {
    let mut findings = Findings::default();
    let portal = Portal::start().await;
    let actor = portal.actor(Who::Reseller).await;
    for line in portal.platform.ids("subscribers", "order_by=id").await {
        let before = portal.platform.routing(&line).await;
        let form = actor.form(&path_of(&line), STAFF).await;
        portal.sandbox.clear_requests();
        let reply = save(&actor, &form).await;
        let done = reply.status == 303 && !reply.is_draft();
        findings.expect(done, || {
            format!("line {line}: {} {}: {}", reply.status, reply.location(), before.heard())
        });
        portal.expect_no_write(&mut findings, &format!("line {line} with {}", before.heard()));
    }
    findings.none();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_form_does_not_show_is_kept() {
    let mut findings = Findings::default();
    let portal = Portal::start().await;
    let actor = portal.actor(Who::Reseller).await;
    // Each line of the demo with further rules, callers, called numbers, times that the form cannot say.
    for line in portal.platform.ids("subscribers", "order_by=id").await {
        let before = portal.platform.routing(&line).await;
        let has = |kind: &str| before.mappings[kind].as_array().is_some_and(|rules| !rules.is_empty());
        if !["cfu", "cfb", "cft", "cfna"].into_iter().any(has) {
            continue;
        }
        // A message of the kind that the form does not edit.
        let mut form = actor.form(&path_of(&line), STAFF).await;
        let kind = ["cfb", "cfna", "cfu", "cft"].into_iter().find(|kind| !has(kind)).unwrap();
        ring(&mut form, kind, &[("number", "+43 664 7654321", "33")]);
        if kind == "cft" {
            form.set("form[ring_seconds]", "20");
        }
        let reply = save(&actor, &form).await;
        findings.expect(reply.status == 303 && !reply.is_draft(), || {
            format!("line {line}: {}", reply.location())
        });
        let after = portal.platform.routing(&line).await;
        for other in
            ["cfu", "cfb", "cft", "cfna", "cfs", "cfr", "cfo"].into_iter().filter(|other| *other != kind)
        {
            let (was, is) = (&before.heard()[other], &after.heard()[other]);
            findings.expect(was == is, || format!("line {line}: {other} was {was} and is {is}"));
        }
        findings.expect(uris(&after, kind)[0].1 == 33, || format!("line {line}: {}", after.heard()));
        findings
            .expect(after.orphans() == before.orphans(), || format!("line {line}: {:?}", after.orphans()));
    }
    findings.none();
}

#[tokio::test(flavor = "multi_thread")]
async fn kinds_that_the_form_does_not_edit_stay_through_every_save() {
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let line = &world.lines[2];
    let id: u64 = line.parse().unwrap();
    let destinations = json!([{ "destination": "sip:+431234567@example.org", "timeout": 20, "priority": 1 }]);
    let body = json!({ "name": "for messages", "subscriber_id": id, "destinations": destinations });
    let set: u64 = portal.platform.create("cfdestinationsets", &body).await.parse().unwrap();
    let rule = json!([{ "destinationset_id": set, "timeset_id": null }]);
    for kind in ["/cfs", "/cfo"] {
        portal.platform.replace(&format!("/api/cfmappings/{line}"), kind, &rule).await;
    }
    let before = portal.platform.routing(line).await;
    let actor = portal.actor(Who::Customer).await;
    let mut form = actor.form(&format!("/my/forwards/{line}"), OWN).await;
    ring(&mut form, "cfu", &[("voicebox", "", "60")]);
    saved(&actor, &form).await;
    let after = portal.platform.routing(line).await;
    assert_eq!(after.heard()["cfs"], before.heard()["cfs"]);
    assert_eq!(after.heard()["cfo"], before.heard()["cfo"]);
    assert_eq!(uris(&after, "cfu")[0].1, 60);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_people_at_once_the_second_is_told_and_loses_nothing() {
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let line = &world.lines[1];
    let (staff, customer) = (portal.actor(Who::Helpdesk).await, portal.actor(Who::Customer).await);
    let mut first = staff.form(&path_of(line), STAFF).await;
    let mut second = customer.form(&format!("/my/forwards/{line}"), OWN).await;
    ring(&mut first, "cfna", &[("number", "0664 1111111", "11")]);
    ring(&mut second, "cfna", &[("number", "0664 2222222", "22")]);
    saved(&staff, &first).await;
    let theirs = portal.platform.routing(line).await.heard();
    portal.sandbox.clear_requests();
    let page = customer.refused(&second.clone().with("press", "review")).await;
    assert!(portal.writes().is_empty(), "{:?}", portal.writes());
    assert!(!page.texts_of_class("summary").concat().is_empty(), "the conflict is not told");
    assert_eq!(portal.platform.routing(line).await.heard(), theirs);
    let again = page.form(OWN);
    let rule = rule(&again, "cfna");
    assert_eq!(again.get(&format!("{rule}[destinations][0][number]")), Some("0664 2222222"));
    assert_eq!(again.get(&format!("{rule}[destinations][0][seconds]")), Some("22"));
    // What the other has done is on the page.
    assert!(page.text_of("main").contains("6641111111"), "{}", page.text_of("main"));
    saved(&customer, &again).await;
    assert_eq!(uris(&portal.platform.routing(line).await, "cfna")[0].1, 22);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_saves_in_the_same_moment_leave_one_of_both_and_nothing_behind() {
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let line = &world.lines[2];
    let actor = portal.actor(Who::Reseller).await;
    let form = actor.form(&path_of(line), STAFF).await;
    let (mut one, mut other) = (form.clone(), form);
    ring(&mut one, "cfu", &[("number", "0664 1111111", "11")]);
    ring(&mut other, "cfu", &[("number", "0664 2222222", "22")]);
    let (a, b) = tokio::join!(save(&actor, &one), save(&actor, &other));
    assert!(a.status == 303 && b.status == 303);
    let seconds = uris(&portal.platform.routing(line).await, "cfu")[0].1;
    assert!(seconds == 11 || seconds == 22, "{seconds}");
    let mut last = actor.form(&path_of(line), STAFF).await;
    ring(&mut last, "cfu", &[("number", "0664 3333333", "33")]);
    saved(&actor, &last).await;
    let routing = portal.platform.routing(line).await;
    assert_eq!(uris(&routing, "cfu")[0].1, 33);
    assert!(routing.orphans().is_empty(), "{:?}", routing.orphans());
}
