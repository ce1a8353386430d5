//! Everything that the platform can hold is shown, changed in one place, and otherwise left as it is; and changes are undone.

use super::{OWN, STAFF, path_of, ring, rule, save, saved, uris};
use crate::{
    actor::{Actor, Who},
    findings::Findings,
    portal::Portal,
    world::World,
};
use serde_json::{Value, json};
use switchhook_domain::forwards::Period;

/// A random number, the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[usize::try_from(self.below(of.len() as u64)).unwrap()].clone()
    }

    fn maybe(&mut self, ids: &[u64]) -> Value {
        if self.below(2) == 0 { Value::Null } else { self.one(ids).into() }
    }
}

/// Rows on which the peers break: over New Year, overnight, hour 0, minutes, wrapped, without a weekday.
fn odd_rows() -> Vec<Value> {
    vec![
        json!({ "month": "12", "mday": "24-31" }),
        json!({ "month": "1", "mday": "1-6" }),
        json!({ "hour": "22-5" }),
        json!({ "wday": "2-6", "hour": "22-23" }),
        json!({ "hour": "0" }),
        json!({ "wday": "2-6", "hour": "8", "minute": "30-59" }),
        json!({ "wday": "2-6", "hour": "9-16" }),
        json!({ "wday": "2-6", "hour": "17", "minute": "0-14" }),
        json!({ "wday": "6-2", "hour": " 8" }),
        json!({ "month": "12-1" }),
        json!({ "mday": "28-3", "minute": "50-10" }),
        json!({ "year": "2026-2027", "wday": "1", "hour": "08" }),
        json!({}),
    ]
}

/// Gives a line random sets and rules of all kinds; `stranger` is a set of another line.
async fn configure(portal: &Portal, line: &str, stranger: u64, dice: &mut Dice, round: u64) {
    let id: u64 = line.parse().unwrap();
    let (mut destinations, mut times, mut callers, mut called) = (vec![stranger], vec![], vec![], vec![]);
    for set in 0..2 {
        let name = dice.one(&["switchhook", "quickset", "named"]);
        let name = format!("{name}_{round}_{set}");
        let to = json!([
            { "destination": dice.one(&["sip:436641234567@alpine.example", "voicebox", "sip:x@other.example"]),
              "timeout": dice.below(400), "priority": dice.below(3) },
            { "destination": "sip:+4312345@alpine.example", "timeout": 15, "priority": 1 },
        ]);
        let body =
            |member: &str, content: Value| json!({ "subscriber_id": id, "name": name, member: content });
        let create = async |kind: &str, body: Value| -> u64 {
            portal.platform.create(kind, &body).await.parse().unwrap()
        };
        destinations.push(create("cfdestinationsets", body("destinations", to)).await);
        let rows: Vec<Value> = (0..dice.below(4)).map(|_| dice.one(&odd_rows())).collect();
        times.push(create("cftimesets", body("times", rows.into())).await);
        let list = |dice: &mut Dice, member: &str| {
            let entries: Vec<Value> = (0..=dice.below(3))
                .map(|_| json!({ member: dice.one(&["anonymous", "431*", "43664123456"]) }))
                .collect();
            let mut body = body(&format!("{member}s"), entries.into());
            body["mode"] = dice.one(&["whitelist", "blacklist"]).into();
            body["is_regex"] = (dice.below(3) == 0).into();
            body
        };
        callers.push(create("cfsourcesets", list(dice, "source")).await);
        called.push(create("cfbnumbersets", list(dice, "bnumber")).await);
    }
    for kind in ["cfu", "cfb", "cft", "cfna", "cfs", "cfr", "cfo"] {
        let rules: Vec<Value> = (0..dice.below(3))
            .map(|_| {
                json!({
                    "destinationset_id": dice.one(&destinations),
                    "timeset_id": dice.maybe(&times),
                    "sourceset_id": dice.maybe(&callers),
                    "bnumberset_id": dice.maybe(&called),
                    "enabled": dice.below(2) == 0,
                    "use_redirection": dice.below(4) == 0,
                })
            })
            .collect();
        portal.platform.replace(&format!("/api/cfmappings/{line}"), &format!("/{kind}"), &rules.into()).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_hundred_generated_configurations_only_what_was_typed_changes() {
    let mut findings = Findings::default();
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let other = &world.lines[1];
    // From line to line: sets of earlier rounds would only be read again and again.
    let lines = portal.platform.ids("subscribers", "order_by=id").await;
    let lines: Vec<&String> = lines.iter().filter(|line| *line != other).collect();
    let actor = portal.actor(Who::Reseller).await;
    let stranger = json!({ "name": "theirs", "subscriber_id": other.parse::<u64>().unwrap(),
        "destinations": [{ "destination": "sip:201@alpine.example", "timeout": 9, "priority": 1 }] });
    let stranger: u64 = portal.platform.create("cfdestinationsets", &stranger).await.parse().unwrap();
    let mut dice = Dice(20_261_224);
    for (round, line) in (0..100).zip(lines.into_iter().cycle()) {
        configure(&portal, line, stranger, &mut dice, round).await;
        let before = mappings(&portal, line).await;
        let form = actor.form(&path_of(line), STAFF).await;
        portal.sandbox.clear_requests();
        let reply = save(&actor, &form).await;
        findings
            .expect(reply.status == 303 && !reply.is_draft(), || format!("{round}: {}", reply.location()));
        portal.expect_no_write(&mut findings, &format!("{round}: unchanged"));

        // One more rule for "busy", and nothing else.
        let mut form = actor.form(&path_of(line), STAFF).await;
        let rules = form.fields.iter().filter(|(name, _)| name.ends_with("][kind]")).count();
        form.set("press", "add:cfb");
        let mut form = actor.refused(&form).await.form(STAFF);
        let fields = form.fields.clone();
        let blank = fields.iter().filter_map(|(name, _)| name.strip_suffix("[at]")).find(|name| {
            form.get(&format!("{name}[at]")) == Some("") && form.get(&format!("{name}[kind]")) == Some("cfb")
        });
        let Some(blank) = blank.map(str::to_owned) else {
            findings.expect(false, || format!("{round}: no new rule among {rules}"));
            continue;
        };
        form.set(&format!("{blank}[destinations][0][number]"), "0664 7654321");
        let reply = save(&actor, &form).await;
        findings
            .expect(reply.status == 303 && !reply.is_draft(), || format!("{round}: {}", reply.location()));
        let after = mappings(&portal, line).await;
        for kind in ["cfu", "cfb", "cft", "cfna", "cfs", "cfr", "cfo"] {
            let (was, is) = (before[kind].as_array().unwrap(), after[kind].as_array().unwrap());
            let more = usize::from(kind == "cfb");
            findings.expect(is.len() == was.len() + more && is[..was.len()] == was[..], || {
                format!("{round}: {kind} was {was:?} and is {is:?}")
            });
        }
    }
    findings.none();
}

/// The mappings without what every write renews.
async fn mappings(portal: &Portal, line: &str) -> Value {
    let mut mappings = portal.platform.routing(line).await.mappings;
    for rules in mappings.as_object_mut().unwrap().values_mut().filter_map(Value::as_array_mut) {
        for rule in rules {
            rule.as_object_mut().unwrap().remove("cfm_id");
        }
    }
    mappings
}

/// A rule for every call at these rows.
async fn with_rows(portal: &Portal, line: &str, rows: &Value) {
    let id: u64 = line.parse().unwrap();
    let to = json!([{ "destination": "sip:436641234567@alpine.example", "timeout": 30, "priority": 1 }]);
    let set = json!({ "name": "to mobile", "subscriber_id": id, "destinations": to });
    let set = portal.platform.create("cfdestinationsets", &set).await;
    let times = json!({ "name": "odd times", "subscriber_id": id, "times": rows });
    let times = portal.platform.create("cftimesets", &times).await;
    let rule = json!([{ "destinationset_id": set, "timeset_id": times }]);
    portal.platform.replace(&format!("/api/cfmappings/{line}"), "/cfu", &rule).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_breaks_the_peers_is_shown_in_words_changed_saved_and_read_back() {
    for (rows, words) in [
        (
            json!([{ "month": "12", "mday": "24-31" }, { "month": "1", "mday": "1-6" }]),
            "every year 24 Dec – 6 Jan",
        ),
        (
            json!([{ "year": "2026", "month": "12", "mday": "24-31" }, { "year": "2027", "month": "1", "mday": "1-6" }]),
            "24 Dec 2026 – 6 Jan 2027",
        ),
        (json!([{ "hour": "22-5" }]), "every day 22:00 until 06:00 the next day"),
        (json!([{ "wday": "2-6", "hour": "0-7" }]), "Mon–Fri 00:00–08:00"),
        (
            json!([{ "wday": "2-6", "hour": "8", "minute": "30-59" }, { "wday": "2-6", "hour": "9-16" }, { "wday": "2-6", "hour": "17", "minute": "0-14" }]),
            "Mon–Fri 08:30–17:15",
        ),
        (json!([{ "wday": "7-1" }]), "Sat, Sun"),
        (json!([{ "month": "12", "mday": "28-3" }]), "Dec"),
    ] {
        let portal = Portal::start().await;
        let world = World::of(&portal).await;
        let line = &world.lines[2];
        with_rows(&portal, line, &rows).await;
        let actor = portal.actor(Who::Customer).await;
        let path = format!("/my/forwards/{line}");
        let page = actor.page(&path).await;
        let sentences = page.texts_of_class("sentence");
        assert!(sentences.iter().any(|sentence| sentence.contains(words)), "{words}: {sentences:?}");
        // A day more; the rows that were there stay.
        let form = page.form(OWN).with("press", "part:0:once");
        let mut form = actor.refused(&form).await.form(OWN);
        let parts = form
            .fields
            .iter()
            .filter(|(name, _)| name.starts_with("form[rules][0][parts]") && name.ends_with("[what]"))
            .count();
        for end in ["first", "last"] {
            form.set(&format!("form[rules][0][parts][{}][{end}]", parts - 1), "2030-05-01");
        }
        saved(&actor, &form).await;
        let held = portal.platform.routing(line).await.time_set("cfu", 0)["times"].clone();
        let period = |row: &Value| -> Period { serde_json::from_value(row.clone()).unwrap() };
        let held: Vec<Period> = held.as_array().unwrap().iter().map(period).collect();
        let is_dated = rows[0]["year"].is_string();
        for row in rows.as_array().unwrap() {
            assert!(held.contains(&period(row)), "{words}: {row} is not in {held:?}");
        }
        let day = Period {
            year: Some("2030".into()),
            month: Some("5".into()),
            mday: Some("1".into()),
            ..Period::default()
        };
        assert!(held.contains(&day), "{is_dated}: {held:?}");
        portal.sandbox.clear_requests();
        saved(&actor, &actor.form(&path, OWN).await).await;
        assert!(portal.writes().is_empty());
    }
}

/// The link that undoes the latest change.
async fn undo_link(actor: &Actor, path: &str) -> String {
    let body = actor.get(path).await.body;
    let id = body
        .split("?undo=")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .expect("a change to undo")
        .to_owned();
    format!("{path}?undo={id}")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_the_staff_is_told_to_the_customer_in_words_and_undone() {
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let line = &world.lines[2];
    let before = portal.platform.routing(line).await.heard();
    let (staff, customer) = (portal.actor(Who::Helpdesk).await, portal.actor(Who::Customer).await);
    let mut form = staff.form(&path_of(line), STAFF).await;
    ring(&mut form, "cfb", &[("number", "0664 7654321", "30")]);
    saved(&staff, &form).await;
    assert_ne!(portal.platform.routing(line).await.heard(), before);
    let path = format!("/my/forwards/{line}");
    let page = customer.page(&path).await;
    let history = page.texts_of_class("history").concat();
    assert!(history.contains("changed") && history.contains("+436647654321"), "{history}");
    assert!(!history.contains("helpdesk@alpine.example"), "the login of the staff is told: {history}");

    let back = undo_link(&customer, &path).await;
    let undo = customer.form(&back, "/api/my/forwards/undo").await;
    // Somebody else is faster: undoing that blindly would undo theirs, too.
    let mut theirs = staff.form(&path_of(line), STAFF).await;
    ring(&mut theirs, "cfna", &[("voicebox", "", "60")]);
    saved(&staff, &theirs).await;
    let page = customer.refused(&undo).await;
    assert!(!page.texts_of_class("summary").concat().is_empty());
    let undo = page.form("/api/my/forwards/undo");
    let reply = customer.submit(&undo).await;
    assert!(reply.status == 303 && !reply.is_draft());
    assert_eq!(portal.platform.routing(line).await.heard(), before);
    assert!(portal.platform.routing(line).await.orphans().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_another_line_is_not_undone_here() {
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let (line, other) = (&world.lines[2], &world.lines[1]);
    let actor = portal.actor(Who::Reseller).await;
    let mut form = actor.form(&path_of(other), STAFF).await;
    ring(&mut form, "cfb", &[("number", "0664 7654321", "30")]);
    saved(&actor, &form).await;
    let back = undo_link(&actor, &path_of(other)).await;
    let undo = actor.form(&back, "/api/forwards/undo").await;
    let elsewhere = back.replace(other.as_str(), line);
    assert_eq!(actor.get(&elsewhere).await.status, 404);
    portal.sandbox.clear_requests();
    let reply = actor.submit(&undo.with("id", line)).await;
    assert!(reply.status == 404 || reply.is_draft(), "{}", reply.status);
    assert!(portal.writes().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shared_set_changes_here_or_everywhere() {
    for (reach, same) in [("here", false), ("everywhere", true)] {
        let portal = Portal::start().await;
        let world = World::of(&portal).await;
        let line = &world.lines[2];
        with_rows(&portal, line, &json!([])).await;
        let rule_of = portal.platform.routing(line).await.mappings["cfu"].clone();
        portal.platform.replace(&format!("/api/cfmappings/{line}"), "/cfb", &rule_of).await;
        let actor = portal.actor(Who::Customer).await;
        let path = format!("/my/forwards/{line}");
        let page = actor.page(&path).await;
        assert!(page.text_of("main").contains("“to mobile” is used by"), "who else uses it is not told");
        let mut form = page.form(OWN);
        let busy = rule(&form, "cfb");
        form.set(&format!("{busy}[destinations][0][seconds]"), "31")
            .set(&format!("{busy}[destinations_for]"), reach);
        saved(&actor, &form).await;
        let routing = portal.platform.routing(line).await;
        assert_eq!((uris(&routing, "cfb")[0].1, uris(&routing, "cfu")[0].1 == 31), (31, same));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_saved_that_was_not_shown_before() {
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let line = &world.lines[2];
    let actor = portal.actor(Who::Customer).await;
    let path = format!("/my/forwards/{line}");
    let mut form = actor.form(&path, OWN).await;
    ring(&mut form, "cft", &[("number", "0664 7654321", "30")]);
    form.set("form[ring_seconds]", "20");
    portal.sandbox.clear_requests();
    let page = actor.refused(&form.clone().with("press", "save")).await;
    assert!(page.texts_of_class("review").concat().contains("+436647654321"));
    // Changed once more after it was shown: shown again.
    let mut again = page.form(OWN);
    ring(&mut again, "cft", &[("number", "0664 1111111", "30")]);
    let page = actor.refused(&again.with("press", "save")).await;
    assert!(page.texts_of_class("review").concat().contains("+436641111111"));
    assert!(portal.writes().is_empty());
    let reply = actor.submit(&page.form(OWN).with("press", "save")).await;
    assert!(reply.status == 303 && !reply.is_draft());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_keeps_forwards_from_working_is_said_at_the_top_and_warnings_are_shown() {
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let line = &world.lines[2];
    let preferences = format!("/api/subscriberpreferences/{line}");
    portal.platform.patch(&preferences, &json!([{ "op": "add", "path": "/dnd", "value": true }])).await;
    let actor = portal.actor(Who::Customer).await;
    let path = format!("/my/forwards/{line}");
    let page = actor.page(&path).await;
    assert!(page.texts_of_class("warning").concat().contains("Do not disturb"));
    let mut form = page.form(OWN);
    ring(&mut form, "cfu", &[("voicebox", "", "300"), ("number", "0664 1111111", "30")]);
    let page = actor.refused(&form.with("press", "review")).await;
    assert!(page.texts_of_class("review").concat().contains("comes after the voicebox"));
    // Before and after, as a timeline.
    assert_eq!(page.texts_of_class("timeline").len(), 2);
}
