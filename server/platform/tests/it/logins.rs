//! Tokens: one login for many requests, renewal, platforms without tokens, refused logins.

use crate::fake::{CUSTOMER, Fake, HandClock, client_with, credential, json, options, reseller};
use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};
use switchhook_domain::identifier::CustomerId;
use switchhook_platform::{Credential, Error, Forbidden, Platform, PlatformOptions};

const ID: CustomerId = CustomerId(6);
const INVALID_USER: &str = r#"{"code":403,"message":"Invalid user"}"#;

fn with_clock(url: &str, clock: &HandClock) -> PlatformOptions {
    PlatformOptions { clock: Arc::new(clock.clone()), ..options(url) }
}

#[tokio::test]
async fn requests_that_start_together_log_in_once() {
    let fake = Fake::start(|_| async { json(200, CUSTOMER) }).await;
    let platform = Platform::new(&options(&fake.url)).unwrap();
    let client = platform.client(credential(), reseller());
    let (one, two) = (client.clone(), platform.client(credential(), reseller()));
    let (a, b, c) = tokio::join!(client.customer(ID), one.customer(ID), two.customer(ID));
    assert!(a.is_ok() && b.is_ok() && c.is_ok());
    assert_eq!(fake.seen("POST", "/login_jwt").len(), 1);
    let login: &[u8] = &fake.seen("POST", "/login_jwt")[0].body;
    assert_eq!(login, br#"{"password":"alpine-password","username":"alpine"}"#);
}

#[tokio::test]
async fn a_token_is_renewed_before_its_end() {
    let fake = Fake::bare(|seen| async move {
        if seen.path == "/login_jwt" {
            return json(200, r#"{"jwt":"t","id":7,"expires":1800000600}"#);
        }
        json(200, CUSTOMER)
    })
    .await;
    let clock = HandClock::default();
    let client = client_with(&with_clock(&fake.url, &clock));
    for (wait, logins) in [(0, 1), (530, 1), (15, 2)] {
        clock.advance(Duration::from_secs(wait));
        client.customer(ID).await.unwrap();
        assert_eq!(fake.seen("POST", "/login_jwt").len(), logins);
    }
}

#[tokio::test]
async fn a_token_is_asked_for_again_where_a_proxy_gives_no_answer() {
    for (failing, result) in [(2, Ok(ID)), (3, Err(Error::PlatformError { status: 502 }))] {
        let tries = Arc::new(AtomicU32::new(0));
        let fake = Fake::bare(move |seen| {
            let fails = seen.path == "/login_jwt" && tries.fetch_add(1, Ordering::Relaxed) < failing;
            async move {
                match seen.path.as_str() {
                    _ if fails => json(502, "Bad Gateway"),
                    "/login_jwt" => json(200, r#"{"jwt":"t","id":7}"#),
                    _ => json(200, CUSTOMER),
                }
            }
        })
        .await;
        let client = client_with(&with_clock(&fake.url, &HandClock::default()));
        assert_eq!(client.customer(ID).await.map(|customer| customer.id), result);
        assert_eq!(fake.seen("POST", "/login_jwt").len(), 3);
    }
}

#[tokio::test]
async fn a_void_token_is_replaced_once() {
    let fake = Fake::start(|seen| async move {
        if seen.header("authorization") == Some("Bearer token-1") {
            json(403, INVALID_USER)
        } else {
            json(200, CUSTOMER)
        }
    })
    .await;
    fake.client().customer(ID).await.unwrap();
    assert_eq!(fake.seen("POST", "/login_jwt").len(), 2);
}

#[tokio::test]
async fn a_role_that_may_not_does_not_log_in_again_and_again() {
    let fake = Fake::start(|_| async { json(403, INVALID_USER) }).await;
    let clock = HandClock::default();
    let client = client_with(&with_clock(&fake.url, &clock));
    for _ in 0..5 {
        assert_eq!(client.customer(ID).await.unwrap_err(), Error::Forbidden(Forbidden::Role));
    }
    assert_eq!(fake.seen("POST", "/login_jwt").len(), 2);
}

#[tokio::test]
async fn platforms_without_tokens_get_basic() {
    for status in [404, 500] {
        let fake = Fake::bare(move |seen| async move {
            if seen.path == "/login_jwt" {
                json(status, r#"{"code":500,"message":"x"}"#)
            } else {
                json(200, CUSTOMER)
            }
        })
        .await;
        let client = fake.client();
        client.customer(ID).await.unwrap();
        client.customer(ID).await.unwrap();
        assert_eq!(fake.seen("POST", "/login_jwt").len(), 1);
        let sent = fake.seen("GET", "/api/customers/6");
        assert_eq!(sent[1].header("authorization"), Some("Basic YWxwaW5lOmFscGluZS1wYXNzd29yZA=="));
    }
}

#[tokio::test]
async fn a_refused_login_is_not_tried_again_until_somebody_asks() {
    let fake = Fake::bare(|seen| async move {
        match &seen.body {
            body if body.windows(5).any(|part| part == b"right") => json(200, r#"{"jwt":"t","id":7}"#),
            _ if seen.path == "/login_jwt" => json(403, r#"{"code":403,"message":"User not found"}"#),
            _ => json(200, CUSTOMER),
        }
    })
    .await;
    let clock = HandClock::default();
    let platform = Platform::new(&with_clock(&fake.url, &clock)).unwrap();
    let client = platform.client(credential(), reseller());
    for _ in 0..10 {
        assert_eq!(client.customer(ID).await.unwrap_err(), Error::Unauthorised);
    }
    assert_eq!(fake.seen("POST", "/login_jwt").len(), 1);
    assert_eq!(platform.who_am_i(credential()).await.unwrap_err(), Error::Unauthorised);
    assert_eq!(fake.seen("POST", "/login_jwt").len(), 2);
    clock.advance(Duration::from_mins(16));
    assert_eq!(client.customer(ID).await.unwrap_err(), Error::Unauthorised);
    assert_eq!(fake.seen("POST", "/login_jwt").len(), 3);
    // Another password is another matter.
    let right = platform.client(Credential::new("alpine", "right-password"), reseller());
    assert!(right.customer(ID).await.is_ok());
}

#[tokio::test]
async fn a_wrong_password_gets_no_token_of_the_right_one() {
    let fake = Fake::bare(|seen| async move {
        let right = seen.body.windows(15).any(|part| part == b"alpine-password");
        match seen.path.as_str() {
            "/login_jwt" if right => json(200, r#"{"jwt":"t","id":7}"#),
            "/login_jwt" => json(403, r#"{"code":403,"message":"User not found"}"#),
            _ => json(200, CUSTOMER),
        }
    })
    .await;
    let platform = Platform::new(&options(&fake.url)).unwrap();
    assert!(platform.client(credential(), reseller()).customer(ID).await.is_ok());
    let wrong = platform.client(Credential::new("alpine", "guess"), reseller());
    assert_eq!(wrong.customer(ID).await.unwrap_err(), Error::Unauthorised);
}

#[tokio::test]
async fn reasons_of_a_refused_login_are_told() {
    for (message, error) in [("Banned", Error::Banned), ("Password expired", Error::PasswordExpired)] {
        let body = format!(r#"{{"code":403,"message":"{message}"}}"#);
        let fake = Fake::bare(move |_| {
            let body = body.clone();
            async move { json(403, &body) }
        })
        .await;
        assert_eq!(fake.client().customer(ID).await.unwrap_err(), error);
    }
}
