//! Replays what a real platform answered, in order, and keeps the table of what differs.
//!
//! The table is `CONFORMANCE.md`; `SWITCHHOOK_WRITE_TABLES=1` writes it anew.

mod comparison;
mod ids;
mod reasons;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use reqwest::Method;
use serde_json::Value;
use switchhook_sandbox::{SandboxOptions, Seed, Tenant};

use self::comparison::differences;
use self::ids::Ids;
use self::reasons::reason;
use crate::client::{self, Client, Reply, send};

const FILES: [&str; 6] = [
    "01_resellers_admins",
    "02_handbook_sequence",
    "03_subscriber_realm",
    "04_errors",
    "05_lists",
    "06_deletes_and_termination",
];

fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os("SWITCHHOOK_RECORDINGS").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/platform/recordings"),
        PathBuf::from,
    );
    folder.is_dir().then_some(folder)
}

/// The platform as it was when the recording began, with the reseller whose making is recorded.
async fn recorded_platform() -> Client {
    let tenant = |reseller: &str, billing_profiles| Tenant {
        reseller: reseller.to_owned(),
        billing_profiles,
        logins: Vec::new(),
    };
    let flat = vec![("RB Flat".to_owned(), "rbflat".to_owned())];
    let seed = Seed::Bare(vec![tenant("reseller b", flat)]);
    client::start(SandboxOptions { seed, ..SandboxOptions::default() }).await
}

/// What the replay knows on its way.
struct Replay {
    administrators: Client,
    subscribers: Client,
    ids: Ids,
    /// The token that the last login gave.
    token: String,
}

#[tokio::test]
async fn the_recorded_platform_and_the_sandbox_answer_alike() {
    let Some(folder) = folder() else {
        assert!(std::env::var_os("CI").is_none(), "the recordings must be at hand where CI is set");
        println!("the recordings are not here: set SWITCHHOOK_RECORDINGS to their folder to replay them");
        return;
    };
    let administrators = recorded_platform().await;
    let subscribers = administrators.subscribers().await;
    let ids = Ids::new(&[("resellers", 3, 2), ("billingprofiles", 1, 1), ("billingprofiles", 3, 2)]);
    let mut player = Replay { administrators, subscribers, ids, token: String::new() };
    let (mut rows, mut wrong, mut equal, mut total) = (String::new(), Vec::new(), 0, 0);
    for file in FILES {
        let text = std::fs::read_to_string(folder.join(format!("{file}.jsonl"))).unwrap();
        for line in text.lines() {
            let exchange: Value = serde_json::from_str(line).unwrap();
            let (number, name) = (exchange["n"].as_u64().unwrap(), exchange["name"].as_str().unwrap());
            let reply = player.ask(&exchange).await;
            let found = differences(&exchange, &reply, &player.ids);
            player.learn(&exchange, &reply);
            total += 1;
            let said = match (found.is_empty(), reason(file, number, path(&exchange))) {
                (true, None) => {
                    equal += 1;
                    "equal".to_owned()
                }
                (false, Some(reason)) => reason.to_owned(),
                (true, Some(reason)) => {
                    wrong.push(format!("{file} {number} {name}: equal, but there is a reason: {reason}"));
                    continue;
                }
                (false, None) => {
                    wrong.extend(found.iter().map(|found| format!("{file} {number} {name}: {found}")));
                    continue;
                }
            };
            let request = format!("{} {}", exchange["request"]["method"].as_str().unwrap(), path(&exchange));
            writeln!(rows, "| {} | {number} | {name} | `{request}` | {said} |", &file[..2]).unwrap();
        }
    }
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
    compare_table(&format!("{HEAD}\n{equal} of {total} exchanges are equal.\n\n{COLUMNS}{rows}"));
}

const HEAD: &str = "# Conformance of the sandbox

Every exchange that was recorded from a real platform is replayed in order against the sandbox: status, headers
(`Allow`, `Accept-Patch`, `Accept-Post`, `Content-Type`, `Link`, `Location`, `Preference-Applied`, `WWW-Authenticate`)
and bodies, member by member; ids, times and what is made by chance are mapped. The test `replay` makes this table
and fails when it is not so.
";

const COLUMNS: &str = "| File | No. | What | Request | Answer |\n|---|---|---|---|---|\n";

/// The table in the repository says what was found.
fn compare_table(table: &str) {
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("CONFORMANCE.md");
    if std::env::var_os("SWITCHHOOK_WRITE_TABLES").is_some() {
        std::fs::write(&place, table).unwrap();
    }
    let present = std::fs::read_to_string(&place).unwrap_or_default();
    assert!(present == table, "CONFORMANCE.md is out of date: run with SWITCHHOOK_WRITE_TABLES=1");
}

fn path(exchange: &Value) -> &str {
    exchange["request"]["path"].as_str().unwrap_or_default()
}

/// The passwords with which the recorded logins and subscribers were made; one is changed on the way.
fn password(login: &str, exchange: &Value) -> String {
    let (name, number) = (exchange["name"].as_str().unwrap_or_default(), exchange["n"].as_u64());
    match login {
        _ if name.contains("wrong password") => "wrong".to_owned(),
        "dina@hb3.example.org" if number > Some(71) => "web-dina-Secret#2".to_owned(),
        "dina@hb3.example.org" | "dina" => "web-dina-Secret#1".to_owned(),
        "erik@hb3.example.org" => "web-erik-Secret#1".to_owned(),
        "resaadmin" => "resa-Pass!word9".to_owned(),
        "resbadmin" | "resbro" | "resbccare" => "resb-Pass!word9".to_owned(),
        other => other.to_owned(),
    }
}

impl Replay {
    async fn ask(&self, exchange: &Value) -> Reply {
        let recorded = &exchange["request"];
        let name = exchange["name"].as_str().unwrap();
        let method = Method::from_bytes(recorded["method"].as_str().unwrap().as_bytes()).unwrap();
        let port = if exchange["realm"] == "admin" { &self.administrators } else { &self.subscribers };
        let mut request = port.bare(method, &self.ids.path(path(exchange)));
        request = match exchange["as"].as_str() {
            Some(login) => request.basic_auth(login, Some(password(login, exchange))),
            None if name == "bad Bearer" => request.bearer_auth("garbage"),
            None if name.contains("Bearer") => request.bearer_auth(&self.token),
            None => request,
        };
        for header in recorded["headers"].as_array().into_iter().flatten() {
            request = request.header(header[0].as_str().unwrap(), header[1].as_str().unwrap());
        }
        if let Some(body) = self.ids.body(&recorded["body"]) {
            request = request.body(body);
        }
        send(request).await
    }

    fn learn(&mut self, exchange: &Value, reply: &Reply) {
        self.ids.learn(exchange, reply);
        let answer: Option<Value> = serde_json::from_slice(&reply.bytes).ok();
        if let Some(token) = answer.as_ref().and_then(|answer| answer["jwt"].as_str()) {
            token.clone_into(&mut self.token);
        }
    }
}
