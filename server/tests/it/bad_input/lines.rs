//! What belongs to a line: numbers, passwords, lock, reference, preferences, forwards.

use super::{EMOJI, case, long, refuse};
use crate::{actor::Who, html::Form, portal::Portal, world::World};

#[tokio::test(flavor = "multi_thread")]
async fn the_numbers_of_a_line() {
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
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
    let world = World::of(&portal).await;
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
    let world = World::of(&portal).await;
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
    let world = World::of(&portal).await;
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
    let world = World::of(&portal).await;
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
async fn blocked_callers() {
    for (who, place, action) in [
        (Who::Reseller, "/subscribers/{id}/blocked", "/api/blocked/save"),
        (Who::Customer, "/my/blocked/{id}", "/api/my/blocked/save"),
    ] {
        let portal = Portal::start().await;
        let world = World::of(&portal).await;
        let actor = portal.actor(who).await;
        let path = place.replace("{id}", &world.lines[2]);
        let form = actor
            .form(&path, action)
            .await
            .with("form[values][incoming][entries][0][number]", "0664 7654321")
            .with("form[values][outgoing][entries][0][number]", "0900")
            .with("form[values][outgoing][entries][0][reach]", "beginning")
            .with("form[values][anonymous]", "on");
        let (incoming, outgoing) =
            ("form[values][incoming][entries][0][number]", "form[values][outgoing][entries][0][number]");
        let cases = [
            case(incoming, "0664*"),
            case(incoming, "4366?"),
            case(incoming, "43[1-5]"),
            case(incoming, "call me"),
            case(incoming, "anna@alpine.example"),
            case(incoming, EMOJI),
            (incoming, long(), None),
            case(outgoing, "00"),
            case(outgoing, "+"),
            case(outgoing, "0900*"),
            (outgoing, long(), None),
            case("form[values][incoming][mode]", "sometimes"),
            ("form[values][outgoing][mode]", long(), None),
        ];
        refuse(&portal, &actor, &path, &form, &cases).await.none();
        let twice = form
            .with("form[values][incoming][entries][1][number]", "")
            .with("form[values][incoming][entries][1][reach]", "number");
        let cases = [case("form[values][incoming][entries][1][number]", "+43 664 7654321")];
        refuse(&portal, &actor, &path, &twice, &cases).await.none();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_voicebox_and_speed_dials() {
    for (who, place, api) in [
        (Who::Reseller, "/subscribers/{id}/{setting}", "/api"),
        (Who::Customer, "/my/{setting}/{id}", "/api/my"),
    ] {
        let portal = Portal::start().await;
        let world = World::of(&portal).await;
        let actor = portal.actor(who).await;
        let path = |setting: &str| place.replace("{id}", &world.lines[2]).replace("{setting}", setting);
        let (pin, email) = ("form[values][pin]", "form[values][email]");
        let form = actor.form(&path("voicebox"), &format!("{api}/voicebox/save")).await;
        let form =
            form.with(email, "new@huber.example").with("form[values][recording]", "delete").with(pin, "4711");
        let cases = [
            case(pin, "471"),
            case(pin, "47a1"),
            case(pin, EMOJI),
            (pin, long(), None),
            case(email, ""),
            case(email, "nobody"),
            case(email, EMOJI),
            (email, long(), None),
            case("form[values][recording]", "burn"),
        ];
        refuse(&portal, &actor, &path("voicebox"), &form, &cases).await.none();
        let number = "form[values][slots][5][number]";
        let form = actor.form(&path("speed-dials"), &format!("{api}/speed-dials/save")).await;
        let cases = [
            case(number, "call me"),
            case(number, "not an@address!"),
            case(number, EMOJI),
            (number, long(), None),
            ("form[values][slots][5][slot]", "*11".to_owned(), Some(number)),
        ];
        let form = form.with(number, "0664 7654321");
        refuse(&portal, &actor, &path("speed-dials"), &form, &cases).await.none();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_destination_policy() {
    let portal = Portal::start().await;
    let actor = portal.actor(Who::Reseller).await;
    let path = "/destination-policy";
    let form = actor
        .form(path, "/api/destination-policy/save")
        .await
        .with("form[values][denied]", "+43 900\n+49 900")
        .with("form[values][allowed]", "+43 1");
    let mut cases = Vec::new();
    for field in ["form[values][denied]", "form[values][allowed]"] {
        cases.extend(["0900", "+43 1\n+43*", "anywhere", "+0", EMOJI].map(|value| case(field, value)));
        cases.push((field, long(), None));
    }
    cases.push(case("form[values][allowed]", "+49 900"));
    refuse(&portal, &actor, path, &form, &cases).await.none();
}

#[tokio::test(flavor = "multi_thread")]
async fn forwards() {
    for (who, place, action) in [
        (Who::Reseller, "/subscribers/{id}/forwards", "/api/forwards/save"),
        (Who::Customer, "/my/forwards/{id}", "/api/my/forwards/save"),
    ] {
        let portal = Portal::start().await;
        let world = World::of(&portal).await;
        let actor = portal.actor(who).await;
        let path = place.replace("{id}", &world.lines[2]);
        let mut form = actor.form(&path, action).await;
        let no_answer = crate::forwards::rule(&form, "cft");
        assert_eq!(crate::forwards::rule(&form, "cfu"), "form[rules][0]");
        for (name, value) in [
            ("form[rules][0][destinations][0][number]", "0664 7654321"),
            ("form[rules][0][when]", "times"),
            ("form[rules][0][parts][0][what]", "weekly"),
            ("form[rules][0][parts][0][mon]", "on"),
            ("form[rules][0][parts][0][from]", "08:00"),
            ("form[rules][0][parts][0][until]", "17:00"),
            ("form[rules][0][parts][1][what]", "once"),
            ("form[rules][0][parts][1][first]", "2027-05-01"),
            ("form[rules][0][parts][1][last]", "2027-05-02"),
            ("form[rules][0][parts][2][what]", "yearly"),
            ("form[rules][0][parts][2][first]", "24.12."),
            ("form[rules][0][parts][2][last]", "6.1."),
            ("form[rules][0][callers]", "only"),
            ("form[rules][0][caller_numbers]", "+43 664 1*"),
            ("form[ring_seconds]", "20"),
        ] {
            form.set(name, value);
        }
        form.set(&format!("{no_answer}[destinations][0][target]"), "voicebox");
        let number = "form[rules][0][destinations][0][number]";
        let seconds = "form[rules][0][destinations][0][seconds]";
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
            case("form[rules][0][when]", "sometimes"),
            case("form[rules][0][parts][0][from]", ""),
            case("form[rules][0][parts][0][from]", "25:00"),
            case("form[rules][0][parts][0][until]", "noon"),
            case("form[rules][0][parts][0][until]", "08:00"),
            ("form[rules][0][parts][0][until]", long(), None),
            case("form[rules][0][parts][1][first]", "2027-02-29"),
            case("form[rules][0][parts][1][last]", "2027-04-30"),
            case("form[rules][0][parts][2][first]", "31.2."),
            case("form[rules][0][parts][2][last]", "Christmas"),
            case("form[rules][0][caller_numbers]", "call me"),
            case("form[rules][0][caller_numbers]", ""),
            ("form[rules][0][caller_numbers]", long(), None),
            case("form[ring_seconds]", ""),
            case("form[ring_seconds]", "long"),
            case("form[ring_seconds]", "0"),
            case("form[ring_seconds]", EMOJI),
            ("form[ring_seconds]", long(), None),
        ];
        refuse(&portal, &actor, &path, &form, &cases).await.none();
        // A week without a day.
        for day in ["mon", "tue", "wed", "thu", "fri"] {
            form.remove(&format!("form[rules][0][parts][0][{day}]"));
        }
        portal.sandbox.clear_requests();
        let page = actor.refused(&form).await;
        assert!(!page.texts_of_class("error").is_empty(), "no message");
        assert!(page.form(action).get("form[rules][0][parts][0][mon]").is_none(), "a day is ticked again");
        assert!(portal.writes().is_empty());
    }
}
