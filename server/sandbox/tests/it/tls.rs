//! TLS and client certificates (contract 1.2).

use std::error::Error;

use reqwest::{Certificate, Identity, Method};
use switchhook_sandbox::{Authority, ClientIdentity, Flaw, SandboxOptions};

use crate::client::{Client, Reply, plain_client, send, start};

async fn secured(authority: &Authority) -> Client {
    start(SandboxOptions { authority: Some(authority.clone()), ..SandboxOptions::default() }).await
}

/// A client that trusts an authority and perhaps shows a certificate.
fn trusting(authority: &Authority, identity: Option<&ClientIdentity>) -> reqwest::Client {
    let trusted = Certificate::from_pem(authority.pem().as_bytes()).unwrap();
    let builder =
        plain_client().tls_built_in_root_certs(false).add_root_certificate(trusted).use_rustls_tls();
    match identity {
        Some(identity) => builder.identity(Identity::from_pem(identity.pem.as_bytes()).unwrap()),
        None => builder,
    }
    .build()
    .unwrap()
}

async fn get(client: &Client, http: &reqwest::Client) -> Reply {
    send(http.get(format!("{}/api/domains/", client.base))).await
}

/// Everything that an error says, down to its cause.
fn told(error: &dyn Error) -> String {
    let causes = std::iter::successors(error.source(), |&cause| cause.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

#[tokio::test]
pub async fn only_who_trusts_the_authority_gets_through() {
    let authority = Authority::new().unwrap();
    let client = secured(&authority).await;
    let http = trusting(&authority, None);
    let ask = |http: &reqwest::Client| {
        http.get(format!("{}/api/domains/", client.base)).basic_auth("alpine", Some("alpine")).send()
    };
    assert_eq!(ask(&http).await.unwrap().status(), 200);
    let moved = http.get(format!("{}/api/domains", client.base)).basic_auth("alpine", Some("alpine"));
    assert!(send(moved).await.header("location").starts_with("https://"));
    let distrustful = trusting(&Authority::new().unwrap(), None);
    let error = ask(&distrustful).await.unwrap_err();
    assert!(told(&error).contains("UnknownIssuer"), "{}", told(&error));
}

#[tokio::test]
pub async fn a_server_with_a_flaw_is_told_apart() {
    for (flaw, words) in [(Flaw::Expired, "expired"), (Flaw::OtherSubject, "not valid for name")] {
        let authority = Authority::with_server(flaw).unwrap();
        let client = secured(&authority).await;
        let url = format!("{}/api/domains/", client.base);
        let error = trusting(&authority, None).get(url).send().await.unwrap_err();
        assert!(told(&error).contains(words), "{}", told(&error));
    }
}

#[tokio::test]
pub async fn a_certificate_is_known_by_its_serial_number() {
    let authority = Authority::new().unwrap();
    let client = secured(&authority).await;
    let harbour = client.sandbox.client_identity("harbour").unwrap().unwrap();
    let http = trusting(&authority, Some(&harbour));
    assert_eq!(get(&client, &http).await.expect_status(200).json()["total_count"], 2);
    // It wins over what the request says.
    let both = http.get(format!("{}/api/domains/", client.base)).basic_auth("alpine", Some("wrong"));
    send(both).await.expect_status(200);
    let token = http.post(format!("{}/api/domains/", client.base)).bearer_auth("garbage");
    send(token.json(&serde_json::json!({ "domain": "by-certificate.example" }))).await.expect_status(201);
    assert!(client.sandbox.requests().iter().all(|request| request.login.as_deref() == Some("harbour")));
    assert!(client.sandbox.set_active("harbour", false));
    assert_eq!(get(&client, &http).await.expect_status(403).message(), "Invalid user");
}

#[tokio::test]
pub async fn certificates_of_nobody_and_with_other_names_are_refused() {
    let authority = Authority::new().unwrap();
    let client = secured(&authority).await;
    let stranger = authority.client_identity(Flaw::None).unwrap();
    let refused = get(&client, &trusting(&authority, Some(&stranger))).await.expect_status(403);
    assert_eq!(refused.message(), "Invalid user");
    client.sandbox.admit(&stranger, "alpine");
    get(&client, &trusting(&authority, Some(&stranger))).await.expect_status(200);
    let misnamed = authority.client_identity(Flaw::OtherSubject).unwrap();
    client.sandbox.admit(&misnamed, "alpine");
    let refused = get(&client, &trusting(&authority, Some(&misnamed))).await.expect_status(403);
    assert_eq!(refused.message(), "Invalid client certificate DN 'CN=Somebody else'");
}

#[tokio::test]
pub async fn certificates_that_cannot_be_verified_end_the_handshake() {
    let authority = Authority::new().unwrap();
    let client = secured(&authority).await;
    let expired = authority.client_identity(Flaw::Expired).unwrap();
    let foreign = Authority::new().unwrap().client_identity(Flaw::None).unwrap();
    for (identity, words) in [(expired, "CertificateExpired"), (foreign, "UnknownCA")] {
        let http = trusting(&authority, Some(&identity));
        let error = http.get(format!("{}/api/domains/", client.base)).send().await.unwrap_err();
        assert!(told(&error).contains(words), "{}", told(&error));
    }
    assert!(client.sandbox.requests().is_empty());
    send(trusting(&authority, None).request(Method::GET, format!("{}/api/platforminfo", client.base)))
        .await
        .expect_status(200);
}
