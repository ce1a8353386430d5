//! Call forwards and preferences of a line against the sandbox, from the form's plan to what is read back.

use crate::platform::{TestPlatform, add_customer, add_line, line, on_both_releases};
use serde_json::json;
use std::collections::BTreeMap;
use switchhook_domain::{
    forwards::{
        CalledNumbers, Callers, Configuration, Days, Destination, Destinations, Endpoint, Kind, ListMode,
        NumberList, Part, Plan, PlannedMapping, Schedule, SetRef, Slot, Step, Switch, Target, Times, Wanted,
        WantedRule, WeeklyTime,
    },
    preference::{Change, DataType},
};
use switchhook_platform::{Client, Error, Scoped, Subscriber};
use switchhook_sandbox::{Fault, FaultRule, Release};

on_both_releases! {
    plans_lead_to_what_was_wanted
    a_set_whose_answer_was_lost_is_found
    a_set_of_another_line_is_neither_used_nor_deleted
    preferences_are_set_and_taken_away
}

const DOMAIN: &str = "alpine.example";

async fn start(release: Release) -> (TestPlatform, Client, Scoped<Subscriber>) {
    let platform = TestPlatform::of(release).await;
    let client = platform.reseller("alpine").await;
    platform.add_domain("alpine", DOMAIN).await;
    let customer = add_customer(&client, "Huber", None).await;
    let anna = add_line(&client, &customer, &line("anna", DOMAIN, "2345678", &[])).await;
    (platform, client, anna)
}

/// Runs a plan in its order.
async fn run(client: &Client, forwards: &Scoped<Configuration>, plan: &Plan) -> Result<(), Error> {
    let mut new = Vec::new();
    for step in &plan.steps {
        match step {
            Step::Create(name, content) => new.push(client.create_set(forwards, name, content).await?),
            Step::Switch(switch) => client.put_mappings(forwards, switch, &new).await?,
            Step::Rewrite(id, content) => client.rewrite_set(forwards, *id, content).await?,
            Step::Delete(kind, SetRef::Existing(id)) => client.delete_set(forwards, *kind, *id).await?,
            Step::Delete(_, SetRef::New(index)) => client.delete_new_set(&new[*index]).await?,
        }
    }
    Ok(())
}

fn rings(target: &Target) -> Destinations {
    let destination = |(priority, (target, timeout)): (i64, (&Target, u32))| Destination {
        uri: target.to_uri(DOMAIN),
        timeout,
        priority: Some(priority),
        announcement_id: None,
    };
    let voicebox = Target::Endpoint(Endpoint::Voicebox);
    Destinations((1..).zip([(target, 20), (&voicebox, 300)]).map(destination).collect())
}

fn targets(forwards: &Configuration, kind: Kind) -> Vec<Target> {
    let set = forwards.set::<Destinations>(forwards.of(kind)[0].destination_set).unwrap();
    set.content.in_order().into_iter().map(|destination| forwards.target(destination)).collect()
}

async fn plans_lead_to_what_was_wanted(release: Release) {
    let (_platform, client, anna) = start(release).await;
    let mobile = Target::Number("436641234567".into());
    // Older platforms know of no overflow.
    let other = if release == Release::Old { Kind::Always } else { Kind::Overflow };
    let office = WeeklyTime::new(Days::WORKING, "08:30".parse().unwrap(), "17:15".parse().unwrap()).unwrap();
    let list =
        |entry: &str| NumberList { mode: ListMode::Blacklist, is_regex: false, entries: vec![entry.into()] };
    let new = WantedRule {
        times: Some(Slot::Here(Times(Schedule::of([Part::Weekly(office)]).to_periods()), None)),
        callers: Some(Slot::Here(Callers(list("anonymous")), None)),
        called: Some(Slot::Here(CalledNumbers(list("4312345679")), None)),
        ..WantedRule::to(rings(&mobile))
    };
    let change = |step: usize, wanted: &mut Wanted| match step {
        0 => wanted.rules.entry(Kind::NoAnswer).or_default().push(new.clone()),
        1 => {
            let rule = &mut wanted.rules.get_mut(&Kind::NoAnswer).unwrap()[0];
            let Slot::Kept(old) = rule.destinations else { panic!("{rule:?}") };
            let elsewhere = rings(&Target::Address("bert@elsewhere.example".into()));
            rule.destinations = Slot::Here(elsewhere, Some(old));
        }
        2 => {
            let rules = wanted.rules.get_mut(&Kind::NoAnswer).unwrap();
            rules.push(WantedRule::to(rings(&mobile)));
            rules.reverse();
        }
        3 => {
            wanted.rules.get_mut(&Kind::NoAnswer).unwrap()[1].enabled = false;
            wanted.rules.entry(other).or_default().push(WantedRule::to(rings(&mobile)));
        }
        _ => drop(wanted.rules.remove(&Kind::NoAnswer)),
    };
    for step in 0..5 {
        let before = client.forwards(&anna).await.unwrap();
        let mut wanted = Wanted { ring_seconds: Some(25), ..Wanted::of(&before) };
        change(step, &mut wanted);
        let plan = Plan::new(&before, &wanted);
        assert!(!plan.is_empty());
        run(&client, &before, &plan).await.unwrap();
        let after = client.forwards(&anna).await.unwrap();
        assert!(Plan::is_reached(&before, &wanted, &after), "{wanted:?} {after:?}");
        assert!(Plan::new(&after, &Wanted::of(&after)).is_empty());
    }
    let end = client.forwards(&anna).await.unwrap();
    assert_eq!(targets(&end, other), [mobile, Target::Endpoint(Endpoint::Voicebox)]);
    let sets = (end.time_sets.len(), end.source_sets.len(), end.bnumber_sets.len());
    assert_eq!((end.of(Kind::NoAnswer).len(), end.destination_sets.len(), sets), (0, 1, (0, 0, 0)));
    let simple = client.simple_forwards(&anna).await.unwrap();
    assert_eq!(simple[&other].destinations[1].uri, "voicebox");
}

async fn a_set_whose_answer_was_lost_is_found(release: Release) {
    let (platform, client, anna) = start(release).await;
    let forwards = client.forwards(&anna).await.unwrap();
    let rule = |fault| FaultRule::new("/api/cfdestinationsets/", fault).method("POST");
    platform.sandbox.fail_next(rule(Fault::ResetAfter));
    let nobody = Destinations::default().into();
    client.create_set(&forwards, "switchhook_cfu_1", &nobody).await.unwrap();
    platform.sandbox.fail_next(rule(Fault::ResetBefore));
    let lost = client.create_set(&forwards, "switchhook_cfu_2", &nobody).await;
    assert_eq!(lost.unwrap_err(), Error::UnknownOutcome);
    let again = client.forwards(&anna).await.unwrap();
    let names: Vec<_> = again.destination_sets.iter().map(|found| found.name.as_str()).collect();
    assert_eq!(names, ["switchhook_cfu_1"]);
    let taken = client.create_set(&again, "switchhook_cfu_1", &nobody).await;
    assert!(matches!(taken, Err(Error::Validation(_))));
}

async fn a_set_of_another_line_is_neither_used_nor_deleted(release: Release) {
    let (platform, client, anna) = start(release).await;
    let customer = add_customer(&client, "Maier", None).await;
    let bert = add_line(&client, &customer, &line("bert", DOMAIN, "3345678", &[])).await;
    let (of_anna, of_bert) = (client.forwards(&anna).await.unwrap(), client.forwards(&bert).await.unwrap());
    let new = client.create_set(&of_anna, "hers", &Destinations::default().into()).await.unwrap();
    let (kind, hers) = (new.kind, new.id);
    let rule = PlannedMapping {
        destination_set: SetRef::Existing(hers),
        time_set: None,
        source_set: None,
        bnumber_set: None,
        enabled: true,
        use_redirection: false,
    };
    let switch = |rule| Switch { mappings: BTreeMap::from([(Kind::Always, vec![rule])]), ring_seconds: None };
    assert_eq!(client.put_mappings(&of_bert, &switch(rule), &[]).await, Err(Error::NotFound));
    let smuggled = PlannedMapping { destination_set: SetRef::New(0), ..rule };
    assert_eq!(client.put_mappings(&of_bert, &switch(smuggled), &[new]).await, Err(Error::NotFound));
    assert_eq!(client.delete_set(&of_bert, kind, hers).await, Err(Error::NotFound));
    assert_eq!(platform.count("PUT", "/api/cfmappings/") + platform.count("DELETE", "/api/"), 0);

    let of_anna = client.forwards(&anna).await.unwrap();
    client.put_mappings(&of_anna, &switch(rule), &[]).await.unwrap();
    assert_eq!(client.delete_set(&of_anna, kind, hers).await, Err(Error::InUse));
}

async fn preferences_are_set_and_taken_away(release: Release) {
    let (_platform, client, anna) = start(release).await;
    let definitions = client.preference_definitions("en").await.unwrap();
    let block = definitions.iter().find(|definition| definition.name == "block_in_list").unwrap();
    assert_eq!((block.data_type, block.list), (DataType::String, true));
    let before = client.preferences(&anna).await.unwrap();
    let change = |name: &str, from, to| Change { name: name.into(), from, to };
    let list = || Some(json!(["4366*", "43900*"]));
    let set = [change("block_in_list", None, list()), change("clir", None, Some(json!(true)))];
    client.change_preferences(&anna, &set).await.unwrap();
    let values = client.preferences(&anna).await.unwrap();
    assert_eq!((values.get("block_in_list").cloned(), values.get("clir")), (list(), Some(&json!(true))));
    let unset = [change("block_in_list", list(), None), change("clir", Some(json!(true)), None)];
    client.change_preferences(&anna, &unset).await.unwrap();
    assert_eq!(client.preferences(&anna).await.unwrap(), before);
    let bad = [change("concurrent_max", None, Some(json!("many")))];
    assert!(matches!(client.change_preferences(&anna, &bad).await, Err(Error::Validation(_))));
}
