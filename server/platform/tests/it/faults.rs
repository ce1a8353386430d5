//! What goes wrong between the portal and the platform.

use crate::fake::{CUSTOMER, Fake, HandClock, client_with, created, json, options};
use axum::{body::Body, http::Response};
use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, AtomicUsize, Ordering},
    },
    time::Duration,
};
use switchhook_domain::{
    customer::NewContact,
    identifier::{CustomerId, SubscriberId},
};
use switchhook_platform::{Error, Forbidden, PlatformOptions, customers::CustomerChange};
use tokio::sync::Notify;

const ID: CustomerId = CustomerId(6);

/// An answer that breaks off, as a lost connection does.
fn broken() -> Response<Body> {
    Response::builder().header("content-length", "100").body(Body::from("x")).unwrap()
}

/// The first answers are lost or bad, then comes the good one.
async fn failing(times: usize, bad: fn() -> Response<Body>) -> Fake {
    let count = Arc::new(AtomicUsize::new(0));
    Fake::start(move |seen| {
        let number = count.fetch_add(1, Ordering::SeqCst);
        async move {
            match seen.method.as_str() {
                _ if number < times => bad(),
                "GET" => json(200, CUSTOMER),
                "POST" => created("/api/customercontacts/5"),
                _ => json(204, ""),
            }
        }
    })
    .await
}

fn contact() -> NewContact {
    NewContact {
        email: "a@mail.example".into(),
        firstname: None,
        lastname: Some("A".into()),
        company: None,
        street: None,
        postcode: None,
        city: None,
        country: None,
        phonenumber: None,
    }
}

#[tokio::test]
async fn reads_are_tried_again() {
    for bad in [broken, || json(502, "<html>"), || json(503, "")] {
        let fake = failing(2, bad).await;
        fake.client().customer(ID).await.unwrap();
        assert_eq!(fake.seen("GET", "/api/customers/6").len(), 3);
    }
    let fake = failing(9, || json(502, "")).await;
    assert_eq!(fake.client().customer(ID).await.unwrap_err(), Error::PlatformError { status: 502 });
    assert_eq!(fake.seen("GET", "/api/customers/6").len(), 3);
}

#[tokio::test]
async fn a_failure_that_the_platform_has_undone_is_tried_again_where_that_is_safe() {
    let clock = HandClock::default();
    let with_clock =
        |url: &str| client_with(&PlatformOptions { clock: Arc::new(clock.clone()), ..options(url) });
    let failure = || json(500, r#"{"code":500,"message":"Internal Server Error"}"#);
    let fake = failing(2, failure).await;
    with_clock(&fake.url).customer(ID).await.unwrap();
    assert_eq!(clock.pauses(), [Duration::from_millis(150), Duration::from_millis(450)]);
    let fake = failing(1, failure).await;
    let error = with_clock(&fake.url).create_contact(&contact()).await.unwrap_err();
    assert_eq!((error, fake.seen("POST", "/api/").len()), (Error::PlatformError { status: 500 }, 1));
}

/// Tells when it is dropped.
struct Ends(Arc<Notify>);

impl Drop for Ends {
    fn drop(&mut self) {
        self.0.notify_one();
    }
}

#[tokio::test]
async fn a_read_ends_with_who_asked_and_a_write_goes_on_to_its_end() {
    let (arrived, go_on, ended, done) = <(Arc<Notify>, Arc<Notify>, Arc<Notify>, Arc<Notify>)>::default();
    let (here, gate, end, finished) = (arrived.clone(), go_on.clone(), ended.clone(), done.clone());
    let fake = Fake::start(move |seen| {
        let (here, gate, end, finished) = (here.clone(), gate.clone(), end.clone(), finished.clone());
        async move {
            if seen.method == "GET" && seen.path.ends_with("/6") {
                return json(200, CUSTOMER);
            }
            let ends = Ends(end);
            here.notify_one();
            gate.notified().await;
            std::mem::forget(ends);
            finished.notify_one();
            json(204, "")
        }
    })
    .await;
    let client = client_with(&PlatformOptions {
        read_timeout: Duration::from_mins(10),
        write_timeout: Duration::from_mins(10),
        ..options(&fake.url)
    });
    let customer = client.customer(ID).await.unwrap();

    let reader = client.clone();
    let read = tokio::spawn(async move { reader.customer(CustomerId(7)).await.map(|row| row.id) });
    arrived.notified().await;
    read.abort();
    ended.notified().await;

    let change = CustomerChange { max_subscribers: Some(Some(3)), ..CustomerChange::default() };
    tokio::select! {
        result = client.update_customer(&customer, &change) => panic!("{result:?}"),
        () = arrived.notified() => {}
    }
    go_on.notify_one();
    done.notified().await;
}

#[tokio::test]
async fn a_lost_patch_is_repeated_where_it_sets_values_and_then_looked_up() {
    let changed = CUSTOMER.replace(r#""max_subscribers":null"#, r#""max_subscribers":3"#);
    for (after, expected) in [(CUSTOMER.to_owned(), Err(Error::UnknownOutcome)), (changed, Ok(()))] {
        let tries = Arc::new(AtomicU32::new(0));
        let fake = Fake::start(move |seen| {
            let (after, tries) = (after.clone(), Arc::clone(&tries));
            async move {
                match seen.method.as_str() {
                    "GET" if tries.load(Ordering::SeqCst) == 0 => json(200, CUSTOMER),
                    "GET" => json(200, &after),
                    _ => {
                        tries.fetch_add(1, Ordering::SeqCst);
                        broken()
                    }
                }
            }
        })
        .await;
        let client = fake.client();
        let customer = client.customer(ID).await.unwrap();
        let change = CustomerChange { max_subscribers: Some(Some(3)), ..CustomerChange::default() };
        assert_eq!(client.update_customer(&customer, &change).await, expected);
        assert_eq!(fake.seen("PATCH", "/").len(), 3);
    }
}

#[tokio::test]
async fn a_patch_that_is_refused_after_a_lost_one_is_looked_up() {
    let tries = Arc::new(AtomicU32::new(0));
    let fake = Fake::start(move |seen| {
        let tries = Arc::clone(&tries);
        async move {
            match (seen.method.as_str(), tries.load(Ordering::SeqCst)) {
                ("GET", 0) => json(200, CUSTOMER),
                ("GET", _) => json(200, &CUSTOMER.replace("active", "terminated")),
                (_, before) => {
                    tries.fetch_add(1, Ordering::SeqCst);
                    let refused =
                        r#"{"code":422,"message":"Customer is already terminated and cannot be changed."}"#;
                    if before == 0 { broken() } else { json(422, refused) }
                }
            }
        }
    })
    .await;
    let client = fake.client();
    let customer = client.customer(ID).await.unwrap();
    client.terminate_customer(&customer).await.unwrap();
    assert_eq!(fake.seen("PATCH", "/").len(), 2);
}

#[tokio::test]
async fn a_lost_patch_whose_login_is_not_let_in_again_is_looked_up() {
    let tries = Arc::new(AtomicU32::new(0));
    let fake = Fake::start(move |seen| {
        let tries = Arc::clone(&tries);
        async move {
            let refused = || json(403, r#"{"code":403,"message":"Invalid user"}"#);
            match (seen.method.as_str(), tries.load(Ordering::SeqCst)) {
                ("GET", _) if seen.path.ends_with("/7") => refused(),
                ("GET", 0) => json(200, CUSTOMER),
                ("GET", _) => json(200, &CUSTOMER.replace("active", "terminated")),
                (_, before) => {
                    tries.fetch_add(1, Ordering::SeqCst);
                    if before == 0 { broken() } else { refused() }
                }
            }
        }
    })
    .await;
    let clock = Arc::new(HandClock::default());
    let client = client_with(&PlatformOptions { clock, ..options(&fake.url) });
    let customer = client.customer(ID).await.unwrap();
    // So it has logged in again a moment ago, and does not once more.
    assert_eq!(client.customer(CustomerId(7)).await.unwrap_err(), Error::Forbidden(Forbidden::Role));
    client.terminate_customer(&customer).await.unwrap();
    assert_eq!(fake.seen("PATCH", "/").len(), 2);
}

#[tokio::test]
async fn a_replacement_that_is_refused_after_a_lost_one_may_have_happened() {
    let tries = Arc::new(AtomicU32::new(0));
    let fake = Fake::start(move |seen| {
        let tries = Arc::clone(&tries);
        async move {
            match (seen.method.as_str(), seen.path.as_str()) {
                ("GET", "/api/speeddials/7") => json(200, r#"{"speeddials":[]}"#),
                ("GET", _) => json(
                    200,
                    r#"{"id":7,"customer_id":6,"domain_id":8,"domain":"a.example","username":"anna","status":"active"}"#,
                ),
                _ if tries.fetch_add(1, Ordering::SeqCst) == 0 => broken(),
                _ => json(404, r#"{"code":404,"message":"Entity 'subscriber' not found."}"#),
            }
        }
    })
    .await;
    let client = fake.client();
    let line = client.subscriber(SubscriberId(7)).await.unwrap();
    let dials = client.speed_dials(&line).await.unwrap();
    assert_eq!(client.replace_speed_dials(&dials, &[]).await, Err(Error::UnknownOutcome));
    assert_eq!(fake.seen("PUT", "/").len(), 2);
}

#[tokio::test]
async fn a_lost_post_is_looked_up_and_never_repeated() {
    for (found, outcome) in [
        (r#"{"id":5,"email":"a@mail.example","lastname":"A"}"#, Ok(5)),
        (r#"{"id":5,"email":"a@mail.example","lastname":"B"}"#, Err(Error::UnknownOutcome)),
    ] {
        let fake = Fake::start(move |seen| async move {
            let list = format!(r#"{{"_embedded":{{"ngcp:customercontacts":[{found}]}}}}"#);
            if seen.method == "GET" { json(200, &list) } else { broken() }
        })
        .await;
        let result = fake.client().create_contact(&contact()).await;
        assert_eq!(result.map(|id| id.0), outcome);
        assert_eq!(fake.seen("POST", "/api/customercontacts/").len(), 1);
    }
}

#[tokio::test]
async fn what_was_surely_not_sent_is_unreachable() {
    let mut options = options("http://127.0.0.1:1");
    options.breaker_failures = 100;
    let client = client_with(&options);
    assert_eq!(client.customer(ID).await.unwrap_err(), Error::Unreachable);
    assert_eq!(client.create_contact(&contact()).await.unwrap_err(), Error::Unreachable);
}

#[tokio::test]
async fn late_answers_time_out() {
    let fake = Fake::start(|seen| async move {
        tokio::time::sleep(Duration::from_secs(5)).await;
        json(if seen.method == "GET" { 200 } else { 204 }, CUSTOMER)
    })
    .await;
    let mut options = options(&fake.url);
    options.read_timeout = Duration::from_millis(100);
    options.write_timeout = Duration::from_millis(100);
    let client = client_with(&options);
    assert_eq!(client.customer(ID).await.unwrap_err(), Error::TimedOut);
    assert_eq!(client.create_contact(&contact()).await.unwrap_err(), Error::UnknownOutcome);
}

#[tokio::test]
async fn so_many_requests_run_at_once_and_the_others_wait_or_give_up() {
    let running = Arc::new(AtomicUsize::new(0));
    let most = Arc::new(AtomicUsize::new(0));
    let (now, peak) = (Arc::clone(&running), Arc::clone(&most));
    let fake = Fake::start(move |_| {
        let (now, peak) = (Arc::clone(&now), Arc::clone(&peak));
        async move {
            peak.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            tokio::time::sleep(Duration::from_millis(400)).await;
            now.fetch_sub(1, Ordering::SeqCst);
            json(200, CUSTOMER)
        }
    })
    .await;
    let client = client_with(&PlatformOptions {
        concurrency: 2,
        queue_timeout: Duration::from_millis(600),
        ..options(&fake.url)
    });
    let calls: Vec<_> = (0..6)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.customer(ID).await.map(|customer| customer.id) })
        })
        .collect();
    let mut busy = 0;
    for call in calls {
        match call.await.unwrap() {
            Ok(id) => assert_eq!(id, ID),
            Err(error) => {
                assert_eq!(error, Error::Busy);
                busy += 1;
            }
        }
    }
    assert_eq!(most.load(Ordering::SeqCst), 2);
    assert_eq!(busy, 2);
}

#[tokio::test]
async fn a_platform_that_is_down_is_left_alone_and_found_again() {
    let up = Arc::new(AtomicUsize::new(1));
    let state = Arc::clone(&up);
    let fake = Fake::start(move |_| {
        let up = state.load(Ordering::SeqCst) == 1;
        async move { if up { json(200, CUSTOMER) } else { json(503, "") } }
    })
    .await;
    let clock = HandClock::default();
    let client = client_with(&PlatformOptions {
        breaker_failures: 3,
        breaker_pause: Duration::from_secs(10),
        clock: Arc::new(clock.clone()),
        ..options(&fake.url)
    });
    client.customer(ID).await.unwrap();
    up.store(0, Ordering::SeqCst);
    assert_eq!(client.customer(ID).await.unwrap_err(), Error::PlatformError { status: 503 });
    let asked = fake.seen("GET", "/").len();
    assert_eq!(client.customer(ID).await.unwrap_err(), Error::Unreachable);
    assert_eq!(fake.seen("GET", "/").len(), asked);
    up.store(1, Ordering::SeqCst);
    assert_eq!(client.customer(ID).await.unwrap_err(), Error::Unreachable);
    clock.advance(Duration::from_secs(11));
    client.customer(ID).await.unwrap();
    client.customer(ID).await.unwrap();
}
