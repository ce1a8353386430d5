//! Subscribers against the sandbox.

use crate::platform::{TestPlatform, add_customer, add_line, line, number, on_both_releases};
use secrecy::ExposeSecret;
use switchhook_domain::{
    FieldError,
    lock::{LockLevel, Status},
    number::NumberParts,
    secret::Password,
    subscriber::{NewPasswords, Numbers},
};
use switchhook_platform::{
    Client, Customer, Error, ListOptions, Scoped, Subscriber,
    subscribers::{SubscriberFilter, SubscriberSort},
};
use switchhook_sandbox::{Fault, FaultRule, Release};

on_both_releases! {
    a_line_is_created_and_read
    lines_are_found_by_anything_a_caller_says
    numbers_change_as_a_whole
    locks_and_statuses_go_and_come_back
    the_sip_password_is_told_on_request_only
    the_external_id_is_set_and_cleared
    a_terminated_line_is_gone_and_its_numbers_are_free
    a_line_whose_answer_was_lost_is_found_and_not_made_twice
    refusals_of_a_new_line_name_their_field
}

const DOMAIN: &str = "alpine.example";

async fn start(release: Release) -> (TestPlatform, Client, Scoped<Customer>) {
    let platform = TestPlatform::of(release).await;
    let client = platform.reseller("alpine").await;
    platform.add_domain("alpine", DOMAIN).await;
    let customer = add_customer(&client, "Huber", Some("ERP-7")).await;
    (platform, client, customer)
}

fn digits(subscriber: &Subscriber) -> Vec<String> {
    subscriber.numbers().map(NumberParts::digits).collect()
}

async fn a_line_is_created_and_read(release: Release) {
    let (_platform, client, customer) = start(release).await;
    let anna = add_line(&client, &customer, &line("anna", DOMAIN, "2345678", &["2345679"])).await;
    assert_eq!((anna.username.as_str(), anna.domain.as_str()), ("anna", DOMAIN));
    assert_eq!((anna.status, anna.lock, anna.customer_id), (Status::Active, None, customer.id));
    assert_eq!(digits(&anna), ["4312345678", "4312345679"]);
    assert_eq!(anna.external_id.as_deref(), Some("ext-anna"));
    let domain = client.find_domain(DOMAIN).await.unwrap().unwrap();
    assert_eq!((anna.domain_id, client.domain(domain.id).await.unwrap().id), (domain.id, domain.id));
    assert!(client.find_domain("nowhere.example").await.unwrap().is_none());
}

async fn lines_are_found_by_anything_a_caller_says(release: Release) {
    let (_platform, client, customer) = start(release).await;
    add_line(&client, &customer, &line("anna", DOMAIN, "2345678", &["2345679"])).await;
    add_line(&client, &customer, &line("bert", DOMAIN, "3345678", &[])).await;
    let none = SubscriberFilter::default;
    for (filter, found) in [
        (SubscriberFilter { number: Some("4312345679".into()), ..none() }, vec!["anna"]),
        (SubscriberFilter { number: Some("431*".into()), ..none() }, vec!["anna", "bert"]),
        (SubscriberFilter { number: Some("+4312345679".into()), ..none() }, vec![]),
        (SubscriberFilter { username: Some("AN*".into()), ..none() }, vec!["anna"]),
        (SubscriberFilter { domain: Some("alpine*".into()), ..none() }, vec!["anna", "bert"]),
        (SubscriberFilter { external_id: Some("ext-bert".into()), ..none() }, vec!["bert"]),
        (
            SubscriberFilter { customer: Some(customer.id), username: Some("bert".into()), ..none() },
            vec!["bert"],
        ),
    ] {
        let options = ListOptions { sort: SubscriberSort::Username, ..ListOptions::default() };
        let page = client.subscribers(&filter, &options).await.unwrap();
        let names: Vec<_> = page.rows.iter().map(|row| row.username.as_str()).collect();
        assert_eq!((names, page.total), (found.clone(), Some(found.len() as u64)), "{filter:?}");
    }
    assert!(client.find_subscriber("Anna", DOMAIN).await.unwrap().is_some());
    assert!(client.find_subscriber("ann", DOMAIN).await.unwrap().is_none());
}

async fn numbers_change_as_a_whole(release: Release) {
    let (_platform, client, customer) = start(release).await;
    let anna = add_line(&client, &customer, &line("anna", DOMAIN, "2345678", &["2345679"])).await;
    add_line(&client, &customer, &line("bert", DOMAIN, "3345678", &[])).await;
    let wanted = Numbers { primary: number("9345678"), aliases: vec![number("2345679"), number("9345679")] };
    client.change_numbers(&anna, &wanted).await.unwrap();
    let anna = client.subscriber(anna.id).await.unwrap();
    assert_eq!(digits(&anna), ["4319345678", "4312345679", "4319345679"]);

    let taken = Numbers { primary: number("9345678"), aliases: vec![number("3345678")] };
    let Err(Error::Validation(reasons)) = client.change_numbers(&anna, &taken).await else {
        panic!("a refusal is expected")
    };
    assert_eq!((reasons[0].field.as_deref(), reasons[0].problem), (Some("alias_numbers"), FieldError::Taken));
    let none = Numbers { primary: number("9345678"), aliases: vec![] };
    client.change_numbers(&anna, &none).await.unwrap();
    assert_eq!(digits(&client.subscriber(anna.id).await.unwrap()), ["4319345678"]);
}

async fn locks_and_statuses_go_and_come_back(release: Release) {
    let (_platform, client, customer) = start(release).await;
    let anna = add_line(&client, &customer, &line("anna", DOMAIN, "2345678", &[])).await;
    let state = async || {
        let row = client.subscriber(anna.id).await.unwrap();
        (row.status, row.lock)
    };
    for level in LockLevel::ALL {
        client.set_lock(&anna, Some(level)).await.unwrap();
        assert_eq!(state().await, (Status::Active, Some(level)));
    }
    client.set_lock(&anna, None).await.unwrap();
    assert_eq!(state().await, (Status::Active, None));
    client.set_status(&anna, Status::Locked, None).await.unwrap();
    assert_eq!(state().await, (Status::Locked, Some(LockLevel::Global)));
    client.set_status(&anna, Status::Active, None).await.unwrap();
    assert_eq!(state().await, (Status::Active, None));
    client.set_status(&anna, Status::Locked, None).await.unwrap();
    client.set_status(&anna, Status::Active, Some(LockLevel::Outgoing)).await.unwrap();
    assert_eq!(state().await, (Status::Active, Some(LockLevel::Outgoing)));
    assert!(matches!(client.set_status(&anna, Status::Pending, None).await, Err(Error::Validation(_))));
}

async fn the_sip_password_is_told_on_request_only(release: Release) {
    let (_platform, client, customer) = start(release).await;
    let anna = add_line(&client, &customer, &line("anna", DOMAIN, "2345678", &[])).await;
    let password = client.sip_password(&anna).await.unwrap().unwrap();
    assert_eq!(password.expose_secret(), "correct-horse-1");
    let new = NewPasswords { password: Some(Password::parse("correct-horse-2").unwrap()), webpassword: None };
    client.change_passwords(&anna, &new).await.unwrap();
    let password = client.sip_password(&anna).await.unwrap().unwrap();
    assert_eq!(password.expose_secret(), "correct-horse-2");
}

async fn the_external_id_is_set_and_cleared(release: Release) {
    let (_platform, client, customer) = start(release).await;
    let anna = add_line(&client, &customer, &line("anna", DOMAIN, "2345678", &[])).await;
    for external_id in [Some("other"), None] {
        client.set_external_id(&anna, external_id).await.unwrap();
        assert_eq!(client.subscriber(anna.id).await.unwrap().external_id.as_deref(), external_id);
    }
}

async fn a_terminated_line_is_gone_and_its_numbers_are_free(release: Release) {
    let (platform, client, customer) = start(release).await;
    let anna = add_line(&client, &customer, &line("anna", DOMAIN, "2345678", &[])).await;
    // The answer to the first try is lost; the second finds nothing to delete.
    platform.sandbox.fail_next(FaultRule::new("/api/subscribers/", Fault::ResetAfter).method("DELETE"));
    client.terminate_subscriber(&anna).await.unwrap();
    assert_eq!(client.subscriber(anna.id).await.unwrap_err(), Error::NotFound);
    assert_eq!(client.terminate_subscriber(&anna).await.unwrap_err(), Error::NotFound);
    add_line(&client, &customer, &line("anna", DOMAIN, "2345678", &[])).await;
}

async fn a_line_whose_answer_was_lost_is_found_and_not_made_twice(release: Release) {
    let (platform, client, customer) = start(release).await;
    let rule = |fault| FaultRule::new("/api/subscribers/", fault).method("POST");
    platform.sandbox.fail_next(rule(Fault::ResetAfter));
    let new = line("anna", DOMAIN, "2345678", &[]);
    let id = client.create_subscriber(&customer, &new).await.unwrap();
    assert_eq!(client.subscriber(id).await.unwrap().username, "anna");
    platform.sandbox.fail_next(rule(Fault::ResetBefore));
    let lost = client.create_subscriber(&customer, &line("bert", DOMAIN, "3345678", &[])).await;
    assert_eq!(lost.unwrap_err(), Error::UnknownOutcome);
    assert_eq!(platform.count("POST", "/api/subscribers/"), 2);
}

async fn refusals_of_a_new_line_name_their_field(release: Release) {
    let (_platform, client, customer) = start(release).await;
    add_line(&client, &customer, &line("anna", DOMAIN, "2345678", &[])).await;
    for (new, field, problem) in [
        (line("anna", DOMAIN, "5345678", &[]), "username", FieldError::Taken),
        (line("bert", DOMAIN, "2345678", &[]), "primary_number", FieldError::Taken),
        (line("bert", "nowhere.example", "5345678", &[]), "domain", FieldError::Unknown),
    ] {
        let Err(Error::Validation(reasons)) = client.create_subscriber(&customer, &new).await else {
            panic!("a refusal is expected at {field}")
        };
        assert_eq!((reasons[0].field.as_deref(), reasons[0].problem), (Some(field), problem));
    }
}
