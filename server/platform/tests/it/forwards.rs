//! Call forwards: reading with sets of others, and writes that stay with the line.

use crate::fake::{Fake, created, credential, json, options, reseller};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use switchhook_domain::{
    forwards::{
        AnyContent, Configuration, Destination, Destinations, Kind, Period, PlannedMapping, SetKind, SetRef,
        Switch, Times,
    },
    identifier::{CustomerId, DestinationSetId, ResellerId, SourceSetId, SubscriberId, TimeSetId},
    permission::Scope,
};
use switchhook_platform::{Client, Error, Platform, Scoped};

/// Line 7 with a destination set of its own (37), and mappings that also use one of line 9 (41) and one of another reseller (50).
async fn platform() -> Fake {
    Fake::start(|seen| async move {
        let sets = |collection: &str, rows: &str| {
            json(200, &format!(r#"{{"_embedded":{{"ngcp:{collection}":[{rows}]}},"total_count":null}}"#))
        };
        let own = r#"{"id":37,"name":"to mobile","subscriber_id":7,"usage_count":1,"destinations":[
            {"announcement_id":null,"destination":"sip:43664111@alpine.example","priority":null,"timeout":20}]}"#;
        let foreign = r#"{"id":41,"name":"theirs","subscriber_id":9,"usage_count":2,"destinations":[]}"#;
        match (seen.method.as_str(), seen.path.split('?').next().unwrap()) {
            ("POST", path) => created(&format!("{path}99")),
            ("PUT" | "DELETE", _) => json(204, ""),
            (_, "/api/subscribers/7") => json(
                200,
                r#"{"id":7,"customer_id":6,"domain_id":8,"domain":"alpine.example","username":"anna","status":"active"}"#,
            ),
            (_, "/api/cfmappings/7") => json(
                200,
                r#"{"id":7,"cfb":[],"cfna":[],"cfo":[],"cfr":[],"cfs":[],"cft_ringtimeout":25,
                    "cfu":[{"bnumberset":null,"bnumberset_id":null,"cfm_id":1,"destinationset":"to mobile",
                            "destinationset_id":37,"enabled":true,"sourceset":"family","sourceset_id":2,
                            "timeset":"office","timeset_id":8,"use_redirection":false}],
                    "cft":[{"destinationset_id":41,"enabled":false,"use_redirection":true},
                           {"destinationset_id":50}]}"#,
            ),
            // The list shows somebody else's set too, as if its filter were unknown.
            (_, "/api/cfdestinationsets/") => sets("cfdestinationsets", &format!("{own},{foreign}")),
            (_, "/api/cfdestinationsets/37") => json(200, &own.replace("\"usage_count\":1", "\"usage_count\":0")),
            (_, "/api/cfdestinationsets/41") => json(200, foreign),
            (_, "/api/cftimesets/") => sets(
                "cftimesets",
                r#"{"id":8,"name":"office","subscriber_id":7,"usage_count":1,
                    "times":[{"hour":"8-17","mday":null,"minute":"0-59","month":null,"wday":"2-6","year":null}]}"#,
            ),
            (_, "/api/cftimesets/8") => json(200, r#"{"id":8,"name":"office","subscriber_id":7,"usage_count":1}"#),
            (_, "/api/cfsourcesets/") => sets(
                "cfsourcesets",
                r#"{"id":2,"is_regex":false,"mode":"whitelist","name":"family","sources":[{"source":"43664*"}],"subscriber_id":7}"#,
            ),
            (_, "/api/cfbnumbersets/") => json(200, r#"{"total_count":null}"#),
            (_, "/api/callforwards/7") => json(
                200,
                r#"{"cfu":{"destinations":[{"destination":"voicebox","priority":1,"timeout":300}],"times":[]},"cfb":{}}"#,
            ),
            _ => json(404, r#"{"code":404,"message":"Entity 'cfdestinationset' not found."}"#),
        }
    })
    .await
}

async fn read(fake: &Fake, scope: Scope) -> (Client, Scoped<Configuration>) {
    let client = Platform::new(&options(&fake.url)).unwrap().client(credential(), scope);
    let subscriber = client.subscriber(SubscriberId(7)).await.unwrap();
    let forwards = client.forwards(&subscriber).await.unwrap();
    (client, forwards)
}

fn rule(destination_set: SetRef) -> PlannedMapping {
    PlannedMapping {
        destination_set,
        time_set: None,
        source_set: None,
        bnumber_set: None,
        enabled: true,
        use_redirection: false,
    }
}

fn switch(rule: PlannedMapping) -> Switch {
    Switch { mappings: BTreeMap::from([(Kind::Busy, vec![rule])]), ring_seconds: Some(25) }
}

fn destinations() -> AnyContent {
    let destination =
        Destination { uri: "voicebox".into(), timeout: 300, priority: None, announcement_id: None };
    Destinations(vec![destination]).into()
}

#[tokio::test]
async fn everything_is_read_and_what_is_somebody_elses_is_told_by_its_owner() {
    let fake = platform().await;
    let (_, forwards) = read(&fake, reseller()).await;
    let owners: Vec<_> = forwards.destination_sets.iter().map(|set| (set.id.0, set.owner.0)).collect();
    assert_eq!(owners, [(37, 7), (41, 9)]);
    assert_eq!(forwards.set::<Destinations>(DestinationSetId(37)).unwrap().content.0[0].priority, None);
    assert_eq!(forwards.ring_seconds, Some(25));
    let always = forwards.of(Kind::Always)[0];
    assert_eq!((always.time_set, always.source_set), (Some(TimeSetId(8)), Some(SourceSetId(2))));
    let late: Vec<_> =
        forwards.of(Kind::NoAnswer).iter().map(|rule| (rule.enabled, rule.use_redirection)).collect();
    assert_eq!(late, [(false, true), (true, false)]);
    assert_eq!(forwards.set::<Times>(TimeSetId(8)).unwrap().content.0[0].wday.as_deref(), Some("2-6"));
    assert_eq!(forwards.source_sets[0].content.0.entries, ["43664*"]);
    for collection in ["cfdestinationsets", "cftimesets", "cfsourcesets", "cfbnumbersets"] {
        let asked = fake.seen("GET", &format!("/api/{collection}/?"));
        assert!(asked[0].path.contains("subscriber_id=7") && asked[0].path.contains("no_count=1"));
    }
}

#[tokio::test]
async fn a_customer_is_not_shown_what_belongs_to_another() {
    let fake = platform().await;
    let (_, forwards) = read(&fake, Scope::Customer(ResellerId(2), CustomerId(6))).await;
    assert_eq!(forwards.destination_sets.len(), 1);
    assert_eq!(forwards.of(Kind::NoAnswer).len(), 2);
    assert!(fake.seen("GET", "/api/cfdestinationsets/41").is_empty());
}

#[tokio::test]
async fn foreign_sets_are_never_written() {
    let fake = platform().await;
    let (client, forwards) = read(&fake, reseller()).await;
    for id in [41, 50, 38] {
        assert_eq!(client.rewrite_set(&forwards, id, &destinations()).await, Err(Error::NotFound));
        assert_eq!(client.delete_set(&forwards, SetKind::Destinations, id).await, Err(Error::NotFound));
    }
    for kind in [SetKind::Times, SetKind::Callers, SetKind::CalledNumbers] {
        assert_eq!(client.delete_set(&forwards, kind, 9).await, Err(Error::NotFound));
    }
    assert_eq!(client.rewrite_set(&forwards, 9, &Times(vec![]).into()).await, Err(Error::NotFound));
    assert!(fake.seen("PUT", "/").is_empty() && fake.seen("DELETE", "/").is_empty());
}

#[tokio::test]
async fn mappings_point_to_own_sets_or_to_what_they_pointed_to() {
    let fake = platform().await;
    let (client, forwards) = read(&fake, reseller()).await;
    let put = async |rule| client.put_mappings(&forwards, &switch(rule), &[]).await;
    let existing = |id| rule(SetRef::Existing(id));
    let own = existing(37);
    for stranger in [
        existing(38),
        rule(SetRef::New(0)),
        PlannedMapping { time_set: Some(SetRef::Existing(9)), ..own },
        PlannedMapping { source_set: Some(SetRef::Existing(3)), ..own },
        PlannedMapping { bnumber_set: Some(SetRef::Existing(3)), ..own },
    ] {
        assert_eq!(put(stranger).await, Err(Error::NotFound), "{stranger:?}");
    }
    assert!(fake.seen("PUT", "/").is_empty());
    for known in
        [own, existing(41), existing(50), PlannedMapping { source_set: Some(SetRef::Existing(2)), ..own }]
    {
        assert_eq!(put(known).await, Ok(()), "{known:?}");
    }
}

#[tokio::test]
async fn all_seven_kinds_and_the_ring_time_are_sent() {
    let fake = platform().await;
    let (client, forwards) = read(&fake, reseller()).await;
    let set = client.create_set(&forwards, "switchhook_cfb_1", &destinations()).await.unwrap();
    let working = Times(vec![Period { wday: Some("2-6".into()), ..Period::default() }]);
    let times = client.create_set(&forwards, "switchhook_cfb_1", &working.into()).await.unwrap();
    let mapping = PlannedMapping { time_set: Some(SetRef::New(1)), ..rule(SetRef::New(0)) };
    let swapped = PlannedMapping { time_set: Some(SetRef::New(0)), ..rule(SetRef::New(1)) };
    let new = [set, times];
    assert_eq!(client.put_mappings(&forwards, &switch(swapped), &new).await, Err(Error::NotFound));
    client.put_mappings(&forwards, &switch(mapping), &new).await.unwrap();

    let body = |method, path| -> Value { serde_json::from_slice(&fake.seen(method, path)[0].body).unwrap() };
    assert_eq!(
        body("POST", "/api/cfdestinationsets/"),
        json!({"subscriber_id": 7, "name": "switchhook_cfb_1",
               "destinations": [{"destination": "voicebox", "timeout": 300, "priority": 1}]})
    );
    assert_eq!(body("POST", "/api/cftimesets/")["times"][0]["wday"], "2-6");
    assert_eq!(
        body("PUT", "/api/cfmappings/7"),
        json!({"cfu": [], "cft": [], "cfna": [], "cfs": [], "cfr": [], "cfo": [], "cft_ringtimeout": 25,
               "cfb": [{"destinationset_id": 99, "timeset_id": 99, "sourceset_id": null, "bnumberset_id": null,
                        "enabled": true, "use_redirection": false}]})
    );
}

#[tokio::test]
async fn a_set_is_deleted_only_while_nothing_uses_it() {
    let fake = platform().await;
    let (client, forwards) = read(&fake, reseller()).await;
    client.delete_set(&forwards, SetKind::Destinations, 37).await.unwrap();
    assert_eq!(fake.seen("DELETE", "/").len(), 1);
    assert_eq!(client.delete_set(&forwards, SetKind::Times, 8).await, Err(Error::InUse));
    assert_eq!(fake.seen("DELETE", "/").len(), 1);
}

#[tokio::test]
async fn own_sets_are_rewritten_whole() {
    let fake = platform().await;
    let (client, forwards) = read(&fake, reseller()).await;
    client.rewrite_set(&forwards, 37, &destinations()).await.unwrap();
    client.rewrite_set(&forwards, 8, &Times(vec![]).into()).await.unwrap();
    let sent: Value = serde_json::from_slice(&fake.seen("PUT", "/api/cfdestinationsets/37")[0].body).unwrap();
    assert_eq!((&sent["name"], &sent["subscriber_id"]), (&json!("to mobile"), &json!(7)));
    assert_eq!(sent["destinations"][0]["priority"], 1);
}

#[tokio::test]
async fn the_simple_view_shows_one_rule_of_a_kind() {
    let fake = platform().await;
    let client = Platform::new(&options(&fake.url)).unwrap().client(credential(), reseller());
    let subscriber = client.subscriber(SubscriberId(7)).await.unwrap();
    let forwards = client.simple_forwards(&subscriber).await.unwrap();
    assert_eq!(forwards.keys().copied().collect::<Vec<_>>(), [Kind::Always]);
    assert_eq!(forwards[&Kind::Always].destinations[0].uri, "voicebox");
}
