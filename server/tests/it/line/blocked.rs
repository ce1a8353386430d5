use super::{opened, saved, saved_after, saved_by_two};
use crate::{actor::Who, portal::Portal, world::World};
use serde_json::{Value, json};
use std::time::Duration;
use switchhook_sandbox::{Fault, FaultRule};

const NUMBER: &str = "form[values][incoming][entries][0][number]";

async fn preferences(portal: &Portal, line: &str) -> Value {
    portal.platform.read(&format!("/api/subscriberpreferences/{line}")).await
}

async fn set(portal: &Portal, line: &str, name: &str, value: Value) {
    let operations = json!([{ "op": "add", "path": format!("/{name}"), "value": value }]);
    portal.platform.patch(&format!("/api/subscriberpreferences/{line}"), &operations).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_entered_is_what_the_platform_holds() {
    let (portal, line, sides) = opened("blocked").await;
    for (index, side) in sides.iter().enumerate() {
        let actor = portal.actor(side.who).await;
        let before = preferences(&portal, &line).await;
        let mut form = actor.form(&side.path, &side.action).await;
        let field = format!("form[values][incoming][entries][{index}][number]");
        form.set(&field, &format!("0664 / 765 43 2{index}"));
        form.set("form[values][anonymous]", "on").set("form[values][outgoing][mode]", "only");
        form.set("form[values][outgoing][entries][0][number]", "+43");
        form.set("form[values][outgoing][entries][0][reach]", "beginning");
        let notice = saved(&actor, &form).await;
        assert!(notice.contains(&format!("+43664765432{index}")), "{notice}");
        let after = preferences(&portal, &line).await;
        let mut wanted = before.clone();
        let numbers: Vec<_> = (0..=index).map(|index| format!("43664765432{index}")).collect();
        wanted["block_in_list"] = json!(numbers);
        wanted["block_in_clir"] = json!(true);
        wanted["block_out_mode"] = json!(true);
        wanted["block_out_list"] = json!(["43*"]);
        assert_eq!(after, wanted, "{}", side.action);
        let page = actor.page(&side.path).await;
        let now = page.texts_of_class("sentences").concat();
        assert!(now.contains("Nobody can be called but +43…"), "{now}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn saving_what_is_shown_writes_nothing_and_patterns_of_others_stay() {
    let (portal, line, sides) = opened("blocked").await;
    let list = json!(["43[1-5]*", "436641111111", "4390*", "*"]);
    set(&portal, &line, "block_in_list", list).await;
    for side in &sides {
        let actor = portal.actor(side.who).await;
        let form = actor.form(&side.path, &side.action).await;
        portal.sandbox.clear_requests();
        saved(&actor, &form).await;
        assert!(portal.writes().is_empty(), "{:?}", portal.writes());
    }
    let actor = portal.actor(sides[1].who).await;
    let mut form = actor.form(&sides[1].path, &sides[1].action).await;
    assert_eq!(form.all("form[values][incoming][patterns][]"), ["43[1-5]*", "*"]);
    form.set("form[values][incoming][entries][2][number]", "0664 2222222");
    saved(&actor, &form).await;
    let held = preferences(&portal, &line).await;
    assert_eq!(held["block_in_list"], json!(["43[1-5]*", "436641111111", "4390*", "*", "436642222222"]));
    // A pattern goes when it is unticked, and a number when its row is emptied.
    let mut form = actor.form(&sides[1].path, &sides[1].action).await;
    form.remove("form[values][incoming][patterns][]");
    form.set(NUMBER, "");
    saved(&actor, &form).await;
    assert_eq!(preferences(&portal, &line).await["block_in_list"], json!(["4390*", "436642222222"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn do_not_disturb_is_switched_on_and_off() {
    let (portal, line, sides) = opened("blocked").await;
    let actor = portal.actor(Who::Customer).await;
    let form = actor.form(&sides[1].path, &sides[1].action).await;
    let notice = saved(&actor, &form.with("form[values][do_not_disturb]", "on")).await;
    assert!(notice.contains("Do not disturb is on"), "{notice}");
    assert_eq!(preferences(&portal, &line).await["dnd"], json!(true));
    let mut form = actor.form(&sides[1].path, &sides[1].action).await;
    assert_eq!(form.get("form[values][do_not_disturb]"), Some("on"));
    form.remove("form[values][do_not_disturb]");
    saved(&actor, &form).await;
    assert_ne!(preferences(&portal, &line).await["dnd"], json!(true));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_at_once_overwrite_nothing() {
    let typed = ["0664 1111111", "0664 2222222"];
    let (portal, line) = saved_by_two("blocked", NUMBER, typed, "6641111111").await;
    assert_eq!(preferences(&portal, &line).await["block_in_list"], json!(["436642222222"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_breaks_is_told_and_the_next_save_does_it() {
    for fault in [Fault::ResetBefore, Fault::Status(500, "<h1>no</h1>".into())] {
        let write = ["PATCH", "subscriberpreferences"];
        let (portal, line) = saved_after(&fault, write, "blocked", NUMBER, "0664 1111111").await;
        assert_eq!(preferences(&portal, &line).await["block_in_list"], json!(["436641111111"]), "{fault:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_whose_answers_are_lost_is_looked_up_and_told_to_be_saved() {
    let portal = Portal::impatient().await;
    let line = World::of(&portal).await.lines[2].clone();
    for (index, side) in super::sides("blocked", &line).into_iter().enumerate() {
        let number = format!("0664 111111{index}");
        let actor = portal.actor(side.who).await;
        let form = actor.form(&side.path, &side.action).await.with(NUMBER, &number);
        portal.sandbox.add_fault(FaultRule::new("/api/", Fault::ResetAfter).method("PATCH"));
        saved(&actor, &form).await;
        portal.sandbox.set_faults(Vec::new());
        assert_eq!(
            preferences(&portal, &line).await["block_in_list"],
            json!([format!("43664111111{index}")])
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_again_is_not_called_lost() {
    let portal = Portal::impatient().await;
    let line = World::of(&portal).await.lines[2].clone();
    let [_, side] = super::sides("blocked", &line);
    let actor = portal.actor(side.who).await;
    let form = actor.form(&side.path, &side.action).await.with(NUMBER, "0664 1111111");
    // The first reading is the one before the write.
    let reading = |fault| FaultRule::new("/api/subscriberpreferences", fault).method("GET");
    portal.sandbox.add_fault(reading(Fault::Latency(Duration::ZERO)).times(1));
    portal.sandbox.add_fault(reading(Fault::Status(500, String::new())));
    let notice = {
        let reply = actor.submit(&form).await.expect_status(303);
        assert!(!reply.is_draft(), "{}", reply.location());
        portal.sandbox.set_faults(Vec::new());
        actor.page(reply.location()).await.texts_of_class("notices").concat()
    };
    assert!(notice.starts_with("Saved."), "{notice}");
    assert_eq!(preferences(&portal, &line).await["block_in_list"], json!(["436641111111"]));
}
