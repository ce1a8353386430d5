use crate::stage::{ALPINE, HARBOUR, HOME, Stage, customer, on_both_engines};
use serde_json::{Value, json};
use switchhook_access::{
    Account, ClientOrigin, Principal,
    audit::{Action, AuditFilter, AuditPage, Object, ObjectKind, Outcome, PageRequest, Refused},
};
use switchhook_domain::permission::{Role, Scope};
use time::Duration;

on_both_engines! {
    an_entry_is_there_before_the_act_and_completed_after_it
    an_act_that_nobody_completed_stays_unfinished
    a_refusal_is_written_down_once_and_not_beside_an_act
    strangers_cannot_fill_the_trail
    what_was_created_is_found_by_its_id
    the_trail_tells_who_acted_as_whom_and_from_where
    nobody_reads_the_trail_of_others
    what_the_operator_does_to_a_reseller_is_in_its_trail_and_nothing_is_put_into_anothers
    the_trail_is_filtered_and_paged_latest_first
    no_secret_and_no_control_character_gets_in
}

const ALL: PageRequest = PageRequest { page: 1, rows: 50 };

async fn principal(stage: &Stage, account: &Account) -> Principal {
    let cookie = stage.signed_in(account).await;
    stage.principal(cookie).await.unwrap()
}

async fn trail(stage: &Stage, scope: Scope) -> AuditPage {
    stage.access.audit().list(scope, &AuditFilter::default(), ALL).await.unwrap()
}

fn huber() -> Object {
    Object::new(ObjectKind::Subscriber, &17, "Huber")
}

async fn an_entry_is_there_before_the_act_and_completed_after_it(stage: Stage) {
    let actor = principal(&stage, &stage.reseller().await).await;
    let change = json!({"before": {"status": "active"}, "after": {"status": "locked"}});
    let entry = stage
        .access
        .audit()
        .begin(&actor, "request-9", Action::LockSubscriber, huber(), change.clone())
        .await
        .unwrap();
    let id = entry.id();
    let before = stage.access.audit().find(actor.scope(), id).await.unwrap().unwrap();
    assert_eq!((before.outcome, before.completed_at), (None, None));
    stage.clock.advance(Duration::seconds(3));
    entry.complete(Outcome::Done, "took its time").await.unwrap();

    let after = stage.access.audit().find(actor.scope(), id).await.unwrap().unwrap();
    assert_eq!(after.outcome, Some(Outcome::Done));
    assert_eq!(after.detail, "took its time");
    assert_eq!(after.completed_at.unwrap() - after.began_at, Duration::seconds(3));
    assert_eq!(after.change, change);
    assert_eq!((after.action, after.request_id.as_str()), (Action::LockSubscriber, "request-9"));
    assert_eq!((after.object.id.as_str(), after.object.name.as_str()), ("17", "Huber"));
    let who = after.actor.unwrap();
    assert_eq!((who.id, who.role), (actor.account().id, Role::Reseller));
    assert_eq!(who.login, actor.account().login);
}

async fn an_act_that_nobody_completed_stays_unfinished(stage: Stage) {
    let actor = principal(&stage, &stage.reseller().await).await;
    let entry =
        stage.access.audit().begin(&actor, "r", Action::ChangeForwards, huber(), Value::Null).await.unwrap();
    drop(entry);
    let filter = AuditFilter { unfinished: true, ..AuditFilter::default() };
    let page = stage.access.audit().list(actor.scope(), &filter, ALL).await.unwrap();
    assert_eq!(page.total, 1);
    assert_eq!(page.records[0].outcome, None);
}

fn refused<'a>(principal: Option<&'a Principal>, request_id: &'a str) -> Refused<'a> {
    Refused {
        principal,
        address: HOME,
        request_id,
        action: Action::SendForm,
        path: "/api/customers/terminate",
        reason: "not permitted",
        outcome: Outcome::Refused,
    }
}

async fn a_refusal_is_written_down_once_and_not_beside_an_act(stage: Stage) {
    let actor = principal(&stage, &stage.reseller().await).await;
    let audit = stage.access.audit();
    for _ in 0..2 {
        audit.refused(refused(Some(&actor), "request-1")).await.unwrap();
    }
    let page = trail(&stage, actor.scope()).await;
    assert_eq!(page.total, 1);
    let record = &page.records[0];
    assert_eq!((record.outcome, record.detail.as_str()), (Some(Outcome::Refused), "not permitted"));
    assert_eq!(
        (record.object.kind, record.object.id.as_str()),
        (ObjectKind::Page, "/api/customers/terminate")
    );
    assert_eq!(record.address.as_deref(), Some("192.0.2.1"));
    let entry = audit.begin(&actor, "request-2", Action::LockSubscriber, huber(), Value::Null).await.unwrap();
    entry.complete(Outcome::Failed, "").await.unwrap();
    audit.refused(refused(Some(&actor), "request-2")).await.unwrap();
    assert_eq!(trail(&stage, actor.scope()).await.total, 2);
}

async fn strangers_cannot_fill_the_trail(stage: Stage) {
    let audit = stage.access.audit();
    let count = async || trail(&stage, Scope::Operator).await.total;
    for number in 0..100 {
        audit.refused(refused(None, &format!("request-{number}"))).await.unwrap();
    }
    assert_eq!(count().await, 20);
    // One that comes from elsewhere is heard, and this one again when it has been quiet.
    let elsewhere = Refused { address: "192.0.2.2".parse().unwrap(), ..refused(None, "elsewhere") };
    audit.refused(elsewhere).await.unwrap();
    stage.clock.advance(Duration::minutes(15));
    audit.refused(refused(None, "later")).await.unwrap();
    assert_eq!(count().await, 22);
}

async fn what_was_created_is_found_by_its_id(stage: Stage) {
    let actor = principal(&stage, &stage.reseller().await).await;
    let new = Object::new(ObjectKind::Customer, &"", "Huber");
    let audit = stage.access.audit();
    let entry = audit.begin(&actor, "r", Action::CreateCustomer, new, Value::Null).await.unwrap();
    entry.created(&4711).await.unwrap();
    let filter = AuditFilter { object: Some("4711".to_owned()), ..AuditFilter::default() };
    let page = audit.list(actor.scope(), &filter, ALL).await.unwrap();
    let record = &page.records[0];
    assert_eq!((record.outcome, record.object.id.as_str()), (Some(Outcome::Done), "4711"));
}

async fn the_trail_tells_who_acted_as_whom_and_from_where(stage: Stage) {
    let admin = stage.admin().await;
    let cookie = stage.signed_in(&admin).await;
    let request = stage.request(Some(cookie));
    let proof = stage.access.principal(&request.state).await.unwrap().unwrap();
    let alpine = stage.access.resellers().find(Scope::Operator, ALPINE).await.unwrap().unwrap();
    stage.access.step_into(&request.state, &proof.require().unwrap(), &alpine, "r").await.unwrap();
    let cookie = request.answer().await.unwrap();
    let from = ClientOrigin { address: Some(HOME), device: String::new() };
    let session = stage.request(Some(cookie)).state.of(from);
    let acting = stage.access.principal(&session).await.unwrap().unwrap();
    let audit = stage.access.audit();
    drop(audit.begin(&acting, "r", Action::LockSubscriber, huber(), Value::Null).await.unwrap());
    let record = trail(&stage, Scope::Reseller(ALPINE)).await.records.remove(0);
    assert_eq!((record.acting_as, record.address.as_deref()), (Some(ALPINE), Some("192.0.2.1")));
    assert_eq!(record.actor.unwrap().login, admin.login);
}

async fn nobody_reads_the_trail_of_others(stage: Stage) {
    let scopes = [
        ("operator", Role::Admin, Scope::Operator),
        ("alpine", Role::Reseller, Scope::Reseller(ALPINE)),
        ("alpine-customer", Role::Customer, customer(ALPINE, 7)),
        ("harbour", Role::Reseller, Scope::Reseller(HARBOUR)),
        ("harbour-customer", Role::Customer, customer(HARBOUR, 7)),
    ];
    let mut ids = Vec::new();
    for (login, role, scope) in scopes {
        let actor = principal(&stage, &stage.person(login, role, scope).await).await;
        let object = Object::new(ObjectKind::Subscriber, &1, login);
        let entry = stage
            .access
            .audit()
            .begin(&actor, "r", Action::ChangeForwards, object, Value::Null)
            .await
            .unwrap();
        ids.push((login, entry.id()));
    }
    for (scope, expected) in [
        (Scope::Operator, vec!["harbour-customer", "harbour", "alpine-customer", "alpine", "operator"]),
        (Scope::Reseller(ALPINE), vec!["alpine-customer", "alpine"]),
        (customer(ALPINE, 7), vec!["alpine-customer"]),
        (customer(ALPINE, 8), vec![]),
        (Scope::Reseller(HARBOUR), vec!["harbour-customer", "harbour"]),
    ] {
        let page = trail(&stage, scope).await;
        let names: Vec<_> = page.records.iter().map(|record| record.object.name.as_str()).collect();
        assert_eq!(names, expected, "{scope:?}");
        assert_eq!(page.total, expected.len() as u64);
        for (login, id) in &ids {
            let found = stage.access.audit().find(scope, *id).await.unwrap();
            assert_eq!(found.is_some(), expected.contains(login));
        }
    }
}

async fn what_the_operator_does_to_a_reseller_is_in_its_trail_and_nothing_is_put_into_anothers(stage: Stage) {
    let admin = principal(&stage, &stage.admin().await).await;
    let staff = stage.reseller().await;
    let actor = principal(&stage, &staff).await;
    let audit = stage.access.audit();
    let disable = Action::DisableAccount;
    drop(audit.begin(&admin, "r", disable, Object::account(&staff), Value::Null).await.unwrap());
    assert_eq!(trail(&stage, Scope::Reseller(ALPINE)).await.total, 1);
    drop(
        audit
            .begin(&actor, "r", disable, huber().within(Scope::Reseller(HARBOUR)), Value::Null)
            .await
            .unwrap(),
    );
    assert_eq!(trail(&stage, Scope::Reseller(HARBOUR)).await.total, 0);
    assert_eq!(trail(&stage, Scope::Reseller(ALPINE)).await.total, 2);
}

async fn the_trail_is_filtered_and_paged_latest_first(stage: Stage) {
    let actor = principal(&stage, &stage.reseller().await).await;
    let audit = stage.access.audit();
    let start = stage.access.doors().now();
    for number in 0..25 {
        // Within one moment, too, the order is the order of the acts.
        if number == 20 {
            stage.clock.advance(Duration::minutes(1));
        }
        let object = Object::new(ObjectKind::Customer, &number, format!("customer {number}"));
        let action = if number % 2 == 0 { Action::CreateCustomer } else { Action::ChangeCustomer };
        let entry = audit.begin(&actor, "r", action, object, Value::Null).await.unwrap();
        entry.complete(if number == 3 { Outcome::Unknown } else { Outcome::Done }, "").await.unwrap();
    }
    let list = async |filter: AuditFilter, page| {
        let page = audit.list(actor.scope(), &filter, PageRequest { page, rows: 10 }).await.unwrap();
        (page.total, page.records.into_iter().map(|record| record.object.id).collect::<Vec<_>>())
    };
    let everything = AuditFilter::default();
    let numbers = |range: std::ops::Range<u32>| range.rev().map(|n| n.to_string()).collect::<Vec<_>>();
    assert_eq!(list(everything.clone(), 1).await, (25, numbers(15..25)));
    assert_eq!(list(everything.clone(), 3).await, (25, numbers(0..5)));
    assert_eq!(list(everything.clone(), 9).await, (25, vec![]));
    let (created, _) =
        list(AuditFilter { action: Some(Action::CreateCustomer), ..everything.clone() }, 1).await;
    assert_eq!(created, 13);
    let unknown = AuditFilter { outcome: Some(Outcome::Unknown), ..everything.clone() };
    assert_eq!(list(unknown, 1).await, (1, vec!["3".to_owned()]));
    let one = AuditFilter {
        kind: Some(ObjectKind::Customer),
        object: Some("7".to_owned()),
        actor: Some(actor.account().id),
        login: Some(actor.account().login.clone()),
        request: Some("r".to_owned()),
        ..everything.clone()
    };
    assert_eq!(list(one, 1).await, (1, vec!["7".to_owned()]));
    let minute = start + Duration::minutes(1);
    let late = AuditFilter { since: Some(minute), ..everything.clone() };
    assert_eq!(list(late, 1).await, (5, numbers(20..25)));
    let early = AuditFilter { before: Some(minute), ..everything.clone() };
    assert_eq!(list(early, 1).await.0, 20);
    let earlier = async |than| audit.earlier(actor.scope(), &everything, than).await.unwrap();
    let all = earlier(None).await;
    assert_eq!(all.len(), 25);
    assert_eq!(earlier(Some(all[20].sequence)).await, all[21..]);
    let hostile = AuditFilter { object: Some("7' OR 1=1 --\u{0}".to_owned()), ..everything };
    assert_eq!(list(hostile, 1).await.0, 0);
}

async fn no_secret_and_no_control_character_gets_in(stage: Stage) {
    let actor = principal(&stage, &stage.reseller().await).await;
    let object = Object::new(ObjectKind::Subscriber, &"1\u{0}", "Hu\nber\u{1b}[31m");
    let change = json!({"after": {"webpassword": "hunter2", "name": "\u{0}"}});
    let entry =
        stage.access.audit().begin(&actor, "r\u{0}", Action::CreateSubscriber, object, change).await.unwrap();
    entry.complete(Outcome::Failed, "\u{0}bad").await.unwrap();
    let record = trail(&stage, actor.scope()).await.records.remove(0);
    assert_eq!((record.object.id.as_str(), record.object.name.as_str()), ("1", "Huber[31m"));
    assert_eq!(record.change, json!({"after": {"webpassword": "…", "name": "\u{0}"}}));
    assert_eq!((record.request_id.as_str(), record.detail.as_str()), ("r", "bad"));
}
