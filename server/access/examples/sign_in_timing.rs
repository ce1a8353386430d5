//! How long a refused sign-in takes for a login that exists and for one that does not: `cargo run --release -p
//! switchhook-access --example sign_in_timing`. The two must lie within the noise of each other.

#![expect(clippy::unwrap_used, reason = "a benchmark that meets an error has failed")]

use std::{
    net::{IpAddr, Ipv4Addr},
    time::{Duration, Instant},
};
use switchhook_access::{
    Access, Attempt, Database, Doors, LockPolicy, NewAccount, Options, SecretKeys, ThrottlePolicy,
};
use switchhook_domain::permission::{Role, Scope};

const ROUNDS: usize = 60;

#[tokio::main]
async fn main() {
    let folder = std::env::temp_dir().join(format!("switchhook-timing-{}", std::process::id()));
    let database =
        Database::connect(&format!("sqlite://{}", folder.join("timing.db").display())).await.unwrap();
    let doors = Doors::system();
    let never = LockPolicy { failures: u32::MAX, ..ThrottlePolicy::default().login };
    let throttling = ThrottlePolicy { login: never, address: never, line: never };
    let options = Options { throttling, ..Options::default() };
    let access = Access::new(database, SecretKeys::generate(&doors), doors, options).unwrap();
    let new = NewAccount {
        login: "known@example.com".to_owned(),
        password: "seven quiet yellow boats".to_owned().into(),
        role: Role::Admin,
        scope: Scope::Operator,
        permissions: None,
        language: None,
    };
    access.accounts().create(Scope::Operator, new).await.unwrap();
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        known.push(refused(&access, "known@example.com").await);
        unknown.push(refused(&access, "nobody@example.com").await);
    }
    for (name, times) in [("known login", &mut known), ("unknown login", &mut unknown)] {
        times.sort_unstable();
        let at = |percent: usize| times[times.len() * percent / 100].as_secs_f64() * 1_000.0;
        println!("{name:13}  median {:7.2} ms  p10 {:7.2} ms  p90 {:7.2} ms", at(50), at(10), at(90));
    }
    access.database().close().await;
    std::fs::remove_dir_all(folder).unwrap();
}

async fn refused(access: &Access, login: &str) -> Duration {
    let address = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let start = Instant::now();
    let attempt =
        Attempt { login, password: "a wrong password".to_owned().into(), address, request_id: "timing" };
    assert!(access.sign_in(attempt).await.is_err());
    start.elapsed()
}
