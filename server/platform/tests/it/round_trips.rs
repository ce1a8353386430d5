//! Call forwards and preferences of a line against the sandbox, from the form's plan to what is read back.

use crate::platform::{TestPlatform, add_customer, add_line, line, on_both_releases};
use serde_json::json;
use std::collections::BTreeMap;
use switchhook_domain::{
    forwards::{
        Configuration, Days, DestinationSetRef, Endpoint, Kind, NewDestinationSet, Plan, PlannedMapping,
        Replacement, Switch, Target, Wanted, WantedDestination, WantedForward, WantedSchedule, WeeklyTime,
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
    let (mut destination_sets, mut time_sets) = (Vec::new(), Vec::new());
    for set in &plan.new_destination_sets {
        destination_sets.push(client.create_destination_set(forwards, set).await?);
    }
    for set in &plan.new_time_sets {
        time_sets.push(client.create_time_set(forwards, set).await?);
    }
    if let Some(switch) = &plan.switch {
        client.put_mappings(forwards, switch, &destination_sets, &time_sets).await?;
    }
    match &plan.in_place {
        Some(Replacement::Destinations(id, _, content)) => {
            client.replace_destination_set(forwards, *id, content).await?;
        }
        Some(Replacement::Periods(id, _, content)) => client.replace_time_set(forwards, *id, content).await?,
        None => {}
    }
    for id in &plan.unused_destination_sets {
        client.delete_destination_set(forwards, *id).await?;
    }
    for id in &plan.unused_time_sets {
        client.delete_time_set(forwards, *id).await?;
    }
    Ok(())
}

fn wanted(kind: Kind, target: Target, schedule: WantedSchedule) -> Wanted {
    let destinations = vec![
        WantedDestination { target, seconds: 20 },
        WantedDestination { target: Target::Endpoint(Endpoint::Voicebox), seconds: 300 },
    ];
    let forward = WantedForward { enabled: true, destinations, schedule };
    Wanted { forwards: BTreeMap::from([(kind, Some(forward))]), ring_seconds: Some(25) }
}

fn targets(forwards: &Configuration, kind: Kind) -> Vec<Target> {
    let set = forwards.destination_set(forwards.of(kind)[0].destination_set).unwrap();
    set.in_order().into_iter().map(|destination| forwards.target(destination)).collect()
}

async fn plans_lead_to_what_was_wanted(release: Release) {
    let (_platform, client, anna) = start(release).await;
    let mobile = || Target::Number("436641234567".into());
    let office = WeeklyTime::new(Days::WORKING, "08:30".parse().unwrap(), "17:15".parse().unwrap()).unwrap();
    let steps = [
        wanted(Kind::NoAnswer, mobile(), WantedSchedule::Weekly(office)),
        wanted(Kind::NoAnswer, Target::Address("bert@elsewhere.example".into()), WantedSchedule::Kept),
        wanted(Kind::Always, mobile(), WantedSchedule::Always),
        Wanted { forwards: BTreeMap::from([(Kind::NoAnswer, None)]), ring_seconds: None },
    ];
    for step in &steps {
        let before = client.forwards(&anna).await.unwrap();
        let plan = Plan::new(&before, step);
        assert!(!plan.is_empty());
        run(&client, &before, &plan).await.unwrap();
        let after = client.forwards(&anna).await.unwrap();
        assert!(Plan::new(&after, step).is_empty(), "{step:?} {after:?}");
    }
    let end = client.forwards(&anna).await.unwrap();
    assert_eq!(targets(&end, Kind::Always), [mobile(), Target::Endpoint(Endpoint::Voicebox)]);
    assert_eq!((end.of(Kind::NoAnswer).len(), end.destination_sets.len(), end.time_sets.len()), (0, 1, 0));
    let simple = client.simple_forwards(&anna).await.unwrap();
    assert_eq!(simple[&Kind::Always].destinations[1].uri, "voicebox");
}

async fn a_set_whose_answer_was_lost_is_found(release: Release) {
    let (platform, client, anna) = start(release).await;
    let forwards = client.forwards(&anna).await.unwrap();
    let rule = |fault| FaultRule::new("/api/cfdestinationsets/", fault).method("POST");
    platform.sandbox.fail_next(rule(Fault::ResetAfter));
    let new = NewDestinationSet { name: "switchhook_cfu_1".into(), destinations: Vec::new() };
    let set = client.create_destination_set(&forwards, &new).await.unwrap();
    platform.sandbox.fail_next(rule(Fault::ResetBefore));
    let other = NewDestinationSet { name: "switchhook_cfu_2".into(), destinations: Vec::new() };
    assert_eq!(client.create_destination_set(&forwards, &other).await.unwrap_err(), Error::UnknownOutcome);
    let again = client.forwards(&anna).await.unwrap();
    assert_eq!(again.destination_sets.iter().map(|found| found.id).collect::<Vec<_>>(), [set.id]);
    assert!(matches!(client.create_destination_set(&again, &new).await, Err(Error::Validation(_))));
}

async fn a_set_of_another_line_is_neither_used_nor_deleted(release: Release) {
    let (platform, client, anna) = start(release).await;
    let customer = add_customer(&client, "Maier", None).await;
    let bert = add_line(&client, &customer, &line("bert", DOMAIN, "3345678", &[])).await;
    let (of_anna, of_bert) = (client.forwards(&anna).await.unwrap(), client.forwards(&bert).await.unwrap());
    let new = NewDestinationSet { name: "hers".into(), destinations: Vec::new() };
    let hers = client.create_destination_set(&of_anna, &new).await.unwrap();
    let rule = PlannedMapping {
        destination_set: DestinationSetRef::Existing(hers.id),
        time_set: None,
        source_set: None,
        bnumber_set: None,
        enabled: true,
        use_redirection: false,
    };
    let switch = |rule| Switch { mappings: BTreeMap::from([(Kind::Always, vec![rule])]), ring_seconds: None };
    assert_eq!(client.put_mappings(&of_bert, &switch(rule), &[], &[]).await, Err(Error::NotFound));
    let smuggled = PlannedMapping { destination_set: DestinationSetRef::New(0), ..rule };
    let sets = [hers.clone()];
    assert_eq!(client.put_mappings(&of_bert, &switch(smuggled), &sets, &[]).await, Err(Error::NotFound));
    assert_eq!(client.delete_destination_set(&of_bert, hers.id).await, Err(Error::NotFound));
    assert_eq!(platform.count("PUT", "/api/cfmappings/") + platform.count("DELETE", "/api/"), 0);

    let of_anna = client.forwards(&anna).await.unwrap();
    client.put_mappings(&of_anna, &switch(rule), &[], &[]).await.unwrap();
    let in_use = client.delete_destination_set(&of_anna, hers.id).await;
    assert_eq!(in_use, Err(Error::InUse));
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
