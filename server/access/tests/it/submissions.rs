use crate::stage::{ALPINE, Stage, on_both_engines};
use futures_util::future::join_all;
use switchhook_access::{Answer, Claim};
use switchhook_domain::permission::{Role, Scope};
use time::Duration;

on_both_engines! {
    a_form_is_taken_on_by_one_of_many_requests
    what_was_carried_out_gives_its_answer_again
    what_came_to_nothing_may_be_tried_again
    other_words_are_another_form
    forms_belong_to_their_owner
    a_form_without_an_answer_is_lost_after_a_minute_and_not_carried_out_again
    it_is_forgotten_after_a_day
}

fn to(location: &str) -> Answer {
    Answer { status: 303, location: Some(location.to_owned()) }
}

async fn a_form_is_taken_on_by_one_of_many_requests(stage: Stage) {
    let own = stage.reseller().await.id;
    let submissions = stage.access.submissions();
    let key = submissions.key();
    let claims = join_all((0..8).map(|_| submissions.claim(own, key, b"name=a"))).await;
    let claims: Vec<_> = claims.into_iter().map(Result::unwrap).collect();
    assert_eq!(claims.iter().filter(|claim| **claim == Claim::Ours).count(), 1);
    assert_eq!(claims.iter().filter(|claim| **claim == Claim::Running).count(), 7);
    assert_eq!(submissions.answer(own, key).await.unwrap(), None);
}

async fn what_was_carried_out_gives_its_answer_again(stage: Stage) {
    let own = stage.reseller().await.id;
    let submissions = stage.access.submissions();
    let key = submissions.key();
    submissions.claim(own, key, b"name=a").await.unwrap();
    submissions.complete(own, key, &to("/customers/7"), true).await.unwrap();
    assert_eq!(submissions.claim(own, key, b"name=a").await.unwrap(), Claim::Done(to("/customers/7")));
}

async fn what_came_to_nothing_may_be_tried_again(stage: Stage) {
    let own = stage.reseller().await.id;
    let submissions = stage.access.submissions();
    let key = submissions.key();
    submissions.claim(own, key, b"name=").await.unwrap();
    submissions.complete(own, key, &to("/customers/new?draft=1"), false).await.unwrap();
    assert_eq!(submissions.answer(own, key).await.unwrap(), Some(to("/customers/new?draft=1")));
    assert_eq!(submissions.claim(own, key, b"name=").await.unwrap(), Claim::Ours);
    assert_eq!(submissions.answer(own, key).await.unwrap(), None);
    assert_eq!(submissions.claim(own, key, b"name=").await.unwrap(), Claim::Running);
}

async fn other_words_are_another_form(stage: Stage) {
    let own = stage.reseller().await.id;
    let submissions = stage.access.submissions();
    let key = submissions.key();
    submissions.claim(own, key, b"name=a").await.unwrap();
    // While it runs, nothing else begins with its key.
    assert_eq!(submissions.claim(own, key, b"name=b").await.unwrap(), Claim::Running);
    submissions.complete(own, key, &to("/customers/7"), true).await.unwrap();
    assert_eq!(submissions.claim(own, key, b"name=b").await.unwrap(), Claim::Ours);
}

async fn forms_belong_to_their_owner(stage: Stage) {
    let own = stage.reseller().await.id;
    let other = stage.person("other", Role::Reseller, Scope::Reseller(ALPINE)).await.id;
    let submissions = stage.access.submissions();
    let key = submissions.key();
    submissions.claim(own, key, b"name=a").await.unwrap();
    submissions.complete(own, key, &to("/customers/7"), true).await.unwrap();
    assert_eq!(submissions.claim(other, key, b"name=a").await.unwrap(), Claim::Ours);
    assert_ne!(submissions.key(), key);
}

async fn a_form_without_an_answer_is_lost_after_a_minute_and_not_carried_out_again(stage: Stage) {
    let own = stage.reseller().await.id;
    let submissions = stage.access.submissions();
    let key = submissions.key();
    submissions.claim(own, key, b"name=a").await.unwrap();
    stage.clock.advance(Duration::seconds(59));
    assert_eq!(submissions.claim(own, key, b"name=a").await.unwrap(), Claim::Running);
    stage.clock.advance(Duration::seconds(1));
    let unknown = Claim::Done(Answer { status: 504, location: None });
    for form in [b"name=a", b"name=b"] {
        assert_eq!(submissions.claim(own, key, form).await.unwrap(), unknown);
    }
    // It did end, later than anybody waited.
    submissions.complete(own, key, &to("/customers/7"), true).await.unwrap();
    assert_eq!(submissions.claim(own, key, b"name=a").await.unwrap(), Claim::Done(to("/customers/7")));
}

async fn it_is_forgotten_after_a_day(stage: Stage) {
    let own = stage.reseller().await.id;
    let submissions = stage.access.submissions();
    submissions.claim(own, submissions.key(), b"name=a").await.unwrap();
    stage.clock.advance(Duration::hours(23));
    stage.access.sweep().await.unwrap();
    assert_eq!(stage.column("SELECT key FROM submissions").await.len(), 1);
    stage.clock.advance(Duration::hours(1));
    stage.access.sweep().await.unwrap();
    assert!(stage.column("SELECT key FROM submissions").await.is_empty());
}
