use crate::stage::{ALPINE, OF_ALPINE, OTHERS, Stage, customer, on_both_engines};
use switchhook_access::{ReplaceError, Require, StorageError, needs::EditDestinationPolicy};
use switchhook_domain::{
    destination_policy::{DestinationPolicy, Prefix, Preset},
    permission::Scope,
};

on_both_engines! {
    a_policy_is_kept_for_its_reseller_and_read_by_its_customers
    a_change_in_the_meantime_is_not_overwritten
    only_who_may_can_change_it
    what_cannot_be_read_allows_nothing
}

async fn editor(stage: &Stage) -> Require<EditDestinationPolicy> {
    stage.require(&stage.reseller().await).await.unwrap()
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
    for scope in OF_ALPINE {
        assert_eq!(policies.find(scope).await.unwrap(), second);
    }
    for scope in OTHERS {
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
    stage.only_resellers_have::<EditDestinationPolicy>().await;
}

async fn what_cannot_be_read_allows_nothing(stage: Stage) {
    sqlx::query("INSERT INTO destination_policies (reseller_id, policy, changed_at) VALUES (1, '{', 0)")
        .execute(&stage.tables().await)
        .await
        .unwrap();
    let found = stage.access.destination_policies().find(customer(ALPINE, 5)).await;
    assert!(matches!(found, Err(StorageError::Unreadable(_))), "{found:?}");
}
