//! The second factor over the whole portal.

use crate::{
    actor::{Actor, Reply, Who},
    portal::Portal,
    world::{World, invite},
};
use switchhook_access::{Clock, code_at, demo};
use time::Duration;

const STEP: &str = "/api/sign-in/second-factor";
const ENROL: &str = "/api/account/second-factor/enrol";
const PAGE: &str = "/account/second-factor";
const RESELLER: &str = "reseller@alpine.example";
const HELPDESK: &str = "helpdesk@alpine.example";

fn code(portal: &Portal, secret: &str) -> String {
    code_at(secret, portal.clock.now())
}

/// The secret that a page shows to be typed.
fn secret(page: &crate::html::Page) -> String {
    page.texts_of_class("secret").concat().split_whitespace().collect()
}

/// The recovery codes that a page shows.
fn codes(page: &crate::html::Page) -> Vec<String> {
    let text: Vec<char> = page.texts_of_class("codes").concat().chars().collect();
    text.chunks(29).map(|code| code.iter().collect()).collect()
}

/// Types a code into the form of a page.
async fn type_code(actor: &Actor, path: &str, action: &str, code: &str) -> Reply {
    let form = actor.form(path, action).await;
    actor.submit(&form.with("form[code]", code)).await
}

/// Sets up a second factor on the own page; tells the secret and the recovery codes.
async fn enrol(portal: &Portal, actor: &Actor) -> (String, Vec<String>) {
    let secret = secret(&actor.page(PAGE).await);
    let reply = type_code(actor, PAGE, ENROL, &code(portal, &secret)).await.expect_status(303);
    assert!(!reply.is_draft(), "{}", reply.location());
    let page = actor.page(reply.location()).await;
    portal.clock.advance(Duration::seconds(90));
    (secret, codes(&page))
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_sets_up_a_second_factor_and_signs_in_with_it() {
    let portal = Portal::start().await;
    let (actor, elsewhere) = (portal.actor(Who::Reseller).await, portal.actor(Who::Reseller).await);
    let page = actor.get(PAGE).await.expect_status(200);
    assert!(page.body.contains("<svg") && !page.body.contains("data:image"));
    let wrong = type_code(&actor, PAGE, ENROL, "000000").await;
    assert!(wrong.is_draft() && actor.page(wrong.location()).await.invalid().contains("form[code]"));
    let (secret, recovery) = enrol(&portal, &actor).await;
    assert_eq!(recovery.len(), 10, "{recovery:?}");
    assert!(elsewhere.get("/account").await.location().starts_with("/sign-in"));
    actor.get("/account").await.expect_status(200);
    assert!(!actor.get(PAGE).await.body.contains(&secret), "the secret is shown again");

    let person = portal.stranger();
    let reply = person.sign_in(RESELLER, demo::PASSWORD).await.expect_status(303);
    assert_eq!(reply.location(), "/sign-in/second-factor?next=%2F");
    for path in ["/", "/customers", "/account", PAGE] {
        assert!(person.get(path).await.location().starts_with("/sign-in?next="), "{path} without the code");
    }
    let step = "/sign-in/second-factor?next=%2Fcustomers";
    let wrong = type_code(&person, step, STEP, "000000").await;
    assert!(wrong.is_draft() && person.page(wrong.location()).await.invalid().contains("form[code]"));
    let now = code(&portal, &secret);
    let reply = type_code(&person, step, STEP, &now).await.expect_status(303);
    assert_eq!(reply.location(), "/customers");
    person.get("/customers").await.expect_status(200);

    // The same code does not let a second person in; a recovery code does, once.
    let second = portal.stranger();
    second.sign_in(RESELLER, demo::PASSWORD).await;
    assert!(type_code(&second, step, STEP, &now).await.is_draft());
    assert_eq!(type_code(&second, step, STEP, &recovery[3]).await.location(), "/customers");
    let third = portal.stranger();
    third.sign_in(RESELLER, demo::PASSWORD).await;
    assert!(type_code(&third, step, STEP, &recovery[3]).await.is_draft());
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_takes_the_second_step_without_the_first() {
    let portal = Portal::start().await;
    let stranger = portal.stranger();
    assert_eq!(stranger.get("/sign-in/second-factor").await.location(), "/sign-in");
    let reply = stranger.post(STEP, &[("form[code]", "000000")]).await.expect_status(303);
    assert!(reply.location().starts_with("/sign-in?next=%2F"), "{}", reply.location());
    let actor = portal.actor(Who::Customer).await;
    assert_eq!(actor.get("/sign-in/second-factor").await.location(), "/");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_policy_leads_everybody_through_setting_one_up() {
    let portal = Portal::start().await;
    let (reseller, helpdesk) = (portal.actor(Who::Reseller).await, portal.actor(Who::Helpdesk).await);
    let form = reseller.form("/accounts/policy", "/api/accounts/policy").await;
    reseller.submit(&form.with("form[second_factor][helpdesk]", "on")).await.expect_status(303);
    assert!(helpdesk.get("/customers").await.location().starts_with("/sign-in?next="));
    let reply = helpdesk.sign_in(HELPDESK, demo::PASSWORD).await.expect_status(303);
    let page = helpdesk.page(reply.location()).await;
    let secret = secret(&page);
    let reply = type_code(&helpdesk, reply.location(), STEP, &code(&portal, &secret)).await;
    assert!(reply.location().starts_with(PAGE), "{}", reply.location());
    let page = helpdesk.page(reply.location()).await;
    assert_eq!(codes(&page).len(), 10);
    assert!(!page.named("form").any(|form| form.get("action") == Some("/api/account/second-factor/remove")));
    helpdesk.get("/customers").await.expect_status(200);
    // The customers of the reseller, and the helpdesk of the other one, go on as before.
    portal.actor(Who::Customer).await;
    portal.actor(Who::OtherReseller).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reseller_decides_for_its_own_roles_only() {
    let portal = Portal::start().await;
    let reseller = portal.actor(Who::Reseller).await;
    for role in ["reseller", "admin", "root"] {
        let form = reseller.form("/accounts/policy", "/api/accounts/policy").await;
        let reply = reseller.submit(&form.with(&format!("form[second_factor][{role}]"), "on")).await;
        assert!(reply.is_draft(), "{role}");
    }
    portal.actor(Who::Admin).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_second_factor_is_reset_by_a_higher_role() {
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let helpdesk = portal.actor(Who::Helpdesk).await;
    enrol(&portal, &helpdesk).await;
    let path = format!("/accounts/{}", world.helpdesk_account);
    let action = "/api/accounts/second-factor";
    let fields = [("id", world.helpdesk_account.as_str())];
    for who in [Who::OtherReseller, Who::Customer] {
        assert_eq!(portal.actor(who).await.post(action, &fields).await.status, 404, "{who:?}");
    }
    assert_eq!(helpdesk.post(action, &fields).await.status, 404, "one's own");
    let reseller = portal.actor(Who::Reseller).await;
    reseller.submit(&reseller.form(&path, action).await).await.expect_status(303);
    assert!(helpdesk.get("/customers").await.location().starts_with("/sign-in"));
    assert_eq!(portal.stranger().sign_in(HELPDESK, demo::PASSWORD).await.location(), "/");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reset_password_does_not_get_around_the_second_factor() {
    let portal = Portal::start().await;
    let actor = portal.actor(Who::Helpdesk).await;
    let (secret, _) = enrol(&portal, &actor).await;
    let link = invite(&portal, HELPDESK).await;
    let person = portal.stranger();
    person.get(&link).await.expect_status(303);
    let form = person.form("/invitation", "/api/invitation/accept").await;
    let form = form.with("form[password]", "seven quiet yellow boats");
    let reply = person.submit(&form.with("form[again]", "seven quiet yellow boats")).await.expect_status(303);
    assert_eq!(reply.location(), "/sign-in/second-factor?next=%2F");
    assert!(person.get("/customers").await.location().starts_with("/sign-in?next="));
    let reply = type_code(&person, reply.location(), STEP, &code(&portal, &secret)).await;
    assert_eq!(reply.location(), "/");
}

#[tokio::test(flavor = "multi_thread")]
async fn recovery_codes_are_renewed_and_the_factor_removed_with_a_code() {
    let portal = Portal::start().await;
    let actor = portal.actor(Who::Customer).await;
    let (secret, old) = enrol(&portal, &actor).await;
    let (renew, remove) = ("/api/account/second-factor/renew", "/api/account/second-factor/remove");
    assert!(type_code(&actor, PAGE, renew, "000000").await.is_draft());
    let reply = type_code(&actor, PAGE, renew, &code(&portal, &secret)).await.expect_status(303);
    let shown = actor.get(reply.location()).await.expect_status(200);
    assert!(!shown.body.contains(&old[0]));
    let fresh = codes(&shown.page());
    assert!(!actor.get(reply.location()).await.body.contains(&fresh[0]));
    assert!(type_code(&actor, PAGE, remove, &old[1]).await.is_draft(), "an old recovery code");
    portal.clock.advance(Duration::seconds(90));
    let reply = type_code(&actor, PAGE, remove, &code(&portal, &secret)).await.expect_status(303);
    assert!(!reply.is_draft());
    assert_eq!(portal.stranger().sign_in("customer@alpine.example", demo::PASSWORD).await.location(), "/");
}
