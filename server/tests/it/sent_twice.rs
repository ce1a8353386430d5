//! A button pressed twice, a form sent again, a sender who leaves: everything is done once, and to its end.

use crate::{
    actor::{Reply, Who},
    html::Form,
    portal::{LONGEST, Portal},
    table::{NEW_CUSTOMER, NEW_LINE, as_theirs},
    world::World,
};
use std::time::Duration;
use switchhook_domain::permission::Scope;
use switchhook_sandbox::{Fault, FaultRule};

/// What creates things: the action of the form, its page, what is typed, and what the platform is asked for.
async fn creations(portal: &Portal) -> Vec<(Form, &'static [&'static str])> {
    let world = World::of(portal).await;
    let actor = portal.actor(Who::Reseller).await;
    let mut forms = Vec::new();
    for (page, action, typed, made) in [
        (
            "/customers/new".to_owned(),
            "/api/customers/create",
            NEW_CUSTOMER,
            &["/api/customercontacts/", "/api/customers/", "/api/subscribers/"][..],
        ),
        (
            format!("/subscribers/new?customer={}", world.customer),
            "/api/subscribers/create",
            NEW_LINE,
            &["/api/subscribers/"][..],
        ),
    ] {
        let mut form = actor.form(&page, action).await;
        for (name, value) in typed {
            form.set(name, value);
        }
        forms.push((form, made));
    }
    forms
}

/// What was created at the platform.
fn created(portal: &Portal) -> Vec<String> {
    portal.writes().into_iter().map(|write| write.path).collect()
}

fn same(first: &Reply, second: &Reply) {
    assert_eq!((second.status, second.location()), (first.status, first.location()));
    assert!(first.status == 303 && !first.is_draft(), "{} {}", first.status, first.location());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_is_sent_again_makes_nothing_more() {
    for number in 0..2 {
        let portal = Portal::start().await;
        let (form, made) = creations(&portal).await.swap_remove(number);
        let actor = portal.actor(Who::Reseller).await;
        let form = as_theirs(&form, &actor).await;
        portal.sandbox.clear_requests();
        let first = actor.submit(&form).await;
        let second = actor.submit(&form).await;
        same(&first, &second);
        assert_eq!(created(&portal), made);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_presses_at_the_same_moment_make_one_thing() {
    for number in 0..2 {
        let portal = Portal::start().await;
        let (form, made) = creations(&portal).await.swap_remove(number);
        let actor = portal.actor(Who::Reseller).await;
        let form = as_theirs(&form, &actor).await;
        let slow = FaultRule::new("/api/", Fault::Latency(Duration::from_millis(100)));
        portal.sandbox.add_fault(slow.method("POST"));
        portal.sandbox.clear_requests();
        let (first, second, third) =
            tokio::join!(actor.submit(&form), actor.submit(&form), actor.submit(&form));
        same(&first, &second);
        same(&first, &third);
        assert_eq!(created(&portal), made);
        let page = actor.page(first.location()).await;
        assert_eq!(page.texts_of_class("notices").len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_with_mistakes_may_be_sent_again() {
    let portal = Portal::start().await;
    let actor = portal.actor(Who::Reseller).await;
    let (form, made) = creations(&portal).await.swap_remove(1);
    let form = as_theirs(&form, &actor).await;
    let wrong = form.clone().with("form[username]", "");
    assert!(actor.submit(&wrong).await.is_draft());
    let again = actor.submit(&wrong).await;
    assert!(again.is_draft());
    // From the page as it was before, as after going back, and from the page that shows the mistakes.
    portal.sandbox.clear_requests();
    let shown = actor.page(again.location()).await.form("/api/subscribers/create");
    assert_ne!(shown.get("submission"), form.get("submission"));
    let done = actor.submit(&form).await;
    assert!(done.status == 303 && !done.is_draft(), "{} {}", done.status, done.location());
    assert_eq!(created(&portal), made);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_made_in_part_is_not_made_again() {
    let portal = Portal::start().await;
    let (form, _) = creations(&portal).await.swap_remove(0);
    let actor = portal.actor(Who::Reseller).await;
    let form = as_theirs(&form, &actor).await;
    let broken = FaultRule::new("/api/customers/", Fault::Status(500, String::new()));
    portal.sandbox.add_fault(broken.method("POST").times(1));
    portal.sandbox.clear_requests();
    let first = actor.submit(&form).await;
    let second = actor.submit(&form).await;
    assert!(first.is_draft());
    assert_eq!(first.location(), second.location());
    assert_eq!(created(&portal), ["/api/customercontacts/", "/api/customers/"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_whose_handler_broke_off_is_told_as_unknown_and_not_waited_for() {
    let portal = Portal::start().await;
    let actor = portal.actor(Who::Reseller).await;
    let form = actor.form("/accounts/new", "/api/accounts/invite").await;
    let form = form.with("form[login]", "somebody@broken.example");
    actor.submit(&form).await.expect_status(500);
    let again = actor.submit(&form).await.expect_status(504);
    assert!(again.page().text_of("main").contains("may have been made or not"));
    let accounts = portal.access.accounts().list(Scope::Operator).await.unwrap();
    assert_eq!(accounts.iter().filter(|account| account.login == "somebody@broken.example").count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_words_in_a_new_form_are_a_new_order() {
    let portal = Portal::start().await;
    let actor = portal.actor(Who::Reseller).await;
    let order = async || {
        let form = actor.form("/customers/new", "/api/customers/create").await;
        let form =
            form.with("form[contact][email]", "twice@example.com").with("form[contact][lastname]", "Huber");
        let form = form.with("form[billing_profile]", "alpine_flat");
        let reply = actor.submit(&form).await;
        assert!(!reply.is_draft());
        reply.location().to_owned()
    };
    assert_ne!(order().await, order().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_goes_on_to_its_end_when_its_sender_leaves() {
    let portal = Portal::start().await;
    let (form, made) = creations(&portal).await.swap_remove(0);
    let actor = portal.actor(Who::Reseller).await;
    let form = as_theirs(&form, &actor).await;
    let slow = FaultRule::new("/api/", Fault::Latency(Duration::from_millis(300)));
    portal.sandbox.add_fault(slow.method("POST"));
    portal.sandbox.clear_requests();
    let sent = tokio::spawn({
        let (actor, form) = (actor.clone(), form.clone());
        async move { actor.submit(&form).await }
    });
    eventually(|| !portal.writes().is_empty()).await;
    sent.abort();
    assert!(sent.await.is_err());
    eventually(|| created(&portal).len() == made.len()).await;
    // Who sends it again gets the answer that nobody waited for, and the page says what was done.
    let reply = actor.submit(&form).await;
    assert!(reply.location().starts_with("/customers/") && !reply.is_draft(), "{}", reply.location());
    assert_eq!(created(&portal), made);
    let page = actor.page(reply.location()).await;
    assert_eq!(page.texts_of_class("notices").len(), 1);
}

/// Waits for what must come; how long that takes is no matter, unless it never comes.
async fn eventually(happened: impl Fn() -> bool) {
    let waiting = async {
        while !happened() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(LONGEST, waiting).await.expect("it happens");
}
