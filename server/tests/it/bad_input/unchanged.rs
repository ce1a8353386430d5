//! What writes nothing, too: one more row, what is there already, what somebody else has changed meanwhile.

use super::{filled, kept, told_at};
use crate::{
    actor::Who,
    findings::Findings,
    portal::Portal,
    table::{NEW_CUSTOMER, NEW_LINE},
    world::World,
};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn one_more_row_writes_nothing_and_keeps_everything() {
    let mut findings = Findings::default();
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let actor = portal.actor(Who::Reseller).await;
    let line = &world.lines[1];
    for (path, action, field, typed) in [
        (
            "/customers/new".to_owned(),
            "/api/customers/create",
            "form[subscriber][aliases][1][subscriber]",
            NEW_CUSTOMER,
        ),
        (
            format!("/subscribers/new?customer={}", world.customer),
            "/api/subscribers/create",
            "form[aliases][1][subscriber]",
            NEW_LINE,
        ),
        (
            format!("/subscribers/{}", world.lines[0]),
            "/api/subscribers/numbers",
            "form[aliases][1][subscriber]",
            &[][..],
        ),
        (
            format!("/subscribers/{line}/forwards"),
            "/api/forwards/save",
            "form[rules][0][destinations][1][number]",
            &[][..],
        ),
    ] {
        let form = filled(&actor, &path, action, typed).await;
        portal.sandbox.clear_requests();
        let reply = actor.submit(&form.clone().with("add", "alias").with("press", "more:0")).await;
        findings.expect(reply.is_draft(), || format!("{action}: {} {}", reply.status, reply.location()));
        portal.expect_no_write(&mut findings, action);
        let page = actor.get(reply.location()).await.page();
        let again = page.form(action);
        findings.expect(again.get(field).is_some(), || format!("{action}: no field {field}"));
        findings.expect(page.invalid().is_empty(), || format!("{action}: {:?}", page.invalid()));
        let summary = page.texts_of_class("summary");
        findings.expect(summary.is_empty(), || format!("{action} complains: {summary:?}"));
        kept(&mut findings, action, &form, &again, &page);
    }
    findings.none();
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_elses_change_is_not_overwritten_and_what_was_typed_is_kept() {
    let mut findings = Findings::default();
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let actor = portal.actor(Who::Reseller).await;
    let (customer, line) = (&world.customer, &world.lines[1]);
    let preferences = format!("/api/subscriberpreferences/{line}");
    for (path, action, field, mine, place, member, theirs) in [
        (
            format!("/customers/{customer}"),
            "/api/customers/edit",
            "form[external_id]",
            "MINE",
            format!("/api/customers/{customer}"),
            "/external_id",
            json!("THEIRS"),
        ),
        (
            format!("/subscribers/{line}"),
            "/api/subscribers/external-id",
            "form[external_id]",
            "MINE",
            format!("/api/subscribers/{line}"),
            "/external_id",
            json!("THEIRS"),
        ),
        (
            format!("/subscribers/{line}"),
            "/api/subscribers/numbers",
            "form[primary][subscriber]",
            "7770009",
            format!("/api/subscribers/{line}"),
            "/primary_number",
            json!({ "cc": 43, "ac": "1", "sn": "7770008" }),
        ),
        (
            format!("/subscribers/{line}/preferences"),
            "/api/preferences/save",
            "form[values][display_name]",
            "Mine",
            preferences,
            "/display_name",
            json!("Theirs"),
        ),
    ] {
        let form = actor.form(&path, action).await.with(field, mine);
        portal.platform.replace(&place, member, &theirs).await;
        portal.sandbox.clear_requests();
        let reply = actor.submit(&form).await;
        findings.expect(reply.is_draft(), || format!("{action}: {} {}", reply.status, reply.location()));
        portal.expect_no_write(&mut findings, action);
        if reply.is_draft() {
            let page = actor.page(reply.location()).await;
            findings.expect(told_at(&page, field), || format!("{action}: {:?}", page.invalid()));
            let again = page.form(action);
            findings.expect(again.get(field) == Some(mine), || format!("{action}: {:?}", again.get(field)));
            // Saving once more is a decision.
            let reply = actor.submit(&again).await;
            findings.expect(reply.status == 303 && !reply.is_draft(), || format!("{action}: still refused"));
            findings.expect(portal.writes().len() == 1, || format!("{action}: {:?}", portal.writes()));
        }
    }
    findings.none();
}

#[tokio::test(flavor = "multi_thread")]
async fn saving_what_is_there_already_writes_nothing() {
    let mut findings = Findings::default();
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let actor = portal.actor(Who::Reseller).await;
    for (path, action) in [
        (format!("/customers/{}", world.customer), "/api/customers/edit"),
        (format!("/subscribers/{}", world.lines[0]), "/api/subscribers/numbers"),
        (format!("/subscribers/{}", world.lines[0]), "/api/subscribers/lock"),
        (format!("/subscribers/{}", world.lines[0]), "/api/subscribers/external-id"),
        (format!("/subscribers/{}/preferences?all=yes", world.lines[0]), "/api/preferences/save"),
        (format!("/subscribers/{}/preferences?all=yes", world.other_line), "/api/preferences/save"),
    ] {
        let form = actor.form(&path, action).await;
        portal.sandbox.clear_requests();
        let reply = actor.submit(&form).await;
        findings
            .expect(reply.status == 303 && !reply.is_draft(), || format!("{action}: {}", reply.location()));
        portal.expect_no_write(&mut findings, action);
    }
    findings.none();
}
