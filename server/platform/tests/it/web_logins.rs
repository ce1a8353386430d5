//! Subscribers who sign in: the platform's second realm.

use crate::{
    fake::{Fake, json, options},
    platform::{TestPlatform, add_customer, add_line, line},
};
use axum::http::Response;
use std::time::Duration;
use switchhook_domain::{lock::Status, secret::Password, subscriber::NewSubscriber};
use switchhook_platform::{
    Client, Error, Forbidden, Platform, PlatformOptions, Scoped, Subscriber, WebIdentity, WebLogin,
};
use switchhook_sandbox::{BanRule, Clock, Fault, FaultRule, ManualClock, SandboxOptions, SecondFactor};

const DOMAIN: &str = "alpine.example";
const PASSWORD: &str = "web-correct-horse";

fn login(password: &str, code: Option<&str>) -> WebLogin {
    WebLogin {
        login: format!("anna@{DOMAIN}"),
        password: password.to_owned().into(),
        code: code.map(|code| code.to_owned().into()),
    }
}

async fn start(sandbox: SandboxOptions) -> (TestPlatform, Client, Scoped<Subscriber>) {
    let platform = TestPlatform::start_with(sandbox).await;
    let client = platform.reseller("alpine").await;
    platform.add_domain("alpine", DOMAIN).await;
    let customer = add_customer(&client, "Huber", None).await;
    let new = NewSubscriber {
        webpassword: Some(Password::parse(PASSWORD).unwrap()),
        ..line("anna", DOMAIN, "2345678", &[])
    };
    let anna = add_line(&client, &customer, &new).await;
    (platform, client, anna)
}

#[tokio::test]
async fn a_subscriber_is_known_by_its_web_login() {
    let (platform, client, anna) = start(SandboxOptions::default()).await;
    let who = platform.platform.check_web_login(&login(PASSWORD, None)).await.unwrap();
    let anna_herself = WebIdentity {
        subscriber: anna.id,
        username: "anna".into(),
        domain: DOMAIN.into(),
        administrative: false,
    };
    assert_eq!(who, anna_herself);
    assert_eq!(client.subscriber(who.subscriber).await.unwrap().customer_id, anna.customer_id);
    let harbour = platform.reseller("harbour").await;
    assert_eq!(harbour.subscriber(who.subscriber).await.unwrap_err(), Error::NotFound);

    for wrong in [
        login("correct-horse-1", None),
        login("wörk", None),
        WebLogin { login: "anna".into(), ..login(PASSWORD, None) },
        WebLogin { login: "anna@harbour.example".into(), ..login(PASSWORD, None) },
        WebLogin { login: "alpine".into(), password: "alpine-password".to_owned().into(), code: None },
    ] {
        assert_eq!(platform.platform.check_web_login(&wrong).await, Err(Error::Unauthorised), "{wrong:?}");
    }
    client.set_status(&anna, Status::Locked, None).await.unwrap();
    assert_eq!(platform.platform.check_web_login(&login(PASSWORD, None)).await, Err(Error::Unauthorised));
}

#[tokio::test]
async fn a_second_factor_is_asked_for_and_checked() {
    let clock = Clock::Manual(ManualClock::at(1_800_000_000));
    let factor = SecondFactor::new("a secret");
    let (platform, ..) = start(SandboxOptions { clock, ..SandboxOptions::default() }).await;
    assert!(platform.sandbox.set_second_factor(&format!("anna@{DOMAIN}"), Some(factor.clone())));
    let missing = Err(Error::Forbidden(Forbidden::SecondFactor));
    let check = async |code: Option<&str>| platform.platform.check_web_login(&login(PASSWORD, code)).await;
    assert_eq!(check(None).await, missing);
    assert_eq!(check(Some("000000x")).await, missing);
    assert!(check(Some(&factor.code_at(1_800_000_000))).await.is_ok());
}

#[tokio::test]
async fn bans_are_told() {
    let bans = Some(BanRule::default());
    let (platform, ..) = start(SandboxOptions { bans, ..SandboxOptions::default() }).await;
    for _ in 0..5 {
        let wrong = platform.platform.check_web_login(&login("wrong-password", None)).await;
        assert_eq!(wrong, Err(Error::Unauthorised));
    }
    assert_eq!(platform.platform.check_web_login(&login(PASSWORD, None)).await, Err(Error::Banned));
}

#[tokio::test]
async fn a_platform_without_subscribers_and_one_in_trouble_are_told_apart() {
    let without = Platform::new(&options("http://127.0.0.1:1")).unwrap();
    assert!(!without.has_subscriber_logins());
    assert_eq!(without.check_web_login(&login(PASSWORD, None)).await, Err(Error::Unauthorised));
    let (platform, ..) = start(SandboxOptions::default()).await;
    assert!(platform.platform.has_subscriber_logins());
    platform.sandbox.fail_next(FaultRule::new("/login_jwt", Fault::bad_gateway()));
    let failed = platform.platform.check_web_login(&login(PASSWORD, None)).await;
    assert_eq!(failed, Err(Error::PlatformError { status: 502 }));
}

/// A platform without tokens, where the line is administrative and sees its colleagues too.
async fn without_tokens() -> (Fake, Platform) {
    let fake = Fake::bare(|seen| async move {
        let right = seen.header("authorization") == Some("Basic YW5uYUBhbHBpbmUuZXhhbXBsZTpzZWNyZXQ=");
        let changed = seen.header("authorization") == Some("Basic YW5uYUBhbHBpbmUuZXhhbXBsZTpjb3JyZWN0LWhvcnNlLTE=");
        match seen.path.as_str() {
            "/login_jwt" => json(404, r#"{"code":404,"message":"Path not found"}"#),
            "/api/passwordchange/" if right && seen.header("x-otp") == Some("123456") => json(204, ""),
            "/api/passwordchange/" if right => {
                // The connection is lost after it was done.
                Response::builder().header("content-length", "9").body("x".into()).unwrap()
            }
            _ if !right && !changed => json(401, "Authorization required."),
            _ => json(
                200,
                r#"{"_embedded":{"ngcp:subscribers":[
                    {"id":7,"username":"bert","webusername":"bert","domain":"alpine.example","administrative":false},
                    {"id":9,"username":"anna","webusername":"anna","domain":"alpine.example","administrative":true}]}}"#,
            ),
        }
    })
    .await;
    let options = PlatformOptions { subscriber_url: Some(fake.url.clone()), ..options(&fake.url) };
    let platform = Platform::new(&options).unwrap();
    (fake, platform)
}

#[tokio::test]
async fn platforms_without_tokens_are_asked_with_basic() {
    let (fake, platform) = without_tokens().await;
    let who = platform.check_web_login(&login("secret", Some("123456"))).await.unwrap();
    assert_eq!((who.subscriber.0, who.administrative), (9, true));
    let asked = &fake.seen("GET", "/api/subscribers/?")[0];
    assert!(asked.path.ends_with("&webusername=anna&domain=alpine.example"), "{}", asked.path);
    assert_eq!(asked.header("x-otp"), Some("123456"));
    assert_eq!(platform.check_web_login(&login("wrong", None)).await, Err(Error::Unauthorised));
}

#[tokio::test]
async fn a_password_is_changed_by_who_knows_the_old_one() {
    let (fake, platform) = without_tokens().await;
    let new = Password::parse("correct-horse-1").unwrap();
    platform.change_web_password(&login("secret", Some("123456")), &new).await.unwrap();
    let sent: &[u8] = &fake.seen("POST", "/api/passwordchange/")[0].body;
    assert_eq!(sent, br#"{"new_password":"correct-horse-1"}"#);
    let wrong = platform.change_web_password(&login("wrong", None), &new).await;
    assert_eq!(wrong, Err(Error::Unauthorised));
    // The answer is lost, but the new password works.
    platform.change_web_password(&login("secret", None), &new).await.unwrap();
    assert_eq!(fake.seen("POST", "/api/passwordchange/").len(), 3);
}

#[tokio::test]
async fn a_change_that_a_proxy_lost_is_looked_up() {
    let (platform, ..) = start(SandboxOptions::default()).await;
    platform.sandbox.fail_next(FaultRule::new("/api/passwordchange/", Fault::bad_gateway()));
    let new = Password::parse("another-web-horse").unwrap();
    let changed = platform.platform.change_web_password(&login(PASSWORD, None), &new).await;
    assert_eq!(changed, Err(Error::UnknownOutcome));
}

#[tokio::test]
async fn an_expired_password_is_told_and_can_be_changed() {
    let clock = ManualClock::at(1_800_000_000);
    let sandbox = SandboxOptions {
        password_max_age: Some(Duration::from_hours(24)),
        clock: Clock::Manual(clock.clone()),
        ..SandboxOptions::default()
    };
    let (platform, ..) = start(sandbox).await;
    assert!(platform.platform.check_web_login(&login(PASSWORD, None)).await.is_ok());
    clock.advance(Duration::from_hours(25));
    assert_eq!(platform.platform.check_web_login(&login(PASSWORD, None)).await, Err(Error::PasswordExpired));
    let new = Password::parse("another-web-horse").unwrap();
    platform.platform.change_web_password(&login(PASSWORD, None), &new).await.unwrap();
    assert!(platform.platform.check_web_login(&login("another-web-horse", None)).await.is_ok());
}
