use crate::stage::{Folder, Stage, on_both_engines};
use std::{fs, os::unix::fs::MetadataExt};
use switchhook_access::{ConnectError, Database};

on_both_engines! {
    it_answers_and_is_migrated_once
    several_may_start_at_once
}

async fn it_answers_and_is_migrated_once(stage: Stage) {
    stage.access.database().ping().await.unwrap();
    stage.reseller().await;
    let again = Database::connect(&stage.url).await.unwrap();
    again.ping().await.unwrap();
    again.close().await;
    assert!(again.ping().await.is_err());
    assert_eq!(stage.column("SELECT login FROM accounts").await, ["reseller@alpine.example"]);
}

async fn several_may_start_at_once(stage: Stage) {
    let mut starts = tokio::task::JoinSet::new();
    for _ in 0..4 {
        let url = stage.url.clone();
        starts.spawn(async move { Database::connect(&url).await.map(|_| ()) });
    }
    for started in starts.join_all().await {
        started.unwrap();
    }
}

#[tokio::test]
async fn an_sqlite_file_belongs_to_its_owner_alone() {
    let folder = Folder::new();
    let path = folder.path().join("data/portal.db");
    let database = Database::connect(&format!("sqlite://{}", path.display())).await.unwrap();
    database.ping().await.unwrap();
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().mode() & 0o777;
    assert_eq!(mode(path.parent().unwrap()), 0o700);
    for entry in fs::read_dir(path.parent().unwrap()).unwrap() {
        assert_eq!(mode(&entry.unwrap().path()), 0o600);
    }
    assert!(path.with_extension("db-wal").exists(), "writes do not block reads");
}

#[tokio::test]
async fn a_path_is_taken_as_it_is() {
    let folder = Folder::new();
    for name in ["a b.db", "100%20.db", "what?.db", "#1.db", "dir/../up.db", "Grüße.db"] {
        let path = folder.path().join(name);
        Database::connect(&format!("sqlite://{}", path.display())).await.unwrap().close().await;
        assert!(fs::metadata(&path).unwrap().len() > 0, "{name}");
    }
    assert!(matches!(Database::connect("sqlite://").await, Err(ConnectError::File { .. })));
}

#[tokio::test]
async fn other_engines_are_named_as_unknown() {
    for url in ["mysql://localhost/portal", "sqlite::memory:", "portal.db", ""] {
        assert!(matches!(Database::connect(url).await, Err(ConnectError::UnknownEngine)));
    }
}
