//! The demo: the embedded sandbox on a loopback socket, and the accounts that belong to it.

use crate::configuration::Configuration;
use std::{io, net::Ipv4Addr};
use switchhook_access::{
    Access,
    demo::{DemoError, DemoReseller, DemoSeed, seed_demo},
};
use switchhook_domain::permission::Scope;
use switchhook_platform::{
    Credential, Error as PlatformError, ListOptions, Platform, customers::CustomerFilter,
};
use switchhook_sandbox::{Sandbox, SandboxOptions};
use tokio::net::TcpListener;

/// The reference by which the customer of the demo account is found.
const DEMO_CUSTOMER: &str = "DEMO-CUSTOMER";

/// Why there is no demo.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum NoDemo {
    #[error("the sandbox cannot listen")]
    Listen(#[from] io::Error),
    #[error(transparent)]
    Platform(#[from] PlatformError),
    #[error("the sandbox does not hold what the demo needs")]
    Incomplete,
    #[error(transparent)]
    Seed(#[from] DemoError),
}

/// Starts the sandbox and tells its URL; where it answers subscribers is put into the settings. It answers others, too,
/// where the settings say so.
///
/// # Errors
/// It cannot listen there.
pub async fn start_sandbox(configuration: &mut Configuration) -> io::Result<String> {
    let address = configuration.sandbox_listen.unwrap_or_else(|| (Ipv4Addr::LOCALHOST, 0).into());
    let listener = TcpListener::bind(address).await?;
    let url = format!("http://{}", listener.local_addr()?);
    let control = configuration.sandbox_listen.is_some();
    let sandbox = Sandbox::new(SandboxOptions { control, ..SandboxOptions::default() });
    let subscribers = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    configuration.platform_subscriber_url = Some(format!("http://{}", subscribers.local_addr()?));
    tokio::spawn(sandbox.clone().serve(listener));
    tokio::spawn(sandbox.serve_subscribers(subscribers));
    Ok(url)
}

/// Creates the demo accounts, for whom the sandbox's resellers and customer are looked up.
///
/// # Errors
/// [`NoDemo`].
pub async fn seed(access: &Access, platform: &Platform) -> Result<(), NoDemo> {
    let reseller = async |login: &str| {
        let credential = Credential::new(login, login);
        let identity = platform.who_am_i(credential.clone()).await?;
        let id = identity.reseller.ok_or(NoDemo::Incomplete)?;
        Ok::<_, NoDemo>(DemoReseller { id, name: login.to_owned(), credential })
    };
    let (alpine, harbour) = (reseller("alpine").await?, reseller("harbour").await?);
    let client = platform.client(alpine.credential.clone(), Scope::Reseller(alpine.id));
    let filter = CustomerFilter { external_id: Some(DEMO_CUSTOMER.to_owned()), ..CustomerFilter::default() };
    let customers = client.customers(&filter, &ListOptions::default()).await?;
    let customer = customers.rows.first().ok_or(NoDemo::Incomplete)?.id;
    let operator = Credential::new("administrator", "administrator");
    Ok(seed_demo(access, &DemoSeed { operator, alpine, harbour, customer }).await?)
}
