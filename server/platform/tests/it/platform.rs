//! The sandbox on a loopback socket, with two resellers and their customers.

use crate::fake::options;
use switchhook_domain::{
    customer::{CustomerType, NewContact, NewCustomer},
    number::NumberParts,
    permission::Scope,
    secret::Password,
    subscriber::{NewSubscriber, Numbers},
};
use switchhook_platform::{
    Client, Contact, Credential, Customer, Platform, PlatformOptions, Scoped, Subscriber,
};
use switchhook_sandbox::{Login, Release, Role, Sandbox, SandboxOptions, Seed, Tenant};
use tokio::net::TcpListener;

/// Makes of every function two tests, one at each release of the platform.
macro_rules! on_both_releases {
    ($($test:ident)*) => {
        mod current {
            $(#[tokio::test]
            async fn $test() {
                super::$test(switchhook_sandbox::Release::Current).await;
            })*
        }
        mod old {
            $(#[tokio::test]
            async fn $test() {
                super::$test(switchhook_sandbox::Release::Old).await;
            })*
        }
    };
}
pub(crate) use on_both_releases;

/// A sandbox, the platform that it is for the client, and where it answers.
pub struct TestPlatform {
    pub sandbox: Sandbox,
    pub platform: Platform,
    pub url: String,
}

fn tenant(name: &str) -> Tenant {
    let login = |login: &str, role| Login::new(login, format!("{name}-password"), role);
    Tenant {
        reseller: name.to_owned(),
        billing_profiles: vec![
            ("Standard".to_owned(), format!("{name}_standard")),
            ("Flat".to_owned(), format!("{name}_flat")),
        ],
        logins: vec![
            login(name, Role::Reseller),
            login(&format!("{name}-reader"), Role::Reseller).read_only(true),
            login(&format!("{name}-care"), Role::CustomerCare),
        ],
    }
}

/// Two resellers and nothing in them.
pub fn bare() -> Seed {
    Seed::Bare(vec![tenant("alpine"), tenant("harbour")])
}

impl TestPlatform {
    pub async fn of(release: Release) -> Self {
        Self::start_with(SandboxOptions { release, ..SandboxOptions::default() }).await
    }

    pub async fn start_with(sandbox: SandboxOptions) -> Self {
        let sandbox = Sandbox::new(SandboxOptions { seed: bare(), ..sandbox });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(sandbox.clone().serve(listener));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let subscriber_url = Some(format!("http://{}", listener.local_addr().unwrap()));
        tokio::spawn(sandbox.clone().serve_subscribers(listener));
        let platform = Platform::new(&PlatformOptions { subscriber_url, ..options(&url) }).unwrap();
        Self { sandbox, platform, url }
    }

    pub fn credential(login: &str) -> Credential {
        let tenant = login.split('-').next().unwrap();
        Credential::new(login, format!("{tenant}-password"))
    }

    /// A client of a reseller's login, in the scope of that reseller.
    pub async fn reseller(&self, login: &str) -> Client {
        let identity = self.platform.who_am_i(Self::credential(login)).await.unwrap();
        self.platform.client(Self::credential(login), Scope::Reseller(identity.reseller.unwrap()))
    }

    pub fn operator(&self) -> Client {
        self.platform.client(Credential::new("administrator", "administrator"), Scope::Operator)
    }

    /// Domains are made by the operator outside of the portal.
    pub async fn add_domain(&self, login: &str, domain: &str) {
        self.post(login, "domains", &serde_json::json!({ "domain": domain })).await;
    }

    /// Makes something outside of the portal; its id.
    pub async fn post(&self, login: &str, collection: &str, body: &serde_json::Value) -> u64 {
        let answer = self.past(reqwest::Method::POST, login, &format!("{collection}/"), body).await;
        assert_eq!(answer.status().as_u16(), 201);
        let location = answer.headers()["location"].to_str().unwrap().to_owned();
        location.rsplit('/').next().unwrap().parse().unwrap()
    }

    /// Replaces something outside of the portal.
    pub async fn put(&self, login: &str, item: &str, body: &serde_json::Value) {
        let answer = self.past(reqwest::Method::PUT, login, item, body).await;
        assert_eq!(answer.status().as_u16(), 204);
    }

    async fn past(
        &self,
        method: reqwest::Method,
        login: &str,
        path: &str,
        body: &serde_json::Value,
    ) -> reqwest::Response {
        let tenant = login.split('-').next().unwrap();
        let request = reqwest::Client::new().request(method, format!("{}/api/{path}", self.url));
        request.basic_auth(login, Some(format!("{tenant}-password"))).json(body).send().await.unwrap()
    }

    /// How many requests of a method went to paths that begin so.
    pub fn count(&self, method: &str, path: &str) -> usize {
        let requests = self.sandbox.requests();
        requests.iter().filter(|request| request.method == method && request.path.starts_with(path)).count()
    }
}

pub fn contact(lastname: &str) -> NewContact {
    NewContact {
        email: format!("{}@mail.example", lastname.to_lowercase()),
        firstname: Some("Anna".to_owned()),
        lastname: Some(lastname.to_owned()),
        company: None,
        street: Some("Hauptstraße 1".to_owned()),
        postcode: None,
        city: None,
        country: Some("AT".to_owned()),
        phonenumber: None,
    }
}

pub fn number(subscriber: &str) -> NumberParts {
    NumberParts::from_platform("43".to_owned(), "1".to_owned(), subscriber.to_owned())
}

pub fn line(username: &str, domain: &str, primary: &str, aliases: &[&str]) -> NewSubscriber {
    NewSubscriber {
        username: username.to_owned(),
        domain: domain.to_owned(),
        password: Password::parse("correct-horse-1").unwrap(),
        webpassword: None,
        numbers: Numbers { primary: number(primary), aliases: aliases.iter().map(|sn| number(sn)).collect() },
        external_id: Some(format!("ext-{username}")),
        pbx: None,
    }
}

pub async fn add_contact(client: &Client, lastname: &str) -> Scoped<Contact> {
    let id = client.create_contact(&contact(lastname)).await.unwrap();
    client.contact(id).await.unwrap()
}

pub async fn add_customer(client: &Client, lastname: &str, external_id: Option<&str>) -> Scoped<Customer> {
    let contact = add_contact(client, lastname).await;
    let profile = client.find_billing_profile("Standard").await.unwrap().unwrap();
    let new = NewCustomer {
        kind: CustomerType::SipAccount,
        external_id: external_id.map(str::to_owned),
        max_subscribers: None,
    };
    let id = client.create_customer(&contact, &profile, &new).await.unwrap();
    client.customer(id).await.unwrap()
}

pub async fn add_line(
    client: &Client,
    customer: &Scoped<Customer>,
    new: &NewSubscriber,
) -> Scoped<Subscriber> {
    let id = client.create_subscriber(customer, new).await.unwrap();
    client.subscriber(id).await.unwrap()
}
