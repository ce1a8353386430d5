//! Holidays for the times of a rule: looked up, chosen, and saved as days that the platform knows; from a country, from a pasted
//! text and from a file, none of them with scripts.

use super::{OWN, STAFF, path_of, rule, saved};
use crate::{
    actor::{Actor, Reply, Who},
    findings::Findings,
    html::Form,
    portal::Portal,
    world::World,
};
use reqwest::{Method, header::ORIGIN};
use serde_json::{Value, json};

const FILE: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nSUMMARY:Betriebs\r\n ferien <b>\r\n\
    DTSTART;VALUE=DATE:20301224\r\nDTEND;VALUE=DATE:20310107\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:Stand-up\r\n\
    DTSTART:20300104T090000Z\r\nRRULE:FREQ=DAILY\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

/// The form with the search open for the first rule of a kind, and the number of that rule.
async fn searching(actor: &Actor, path: &str, action: &str, kind: &str) -> (Form, String) {
    let form = actor.form(path, action).await;
    let index = rule(&form, kind).trim_start_matches("form[rules][").trim_end_matches(']').to_owned();
    let opened = actor.refused(&form.with("press", &format!("holidays:{index}"))).await.form(action);
    assert_eq!(opened.get("form[holidays][rule]"), Some(index.as_str()));
    (opened, index)
}

/// Sends a form as a browser sends one with a file.
async fn upload(actor: &Actor, form: &Form, file: &[u8]) -> Reply {
    let mut body = Vec::new();
    for (name, value) in &form.fields {
        let name = name.replace('"', "%22");
        let is_file = name == "form[holidays][file]";
        let (file_name, content) =
            if is_file { ("; filename=\"a.ics\"", file) } else { ("", value.as_bytes()) };
        let head = format!("--limit\r\nContent-Disposition: form-data; name=\"{name}\"{file_name}\r\n\r\n");
        body.extend([head.as_bytes(), content, b"\r\n"].concat());
    }
    body.extend(b"--limit--\r\n");
    let (path, origin) = (&form.action, actor.origin());
    let request = actor.request(Method::POST, path).header(ORIGIN, origin);
    actor.send(request.header("content-type", "multipart/form-data; boundary=limit").body(body)).await
}

/// The years, months and days of the rows of the first rule of a kind.
async fn rows(portal: &Portal, line: &str, kind: &str) -> Vec<[Value; 3]> {
    let routing = portal.platform.routing(line).await;
    let times = routing.time_set(kind, 0)["times"].as_array().unwrap().clone();
    times.iter().map(|row| ["year", "month", "mday"].map(|part| row[part].clone())).collect()
}

fn days(form: &Form) -> Vec<&str> {
    let first = |(name, _): &&(String, String)| name.ends_with("][first]") && name.contains("[holidays]");
    form.fields.iter().filter(first).map(|(_, value)| value.as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn holidays_of_a_country_are_chosen_and_saved() {
    for (who, place, action) in
        [(Who::Helpdesk, "/subscribers/{id}/forwards", STAFF), (Who::Customer, "/my/forwards/{id}", OWN)]
    {
        let portal = Portal::start().await;
        let world = World::of(&portal).await;
        let line = &world.lines[2];
        let actor = portal.actor(who).await;
        portal.sandbox.clear_requests();
        let (mut form, index) = searching(&actor, &place.replace("{id}", line), action, "cfu").await;
        form.set("form[holidays][place]", "DE-BY");
        form.set("form[holidays][first_year]", "2030").set("form[holidays][last_year]", "2030");
        let mut found = actor.refused(&form.with("press", &format!("find:{index}"))).await.form(action);
        assert_eq!((days(&found)[0], days(&found).len()), ("2030-01-01", 12));
        assert!(portal.writes().is_empty(), "{:?}", portal.writes());
        // Only 25 and 26 December are kept.
        for day in 0..10 {
            found.remove(&format!("form[holidays][days][{day}][taken]"));
        }
        let mut put = actor.refused(&found.with("press", &format!("put:{index}"))).await.form(action);
        assert_eq!(put.get("form[holidays][rule]"), None, "the search is still open");
        let rule = rule(&put, "cfu");
        assert_eq!(put.get(&format!("{rule}[parts][0][last]")), Some("2030-12-26"));
        assert_eq!(put.get(&format!("{rule}[parts][1][what]")), None);
        put.set(&format!("{rule}[destinations][0][target]"), "voicebox");
        saved(&actor, &put).await;
        assert_eq!(rows(&portal, line, "cfu").await, [[json!("2030"), json!("12"), json!("25-26")]]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_calendar_is_read_from_a_file_and_from_pasted_text() {
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let line = &world.lines[2];
    let actor = portal.actor(Who::Reseller).await;
    let (mut form, index) = searching(&actor, &path_of(line), STAFF, "cfb").await;
    form.set("form[holidays][first_year]", "2030").set("form[holidays][last_year]", "2031");
    form.set("press", &format!("find:{index}"));
    let pasted = form.clone().with("form[holidays][text]", FILE);
    let reply = upload(&actor, &form, FILE.as_bytes()).await;
    assert!(reply.is_draft(), "{} {}", reply.status, reply.location());
    for page in [actor.page(reply.location()).await, actor.refused(&pasted).await] {
        assert_eq!(days(&page.form(STAFF)), ["2030-12-24"]);
        let main = page.text_of("main");
        assert!(main.contains("Betriebsferien <b>") && main.contains("Stand-up"), "{main}");
    }
    let found = actor.page(reply.location()).await.form(STAFF);
    let mut put = actor.refused(&found.with("press", &format!("put:{index}"))).await.form(STAFF);
    put.set(&format!("{}[destinations][0][target]", rule(&put, "cfb")), "voicebox");
    saved(&actor, &put).await;
    let expected = [[json!("2030"), json!("12"), json!("24-31")], [json!("2031"), json!("1"), json!("1-6")]];
    assert_eq!(rows(&portal, line, "cfb").await, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_calendar_is_refused_and_nothing_typed_is_lost() {
    let mut findings = Findings::default();
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let actor = portal.actor(Who::Customer).await;
    let (mut form, index) = searching(&actor, &format!("/my/forwards/{}", world.lines[2]), OWN, "cfb").await;
    let number = format!("{}[destinations][0][number]", rule(&form, "cfb"));
    form.set(&number, "0664 7654321").set("press", &format!("find:{index}"));
    portal.sandbox.clear_requests();
    let cut = &FILE.as_bytes()[..FILE.len() - 20];
    let nested = "BEGIN:VCALENDAR\r\n".to_owned() + &"BEGIN:A\r\n".repeat(20_000);
    let events = "BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20301224\r\nEND:VEVENT\r\n".repeat(2_000);
    let many = format!("BEGIN:VCALENDAR\r\n{events}END:VCALENDAR\r\n");
    for file in
        [&b"hello"[..], &[0, 159, 146, 150], b"\xff\xfeB\0E\0", cut, nested.as_bytes(), many.as_bytes()]
    {
        let what = String::from_utf8_lossy(&file[..file.len().min(30)]).into_owned();
        let reply = upload(&actor, &form, file).await;
        findings.expect(reply.is_draft(), || format!("{what}: {} {}", reply.status, reply.location()));
        let page = actor.page(reply.location()).await;
        findings.expect(page.invalid().contains("form[holidays][file]"), || {
            format!("{what}: {:?}", page.invalid())
        });
        findings.expect(page.form(OWN).get(&number) == Some("0664 7654321"), || {
            format!("{what}: a number is lost")
        });
    }
    // As fields its letters take three times as much as they did in the file.
    let umlauts = format!("BEGIN:VCALENDAR\r\nX-NOTE:{}\r\nEND:VCALENDAR\r\n", "\u{fc}".repeat(150_000));
    let reply = upload(&actor, &form, umlauts.as_bytes()).await;
    findings.expect(reply.is_draft(), || format!("umlauts: {} {}", reply.status, reply.location()));
    // What is larger than any form is none.
    let reply = upload(&actor, &form, &vec![b'x'; 600 * 1024]).await;
    findings.expect(reply.status == 413 && reply.body.contains("<h1"), || reply.status.to_string());
    portal.expect_no_write(&mut findings, "files");
    findings.none();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_with_a_file_meets_the_checks_of_every_form() {
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let actor = portal.actor(Who::Reseller).await;
    let (form, index) = searching(&actor, &path_of(&world.lines[2]), STAFF, "cfb").await;
    let form = form.with("press", &format!("find:{index}"));
    let stolen = form.clone().with("token", "of another session");
    assert_eq!(upload(&actor, &stolen, FILE.as_bytes()).await.status, 403);
    let foreign = form.clone().with("id", &world.foreign_line);
    assert_eq!(upload(&actor, &foreign, FILE.as_bytes()).await.status, 404);
    let customer = portal.actor(Who::Customer).await;
    assert_eq!(upload(&customer, &form, FILE.as_bytes()).await.status, 404);
    let from_elsewhere = actor.request(Method::POST, STAFF).header(ORIGIN, "https://evil.example");
    let from_elsewhere =
        from_elsewhere.header("content-type", "multipart/form-data; boundary=x").body("--x--");
    assert_eq!(actor.send(from_elsewhere).await.status, 403);
    for broken in ["--x--", "--x\r\n\r\n", "", "--x\r\nContent-Disposition: form-data\r\n\r\na\r\n--x--"] {
        let request = actor.request(Method::POST, STAFF).header(ORIGIN, actor.origin());
        let request = request.header("content-type", "multipart/form-data; boundary=x").body(broken);
        let reply = actor.send(request).await;
        assert!(reply.status.is_client_error() && reply.body.contains("<h1"), "{broken:?}: {}", reply.status);
    }
}
