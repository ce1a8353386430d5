//! What staff alone decides: that the caller's side redirects, and what an announcement says.

use super::{OWN, STAFF, path_of, ring, rule, saved};
use crate::{
    actor::{Actor, Who},
    portal::Portal,
    world::World,
};
use serde_json::Value;

async fn announcements(portal: &Portal) -> Vec<(String, String)> {
    let handles = portal.platform.list("soundhandles", "group=custom_announcements").await;
    handles.iter().map(|one| (one["id"].to_string(), one["handle"].as_str().unwrap().to_owned())).collect()
}

async fn set_both(portal: &Portal, actor: &Actor, line: &str, announcement: &str) {
    let path = path_of(line);
    let mut form = actor.form(&path, STAFF).await;
    ring(&mut form, "cfb", &[("customhours", "", "300"), ("number", "0664 1234567", "30")]);
    let busy = rule(&form, "cfb");
    form.set(&format!("{busy}[redirect]"), "on");
    form.set(&format!("{busy}[destinations][0][announcement]"), announcement);
    saved(actor, &form).await;
    let routing = portal.platform.routing(line).await;
    assert_eq!(routing.mappings["cfb"][0]["use_redirection"], true);
    assert_eq!(played(&routing.destination_set("cfb", 0)["destinations"]), [announcement, "null"]);
}

fn played(destinations: &Value) -> Vec<String> {
    destinations.as_array().unwrap().iter().map(|one| one["announcement_id"].to_string()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_chooses_what_is_played_and_whether_the_callers_side_redirects() {
    let portal = Portal::start().await;
    let line = &World::of(&portal).await.lines[2];
    let actor = portal.actor(Who::Reseller).await;
    let known = announcements(&portal).await;
    set_both(&portal, &actor, line, &known[1].0).await;

    // The page names what can be played, and changes one thing only.
    let reply = actor.get(&path_of(line)).await.expect_status(200);
    for (_, handle) in &known {
        assert!(reply.body.contains(handle), "{handle} is not offered");
    }
    let mut form = reply.page().form(STAFF);
    let busy = rule(&form, "cfb");
    assert_eq!(form.get(&format!("{busy}[redirect]")), Some("on"));
    form.set(&format!("{busy}[destinations][0][announcement]"), &known[2].0);
    saved(&actor, &form).await;
    let mut form = actor.form(&path_of(line), STAFF).await;
    form.remove(&format!("{busy}[redirect]"));
    saved(&actor, &form).await;
    let routing = portal.platform.routing(line).await;
    assert_eq!(routing.mappings["cfb"][0]["use_redirection"], false);
    assert_eq!(played(&routing.destination_set("cfb", 0)["destinations"]), [known[2].0.as_str(), "null"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_announcement_that_does_not_exist_is_refused_and_goes_with_its_destination() {
    let portal = Portal::start().await;
    let line = &World::of(&portal).await.lines[2];
    let actor = portal.actor(Who::Reseller).await;
    set_both(&portal, &actor, line, &announcements(&portal).await[0].0).await;
    let before = portal.platform.routing(line).await;
    for (wrong, is_told_at_the_field) in [("x", true), ("999999", false)] {
        let mut form = actor.form(&path_of(line), STAFF).await;
        let field = format!("{}[destinations][0][announcement]", rule(&form, "cfb"));
        form.set(&field, wrong);
        let reply = super::save(&actor, &form).await;
        assert!(reply.is_draft());
        let page = actor.page(reply.location()).await;
        assert_eq!(page.invalid().contains(&field), is_told_at_the_field, "{wrong}");
        assert_eq!(page.form(STAFF).get(&field), Some(wrong), "what was typed is gone");
        assert_eq!(portal.platform.routing(line).await.mappings["cfb"], before.mappings["cfb"], "{wrong}");
    }
    let mut form = actor.form(&path_of(line), STAFF).await;
    let target = format!("{}[destinations][0][target]", rule(&form, "cfb"));
    form.set(&target, "voicebox");
    saved(&actor, &form).await;
    let routing = portal.platform.routing(line).await;
    assert_eq!(played(&routing.destination_set("cfb", 0)["destinations"]), ["null", "null"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customers_change_leaves_both_as_staff_chose_them() {
    let portal = Portal::start().await;
    let line = &World::of(&portal).await.lines[2];
    let staff = portal.actor(Who::Reseller).await;
    let known = announcements(&portal).await;
    set_both(&portal, &staff, line, &known[0].0).await;
    let customer = portal.actor(Who::Customer).await;
    let mut form = customer.form(&format!("/my/forwards/{line}"), OWN).await;
    let busy = rule(&form, "cfb");
    form.set(&format!("{busy}[destinations][1][seconds]"), "45");
    saved(&customer, &form).await;
    let routing = portal.platform.routing(line).await;
    assert_eq!(routing.mappings["cfb"][0]["use_redirection"], true);
    let set = routing.destination_set("cfb", 0);
    assert_eq!(played(&set["destinations"]), [known[0].0.as_str(), "null"]);
    assert_eq!(set["destinations"][1]["timeout"], 45);
}
