//! Replays what a real platform answered, where the recordings are at hand.

mod comparison;
mod ids;

use std::path::PathBuf;

use reqwest::Method;
use serde_json::Value;
use switchhook_sandbox::{Login, Role, SandboxOptions, Seed, Tenant};

use self::comparison::differences;
use self::ids::Ids;
use crate::client::{self, Client, Reply, send};

/// What the sandbox has of the platform.
const RESOURCES: [&str; 14] = [
    "billingprofiles",
    "callforwards",
    "cfbnumbersets",
    "cfdestinationsets",
    "cfmappings",
    "cfsourcesets",
    "cftimesets",
    "customercontacts",
    "customers",
    "domains",
    "resellers",
    "subscriberpreferences",
    "subscribers",
    "nosuchthing",
];

/// Exchanges that depend on what the recorded platform had gone through before.
const NOT_COMPARED: [(&str, u64); 5] = [
    // The proxy in front of the platform answered.
    ("04_errors", 48),
    // A real token of the recorded platform.
    ("03_subscriber_realm", 84),
    // A list that shows what was there before the recording.
    ("04_errors", 7),
    // The recording holds replacement letters where there were bytes that are not UTF-8.
    ("04_errors", 61),
    // The name was taken by a set that a subscriber had made.
    ("04_errors", 120),
];

fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os("SWITCHHOOK_RECORDINGS").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/platform/recordings"),
        PathBuf::from,
    );
    folder.is_dir().then_some(folder)
}

fn login(name: &str, role: Role, read_only: bool) -> Login {
    Login::new(name, name, role).read_only(read_only)
}

/// The platform as it was when the recording began.
async fn recorded_platform() -> Client {
    let default = Tenant {
        reseller: "default".to_owned(),
        billing_profiles: Vec::new(),
        logins: vec![login("resaadmin", Role::Reseller, false)],
    };
    let other = Tenant {
        reseller: "reseller b".to_owned(),
        billing_profiles: vec![("RB Flat".to_owned(), "rbflat".to_owned())],
        logins: vec![
            login("resbadmin", Role::Reseller, false),
            login("resbro", Role::Reseller, true),
            login("resbccare", Role::CustomerCare, false),
        ],
    };
    client::start(SandboxOptions { seed: Seed::Bare(vec![default, other]), ..SandboxOptions::default() })
        .await
}

#[tokio::test]
async fn the_recorded_platform_and_the_sandbox_answer_alike() {
    let Some(folder) = folder() else {
        println!("the recordings are not here: set SWITCHHOOK_RECORDINGS to their folder to replay them");
        return;
    };
    let client = recorded_platform().await;
    let mut ids = Ids::new(&[("resellers", 3, 2), ("billingprofiles", 3, 2), ("billingprofiles", 1, 1)]);
    let (mut replayed, mut wrong) = (0, Vec::new());
    for file in
        ["02_handbook_sequence", "03_subscriber_realm", "04_errors", "05_lists", "06_deletes_and_termination"]
    {
        let text = std::fs::read_to_string(folder.join(format!("{file}.jsonl"))).unwrap();
        for line in text.lines() {
            let exchange: Value = serde_json::from_str(line).unwrap();
            let (number, name) = (exchange["n"].as_u64().unwrap(), exchange["name"].as_str().unwrap());
            if !concerns_us(&exchange) {
                continue;
            }
            let reply = ask(&client, &exchange, &ids).await;
            ids.learn(&exchange, &reply);
            if NOT_COMPARED.contains(&(file, number)) {
                continue;
            }
            replayed += 1;
            let status = exchange["response"]["status"].as_u64().unwrap();
            if status != u64::from(reply.status.as_u16()) {
                wrong.push(format!(
                    "{file} {number} {name}: {status} there, {} here: {}",
                    reply.status,
                    String::from_utf8_lossy(&reply.bytes)
                ));
            } else if is_comparable(file, &exchange) {
                let found = differences(&exchange, &reply, &ids);
                wrong.extend(
                    found.into_iter().map(|difference| format!("{file} {number} {name}: {difference}")),
                );
            }
        }
    }
    println!("{replayed} exchanges replayed");
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
}

/// Whether the sandbox has the resource, and the caller is one that it knows.
fn concerns_us(exchange: &Value) -> bool {
    let path = exchange["request"]["path"].as_str().unwrap_or_default();
    let mut parts = path.trim_start_matches("/api/").split(['/', '?']);
    let resource = parts.next().unwrap_or_default();
    exchange["realm"] == "admin" && RESOURCES.contains(&resource) && !path.contains("/journal")
}

/// The lists were recorded on a platform that had other contacts and customers already.
fn is_comparable(file: &str, exchange: &Value) -> bool {
    let path = exchange["request"]["path"].as_str().unwrap_or_default();
    file != "05_lists" || !(path.starts_with("/api/customercontacts/") || path.starts_with("/api/customers/"))
}

async fn ask(client: &Client, exchange: &Value, ids: &Ids) -> Reply {
    let recorded = &exchange["request"];
    let method = Method::from_bytes(recorded["method"].as_str().unwrap().as_bytes()).unwrap();
    let mut request = client.bare(method, &ids.path(recorded["path"].as_str().unwrap()));
    match exchange["as"].as_str() {
        Some("nobody") => request = request.basic_auth("nobody", Some("nobody")),
        Some(login) => {
            let password = if exchange["name"] == "wrong password" { "wrong" } else { login };
            request = request.basic_auth(login, Some(password));
        }
        None if exchange["name"].as_str().unwrap().contains("Bearer") => {
            request = request.bearer_auth("garbage");
        }
        None => {}
    }
    for header in recorded["headers"].as_array().into_iter().flatten() {
        request = request.header(header[0].as_str().unwrap(), header[1].as_str().unwrap());
    }
    if let Some(body) = ids.body(&recorded["body"]) {
        request = request.body(body);
    }
    send(request).await
}
