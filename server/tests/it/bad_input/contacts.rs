//! Contacts, also those of new customers, and domains.

use super::{Case, EMOJI, case, filled, long, refuse, unfit};
use crate::{actor::Who, portal::Portal, world::World};
use switchhook_sandbox::{Fault, FaultRule};

/// What is wrong in the fields of a contact.
pub fn contact_cases() -> Vec<Case> {
    let mut cases = vec![
        case("form[contact][email]", ""),
        case("form[contact][email]", "nobody"),
        case("form[contact][email]", "a@b"),
        case("form[contact][email]", "two@@example.com"),
        case("form[contact][email]", "jörg@zoechling.example"),
        case("form[contact][country]", "Austria"),
        case("form[contact][country]", "A1"),
    ];
    cases.extend(unfit(&[
        "form[contact][firstname]",
        "form[contact][lastname]",
        "form[contact][company]",
        "form[contact][email]",
        "form[contact][street]",
        "form[contact][postcode]",
        "form[contact][city]",
        "form[contact][country]",
        "form[contact][phonenumber]",
    ]));
    cases
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contact_new_and_changed() {
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let actor = portal.actor(Who::Reseller).await;
    let typed = &[("form[contact][lastname]", "Neu"), ("form[contact][email]", "neu@example.com")];
    for (path, action) in [
        ("/contacts/new".to_owned(), "/api/contacts/create"),
        (format!("/contacts/{}", world.spare_contact), "/api/contacts/edit"),
    ] {
        let form = filled(&actor, &path, action, typed).await;
        let mut cases = contact_cases();
        // There is no company either.
        cases.push(case("form[contact][lastname]", ""));
        refuse(&portal, &actor, &path, &form, &cases).await.none();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_domain() {
    let portal = Portal::start().await;
    let actor = portal.actor(Who::Reseller).await;
    let form = actor.form("/domains", "/api/domains/create").await;
    let cases =
        ["", "example", "not a domain!", "ALPINE.example", "\u{e4}.example", "</textarea><script>", EMOJI];
    let mut cases: Vec<_> = cases.into_iter().map(|name| case("form[domain]", name)).collect();
    cases.push(("form[domain]", long(), None));
    refuse(&portal, &actor, "/domains", &form, &cases).await.none();
    // One of another reseller is seen by the platform alone.
    let page = actor.refused(&form.with("form[domain]", "harbour.example")).await;
    assert!(page.invalid().contains("form[domain]"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_of_a_contact_and_of_a_domain_wants_the_name() {
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let actor = portal.actor(Who::Reseller).await;
    let full = portal.platform.ids("domains", "domain=alpine.example").await.remove(0);
    for (path, action, almost) in [
        (
            format!("/contacts/{}/terminate", world.spare_contact),
            "/api/contacts/terminate",
            "spare@alpine.example",
        ),
        (format!("/domains/{}/delete", world.spare_domain), "/api/domains/delete", "spare.alpine.example 0"),
        // Its name is not enough: how much goes with it must be typed, too.
        (format!("/domains/{full}/delete"), "/api/domains/delete", "alpine.example"),
    ] {
        let form = actor.form(&path, action).await;
        let mut cases: Vec<_> = ["", "yes", almost, EMOJI].map(|name| case("form[name]", name)).into();
        cases.push(("form[name]", long(), None));
        refuse(&portal, &actor, &path, &form, &cases).await.none();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_domain_goes_with_its_lines_and_only_if_their_number_is_known() {
    let portal = Portal::start().await;
    let actor = portal.actor(Who::Reseller).await;
    let domain = portal.platform.ids("domains", "domain=alpine.example").await.remove(0);
    let path = format!("/domains/{domain}/delete");
    let lines = portal.platform.ids("subscribers", "domain=alpine.example").await.len();
    let form = actor.form(&path, "/api/domains/delete").await;
    let form = form.with("form[name]", &format!("alpine.example {lines}"));
    portal.sandbox.add_fault(FaultRule::new("/api/subscribers", Fault::Status(500, String::new())));
    portal.sandbox.clear_requests();
    actor.get(&path).await.expect_status(502);
    assert!(actor.submit(&form).await.is_draft());
    assert!(portal.writes().is_empty());
    portal.sandbox.set_faults(Vec::new());
    let reply = actor.submit(&form).await;
    assert_eq!(reply.location(), "/domains");
    let notices = actor.page("/domains").await.texts_of_class("notices").concat();
    assert!(notices.contains(&lines.to_string()), "{notices}");
    assert!(portal.platform.ids("domains", "domain=alpine.example").await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contact_in_use_stays() {
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let actor = portal.actor(Who::Reseller).await;
    let path = format!("/contacts/{}/terminate", world.contact);
    let page = actor.page(&path).await;
    assert!(page.forms().iter().all(|form| form.action != "/api/contacts/terminate"));
    // A form from the time before is refused by the platform, which is told.
    let spare = format!("/contacts/{}/terminate", world.spare_contact);
    let form = actor.form(&spare, "/api/contacts/terminate").await;
    let name = actor.page(&format!("/contacts/{}", world.contact)).await.text_of("h1");
    let reply = actor.submit(&form.with("id", &world.contact).with("form[name]", &name)).await;
    let summary = actor.page(reply.location()).await.texts_of_class("summary").concat();
    assert!(summary.contains("still in use"), "{summary}");
    portal.platform.read(&format!("/api/customercontacts/{}", world.contact)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_elses_change_of_a_contact_is_not_overwritten() {
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let actor = portal.actor(Who::Reseller).await;
    let path = format!("/contacts/{}", world.spare_contact);
    let form = actor.form(&path, "/api/contacts/edit").await.with("form[contact][city]", "Graz");
    let item = format!("/api/customercontacts/{}", world.spare_contact);
    portal.platform.replace(&item, "/street", &"Ring 1".into()).await;
    let page = actor.refused(&form).await;
    let again = page.form("/api/contacts/edit");
    assert_eq!(again.get("form[contact][city]"), Some("Graz"));
    actor.submit(&again.with("form[contact][street]", "Ring 1")).await.expect_status(303);
    let stored = portal.platform.read(&item).await;
    assert_eq!((&stored["city"], &stored["street"]), (&"Graz".into(), &"Ring 1".into()));
}
