//! Signing in and out.

use crate::{actor::Who, portal::Portal};
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
