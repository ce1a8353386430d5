//! Ten thousand bad sign-ins against one account in a minute.

use crate::stage::{ALPINE, PASSWORD, Stage, on_both_engines};
use std::net::{IpAddr, Ipv4Addr};
use switchhook_access::{
    Attempt, SignInError,
    audit::{AuditFilter, PageRequest},
};
use switchhook_domain::permission::{Role, Scope};
use time::Duration;
use tokio::task::JoinSet;

on_both_engines! {
    a_storm_against_one_account_costs_little_and_harms_no_other
    a_storm_from_everywhere_at_once_costs_no_more_and_harms_no_other
}

/// As many failures as the lock of one login lets through in a minute: five, then one after 1, 2, 4, 8, 16, 32 seconds.
const LET_THROUGH: usize = 10;

async fn a_storm_against_one_account_costs_little_and_harms_no_other(stage: Stage) {
    let victim = stage.reseller().await.login;
    let other = stage.person("other@alpine.example", Role::Helpdesk, Scope::Reseller(ALPINE)).await.login;
    let mut checked = 0;
    for attempt in 1..=10_000 {
        match stage.sign_in(&victim, "a wrong password").await {
            Err(SignInError::Refused) => checked += 1,
            Err(SignInError::Throttled(wait)) => assert!(wait <= Duration::minutes(15)),
            unexpected => panic!("{unexpected:?}"),
        }
        stage.clock.advance(Duration::milliseconds(6));
        // Even from the same address.
        if attempt % 1_000 == 0 {
            assert_eq!(stage.sign_in(&other, PASSWORD).await.unwrap().login, other);
        }
    }
    assert_eq!(checked, LET_THROUGH);
    let filter = AuditFilter { login: Some(victim.clone()), ..AuditFilter::default() };
    let page = PageRequest { page: 1, rows: 50 };
    let trail = stage.access.audit().list(Scope::Operator, &filter, page).await.unwrap();
    assert_eq!(trail.total, LET_THROUGH as u64);
    // The owner waits no longer than the policy says, however long the storm was.
    stage.clock.advance(Duration::minutes(15));
    assert_eq!(stage.sign_in(&victim, PASSWORD).await.unwrap().login, victim);
}

/// Bursts of the storm, each so many attempts at the same moment.
const BURSTS: u16 = 200;
const AT_ONCE: u16 = 50;

async fn a_storm_from_everywhere_at_once_costs_no_more_and_harms_no_other(stage: Stage) {
    let victim = stage.reseller().await.login;
    let mut others = Vec::new();
    for (login, role) in [("other@alpine.example", Role::Helpdesk), ("more@alpine.example", Role::Reseller)] {
        others.push(stage.person(login, role, Scope::Reseller(ALPINE)).await.login);
    }
    let attempt = |login: &str, password: &'static str, number: u16| {
        let (access, login) = (stage.access.clone(), login.to_owned());
        let [high, low] = number.to_be_bytes();
        let address = IpAddr::V4(Ipv4Addr::new(198, 51, high, low));
        async move {
            let attempt =
                Attempt { login: &login, password: password.into(), address, request_id: "request-1" };
            let answer = access.sign_in(attempt).await.map(|account| account.login);
            (login, answer)
        }
    };
    let (mut checked, mut signed_in) = (0, 0);
    for burst in 0..BURSTS {
        let mut running = JoinSet::new();
        for number in burst * AT_ONCE..(burst + 1) * AT_ONCE {
            running.spawn(attempt(&victim, "a wrong password", number));
        }
        // From addresses that the storm comes from, too.
        for other in &others {
            running.spawn(attempt(other, PASSWORD, burst * AT_ONCE));
        }
        for (login, answer) in running.join_all().await {
            match answer {
                Err(SignInError::Refused) if login == victim => checked += 1,
                Err(SignInError::Throttled(_)) if login == victim => {}
                Ok(entered) if entered == login && login != victim => signed_in += 1,
                unexpected => panic!("{login}: {unexpected:?}"),
            }
        }
        stage.clock.advance(Duration::MINUTE / i32::from(BURSTS));
    }
    assert_eq!((checked, signed_in), (LET_THROUGH, usize::from(BURSTS) * others.len()));
}
