//! Portal accounts: invitations, links, resets, and one's own password.

use crate::{
    actor::{Actor, Who},
    findings::Findings,
    html::Form,
    portal::Portal,
    world::{World, account, invite},
};
use switchhook_access::demo;
use switchhook_domain::permission::{Permission, Role, Scope};
use switchhook_sandbox::{Fault, FaultRule};
use time::Duration;

const NEW: &str = "seven quiet yellow boats";
const INVITE: &str = "/api/accounts/invite";
const ACCEPT: &str = "/api/invitation/accept";
const LINK: &str = "/api/accounts/link";

/// The path of the link in the last letter to somebody.
fn link_to(portal: &Portal, login: &str) -> String {
    let letter = portal.letter_to(login).expect("a letter was sent");
    let link = letter.split_whitespace().find(|word| word.starts_with(&portal.origin)).expect("a link");
    link[portal.origin.len()..].to_owned()
}

/// Opens a link and chooses a password.
async fn choose(actor: &Actor, link: &str, password: &str) -> crate::actor::Reply {
    let reply = actor.get(link).await.expect_status(303);
    assert_eq!(reply.location(), "/invitation");
    let form = actor.form("/invitation", ACCEPT).await;
    actor.submit(&form.with("form[password]", password).with("form[again]", password)).await
}

async fn invitation(actor: &Actor, fields: &[(&str, &str)]) -> Form {
    let mut form = actor.form("/accounts/new", INVITE).await;
    for (name, value) in fields {
        form.set(name, value);
    }
    form
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invited_customer_chooses_a_password_and_is_there() {
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let reseller = portal.actor(Who::Reseller).await;
    let login = "anna@customer.example";
    let fields = [("form[login]", login), ("form[role]", "customer"), ("form[customer]", &world.customer)];
    let reply = reseller.submit(&invitation(&reseller, &fields).await).await.expect_status(303);
    assert!(!reply.is_draft() && reply.location().starts_with("/accounts/"), "{}", reply.location());
    let page = reseller.get(reply.location()).await.expect_status(200);
    let link = link_to(&portal, login);
    assert!(!page.body.contains(&link), "whoever invites sees a link that was sent");

    let anna = portal.stranger();
    let reply = choose(&anna, &link, NEW).await.expect_status(303);
    assert_eq!(reply.location(), "/");
    assert_eq!(anna.get("/").await.location(), "/my/forwards");
    anna.get(&format!("/my/forwards/{}", world.lines[0])).await.expect_status(200);
    anna.get("/accounts").await.expect_status(404);
    let again = portal.stranger();
    assert_eq!(again.sign_in(login, NEW).await.location(), "/");
    // Used, the link is worth nothing; nor is the page behind it.
    again.get(&link).await.expect_status(404);
    portal.stranger().get(&link).await.expect_status(404);
    portal.stranger().get("/invitation").await.expect_status(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_for_one_line_sees_that_line_alone() {
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let reseller = portal.actor(Who::Reseller).await;
    let login = "one.line@customer.example";
    let fields = [
        ("form[login]", login),
        ("form[role]", "customer"),
        ("form[customer]", &world.customer),
        ("form[subscriber]", &world.lines[1]),
    ];
    let reply = reseller.submit(&invitation(&reseller, &fields).await).await.expect_status(303);
    assert!(!reply.is_draft());
    let person = portal.stranger();
    choose(&person, &link_to(&portal, login), NEW).await.expect_status(303);
    person.get(&format!("/my/forwards/{}", world.lines[1])).await.expect_status(200);
    person.get(&format!("/my/forwards/{}", world.lines[0])).await.expect_status(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_invited_is_told_at_its_field_and_nothing_is_made() {
    let mut findings = Findings::default();
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let reseller = portal.actor(Who::Reseller).await;
    let before = portal.access.accounts().list(Scope::Operator).await.unwrap().len();
    let customer = [("form[login]", "x@new.example"), ("form[role]", "customer")];
    for (fields, field) in [
        (vec![("form[login]", "nobody")], "form[login]"),
        (vec![("form[login]", "helpdesk@alpine.example")], "form[login]"),
        (vec![("form[login]", "REseller@harbour.example")], "form[login]"),
        (vec![("form[login]", "x@new.example"), ("form[role]", "reseller")], "form[role]"),
        (vec![("form[login]", "x@new.example"), ("form[role]", "admin")], "form[role]"),
        (customer.to_vec(), "form[customer]"),
        ([&customer[..], &[("form[customer]", world.foreign_customer.as_str())]].concat(), "form[customer]"),
        ([&customer[..], &[("form[customer]", world.unknown.as_str())]].concat(), "form[customer]"),
        (
            [
                &customer[..],
                &[
                    ("form[customer]", world.customer.as_str()),
                    ("form[subscriber]", world.other_line.as_str()),
                ],
            ]
            .concat(),
            "form[subscriber]",
        ),
        (
            [
                &customer[..],
                &[
                    ("form[customer]", world.foreign_customer.as_str()),
                    ("form[subscriber]", world.foreign_line.as_str()),
                ],
            ]
            .concat(),
            "form[subscriber]",
        ),
    ] {
        let form = invitation(&reseller, &fields).await;
        let page = reseller.refused(&form).await;
        findings.expect(page.invalid().contains(field), || format!("{fields:?}: {:?}", page.invalid()));
        let again = page.form(INVITE);
        findings.expect(again.get("form[login]") == form.get("form[login]"), || format!("{fields:?}: lost"));
    }
    let sneaky = invitation(&reseller, &[("form[login]", "x@new.example")]).await;
    let sneaky = sneaky.with("form[permissions][manage_accounts]", "on");
    findings.expect(reseller.submit(&sneaky).await.is_draft(), || "helpdesk may manage accounts".into());
    let after = portal.access.accounts().list(Scope::Operator).await.unwrap().len();
    findings.expect(before == after, || format!("{} accounts were made", after - before));
    findings.expect(portal.letter_to("x@new.example").is_none(), || "a letter was sent".into());
    findings.none();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_is_kept_while_the_platform_cannot_be_asked_whose_customer_it_is() {
    let portal = Portal::impatient().await;
    let world = World::of(&portal).await;
    let reseller = portal.actor(Who::Reseller).await;
    let login = "kept@customer.example";
    let customer = world.customer.as_str();
    let fields = [("form[login]", login), ("form[role]", "customer"), ("form[customer]", customer)];
    let form = invitation(&reseller, &fields).await;
    portal.sandbox.add_fault(FaultRule::new("/", Fault::ResetBefore));
    let page = reseller.refused(&form).await;
    portal.sandbox.set_faults(Vec::new());
    assert!(!page.texts_of_class("summary").concat().is_empty(), "not told");
    let made = portal.access.accounts().find_by_login(Scope::Operator, login).await.unwrap();
    assert!(made.is_none() && portal.letter_to(login).is_none());
    let again = page.form(INVITE);
    for (name, typed) in fields {
        assert_eq!(again.get(name), Some(typed), "{name}");
    }
    assert!(!reseller.submit(&again).await.expect_status(303).is_draft());
    assert!(portal.letter_to(login).is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_invites_everybody_into_their_place() {
    let portal = Portal::start().await;
    let admin = portal.actor(Who::Admin).await;
    let harbour = account(&portal, "reseller@harbour.example").await.scope.reseller().unwrap().to_string();
    let mut forms = vec![("admin", "", Role::Admin), ("reseller", &harbour, Role::Reseller)];
    forms.push(("helpdesk", &harbour, Role::Helpdesk));
    for (name, reseller, role) in forms {
        let login = format!("{name}@invited.example");
        let fields = [("form[login]", login.as_str()), ("form[role]", name), ("form[reseller]", reseller)];
        let reply = admin.submit(&invitation(&admin, &fields).await).await.expect_status(303);
        assert!(!reply.is_draft(), "{name}");
        let made = account(&portal, &login).await;
        assert_eq!((made.role, made.scope.reseller().is_some()), (role, role != Role::Admin));
    }
    let fields = [("form[login]", "x@y.example"), ("form[role]", "reseller"), ("form[reseller]", "987")];
    let page = admin.refused(&invitation(&admin, &fields).await).await;
    assert!(page.invalid().contains("form[reseller]"));
}

#[tokio::test(flavor = "multi_thread")]
async fn helpdesk_starts_a_reset_and_never_sees_the_link() {
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let helpdesk = portal.actor(Who::Helpdesk).await;
    let path = format!("/accounts/{}", world.customer_account);
    let reply = helpdesk.submit(&helpdesk.form(&path, LINK).await).await.expect_status(303);
    let page = helpdesk.get(reply.location()).await.expect_status(200);
    let link = link_to(&portal, "customer@alpine.example");
    assert!(!page.body.contains("/invitation/"));
    // The present password stays until another is chosen.
    let customer = portal.actor(Who::Customer).await;
    choose(&portal.stranger(), &link, NEW).await.expect_status(303);
    assert_eq!(customer.get("/my/forwards").await.location(), "/sign-in?next=%2Fmy%2Fforwards");
    assert!(portal.stranger().sign_in("customer@alpine.example", demo::PASSWORD).await.is_draft());

    // Where no letter can be sent, none is shown either.
    let silent = Portal::without_mail().await;
    let world = World::of(&silent).await;
    let path = format!("/accounts/{}", world.customer_account);
    let helpdesk = silent.actor(Who::Helpdesk).await;
    let page = helpdesk.page(&path).await;
    assert!(!page.named("form").any(|form| form.get("action") == Some(LINK)));
    let reply = helpdesk.post(LINK, &[("id", &world.customer_account)]).await.expect_status(303);
    assert!(!helpdesk.get(reply.location()).await.body.contains("/invitation/"));
    let customer = account(&silent, "customer@alpine.example").await;
    assert!(silent.access.links().issued(&customer).await.unwrap().is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_mail_server_the_link_is_shown_once_to_who_manages_accounts() {
    let portal = Portal::without_mail().await;
    let reseller = portal.actor(Who::Reseller).await;
    let form = invitation(&reseller, &[("form[login]", "paper@alpine.example")]).await;
    let reply = reseller.submit(&form).await.expect_status(303);
    let page = reseller.get(reply.location()).await.expect_status(200).page();
    let link = page.texts_of_class("copy").concat();
    let link = link.trim().strip_prefix(&portal.origin).expect("a link of the portal");
    let other = portal.actor(Who::OtherReseller).await.get(reply.location()).await;
    assert!(other.status == 404 && !other.body.contains(link));
    let again = reseller.get(reply.location()).await.expect_status(200);
    assert!(!again.body.contains(link), "shown twice");
    let reply = choose(&portal.stranger(), link, NEW).await.expect_status(303);
    assert_eq!(reply.location(), "/");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_that_the_mail_server_refuses_is_shown_to_the_manager_instead() {
    let portal = Portal::start().await;
    let reseller = portal.actor(Who::Reseller).await;
    let form = invitation(&reseller, &[("form[login]", "x@refused.example")]).await;
    let reply = reseller.submit(&form).await.expect_status(303);
    let page = reseller.get(reply.location()).await.expect_status(200).page();
    assert!(page.texts_of_class("copy").concat().contains("/invitation/"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_without_its_link_leads_to_the_button_that_makes_one() {
    let portal = Portal::start().await;
    let reseller = portal.actor(Who::Reseller).await;
    let login = "linkless@alpine.example";
    let form = invitation(&reseller, &[("form[login]", login)]).await;
    let broken =
        "CREATE TRIGGER broken BEFORE INSERT ON account_links BEGIN SELECT RAISE(ABORT, 'broken'); END";
    portal.alter(broken).await;
    let reply = reseller.submit(&form).await.expect_status(303);
    portal.alter("DROP TRIGGER broken").await;
    let made = account(&portal, login).await;
    assert_eq!(reply.location(), format!("/accounts/{}", made.id));
    let page = reseller.page(reply.location()).await;
    assert!(page.texts_of_class("notices").concat().contains("no link for it"));
    reseller.submit(&page.form(LINK)).await.expect_status(303);
    choose(&portal.stranger(), &link_to(&portal, login), NEW).await.expect_status(303);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_that_was_saved_without_a_session_leads_to_the_sign_in() {
    let portal = Portal::start().await;
    let login = "late@alpine.example";
    let link = invite(&portal, login).await;
    let person = portal.stranger();
    person.get(&link).await.expect_status(303);
    let form = person.form("/invitation", ACCEPT).await.with("form[password]", NEW).with("form[again]", NEW);
    portal.alter("ALTER TABLE second_factors RENAME TO away").await;
    let reply = person.submit(&form).await.expect_status(303);
    portal.alter("ALTER TABLE away RENAME TO second_factors").await;
    assert!(reply.location().starts_with("/sign-in?") && reply.is_draft(), "{}", reply.location());
    let page = person.page(reply.location()).await;
    let told = page.texts_of_class("summary").concat();
    assert!(told.contains("password is saved"), "{told}");
    let form = page.form("/api/sign-in");
    assert_eq!(form.get("login"), Some(login));
    assert_eq!(person.submit(&form.with("password", NEW)).await.location(), "/");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_a_replaced_and_an_invented_link_do_not_open() {
    let portal = Portal::start().await;
    let first = invite(&portal, "late@alpine.example").await;
    let second = invite(&portal, "late@alpine.example").await;
    for link in [first.as_str(), "/invitation/invented", "/invitation/%00"] {
        let stranger = portal.stranger();
        let reply = stranger.get(link).await;
        assert!(reply.status == 404 || reply.location().is_empty(), "{link}: {}", reply.status);
        assert_eq!(reply.header("set-cookie"), "", "{link}");
    }
    portal.clock.advance(Duration::days(7) - Duration::minutes(10));
    let person = portal.stranger();
    person.get(&second).await.expect_status(303);
    let form = person.form("/invitation", ACCEPT).await;
    let form = form.with("form[password]", NEW).with("form[again]", NEW);
    portal.clock.advance(Duration::minutes(10));
    person.submit(&form).await.expect_status(404);
    portal.stranger().get(&second).await.expect_status(404);
    assert!(portal.stranger().sign_in("late@alpine.example", NEW).await.is_draft());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_of_a_link_is_in_no_page_and_no_address_but_its_own() {
    let portal = Portal::start().await;
    let link = invite(&portal, "quiet@alpine.example").await;
    let token = link.rsplit('/').next().unwrap();
    let person = portal.stranger();
    let opened = person.get(&link).await.expect_status(303);
    assert!(!opened.location().contains(token) && !opened.body.contains(token));
    let form = person.form("/invitation", ACCEPT).await;
    assert!(form.fields.iter().all(|(_, value)| !value.contains(token)));
    let reply =
        person.submit(&form.clone().with("form[password]", "short").with("form[again]", "short")).await;
    assert!(reply.is_draft() && !reply.location().contains(token));
    let page = person.get(reply.location()).await.expect_status(200);
    assert!(page.page().invalid().contains("form[password]") && !page.body.contains("short\""));
    for (password, again, field) in [
        ("password1234", "password1234", "form[password]"),
        ("quiet@alpine.example", "quiet@alpine.example", "form[password]"),
        (NEW, "something else", "form[again]"),
        ("", "", "form[password]"),
    ] {
        let form = form.clone().with("form[password]", password).with("form[again]", again);
        let page = person.refused(&form).await;
        assert!(page.invalid().contains(field), "{password}: {:?}", page.invalid());
    }
    person.submit(&form.with("form[password]", NEW).with("form[again]", NEW)).await.expect_status(303);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_somebody_else_opened_is_not_theirs() {
    let portal = Portal::start().await;
    let link = invite(&portal, "mine@alpine.example").await;
    let owner = portal.stranger();
    owner.get(&link).await.expect_status(303);
    let form = owner.form("/invitation", ACCEPT).await.with("form[password]", NEW).with("form[again]", NEW);
    let thief = portal.stranger();
    let theirs = crate::table::as_theirs(&form, &thief).await;
    thief.submit(&theirs).await.expect_status(404);
    owner.submit(&form).await.expect_status(303);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_reseller_chose_counts_at_the_next_request() {
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let (reseller, helpdesk) = (portal.actor(Who::Reseller).await, portal.actor(Who::Helpdesk).await);
    helpdesk.get("/customers").await.expect_status(200);
    helpdesk.get("/audit").await.expect_status(404);
    let path = format!("/accounts/{}", world.helpdesk_account);
    let mut form = reseller.form(&path, "/api/accounts/permissions").await;
    let late = form.clone().with("form[permissions][terminate_customers]", "on");
    form.remove("form[permissions][view_customers]");
    form.set("form[permissions][view_audit]", "on");
    reseller.submit(&form).await.expect_status(303);
    // Whoever still has the page before open does not give back what was taken away without knowing it.
    let mut again = reseller.refused(&late).await.form("/api/accounts/permissions");
    assert_eq!(again.get("form[permissions][terminate_customers]"), Some("on"));
    assert!(
        !account(&portal, "helpdesk@alpine.example")
            .await
            .permissions
            .contains(&Permission::TerminateCustomers)
    );
    again.remove("form[permissions][view_customers]").remove("form[permissions][terminate_customers]");
    assert!(!reseller.submit(&again.with("form[permissions][view_audit]", "on")).await.is_draft());
    helpdesk.get("/customers").await.expect_status(404);
    helpdesk.get("/audit").await.expect_status(200);
    let saved = account(&portal, "helpdesk@alpine.example").await.permissions;
    assert!(!saved.contains(&Permission::ViewCustomers) && saved.contains(&Permission::ViewSubscribers));
    // Only helpdesk has permissions to choose.
    let reply = reseller.post("/api/accounts/permissions", &[("id", &world.customer_account)]).await;
    assert_eq!(reply.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disabled_account_is_out_and_comes_back_when_it_is_enabled() {
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let (reseller, customer) = (portal.actor(Who::Reseller).await, portal.actor(Who::Customer).await);
    let path = format!("/accounts/{}", world.customer_account);
    let press = async |action: &str| {
        reseller.submit(&reseller.form(&path, action).await).await.expect_status(303);
    };
    press("/api/accounts/disable").await;
    assert!(customer.get("/my/forwards").await.location().starts_with("/sign-in"));
    assert!(portal.stranger().sign_in("customer@alpine.example", demo::PASSWORD).await.is_draft());
    press("/api/accounts/enable").await;
    let customer = portal.actor(Who::Customer).await;
    press("/api/accounts/end-sessions").await;
    assert!(customer.get("/my/forwards").await.location().starts_with("/sign-in"));
    portal.actor(Who::Customer).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_button_that_was_pressed_when_the_session_ended_says_so_afterwards() {
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let reseller = portal.actor(Who::Reseller).await;
    let form = reseller.form(&format!("/accounts/{}", world.customer_account), "/api/accounts/disable").await;
    portal.clock.advance(Duration::hours(13));
    let reply = reseller.submit(&form).await.expect_status(303);
    let sign_in = reseller.page(reply.location()).await.form("/api/sign-in");
    let sign_in = sign_in.with("login", Who::Reseller.login().unwrap()).with("password", demo::PASSWORD);
    let reply = reseller.submit(&sign_in).await.expect_status(303);
    let page = reseller.page(reply.location()).await;
    assert_eq!(page.texts_of_class("summary").len(), 1);
    // Nothing was done.
    portal.actor(Who::Customer).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_own_password_is_changed_with_the_present_one_only() {
    let portal = Portal::start().await;
    let (here, there) = (portal.actor(Who::Customer).await, portal.actor(Who::Customer).await);
    let form = here.form("/account", "/api/account/password").await;
    let form = form.with("form[password]", NEW).with("form[again]", NEW);
    for present in ["", "wrong-password-77"] {
        let page = here.refused(&form.clone().with("form[present]", present)).await;
        assert!(page.invalid().contains("form[present]"), "{present:?}");
    }
    let reply = here.submit(&form.with("form[present]", demo::PASSWORD)).await.expect_status(303);
    assert_eq!(reply.location(), "/account");
    here.get("/account").await.expect_status(200);
    assert!(there.get("/account").await.location().starts_with("/sign-in"));
    assert_eq!(portal.stranger().sign_in("customer@alpine.example", NEW).await.location(), "/");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_is_filtered_paged_and_says_when_it_is_empty() {
    let portal = Portal::start().await;
    for number in 0..12 {
        invite(&portal, &format!("helper{number:02}@alpine.example")).await;
    }
    let reseller = portal.actor(Who::Reseller).await;
    let logins = async |query: &str| {
        let page = reseller.page(&format!("/accounts{query}")).await;
        let links = page.named("a").filter_map(|link| link.get("href")).map(str::to_owned);
        links
            .filter(|href| {
                href.starts_with("/accounts/")
                    && !["/accounts/new", "/accounts/policy"].contains(&href.as_str())
            })
            .count()
    };
    assert_eq!(logins("").await, 14);
    assert_eq!(logins("?rows=10").await, 10);
    assert_eq!(logins("?rows=10&page=2").await, 4);
    assert_eq!(logins("?state=invited&login=HELPER0").await, 10);
    assert_eq!(logins("?role=customer").await, 1);
    assert_eq!(logins("?state=disabled").await, 0);
    for empty in ["?state=disabled", "?page=99", "?login=nobody-like-this"] {
        let page = reseller.page(&format!("/accounts{empty}")).await;
        assert!(!page.texts_of_class("empty").is_empty(), "{empty}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_step_is_in_the_audit_trail_and_no_secret_with_it() {
    let portal = Portal::start().await;
    let reseller = portal.actor(Who::Reseller).await;
    let form = invitation(&reseller, &[("form[login]", "traced@alpine.example")]).await;
    reseller.submit(&form).await.expect_status(303);
    let link = link_to(&portal, "traced@alpine.example");
    choose(&portal.stranger(), &link, NEW).await.expect_status(303);
    let page = reseller.get("/audit").await.expect_status(200);
    for words in
        ["Create a portal account", "Issue a link to choose a password", "Choose a password by a link"]
    {
        assert!(page.body.contains(words), "{words}");
    }
    let token = link.rsplit('/').next().unwrap();
    assert!(!page.body.contains(token) && !page.body.contains(NEW));
    assert!(page.body.contains("traced@alpine.example"));
}
