use crate::stage::{ALPINE, HARBOUR, Stage, customer, on_both_engines};
use switchhook_access::{
    Owner,
    demo::{self, DemoReseller, DemoSeed, seed_demo},
};
use switchhook_domain::{
    identifier::CustomerId,
    permission::{Role, Scope},
};
use switchhook_platform::Credential;

on_both_engines! {
    every_demo_account_signs_in
    seeding_again_changes_nothing
    another_sandbox_takes_its_accounts_along
}

fn credential(login: &str) -> Credential {
    Credential::new(login, login)
}

fn seed(customer: u64) -> DemoSeed {
    let reseller =
        |id, name: &str, login| DemoReseller { id, name: name.to_owned(), credential: credential(login) };
    DemoSeed {
        operator: credential("administrator"),
        alpine: reseller(ALPINE, "Alpine Telecom", "alpine"),
        harbour: reseller(HARBOUR, "Harbour Voice", "harbour"),
        customer: CustomerId(customer),
    }
}

async fn every_demo_account_signs_in(stage: Stage) {
    seed_demo(&stage.access, &seed(7)).await.unwrap();
    let mut seen = Vec::new();
    for (login, _) in demo::ACCOUNTS {
        let account = stage.sign_in(login, demo::PASSWORD).await.unwrap();
        seen.push((account.role, account.scope));
    }
    assert_eq!(
        seen,
        [
            (Role::Admin, Scope::Operator),
            (Role::Reseller, Scope::Reseller(ALPINE)),
            (Role::Helpdesk, Scope::Reseller(ALPINE)),
            (Role::Customer, customer(ALPINE, 7)),
            (Role::Reseller, Scope::Reseller(HARBOUR)),
        ]
    );
    for (owner, login) in [
        (Owner::Operator, "administrator"),
        (Owner::Reseller(ALPINE), "alpine"),
        (Owner::Reseller(HARBOUR), "harbour"),
    ] {
        assert_eq!(stage.access.credentials().load(owner).await.unwrap().unwrap().login, login);
    }
}

async fn seeding_again_changes_nothing(stage: Stage) {
    seed_demo(&stage.access, &seed(7)).await.unwrap();
    let before = stage.access.accounts().list(Scope::Operator).await.unwrap();
    stage.access.accounts().set_password(&before[0], "a password of one's own".into()).await.unwrap();
    seed_demo(&stage.access, &seed(7)).await.unwrap();
    assert_eq!(stage.access.accounts().list(Scope::Operator).await.unwrap(), before);
    assert!(stage.sign_in(&before[0].login, "a password of one's own").await.is_ok());
}

async fn another_sandbox_takes_its_accounts_along(stage: Stage) {
    seed_demo(&stage.access, &seed(7)).await.unwrap();
    seed_demo(&stage.access, &seed(8)).await.unwrap();
    let account = stage.sign_in("customer@alpine.example", demo::PASSWORD).await.unwrap();
    assert_eq!(account.scope, customer(ALPINE, 8));
    assert_eq!(stage.access.accounts().list(Scope::Operator).await.unwrap().len(), demo::ACCOUNTS.len());
}
