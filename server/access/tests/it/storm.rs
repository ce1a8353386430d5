//! Ten thousand bad sign-ins against one account in a minute.

use crate::stage::{ALPINE, PASSWORD, Stage, on_both_engines};
use switchhook_access::{
    SignInError,
    audit::{AuditFilter, PageRequest},
};
use switchhook_domain::permission::{Role, Scope};
use time::Duration;

on_both_engines! {
    a_storm_against_one_account_costs_little_and_harms_no_other
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
