//! Saves that break in the middle.

use super::{STAFF, path_of, ring, rule, save, saved, uris, weekly};
use crate::{
    actor::{Actor, Who},
    findings::Findings,
    html::Form,
    portal::Portal,
    world::World,
};
use serde_json::Value;
use switchhook_sandbox::{Fault, FaultRule, RecordedRequest};

/// A change with new sets, a switch and a clean-up: everything that a plan consists of.
fn change(form: &mut Form) {
    ring(form, "cfu", &[("number", "0664 1111111", "11"), ("voicebox", "", "111")]);
    weekly(form, "cfu", &["sat", "sun"], "22:00", "06:00");
    ring(form, "cft", &[("number", "0664 2222222", "22")]);
    form.set("form[ring_seconds]", "33");
    ring(form, "cfna", &[]);
}

/// A line whose rules are ours: replaced sets are removed by the save.
async fn prepared(portal: &Portal, line: &str, actor: &Actor) {
    let mut form = actor.form(&path_of(line), STAFF).await;
    ring(&mut form, "cfu", &[("number", "0664 8888888", "44")]);
    weekly(&mut form, "cfu", &["mon"], "09:00", "10:00");
    ring(&mut form, "cft", &[("number", "0664 9999999", "55")]);
    ring(&mut form, "cfna", &[("voicebox", "", "66")]);
    form.set("form[ring_seconds]", "15");
    saved(actor, &form).await;
    assert!(portal.platform.routing(line).await.orphans().is_empty());
}

/// What the n-th write of a save looks like to a rule: its method, its resource, and how many such writes are before it.
fn nth(writes: &[RecordedRequest], n: usize) -> (String, String, u32) {
    let kind = |write: &RecordedRequest| {
        let resource = write.path.split('/').take(3).collect::<Vec<_>>().join("/");
        (write.method.clone(), resource)
    };
    let (method, resource) = kind(&writes[n]);
    let before = writes[..n].iter().filter(|write| kind(write) == (method.clone(), resource.clone())).count();
    (method, resource, u32::try_from(before).unwrap())
}

/// Breaks the n-th write of a save, and all tries to repeat it.
fn break_nth(portal: &Portal, writes: &[RecordedRequest], n: usize, fault: &Fault) -> String {
    let (method, resource, before) = nth(writes, n);
    let through = Fault::Latency(std::time::Duration::ZERO);
    if before > 0 {
        portal.sandbox.add_fault(FaultRule::new(&resource, through).method(&method).times(before));
    }
    portal.sandbox.add_fault(FaultRule::new(&resource, fault.clone()).method(&method));
    format!("{fault:?} at {method} {resource} no. {}", before + 1)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_save_that_breaks_anywhere_leaves_the_old_routing_and_the_next_one_leaves_nothing_behind() {
    // The writes of a save that nothing breaks.
    let (writes, wanted) = {
        let portal = Portal::start().await;
        let line = World::of(&portal).await.lines[2].clone();
        let actor = portal.actor(Who::Reseller).await;
        prepared(&portal, &line, &actor).await;
        let mut form = actor.form(&path_of(&line), STAFF).await;
        change(&mut form);
        portal.sandbox.clear_requests();
        saved(&actor, &form).await;
        let writes = portal.writes();
        let routing = portal.platform.routing(&line).await;
        assert!(routing.orphans().is_empty(), "{:?}", routing.orphans());
        (writes, routing.heard())
    };
    assert!(writes.len() >= 5, "a plan of {} writes breaks too seldom: {writes:?}", writes.len());
    let broken = Fault::Status(500, "broken".into());
    let faults = [Fault::ResetBefore, broken, Fault::ResetAfter];
    let tests = faults.into_iter().map(|fault| broken_saves(fault, writes.clone(), wanted.clone()));
    Findings::of_all(tests).await.none();
}

/// Breaks each of the writes in turn.
async fn broken_saves(fault: Fault, writes: Vec<RecordedRequest>, wanted: Value) -> Findings {
    let mut findings = Findings::default();
    for n in 0..writes.len() {
        let portal = Portal::impatient().await;
        let line = World::of(&portal).await.lines[2].clone();
        let actor = portal.actor(Who::Reseller).await;
        prepared(&portal, &line, &actor).await;
        let old = portal.platform.routing(&line).await.heard();
        let mut form = actor.form(&path_of(&line), STAFF).await;
        change(&mut form);
        let what = break_nth(&portal, &writes, n, &fault);
        let reply = save(&actor, &form).await;
        portal.sandbox.set_faults(Vec::new());
        findings.expect(reply.status == 303, || format!("{what}: {}", reply.status));
        let held = portal.platform.routing(&line).await.heard();
        if reply.is_draft() {
            let may_be_done = fault == Fault::ResetAfter && held == wanted;
            findings.expect(held == old || may_be_done, || format!("{what}: refused, and now {held}"));
            let page = actor.page(reply.location()).await;
            let told = page.texts_of_class("summary").concat();
            findings.expect(!told.is_empty(), || format!("{what}: not told"));
            let again = page.form(STAFF);
            let rule = rule(&form, "cfu");
            let fields = [
                "form[ring_seconds]".to_owned(),
                format!("{rule}[destinations][0][number]"),
                format!("{rule}[parts][0][until]"),
            ];
            for field in fields {
                let same = again.get(&field) == form.get(&field);
                findings.expect(same, || format!("{what}: {field} became {:?}", again.get(&field)));
            }
            // The second press does it; a third, if the first was done after all and the page had to say so.
            let mut reply = save(&actor, &again).await;
            if reply.is_draft() {
                reply = save(&actor, &actor.page(reply.location()).await.form(STAFF)).await;
            }
            findings.expect(!reply.is_draft(), || format!("{what}: the next save is refused"));
        } else {
            findings.expect(held == wanted, || format!("{what}: done, but holds {held}"));
            // Another save, of something else.
            let mut form = actor.form(&path_of(&line), STAFF).await;
            form.set("form[ring_seconds]", "34");
            saved(&actor, &form).await;
            form = actor.form(&path_of(&line), STAFF).await;
            form.set("form[ring_seconds]", "33");
            saved(&actor, &form).await;
        }
        let routing = portal.platform.routing(&line).await;
        findings.expect(routing.heard() == wanted, || format!("{what}: in the end {}", routing.heard()));
        findings
            .expect(routing.orphans().is_empty(), || format!("{what}: left behind {:?}", routing.orphans()));
    }
    findings
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_one_set_alone_is_one_write_and_may_break_too() {
    let portal = Portal::impatient().await;
    let line = World::of(&portal).await.lines[2].clone();
    let actor = portal.actor(Who::Reseller).await;
    prepared(&portal, &line, &actor).await;
    let old = portal.platform.routing(&line).await;
    let mut form = actor.form(&path_of(&line), STAFF).await;
    let seconds = format!("{}[destinations][0][seconds]", rule(&form, "cft"));
    form.set(&seconds, "56");
    portal.sandbox.add_fault(FaultRule::new("/api/cfdestinationsets", Fault::ResetBefore).method("PUT"));
    portal.sandbox.add_fault(FaultRule::new("/api/cfdestinationsets", Fault::ResetBefore).method("PATCH"));
    let reply = save(&actor, &form).await;
    assert!(reply.is_draft());
    let page = actor.page(reply.location()).await;
    portal.sandbox.set_faults(Vec::new());
    assert_eq!(portal.platform.routing(&line).await.heard(), old.heard());
    portal.sandbox.clear_requests();
    saved(&actor, &page.form(STAFF)).await;
    assert_eq!(portal.writes().len(), 1, "{:?}", portal.writes());
    let routing = portal.platform.routing(&line).await;
    assert_eq!(uris(&routing, "cft")[0].1, 56);
    assert!(routing.orphans().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn whichever_request_of_a_save_fails_the_old_routing_stands_or_the_new_one_and_the_page_says_which() {
    let mut findings = Findings::default();
    let portal = Portal::impatient().await;
    let line = World::of(&portal).await.lines[2].clone();
    let actor = portal.actor(Who::Reseller).await;
    prepared(&portal, &line, &actor).await;
    let old = portal.platform.routing(&line).await.heard();
    let reviewed = async || {
        let mut form = actor.form(&path_of(&line), STAFF).await;
        change(&mut form);
        actor.refused(&form.with("press", "review")).await.form(STAFF).with("press", "save")
    };
    let form = reviewed().await;
    portal.sandbox.clear_requests();
    assert!(!actor.submit(&form).await.expect_status(303).is_draft());
    let asked = portal.sandbox.requests();
    let wanted = portal.platform.routing(&line).await.heard();
    assert!(asked.len() > portal.writes().len() + 5, "a save reads before and after: {asked:?}");
    for n in 0..asked.len() {
        prepared(&portal, &line, &actor).await;
        let form = reviewed().await;
        let what = break_nth(&portal, &asked, n, &Fault::Status(500, "broken".into()));
        let reply = actor.submit(&form).await;
        portal.sandbox.set_faults(Vec::new());
        findings.expect(reply.status == 303, || format!("{what}: {}", reply.status));
        let held = portal.platform.routing(&line).await.heard();
        let expected = if reply.is_draft() { &old } else { &wanted };
        findings.expect(held == *expected, || format!("{what}: draft {}, holds {held}", reply.is_draft()));
        if reply.is_draft() {
            let told = actor.page(reply.location()).await.texts_of_class("summary").concat();
            findings.expect(!told.is_empty(), || format!("{what}: not told"));
        }
    }
    findings.none();
}
