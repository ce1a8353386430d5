use crate::stage::{ALPINE, HARBOUR, PASSWORD, Stage, customer, line, new_account, on_both_engines};
use std::collections::BTreeSet;
use switchhook_access::{AccountError, LoginError, NewAccount, PasswordError};
use switchhook_domain::{
    identifier::ResellerId,
    permission::{Permission, Role, Scope},
};

on_both_engines! {
    a_login_is_found_in_any_case_and_taken_in_any_case
    nobody_sees_an_account_outside_their_scope
    nobody_creates_an_account_outside_their_scope
    what_cannot_be_an_account_is_refused
    a_helpdesk_account_may_do_what_its_reseller_chose
    a_new_password_replaces_the_old_one_and_ends_the_sessions
    a_disabled_account_keeps_nothing_but_its_place
    a_deleted_account_is_gone_with_its_sessions
    many_at_once_are_all_created
}

async fn a_login_is_found_in_any_case_and_taken_in_any_case(stage: Stage) {
    let created = stage.person("  Anna@Alpine.example ", Role::Reseller, Scope::Reseller(ALPINE)).await;
    assert_eq!(created.login, "anna@alpine.example");
    let accounts = stage.access.accounts();
    let found = accounts.find_by_login(Scope::Operator, "ANNA@alpine.EXAMPLE").await.unwrap();
    assert_eq!(found.as_ref(), Some(&created));
    assert_eq!(accounts.find(Scope::Operator, created.id).await.unwrap(), found);
    let again = new_account("anna@ALPINE.example", Role::Admin, Scope::Operator);
    assert!(matches!(accounts.create(Scope::Operator, again).await, Err(AccountError::LoginTaken)));
}

/// Whether `inner` lies in `outer`, written down a second time.
fn inside(outer: Scope, inner: Scope) -> bool {
    let parts = |scope| match scope {
        Scope::Operator => vec![],
        Scope::Reseller(r) => vec![r.0],
        Scope::Customer(r, c) => vec![r.0, c.0],
        Scope::Line(r, c, l) => vec![r.0, c.0, l.0],
    };
    parts(inner).starts_with(&parts(outer))
}

async fn nobody_sees_an_account_outside_their_scope(stage: Stage) {
    // The same customer and line numbers under both resellers: only the reseller tells them apart.
    let people = [
        ("admin", Role::Admin, Scope::Operator),
        ("alpine-staff", Role::Reseller, Scope::Reseller(ALPINE)),
        ("alpine-helpdesk", Role::Helpdesk, Scope::Reseller(ALPINE)),
        ("alpine-customer", Role::Customer, customer(ALPINE, 7)),
        ("alpine-line", Role::Customer, line(ALPINE, 7, 70)),
        ("alpine-other", Role::Customer, customer(ALPINE, 8)),
        ("harbour-staff", Role::Reseller, Scope::Reseller(HARBOUR)),
        ("harbour-customer", Role::Customer, customer(HARBOUR, 7)),
        ("harbour-line", Role::Customer, line(HARBOUR, 7, 70)),
    ];
    let mut all = Vec::new();
    for (login, role, scope) in people {
        all.push(stage.person(login, role, scope).await);
    }
    let accounts = stage.access.accounts();
    for (_, _, scope) in people {
        let listed: BTreeSet<_> =
            accounts.list(scope).await.unwrap().into_iter().map(|account| account.login).collect();
        let expected: BTreeSet<_> = all
            .iter()
            .filter(|account| inside(scope, account.scope))
            .map(|account| account.login.clone())
            .collect();
        assert_eq!(listed, expected, "{scope:?}");
        for account in &all {
            let visible = inside(scope, account.scope);
            assert_eq!(accounts.find(scope, account.id).await.unwrap().is_some(), visible);
            assert_eq!(accounts.find_by_login(scope, &account.login).await.unwrap().is_some(), visible);
        }
    }
}

async fn nobody_creates_an_account_outside_their_scope(stage: Stage) {
    let accounts = stage.access.accounts();
    for (role, scope) in [
        (Role::Admin, Scope::Operator),
        (Role::Reseller, Scope::Reseller(HARBOUR)),
        (Role::Customer, customer(HARBOUR, 7)),
    ] {
        let refused = accounts.create(Scope::Reseller(ALPINE), new_account("intruder", role, scope)).await;
        assert!(matches!(refused, Err(AccountError::OutOfScope)));
    }
    assert!(accounts.list(Scope::Operator).await.unwrap().is_empty());
}

async fn what_cannot_be_an_account_is_refused(stage: Stage) {
    let accounts = stage.access.accounts();
    let good = || new_account("anna", Role::Reseller, Scope::Reseller(ALPINE));
    let create = async |new| accounts.create(Scope::Operator, new).await.unwrap_err();
    let error = create(NewAccount { login: "\u{0}".to_owned(), ..good() }).await;
    assert!(matches!(error, AccountError::Login(LoginError::UnsupportedCharacter)));
    let error = create(NewAccount { password: "short".into(), ..good() }).await;
    assert!(matches!(error, AccountError::Password(PasswordError::TooShort)));
    let error = create(NewAccount { role: Role::Admin, ..good() }).await;
    assert!(matches!(error, AccountError::RoleOutsideScope));
    let error = create(NewAccount { scope: Scope::Reseller(ResellerId(99)), ..good() }).await;
    assert!(matches!(error, AccountError::UnknownReseller));
    let error = create(NewAccount { permissions: Some(BTreeSet::new()), ..good() }).await;
    assert!(matches!(error, AccountError::NotGrantable), "only helpdesk has chosen permissions");
    let permissions = Some(BTreeSet::from([Permission::ViewResellers]));
    let error = create(NewAccount { role: Role::Helpdesk, permissions, ..good() }).await;
    assert!(matches!(error, AccountError::NotGrantable), "no reseller has it to give");
    let error = create(NewAccount { scope: Scope::Reseller(ResellerId(u64::MAX)), ..good() }).await;
    assert!(matches!(error, AccountError::Storage(_)));
    assert!(accounts.list(Scope::Operator).await.unwrap().is_empty());
}

async fn a_helpdesk_account_may_do_what_its_reseller_chose(stage: Stage) {
    let accounts = stage.access.accounts();
    let chosen = BTreeSet::from([Permission::ViewSubscribers, Permission::EditForwards]);
    let new = NewAccount {
        permissions: Some(chosen.clone()),
        ..new_account("helpdesk", Role::Helpdesk, Scope::Reseller(ALPINE))
    };
    let helpdesk = accounts.create(Scope::Reseller(ALPINE), new).await.unwrap();
    assert_eq!(helpdesk.permissions, chosen);
    let fewer = BTreeSet::from([Permission::ViewSubscribers]);
    accounts.set_permissions(&helpdesk, &fewer).await.unwrap();
    assert_eq!(accounts.find(Scope::Operator, helpdesk.id).await.unwrap().unwrap().permissions, fewer);

    let plain = stage.person("plain", Role::Helpdesk, Scope::Reseller(ALPINE)).await;
    assert_eq!(plain.permissions, Role::Helpdesk.permissions());
    let reseller = stage.reseller().await;
    assert!(matches!(accounts.set_permissions(&reseller, &fewer).await, Err(AccountError::NotGrantable)));
}

async fn a_new_password_replaces_the_old_one_and_ends_the_sessions(stage: Stage) {
    let account = stage.reseller().await;
    let (here, there) = (stage.signed_in(&account).await, stage.signed_in(&account).await);
    let accounts = stage.access.accounts();
    let refused = accounts.set_password(&account, "short".into()).await;
    assert!(matches!(refused, Err(AccountError::Password(PasswordError::TooShort))));
    assert!(stage.principal(here).await.is_some());
    accounts.set_password(&account, "another correct horse".into()).await.unwrap();
    assert!(stage.principal(here).await.is_none());
    assert!(stage.principal(there).await.is_none());
    assert!(!accounts.verify_password(&account, PASSWORD.into()).await.unwrap());
    assert!(accounts.verify_password(&account, "another correct horse".into()).await.unwrap());
}

async fn a_disabled_account_keeps_nothing_but_its_place(stage: Stage) {
    let account = stage.reseller().await;
    let cookie = stage.signed_in(&account).await;
    let accounts = stage.access.accounts();
    accounts.disable(&account).await.unwrap();
    assert!(stage.principal(cookie).await.is_none());
    assert!(accounts.find(Scope::Operator, account.id).await.unwrap().unwrap().disabled);
    accounts.enable(&account).await.unwrap();
    accounts.set_language(&account, Some("de")).await.unwrap();
    let enabled = accounts.find(Scope::Operator, account.id).await.unwrap().unwrap();
    assert!(!enabled.disabled);
    assert_eq!(enabled.language.as_deref(), Some("de"));
    assert!(stage.principal(cookie).await.is_none(), "an ended session does not come back");
}

async fn a_deleted_account_is_gone_with_its_sessions(stage: Stage) {
    let account = stage.reseller().await;
    let cookie = stage.signed_in(&account).await;
    let accounts = stage.access.accounts();
    accounts.delete(&account).await.unwrap();
    assert!(stage.principal(cookie).await.is_none());
    assert!(stage.column("SELECT key FROM sessions").await.is_empty());
    assert!(matches!(accounts.disable(&account).await, Err(AccountError::Gone)));
}

async fn many_at_once_are_all_created(stage: Stage) {
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..40 {
        let access = stage.access.clone();
        tasks.spawn(async move {
            let new = new_account(&format!("customer-{number}"), Role::Customer, customer(ALPINE, number));
            access.accounts().create(Scope::Operator, new).await.unwrap();
        });
    }
    tasks.join_all().await;
    assert_eq!(stage.access.accounts().list(Scope::Reseller(ALPINE)).await.unwrap().len(), 40);
}
