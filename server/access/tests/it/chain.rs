//! The chain of the audit trail: what somebody changes behind the portal's back shows.

use crate::stage::{Stage, on_both_engines};
use serde_json::Value;
use switchhook_access::{
    Principal,
    audit::{Action, AuditFilter, Break, Damage, Head, Object, ObjectKind, Outcome, PageRequest, Verified},
};
use switchhook_domain::permission::Scope;
use time::Duration;
use tokio::task::JoinSet;

on_both_engines! {
    an_untouched_trail_is_whole_and_says_where_it_ends
    a_changed_row_is_named
    a_removed_row_is_named
    rows_at_the_end_cannot_be_cut_off_or_put_on
    a_trail_that_was_made_anew_is_not_the_one_that_was_kept
    instances_that_write_at_once_make_one_chain
    what_is_too_old_goes_and_the_rest_stays_whole
    nothing_young_goes_with_the_old
}

async fn actor(stage: &Stage) -> Principal {
    let cookie = stage.signed_in(&stage.reseller().await).await;
    stage.principal(cookie).await.unwrap()
}

async fn act(stage: &Stage, actor: &Principal, number: u32) -> String {
    let object = Object::new(ObjectKind::Subscriber, &number, "Huber");
    let entry =
        stage.access.audit().begin(actor, "r", Action::LockSubscriber, object, Value::Null).await.unwrap();
    let id = entry.id().to_string();
    entry.complete(Outcome::Done, "").await.unwrap();
    id
}

/// Ten acts, twenty rows; the ids of the entries.
async fn acts(stage: &Stage) -> Vec<String> {
    let actor = actor(stage).await;
    let mut ids = Vec::new();
    for number in 0..10 {
        ids.push(act(stage, &actor, number).await);
    }
    ids
}

async fn verify(stage: &Stage) -> Result<Verified, Break> {
    stage.access.audit().verify(None).await.unwrap()
}

async fn run(stage: &Stage, statement: &str) {
    let done = sqlx::query(statement).execute(&stage.tables().await).await.unwrap();
    assert!(done.rows_affected() > 0, "{statement}");
}

async fn an_untouched_trail_is_whole_and_says_where_it_ends(stage: Stage) {
    assert_eq!(verify(&stage).await.unwrap().rows, 0);
    acts(&stage).await;
    let verified = verify(&stage).await.unwrap();
    assert_eq!((verified.rows, verified.since), (20, 0));
    assert_eq!(verified.head, stage.access.audit().head().await.unwrap());
    assert_eq!(verified.head.sequence, 20);
    let kept = verified.head;
    act(&stage, &stage.principal(stage.signed_in(&stage.admin().await).await).await.unwrap(), 10).await;
    assert!(stage.access.audit().verify(Some(&kept)).await.unwrap().is_ok());
}

async fn a_changed_row_is_named(stage: Stage) {
    let ids = acts(&stage).await;
    for (change, back, sequence, entry) in [
        (
            "UPDATE audit SET actor_login = 'somebody@else.example' WHERE sequence = 7",
            "UPDATE audit SET actor_login = 'reseller@alpine.example' WHERE sequence = 7",
            7,
            &ids[3],
        ),
        (
            "UPDATE audit SET change = '{}' WHERE sequence = 1",
            "UPDATE audit SET change = 'null' WHERE sequence = 1",
            1,
            &ids[0],
        ),
        (
            "UPDATE audit_ends SET outcome = 'refused' WHERE sequence = 20",
            "UPDATE audit_ends SET outcome = 'done' WHERE sequence = 20",
            20,
            &ids[9],
        ),
    ] {
        run(&stage, change).await;
        let expected = Break { sequence, entry: Some(entry.clone()), damage: Damage::Changed };
        assert_eq!(verify(&stage).await, Err(expected), "{change}");
        run(&stage, back).await;
        assert!(verify(&stage).await.is_ok());
    }
}

async fn a_removed_row_is_named(stage: Stage) {
    acts(&stage).await;
    run(&stage, "DELETE FROM audit_ends WHERE sequence = 8").await;
    let expected = Break { sequence: 8, entry: None, damage: Damage::Missing };
    assert_eq!(verify(&stage).await, Err(expected));
}

async fn rows_at_the_end_cannot_be_cut_off_or_put_on(stage: Stage) {
    acts(&stage).await;
    run(&stage, "UPDATE audit_ends SET sequence = 21 WHERE sequence = 20").await;
    assert_eq!(verify(&stage).await.unwrap_err().damage, Damage::Missing);
    run(&stage, "UPDATE audit_chain SET sequence = 19 WHERE place = 'head'").await;
    assert_eq!(verify(&stage).await.unwrap_err().damage, Damage::End);
}

async fn a_trail_that_was_made_anew_is_not_the_one_that_was_kept(stage: Stage) {
    let kept = Head { sequence: 20, hash: "another".to_owned() };
    let verify = async |kept: &Head| stage.access.audit().verify(Some(kept)).await.unwrap();
    assert_eq!(verify(&kept).await.unwrap_err().damage, Damage::OtherChain);
    acts(&stage).await;
    assert_eq!(verify(&kept).await.unwrap_err().damage, Damage::OtherChain);
    assert_eq!(verify(&kept).await.unwrap_err().sequence, 20);
}

async fn instances_that_write_at_once_make_one_chain(stage: Stage) {
    let actor = actor(&stage).await;
    let other = stage.with_another_key().await;
    let mut writers = JoinSet::new();
    for number in 0..12 {
        let access = if number % 2 == 0 { stage.access.clone() } else { other.clone() };
        let actor = actor.clone();
        writers.spawn(async move {
            for _ in 0..5 {
                let object = Object::new(ObjectKind::Subscriber, &number, "Huber");
                let entry =
                    access.audit().begin(&actor, "r", Action::LockSubscriber, object, Value::Null).await;
                entry.unwrap().complete(Outcome::Done, "").await.unwrap();
            }
        });
    }
    writers.join_all().await;
    assert_eq!(verify(&stage).await.unwrap().rows, 120);
}

async fn remaining(stage: &Stage) -> Vec<(Action, String)> {
    let page = PageRequest { page: 1, rows: 100 };
    let page = stage.access.audit().list(Scope::Operator, &AuditFilter::default(), page).await.unwrap();
    page.records.into_iter().map(|record| (record.action, record.object.id)).collect()
}

async fn what_is_too_old_goes_and_the_rest_stays_whole(stage: Stage) {
    let audit = stage.access.audit();
    let year = Duration::days(365);
    assert_eq!(audit.prune(year).await.unwrap(), 0);
    acts(&stage).await;
    let kept = audit.head().await.unwrap();
    stage.clock.advance(year - Duration::days(1));
    assert_eq!(audit.prune(year).await.unwrap(), 0);
    let late = stage.principal(stage.signed_in(&stage.admin().await).await).await.unwrap();
    act(&stage, &late, 99).await;
    stage.clock.advance(Duration::days(2));
    assert_eq!(audit.prune(year).await.unwrap(), 20);
    let verified = verify(&stage).await.unwrap();
    assert_eq!((verified.since, verified.rows), (20, 4));
    let expected = [(Action::PruneAudit, String::new()), (Action::LockSubscriber, "99".to_owned())];
    assert_eq!(remaining(&stage).await, expected);
    assert!(audit.verify(Some(&kept)).await.unwrap().is_ok());
    // Nothing is left to be removed, and nothing is said about that.
    assert_eq!(audit.prune(year).await.unwrap(), 0);
    run(&stage, "UPDATE audit_chain SET hash = 'x' WHERE place = 'anchor'").await;
    assert_eq!(verify(&stage).await.unwrap_err().sequence, 21);
}

async fn nothing_young_goes_with_the_old(stage: Stage) {
    let actor = actor(&stage).await;
    let audit = stage.access.audit();
    let long = Object::new(ObjectKind::Subscriber, &1, "Huber");
    let entry = audit.begin(&actor, "r", Action::LockSubscriber, long, Value::Null).await.unwrap();
    act(&stage, &actor, 2).await;
    stage.clock.advance(Duration::days(2));
    entry.complete(Outcome::Done, "took two days").await.unwrap();
    assert_eq!(audit.prune(Duration::days(1)).await.unwrap(), 3);
    // The end of the long act stays in the chain, but is no entry any more.
    assert_eq!(remaining(&stage).await, [(Action::PruneAudit, String::new())]);
    let verified = verify(&stage).await.unwrap();
    assert_eq!((verified.since, verified.rows), (3, 3));
}
