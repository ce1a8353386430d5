//! Calls that come back: told of the lines that somebody may see, with few requests, and never in anybody's way.

use super::{OWN, STAFF, path_of, ring, save, saved};
use crate::{
    actor::{Actor, Who},
    html::{Form, Page},
    portal::Portal,
    world::World,
};
use serde_json::json;
use switchhook_sandbox::{Fault, FaultRule};

/// The number of a line in digits.
async fn number_of(portal: &Portal, line: &str) -> String {
    let number = portal.platform.read(&format!("/api/subscribers/{line}")).await["primary_number"].clone();
    let part = |name: &str| number[name].to_string().trim_matches('"').to_owned();
    format!("{}{}{}", part("cc"), part("ac"), part("sn"))
}

/// Sends the calls of a line to a number, on the platform itself.
async fn forward(portal: &Portal, line: &str, kind: &str, digits: &str) {
    let id: u64 = line.parse().unwrap();
    let domain = portal.platform.read(&format!("/api/subscribers/{line}")).await["domain"].clone();
    let to = format!("sip:{digits}@{}", domain.as_str().unwrap());
    let to = json!([{ "destination": to, "timeout": 30, "priority": 1 }]);
    let set = json!({ "name": format!("to {digits}"), "subscriber_id": id, "destinations": to });
    let set = portal.platform.create("cfdestinationsets", &set).await;
    let rule = json!([{ "destinationset_id": set }]);
    portal.platform.replace(&format!("/api/cfmappings/{line}"), &format!("/{kind}"), &rule).await;
}

/// Asks what would change if every call went to these numbers.
async fn review(actor: &Actor, mut form: Form, numbers: &[&str]) -> Page {
    let to: Vec<_> = numbers.iter().map(|number| ("number", *number, "30")).collect();
    ring(&mut form, "cfu", &to);
    actor.refused(&form.with("press", "review")).await
}

fn warnings(page: &Page) -> String {
    page.texts_of_class("warning").concat()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_can_come_back_over_other_lines_is_told_and_may_be_saved() {
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let [a, b, c] = [&world.lines[2], &world.lines[1], &world.lines[0]];
    let numbers = [number_of(&portal, a).await, number_of(&portal, b).await, number_of(&portal, c).await];
    forward(&portal, b, "cfb", &numbers[2]).await;
    forward(&portal, c, "cft", &numbers[0]).await;
    for (who, path, action) in
        [(Who::Customer, format!("/my/forwards/{a}"), OWN), (Who::Helpdesk, path_of(a), STAFF)]
    {
        let actor = portal.actor(who).await;
        let form = actor.form(&path, action).await;
        let page = review(&actor, form, &[&format!("+{}", numbers[1])]).await;
        let told = warnings(&page);
        let over = format!("+{} → +{} → +{}", numbers[1], numbers[2], numbers[0]);
        assert!(told.contains("can come back to this line") && told.contains(&over), "{who:?}: {told}");
    }
    let actor = portal.actor(Who::Customer).await;
    let mut form = actor.form(&format!("/my/forwards/{a}"), OWN).await;
    ring(&mut form, "cfu", &[("number", &format!("+{}", numbers[1]), "30")]);
    saved(&actor, &form).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_learns_nothing_of_lines_of_others() {
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let line = &world.lines[2];
    let (own, other) = (number_of(&portal, line).await, number_of(&portal, &world.other_line).await);
    forward(&portal, &world.other_line, "cfu", &own).await;
    let to = format!("+{other}");
    let customer = portal.actor(Who::Customer).await;
    let form = customer.form(&format!("/my/forwards/{line}"), OWN).await;
    portal.sandbox.clear_requests();
    let page = review(&customer, form, &[&to]).await;
    assert_eq!(warnings(&page), "");
    let others = format!("/{}", world.other_line);
    let asked = portal.sandbox.requests();
    assert!(!asked.iter().any(|request| request.path.ends_with(&others)), "{asked:?}");
    // The staff, who may see both, is told.
    let staff = portal.actor(Who::Reseller).await;
    let page = review(&staff, staff.form(&path_of(line), STAFF).await, &[&to]).await;
    assert!(warnings(&page).contains("can come back"), "{}", warnings(&page));
}

#[tokio::test(flavor = "multi_thread")]
async fn many_destinations_ask_few_questions() {
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let line = &world.lines[2];
    let staff = portal.actor(Who::Reseller).await;
    let numbers: Vec<String> = (0..60).map(|number| format!("+43 1 77700{number:02}")).collect();
    let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
    let form = staff.form(&path_of(line), STAFF).await;
    let plain = {
        portal.sandbox.clear_requests();
        review(&staff, form.clone(), &["voicebox@elsewhere.example"]).await;
        portal.sandbox.requests().len()
    };
    portal.sandbox.clear_requests();
    review(&staff, form, &numbers).await;
    let asked = portal.sandbox.requests().len();
    assert!(asked > plain && asked <= plain + 8 + 3 * 5, "{plain}, then {asked}");
}

#[tokio::test(flavor = "multi_thread")]
async fn lines_that_cannot_be_read_keep_nobody_from_saving() {
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let [a, b] = [&world.lines[2], &world.lines[1]];
    let (own, other) = (number_of(&portal, a).await, number_of(&portal, b).await);
    forward(&portal, b, "cfu", &own).await;
    let actor = portal.actor(Who::Customer).await;
    let mut form = actor.form(&format!("/my/forwards/{a}"), OWN).await;
    portal
        .sandbox
        .add_fault(FaultRule::new(format!("/api/cfmappings/{b}"), Fault::Status(500, String::new())));
    ring(&mut form, "cfu", &[("number", &format!("+{other}"), "30")]);
    let reply = save(&actor, &form).await;
    assert!(reply.status == 303 && !reply.is_draft(), "{}", reply.location());
    assert_eq!(portal.platform.routing(a).await.mappings["cfu"].as_array().map(Vec::len), Some(1));
}
