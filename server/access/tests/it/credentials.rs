use crate::stage::{ALPINE, HARBOUR, Stage, on_both_engines};
use secrecy::ExposeSecret;
use switchhook_access::{CredentialError, Owner, SealError};
use switchhook_domain::{identifier::ResellerId, permission::Scope};
use switchhook_platform::{Credential, Proof};

on_both_engines! {
    a_credential_is_kept_replaced_and_forgotten
    nothing_of_it_can_be_read_in_the_table
    a_credential_in_another_row_stays_closed
    a_changed_credential_stays_closed
    another_key_is_told_apart_from_a_forgery
    only_connected_resellers_have_one
    a_reseller_sees_itself_alone
}

fn credential(login: &str) -> Credential {
    Credential::new(login, format!("{login}-password"))
}

async fn a_credential_is_kept_replaced_and_forgotten(stage: Stage) {
    let credentials = stage.access.credentials();
    let owner = Owner::Reseller(ALPINE);
    assert!(credentials.load(owner).await.unwrap().is_none());
    credentials.store(owner, &credential("old")).await.unwrap();
    credentials.store(owner, &credential("alpine")).await.unwrap();
    credentials.store(Owner::Operator, &credential("operator")).await.unwrap();
    let loaded = credentials.load(owner).await.unwrap().unwrap();
    assert_eq!(loaded.login, "alpine");
    assert!(matches!(loaded.proof, Proof::Password(kept) if kept.expose_secret() == "alpine-password"));
    assert_eq!(credentials.load(Owner::Operator).await.unwrap().unwrap().login, "operator");
    credentials.delete(owner).await.unwrap();
    credentials.delete(owner).await.unwrap();
    assert!(credentials.load(owner).await.unwrap().is_none());
}

async fn nothing_of_it_can_be_read_in_the_table(stage: Stage) {
    let credentials = stage.access.credentials();
    credentials.store(Owner::Operator, &credential("alpine")).await.unwrap();
    let before = stage.column("SELECT sealed FROM credentials").await;
    assert!(!before.concat().contains("alpine"));
    credentials.store(Owner::Operator, &credential("alpine")).await.unwrap();
    assert_ne!(
        stage.column("SELECT sealed FROM credentials").await,
        before,
        "the same twice looks different"
    );
    let loaded = credentials.load(Owner::Operator).await.unwrap().unwrap();
    assert!(!format!("{loaded:?}{credentials:?}").contains("alpine-password"));
}

async fn a_credential_in_another_row_stays_closed(stage: Stage) {
    let credentials = stage.access.credentials();
    credentials.store(Owner::Reseller(ALPINE), &credential("alpine")).await.unwrap();
    credentials.store(Owner::Reseller(HARBOUR), &credential("harbour")).await.unwrap();
    sqlx::query(
        "UPDATE credentials SET sealed = (SELECT sealed FROM credentials WHERE owner = 'reseller:2') \
         WHERE owner = 'reseller:1'",
    )
    .execute(&stage.tables().await)
    .await
    .unwrap();
    let error = credentials.load(Owner::Reseller(ALPINE)).await.unwrap_err();
    assert!(matches!(error, CredentialError::Sealed(SealError::Forged)));
    assert!(credentials.load(Owner::Reseller(HARBOUR)).await.unwrap().is_some());
}

async fn a_changed_credential_stays_closed(stage: Stage) {
    let credentials = stage.access.credentials();
    credentials.store(Owner::Operator, &credential("operator")).await.unwrap();
    let mut sealed = stage.column("SELECT sealed FROM credentials").await.concat();
    let replacement = if sealed.ends_with('A') { "Q" } else { "A" };
    // Not the last character: its spare bits make other spellings invalid instead of forged.
    let at = sealed.len() - 8;
    sealed.replace_range(at..=at, if &sealed[at..=at] == replacement { "z" } else { replacement });
    sqlx::query("UPDATE credentials SET sealed = $1")
        .bind(sealed)
        .execute(&stage.tables().await)
        .await
        .unwrap();
    let error = credentials.load(Owner::Operator).await.unwrap_err();
    assert!(matches!(error, CredentialError::Sealed(SealError::Forged)));
}

async fn another_key_is_told_apart_from_a_forgery(stage: Stage) {
    stage.access.credentials().store(Owner::Operator, &credential("operator")).await.unwrap();
    let error = stage.with_another_key().await.credentials().load(Owner::Operator).await.unwrap_err();
    assert!(matches!(error, CredentialError::Sealed(SealError::OtherKey)));
    assert!(error.to_string().contains("another key"));
}

async fn only_connected_resellers_have_one(stage: Stage) {
    let refused =
        stage.access.credentials().store(Owner::Reseller(ResellerId(99)), &credential("nobody")).await;
    assert!(matches!(refused, Err(CredentialError::UnknownReseller)));
}

async fn a_reseller_sees_itself_alone(stage: Stage) {
    stage.access.credentials().store(Owner::Reseller(ALPINE), &credential("alpine")).await.unwrap();
    stage.access.resellers().connect(HARBOUR, "Harbour Voice").await.unwrap();
    let resellers = stage.access.resellers();
    let told = async |scope| {
        let list = resellers.list(scope).await.unwrap();
        list.into_iter().map(|one| (one.id, one.name, one.has_credential)).collect::<Vec<_>>()
    };
    let alpine = (ALPINE, "Alpine".to_owned(), true);
    let harbour = (HARBOUR, "Harbour Voice".to_owned(), false);
    assert_eq!(told(Scope::Operator).await, [alpine.clone(), harbour]);
    assert_eq!(told(Scope::Reseller(ALPINE)).await, [alpine]);
    assert!(resellers.find(Scope::Reseller(ALPINE), HARBOUR).await.unwrap().is_none());
}
