//! What lies outside of a scope does not exist, and no request that could betray or change it is sent.

use crate::fake::{CUSTOMER, Fake, credential, json, options, reseller};
use switchhook_domain::{
    customer::{CustomerType, NewCustomer},
    identifier::{BillingProfileId, ContactId, CustomerId, DomainId, ResellerId, SubscriberId},
    permission::Scope,
};
use switchhook_platform::{
    Client, Error, ListOptions, Platform, contacts::ContactFilter, customers::CustomerFilter,
    resellers::ResellerFilter, subscribers::SubscriberFilter,
};

const RESELLER: ResellerId = ResellerId(2);

fn subscriber(id: u64, customer: u64) -> String {
    format!(
        r#"{{"id":{id},"customer_id":{customer},"domain_id":8,"domain":"alpine.example","username":"u{id}",
            "status":"active","lock":null,"primary_number":null,"alias_numbers":[]}}"#
    )
}

/// Shows subscribers 7 (of customer 6) and 9 (of customer 5), whatever the filter says.
async fn platform() -> Fake {
    Fake::start(|seen| async move {
        match seen.path.as_str() {
            "/api/subscribers/7" => json(200, &subscriber(7, 6)),
            "/api/subscribers/9" => json(200, &subscriber(9, 5)),
            "/api/customers/6" => json(200, CUSTOMER),
            path if path.starts_with("/api/subscribers/?") => {
                let rows = format!("{},{}", subscriber(7, 6), subscriber(9, 5));
                json(200, &format!(r#"{{"_embedded":{{"ngcp:subscribers":[{rows}]}},"total_count":2}}"#))
            }
            "/api/customercontacts/16" => json(200, r#"{"id":16,"email":"a@mail.example","reseller_id":2}"#),
            "/api/customercontacts/17" => json(200, r#"{"id":17,"email":"b@mail.example","reseller_id":3}"#),
            "/api/billingprofiles/3" => {
                json(200, r#"{"id":3,"handle":"flat","name":"Flat","reseller_id":2}"#)
            }
            _ => json(404, r#"{"code":404,"message":"Path not found"}"#),
        }
    })
    .await
}

fn client(fake: &Fake, scope: Scope) -> Client {
    Platform::new(&options(&fake.url)).unwrap().client(credential(), scope)
}

#[tokio::test]
async fn a_line_is_itself_and_nothing_else() {
    let fake = platform().await;
    let client = client(&fake, Scope::Line(RESELLER, CustomerId(6), SubscriberId(7)));
    assert_eq!(client.subscriber(SubscriberId(7)).await.unwrap().id, SubscriberId(7));
    let before = fake.seen("GET", "/").len();
    assert_eq!(client.subscriber(SubscriberId(9)).await.unwrap_err(), Error::NotFound);
    assert_eq!(client.customer(CustomerId(6)).await.unwrap_err(), Error::NotFound);
    assert_eq!(client.contact(ContactId(16)).await.unwrap_err(), Error::NotFound);
    assert_eq!(client.billing_profile(BillingProfileId(3)).await.unwrap_err(), Error::NotFound);
    assert_eq!(client.domain(DomainId(8)).await.unwrap_err(), Error::NotFound);
    assert!(client.customers(&CustomerFilter::default(), &ListOptions::default()).await.is_err());
    assert_eq!(fake.seen("GET", "/").len(), before);
    let list = client.subscribers(&SubscriberFilter::default(), &ListOptions::default()).await.unwrap();
    assert_eq!(list.rows.iter().map(|row| row.id.0).collect::<Vec<_>>(), [7]);
}

#[tokio::test]
async fn a_line_that_went_to_another_customer_is_gone() {
    let fake = platform().await;
    let client = client(&fake, Scope::Line(RESELLER, CustomerId(6), SubscriberId(9)));
    assert_eq!(client.subscriber(SubscriberId(9)).await.unwrap_err(), Error::NotFound);
}

#[tokio::test]
async fn a_customer_sees_its_own_lines_and_its_own_contact() {
    let fake = platform().await;
    let client = client(&fake, Scope::Customer(RESELLER, CustomerId(6)));
    assert!(client.subscriber(SubscriberId(7)).await.is_ok());
    assert_eq!(client.subscriber(SubscriberId(9)).await.unwrap_err(), Error::NotFound);
    assert_eq!(client.customer(CustomerId(5)).await.unwrap_err(), Error::NotFound);
    assert!(fake.seen("GET", "/api/customers/5").is_empty());
    assert!(client.contact(ContactId(16)).await.is_ok());
    assert_eq!(client.contact(ContactId(17)).await.unwrap_err(), Error::NotFound);
    assert!(fake.seen("GET", "/api/customercontacts/17").is_empty());
    // The platform ignored the filter; the client does not.
    let list = client.subscribers(&SubscriberFilter::default(), &ListOptions::default()).await.unwrap();
    assert_eq!(list.rows.iter().map(|row| row.id.0).collect::<Vec<_>>(), [7]);
    assert!(fake.seen("GET", "/api/subscribers/?")[0].path.contains("customer_id=6"));
    let other = SubscriberFilter { customer: Some(CustomerId(5)), ..SubscriberFilter::default() };
    assert!(client.subscribers(&other, &ListOptions::default()).await.unwrap().rows.is_empty());
    let customers = client.customers(&CustomerFilter::default(), &ListOptions::default()).await.unwrap();
    assert_eq!(customers.rows.iter().map(|row| row.id.0).collect::<Vec<_>>(), [6]);
    assert!(client.contacts(&ContactFilter::default(), &ListOptions::default()).await.is_err());
}

#[tokio::test]
async fn a_proof_is_worth_nothing_in_another_scope() {
    let fake = platform().await;
    let platform = Platform::new(&options(&fake.url)).unwrap();
    let of_reseller = platform.client(credential(), reseller());
    let of_line = platform.client(credential(), Scope::Line(RESELLER, CustomerId(6), SubscriberId(7)));
    let other = of_reseller.subscriber(SubscriberId(9)).await.unwrap();
    assert_eq!(of_line.terminate_subscriber(&other).await.unwrap_err(), Error::NotFound);
    assert_eq!(of_line.forwards(&other).await.unwrap_err(), Error::NotFound);
    let contact = of_reseller.contact(ContactId(16)).await.unwrap();
    let profile = of_reseller.billing_profile(BillingProfileId(3)).await.unwrap();
    let new = NewCustomer { kind: CustomerType::SipAccount, external_id: None, max_subscribers: None };
    assert_eq!(of_line.create_customer(&contact, &profile, &new).await.unwrap_err(), Error::NotFound);
    assert!(fake.seen("POST", "/api/").is_empty() && fake.seen("DELETE", "/").is_empty());
}

#[tokio::test]
async fn another_resellers_objects_do_not_exist_where_the_platform_tells_whose_they_are() {
    let fake = platform().await;
    assert_eq!(client(&fake, reseller()).contact(ContactId(17)).await.unwrap_err(), Error::NotFound);
}

#[tokio::test]
async fn resellers_are_for_the_operator() {
    let fake = platform().await;
    let client = client(&fake, reseller());
    assert_eq!(client.reseller(RESELLER).await.unwrap_err(), Error::NotFound);
    assert!(client.resellers(&ResellerFilter::default(), &ListOptions::default()).await.is_err());
    assert!(fake.seen("GET", "/api/resellers").is_empty());
}
