//! A plain HTTP client and a sandbox to talk to.

use reqwest::header::{HeaderMap, LOCATION};
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use switchhook_sandbox::{Sandbox, SandboxOptions};
use tokio::net::TcpListener;

/// A running sandbox and the login with which it is asked.
#[derive(Clone)]
pub struct Client {
    pub sandbox: Sandbox,
    pub base: String,
    http: reqwest::Client,
    login: &'static str,
    password: &'static str,
}

/// What came back.
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap()
    }

    pub fn message(&self) -> String {
        let value: Value = serde_json::from_slice(&self.bytes).unwrap();
        assert_eq!(value["code"], self.status.as_u16());
        value["message"].as_str().unwrap().to_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The id in the `Location` of a created thing.
    pub fn id(&self) -> u64 {
        assert_eq!(self.status, 201, "{}", String::from_utf8_lossy(&self.bytes));
        self.headers[LOCATION].to_str().unwrap().rsplit_once('/').unwrap().1.parse().unwrap()
    }

    /// Demands a status; the reply goes on.
    pub fn expect_status(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.bytes));
        self
    }
}

/// A demo sandbox, asked as `alpine`.
pub async fn alpine() -> Client {
    start(SandboxOptions::default()).await
}

pub async fn start(options: SandboxOptions) -> Client {
    let scheme = if options.authority.is_some() { "https" } else { "http" };
    let sandbox = Sandbox::new(options);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("{scheme}://{}", listener.local_addr().unwrap());
    tokio::spawn(sandbox.clone().serve(listener));
    let http = plain_client().build().unwrap();
    Client { sandbox, base, http, login: "alpine", password: "alpine" }
}

/// A client that follows nothing and goes nowhere else.
pub fn plain_client() -> reqwest::ClientBuilder {
    reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy()
}

impl Client {
    /// The same platform with a login whose password is its name.
    pub fn login(&self, login: &'static str) -> Self {
        self.with(login, login)
    }

    pub fn with(&self, login: &'static str, password: &'static str) -> Self {
        Self { login, password, ..self.clone() }
    }

    /// The same platform at the subscribers' port.
    pub async fn subscribers(&self) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(self.sandbox.clone().serve_subscribers(listener));
        Self { base, ..self.clone() }
    }

    /// What `/login_jwt` answers.
    pub async fn log_in(&self, body: Value) -> Reply {
        send(self.bare(Method::POST, "/login_jwt").json(&body)).await
    }

    /// A request without credentials.
    pub fn bare(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.base))
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.bare(method, path).basic_auth(self.login, Some(self.password))
    }

    pub async fn get(&self, path: &str) -> Reply {
        send(self.request(Method::GET, path)).await
    }

    /// An item or a collection that must be there.
    pub async fn read(&self, path: &str) -> Value {
        self.get(path).await.expect_status(200).json()
    }

    pub async fn post(&self, path: &str, body: &Value) -> Reply {
        send(self.request(Method::POST, path).json(body)).await
    }

    pub async fn put(&self, path: &str, body: &Value) -> Reply {
        send(self.request(Method::PUT, path).json(body)).await
    }

    pub async fn patch(&self, path: &str, body: &Value) -> Reply {
        let request = self.request(Method::PATCH, path).header("content-type", "application/json-patch+json");
        send(request.body(body.to_string())).await
    }

    pub async fn delete(&self, path: &str) -> Reply {
        send(self.request(Method::DELETE, path)).await
    }

    /// Replaces one member.
    pub async fn replace(&self, path: &str, member: &str, value: Value) -> Reply {
        self.patch(path, &json!([{ "op": "replace", "path": member, "value": value }])).await
    }

    /// A new subscriber of the demo customer's reseller, with a customer of its own.
    pub async fn new_subscriber(&self, name: &str, sn: &str) -> u64 {
        let customer = self.new_customer().await;
        self.post("/api/subscribers/", &subscriber(customer, name, sn)).await.id()
    }

    pub async fn new_customer(&self) -> u64 {
        let contact = self.post("/api/customercontacts/", &json!({ "email": "new@example.org" })).await.id();
        let profile = self.profile().await;
        let body = json!({ "contact_id": contact, "billing_profile_id": profile, "type": "sipaccount", "status": "active" });
        self.post("/api/customers/", &body).await.id()
    }

    pub async fn profile(&self) -> u64 {
        let list = self.read("/api/billingprofiles/?handle=alpine_flat").await;
        list["_embedded"]["ngcp:billingprofiles"][0]["id"].as_u64().unwrap()
    }
}

pub fn subscriber(customer: u64, name: &str, sn: &str) -> Value {
    json!({
        "customer_id": customer,
        "domain": "alpine.example",
        "username": name,
        "password": "sip-Secret#77aa",
        "primary_number": { "cc": 43, "ac": "7777", "sn": sn },
    })
}

pub async fn send(request: RequestBuilder) -> Reply {
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status(), response.headers().clone());
    Reply { status, headers, bytes: response.bytes().await.unwrap().to_vec() }
}

/// The items of a page.
pub fn items<'a>(list: &'a Value, resource: &str) -> &'a [Value] {
    list["_embedded"][format!("ngcp:{resource}")].as_array().map_or(&[], Vec::as_slice)
}

/// The ids of a page.
pub fn ids(list: &Value, resource: &str) -> Vec<u64> {
    items(list, resource).iter().map(|item| item["id"].as_u64().unwrap()).collect()
}
