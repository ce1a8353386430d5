//! TLS with an authority of the platform's own, and logins that prove themselves by a certificate.

use crate::{
    fake::options,
    platform::{TestPlatform, add_contact, bare},
};
use switchhook_domain::permission::Scope;
use switchhook_platform::{
    CertificateProblem, ClientCertificate, Credential, Error, Flaw, ListOptions, LoginRole, Platform,
    PlatformOptions, billing_profiles::BillingProfileFilter,
};
use switchhook_sandbox::{
    Authority, ClientIdentity, Flaw as Fault, RecordedRequest, Sandbox, SandboxOptions,
};
use tokio::net::TcpListener;

/// A sandbox with TLS and how the client reaches it.
async fn secured(authority: &Authority) -> (Sandbox, PlatformOptions) {
    let sandbox = Sandbox::new(SandboxOptions {
        authority: Some(authority.clone()),
        seed: bare(),
        ..SandboxOptions::default()
    });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    tokio::spawn(sandbox.clone().serve(listener));
    (sandbox, PlatformOptions { ca_pem: Some(authority.pem().into()), ..options(&url) })
}

fn certificate(identity: &ClientIdentity) -> ClientCertificate {
    ClientCertificate::from_pem(identity.pem.clone()).unwrap()
}

#[tokio::test]
async fn a_platform_with_its_own_authority_is_trusted_and_no_other() {
    let authority = Authority::new().unwrap();
    let (_sandbox, right) = secured(&authority).await;
    let who =
        async |options| Platform::new(&options).unwrap().who_am_i(TestPlatform::credential("alpine")).await;
    assert_eq!(who(right.clone()).await.unwrap().role, LoginRole::Reseller);
    let other = Authority::new().unwrap();
    let wrong = PlatformOptions { ca_pem: Some(other.pem().into()), ..right };
    let problem = CertificateProblem::Platform(Flaw::Issuer);
    assert_eq!(who(wrong).await.unwrap_err(), Error::Certificate(problem));
}

#[tokio::test]
async fn what_is_wrong_with_the_platforms_certificate_is_told() {
    for (fault, flaw) in [(Fault::Expired, Flaw::Expired), (Fault::OtherSubject, Flaw::Name)] {
        let authority = Authority::with_server(fault).unwrap();
        let (_sandbox, options) = secured(&authority).await;
        let error = Platform::new(&options).unwrap().who_am_i(TestPlatform::credential("alpine")).await;
        assert_eq!(error.unwrap_err(), Error::Certificate(CertificateProblem::Platform(flaw)));
    }
}

#[tokio::test]
async fn a_login_proves_itself_by_a_certificate_alone() {
    let authority = Authority::new().unwrap();
    let (sandbox, options) = secured(&authority).await;
    let identity = sandbox.client_identity("harbour").unwrap().unwrap();
    let credential = Credential::with_certificate("harbour", certificate(&identity));
    let platform = Platform::new(&options).unwrap();
    let who = platform.who_am_i(credential.clone()).await.unwrap();
    assert_eq!((who.role, who.login.as_str()), (LoginRole::Reseller, "harbour"));
    let client = platform.client(credential, Scope::Reseller(who.reseller.unwrap()));
    let page =
        client.billing_profiles(&BillingProfileFilter::default(), &ListOptions::default()).await.unwrap();
    assert_eq!(page.rows[0].handle, "harbour_standard");
    add_contact(&client, "Hansen").await;
    // A path that there is not is refused before anybody is asked who they are.
    let is_harbour = |request: &RecordedRequest| {
        request.status == Some(404) || request.login.as_deref() == Some("harbour")
    };
    let requests = sandbox.requests();
    assert!(requests.iter().all(is_harbour), "{requests:?}");
    assert!(requests.iter().all(|request| request.path != "/login_jwt"));
}

#[tokio::test]
async fn what_is_wrong_with_a_logins_certificate_is_told() {
    let authority = Authority::new().unwrap();
    let (sandbox, options) = secured(&authority).await;
    let platform = Platform::new(&options).unwrap();
    let of = |fault| authority.client_identity(fault).unwrap();
    let (unknown, misnamed, expired) = (of(Fault::None), of(Fault::OtherSubject), of(Fault::Expired));
    let foreign = Authority::new().unwrap().client_identity(Fault::None).unwrap();
    for identity in [&misnamed, &expired] {
        sandbox.admit(identity, "alpine");
    }
    for (identity, flaw) in
        [(unknown, Flaw::Unknown), (misnamed, Flaw::Name), (expired, Flaw::Expired), (foreign, Flaw::Issuer)]
    {
        let error = platform.who_am_i(Credential::with_certificate("alpine", certificate(&identity))).await;
        assert_eq!(error.unwrap_err(), Error::Certificate(CertificateProblem::Login(flaw)));
    }
    // One login's certificate is nothing to the others.
    assert!(platform.who_am_i(TestPlatform::credential("alpine")).await.is_ok());
}
