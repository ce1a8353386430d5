use super::{opened, saved, saved_after, saved_by_two};
use crate::{actor::Who, portal::Portal};
use serde_json::{Value, json};
use switchhook_sandbox::Fault;

const THIRD: &str = "form[values][slots][3][number]";

async fn dials(portal: &Portal, line: &str) -> Value {
    portal.platform.read(&format!("/api/speeddials/{line}")).await["speeddials"].clone()
}

async fn deny_premium_rate(portal: &Portal) {
    let actor = portal.actor(Who::Reseller).await;
    let mut form = actor.form("/destination-policy", "/api/destination-policy/save").await;
    form.fields.push(("form[values][presets][]".to_owned(), "premium_rate".to_owned()));
    saved(&actor, &form).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_entered_is_what_the_platform_holds() {
    for who in [0, 1] {
        let (portal, line, sides) = opened("speed-dials").await;
        let side = &sides[who];
        let actor = portal.actor(side.who).await;
        let mut form = actor.form(&side.path, &side.action).await;
        assert_eq!(form.get("form[values][slots][3][slot]"), Some("*3"));
        for slot in 0..10 {
            form.set(&format!("form[values][slots][{slot}][number]"), "");
        }
        form.set(THIRD, "0664 / 765 43 21").set("form[values][slots][7][number]", "201");
        let notice = saved(&actor, &form).await;
        assert!(notice.contains("*3 calls +436647654321."), "{notice}");
        let wanted = json!([
            { "slot": "*3", "destination": "sip:436647654321@alpine.example" },
            { "slot": "*7", "destination": "sip:201@alpine.example" },
        ]);
        assert_eq!(dials(&portal, &line).await, wanted);
        let form = actor.form(&side.path, &side.action).await;
        portal.sandbox.clear_requests();
        saved(&actor, &form).await;
        assert!(portal.writes().is_empty(), "{:?}", portal.writes());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_destination_policy_keeps_customers_and_warns_staff() {
    let (portal, line, [staff_side, own_side]) = opened("speed-dials").await;
    let before = dials(&portal, &line).await;
    deny_premium_rate(&portal).await;
    let customer = portal.actor(Who::Customer).await;
    for typed in ["0900 123456", "+43 900 123456", "sip:%34%33900123456@gateway.example"] {
        let form = customer.form(&own_side.path, &own_side.action).await.with(THIRD, typed);
        portal.sandbox.clear_requests();
        let page = customer.refused(&form).await;
        assert!(portal.writes().is_empty(), "{typed}: {:?}", portal.writes());
        assert!(page.invalid().contains(THIRD), "{typed}");
        assert_eq!(page.form(&own_side.action).get(THIRD), Some(typed));
    }
    assert_eq!(dials(&portal, &line).await, before);
    let staff = portal.actor(Who::Reseller).await;
    let form = staff.form(&staff_side.path, &staff_side.action).await.with(THIRD, "0900 123456");
    let notice = saved(&staff, &form).await;
    assert!(
        notice.contains("Warning: your destination policy keeps customers from +43900123456"),
        "{notice}"
    );
    // What staff has set up stays, whatever the customer changes beside it.
    let form = customer.form(&own_side.path, &own_side.action).await;
    let notice = saved(&customer, &form.with("form[values][slots][8][number]", "0664 1111111")).await;
    assert!(!notice.contains("Warning"), "{notice}");
    let held = dials(&portal, &line).await.to_string();
    assert!(held.contains("sip:43900123456@") && held.contains("sip:436641111111@"), "{held}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_policy_of_the_other_reseller_does_not_count() {
    let (portal, _, [_, own_side]) = opened("speed-dials").await;
    let actor = portal.actor(Who::OtherReseller).await;
    let form = actor.form("/destination-policy", "/api/destination-policy/save").await;
    saved(&actor, &form.with("form[values][only_allowed]", "on")).await;
    let customer = portal.actor(Who::Customer).await;
    let form = customer.form(&own_side.path, &own_side.action).await;
    saved(&customer, &form.with(THIRD, "0900 123456")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_at_once_overwrite_nothing() {
    let typed = ["0664 1111111", "0664 2222222"];
    let (portal, line) = saved_by_two("speed-dials", THIRD, typed, "6641111111").await;
    let held = dials(&portal, &line).await.to_string();
    assert!(held.contains("sip:436642222222@") && !held.contains("6641111111"), "{held}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_platform_that_breaks_before_the_write_is_told_and_the_next_save_does_it() {
    for fault in [Fault::ResetBefore, Fault::bad_gateway()] {
        let write = ["PUT", "speeddials"];
        let (portal, line) = saved_after(&fault, write, "speed-dials", THIRD, "0664 1111111").await;
        let held = dials(&portal, &line).await.to_string();
        assert!(held.contains("sip:436641111111@"), "{fault:?}: {held}");
    }
}
