use crate::stage::{ALPINE, HARBOUR, Stage, new_account, on_both_engines};
use std::collections::BTreeSet;
use switchhook_access::{
    Denied, NewAccount,
    audit::{Action, AuditFilter, Outcome, PageRequest},
    needs,
};
use switchhook_domain::permission::{Permission, Role, Scope};

on_both_engines! {
    a_visitor_is_nobody
    what_changes_counts_at_the_next_request
    a_disabled_account_is_nobody_even_with_a_session
    an_administrator_steps_into_a_reseller_and_out_again
    a_planted_view_widens_nothing
}

async fn a_visitor_is_nobody(stage: Stage) {
    let visit = stage.request(None);
    visit.state.csrf_token().await.unwrap();
    assert!(stage.access.principal(&visit.state).await.unwrap().is_none());
    let cookie = visit.answer().await.unwrap();
    assert!(stage.principal(cookie).await.is_none());
}

async fn what_changes_counts_at_the_next_request(stage: Stage) {
    let new = NewAccount {
        permissions: Some(BTreeSet::from([Permission::EditForwards])),
        ..new_account("helpdesk", Role::Helpdesk, Scope::Reseller(ALPINE))
    };
    let account = stage.access.accounts().create(Scope::Operator, new).await.unwrap();
    let cookie = stage.signed_in(&account).await;
    let before = stage.principal(cookie).await.unwrap();
    assert!(before.require::<needs::EditForwards>().is_ok());
    assert_eq!(before.scope(), Scope::Reseller(ALPINE));
    stage.access.accounts().set_permissions(&account, &BTreeSet::new()).await.unwrap();
    let after = stage.principal(cookie).await.unwrap();
    let denied = after.require::<needs::EditForwards>().map(|_| ()).unwrap_err();
    assert_eq!(denied, Denied(Permission::EditForwards));
}

async fn a_disabled_account_is_nobody_even_with_a_session(stage: Stage) {
    let account = stage.reseller().await;
    stage.access.accounts().disable(&account).await.unwrap();
    let cookie = stage.signed_in(&account).await;
    assert!(stage.principal(cookie).await.is_none());
}

async fn an_administrator_steps_into_a_reseller_and_out_again(stage: Stage) {
    let admin = stage.admin().await;
    let cookie = stage.signed_in(&admin).await;
    let principal = stage.principal(cookie).await.unwrap();
    let alpine = stage.access.resellers().find(principal.scope(), ALPINE).await.unwrap().unwrap();

    let request = stage.request(Some(cookie));
    let proof = principal.require::<needs::ViewResellers>().unwrap();
    stage.access.step_into(&request.state, &proof, &alpine, "request-2").await.unwrap();
    let inside = request.answer().await.unwrap();
    assert_ne!(inside, cookie);
    assert!(stage.principal(cookie).await.is_none());
    let principal = stage.principal(inside).await.unwrap();
    assert_eq!(principal.view(), Some(ALPINE));
    assert_eq!((principal.role(), principal.scope()), (Role::Reseller, Scope::Reseller(ALPINE)));
    assert_eq!(principal.account().role, Role::Admin);
    assert!(principal.require::<needs::ViewResellers>().is_err());
    assert!(stage.access.resellers().find(principal.scope(), HARBOUR).await.unwrap().is_none());

    let request = stage.request(Some(inside));
    stage.access.step_out(&request.state, &principal, "request-3").await.unwrap();
    let outside = request.answer().await.unwrap();
    let principal = stage.principal(outside).await.unwrap();
    assert_eq!((principal.role(), principal.scope(), principal.view()), (Role::Admin, Scope::Operator, None));

    let page = PageRequest { page: 1, rows: 10 };
    let trail =
        stage.access.audit().list(Scope::Reseller(ALPINE), &AuditFilter::default(), page).await.unwrap();
    let told: Vec<_> = trail.records.iter().map(|record| (record.action, record.outcome)).collect();
    let done = Some(Outcome::Done);
    assert_eq!(told, [(Action::StepOut, done), (Action::StepInto, done)], "the reseller sees who was there");
    assert_eq!(trail.records[0].actor.as_ref().unwrap().role, Role::Admin);
}

async fn a_planted_view_widens_nothing(stage: Stage) {
    let account = stage.reseller().await;
    let cookie = stage.signed_in(&account).await;
    let request = stage.request(Some(cookie));
    request.session.insert("view", HARBOUR).await.unwrap();
    let principal = stage.access.principal(&request.state).await.unwrap().unwrap();
    assert_eq!((principal.scope(), principal.view()), (Scope::Reseller(ALPINE), None));
}
