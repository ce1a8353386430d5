//! Passwords are where they are needed and nowhere else.

use crate::{
    actor::Who,
    findings::Findings,
    portal::Portal,
    table::{FunctionRow, NEW_CUSTOMER, functions},
    world::World,
};
use serde_json::json;

const SIP: &str = "Kmv7q-Trx4d-Bns9h";
const WEB: &str = "Wmv7q-Trx4d-Bns9h";

#[tokio::test(flavor = "multi_thread")]
async fn a_password_that_was_set_is_seen_nowhere() {
    let mut findings = Findings::default();
    let portal = Portal::start().await;
    let actor = portal.actor(Who::Reseller).await;
    let mut form = actor.form("/customers/new", "/api/customers/create").await;
    for (name, value) in NEW_CUSTOMER {
        form.set(name, value);
    }
    let reply = actor.submit(&form).await.expect_status(303);
    let customer = reply.location().to_owned();
    let page = actor.page(&customer).await;
    let line = page.named("a").filter_map(|link| link.get("href"));
    let line = line.filter(|href| href.starts_with("/subscribers/")).find(|href| !href.contains('?'));
    let line = line.expect("the new line has a page").to_owned();
    let form = actor.form(&line, "/api/subscribers/passwords").await;
    let form =
        form.with("form[password]", "Xmv7q-Trx4d-Bns9h").with("form[webpassword]", "Ymv7q-Trx4d-Bns9h");
    let reply = actor.submit(&form).await.expect_status(303);
    findings.expect(!reply.is_draft(), || reply.location().to_owned());
    for path in [&customer, &line, &format!("{line}/preferences?all=yes"), "/audit", "/subscribers", "/"] {
        let body = actor.get(path).await.body;
        for secret in [SIP, WEB, "Xmv7q-Trx4d-Bns9h", "Ymv7q-Trx4d-Bns9h"] {
            findings.expect(!body.contains(secret), || format!("{path} shows a password"));
        }
    }
    findings.none();
}

#[tokio::test(flavor = "multi_thread")]
async fn codes_are_shown_to_those_only_who_may_set_them() {
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let pin = json!([{ "op": "add", "path": "/conference_pin", "value": "7351946" }]);
    portal.platform.patch(&format!("/api/subscriberpreferences/{}", world.lines[0]), &pin).await;
    let path = format!("/subscribers/{}/preferences?all=yes", world.lines[0]);
    let body = portal.actor(Who::Helpdesk).await.get(&path).await.expect_status(200).body;
    assert!(!body.contains("7351946"), "the helpdesk sees a code");
    let body = portal.actor(Who::Reseller).await.get(&path).await.expect_status(200).body;
    assert!(body.contains("7351946"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_for_its_owner_and_its_page_alone() {
    let mut findings = Findings::default();
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    for row in functions().into_iter().filter(FunctionRow::shows_again) {
        let owner = portal.actor(row.by).await;
        let mut form = owner.form(&(row.form)(&world), row.path).await;
        for (name, _) in row.typed {
            form.set(&FunctionRow::field(&form, name), "my own \u{1f600} words");
        }
        let reply = owner.submit(&form).await;
        findings.expect(reply.is_draft(), || format!("{}: {}", row.path, reply.status));
        let draft = reply.location().to_owned();
        let others = Who::ALL.into_iter().filter(|who| *who != row.by);
        for who in others {
            let body = portal.actor(who).await.get(&draft).await.body;
            findings.expect(!body.contains("my own"), || format!("{who:?} sees a draft of {}", row.path));
        }
        let query = draft.split_once('?').unwrap().1;
        let elsewhere = owner.get(&format!("/?{query}")).await.body;
        findings.expect(!elsewhere.contains("my own"), || format!("{}: shown elsewhere", row.path));
    }
    findings.none();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_when_the_session_ended_comes_back_after_signing_in() {
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let actor = portal.actor(Who::Customer).await;
    let path = format!("/my/forwards/{}", world.lines[2]);
    let form = actor.form(&path, "/api/my/forwards/save").await;
    let field = format!("{}[destinations][0][number]", crate::forwards::rule(&form, "cfb"));
    let form = form.with(&field, "0664 7654321");
    portal.clock.advance(time::Duration::hours(13));
    portal.sandbox.clear_requests();
    let reply = actor.submit(&form).await.expect_status(303);
    assert!(reply.location().starts_with("/sign-in?next="), "{}", reply.location());
    let sign_in = actor.page(reply.location()).await.form("/api/sign-in");
    let login = Who::Customer.login().unwrap();
    let sign_in = sign_in.with("login", login).with("password", switchhook_access::demo::PASSWORD);
    let reply = actor.submit(&sign_in).await.expect_status(303);
    let form = actor.form(reply.location(), "/api/my/forwards/save").await;
    assert_eq!(form.get(&field), Some("0664 7654321"));
    assert!(portal.writes().is_empty());
    let reply = crate::forwards::save(&actor, &form).await;
    assert!(reply.status == 303 && !reply.is_draft());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_stranger_typed_is_not_put_into_somebodys_form_by_a_link() {
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let path = format!("/my/forwards/{}", world.lines[2]);
    let field = "form[rules][0][destinations][0][number]";
    let evil = portal.stranger();
    let fields = [("from", path.as_str()), ("id", &world.lines[2]), (field, "0900 666666")];
    let reply = evil.post("/api/my/forwards/save", &fields).await;
    let next = reply.location().split_once("next=").map(|(_, next)| format!("next={next}")).unwrap();
    let next: Vec<(String, String)> = serde_urlencoded::from_str(&next).unwrap();
    let victim = portal.actor(Who::Customer).await;
    let body = victim.get(&next[0].1).await.body;
    assert!(!body.contains("0900 666666"), "a link of somebody else fills in the form");
}
