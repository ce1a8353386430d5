//! Signing in and out.

use crate::{
    actor::{Actor, Who, body},
    portal::Portal,
};
use reqwest::{Method, header::ORIGIN};
use switchhook_access::demo;
use switchhook_domain::permission::Scope;
use time::Duration;

const RESELLER: &str = "reseller@alpine.example";

#[tokio::test(flavor = "multi_thread")]
async fn the_session_id_changes_at_sign_in_and_the_old_one_is_worth_nothing() {
    let portal = Portal::start().await;
    let actor = portal.stranger();
    actor.get("/sign-in").await.expect_status(200);
    let before = actor.cookie("session").unwrap();
    let reply = actor.sign_in(RESELLER, demo::PASSWORD).await;
    assert_eq!((reply.status.as_u16(), reply.location()), (303, "/"));
    let after = actor.cookie("session").unwrap();
    assert_ne!(before, after);
    assert_eq!(actor.get("/").await.status, 200);

    let thief = portal.stranger();
    thief.set_cookie("session", &before);
    assert_eq!(thief.get("/").await.location(), "/sign-in?next=%2F");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_that_somebody_planted_is_not_taken_over() {
    let portal = Portal::start().await;
    let actor = portal.stranger();
    let planted = "AAAAAAAAAAAAAAAAAAAAAA";
    actor.set_cookie("session", planted);
    actor.get("/sign-in").await.expect_status(200);
    assert_ne!(actor.cookie("session").unwrap(), planted);
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_ends_the_session_for_everybody_who_has_its_cookie() {
    let portal = Portal::start().await;
    let actor = portal.actor(Who::Reseller).await;
    let copy = portal.stranger();
    copy.set_cookie("session", &actor.cookie("session").unwrap());
    assert_eq!(copy.get("/").await.status, 200);

    let reply = actor.post("/api/sign-out", &[]).await;
    assert_eq!((reply.status.as_u16(), reply.location()), (303, "/sign-in"));
    for browser in [&actor, &copy] {
        assert_eq!(browser.get("/").await.location(), "/sign-in?next=%2F");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disabled_account_is_out_at_its_next_request() {
    let portal = Portal::start().await;
    let actor = portal.actor(Who::Helpdesk).await;
    let accounts = portal.access.accounts();
    let account = accounts.find_by_login(Scope::Operator, "helpdesk@alpine.example").await.unwrap().unwrap();
    accounts.disable(&account).await.unwrap();
    assert_eq!(actor.get("/").await.location(), "/sign-in?next=%2F");
    let reply = portal.stranger().sign_in("helpdesk@alpine.example", demo::PASSWORD).await;
    assert!(reply.is_draft());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_and_an_unknown_login_are_told_in_the_same_words_and_the_password_is_forgotten() {
    let portal = Portal::start().await;
    let mut pages = Vec::new();
    for login in [RESELLER, "nobody@alpine.example"] {
        let actor = portal.stranger();
        let reply = actor.sign_in(login, "wrong-password-77").await;
        assert!(reply.is_draft(), "{}", reply.location());
        assert!(!reply.location().contains("wrong-password"));
        let reply = actor.get(reply.location()).await.expect_status(200);
        assert!(!reply.body.contains("wrong-password-77"), "the password is shown again");
        let page = reply.page();
        let form = page.form("/api/sign-in");
        assert_eq!((form.get("login"), form.get("password")), (Some(login), Some("")));
        pages.push(page.texts_of_class("summary").concat());
        assert_eq!(actor.get("/").await.location(), "/sign-in?next=%2F");
    }
    assert!(!pages[0].is_empty());
    assert_eq!(pages[0], pages[1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_several_failures_even_the_right_password_has_to_wait() {
    let portal = Portal::start().await;
    let actor = portal.stranger();
    for _ in 0..7 {
        assert!(actor.sign_in(RESELLER, "wrong-password-77").await.is_draft());
    }
    let reply = actor.sign_in(RESELLER, demo::PASSWORD).await;
    assert!(reply.is_draft());
    assert_eq!(actor.get("/").await.location(), "/sign-in?next=%2F");
    // Another person is not held up.
    portal.actor(Who::Helpdesk).await;
    portal.clock.advance(Duration::minutes(15));
    let reply = actor.sign_in(RESELLER, demo::PASSWORD).await;
    assert_eq!(reply.location(), "/");
}

#[tokio::test(flavor = "multi_thread")]
async fn after_signing_in_one_is_where_one_wanted_to_be_but_never_on_another_site() {
    let portal = Portal::start().await;
    for (next, to) in [
        ("/my/forwards?page=2", "/my/forwards?page=2"),
        ("//evil.example", "/"),
        ("https://evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("/api/sign-out", "/"),
        ("javascript:alert(1)", "/"),
        ("/\r\nset-cookie: a=b", "/"),
    ] {
        let actor = portal.stranger();
        let form = actor.get("/sign-in").await.page().form("/api/sign-in");
        let form = form.with("login", "customer@alpine.example").with("password", demo::PASSWORD);
        let reply = actor.submit(&form.with("next", next)).await;
        assert_eq!((reply.status.as_u16(), reply.location()), (303, to), "{next}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_to_sign_in_sends_on_whoever_is_signed_in() {
    let portal = Portal::start().await;
    let actor = portal.actor(Who::Customer).await;
    let reply = actor.get("/sign-in?next=%2Fmy%2Fforwards").await;
    assert_eq!((reply.status.as_u16(), reply.location()), (303, "/my/forwards"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_by_itself() {
    let portal = Portal::start().await;
    let actor = portal.actor(Who::Reseller).await;
    portal.clock.advance(Duration::minutes(59));
    assert_eq!(actor.get("/").await.status, 200);
    portal.clock.advance(Duration::minutes(61));
    assert_eq!(actor.get("/").await.location(), "/sign-in?next=%2F");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chosen_language_stays_and_only_known_ones_can_be_chosen() {
    let portal = Portal::start().await;
    let actor = portal.stranger();
    let english = actor.get("/sign-in").await.page().text_of("h1");
    let reply = actor.post("/api/language", &[("language", "de"), ("from", "/sign-in?next=%2Faudit")]).await;
    assert_eq!((reply.status.as_u16(), reply.location()), (303, "/sign-in?next=%2Faudit"));
    let page = actor.get("/sign-in").await.page();
    assert_ne!(page.text_of("h1"), english);
    assert_eq!(page.named("html").next().unwrap().get("lang"), Some("de"));
    for bad in ["xx", "", "de\r\nset-cookie: a=b", "../de", "de; Domain=evil.example"] {
        let reply = actor.post("/api/language", &[("language", bad), ("from", "https://evil.example")]).await;
        assert_eq!((reply.status.as_u16(), reply.location()), (303, "/"), "{bad:?}");
        assert_eq!(reply.header("set-cookie"), "", "{bad:?}");
    }
}

const SESSIONS: &str = "/account/sessions";
const END: &str = "/api/account/sessions/end";
const END_OTHERS: &str = "/api/account/sessions/end-others";

/// Somebody who signs in with a browser that calls itself so.
async fn with_browser(portal: &Portal, who: Who, device: &str) -> Actor {
    let actor = portal.stranger();
    let form = actor.form("/sign-in", "/api/sign-in").await;
    let form = form.with("login", who.login().unwrap()).with("password", demo::PASSWORD);
    let request = actor.request(Method::POST, "/api/sign-in").header(ORIGIN, &portal.origin);
    let reply = actor.send(body(request.header("user-agent", device), &form.fields)).await;
    assert_eq!(reply.location(), "/");
    actor
}

/// The keys of the sessions that a page offers to end.
async fn keys(actor: &Actor) -> Vec<String> {
    let page = actor.page(SESSIONS).await;
    let keys = page.named("input").filter(|input| input.get("name") == Some("form[key]"));
    keys.filter_map(|input| input.get("value")).map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_sees_where_they_are_signed_in() {
    let portal = Portal::start().await;
    let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0";
    let actor = with_browser(&portal, Who::Customer, firefox).await;
    let page = actor.page(SESSIONS).await;
    assert!(!page.named("form").any(|form| form.get("action") == Some(END_OTHERS)), "there is no other");
    portal.clock.advance(Duration::minutes(5));
    with_browser(&portal, Who::Customer, "<script>alert(7)</script>").await;
    with_browser(&portal, Who::Helpdesk, "Somebody else's").await;
    let shown = actor.get(SESSIONS).await.expect_status(200);
    assert!(!shown.body.contains("<script>alert") && !shown.body.contains("Somebody else"));
    let page = shown.page();
    let text = page.text_of("main");
    for words in ["Firefox on Linux", "This one", "<script>alert(7)</script>", "127.0.0.1"] {
        assert!(text.contains(words), "{words} is not in {text}");
    }
    assert_eq!(keys(&actor).await.len(), 1, "one ends others here, and the present one by signing out");
    assert!(!shown.body.contains(&actor.cookie("session").unwrap()), "the id of a session is shown");
    let links = actor.page("/account").await;
    assert!(links.named("a").any(|link| link.get("href") == Some(SESSIONS)));
}

#[tokio::test(flavor = "multi_thread")]
async fn people_end_their_own_sessions_one_or_all_others() {
    let portal = Portal::start().await;
    let here = portal.actor(Who::Reseller).await;
    let there = with_browser(&portal, Who::Reseller, "there").await;
    let form = here.form(SESSIONS, END).await;
    let reply = here.submit(&form).await.expect_status(303);
    assert_eq!(reply.location(), SESSIONS);
    assert_eq!(here.page(SESSIONS).await.texts_of_class("notices").len(), 1);
    assert_eq!(there.get("/account").await.location(), "/sign-in?next=%2Faccount");
    // Ended already, it is told so: no second form ends anything else.
    let key = form.get("form[key]").unwrap().to_owned();
    let reply = here.post(END, &[("form[key]", &key)]).await.expect_status(303);
    assert_eq!(reply.location(), SESSIONS);
    assert!(here.page(SESSIONS).await.texts_of_class("notices").concat().contains("already"));

    let (one, two) = (portal.actor(Who::Reseller).await, portal.actor(Who::Reseller).await);
    let form = here.form(SESSIONS, END_OTHERS).await;
    here.submit(&form).await.expect_status(303);
    for other in [&one, &two] {
        assert_eq!(other.get("/account").await.location(), "/sign-in?next=%2Faccount");
    }
    here.get("/account").await.expect_status(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_ends_or_learns_of_anybody_elses_session() {
    let portal = Portal::start().await;
    let reseller = portal.actor(Who::Reseller).await;
    let second = portal.actor(Who::Reseller).await;
    let theirs = keys(&reseller).await.concat();
    let mut told = Vec::new();
    for key in [theirs.as_str(), "nothing", ""] {
        for who in [Who::OtherReseller, Who::Helpdesk, Who::Customer, Who::Admin] {
            let actor = portal.actor(who).await;
            let reply = actor.post(END, &[("form[key]", key)]).await.expect_status(303);
            assert_eq!(reply.location(), SESSIONS, "{who:?}");
            told.push(actor.page(SESSIONS).await.texts_of_class("notices").concat());
            actor.post(END_OTHERS, &[]).await.expect_status(303);
        }
    }
    told.dedup();
    assert_eq!(told.len(), 1, "{told:?}");
    for actor in [&reseller, &second] {
        actor.get("/account").await.expect_status(200);
    }
    // With the key of one's own it works.
    let own = keys(&second).await.concat();
    second.post(END, &[("form[key]", &own)]).await.expect_status(303);
    assert_eq!(reseller.get("/account").await.location(), "/sign-in?next=%2Faccount");
}
