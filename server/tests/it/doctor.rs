//! `switchhook doctor` over a real platform, and over what is broken.

use crate::folder::Folder;
use std::fs;
use switchhook_access::{Access, Owner};
use switchhook_domain::identifier::ResellerId;
use switchhook_platform::Credential;
use switchhook_sandbox::{Sandbox, SandboxOptions};
use switchhook_server::{command::doctor, configuration::Configuration};
use tokio::net::TcpListener;

async fn platform() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(
        Sandbox::new(SandboxOptions { subscribers: Some(5), ..SandboxOptions::default() }).serve(listener),
    );
    url
}

fn configuration(folder: &Folder, url: Option<String>) -> Configuration {
    let mut configuration = Configuration::default();
    folder.path().clone_into(&mut configuration.data_dir);
    configuration.platform_url = url;
    configuration
}

/// What was looked at, and whether it was well.
async fn found(configuration: &Configuration) -> Vec<(String, bool)> {
    doctor::examine(configuration).await.into_iter().map(|check| (check.what, check.found.is_ok())).collect()
}

async fn connect(access: &Access, id: u64, login: &str, password: &str) {
    access.resellers().connect(ResellerId(id), login).await.unwrap();
    access
        .credentials()
        .store(Owner::Reseller(ResellerId(id)), &Credential::new(login, password))
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_is_well() {
    let folder = Folder::new();
    let url = platform().await;
    let configuration = configuration(&folder, Some(url.clone()));
    let access = configuration.access().await.unwrap();
    let platform = configuration.platform(&url).unwrap();
    let own = platform.who_am_i(Credential::new("alpine", "alpine")).await.unwrap().reseller.unwrap();
    connect(&access, own.0, "alpine", "alpine").await;
    access
        .credentials()
        .store(Owner::Operator, &Credential::new("administrator", "administrator"))
        .await
        .unwrap();
    let found = found(&configuration).await;
    assert!(found.iter().all(|(_, well)| *well), "{found:?}");
    assert_eq!(found.len(), 6, "{found:?}");
    assert!(doctor::run(&configuration).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn logins_that_do_not_work_are_named() {
    let folder = Folder::new();
    let configuration = configuration(&folder, Some(platform().await));
    let access = configuration.access().await.unwrap();
    connect(&access, 71, "alpine", "wrong").await;
    connect(&access, 72, "harbour", "harbour").await;
    access.resellers().connect(ResellerId(73), "nobody").await.unwrap();
    let found = found(&configuration).await;
    let failed: Vec<_> = found.iter().filter(|(_, well)| !well).map(|(what, _)| what.as_str()).collect();
    assert_eq!(
        failed,
        ["login of reseller 71 (alpine)", "login of reseller 72 (harbour)", "login of reseller 73 (nobody)"]
    );
    assert!(doctor::run(&configuration).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_broken_is_named() {
    let folder = Folder::new();
    let gone = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let broken = configuration(&folder, Some(format!("http://{gone}")));
    assert!(found(&broken).await.contains(&("platform".to_owned(), false)));
    fs::write(folder.path().join("secret.key"), "no key").unwrap();
    assert!(found(&broken).await.contains(&("database and key".to_owned(), false)));
    let nonsense = configuration(&folder, Some("no address".to_owned()));
    assert!(found(&nonsense).await.contains(&("platform".to_owned(), false)));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_needs_no_platform() {
    let folder = Folder::new();
    assert!(doctor::run(&configuration(&folder, None)).await.is_ok());
}
