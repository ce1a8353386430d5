use super::{opened, saved, saved_after, saved_by_two};
use crate::{actor::Who, portal::Portal};
use serde_json::{Value, json};
use switchhook_sandbox::Fault;

const EMAIL: &str = "form[values][email]";
const PIN: &str = "form[values][pin]";

async fn held(portal: &Portal, line: &str) -> Value {
    portal.platform.read(&format!("/api/voicemailsettings/{line}")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_entered_is_what_the_platform_holds() {
    let (portal, line, sides) = opened("voicebox").await;
    for (side, pin) in sides.iter().zip(["47110815", "08154711"]) {
        let actor = portal.actor(side.who).await;
        let email = format!("{pin}@huber.example");
        let mut form = actor.form(&side.path, &side.action).await;
        form.set(EMAIL, &email).set("form[values][recording]", "delete").set(PIN, pin);
        let notice = saved(&actor, &form).await;
        assert!(notice.contains(&email), "{notice}");
        let now = held(&portal, &line).await;
        assert_eq!(now["pin"], json!(pin));
        assert_eq!(
            (&now["email"], &now["attach"], &now["delete"]),
            (&json!(email), &json!(true), &json!(true))
        );
        // The PIN is nowhere: not on the page, not in the notice, not in the trail.
        let page = actor.get(&side.path).await;
        assert!(!page.body.replace(&email, "").contains(pin), "{}", side.path);
        assert!(!notice.replace(&email, "").contains(pin), "{notice}");
        let trail = portal.actor(Who::Reseller).await.get("/audit").await.body;
        assert!(trail.contains("Change a voicebox") && !trail.replace(&email, "").contains(pin));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn saving_what_is_shown_writes_nothing_and_a_blank_pin_keeps_the_present_one() {
    let (portal, line, sides) = opened("voicebox").await;
    let before = held(&portal, &line).await;
    for side in &sides {
        let actor = portal.actor(side.who).await;
        let form = actor.form(&side.path, &side.action).await;
        portal.sandbox.clear_requests();
        saved(&actor, &form).await;
        assert!(portal.writes().is_empty(), "{:?}", portal.writes());
    }
    let actor = portal.actor(Who::Customer).await;
    let form = actor.form(&sides[1].path, &sides[1].action).await;
    saved(&actor, &form.with(EMAIL, "new@huber.example")).await;
    let after = held(&portal, &line).await;
    assert_eq!((&after["pin"], &after["sms_number"]), (&before["pin"], &before["sms_number"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn helpdesk_neither_sees_nor_chooses_a_pin() {
    let (portal, line, [staff, _]) = opened("voicebox").await;
    let before = held(&portal, &line).await;
    let actor = portal.actor(Who::Helpdesk).await;
    let form = actor.form(&staff.path, &staff.action).await;
    assert_eq!(form.get(PIN), None);
    portal.sandbox.clear_requests();
    actor.refused(&form.with(PIN, "47110815")).await;
    assert!(portal.writes().is_empty(), "{:?}", portal.writes());
    assert_eq!(held(&portal, &line).await["pin"], before["pin"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_at_once_overwrite_nothing() {
    let typed = ["one@huber.example", "two@huber.example"];
    let (portal, line) = saved_by_two("voicebox", EMAIL, typed, typed[0]).await;
    assert_eq!(held(&portal, &line).await["email"], json!(typed[1]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_platform_that_breaks_before_the_write_is_told_and_the_next_save_does_it() {
    for fault in [Fault::ResetBefore, Fault::bad_gateway()] {
        let write = ["PATCH", "voicemailsettings"];
        let (portal, line) = saved_after(&fault, write, "voicebox", EMAIL, "new@huber.example").await;
        assert_eq!(held(&portal, &line).await["email"], json!("new@huber.example"), "{fault:?}");
    }
}
