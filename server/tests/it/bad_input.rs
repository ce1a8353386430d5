//! Whatever is typed wrongly is told at its field, nothing of it is lost, and nothing is written.

use crate::{
    actor::{Actor, Who},
    findings::Findings,
    html::{Form, Page},
    portal::Portal,
    table::{NEW_CUSTOMER, NEW_LINE},
    world::World,
};
use serde_json::json;

/// A value that is wrong in a field, and the field that says so if that is another one.
type Case = (&'static str, String, Option<&'static str>);

fn case(field: &'static str, value: &str) -> Case {
    (field, value.to_owned(), None)
}

fn long() -> String {
    "x".repeat(10_000)
}

const EMOJI: &str = "Anna \u{1f600}";

/// What stands at the fields of a page: inputs that are marked, and messages.
fn told_at(page: &Page, field: &str) -> bool {
    let id = field.replace('[', "-").replace(']', "");
    let is_marked = page.invalid().contains(field);
    let in_summary = page.named("a").any(|link| link.get("href") == Some(&format!("#{id}")));
    let has_message = page.elements().any(|element| element.get("id") == Some(&format!("{id}-error")));
    is_marked && in_summary && has_message
}

/// Whether everything that was typed is there again. Blank rows, and what a list of choices does not offer, need not be.
fn kept(findings: &mut Findings, what: &str, typed: &Form, again: &Form, page: &Page) {
    let is_select = |name: &str| page.named("select").any(|select| select.get("name") == Some(name));
    for (name, value) in typed.typed() {
        if value.is_empty() || is_select(&name) && again.get(&name).is_some() {
            continue;
        }
        let shown = again.all(&name);
        findings.expect(shown.contains(&value.as_str()), || {
            let short = |text: &str| text.chars().take(40).collect::<String>();
            format!(
                "{what}: {name}={} became {:?}",
                short(&value),
                shown.iter().map(|text| short(text)).collect::<Vec<_>>()
            )
        });
    }
}

/// Tries every case in a form that is right otherwise.
async fn refuse(portal: &Portal, actor: &Actor, path: &str, form: &Form, cases: &[Case]) -> Findings {
    let mut findings = Findings::default();
    for (field, value, told) in cases {
        let wrong = form.clone().with(field, value);
        let what = format!("{} {field}={}", form.action, value.chars().take(40).collect::<String>());
        portal.sandbox.clear_requests();
        let reply = actor.submit(&wrong).await;
        portal.expect_no_write(&mut findings, &what);
        findings.expect(reply.is_draft() && reply.location().starts_with(path), || {
            format!("{what}: {} {}", reply.status, reply.location())
        });
        if !reply.is_draft() {
            continue;
        }
        let reply = actor.get(reply.location()).await;
        findings.expect(reply.status == 200, || format!("{what}: the form is {}", reply.status));
        let page = reply.page();
        let field = told.unwrap_or(field);
        findings.expect(told_at(&page, field), || {
            format!("{what}: not told at {field} but at {:?}", page.invalid())
        });
        kept(&mut findings, &what, &wrong, &page.form(&form.action), &page);
    }
    findings
}

async fn filled(actor: &Actor, path: &str, action: &str, typed: &[(&str, &str)]) -> Form {
    let mut form = actor.form(path, action).await;
    for (name, value) in typed {
        form.set(name, value);
    }
    form
}

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
    for name in
        ["[username]", "[domain]", "[password]", "[webpassword]", "[external_id]", "[primary][country]"]
    {
        cases.push((field(name), long(), None));
        cases.push(case(field(name), EMOJI));
    }
    for name in
        ["[primary][area]", "[primary][subscriber]", "[aliases][0][country]", "[aliases][0][subscriber]"]
    {
        cases.push((field(name), long(), None));
        cases.push(case(field(name), EMOJI));
    }
    cases
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_customer() {
    let portal = Portal::start().await;
    let actor = portal.actor(Who::Reseller).await;
    let form = filled(&actor, "/customers/new", "/api/customers/create", NEW_CUSTOMER).await;
    let mut cases = vec![
        case("form[contact][email]", ""),
        case("form[contact][email]", "nobody"),
        case("form[contact][email]", "a@b"),
        case("form[contact][email]", "jörg@zoechling.example"),
        case("form[contact][country]", "Austria"),
        case("form[contact][country]", "A1"),
        case("form[kind]", "other"),
        case("form[kind]", "pbxaccount"),
        case("form[billing_profile]", ""),
        case("form[billing_profile]", "no such profile"),
        case("form[billing_profile]", "harbour_standard"),
        case("form[max_subscribers]", "many"),
        case("form[max_subscribers]", "-1"),
        case("form[max_subscribers]", "0"),
        case("form[max_subscribers]", "1.5"),
        case("form[max_subscribers]", "99999999999999999999"),
    ];
    for field in [
        "form[contact][firstname]",
        "form[contact][lastname]",
        "form[contact][company]",
        "form[contact][email]",
        "form[contact][street]",
        "form[contact][postcode]",
        "form[contact][city]",
        "form[contact][country]",
        "form[contact][phonenumber]",
        "form[billing_profile]",
        "form[external_id]",
        "form[max_subscribers]",
    ] {
        cases.push((field, long(), None));
        cases.push(case(field, EMOJI));
    }
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
async fn a_new_line() {
    let portal = Portal::start().await;
    let world = World::of(&portal.platform).await;
    let actor = portal.actor(Who::Reseller).await;
    let path = format!("/subscribers/new?customer={}", world.customer);
    let form = filled(&actor, &path, "/api/subscribers/create", NEW_LINE).await;
    refuse(&portal, &actor, &path, &form, &line_cases("form")).await.none();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_of_another_reseller_is_refused_and_a_second_try_makes_nothing_twice() {
    let portal = Portal::start().await;
    let world = World::of(&portal.platform).await;
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
    let world = World::of(&portal.platform).await;
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
async fn the_numbers_of_a_line() {
    let portal = Portal::start().await;
    let world = World::of(&portal.platform).await;
    let actor = portal.actor(Who::Reseller).await;
    let path = format!("/subscribers/{}", world.lines[0]);
    let form = actor.form(&path, "/api/subscribers/numbers").await;
    let second =
        |form: Form| form.with("form[aliases][1][country]", "43").with("form[aliases][1][area]", "1");
    let cases = [
        case("form[primary][country]", ""),
        case("form[primary][subscriber]", ""),
        case("form[primary][subscriber]", "call me"),
        case("form[primary][subscriber]", EMOJI),
        ("form[primary][subscriber]", long(), None),
        case("form[primary][subscriber]", "5550102"),
        case("form[aliases][0][subscriber]", "5550102"),
        case("form[aliases][0][subscriber]", "5550101"),
        case("form[aliases][0][area]", "Vienna"),
        case("form[aliases][0][area]", EMOJI),
        ("form[aliases][0][country]", long(), None),
    ];
    refuse(&portal, &actor, &path, &form, &cases).await.none();
    let cases = [
        case("form[aliases][1][subscriber]", "5550103"),
        case("form[aliases][1][subscriber]", "5550111"),
        case("form[aliases][1][subscriber]", "letters"),
    ];
    refuse(&portal, &actor, &path, &second(form), &cases).await.none();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_passwords_of_a_line() {
    let portal = Portal::start().await;
    let world = World::of(&portal.platform).await;
    let actor = portal.actor(Who::Reseller).await;
    let path = format!("/subscribers/{}", world.lines[0]);
    let form = actor.form(&path, "/api/subscribers/passwords").await;
    refuse(&portal, &actor, &path, &form, &[case("form[password]", "")]).await.none();
    let form =
        form.with("form[password]", "Kmv7q-Trx4d-Bns9h").with("form[webpassword]", "Wmv7q-Trx4d-Bns9h");
    let mut cases = Vec::new();
    for field in ["form[password]", "form[webpassword]"] {
        cases.push((field, long(), None));
        cases.extend(
            ["short", "with blank inside", "pässwörter-überall", EMOJI].map(|value| case(field, value)),
        );
    }
    refuse(&portal, &actor, &path, &form, &cases).await.none();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_lock_and_the_reference_of_a_line() {
    let portal = Portal::start().await;
    let world = World::of(&portal.platform).await;
    let actor = portal.actor(Who::Reseller).await;
    let path = format!("/subscribers/{}", world.lines[0]);
    let form = actor.form(&path, "/api/subscribers/lock").await;
    let cases = [
        case("form[status]", "terminated"),
        case("form[status]", ""),
        case("form[status]", EMOJI),
        ("form[status]", long(), None),
        case("form[lock]", "0"),
        case("form[lock]", "6"),
        case("form[lock]", "-1"),
        case("form[lock]", "open"),
        ("form[lock]", long(), None),
    ];
    refuse(&portal, &actor, &path, &form, &cases).await.none();
    let form = actor.form(&path, "/api/subscribers/external-id").await;
    let cases = [case("form[external_id]", EMOJI), ("form[external_id]", long(), None)];
    refuse(&portal, &actor, &path, &form, &cases).await.none();
}

#[tokio::test(flavor = "multi_thread")]
async fn preferences() {
    let portal = Portal::start().await;
    let world = World::of(&portal.platform).await;
    let actor = portal.actor(Who::Reseller).await;
    let path = format!("/subscribers/{}/preferences?all=yes", world.lines[0]);
    let form = actor.form(&path, "/api/preferences/save").await;
    let cases = [
        case("form[values][concurrent_max]", "many"),
        case("form[values][concurrent_max]", "1.5"),
        case("form[values][concurrent_max]", "99999999999999"),
        case("form[values][concurrent_max]", EMOJI),
        ("form[values][concurrent_max]", long(), None),
        case("form[values][clir]", "maybe"),
        ("form[values][clir]", long(), None),
        case("form[values][language]", "Klingon"),
        case("form[values][display_name]", EMOJI),
        ("form[values][display_name]", long(), None),
        case("form[values][block_in_list]", "4311111*\n4311111*"),
        case("form[values][block_in_list]", "4311111*\r\nAnna \u{1f600}"),
        ("form[values][block_in_list]", format!("431*\n{}", long()), None),
    ];
    refuse(&portal, &actor, &path, &form, &cases).await.none();
}

#[tokio::test(flavor = "multi_thread")]
async fn preferences_that_do_not_exist_or_may_not_be_written() {
    let portal = Portal::start().await;
    let world = World::of(&portal.platform).await;
    let path = format!("/subscribers/{}/preferences?all=yes", world.lines[0]);
    portal.sandbox.clear_requests();
    for who in [Who::Reseller, Who::Helpdesk] {
        let actor = portal.actor(who).await;
        let form = actor.form(&path, "/api/preferences/save").await;
        for name in ["no_such_preference", "__proto__", "account_id", "_links"] {
            let wrong = form.clone().with(&format!("form[values][{name}]"), "7");
            let reply = actor.submit(&wrong).await;
            assert!(reply.is_draft(), "{who:?} {name}: {} {}", reply.status, reply.location());
        }
    }
    // The helpdesk sets no codes, whatever it sends.
    let actor = portal.actor(Who::Helpdesk).await;
    let form = actor.form(&path, "/api/preferences/save").await;
    let reply = actor.submit(&form.with("form[values][conference_pin]", "1234")).await;
    assert!(reply.is_draft());
    assert!(portal.writes().is_empty(), "{:?}", portal.writes());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_termination_wants_the_name() {
    let portal = Portal::start().await;
    let world = World::of(&portal.platform).await;
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

#[tokio::test(flavor = "multi_thread")]
async fn forwards() {
    for (who, place, action) in [
        (Who::Reseller, "/subscribers/{id}/forwards", "/api/forwards/save"),
        (Who::Customer, "/my/forwards/{id}", "/api/my/forwards/save"),
    ] {
        let portal = Portal::start().await;
        let world = World::of(&portal.platform).await;
        let actor = portal.actor(who).await;
        let path = place.replace("{id}", &world.lines[2]);
        let mut form = actor.form(&path, action).await;
        for (name, value) in [
            ("form[kinds][cfu][destinations][0][target]", "number"),
            ("form[kinds][cfu][destinations][0][number]", "0664 7654321"),
            ("form[kinds][cfu][destinations][0][seconds]", "30"),
            ("form[kinds][cfu][when]", "weekly"),
            ("form[kinds][cfu][from]", "08:00"),
            ("form[kinds][cfu][until]", "17:00"),
            ("form[kinds][cft][destinations][0][target]", "voicebox"),
            ("form[ring_seconds]", "20"),
        ] {
            form.set(name, value);
        }
        let number = "form[kinds][cfu][destinations][0][number]";
        let seconds = "form[kinds][cfu][destinations][0][seconds]";
        let cases = [
            case(number, "call me"),
            case(number, "not an@address!"),
            case(number, EMOJI),
            (number, long(), None),
            case(seconds, "soon"),
            case(seconds, "0"),
            case(seconds, "-5"),
            case(seconds, "99999"),
            (seconds, long(), None),
            case("form[kinds][cfu][when]", "sometimes"),
            case("form[kinds][cfu][from]", ""),
            case("form[kinds][cfu][from]", "25:00"),
            case("form[kinds][cfu][until]", "noon"),
            case("form[kinds][cfu][until]", "08:00"),
            ("form[kinds][cfu][until]", long(), None),
            case("form[ring_seconds]", ""),
            case("form[ring_seconds]", "long"),
            case("form[ring_seconds]", "0"),
            case("form[ring_seconds]", EMOJI),
            ("form[ring_seconds]", long(), None),
        ];
        refuse(&portal, &actor, &path, &form, &cases).await.none();
        // A week without a day.
        let mut form = form;
        form.remove("form[kinds][cfu][days][]");
        portal.sandbox.clear_requests();
        let page = actor.refused(&form).await;
        assert!(!page.texts_of_class("error").is_empty(), "no message");
        assert!(page.form(action).all("form[kinds][cfu][days][]").is_empty(), "days are ticked again");
        assert!(portal.writes().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_more_row_writes_nothing_and_keeps_everything() {
    let mut findings = Findings::default();
    let portal = Portal::start().await;
    let world = World::of(&portal.platform).await;
    let actor = portal.actor(Who::Reseller).await;
    let line = &world.lines[1];
    for (path, action, field, typed) in [
        (
            "/customers/new".to_owned(),
            "/api/customers/create",
            "form[subscriber][aliases][1][subscriber]",
            NEW_CUSTOMER,
        ),
        (
            format!("/subscribers/new?customer={}", world.customer),
            "/api/subscribers/create",
            "form[aliases][1][subscriber]",
            NEW_LINE,
        ),
        (
            format!("/subscribers/{}", world.lines[0]),
            "/api/subscribers/numbers",
            "form[aliases][1][subscriber]",
            &[][..],
        ),
        (
            format!("/subscribers/{line}/forwards"),
            "/api/forwards/save",
            "form[kinds][cfu][destinations][1][number]",
            &[][..],
        ),
    ] {
        let form = filled(&actor, &path, action, typed).await;
        portal.sandbox.clear_requests();
        let reply = actor.submit(&form.clone().with("add", "alias")).await;
        findings.expect(reply.is_draft(), || format!("{action}: {} {}", reply.status, reply.location()));
        portal.expect_no_write(&mut findings, action);
        let page = actor.get(reply.location()).await.page();
        let again = page.form(action);
        findings.expect(again.get(field).is_some(), || format!("{action}: no field {field}"));
        findings.expect(page.invalid().is_empty(), || format!("{action}: {:?}", page.invalid()));
        let summary = page.texts_of_class("summary");
        findings.expect(summary.is_empty(), || format!("{action} complains: {summary:?}"));
        kept(&mut findings, action, &form, &again, &page);
    }
    findings.none();
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_elses_change_is_not_overwritten_and_what_was_typed_is_kept() {
    let mut findings = Findings::default();
    let portal = Portal::start().await;
    let world = World::of(&portal.platform).await;
    let actor = portal.actor(Who::Reseller).await;
    let (customer, line) = (&world.customer, &world.lines[1]);
    let preferences = format!("/api/subscriberpreferences/{line}");
    for (path, action, field, mine, place, member, theirs) in [
        (
            format!("/customers/{customer}"),
            "/api/customers/edit",
            "form[external_id]",
            "MINE",
            format!("/api/customers/{customer}"),
            "/external_id",
            json!("THEIRS"),
        ),
        (
            format!("/subscribers/{line}"),
            "/api/subscribers/external-id",
            "form[external_id]",
            "MINE",
            format!("/api/subscribers/{line}"),
            "/external_id",
            json!("THEIRS"),
        ),
        (
            format!("/subscribers/{line}"),
            "/api/subscribers/numbers",
            "form[primary][subscriber]",
            "7770009",
            format!("/api/subscribers/{line}"),
            "/primary_number",
            json!({ "cc": 43, "ac": "1", "sn": "7770008" }),
        ),
        (
            format!("/subscribers/{line}/preferences"),
            "/api/preferences/save",
            "form[values][display_name]",
            "Mine",
            preferences,
            "/display_name",
            json!("Theirs"),
        ),
    ] {
        let form = actor.form(&path, action).await.with(field, mine);
        portal.platform.replace(&place, member, &theirs).await;
        portal.sandbox.clear_requests();
        let reply = actor.submit(&form).await;
        findings.expect(reply.is_draft(), || format!("{action}: {} {}", reply.status, reply.location()));
        portal.expect_no_write(&mut findings, action);
        if reply.is_draft() {
            let page = actor.page(reply.location()).await;
            findings.expect(told_at(&page, field), || format!("{action}: {:?}", page.invalid()));
            let again = page.form(action);
            findings.expect(again.get(field) == Some(mine), || format!("{action}: {:?}", again.get(field)));
            // Saving once more is a decision.
            let reply = actor.submit(&again).await;
            findings.expect(reply.status == 303 && !reply.is_draft(), || format!("{action}: still refused"));
            findings.expect(portal.writes().len() == 1, || format!("{action}: {:?}", portal.writes()));
        }
    }
    findings.none();
}

#[tokio::test(flavor = "multi_thread")]
async fn saving_what_is_there_already_writes_nothing() {
    let mut findings = Findings::default();
    let portal = Portal::start().await;
    let world = World::of(&portal.platform).await;
    let actor = portal.actor(Who::Reseller).await;
    for (path, action) in [
        (format!("/customers/{}", world.customer), "/api/customers/edit"),
        (format!("/subscribers/{}", world.lines[0]), "/api/subscribers/numbers"),
        (format!("/subscribers/{}", world.lines[0]), "/api/subscribers/lock"),
        (format!("/subscribers/{}", world.lines[0]), "/api/subscribers/external-id"),
        (format!("/subscribers/{}/preferences?all=yes", world.lines[0]), "/api/preferences/save"),
        (format!("/subscribers/{}/preferences?all=yes", world.other_line), "/api/preferences/save"),
    ] {
        let form = actor.form(&path, action).await;
        portal.sandbox.clear_requests();
        let reply = actor.submit(&form).await;
        findings
            .expect(reply.status == 303 && !reply.is_draft(), || format!("{action}: {}", reply.location()));
        portal.expect_no_write(&mut findings, action);
    }
    findings.none();
}
