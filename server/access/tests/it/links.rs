use crate::stage::{ALPINE, HARBOUR, HOME, PASSWORD, Stage, customer, line, on_both_engines};
use std::collections::BTreeSet;
use switchhook_access::{
    Account, AccountError, AccountFilter, AccountState, Invitee, LinkKey, LinkPurpose, OwnPasswordError,
    PasswordError, RedeemError, Require, SignInError,
    audit::{Action, AuditFilter, Outcome, PageRequest},
    needs::ResetAccounts,
};
use switchhook_domain::permission::{Role, Scope};
use time::Duration;

on_both_engines! {
    an_invited_person_chooses_the_password_and_nobody_can_sign_in_before
    a_link_works_once_even_for_two_at_once
    a_link_ends_by_time_by_a_later_one_and_with_its_account
    a_refused_password_leaves_the_link_as_it_was
    a_reset_leaves_the_password_until_another_is_chosen_and_then_ends_the_sessions
    the_database_holds_no_token
    everybody_manages_what_is_below_them_and_nothing_else
    accounts_are_found_by_part_of_the_login_role_and_state
    whoever_knows_the_password_changes_it_and_guessing_is_slowed_down
}

const NEW: &str = "seven quiet yellow boats";

async fn invited(stage: &Stage) -> Account {
    let invitee = Invitee {
        login: "Invited@Alpine.example".into(),
        role: Role::Customer,
        scope: customer(ALPINE, 7),
        permissions: None,
        language: None,
    };
    stage.access.accounts().invite(Scope::Reseller(ALPINE), invitee).await.unwrap()
}

async fn link(stage: &Stage, account: &Account) -> LinkKey {
    LinkKey::of(stage.access.links().issue(account).await.unwrap().0.reveal())
}

async fn redeem(stage: &Stage, key: &LinkKey, password: &str) -> Result<Account, RedeemError> {
    stage.access.accept_link(key, password.into(), (HOME, "request-1")).await
}

async fn by(stage: &Stage, account: &Account) -> Require<ResetAccounts> {
    let cookie = stage.signed_in(account).await;
    stage.principal(cookie).await.unwrap().require().unwrap()
}

async fn an_invited_person_chooses_the_password_and_nobody_can_sign_in_before(stage: Stage) {
    let account = invited(&stage).await;
    assert_eq!((account.login.as_str(), account.state()), ("invited@alpine.example", AccountState::Invited));
    for password in ["", PASSWORD] {
        let refused = stage.sign_in("invited@alpine.example", password).await;
        assert!(matches!(refused, Err(SignInError::Refused)));
    }
    let key = link(&stage, &account).await;
    let found = stage.access.links().find(&key).await.unwrap().unwrap();
    assert_eq!((found.account.id, found.purpose), (account.id, LinkPurpose::Invitation));
    redeem(&stage, &key, NEW).await.unwrap();
    let account = stage.sign_in("invited@alpine.example", NEW).await.unwrap();
    assert_eq!(account.state(), AccountState::Active);
    let filter = AuditFilter { action: Some(Action::ChooseByLink), ..AuditFilter::default() };
    let within = Scope::Reseller(ALPINE);
    let page = stage.access.audit().list(within, &filter, PageRequest { page: 1, rows: 9 }).await.unwrap();
    assert_eq!(page.records.len(), 1);
    assert_eq!(page.records[0].outcome, Some(Outcome::Done));
    assert_eq!(page.records[0].object.name, "invited@alpine.example");
}

async fn a_link_works_once_even_for_two_at_once(stage: Stage) {
    let account = invited(&stage).await;
    let key = link(&stage, &account).await;
    let (one, other) =
        tokio::join!(redeem(&stage, &key, NEW), redeem(&stage, &key, "nine loud purple trains"));
    assert_eq!(usize::from(one.is_ok()) + usize::from(other.is_ok()), 1, "{one:?} {other:?}");
    assert!(matches!(redeem(&stage, &key, NEW).await, Err(RedeemError::Spent)));
    assert!(stage.access.links().find(&key).await.unwrap().is_none());
}

async fn a_link_ends_by_time_by_a_later_one_and_with_its_account(stage: Stage) {
    let account = invited(&stage).await;
    let links = stage.access.links();
    let first = link(&stage, &account).await;
    let second = link(&stage, &account).await;
    assert!(links.find(&first).await.unwrap().is_none());
    assert!(matches!(redeem(&stage, &first, NEW).await, Err(RedeemError::Spent)));
    stage.clock.advance(Duration::days(7) - Duration::seconds(1));
    assert!(links.find(&second).await.unwrap().is_some() && links.issued(&account).await.unwrap().is_some());
    stage.clock.advance(Duration::seconds(1));
    assert!(links.find(&second).await.unwrap().is_none() && links.issued(&account).await.unwrap().is_none());
    assert!(matches!(redeem(&stage, &second, NEW).await, Err(RedeemError::Spent)));
    stage.access.sweep().await.unwrap();
    assert!(stage.column("SELECT key FROM account_links").await.is_empty());

    let third = link(&stage, &account).await;
    stage.access.accounts().disable(&account).await.unwrap();
    assert!(matches!(redeem(&stage, &third, NEW).await, Err(RedeemError::Spent)));
    links.revoke(&account).await.unwrap();
    stage.access.accounts().enable(&account).await.unwrap();
    assert!(links.find(&third).await.unwrap().is_none());
    let fourth = link(&stage, &account).await;
    stage.access.accounts().delete(&account).await.unwrap();
    assert!(links.find(&fourth).await.unwrap().is_none());
}

async fn a_refused_password_leaves_the_link_as_it_was(stage: Stage) {
    let account = invited(&stage).await;
    let key = link(&stage, &account).await;
    for (password, wanted) in [
        ("short", PasswordError::TooShort),
        ("password1234", PasswordError::Common),
        ("invited@alpine.example", PasswordError::Login),
    ] {
        match redeem(&stage, &key, password).await {
            Err(RedeemError::Account(AccountError::Password(error))) => assert_eq!(error, wanted),
            other => panic!("{password}: {other:?}"),
        }
    }
    redeem(&stage, &key, NEW).await.unwrap();
}

async fn a_reset_leaves_the_password_until_another_is_chosen_and_then_ends_the_sessions(stage: Stage) {
    let account = stage.reseller().await;
    let cookie = stage.signed_in(&account).await;
    let (token, purpose) = stage.access.links().issue(&account).await.unwrap();
    assert_eq!(purpose, LinkPurpose::Reset);
    assert!(stage.sign_in(&account.login, PASSWORD).await.is_ok());
    assert!(stage.principal(cookie).await.is_some());
    redeem(&stage, &LinkKey::of(token.reveal()), NEW).await.unwrap();
    assert!(stage.principal(cookie).await.is_none());
    assert!(matches!(stage.sign_in(&account.login, PASSWORD).await, Err(SignInError::Refused)));
    assert!(stage.sign_in(&account.login, NEW).await.is_ok());
}

async fn the_database_holds_no_token(stage: Stage) {
    let account = invited(&stage).await;
    let (token, _) = stage.access.links().issue(&account).await.unwrap();
    assert!(token.reveal().len() >= 43);
    let stored = stage.column("SELECT key FROM account_links").await;
    assert_eq!(stored.len(), 1);
    assert!(!stored[0].contains(token.reveal()) && stored[0].len() == 64);
    assert!(!format!("{token:?}").contains(token.reveal()));
    // What is stored is no token.
    assert!(stage.access.links().find(&LinkKey::of(&stored[0])).await.unwrap().is_none());
}

async fn everybody_manages_what_is_below_them_and_nothing_else(stage: Stage) {
    let people = [
        ("admin", Role::Admin, Scope::Operator),
        ("alpine-staff", Role::Reseller, Scope::Reseller(ALPINE)),
        ("alpine-other-staff", Role::Reseller, Scope::Reseller(ALPINE)),
        ("alpine-helpdesk", Role::Helpdesk, Scope::Reseller(ALPINE)),
        ("alpine-customer", Role::Customer, customer(ALPINE, 7)),
        ("alpine-line", Role::Customer, line(ALPINE, 7, 70)),
        ("harbour-staff", Role::Reseller, Scope::Reseller(HARBOUR)),
        ("harbour-helpdesk", Role::Helpdesk, Scope::Reseller(HARBOUR)),
        ("harbour-customer", Role::Customer, customer(HARBOUR, 7)),
    ];
    let mut all = Vec::new();
    for (login, role, scope) in people {
        all.push(stage.person(login, role, scope).await);
    }
    let accounts = stage.access.accounts();
    for (manager, wanted) in [
        ("admin", people.iter().map(|(login, ..)| *login).collect::<BTreeSet<_>>()),
        ("alpine-staff", BTreeSet::from(["alpine-helpdesk", "alpine-customer", "alpine-line"])),
        ("alpine-helpdesk", BTreeSet::from(["alpine-customer", "alpine-line"])),
        ("harbour-staff", BTreeSet::from(["harbour-helpdesk", "harbour-customer"])),
    ] {
        let own = all.iter().find(|account| account.login == manager).unwrap();
        let by = by(&stage, own).await;
        let page = PageRequest { page: 1, rows: 50 };
        let listed = accounts.managed(&by, &AccountFilter::default(), page).await.unwrap();
        let logins: BTreeSet<_> = listed.accounts.iter().map(|account| account.login.as_str()).collect();
        assert_eq!(logins, wanted, "{manager}");
        assert_eq!(listed.total, wanted.len() as u64);
        for account in &all {
            let found = accounts.find_managed(&by, account.id).await.unwrap();
            let may = wanted.contains(account.login.as_str()) && account.id != own.id;
            assert_eq!(found.is_some(), may, "{manager} {}", account.login);
        }
    }
    let customer = all.iter().find(|account| account.login == "alpine-customer").unwrap();
    let cookie = stage.signed_in(customer).await;
    let principal = stage.principal(cookie).await.unwrap();
    assert!(principal.require::<ResetAccounts>().is_err());
}

async fn accounts_are_found_by_part_of_the_login_role_and_state(stage: Stage) {
    let admin = stage.admin().await;
    invited(&stage).await;
    let helpdesk = stage.person("help_desk%1@alpine.example", Role::Helpdesk, Scope::Reseller(ALPINE)).await;
    stage.access.accounts().disable(&helpdesk).await.unwrap();
    let by = by(&stage, &admin).await;
    let found = async |filter: AccountFilter, page| {
        let page = stage.access.accounts().managed(&by, &filter, page).await.unwrap();
        page.accounts.into_iter().map(|account| account.login).collect::<Vec<_>>()
    };
    let first = PageRequest { page: 1, rows: 10 };
    let login = |part: &str| AccountFilter { login: Some(part.into()), ..AccountFilter::default() };
    assert_eq!(found(login(" DESK%1"), first).await, ["help_desk%1@alpine.example"]);
    assert!(found(login("help%desk"), first).await.is_empty());
    assert!(found(login("helpXdesk"), first).await.is_empty());
    assert_eq!(found(login("\u{0}invited"), first).await, ["invited@alpine.example"]);
    let in_state = |state| AccountFilter { state: Some(state), ..AccountFilter::default() };
    assert_eq!(found(in_state(AccountState::Active), first).await, ["admin@example.com"]);
    assert_eq!(found(in_state(AccountState::Invited), first).await, ["invited@alpine.example"]);
    assert_eq!(found(in_state(AccountState::Disabled), first).await, ["help_desk%1@alpine.example"]);
    let role = AccountFilter { role: Some(Role::Customer), ..AccountFilter::default() };
    assert_eq!(found(role, first).await, ["invited@alpine.example"]);
    let second = PageRequest { page: 2, rows: 2 };
    assert_eq!(found(AccountFilter::default(), second).await, ["invited@alpine.example"]);
    assert!(found(AccountFilter::default(), PageRequest { page: u32::MAX, rows: 2 }).await.is_empty());
}

async fn whoever_knows_the_password_changes_it_and_guessing_is_slowed_down(stage: Stage) {
    let account = stage.reseller().await;
    let elsewhere = stage.signed_in(&account).await;
    let cookie = stage.signed_in(&account).await;
    let reset = link(&stage, &account).await;
    let change = async |present: &str, new: &str| {
        let request = stage.request(Some(cookie));
        let principal = stage.access.principal(&request.state).await.unwrap().unwrap();
        let by = (HOME, "request-1");
        let done = stage
            .access
            .change_own_password(&request.state, &principal, present.into(), new.into(), by)
            .await;
        (done, request.answer().await)
    };
    assert!(matches!(change("wrong", NEW).await.0, Err(OwnPasswordError::Wrong)));
    let (refused, _) = change(PASSWORD, "password1234").await;
    assert!(matches!(refused, Err(OwnPasswordError::Account(AccountError::Password(PasswordError::Common)))));
    assert!(stage.access.links().find(&reset).await.unwrap().is_some());
    let (done, fresh) = change(PASSWORD, NEW).await;
    done.unwrap();
    assert!(stage.access.links().find(&reset).await.unwrap().is_none());
    let fresh = fresh.unwrap();
    assert!(stage.principal(fresh).await.is_some());
    assert!(stage.principal(elsewhere).await.is_none());
    assert!(stage.principal(cookie).await.is_none());
    assert!(stage.sign_in(&account.login, NEW).await.is_ok());

    let request = stage.request(Some(fresh));
    let principal = stage.access.principal(&request.state).await.unwrap().unwrap();
    let mut throttled = false;
    for _ in 0..8 {
        let guess = stage
            .access
            .change_own_password(&request.state, &principal, "guess".into(), NEW.into(), (HOME, "r"))
            .await;
        throttled |= matches!(guess, Err(OwnPasswordError::Throttled(_)));
    }
    assert!(throttled);
}
