//! How requests look on the wire, and what is read from answers.

use crate::fake::{CUSTOMER, Fake, json, options};
use switchhook_domain::{FieldError, identifier::CustomerId, lock::Status};
use switchhook_platform::{
    Error, ListOptions, Platform, PlatformOptions, SetupError,
    customers::{CustomerChange, CustomerFilter},
};

#[tokio::test]
async fn headers_are_those_of_the_contract() {
    let fake =
        Fake::start(
            |seen| async move { if seen.method == "GET" { json(200, CUSTOMER) } else { json(204, "") } },
        )
        .await;
    let client = fake.client();
    let customer = client.customer(CustomerId(6)).await.unwrap();
    let change = CustomerChange { external_id: Some(Some("ERP-7")), ..CustomerChange::default() };
    client.update_customer(&customer, &change).await.unwrap();

    let get = &fake.seen("GET", "/api/customers/6")[0];
    assert_eq!(get.header("accept"), Some("application/json"));
    assert_eq!(get.header("authorization"), Some("Bearer token-1"));
    assert_eq!(get.header("ngcp-useragent"), None);
    let patch = &fake.seen("PATCH", "/api/customers/6")[0];
    assert_eq!(patch.header("content-type"), Some("application/json-patch+json"));
    assert_eq!(patch.header("prefer"), Some("return=minimal"));
    assert_eq!(patch.body, br#"[{"op":"replace","path":"/external_id","value":"ERP-7"}]"#.as_slice());
}

#[tokio::test]
async fn what_is_already_so_is_not_sent() {
    let fake = Fake::start(|_| async { json(200, CUSTOMER) }).await;
    let client = fake.client();
    let customer = client.customer(CustomerId(6)).await.unwrap();
    let change =
        CustomerChange { status: Some(Status::Active), external_id: Some(None), ..CustomerChange::default() };
    client.update_customer(&customer, &change).await.unwrap();
    assert!(fake.seen("PATCH", "/").is_empty());
    let change = CustomerChange { status: Some(Status::Terminated), ..CustomerChange::default() };
    let refused = client.update_customer(&customer, &change).await.unwrap_err();
    assert!(
        matches!(&refused, Error::Validation(reasons) if reasons[0].problem == FieldError::InvalidChoice)
    );
    assert!(fake.seen("PATCH", "/").is_empty());
}

#[tokio::test]
async fn lists_say_everything_and_read_one_or_many() {
    let fake = Fake::start(|seen| async move {
        let rows = if seen.path.contains("page=2") { CUSTOMER.to_owned() } else { format!("[{CUSTOMER}]") };
        json(200, &format!(r#"{{"_embedded":{{"ngcp:customers":{rows}}},"total_count":11}}"#))
    })
    .await;
    let client = fake.client();
    for page in [1, 2] {
        let options = ListOptions { page, rows: 1000, ..ListOptions::default() };
        let page = client.customers(&CustomerFilter::default(), &options).await.unwrap();
        assert_eq!((page.rows.len(), page.total, page.rows_per_page), (1, Some(11), 100));
    }
    let list = &fake.seen("GET", "/api/customers/?")[0].path;
    assert_eq!(list, "/api/customers/?page=1&rows=100&order_by=id&order_by_direction=asc");
}

#[tokio::test]
async fn rows_that_were_not_asked_for_are_dropped() {
    let fake = Fake::start(|_| async {
        json(200, &format!(r#"{{"_embedded":{{"ngcp:customers":[{CUSTOMER}]}},"total_count":400}}"#))
    })
    .await;
    let filter = CustomerFilter { external_id: Some("ERP-*".into()), ..CustomerFilter::default() };
    let page = fake.client().customers(&filter, &ListOptions::default()).await.unwrap();
    assert_eq!((page.rows.len(), page.total), (0, None));
}

#[tokio::test]
async fn broken_answers_are_unreadable_and_statuses_keep_their_meaning() {
    let fake = Fake::start(|seen| async move {
        match seen.path.rsplit('/').next().unwrap() {
            "1" => json(200, "<html>"),
            "2" => json(200, r#"{"id":99,"contact_id":1,"status":"active"}"#),
            "3" => json(404, r#"{"code":404,"message":"Entity 'customer' not found."}"#),
            "4" => json(500, r#"{"code":500,"message":"Internal Server Error"}"#),
            "5" => json(301, ""),
            _ => {
                json(422, r#"{"code":422,"message":"Customer is already terminated and cannot be changed."}"#)
            }
        }
    })
    .await;
    let client = fake.client();
    let read = async |id| client.customer(CustomerId(id)).await.unwrap_err();
    assert_eq!(read(1).await, Error::Unreadable);
    assert_eq!(read(2).await, Error::Unreadable);
    assert_eq!(read(3).await, Error::NotFound);
    assert_eq!(read(4).await, Error::PlatformError { status: 500 });
    assert_eq!(read(5).await, Error::PlatformError { status: 301 });
    assert!(matches!(read(6).await, Error::Validation(_)));
}

#[tokio::test]
async fn only_http_addresses_and_real_authorities_are_taken() {
    for url in ["", "ngcp.example", "ftp://ngcp.example", "http://", "https://user:secret@ngcp.example"] {
        assert!(matches!(Platform::new(&options(url)), Err(SetupError::Url)), "{url}");
    }
    let pem = |text: &str| PlatformOptions { ca_pem: Some(text.into()), ..options("https://ngcp.example") };
    assert!(matches!(Platform::new(&pem("no certificate")), Err(SetupError::NoCertificate)));
}
