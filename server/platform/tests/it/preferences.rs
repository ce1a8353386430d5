//! Preferences: definitions that are kept for a while, values, changes.

use crate::fake::{Fake, HandClock, credential, json, options, reseller};
use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};
use switchhook_domain::{
    FieldError,
    identifier::SubscriberId,
    preference::{Change, DataType},
};
use switchhook_platform::{Error, Platform, PlatformOptions};

async fn platform() -> Fake {
    Fake::start(|seen| async move {
        match (seen.method.as_str(), seen.path.split('?').next().unwrap()) {
            ("PATCH", _) if seen.body.windows(3).any(|part| part == b"bad") => json(
                422,
                r#"{"message":"Invalid data type for element in preference 'concurrent_max', expected 'int'","code":422}"#,
            ),
            ("PATCH", _) => json(204, ""),
            (_, "/api/subscribers/7") => json(
                200,
                r#"{"id":7,"customer_id":6,"domain_id":8,"domain":"alpine.example","username":"anna","status":"active"}"#,
            ),
            (_, "/api/subscriberpreferences/7") => json(
                200,
                r#"{"_links":{},"id":7,"subscriber_id":7,"cc":"43","block_in_list":["4366*"],"clir":true,"new":{"a":1}}"#,
            ),
            _ => json(
                200,
                r#"{"_links":{"self":{"href":"/"}},
                    "block_in_list":{"label":"Block list","description":"Whom not","data_type":"string","max_occur":0,
                                     "read_only":false,"preference_group":"Blocking","dynamic":0},
                    "odd":{"label":"Odd","data_type":"tensor","max_occur":1,"read_only":true}}"#,
            ),
        }
    })
    .await
}

#[tokio::test]
async fn definitions_are_kept_by_language_for_a_while() {
    let fake = platform().await;
    let clock = HandClock::default();
    let options = PlatformOptions { clock: Arc::new(clock.clone()), ..options(&fake.url) };
    let lifetime = options.reference_lifetime;
    let platform = Platform::new(&options).unwrap();
    let asked = || fake.seen("GET", "/api/subscriberpreferencedefs/").len();
    for (language, wait, requests) in [("en", 0, 1), ("en", 0, 1), ("de", 0, 2), ("en", 1, 2), ("en", 600, 3)]
    {
        clock.advance(Duration::from_secs(wait).min(lifetime));
        let definitions =
            platform.client(credential(), reseller()).preference_definitions(language).await.unwrap();
        assert_eq!(definitions.len(), 2);
        assert_eq!(asked(), requests, "{language} {wait}");
    }
    assert!(fake.seen("GET", "/api/subscriberpreferencedefs/")[1].path.ends_with("?lang=de"));
    let definitions = platform.client(credential(), reseller()).preference_definitions("en").await.unwrap();
    assert!(definitions[0].list && definitions[0].group == "Blocking");
    assert_eq!((definitions[1].data_type, definitions[1].writable()), (DataType::Unknown, false));
}

#[tokio::test]
async fn values_are_read_and_changed_one_by_one() {
    let fake = platform().await;
    let client = fake.client();
    let subscriber = client.subscriber(SubscriberId(7)).await.unwrap();
    let values = client.preferences(&subscriber).await.unwrap();
    assert_eq!(values.keys().map(String::as_str).collect::<Vec<_>>(), ["block_in_list", "cc", "clir", "new"]);

    let change =
        |name: &str, to: Option<Value>| Change { name: name.into(), from: values.get(name).cloned(), to };
    let changes = [change("concurrent_max", Some(json!(3))), change("clir", None), change("ncos", None)];
    client.change_preferences(&subscriber, &changes).await.unwrap();
    let sent: Value = serde_json::from_slice(&fake.seen("PATCH", "/")[0].body).unwrap();
    assert_eq!(
        sent,
        json!([{"op": "add", "path": "/concurrent_max", "value": 3}, {"op": "remove", "path": "/clir"}])
    );
    client.change_preferences(&subscriber, &[change("ncos", None)]).await.unwrap();
    assert_eq!(fake.seen("PATCH", "/").len(), 1);

    let bad = [change("concurrent_max", Some(json!("bad")))];
    let Err(Error::Validation(reasons)) = client.change_preferences(&subscriber, &bad).await else {
        panic!("a refusal is expected")
    };
    assert_eq!(reasons[0].field.as_deref(), Some("concurrent_max"));
    assert_eq!(reasons[0].problem, FieldError::NotANumber);
}
