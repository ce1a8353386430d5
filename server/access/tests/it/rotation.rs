//! A new key while portals run.

use crate::stage::{ALPINE, Folder, Stage, on_both_engines};
use serde_json::json;
use sqlx::{AnyPool, Row};
use std::{collections::BTreeSet, fs};
use switchhook_access::{
    Access, Database, Doors, HashCost, KeyError, Options, Owner, RotationError, SecretKeys,
};
use switchhook_platform::{Credential, Proof};

on_both_engines! {
    a_rotation_seals_everything_again_while_the_portal_runs
    what_no_key_opens_stays_as_it_is_and_is_counted
}

/// A portal whose keys lie in this folder.
async fn portal(stage: &Stage, folder: &Folder) -> Access {
    let doors = Doors::system();
    let database = Database::connect(&stage.url).await.unwrap();
    let keys = SecretKeys::open(&folder.path().join("secret.key"), &doors).unwrap();
    let options = Options { hashing: HashCost::least(), ..Options::default() };
    Access::new(database, keys, doors, options).unwrap()
}

async fn key_ids(stage: &Stage) -> BTreeSet<String> {
    let sealed = stage.column(
        "SELECT sealed FROM credentials UNION ALL SELECT sealed FROM drafts UNION ALL SELECT sealed FROM second_factors",
    ).await;
    sealed.iter().map(|text| text.split('.').nth(1).unwrap().to_owned()).collect()
}

async fn a_rotation_seals_everything_again_while_the_portal_runs(stage: Stage) {
    let folder = Folder::new();
    let (running, operator) = (portal(&stage, &folder).await, portal(&stage, &folder).await);
    let owner = Owner::Reseller(ALPINE);
    let store = async |access: &Access, password: &str| {
        access.credentials().store(owner, &Credential::new("alpine", password)).await.unwrap();
    };
    let load = async |access: &Access| {
        use secrecy::ExposeSecret;
        let credential = access.credentials().load(owner).await.unwrap().unwrap();
        let Proof::Password(password) = credential.proof else { panic!("another proof was stored") };
        password.expose_secret().to_owned()
    };
    store(&running, "first-password").await;
    let typed = json!({"form": "typed"});
    let draft = running.drafts().keep(None, "/page", &typed).await.unwrap();
    let account = stage.reseller().await;
    let factor = running.second_factors().enrolment(&account).await.unwrap();
    let before = key_ids(&stage).await;
    assert_eq!(before.len(), 1);

    let rotation = operator.rotate_keys().await.unwrap();
    assert_eq!((rotation.sealed_again, rotation.lost), (3, 0));
    let after = key_ids(&stage).await;
    assert!(after.len() == 1 && after.is_disjoint(&before), "{before:?} {after:?}");
    // The one that runs reads with the new key, and seals with it from now on.
    assert_eq!(load(&running).await, "first-password");
    assert_eq!(running.drafts().find(None, draft, "/page").await.unwrap(), Some(typed));
    let read = running.second_factors().enrolment(&account).await.unwrap();
    assert_eq!(read.secret(), factor.secret());
    store(&running, "second-password").await;
    assert_eq!(key_ids(&stage).await, after);
    assert_eq!(load(&operator).await, "second-password");
    // So does one that starts now.
    assert_eq!(load(&portal(&stage, &folder).await).await, "second-password");

    // The key before stays for one more rotation.
    let length = || fs::read(folder.path().join("secret.key")).unwrap().len();
    assert_eq!(length(), 64);
    operator.rotate_keys().await.unwrap();
    assert_eq!(length(), 64);
    assert_eq!(load(&running).await, "second-password");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no draft of the file is left");
}

async fn what_no_key_opens_stays_as_it_is_and_is_counted(stage: Stage) {
    let folder = Folder::new();
    stage
        .access
        .credentials()
        .store(Owner::Operator, &Credential::new("lost", "lost-password"))
        .await
        .unwrap();
    let operator = portal(&stage, &folder).await;
    let before = key_ids(&stage).await;
    let rotation = operator.rotate_keys().await.unwrap();
    assert_eq!((rotation.sealed_again, rotation.lost), (0, 1));
    assert_eq!(key_ids(&stage).await, before);
}

#[tokio::test]
async fn a_rotation_that_was_broken_off_is_told_and_a_key_without_a_file_is_not_changed() {
    let stage = Stage::on_sqlite().await;
    let folder = Folder::new();
    let operator = portal(&stage, &folder).await;
    fs::write(folder.path().join("secret.next"), "").unwrap();
    let error = operator.rotate_keys().await.unwrap_err();
    assert!(matches!(error, RotationError::Key(KeyError::Rotating(_))), "{error}");
    let error = stage.access.rotate_keys().await.unwrap_err();
    assert!(matches!(error, RotationError::Key(KeyError::NoFile)), "{error}");
}

#[tokio::test]
async fn every_table_with_sealed_values_is_sealed_again() {
    let stage = Stage::on_sqlite().await;
    let pool: AnyPool = stage.tables().await;
    let tables = sqlx::query(
        "SELECT m.name AS name FROM sqlite_master m JOIN pragma_table_info(m.name) c \
         WHERE m.type = 'table' AND c.name LIKE '%sealed%'",
    )
    .fetch_all(&pool)
    .await
    .unwrap();
    let tables: BTreeSet<String> = tables.iter().map(|row| row.get("name")).collect();
    let known: BTreeSet<String> = Access::sealed_tables().into_iter().map(str::to_owned).collect();
    assert_eq!(tables, known);
}
