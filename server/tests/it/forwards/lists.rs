//! Named lists of the platform: chosen for a rule, shared, left again.

use super::{OWN, rule, save, saved, uris};
use crate::{
    actor::{Actor, Who},
    html::Form,
    portal::Portal,
    world::World,
};
use serde_json::{Value, json};

/// Lists of a line, two of each kind; their ids.
struct Lists {
    mobile: String,
    office: String,
    friends: String,
    fax: String,
}

/// A line with lists, of which a rule for "busy" uses the first destinations.
async fn lists(portal: &Portal, line: &str) -> Lists {
    let id: u64 = line.parse().unwrap();
    let create = async |resource: &str, name: &str, member: &str, content: Value| {
        let body = json!({ "name": name, "subscriber_id": id, "mode": "whitelist", member: content });
        portal.platform.create(resource, &body).await
    };
    let to = json!([
        { "destination": "sip:436641234567@alpine.example", "timeout": 30, "priority": 1 },
        { "destination": "voicebox", "timeout": 300, "priority": 2 },
    ]);
    let hours = json!([{ "wday": "2-6", "hour": "8-16" }]);
    let lists = Lists {
        mobile: create("cfdestinationsets", "mobile", "destinations", to).await,
        office: create("cftimesets", "office hours", "times", hours).await,
        friends: create("cfsourcesets", "friends", "sources", json!([{ "source": "43664*" }])).await,
        fax: create("cfbnumbersets", "fax", "bnumbers", json!([{ "bnumber": "4315550103" }])).await,
    };
    let rule = json!([{ "destinationset_id": lists.mobile, "timeset_id": lists.office }]);
    portal.platform.replace(&format!("/api/cfmappings/{line}"), "/cfb", &rule).await;
    lists
}

async fn start() -> (Portal, String, Lists, Actor) {
    let portal = Portal::start().await;
    let line = World::of(&portal).await.lines[2].clone();
    let lists = lists(&portal, &line).await;
    let actor = portal.actor(Who::Customer).await;
    (portal, line, lists, actor)
}

fn choose(form: &mut Form, kind: &str, part: &str, chosen: &str) {
    let rule = rule(form, kind);
    form.set(&format!("{rule}[sets][{part}][chosen]"), chosen);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_takes_other_lists_and_shows_what_is_in_them_before_it_is_saved() {
    let (portal, line, lists, actor) = start().await;
    let path = format!("/my/forwards/{line}");
    let page = actor.page(&path).await;
    let text = page.text_of("main");
    assert!(
        text.contains("“mobile”, used by: If busy") && text.contains("“friends”, not used yet"),
        "{text}"
    );
    let mut form = page.form(OWN);
    for (part, id) in [
        ("destinations", &lists.mobile),
        ("times", &lists.office),
        ("callers", &lists.friends),
        ("called", &lists.fax),
    ] {
        choose(&mut form, "cft", part, id);
    }
    form.set("form[ring_seconds]", "20");
    let page = actor.refused(&form.with("press", "review")).await;
    let told = page.texts_of_class("review").concat();
    for words in ["+436641234567 rings for 30 s", "Voicebox", "Mon–Fri 08:00–17:00", "43664*", "4315550103"]
    {
        assert!(told.contains(words), "{words}: {told}");
    }
    let form = page.form(OWN);
    let filled = rule(&form, "cft");
    assert_eq!(form.get(&format!("{filled}[destinations][0][number]")), Some("+436641234567"));
    assert_eq!(form.get(&format!("{filled}[when]")), Some("times"));
    portal.sandbox.clear_requests();
    saved(&actor, &form).await;
    assert_eq!(portal.writes().len(), 1, "no new list is made: {:?}", portal.writes());
    let held = portal.platform.routing(&line).await.mappings["cft"][0].clone();
    for (member, id) in [
        ("destinationset_id", &lists.mobile),
        ("timeset_id", &lists.office),
        ("sourceset_id", &lists.friends),
        ("bnumberset_id", &lists.fax),
    ] {
        assert_eq!(held[member].to_string(), **id, "{member}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_into_a_list_that_was_just_chosen_is_for_this_rule_or_for_all() {
    for (reach, same) in [("here", false), ("everywhere", true)] {
        let (portal, line, lists, actor) = start().await;
        let mut form = actor.form(&format!("/my/forwards/{line}"), OWN).await;
        choose(&mut form, "cfna", "destinations", &lists.mobile);
        let page = actor.refused(&form.with("press", "review")).await;
        let mut form = page.form(OWN);
        let rule = rule(&form, "cfna");
        assert!(form.get(&format!("{rule}[destinations_for]")).is_some(), "nobody is asked for whom it is");
        form.set(&format!("{rule}[destinations][0][seconds]"), "31");
        form.set(&format!("{rule}[destinations_for]"), reach);
        saved(&actor, &form).await;
        let routing = portal.platform.routing(&line).await;
        let seconds = |kind| uris(&routing, kind)[0].1;
        assert_eq!((seconds("cfna"), seconds("cfb") == 31), (31, same), "{reach}");
        assert!(routing.orphans().is_empty(), "{:?}", routing.orphans());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn undoing_a_change_made_everywhere_says_that_the_rules_get_lists_of_their_own() {
    let (_portal, line, lists, actor) = start().await;
    let path = format!("/my/forwards/{line}");
    let mut form = actor.form(&path, OWN).await;
    choose(&mut form, "cfna", "destinations", &lists.mobile);
    saved(&actor, &form).await;
    let mut form = actor.form(&path, OWN).await;
    let (busy, no_answer) = (rule(&form, "cfb"), rule(&form, "cfna"));
    for (rule, seconds) in [(&busy, "31"), (&no_answer, "32")] {
        form.set(&format!("{rule}[destinations][0][seconds]"), seconds);
        form.set(&format!("{rule}[destinations_for]"), "everywhere");
    }
    // Two contents for one list are a mistake of the second rule, whose field names the list.
    let page = actor.refused(&form.clone().with("press", "review")).await;
    let invalid = page.invalid();
    assert_eq!(invalid.len(), 1, "{invalid:?}");
    assert!(page.text_of("main").contains("also changes this list everywhere"));
    form.set(&format!("{no_answer}[destinations][0][seconds]"), "31");
    saved(&actor, &form).await;
    let body = actor.get(&path).await.body;
    let undo = body.split("?undo=").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let told = actor.page(&format!("{path}?undo={undo}")).await.texts_of_class("review").concat();
    assert!(told.contains("“mobile”") && told.contains("a list of this rule alone"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_leaves_a_shared_list_and_the_list_stays() {
    let (portal, line, lists, actor) = start().await;
    let before = portal.platform.routing(&line).await;
    let mut form = actor.form(&format!("/my/forwards/{line}"), OWN).await;
    choose(&mut form, "cfb", "times", "own");
    saved(&actor, &form).await;
    let after = portal.platform.routing(&line).await;
    assert_ne!(after.mappings["cfb"][0]["timeset_id"].to_string(), lists.office);
    assert_eq!(after.time_set("cfb", 0)["times"], before.time_set("cfb", 0)["times"]);
    let office: u64 = lists.office.parse().unwrap();
    assert!(after.time_sets.iter().any(|set| set["id"] == office), "the list is gone");
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_of_other_lines_cannot_be_chosen() {
    let (portal, line, _, actor) = start().await;
    let world = World::of(&portal).await;
    let mut others = Vec::new();
    for owner in [&world.lines[1], &world.other_line] {
        let body = json!({ "name": "theirs", "subscriber_id": owner.parse::<u64>().unwrap(), "destinations":
            [{ "destination": "sip:4369911111111@alpine.example", "timeout": 9, "priority": 1 }] });
        others.push(portal.platform.create("cfdestinationsets", &body).await);
    }
    let form = actor.form(&format!("/my/forwards/{line}"), OWN).await;
    for id in others.iter().map(String::as_str).chain(["0", "-1", "x", "99999999999999999999"]) {
        let mut form = form.clone();
        choose(&mut form, "cfb", "destinations", id);
        portal.sandbox.clear_requests();
        let reply = save(&actor, &form).await;
        assert!(reply.is_draft() && portal.writes().is_empty(), "{id}: {:?}", portal.writes());
        let page = actor.page(reply.location()).await;
        assert!(!page.text_of("main").contains("69911111111"), "{id}: somebody else's list is shown");
        assert!(!page.texts_of_class("summary").concat().is_empty(), "{id}: not told");
    }
}
