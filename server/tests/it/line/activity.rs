//! What helpdesk sees when a line does not ring.

use crate::{actor::Who, portal::Portal, world::World};
use jiff::{civil::DateTime, tz::TimeZone};
use serde_json::json;
use switchhook_sandbox::{Fault, FaultRule};

const END: &str = "/api/registrations/end";

async fn registrations(portal: &Portal, line: &str) -> usize {
    portal.platform.list("subscriberregistrations", &format!("subscriber_id={line}")).await.len()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_reseller_ends_a_registration_and_helpdesk_looks_on() {
    let portal = Portal::start().await;
    let line = World::of(&portal).await.lines[1].clone();
    let path = format!("/subscribers/{line}");
    let before = registrations(&portal, &line).await;
    assert!(before > 0, "the demo line has a device");
    let helpdesk = portal.actor(Who::Helpdesk).await.page(&path).await;
    assert!(helpdesk.text_of("main").contains("sip:office@"), "{}", helpdesk.text_of("main"));
    assert!(!helpdesk.named("form").any(|form| form.get("action") == Some(END)));
    let actor = portal.actor(Who::Reseller).await;
    let mut form = actor.form(&path, END).await;
    // Sent once more, it shall be tried once more.
    form.remove("submission");
    let reply = actor.submit(&form).await.expect_status(303);
    assert!(!reply.is_draft());
    assert_eq!(registrations(&portal, &line).await, before - 1);
    // The same form once more: the registration is gone, and nothing else ends.
    portal.sandbox.clear_requests();
    let reply = actor.submit(&form).await.expect_status(303);
    assert!(reply.is_draft() && portal.writes().is_empty(), "{:?}", portal.writes());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_registration_of_another_line_does_not_end() {
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let others = portal.platform.list("subscriberregistrations", "").await;
    let other =
        others.iter().find(|one| one["subscriber_id"] != world.lines[1].parse::<u64>().unwrap()).unwrap();
    let actor = portal.actor(Who::Reseller).await;
    let form = actor.form(&format!("/subscribers/{}", world.lines[1]), END).await;
    portal.sandbox.clear_requests();
    let id = other["id"].to_string();
    let reply = actor.submit(&form.with("form[registration]", id.trim_matches('"'))).await;
    assert!(reply.is_draft(), "{}", reply.location());
    assert!(portal.writes().is_empty(), "{:?}", portal.writes());
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_are_told_in_the_zone_of_the_line_latest_first() {
    let portal = Portal::start().await;
    let line = World::of(&portal).await.lines[0].clone();
    let actor = portal.actor(Who::Helpdesk).await;
    let page = actor.page(&format!("/subscribers/{line}/calls")).await;
    let text = page.text_of("main");
    assert!(text.contains("Europe/Vienna"), "{text}");
    let query = format!("subscriber_id={line}&order_by=init_time&order_by_direction=desc&tz=Europe/Vienna");
    let held = portal.platform.list("calllists", &query).await;
    let first = held[0]["init_time"].as_str().unwrap();
    assert!(text.contains(&first[..19]), "{first}: {text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_that_cannot_be_read_says_so_and_the_rest_is_there() {
    let portal = Portal::start().await;
    let line = World::of(&portal).await.lines[0].clone();
    let actor = portal.actor(Who::Helpdesk).await;
    portal.sandbox.add_fault(FaultRule::new("/api/calllists", Fault::Status(500, String::new())));
    portal
        .sandbox
        .add_fault(FaultRule::new("/api/subscriberregistrations", Fault::Status(500, String::new())));
    let page = actor.page(&format!("/subscribers/{line}")).await;
    assert_eq!(page.texts_of_class("missing").len(), 2);
    assert!(page.text_of("h1").contains("anna.huber"));
}

#[tokio::test(flavor = "multi_thread")]
async fn devices_and_calls_are_told_in_the_zone_of_the_line_or_of_its_customers_contact() {
    let portal = Portal::start().await;
    let line = World::of(&portal).await.lines[1].clone();
    let device = portal.platform.list("subscriberregistrations", &format!("subscriber_id={line}")).await;
    // The sandbox's clock is UTC.
    let expires: DateTime = device[0]["expires"].as_str().unwrap().replacen(' ', "T", 1).parse().unwrap();
    let actor = portal.actor(Who::Helpdesk).await;
    for (own, of_contact, shown_in) in [
        (Some("Europe/Vienna"), None, "Europe/Vienna"),
        (None, Some("Asia/Kolkata"), "Asia/Kolkata"),
        (None, None, "UTC"),
    ] {
        let subscriber = format!("/api/subscribers/{line}");
        let customer = portal.platform.read(&subscriber).await["customer_id"].clone();
        let contact = portal.platform.read(&format!("/api/customers/{customer}")).await["contact_id"].clone();
        // The platform clears a zone only together with the e-mail address (contract 3.11.1).
        let set = |zone: Option<&str>| json!([{ "op": "replace", "path": "/timezone", "value": zone }]);
        let no_mail = json!({ "op": "replace", "path": "/email", "value": null });
        let mut of_line = set(own);
        if own.is_none() {
            of_line.as_array_mut().unwrap().push(no_mail);
        }
        portal.platform.patch(&subscriber, &of_line).await;
        portal.platform.patch(&format!("/api/customercontacts/{contact}"), &set(of_contact)).await;
        let text = actor.page(&format!("/subscribers/{line}")).await.text_of("main");
        assert!(text.contains(shown_in), "{shown_in}: {text}");
        let there = expires.to_zoned(TimeZone::UTC).unwrap().with_time_zone(TimeZone::get(shown_in).unwrap());
        let there = there.strftime("%Y-%m-%d %H:%M:%S").to_string();
        assert!(text.contains(&there), "{shown_in}, {there}: {text}");
        let week = actor.page(&format!("/subscribers/{line}/forwards")).await.text_of("main");
        assert!(week.contains(shown_in), "{shown_in}: {week}");
    }
}
