use crate::stage::{ALPINE, Stage, on_both_engines};
use serde_json::json;
use switchhook_access::DraftError;
use switchhook_domain::permission::{Role, Scope};
use time::Duration;

on_both_engines! {
    a_draft_is_found_by_its_owner_on_its_page
    it_is_gone_after_an_hour
    nothing_of_it_can_be_read_in_the_table
    its_size_and_number_are_bounded
    a_draft_moved_to_somebody_else_stays_closed
}

async fn a_draft_is_found_by_its_owner_on_its_page(stage: Stage) {
    let own = stage.reseller().await.id;
    let other = stage.person("other", Role::Reseller, Scope::Reseller(ALPINE)).await.id;
    let drafts = stage.access.drafts();
    let typed = json!({"name": "Huber", "password": "hunter2", "zero": "\u{0}"});
    let id = drafts.keep(Some(own), "/customers/new", &typed).await.unwrap();
    assert_eq!(drafts.find(Some(own), id, "/customers/new").await.unwrap(), Some(typed.clone()));
    for (owner, page) in [(Some(other), "/customers/new"), (None, "/customers/new"), (Some(own), "/contacts")]
    {
        assert_eq!(drafts.find(owner, id, page).await.unwrap(), None);
    }
    drafts.forget(Some(other), id).await.unwrap();
    assert!(drafts.find(Some(own), id, "/customers/new").await.unwrap().is_some());
    drafts.forget(Some(own), id).await.unwrap();
    assert!(drafts.find(Some(own), id, "/customers/new").await.unwrap().is_none());

    let anonymous = drafts.keep(None, "/sign-in", &typed).await.unwrap();
    assert_eq!(drafts.find(None, anonymous, "/sign-in").await.unwrap(), Some(typed));
    assert_eq!(drafts.find(Some(own), anonymous, "/sign-in").await.unwrap(), None);
}

async fn it_is_gone_after_an_hour(stage: Stage) {
    let drafts = stage.access.drafts();
    let id = drafts.keep(None, "/sign-in", &json!("x")).await.unwrap();
    stage.clock.advance(Duration::minutes(59));
    stage.access.sweep().await.unwrap();
    assert!(drafts.find(None, id, "/sign-in").await.unwrap().is_some());
    stage.clock.advance(Duration::minutes(1));
    assert!(drafts.find(None, id, "/sign-in").await.unwrap().is_none());
    stage.access.sweep().await.unwrap();
    assert!(stage.column("SELECT id FROM drafts").await.is_empty());
}

async fn nothing_of_it_can_be_read_in_the_table(stage: Stage) {
    stage.access.drafts().keep(None, "/sign-in", &json!({"password": "hunter2"})).await.unwrap();
    assert!(!stage.column("SELECT sealed FROM drafts").await.concat().contains("hunter2"));
}

async fn its_size_and_number_are_bounded(stage: Stage) {
    let own = Some(stage.reseller().await.id);
    let drafts = stage.access.drafts();
    let kilobytes = |n: usize| json!("x".repeat(n * 1024));
    assert!(matches!(drafts.keep(own, "/imports", &kilobytes(256)).await, Err(DraftError::TooLarge)));
    assert!(matches!(drafts.keep(None, "/sign-in", &kilobytes(48)).await, Err(DraftError::TooLarge)));
    let large = drafts.keep(own, "/imports", &kilobytes(255)).await.unwrap();
    assert_eq!(drafts.find(own, large, "/imports").await.unwrap(), Some(kilobytes(255)));
    for _ in 0..20 {
        stage.clock.advance(Duration::seconds(1));
        drafts.keep(own, "/imports", &json!(1)).await.unwrap();
    }
    assert!(drafts.find(own, large, "/imports").await.unwrap().is_none());
    assert_eq!(stage.column("SELECT id FROM drafts").await.len(), 20);
}

async fn a_draft_moved_to_somebody_else_stays_closed(stage: Stage) {
    let own = stage.reseller().await.id;
    let other = stage.person("other", Role::Reseller, Scope::Reseller(ALPINE)).await.id;
    let drafts = stage.access.drafts();
    let id = drafts.keep(Some(own), "/contacts", &json!("x")).await.unwrap();
    sqlx::query("UPDATE drafts SET owner = $1")
        .bind(other.to_string())
        .execute(&stage.tables().await)
        .await
        .unwrap();
    assert_eq!(drafts.find(Some(other), id, "/contacts").await.unwrap(), None);
}
