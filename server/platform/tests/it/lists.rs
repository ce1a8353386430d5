//! Who a login is, and what the operator sees.

use crate::fake::{Fake, credential, json, options};
use crate::platform::{TestPlatform, add_customer, on_both_releases};
use switchhook_domain::{FieldError, identifier::ResellerId};
use switchhook_platform::{
    Credential, Error, ListOptions, LoginRole, Platform,
    billing_profiles::BillingProfileFilter,
    customers::CustomerFilter,
    domains::{DomainFilter, DomainSort},
    resellers::ResellerFilter,
};
use switchhook_sandbox::{Fault, FaultRule, Release};

on_both_releases! {
    a_login_is_told_its_role_and_reseller
    the_operator_lists_resellers_and_everything
    profiles_and_domains_of_the_reseller_are_listed
    a_domain_that_was_there_before_is_not_told_as_made
}

async fn a_login_is_told_its_role_and_reseller(release: Release) {
    let platform = TestPlatform::of(release).await;
    let who = async |credential| platform.platform.who_am_i(credential).await;
    let alpine = who(TestPlatform::credential("alpine")).await.unwrap();
    let harbour = who(TestPlatform::credential("harbour")).await.unwrap();
    assert_eq!(alpine.role, LoginRole::Reseller);
    assert!(alpine.reseller.is_some() && alpine.reseller != harbour.reseller);
    let operator = who(Credential::new("administrator", "administrator")).await.unwrap();
    assert_eq!((operator.role, operator.reseller), (LoginRole::Admin, None));
    assert_eq!(who(Credential::new("alpine", "wrong")).await.unwrap_err(), Error::Unauthorised);
    assert_eq!(who(Credential::new("nobody", "wrong")).await.unwrap_err(), Error::Unauthorised);
}

#[tokio::test]
async fn the_account_of_a_login_tells_more() {
    let fake = Fake::start(|seen| async move {
        if seen.path.starts_with("/api/admins/") {
            // As a reseller's login sees its colleagues: without a reseller.
            return json(
                200,
                r#"{"_embedded":{"ngcp:admins":[
                    {"id":7,"login":"alpine2","role":"reseller","read_only":false,"show_passwords":false},
                    {"id":8,"login":"alpine","role":"ccare","read_only":true,"show_passwords":true}]}}"#,
            );
        }
        json(
            200,
            r#"{"_embedded":{"ngcp:billingprofiles":{"id":3,"handle":"a","name":"A","reseller_id":"2"}}}"#,
        )
    })
    .await;
    let identity = Platform::new(&options(&fake.url)).unwrap().who_am_i(credential()).await.unwrap();
    assert_eq!((identity.role, identity.reseller), (LoginRole::Ccare, Some(ResellerId(2))));
    assert_eq!((identity.is_read_only, identity.shows_passwords), (Some(true), Some(true)));
    assert!(fake.seen("GET", "/api/admins/?")[0].path.ends_with("&login=alpine"));
}

async fn the_operator_lists_resellers_and_everything(release: Release) {
    let platform = TestPlatform::of(release).await;
    let alpine = platform.reseller("alpine").await;
    let customer = add_customer(&alpine, "Huber", None).await;
    let operator = platform.operator();
    let filter = ResellerFilter { name: Some("*a*".into()) };
    let page = operator.resellers(&filter, &ListOptions::default()).await.unwrap();
    let names: Vec<_> = page.rows.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(names, ["default", "alpine", "harbour"]);
    assert_eq!(operator.reseller(page.rows[1].id).await.unwrap().name, "alpine");
    assert!(operator.customer(customer.id).await.is_ok());
    let all = operator.customers(&CustomerFilter::default(), &ListOptions::default()).await.unwrap();
    assert_eq!(all.total, Some(1));
}

async fn a_domain_that_was_there_before_is_not_told_as_made(release: Release) {
    let platform = TestPlatform::of(release).await;
    platform.add_domain("alpine", "old.example").await;
    let client = platform.reseller("alpine").await;
    let fail = |fault| platform.sandbox.fail_next(FaultRule::new("/api/domains/", fault).method("POST"));
    fail(Fault::internal_error());
    let Error::Validation(refusals) = client.create_domain("old.example").await.unwrap_err() else {
        panic!("it is taken");
    };
    assert_eq!(
        refusals.iter().map(|refusal| (refusal.field.as_deref(), refusal.problem)).collect::<Vec<_>>(),
        [(Some("domain"), FieldError::Taken)]
    );
    platform.sandbox.set_faults(Vec::new());
    fail(Fault::Status(503, String::new()));
    let failed = client.create_domain("new.example").await.unwrap_err();
    assert_eq!(failed, Error::PlatformError { status: 503 });
    fail(Fault::ResetAfter);
    let made = client.create_domain("new.example").await.unwrap();
    assert_eq!(client.find_domain("new.example").await.unwrap().map(|domain| domain.id), Some(made));
}

async fn profiles_and_domains_of_the_reseller_are_listed(release: Release) {
    let platform = TestPlatform::of(release).await;
    let client = platform.reseller("alpine").await;
    for domain in ["b.example", "a.example"] {
        platform.add_domain("alpine", domain).await;
    }
    platform.add_domain("harbour", "harbour.example").await;
    let options = ListOptions { sort: DomainSort::Domain, count: false, ..ListOptions::default() };
    let page = client.domains(&DomainFilter::default(), &options).await.unwrap();
    let names: Vec<_> = page.rows.iter().map(|row| row.domain.as_str()).collect();
    assert_eq!((names, page.total), (vec!["a.example", "b.example"], None));
    let filter = BillingProfileFilter { name: Some("f*".into()), ..BillingProfileFilter::default() };
    let profiles = client.billing_profiles(&filter, &ListOptions::default()).await.unwrap();
    assert_eq!(profiles.rows.len(), 1);
    assert_eq!(client.billing_profile(profiles.rows[0].id).await.unwrap().handle, "alpine_flat");
}
