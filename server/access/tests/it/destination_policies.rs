use crate::stage::{ALPINE, HARBOUR, Stage, on_both_engines};
use switchhook_access::{ReplaceError, Require, StorageError, needs::EditDestinationPolicy};
use switchhook_domain::{
    destination_policy::{DestinationPolicy, Prefix, Preset},
    identifier::{CustomerId, SubscriberId},
    permission::{Role, Scope},
};

on_both_engines! {
    a_policy_is_kept_for_its_reseller_and_read_by_its_customers
    a_change_in_the_meantime_is_not_overwritten
    only_who_may_can_change_it
    what_cannot_be_read_allows_nothing
}

async fn editor(stage: &Stage) -> Require<EditDestinationPolicy> {
    let cookie = stage.signed_in(&stage.reseller().await).await;
    stage.principal(cookie).await.unwrap().require().unwrap()
}

fn denying(preset: Preset) -> DestinationPolicy {
    DestinationPolicy {
        presets: [preset].into(),
        denied: [Prefix::parse("+43 900").unwrap()].into(),
        ..DestinationPolicy::default()
    }
}

async fn a_policy_is_kept_for_its_reseller_and_read_by_its_customers(stage: Stage) {
    let policies = stage.access.destination_policies();
    let principal = editor(&stage).await;
    let (none, first, second) =
        (DestinationPolicy::default(), denying(Preset::Satellite), denying(Preset::International));
    assert_eq!(policies.find(Scope::Reseller(ALPINE)).await.unwrap(), none);
    policies.replace(&principal, &none, &first).await.unwrap();
    policies.replace(&principal, &first, &second).await.unwrap();
    for scope in [
        Scope::Reseller(ALPINE),
        Scope::Customer(ALPINE, CustomerId(5)),
        Scope::Line(ALPINE, CustomerId(5), SubscriberId(6)),
    ] {
        assert_eq!(policies.find(scope).await.unwrap(), second);
    }
    for scope in [Scope::Operator, Scope::Reseller(HARBOUR), Scope::Customer(HARBOUR, CustomerId(5))] {
        assert_eq!(policies.find(scope).await.unwrap(), none);
    }
}

async fn a_change_in_the_meantime_is_not_overwritten(stage: Stage) {
    let policies = stage.access.destination_policies();
    let principal = editor(&stage).await;
    let (none, first, second) =
        (DestinationPolicy::default(), denying(Preset::Satellite), denying(Preset::International));
    policies.replace(&principal, &none, &first).await.unwrap();
    let late = policies.replace(&principal, &none, &second).await;
    assert!(matches!(late, Err(ReplaceError::ChangedMeanwhile)), "{late:?}");
    assert_eq!(policies.find(principal.scope()).await.unwrap(), first);
}

async fn only_who_may_can_change_it(stage: Stage) {
    for (login, role, scope) in [
        ("admin@example.com", Role::Admin, Scope::Operator),
        ("helpdesk@example.com", Role::Helpdesk, Scope::Reseller(ALPINE)),
        ("customer@example.com", Role::Customer, Scope::Customer(ALPINE, CustomerId(5))),
    ] {
        let cookie = stage.signed_in(&stage.person(login, role, scope).await).await;
        let principal = stage.principal(cookie).await.unwrap();
        assert!(principal.require::<EditDestinationPolicy>().is_err(), "{login}");
    }
}

async fn what_cannot_be_read_allows_nothing(stage: Stage) {
    sqlx::query("INSERT INTO destination_policies (reseller_id, policy, changed_at) VALUES (1, '{', 0)")
        .execute(&stage.tables().await)
        .await
        .unwrap();
    let found = stage.access.destination_policies().find(Scope::Customer(ALPINE, CustomerId(5))).await;
    assert!(matches!(found, Err(StorageError::Unreadable(_))), "{found:?}");
}
