//! New customers and lines, changed customers, and their end.

use super::{Case, EMOJI, case, contacts::contact_cases, filled, kept, long, refuse, told_at, unfit};
use crate::{
    actor::Who,
    findings::Findings,
    portal::Portal,
    table::{NEW_CUSTOMER, NEW_LINE},
    world::World,
};

/// What is wrong in the fields of a new line.
fn line_cases(prefix: &'static str) -> Vec<Case> {
    let field = |name: &str| -> &'static str { format!("{prefix}{name}").leak() };
    let mut cases = vec![
        case(field("[username]"), ""),
        case(field("[username]"), "with blank"),
        case(field("[username]"), ".dot"),
        case(field("[username]"), "at@sign"),
        // Somebody has it already.
        case(field("[username]"), "office"),
        case(field("[domain]"), ""),
        case(field("[domain]"), "nowhere.example"),
        // A domain of another reseller does not exist.
        case(field("[domain]"), "harbour.example"),
        case(field("[password]"), ""),
        case(field("[password]"), "short"),
        case(field("[password]"), "pässwörter-überall"),
        case(field("[password]"), "with blank inside"),
        case(field("[webpassword]"), "short"),
        case(field("[primary][country]"), ""),
        case(field("[primary][country]"), "0"),
        case(field("[primary][country]"), "AT"),
        case(field("[primary][country]"), "12345"),
        case(field("[primary][area]"), "one"),
        case(field("[primary][area]"), "12345678"),
        case(field("[primary][subscriber]"), ""),
        case(field("[primary][subscriber]"), "55x01"),
        case(field("[primary][subscriber]"), "12345678901234567890"),
        // Somebody else's numbers: a primary one and an alias.
        case(field("[primary][subscriber]"), "5550101"),
        case(field("[primary][subscriber]"), "5550111"),
        case(field("[aliases][0][subscriber]"), "5550102"),
        case(field("[aliases][0][subscriber]"), "five"),
        case(field("[aliases][0][subscriber]"), ""),
        // The primary number once more.
        case(field("[aliases][0][subscriber]"), "7770001"),
    ];
    let unfit_in = [
        "[username]",
        "[domain]",
        "[password]",
        "[webpassword]",
        "[external_id]",
        "[primary][country]",
        "[primary][area]",
        "[primary][subscriber]",
        "[aliases][0][country]",
        "[aliases][0][subscriber]",
    ];
    cases.extend(unfit(&unfit_in.map(field)));
    cases
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_customer() {
    let portal = Portal::start().await;
    let actor = portal.actor(Who::Reseller).await;
    let form = filled(&actor, "/customers/new", "/api/customers/create", NEW_CUSTOMER).await;
    let mut cases = contact_cases();
    cases.extend([
        case("form[kind]", "other"),
        case("form[billing_profile]", ""),
        case("form[billing_profile]", "no such profile"),
        case("form[billing_profile]", "harbour_standard"),
        case("form[max_subscribers]", "many"),
        case("form[max_subscribers]", "-1"),
        case("form[max_subscribers]", "0"),
        case("form[max_subscribers]", "1.5"),
        case("form[max_subscribers]", "99999999999999999999"),
    ]);
    cases.extend(unfit(&["form[billing_profile]", "form[external_id]", "form[max_subscribers]"]));
    cases.extend(line_cases("form[subscriber]"));
    refuse(&portal, &actor, "/customers/new", &form, &cases).await.none();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_form_tells_everything_that_is_missing_at_once() {
    let portal = Portal::start().await;
    let actor = portal.actor(Who::Reseller).await;
    let mut form = actor.form("/customers/new", "/api/customers/create").await;
    form.set("form[with_subscriber]", "yes");
    portal.sandbox.clear_requests();
    let page = actor.refused(&form).await;
    for field in [
        "form[contact][email]",
        "form[contact][lastname]",
        "form[billing_profile]",
        "form[subscriber][username]",
        "form[subscriber][domain]",
        "form[subscriber][password]",
        "form[subscriber][primary][country]",
        "form[subscriber][primary][subscriber]",
    ] {
        assert!(told_at(&page, field), "{field}: {:?}", page.invalid());
    }
    assert!(portal.writes().is_empty());
    // Nothing that comes from nowhere hides a field.
    let reply = actor.post("/api/customers/create", &[("from", "/customers/new")]).await;
    assert!(reply.is_draft(), "{} {}", reply.status, reply.location());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_of_another_reseller_is_refused_and_a_second_try_makes_nothing_twice() {
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let foreign = portal.platform.harbour().read(&format!("/api/subscribers/{}", world.foreign_line)).await;
    let number = &foreign["primary_number"];
    let part = |name: &str| number[name].as_str().map_or_else(|| number[name].to_string(), str::to_owned);
    let actor = portal.actor(Who::Reseller).await;
    let form = filled(&actor, "/customers/new", "/api/customers/create", NEW_CUSTOMER).await;
    for (place, field) in [
        ("primary", "form[subscriber][primary][subscriber]"),
        ("aliases][0", "form[subscriber][aliases][0][subscriber]"),
    ] {
        let mut wrong = form.clone();
        let reference = format!("NEW-{place}");
        wrong.set("form[external_id]", &reference).set("form[contact][email]", "one@zoechling.example");
        for (ours, theirs) in [("country", "cc"), ("area", "ac"), ("subscriber", "sn")] {
            wrong.set(&format!("form[subscriber][{place}][{ours}]"), &part(theirs));
        }
        let page = actor.refused(&wrong).await;
        assert!(told_at(&page, field), "{field}: {:?}", page.invalid());
        let again = page.form("/api/customers/create");
        let mut findings = Findings::default();
        kept(&mut findings, place, &wrong, &again, &page);
        findings.none();
        // Somebody sees that nothing is to be typed once more, corrects the number and presses the button again.
        let mut right = again;
        for (name, value) in NEW_CUSTOMER.iter().filter(|(name, _)| name.contains(&format!("[{place}]"))) {
            right.set(name, value);
        }
        right.set("form[subscriber][username]", &place.replace("][", "."));
        right.set(
            "form[subscriber][primary][subscriber]",
            if place == "primary" { "7771001" } else { "7772001" },
        );
        right.set(
            "form[subscriber][aliases][0][subscriber]",
            if place == "primary" { "7771002" } else { "7772002" },
        );
        let reply = actor.submit(&right).await;
        assert!(reply.status == 303 && !reply.is_draft(), "{} {}", reply.status, reply.location());
        let customers = portal.platform.ids("customers", &format!("external_id={reference}")).await;
        assert_eq!(customers.len(), 1, "the customer was made twice");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_customer() {
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let actor = portal.actor(Who::Reseller).await;
    let path = format!("/customers/{}", world.customer);
    let form = actor.form(&path, "/api/customers/edit").await;
    let cases = [
        case("form[status]", "terminated"),
        case("form[status]", "other"),
        case("form[status]", ""),
        // It has lines: the platform would break.
        case("form[status]", "pending"),
        case("form[billing_profile]", ""),
        case("form[billing_profile]", "no such profile"),
        case("form[billing_profile]", "harbour_standard"),
        case("form[billing_profile]", EMOJI),
        ("form[billing_profile]", long(), None),
        case("form[external_id]", EMOJI),
        ("form[external_id]", long(), None),
        case("form[max_subscribers]", "many"),
        case("form[max_subscribers]", "-1"),
        ("form[max_subscribers]", long(), None),
    ];
    refuse(&portal, &actor, &path, &form, &cases).await.none();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_line() {
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let actor = portal.actor(Who::Reseller).await;
    let path = format!("/subscribers/new?customer={}", world.customer);
    let form = filled(&actor, &path, "/api/subscribers/create", NEW_LINE).await;
    refuse(&portal, &actor, &path, &form, &line_cases("form")).await.none();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_termination_wants_the_name() {
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let actor = portal.actor(Who::Reseller).await;
    for (path, action) in [
        (format!("/customers/{}/terminate", world.customer), "/api/customers/terminate"),
        (format!("/subscribers/{}/terminate", world.lines[0]), "/api/subscribers/terminate"),
    ] {
        let form = actor.form(&path, action).await;
        let cases = ["", " ", "yes", "Huber", "anna.huber", "ANNA.HUBER@ALPINE.EXAMPLE", EMOJI];
        let mut cases: Vec<_> = cases.into_iter().map(|name| case("form[name]", name)).collect();
        cases.push(("form[name]", long(), None));
        refuse(&portal, &actor, &path, &form, &cases).await.none();
    }
}
