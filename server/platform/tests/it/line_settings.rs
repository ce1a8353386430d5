//! What a line has besides forwards and preferences: voicebox, speed dials, registered devices, calls.

use crate::fake::{CUSTOMER, Fake, created, credential, json, options, reseller};
use std::time::Duration;
use switchhook_domain::{
    forwards::Kind,
    identifier::{CustomerId, ResellerId, SubscriberId},
    permission::Scope,
    secret::Password,
    subscriber::{NewPbxLine, NewSubscriber, Numbers},
    voicebox::Pin,
};
use switchhook_platform::{
    Client, Error, ListOptions, Platform, Scoped, SpeedDial, Subscriber,
    calls::{CallDirection, CallFilter, CallSort, CallStatus},
    registrations::RegistrationSort,
};

const LINE: SubscriberId = SubscriberId(7);

/// As a real platform answers (recordings 03, 53 to 60), with values in.
async fn platform() -> Fake {
    Fake::start(|seen| async move {
        let path = seen.path.split('?').next().unwrap().to_owned();
        match (seen.method.as_str(), path.as_str()) {
            ("GET", "/api/subscribers/7") => json(
                200,
                r#"{"id":7,"customer_id":6,"domain_id":8,"domain":"alpine.example","username":"anna","status":"active"}"#,
            ),
            ("GET", "/api/customers/6") => json(200, CUSTOMER),
            ("POST", "/api/subscribers/") => created("/api/subscribers/9"),
            ("GET", "/api/voicemailsettings/7") => json(
                200,
                r#"{"attach":true,"delete":false,"email":"","id":7,"pin":"8580","sms_number":"","new":1}"#,
            ),
            ("GET", "/api/speeddials/7") => {
                json(200, r#"{"speeddials":[{"slot":"*1","destination":"sip:431@alpine.example"}]}"#)
            }
            ("GET", "/api/subscriberregistrations/") => json(
                200,
                r#"{"_embedded":{"ngcp:subscriberregistrations":[
                    {"id":"uloc-5f/1","subscriber_id":7,"contact":"sip:anna@192.0.2.1:5060","expires":"2026-11-26 12:00:00",
                     "q":0.5,"nat":1,"user_agent":"Phone 3","socket":null,"received":"sip:198.51.100.7:5060","path":null},
                    {"id":12,"subscriber_id":9,"contact":"sip:bert@192.0.2.2","expires":"x","q":1}]},"total_count":2}"#,
            ),
            ("GET", "/api/calllists/") => json(
                200,
                r#"{"_embedded":{"ngcp:calllists":[
                    {"id":31,"call_id":"a@b","type":"cfu","direction":"out","own_cli":"4315530001","other_cli":"voicemail",
                     "clir":0,"status":"ok","rating_status":"ok","init_time":"2026-11-25 09:00:00",
                     "start_time":"2026-11-25 09:00:04","duration":"0:01:02.500","customer_cost":0,"intra_customer":false},
                    {"id":30,"call_id":"c@d","type":"call","direction":"in","own_cli":"4315530001","other_cli":null,
                     "clir":1,"status":"haunted","start_time":"2026-11-25 08:00:00","duration":"0:00:00.000","intra_customer":true}
                    ]},"total_count":2}"#,
            ),
            (_, _) => json(204, ""),
        }
    })
    .await
}

async fn start() -> (Fake, Client, Scoped<Subscriber>) {
    let fake = platform().await;
    let client = fake.client();
    let line = client.subscriber(LINE).await.unwrap();
    (fake, client, line)
}

#[tokio::test]
async fn a_voicebox_is_read_and_only_what_changes_is_sent() {
    let (fake, client, line) = start().await;
    let voicebox = client.voicebox(&line).await.unwrap();
    assert_eq!((voicebox.line, voicebox.settings.pin.reveal()), (LINE, "8580"));
    assert_eq!((voicebox.settings.attach, voicebox.settings.email.as_deref()), (true, None));
    assert!(!format!("{voicebox:?}").contains("8580"));

    client.change_voicebox(&voicebox, &voicebox.settings).await.unwrap();
    assert!(fake.seen("PATCH", "/").is_empty());
    let mut wanted = voicebox.settings.clone();
    wanted.pin = Pin::parse("4711").unwrap();
    wanted.email = Some("anna@mail.example".into());
    client.change_voicebox(&voicebox, &wanted).await.unwrap();
    let sent = String::from_utf8(fake.seen("PATCH", "/api/voicemailsettings/7")[0].body.to_vec()).unwrap();
    assert_eq!(
        sent,
        r#"[{"op":"replace","path":"/pin","value":"4711"},{"op":"replace","path":"/email","value":"anna@mail.example"}]"#
    );
}

#[tokio::test]
async fn speed_dials_are_replaced_as_a_whole() {
    let (fake, client, line) = start().await;
    let dials = client.speed_dials(&line).await.unwrap();
    assert_eq!(
        dials.entries,
        [SpeedDial { slot: "*1".into(), destination: "sip:431@alpine.example".into() }]
    );
    let mut entries = dials.entries.clone();
    entries.push(SpeedDial { slot: "*2".into(), destination: "4366412345".into() });
    client.replace_speed_dials(&dials, &entries).await.unwrap();
    let sent = &fake.seen("PUT", "/api/speeddials/7")[0].body;
    let rows = serde_json::json!({"speeddials": [
        {"slot": "*1", "destination": "sip:431@alpine.example"},
        {"slot": "*2", "destination": "4366412345"},
    ]});
    assert_eq!(serde_json::from_slice::<serde_json::Value>(sent).unwrap(), rows);
}

#[tokio::test]
async fn devices_are_listed_and_taken_away() {
    let (fake, client, line) = start().await;
    let options = ListOptions { sort: RegistrationSort::Expires, descending: true, ..ListOptions::default() };
    let page = client.registrations(&line, &options).await.unwrap();
    assert!(fake.seen("GET", "/api/subscriberregistrations/?")[0].path.ends_with("&subscriber_id=7"));
    // Another line's device, which was not asked for, is not shown.
    assert_eq!((page.rows.len(), page.total), (1, None));
    let device = &page.rows[0];
    assert_eq!((device.user_agent.as_deref(), device.nat), (Some("Phone 3"), true));
    client.delete_registration(device).await.unwrap();
    assert_eq!(fake.seen("DELETE", "/api/")[0].path, "/api/subscriberregistrations/uloc-5f%2F1");
}

#[tokio::test]
async fn calls_are_listed_in_a_time_zone() {
    let (fake, client, line) = start().await;
    let options = ListOptions { sort: CallSort::StartTime, descending: true, ..ListOptions::default() };
    let page = client.calls(&line, "Europe/Vienna", &CallFilter::default(), &options).await.unwrap();
    let [forwarded, taken] = &page.rows[..] else { panic!("{page:?}") };
    assert_eq!((forwarded.forward, forwarded.direction), (Some(Kind::Always), CallDirection::Out));
    assert_eq!(forwarded.duration, Some(Duration::from_millis(62_500)));
    assert_eq!((taken.forward, taken.other_cli.as_deref(), taken.status), (None, None, CallStatus::Other));

    let filter = CallFilter {
        direction: Some(CallDirection::In),
        status: Some(CallStatus::NoAnswer),
        start_ge: Some("2026-11-01 00:00:00".into()),
        start_le: Some("2026-11-30".into()),
    };
    let page = client.calls(&line, "Europe/Vienna", &filter, &options).await.unwrap();
    assert!(page.rows.is_empty());
    let query = &fake.seen("GET", "/api/calllists/?")[1].path;
    let asked = "&order_by=start_time&order_by_direction=desc&subscriber_id=7&tz=Europe%2FVienna&direction=in&status=noanswer\
                 &start_ge=2026-11-01+00%3A00%3A00&start_le=2026-11-30";
    assert!(query.ends_with(asked), "{query}");
}

#[tokio::test]
async fn none_of_it_is_for_somebody_elses_line() {
    let fake = platform().await;
    let platform = Platform::new(&options(&fake.url)).unwrap();
    let of_reseller = platform.client(credential(), reseller());
    let of_other = platform.client(credential(), Scope::Line(ResellerId(2), CustomerId(6), SubscriberId(9)));
    let line = of_reseller.subscriber(LINE).await.unwrap();
    let voicebox = of_reseller.voicebox(&line).await.unwrap();
    let dials = of_reseller.speed_dials(&line).await.unwrap();
    let devices = of_reseller.registrations(&line, &ListOptions::default()).await.unwrap();
    let asked = fake.seen("GET", "/").len();
    assert_eq!(of_other.voicebox(&line).await.unwrap_err(), Error::NotFound);
    assert_eq!(of_other.speed_dials(&line).await.unwrap_err(), Error::NotFound);
    assert_eq!(of_other.registrations(&line, &ListOptions::default()).await.unwrap_err(), Error::NotFound);
    let calls = of_other.calls(&line, "UTC", &CallFilter::default(), &ListOptions::default()).await;
    assert_eq!(calls.unwrap_err(), Error::NotFound);
    let mut wanted = voicebox.settings.clone();
    wanted.attach = false;
    assert_eq!(of_other.change_voicebox(&voicebox, &wanted).await.unwrap_err(), Error::NotFound);
    assert_eq!(of_other.replace_speed_dials(&dials, &[]).await.unwrap_err(), Error::NotFound);
    assert_eq!(of_other.delete_registration(&devices.rows[0]).await.unwrap_err(), Error::NotFound);
    assert_eq!(fake.seen("GET", "/").len(), asked);
    for method in ["PUT", "PATCH", "DELETE"] {
        assert!(fake.seen(method, "/").is_empty());
    }
}

#[tokio::test]
async fn a_line_of_a_cloud_pbx_is_created_as_one() {
    let (fake, client, _) = start().await;
    let customer = client.customer(CustomerId(6)).await.unwrap();
    let new = |pbx| NewSubscriber {
        username: "pilot".into(),
        domain: "alpine.example".into(),
        password: Password::parse("correct-horse-1").unwrap(),
        webpassword: None,
        numbers: Numbers { primary: crate::platform::number("5530001"), aliases: Vec::new() },
        external_id: None,
        pbx,
    };
    let pilot = NewPbxLine { extension: None, display_name: Some("Front desk".into()) };
    let seat = NewPbxLine { extension: Some("12".into()), display_name: None };
    for (pbx, members) in [
        (None, [None, None, None]),
        (Some(pilot), [Some("true"), None, Some(r#""Front desk""#)]),
        (Some(seat), [Some("false"), Some(r#""12""#), None]),
    ] {
        client.create_subscriber(&customer, &new(pbx)).await.unwrap();
        let request = fake.seen("POST", "/api/subscribers/").pop().unwrap();
        let body: serde_json::Value = serde_json::from_slice(&request.body).unwrap();
        let shown = ["is_pbx_pilot", "pbx_extension", "display_name"]
            .map(|member| body.get(member).map(ToString::to_string));
        assert_eq!(shown.each_ref().map(Option::as_deref), members);
    }
}
