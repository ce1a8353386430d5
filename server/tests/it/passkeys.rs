//! Passkeys over the whole portal, which people reach at a name: browsers know none at an address.

use crate::{
    actor::{Actor, Reply, Who},
    authenticator::Authenticator,
    html::Page,
    portal::Portal,
    world::World,
};
use serde_json::Value;
use switchhook_access::{PROOF_LASTS, demo};
use time::Duration;

const ORIGIN: &str = "http://localhost:3000";
const PAGE: &str = "/account/second-factor";
const ADD: &str = "/api/account/passkeys/add";
const RENAME: &str = "/api/account/passkeys/rename";
const REMOVE: &str = "/api/account/passkeys/remove";
const STEP: &str = "/api/sign-in/second-factor/passkey";
const SIGN_IN: &str = "/api/sign-in/passkey";
const RESELLER: &str = "reseller@alpine.example";
const HELPDESK: &str = "helpdesk@alpine.example";

/// What the island of a form asks the browser.
fn question(page: &Page, action: &str) -> Option<String> {
    let islands = page.named("leptos-island").filter_map(|island| island.get("data-props"));
    let mut props = islands.filter_map(|props| serde_json::from_str::<Value>(props).ok());
    let props = props.find(|props| props["action"] == action)?;
    Some(props["options"].as_str().unwrap().to_owned())
}

/// Does what the island does with the form of a page; adds a name where one is asked for.
async fn answer(actor: &Actor, path: &str, action: &str, with: impl FnOnce(&str) -> String) -> Reply {
    let page = actor.page(path).await;
    let answer = with(&question(&page, action).expect("a question for the browser"));
    let mut form = page.form(action).with("form[answer]", &answer);
    if form.get("form[name]").is_some() {
        form.set("form[name]", "Phone");
    }
    actor.submit(&form).await
}

/// Adds a passkey on the own page.
async fn add(actor: &Actor) -> Authenticator {
    let mut authenticator = Authenticator::at(ORIGIN);
    let reply = answer(actor, PAGE, ADD, |asked| authenticator.create(asked)).await.expect_status(303);
    assert_eq!(reply.location(), PAGE);
    authenticator
}

/// Takes the first step with the password; the page of the second one.
async fn first_step(portal: &Portal, login: &str) -> (Actor, String) {
    let person = portal.stranger();
    let reply = person.sign_in(login, demo::PASSWORD).await.expect_status(303);
    assert!(reply.location().starts_with("/sign-in/second-factor"), "{}", reply.location());
    (person, reply.location().to_owned())
}

/// The address of the only passkey on the own page.
fn own(page: &Page) -> String {
    let links = page.named("a").filter_map(|link| link.get("href"));
    let mut own = links.filter(|href| href.starts_with("/account/passkeys/"));
    own.next().expect("a passkey").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_adds_a_passkey_and_signs_in_with_it() {
    let portal = Portal::behind(ORIGIN).await;
    let (actor, elsewhere) = (portal.actor(Who::Reseller).await, portal.actor(Who::Reseller).await);
    let mut phone = add(&actor).await;
    let page = actor.page(PAGE).await;
    assert!(page.text_of("main").contains("Phone"), "{}", page.text_of("main"));
    assert!(elsewhere.get("/account").await.location().starts_with("/sign-in"));
    assert!(actor.page("/account").await.text_of("main").contains("passkeys: 1"));

    let (person, step) = first_step(&portal, RESELLER).await;
    for path in ["/", "/customers", "/account", PAGE] {
        assert!(
            person.get(path).await.location().starts_with("/sign-in?next="),
            "{path} without the passkey"
        );
    }
    let forms = person.page(&step).await.forms();
    assert!(!forms.iter().any(|form| form.action == "/api/sign-in/second-factor"), "asked for a code");
    let reply = answer(&person, &step, STEP, |asked| phone.get(asked)).await.expect_status(303);
    assert_eq!(reply.location(), "/");
    person.get("/customers").await.expect_status(200);

    let alone = portal.stranger();
    let link = alone.page("/sign-in?next=%2Fcustomers").await;
    let mut links = link.named("a").filter_map(|link| link.get("href"));
    assert!(links.any(|href| href == "/sign-in/passkey?next=%2Fcustomers"));
    assert_eq!(link.named("script").filter(|script| script.has("src")).count(), 0, "no script there");
    let path = "/sign-in/passkey?next=%2Fcustomers";
    assert!(alone.page(path).await.named("noscript").next().is_some());
    let reply = answer(&alone, path, SIGN_IN, |asked| phone.get(asked)).await.expect_status(303);
    assert_eq!(reply.location(), "/customers");
    alone.get("/customers").await.expect_status(200);
    assert_eq!(alone.get(path).await.location(), "/customers");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_answer_leads_back_to_the_form_and_a_new_question() {
    let portal = Portal::behind(ORIGIN).await;
    let actor = portal.actor(Who::Reseller).await;
    // Without JavaScript there is no answer; a name that is missing is told at its field.
    let form = actor.form(PAGE, ADD).await;
    let back = actor.refused(&form.clone().with("form[name]", "Phone")).await;
    assert!(back.texts_of_class("summary").concat().contains("JavaScript"));
    assert_eq!(back.form(ADD).get("form[name]"), Some("Phone"));
    let form = actor.form(PAGE, ADD).await;
    assert!(actor.refused(&form).await.invalid().contains("form[name]"));
    let mut phone = add(&actor).await;

    let (person, path) = (portal.stranger(), "/sign-in/passkey");
    let first = question(&person.page(path).await, SIGN_IN).unwrap();
    let second = question(&person.page(path).await, SIGN_IN).unwrap();
    assert_ne!(first, second);
    let late = phone.get(&first);
    let reply = answer(&person, path, SIGN_IN, |_| late).await;
    assert!(reply.is_draft(), "{}", reply.location());
    let page = person.page(reply.location()).await;
    assert!(page.texts_of_class("summary").concat().contains("not accepted"));
    // From there it goes on.
    let reply = answer(&person, reply.location(), SIGN_IN, |asked| phone.get(asked)).await;
    assert_eq!(reply.location(), "/");
    // The same answer in another browser, and after a while.
    let mut kept = String::new();
    let other = portal.stranger();
    let reply = answer(&other, path, SIGN_IN, |asked| {
        kept = phone.get(asked);
        kept.clone()
    });
    assert_eq!(reply.await.location(), "/");
    assert!(answer(&portal.stranger(), path, SIGN_IN, |_| kept).await.is_draft(), "replayed");
    let slow = portal.stranger();
    let page = slow.page(path).await;
    let form = page.form(SIGN_IN).with("form[answer]", &phone.get(&question(&page, SIGN_IN).unwrap()));
    portal.clock.advance(Duration::minutes(15));
    assert!(slow.submit(&form).await.is_draft(), "too late");
    // A form of another site, or of another session.
    let foreign = form.with("token", "AAAA");
    assert_eq!(slow.submit(&foreign).await.status, 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_authenticator_makes_a_key_before_the_proof_that_the_server_asks_for() {
    let portal = Portal::behind(ORIGIN).await;
    let actor = portal.actor(Who::Reseller).await;
    portal.clock.advance(PROOF_LASTS);
    let reply = actor.get(PAGE).await.expect_status(200);
    assert_eq!(question(&reply.page(), ADD), None);
    assert!(reply.body.contains("href=\"/sign-in/again?next=%2Faccount%2Fsecond-factor\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_takes_the_second_step_with_somebody_elses_passkey() {
    let portal = Portal::behind(ORIGIN).await;
    add(&portal.actor(Who::Reseller).await).await;
    let mut theirs = add(&portal.actor(Who::OtherReseller).await).await;
    let (person, step) = first_step(&portal, RESELLER).await;
    let reply = answer(&person, &step, STEP, |asked| theirs.get_with_first(asked)).await;
    assert!(reply.is_draft());
    assert!(person.get("/customers").await.location().starts_with("/sign-in?next="));
    let stranger = portal.stranger();
    let reply = stranger.post(STEP, &[("form[answer]", "{}")]).await.expect_status(303);
    assert!(reply.location().starts_with("/sign-in?next=%2F"), "{}", reply.location());
}

#[tokio::test(flavor = "multi_thread")]
async fn passkeys_are_renamed_and_removed_by_their_owner_alone() {
    let portal = Portal::behind(ORIGIN).await;
    let actor = portal.actor(Who::Reseller).await;
    let mut phone = add(&actor).await;
    let path = own(&actor.page(PAGE).await);
    let id = path.rsplit('/').next().unwrap().to_owned();
    for who in [Who::Admin, Who::Helpdesk, Who::Customer, Who::OtherReseller] {
        let other = portal.actor(who).await;
        assert_eq!(other.get(&path).await.status, 404, "{who:?}");
        assert_eq!(other.get("/account/passkeys/nothing").await.status, 404, "{who:?}");
        let fields = [("id", id.as_str()), ("form[name]", "Mine")];
        assert_eq!(other.post(RENAME, &fields).await.status, 404, "{who:?}");
        assert_eq!(other.post(REMOVE, &fields).await.status, 404, "{who:?}");
    }
    let form = actor.form(&path, RENAME).await;
    assert_eq!(form.get("form[name]"), Some("Phone"));
    let long = "x".repeat(61);
    let back = actor.refused(&form.clone().with("form[name]", &long)).await;
    assert!(back.invalid().contains("form[name]"));
    assert_eq!(back.form(RENAME).get("form[name]"), Some(long.as_str()));
    let form = actor.form(&path, RENAME).await.with("form[name]", "<b>Desk</b>");
    actor.submit(&form).await.expect_status(303);
    let page = actor.page(PAGE).await;
    assert!(page.texts_of_class("notices").concat().contains("<b>Desk</b>"));
    actor.submit(&actor.form(&path, REMOVE).await).await.expect_status(303);
    assert_eq!(actor.get(&path).await.status, 404);
    let reply = answer(&portal.stranger(), "/sign-in/passkey", SIGN_IN, |asked| phone.get(asked)).await;
    assert!(reply.is_draft());
    assert_eq!(portal.stranger().sign_in(RESELLER, demo::PASSWORD).await.location(), "/");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_policy_is_met_with_a_passkey_and_keeps_the_last_one() {
    let portal = Portal::behind(ORIGIN).await;
    let reseller = portal.actor(Who::Reseller).await;
    let form = reseller.form("/accounts/policy", "/api/accounts/policy").await;
    reseller.submit(&form.with("form[second_factor][helpdesk]", "on")).await.expect_status(303);
    let (person, step) = first_step(&portal, HELPDESK).await;
    let mut phone = Authenticator::at(ORIGIN);
    let reply = answer(&person, &step, STEP, |asked| phone.create(asked)).await.expect_status(303);
    assert_eq!(reply.location(), "/");
    person.get("/customers").await.expect_status(200);
    let path = own(&person.page(PAGE).await);
    let forms = person.page(&path).await.forms();
    assert!(!forms.iter().any(|form| form.action == REMOVE), "the last one");
    let id = path.rsplit('/').next().unwrap();
    assert_eq!(person.post(REMOVE, &[("id", id)]).await.status, 404);
    let (again, step) = first_step(&portal, HELPDESK).await;
    let reply = answer(&again, &step, STEP, |asked| phone.get(asked)).await;
    assert_eq!(reply.location(), "/");
}

#[tokio::test(flavor = "multi_thread")]
async fn lost_passkeys_are_reset_by_a_higher_role() {
    let portal = Portal::behind(ORIGIN).await;
    let world = World::of(&portal).await;
    let helpdesk = portal.actor(Who::Helpdesk).await;
    add(&helpdesk).await;
    let (reseller, action) = (portal.actor(Who::Reseller).await, "/api/accounts/second-factor");
    let path = format!("/accounts/{}", world.helpdesk_account);
    reseller.submit(&reseller.form(&path, action).await).await.expect_status(303);
    assert!(helpdesk.get("/customers").await.location().starts_with("/sign-in"));
    assert_eq!(portal.stranger().sign_in(HELPDESK, demo::PASSWORD).await.location(), "/");
}

#[tokio::test(flavor = "multi_thread")]
async fn at_an_address_there_are_none_and_the_pages_say_why() {
    let portal = Portal::start().await;
    let actor = portal.actor(Who::Reseller).await;
    let page = actor.page(PAGE).await;
    assert!(page.text_of("main").contains("not by an IP address"));
    assert!(question(&page, ADD).is_none() && !page.forms().iter().any(|form| form.action == ADD));
    let stranger = portal.stranger();
    assert!(!stranger.get("/sign-in").await.body.contains("/sign-in/passkey"));
    let page = stranger.page("/sign-in/passkey").await;
    assert!(page.text_of("main").contains("not by an IP address"));
    assert_eq!(actor.post(ADD, &[("form[name]", "Phone"), ("form[answer]", "{}")]).await.status, 404);
    assert_eq!(stranger.post(SIGN_IN, &[("form[answer]", "{}")]).await.status, 404);
}
