//! Contacts, billing profiles and customers against the sandbox.

use crate::platform::{TestPlatform, add_contact, add_customer, add_line, contact, line, on_both_releases};
use switchhook_domain::{
    FieldError,
    customer::{CustomerType, NewContact, NewCustomer},
    lock::{LockLevel, Status},
};
use switchhook_platform::{
    Error, Forbidden, ListOptions,
    contacts::ContactFilter,
    customers::{CustomerChange, CustomerFilter},
};
use switchhook_sandbox::{Fault, FaultRule, Release};

on_both_releases! {
    a_contact_lives_from_creation_to_deletion
    contacts_are_found_by_patterns_of_their_address
    a_contact_in_use_stays
    billing_profiles_are_found_by_handle_and_by_name
    a_customer_is_created_changed_and_terminated
    customers_are_filtered_sorted_and_paged
    another_resellers_objects_do_not_exist
    a_customer_whose_answer_was_lost_is_found_and_not_made_twice
    refusals_name_field_and_reason
    a_read_only_login_changes_nothing
}

async fn a_contact_lives_from_creation_to_deletion(release: Release) {
    let platform = TestPlatform::of(release).await;
    let client = platform.reseller("alpine").await;
    let created = add_contact(&client, "Käufer").await;
    assert_eq!((created.lastname.as_deref(), created.city.as_deref()), (Some("Käufer"), None));

    let wanted = NewContact { city: Some("Wien".into()), firstname: None, ..contact("Käufer") };
    client.update_contact(&created, &wanted).await.unwrap();
    let changed = client.contact(created.id).await.unwrap();
    assert_eq!((changed.city.as_deref(), changed.firstname.as_deref()), (Some("Wien"), None));
    assert_eq!(changed.street, created.street);

    client.delete_contact(&changed).await.unwrap();
    assert_eq!(client.contact(created.id).await.unwrap_err(), Error::NotFound);
}

async fn contacts_are_found_by_patterns_of_their_address(release: Release) {
    let platform = TestPlatform::of(release).await;
    let client = platform.reseller("alpine").await;
    add_contact(&client, "Huber").await;
    add_contact(&client, "Maier").await;
    for (pattern, found) in [("huber@mail.example", 1), ("*@MAIL.example", 2), ("hub*", 1), ("a;b+c*", 0)] {
        let filter = ContactFilter { email: Some(pattern.into()) };
        let page = client.contacts(&filter, &ListOptions::default()).await.unwrap();
        assert_eq!((page.rows.len(), page.total), (found, Some(found as u64)), "{pattern}");
    }
}

async fn a_contact_in_use_stays(release: Release) {
    let platform = TestPlatform::of(release).await;
    let client = platform.reseller("alpine").await;
    let customer = add_customer(&client, "Huber", None).await;
    let contact = client.contact(customer.contact_id).await.unwrap();
    assert_eq!(client.delete_contact(&contact).await.unwrap_err(), Error::InUse);
}

async fn billing_profiles_are_found_by_handle_and_by_name(release: Release) {
    let platform = TestPlatform::of(release).await;
    let client = platform.reseller("alpine").await;
    let by_name = client.find_billing_profile("flat").await.unwrap().unwrap();
    let by_handle = client.find_billing_profile("alpine_flat").await.unwrap().unwrap();
    assert_eq!((by_name.id, by_name.name.as_str()), (by_handle.id, "Flat"));
    assert!(client.find_billing_profile("harbour_flat").await.unwrap().is_none());
    assert!(client.find_billing_profile("alpine*").await.unwrap().is_none());
}

async fn a_customer_is_created_changed_and_terminated(release: Release) {
    let platform = TestPlatform::of(release).await;
    let client = platform.reseller("alpine").await;
    platform.add_domain("alpine", "alpine.example").await;
    let customer = add_customer(&client, "Huber", Some("ERP-7")).await;
    assert_eq!((customer.status, customer.kind), (Status::Active, Some(CustomerType::SipAccount)));
    let subscriber = add_line(&client, &customer, &line("anna", "alpine.example", "2345678", &[])).await;

    let flat = client.find_billing_profile("Flat").await.unwrap().unwrap();
    let change = CustomerChange {
        status: Some(Status::Locked),
        billing_profile: Some(&flat),
        external_id: Some(None),
        max_subscribers: Some(Some(1)),
        ..CustomerChange::default()
    };
    client.update_customer(&customer, &change).await.unwrap();
    let changed = client.customer(customer.id).await.unwrap();
    assert_eq!((changed.status, changed.billing_profile_id), (Status::Locked, Some(flat.id)));
    assert_eq!((changed.external_id.as_deref(), changed.max_subscribers), (None, Some(1)));
    let locked = client.subscriber(subscriber.id).await.unwrap();
    assert_eq!((locked.status, locked.lock), (Status::Locked, Some(LockLevel::Global)));

    let full = client.create_subscriber(&changed, &line("bert", "alpine.example", "2345679", &[])).await;
    assert!(matches!(full, Err(Error::Forbidden(Forbidden::LimitReached(_)))), "{full:?}");

    client.terminate_customer(&changed).await.unwrap();
    let gone = client.customer(customer.id).await.unwrap();
    assert_eq!(gone.status, Status::Terminated);
    assert!(gone.terminate_timestamp.is_some());
    assert_eq!(client.subscriber(subscriber.id).await.unwrap_err(), Error::NotFound);
    let change = CustomerChange { external_id: Some(Some("x")), ..CustomerChange::default() };
    let late = client.update_customer(&gone, &change).await;
    assert!(matches!(late, Err(Error::Validation(_))));
}

async fn customers_are_filtered_sorted_and_paged(release: Release) {
    let platform = TestPlatform::of(release).await;
    let client = platform.reseller("alpine").await;
    for number in 1..=5 {
        add_customer(&client, &format!("Kunde{number}"), Some(&format!("ERP-{number}"))).await;
    }
    let filter = CustomerFilter { external_id: Some("erp-*".into()), ..CustomerFilter::default() };
    let options = ListOptions { rows: 2, page: 2, descending: true, ..ListOptions::default() };
    let page = client.customers(&filter, &options).await.unwrap();
    let ids: Vec<_> = page.rows.iter().map(|row| row.external_id.clone().unwrap()).collect();
    assert_eq!((ids, page.total, page.has_next()), (vec!["ERP-3".into(), "ERP-2".into()], Some(5), true));
    let filter =
        CustomerFilter { statuses: vec![Status::Locked, Status::Terminated], ..CustomerFilter::default() };
    assert!(client.customers(&filter, &ListOptions::default()).await.unwrap().rows.is_empty());
    let beyond = ListOptions { page: 9, ..ListOptions::default() };
    assert!(client.customers(&CustomerFilter::default(), &beyond).await.unwrap().rows.is_empty());
}

async fn another_resellers_objects_do_not_exist(release: Release) {
    let platform = TestPlatform::of(release).await;
    let (alpine, harbour) = (platform.reseller("alpine").await, platform.reseller("harbour").await);
    let customer = add_customer(&alpine, "Huber", None).await;
    assert_eq!(harbour.customer(customer.id).await.unwrap_err(), Error::NotFound);
    assert_eq!(harbour.contact(customer.contact_id).await.unwrap_err(), Error::NotFound);
    assert_eq!(harbour.terminate_customer(&customer).await.unwrap_err(), Error::NotFound);
    assert_eq!(platform.count("PATCH", "/api/customers/"), 0);
}

async fn a_customer_whose_answer_was_lost_is_found_and_not_made_twice(release: Release) {
    let platform = TestPlatform::of(release).await;
    let client = platform.reseller("alpine").await;
    let first = add_customer(&client, "Huber", Some("ERP-1")).await;
    let contact = client.contact(first.contact_id).await.unwrap();
    let profile = client.find_billing_profile("Standard").await.unwrap().unwrap();
    let new = NewCustomer {
        kind: CustomerType::SipAccount,
        external_id: Some("ERP-1".into()),
        max_subscribers: None,
    };
    let rule = |fault| FaultRule::new("/api/customers/", fault).method("POST");
    platform.sandbox.fail_next(rule(Fault::ResetAfter));
    let second = client.create_customer(&contact, &profile, &new).await.unwrap();
    assert!(second > first.id);
    // The one that is there already is not taken for the one that was never made.
    platform.sandbox.fail_next(rule(Fault::ResetBefore));
    let third = client.create_customer(&contact, &profile, &new).await;
    assert_eq!(third.unwrap_err(), Error::UnknownOutcome);
}

async fn refusals_name_field_and_reason(release: Release) {
    let platform = TestPlatform::of(release).await;
    let client = platform.reseller("alpine").await;
    let bad = NewContact { email: "not an email".into(), ..contact("Huber") };
    let Err(Error::Validation(reasons)) = client.create_contact(&bad).await else {
        panic!("a refusal is expected")
    };
    assert_eq!(reasons[0].field.as_deref(), Some("email"));
    assert_eq!(reasons[0].problem, FieldError::InvalidEmail);
}

async fn a_read_only_login_changes_nothing(release: Release) {
    let platform = TestPlatform::of(release).await;
    let client = platform.reseller("alpine-reader").await;
    let refused = client.create_contact(&contact("Huber")).await.unwrap_err();
    assert!(matches!(refused, Error::Forbidden(_)), "{refused:?}");
}
