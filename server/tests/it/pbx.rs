//! The lines of a cloud PBX: a pilot first, then extensions of its number.

use crate::{
    actor::{Actor, Who},
    bad_input::{case, filled, refuse},
    html::Form,
    portal::Portal,
    table::{NEW_CUSTOMER, NEW_LINE},
};
use serde_json::{Value, json};
use switchhook_sandbox::{Fault, FaultRule};

const CREATE: &str = "/api/subscribers/create";

/// A new PBX and its pilot, made in one go; the id of the customer.
async fn pbx(actor: &Actor) -> String {
    let form = filled(actor, "/customers/new", "/api/customers/create", NEW_CUSTOMER).await;
    let reply = actor.submit(&form.with("form[kind]", "pbxaccount")).await;
    assert!(!reply.is_draft(), "{}", reply.location());
    reply.location().rsplit_once('/').unwrap().1.to_owned()
}

async fn seat(actor: &Actor, customer: &str, extension: &str) -> Form {
    let form = actor.form(&format!("/subscribers/new?customer={customer}"), CREATE).await;
    form.with("form[username]", &format!("desk.{extension}"))
        .with("form[domain]", "alpine.example")
        .with("form[password]", "Kmv7q-Trx4d-Bns9h")
        .with("form[extension]", extension)
        .with("form[display_name]", "Front desk")
}

async fn line(portal: &Portal, username: &str) -> Value {
    portal.platform.list("subscribers", &format!("username={username}")).await.swap_remove(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_line_is_the_pilot_and_the_next_ones_have_extensions() {
    let portal = Portal::start().await;
    let actor = portal.actor(Who::Reseller).await;
    let customer = pbx(&actor).await;
    let pilot = line(&portal, "joerg.zoechling").await;
    assert_eq!(pilot["is_pbx_pilot"], json!(true));

    let reply = actor.submit(&seat(&actor, &customer, "12").await).await;
    assert!(!reply.is_draft(), "{}", reply.location());
    let seat = line(&portal, "desk.12").await;
    assert_eq!((&seat["is_pbx_pilot"], &seat["pbx_extension"]), (&json!(false), &json!("12")));
    assert_eq!(seat["display_name"], json!("Front desk"));
    assert_eq!(seat["primary_number"]["sn"].as_str().unwrap(), "777000112");

    // Its number follows the pilot; only alias numbers are asked for.
    let page = format!("/subscribers/{}", seat["id"]);
    let mut form = actor.form(&page, "/api/subscribers/numbers").await;
    assert_eq!(form.get("form[primary][subscriber]"), None);
    for (name, value) in [("country", "43"), ("area", "1"), ("subscriber", "7770055")] {
        form.set(&format!("form[aliases][0][{name}]"), value);
    }
    let reply = actor.submit(&form).await;
    assert!(!reply.is_draft(), "{}", reply.location());
    let after = line(&portal, "desk.12").await;
    assert_eq!(after["alias_numbers"][0]["sn"].as_str().unwrap(), "7770055");
    assert_eq!(after["primary_number"], seat["primary_number"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_extension_whose_answer_was_lost_is_not_made_twice() {
    let portal = Portal::impatient().await;
    let actor = portal.actor(Who::Reseller).await;
    let customer = pbx(&actor).await;
    let form = seat(&actor, &customer, "12").await;
    portal.sandbox.fail_next(FaultRule::new("/api/subscribers/", Fault::ResetAfter).method("POST"));
    let reply = actor.submit(&form).await;
    assert!(reply.status == 303 && !reply.is_draft(), "{} {}", reply.status, reply.location());
    assert_eq!(portal.platform.list("subscribers", "username=desk.12").await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pbx_without_lines_gets_a_pilot_from_its_own_page() {
    let portal = Portal::start().await;
    let actor = portal.actor(Who::Reseller).await;
    let form = filled(&actor, "/customers/new", "/api/customers/create", NEW_CUSTOMER).await;
    let mut form = form.with("form[kind]", "pbxaccount");
    let reply = actor.submit(form.remove("form[with_subscriber]")).await;
    let customer = reply.location().rsplit_once('/').unwrap().1.to_owned();
    let page = format!("/subscribers/new?customer={customer}");
    let first = filled(&actor, &page, CREATE, NEW_LINE).await;
    let late = filled(&actor, &page, CREATE, NEW_LINE).await;
    let reply = actor.submit(&first).await;
    assert!(!reply.is_draft(), "{}", reply.location());
    assert_eq!(line(&portal, "joerg.zoechling").await["is_pbx_pilot"], json!(true));

    // Whoever had the form of a pilot open is asked for an extension now.
    let reply = actor.submit(&late.with("form[username]", "late")).await;
    assert!(reply.is_draft());
    let page = actor.page(reply.location()).await;
    assert!(page.invalid().contains("form[extension]"));
    assert_eq!(page.form(CREATE).get("form[username]"), Some("late"));
}

#[tokio::test(flavor = "multi_thread")]
async fn mistakes_of_an_extension_are_told_at_it() {
    let portal = Portal::start().await;
    let actor = portal.actor(Who::Reseller).await;
    let customer = pbx(&actor).await;
    let taken = seat(&actor, &customer, "12").await;
    actor.submit(&taken).await;
    let form = seat(&actor, &customer, "13").await;
    let cases = [
        case("form[extension]", ""),
        case("form[extension]", "desk"),
        case("form[extension]", "1 2"),
        case("form[extension]", "12345678901"),
        case("form[extension]", "\u{1f600}"),
        // The line "desk.12" has it.
        case("form[extension]", "12"),
        case("form[display_name]", &"x".repeat(129)),
        case("form[display_name]", "Anna \u{1f600}"),
    ];
    refuse(&portal, &actor, "/subscribers/new", &form, &cases).await.none();
}
